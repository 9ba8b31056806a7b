/* SPDX-License-Identifier: Apache-2.0
 *
 * A connection of HTTP/2 that fails at random. It reads frames by itself, and
 * header blocks by libnghttp2, so that it may do what no server should.
 *
 * What it does with a request is drawn when its head is there: it answers, with
 * the body or before it, in part, late, or not at all; it ends the stream with
 * an error, after an answer or without. After some requests the connection
 * ends: with GOAWAYs that refuse none of them, some or all, or without. Streams
 * may be few, and windows small.
 *
 * It only refuses what it has not answered: a server that does both contradicts
 * itself, and libcurl 7.88 drops an answer that comes at once with the refusal.
 * A response without a length is followed by no RST_STREAM with NO_ERROR, and
 * is whole once all of its bytes were sent: libcurl 7.88 takes the end of the
 * stream or of the connection for that of the response, and may lose bytes
 * that came before it. */
#ifndef SPEC_FATE_H2_H
#define SPEC_FATE_H2_H

#include "spec/fate/peer.h"

struct h2_connection {
  int socket;
  SSL *tls; /* after its handshake */
  long number;
  uint64_t random;
  struct ledger *ledger;
  peer_stopping *stopping;
};

/* How a connection ends that the other end has not closed. */
enum h2_close {
  H2_CLOSE, /* with an alert of TLS */
  H2_DROP,
  H2_RESET,
};

/* Serves the connection, until it is to be closed. */
enum h2_close h2_serve(const struct h2_connection *connection);

#endif
