/* SPDX-License-Identifier: Apache-2.0
 *
 * An HTTP/2 connection that fails at random. It parses frames itself, and
 * header blocks with libnghttp2, so that it can do what no server should.
 *
 * What happens to a request is drawn when its headers have arrived: a response
 * with or before the request's body, partial, late, or none; a stream error,
 * after a response or without. After some requests the connection ends: with
 * GOAWAYs that refuse none, some or all of them, or without. Streams may be
 * few, and windows small.
 *
 * It refuses only requests without a response: a server that does both
 * contradicts itself, and libcurl 7.88 drops a response that arrives together
 * with the refusal. A response without a length is never followed by RST_STREAM
 * with NO_ERROR, and counts as complete when all of its bytes were sent:
 * libcurl 7.88 takes the end of the stream or the connection for its end, and
 * may lose bytes that came before. */
#ifndef SPEC_FATE_H2_H
#define SPEC_FATE_H2_H

#include "spec/fate/peer.h"

struct h2_connection {
  int socket;
  SSL *tls; /* after the handshake */
  long number;
  uint64_t random;
  struct ledger *ledger;
  peer_stopping *stopping;
};

/* How to close a connection that the peer has not closed. */
enum h2_close {
  H2_CLOSE, /* with a TLS alert */
  H2_DROP,
  H2_RESET,
};

/* Serves the connection until it is to be closed. */
enum h2_close h2_serve(const struct h2_connection *connection);

#endif
