/* SPDX-License-Identifier: Apache-2.0
 *
 * A loopback server that responds by a script and records the bytes of every
 * request. It runs in a thread of its own. */
#ifndef SPEC_SUPPORT_RAW_SERVER_H
#define SPEC_SUPPORT_RAW_SERVER_H

#include <stddef.h>

struct raw_server;

/* What to do when a complete request has arrived. */
struct raw_reply {
  const char *text; /* sent as it is; NULL: nothing */
  enum {
    RAW_KEEP,  /* wait for the next request */
    RAW_CLOSE, /* orderly close */
    RAW_RESET,
    RAW_FLOOD, /* send zeros until the peer closes, then close */
  } then;
};

/* A received request. */
struct raw_request {
  int connection; /* from 0 */
  size_t length;
  char *bytes; /* zero-terminated */
};

/* `host` is an address: "127.0.0.1" or "::1". NULL on failure. Further requests
 * get the last reply of the script again. */
struct raw_server *raw_server_start(const char *host,
                                    const struct raw_reply *script,
                                    size_t count);

int raw_server_port(const struct raw_server *server);

/* The numbers of requests and connections so far. */
size_t raw_server_requests(struct raw_server *server);
size_t raw_server_connections(struct raw_server *server);

/* A request, valid until the server is stopped. */
const struct raw_request *raw_server_request(struct raw_server *server,
                                             size_t index);

void raw_server_stop(struct raw_server *server);

#endif
