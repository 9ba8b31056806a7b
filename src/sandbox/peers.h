/* SPDX-License-Identifier: Apache-2.0
 *
 * The connections of the sandbox's listener: how many there are, and until
 * when each of them has to have sent what is due. A thread cuts those that are
 * late: a client that sends a byte now and then is never idle, so the idle
 * time-out of libmicrohttpd does not end it. */
#ifndef HWC_SANDBOX_PEERS_H
#define HWC_SANDBOX_PEERS_H

#include <stdbool.h>

struct peers;
struct peer;

struct peers_options {
  unsigned max;          /* connections; those beyond are refused */
  double header_seconds; /* for the head of a request */
  double body_seconds;   /* for its body */
  double idle_seconds;   /* between two requests */
};

/* What a peer has to send next. */
enum peer_phase {
  PEER_HEAD,   /* the first request of the connection */
  PEER_IDLE,   /* maybe another request */
  PEER_FIELDS, /* the fields after the request line */
  PEER_BODY,
  PEER_NOTHING /* it is answered */
};

/* Starts the thread, with all signals blocked. NULL: no memory or thread. */
struct peers *peers_new(const struct peers_options *options);

/* Joins the thread. No peer may be left. Takes NULL. */
void peers_free(struct peers *peers);

/* A connection begins. `plain`: HTTP may be written to the socket as it is;
 * no TLS. NULL: no memory. */
struct peer *peers_add(struct peers *peers, int fd, bool plain);

/* The connection ends; before its socket is closed. Takes a NULL peer. */
void peers_remove(struct peers *peers, struct peer *peer);

/* Gives the peer its time for a phase. False: it was cut, and nothing may be
 * sent to it any more. */
bool peers_expect(struct peers *peers, struct peer *peer,
                  enum peer_phase phase);

/* One of the connections beyond the limit, to be answered with 503. */
bool peer_is_refused(const struct peer *peer);

#endif
