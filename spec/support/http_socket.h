/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared by the servers of C tests: listening, finding complete requests in
 * received bytes, and sending. */
#ifndef SPEC_SUPPORT_HTTP_SOCKET_H
#define SPEC_SUPPORT_HTTP_SOCKET_H

#include <stddef.h>

/* Returns a listening socket on a free port of `host`, an address ("127.0.0.1",
 * "::1"); -1 on failure. */
int http_listen(const char *host, int *port);

/* The length of the first complete request in `bytes`, which are followed by a
 * zero byte that `length` does not count; 0 if there is none yet. */
size_t http_whole_request(const char *bytes, size_t length);

/* Fails silently if the peer has closed the connection. */
void http_send(int socket, const char *data, size_t length);

#endif
