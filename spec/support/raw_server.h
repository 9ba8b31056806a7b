/* SPDX-License-Identifier: Apache-2.0
 *
 * A server on loopback that answers from a script and keeps the bytes of
 * every request as they came. It runs in a thread of its own. */
#ifndef SPEC_SUPPORT_RAW_SERVER_H
#define SPEC_SUPPORT_RAW_SERVER_H

#include <stddef.h>

struct raw_server;

/* What is done when a whole request has arrived. */
struct raw_reply {
  const char *text; /* sent as it is; NULL: nothing */
  enum {
    RAW_KEEP,  /* wait for the next request */
    RAW_CLOSE, /* orderly */
    RAW_RESET,
    RAW_FLOOD, /* send zeros until the other end has enough, then close */
  } then;
};

/* One request as it was received. */
struct raw_request {
  int connection; /* counted from 0 */
  size_t length;
  char *bytes; /* zero-terminated */
};

/* `host` is an address: "127.0.0.1" or "::1". NULL where that cannot be had.
 * Requests beyond the script get the last reply again. */
struct raw_server *raw_server_start(const char *host,
                                    const struct raw_reply *script,
                                    size_t count);

int raw_server_port(const struct raw_server *server);

/* How many requests and connections have come so far. */
size_t raw_server_requests(struct raw_server *server);
size_t raw_server_connections(struct raw_server *server);

/* A request, valid until the server is stopped. */
const struct raw_request *raw_server_request(struct raw_server *server,
                                             size_t index);

void raw_server_stop(struct raw_server *server);

#endif
