/* SPDX-License-Identifier: Apache-2.0
 *
 * What the servers of tests share: listening, finding whole requests in what
 * has arrived, and sending. */
#ifndef SPEC_SUPPORT_HTTP_SOCKET_H
#define SPEC_SUPPORT_HTTP_SOCKET_H

#include <stddef.h>

/* A listening socket on a free port of `host`, an address ("127.0.0.1",
 * "::1"); -1 where that cannot be had. */
int http_listen(const char *host, int *port);

/* The length of the first whole request in `bytes`, which end with a zero
 * byte that `length` does not count; 0 where there is none yet. */
size_t http_whole_request(const char *bytes, size_t length);

/* Gives up quietly where the other end has gone. */
void http_send(int socket, const char *data, size_t length);

#endif
