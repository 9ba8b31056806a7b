/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTTP server of the sandbox: libmicrohttpd on a thread of its own, which
 * hands whole requests to the behaviour. Connections, the heads of requests
 * and the time that clients may take are bounded here. */
#ifndef HWC_SANDBOX_LISTENER_H
#define HWC_SANDBOX_LISTENER_H

#include "sandbox/behaviour.h"
#include "sandbox/disturb.h"
#include "sandbox/peers.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

struct listener {
  struct behaviour *behaviour;
  struct MHD_Daemon *daemon; /* NULL once stopped */
  struct peers *peers;
  struct disturb *disturb;
  size_t max_body;          /* bytes of one request */
  atomic_size_t body_bytes; /* of all requests that are here */
  uint16_t port;
  bool plain; /* no TLS */
};

/* PEM; of both or of none. */
struct certificate {
  const char *chain;
  const char *key;
};

struct listener_options {
  struct certificate tls;         /* with it, HTTPS */
  const struct sockaddr *address; /* IPv4 or IPv6 */
  uint16_t port;                  /* 0: any free one */
  size_t max_body;
  struct peers_options peers; /* `max` is lowered to what descriptors are
                                     there for */
};

/* Starts to listen. The behaviour outlives the listener. 0, an errno
 * value, or -1 where libmicrohttpd does not say why; listener_stop() is due all
 * the same. */
int listener_start(struct listener *listener, struct behaviour *behaviour,
                   const struct listener_options *options);

/* Joins the threads. Safe to call twice. */
void listener_stop(struct listener *listener);

#endif
