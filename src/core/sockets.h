/* SPDX-License-Identifier: Apache-2.0
 *
 * The sockets of transfers, and whether a byte was written to one between two
 * points in time. That is the only proof that a request was not sent: what was
 * handed to the system may reach the server, even after the socket was closed,
 * and what libcurl reports leaves out records that were written in part. */
#ifndef HWC_CORE_SOCKETS_H
#define HWC_CORE_SOCKETS_H

#include "core/poller.h"
#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hwc_socket;

/* The open sockets of a loop. Zeroed, with `poller` set, it is ready. */
struct hwc_sockets {
  struct hwc_poller *poller;
  struct hwc_socket *table; /* by descriptor */
  size_t count;
  bool incomplete; /* memory was short: there are others */
  CURL *retired;   /* by connections that are not known */
  CURL *unneeded;  /* retired handles whose connections are closed */
};

/* A send that is watched, from before its first byte on. Zeroed it is not
 * watched, and nothing is proven. It must not move while it is watched. */
struct hwc_send {
  int descriptor; /* it began on; with local_port 0 none is known */
  int local_port;
  struct hwc_socket *socket; /* NULL: not watched (any more) */
  bool counted;              /* `before` is known */
  bool ended;                /* `after` is known */
  uint64_t before;           /* bytes written to the socket */
  uint64_t after;
};

/* The two ends of a connection as libcurl names them. */
struct hwc_connection_name {
  const char *local;
  const char *remote;
  int local_port;
  int remote_port;
};

void hwc_sockets_done(struct hwc_sockets *sockets);

/* As hwc_poller_open() and hwc_poller_close(). A send that is watched ends
 * when its socket is closed. */
int hwc_sockets_open(struct hwc_sockets *sockets, int family, int type,
                     int protocol);
int hwc_sockets_close(struct hwc_sockets *sockets, int descriptor);

/* Lets the system take more bytes for the socket before it takes no more for
 * now, where it allows that. */
void hwc_sockets_widen(int descriptor);

/* Takes a handle that the connection of that send may still point to, and frees
 * it once the connection is closed: not before libcurl has returned. Sets its
 * CURLOPT_PRIVATE. */
void hwc_sockets_retire(struct hwc_sockets *sockets,
                        const struct hwc_send *send, CURL *easy);

/* Frees the retired handles of closed connections; with `all`, of all: libcurl
 * has none any more. Not to be called by a callback of libcurl's. */
void hwc_sockets_drop_retired(struct hwc_sockets *sockets, bool all);

/* Begins to watch a send on the socket of that connection; one that was
 * watched there before ends. With `multiplexed`, other requests may be written
 * to the same connection, so that its count proves nothing, unless it is known
 * to be one of HTTP/1.1. False where the connection is known to be no longer
 * open in both directions: nothing should be sent on it. */
bool hwc_send_begin(struct hwc_send *send, struct hwc_sockets *sockets,
                    const struct hwc_connection_name *name, bool multiplexed);

/* Whether bytes have come on the connection since the last response: a request
 * that is sent now would be given them for an answer. */
bool hwc_send_has_input(const struct hwc_send *send);

/* Whether the socket of the send takes so many bytes at once, as far as is
 * known: what it holds already and these are at most half of its room. */
bool hwc_send_has_room(const struct hwc_send *send, size_t bytes);

/* The response to a send was one of HTTP/1.1, and so is its connection. */
void hwc_send_note_http_1(const struct hwc_send *send,
                          struct hwc_sockets *sockets);

/* Ends watching and takes the last count. Safe on one that has ended. */
void hwc_send_end(struct hwc_send *send);

/* True where it is proven that no byte was written to the socket. False where
 * one was, or where nobody knows. */
bool hwc_send_wrote_nothing(const struct hwc_send *send);

#endif
