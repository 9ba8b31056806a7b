/* SPDX-License-Identifier: Apache-2.0
 *
 * One connection of the fate server: performs the steps of a plan, and writes
 * to the ledger what arrived and what was sent in response.
 *
 * A plan is a list of steps, separated by commas:
 *
 *   tunnel           is a proxy first, which accepts a CONNECT
 *   tls12            speaks TLS 1.2
 *   hello            performs the TLS handshake, which otherwise the first
 *                    step that reads or sends does
 *   head             reads a request to the end of its headers
 *   part=BYTES       reads so many more bytes of its body
 *   tail=BYTES       reads its body except for a random number of bytes, at
 *                    most so many
 *   body             reads the rest of its body
 *   continue         sends 100 Continue
 *   respond=STATUS   sends a complete response, 200 by default
 *   cut=STATUS       sends a response with a truncated body
 *   crumb            sends the first bytes of a response
 *   stray=STATUS     sends a response that belongs to no request, 429 by
 *                    default; its X-Request-Id is 0
 *   pause=MS         waits
 *   jitter=MS        waits for a random time, at most so long
 *   deaf             reads nothing until the peer has closed
 *   fin              closes its own direction only
 *   close            closes, with TLS after an alert
 *   drop             closes without an alert
 *   reset            closes with a reset
 *   again            starts over
 *   h2               speaks HTTP/2 (in TLS) and fails at random, see h2.h,
 * until the connection has ended; responds to all requests if the client does
 * not offer HTTP/2
 *
 * A plan ends when the peer has closed, or with "drop". The last word "chaos"
 * stands for random steps.
 *
 * A response has the number of the arrival as its X-Request-Id and, if it is
 * not an error, the body {"id":N,"place":N}: the id, and the number of the
 * request on its connection. */
#ifndef SPEC_FATE_PEER_H
#define SPEC_FATE_PEER_H

#include "spec/fate/arrivals.h"
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>

/* True if the server is about to end: peers then stop waiting. */
typedef bool peer_stopping(void);

/* A random number generator. */
uint64_t peer_random(uint64_t *state);

/* Makes a context accept HTTP/2 on connections whose plan has the step h2. */
void peer_offer_h2(SSL_CTX *context);

/* Serves a connection and closes it. `context` is NULL for plain HTTP. */
void peer_serve(int socket, SSL_CTX *context, long connection, const char *plan,
                uint64_t random, struct ledger *ledger,
                peer_stopping *stopping);

/* True if the text is a plan, apart from the word "chaos". */
bool peer_is_plan(const char *plan);

#endif
