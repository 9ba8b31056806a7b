/* SPDX-License-Identifier: Apache-2.0
 *
 * The sockets of transfers, and proof of whether bytes were written to them. An
 * unchanged count of written bytes is the only proof that a request was not
 * sent: what was handed to the system may reach the server even after the
 * socket was closed, and libcurl's own count omits partly written TLS
 * records. */
#ifndef HWC_CORE_SOCKETS_H
#define HWC_CORE_SOCKETS_H

#include "core/poller.h"
#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hwc_socket;

#define HWC_PORT_LISTS 256

/* The open sockets of a loop. Zero-initialise, then set `poller`. */
struct hwc_sockets {
  struct hwc_poller *poller;
  struct hwc_socket *table; /* indexed by descriptor */
  size_t count;
  /* Lists of sockets, as descriptor + 1 of the first one; 0: empty. */
  int unknown;                 /* local ports that were not read yet */
  int by_port[HWC_PORT_LISTS]; /* by local port, modulo the number of lists */
  bool incomplete;             /* out of memory: some sockets are missing */
  CURL *retired;               /* handles of unknown connections */
  CURL *unneeded; /* retired handles whose connections are closed */
};

/* Watches the socket of a send from before its first byte. Zero-initialised
 * means not watched: nothing is proven. Must not move while watched. */
struct hwc_send {
  int descriptor; /* the connection it began on; unknown if local_port is 0 */
  int local_port;
  struct hwc_socket *socket; /* NULL: not watched */
  bool counted;              /* `before` is known */
  bool ended;                /* `after` is known */
  uint64_t before;           /* bytes written to the socket */
  uint64_t after;
};

/* The two ends of a connection, as reported by libcurl. */
struct hwc_connection_name {
  const char *local;
  const char *remote;
  int local_port;
  int remote_port;
};

void hwc_sockets_done(struct hwc_sockets *sockets);

/* Like hwc_poller_open() and hwc_poller_close(). Closing a socket ends the
 * watch of a send on it. */
int hwc_sockets_open(struct hwc_sockets *sockets, int family, int type,
                     int protocol);
int hwc_sockets_close(struct hwc_sockets *sockets, int descriptor);

/* Enlarges the send buffer of the socket (SO_SNDBUF), as far as the system
 * allows. */
void hwc_sockets_widen(int descriptor);

/* Takes over a handle that the connection of that send may still point to, and
 * frees it after the connection was closed and libcurl has returned. Sets its
 * CURLOPT_PRIVATE. */
void hwc_sockets_retire(struct hwc_sockets *sockets,
                        const struct hwc_send *send, CURL *easy);

/* Frees the retired handles of closed connections, or with `all` every retired
 * handle: only when libcurl holds none of them. Must not be called from a
 * callback of libcurl. */
void hwc_sockets_drop_retired(struct hwc_sockets *sockets, bool all);

/* Starts watching a send on the socket of that connection, and ends an earlier
 * watch there. If `multiplexed`, other requests may write to the same
 * connection, so the count proves nothing unless the connection is known to be
 * HTTP/1.1. False if the connection is known to be closed in either direction:
 * do not send on it. */
bool hwc_send_begin(struct hwc_send *send, struct hwc_sockets *sockets,
                    const struct hwc_connection_name *name, bool multiplexed);

/* True if unexpected bytes have arrived since the last response: they would be
 * taken for the response of a request sent now. */
bool hwc_send_has_input(const struct hwc_send *send);

/* True if the socket probably takes so many bytes at once: together with what
 * it holds they are at most half of its buffer. */
bool hwc_send_has_room(const struct hwc_send *send, size_t bytes);

/* Records that the response, and therefore the connection, is HTTP/1.1. */
void hwc_send_note_http_1(const struct hwc_send *send,
                          struct hwc_sockets *sockets);

/* Ends the watch with a final count. Does nothing if it has ended. */
void hwc_send_end(struct hwc_send *send);

/* Ends the watch without a count, when nothing needs to be proven: a count
 * takes a system call, or several. */
void hwc_send_forget(struct hwc_send *send);

/* True if it is proven that no byte was written to the socket; false if one
 * was, or if it is unknown. */
bool hwc_send_wrote_nothing(const struct hwc_send *send);

#endif
