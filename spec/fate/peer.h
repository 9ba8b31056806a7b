/* SPDX-License-Identifier: Apache-2.0
 *
 * One connection of the fate server: it does the steps of a plan, and writes
 * into the ledger what arrived and how it was answered.
 *
 * A plan is a text of steps, separated by commas:
 *
 *   tunnel           is a proxy first, which answers a CONNECT
 *   tls12            speaks TLS 1.2
 *   hello            the TLS handshake, which the first step that reads or
 *                    sends does otherwise
 *   head             waits for a request, and reads it to the end of its head
 *   part=BYTES       reads so much more of its body
 *   tail=BYTES       reads all of its body but a random number of bytes, at
 *                    most so many
 *   body             reads the rest of its body
 *   continue         sends 100 Continue
 *   respond=STATUS   sends a whole response, 200 where no status is given
 *   cut=STATUS       sends a response whose body breaks off
 *   crumb            sends the first bytes of a response
 *   stray=STATUS     sends a response that no request asked for, 429 where no
 *                    status is given; its X-Request-Id is 0
 *   pause=MS         waits
 *   jitter=MS        waits for a random time of at most so long
 *   deaf             reads nothing until the other end has closed
 *   fin              closes its own direction only
 *   close            closes, in TLS with an alert before
 *   drop             closes, without one
 *   reset            closes with a reset
 *   again            starts over
 *   h2               speaks HTTP/2 (in TLS) and fails at random, as h2.h says,
 *                    until the connection has ended; answers all requests
 *                    where the client does not offer HTTP/2
 *
 * A plan ends where the other end has closed, or as by "drop". Where it ends
 * with the word "chaos", that stands for steps that are drawn at random.
 *
 * A response has the number of the arrival as its X-Request-Id, and if it is
 * not an error {"id":N,"place":N}: the id, and which request of its
 * connection that was. */
#ifndef SPEC_FATE_PEER_H
#define SPEC_FATE_PEER_H

#include "spec/fate/arrivals.h"
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stdint.h>

/* Whether the server is about to end: peers do not go on waiting then. */
typedef bool peer_stopping(void);

/* A generator of random numbers. */
uint64_t peer_random(uint64_t *state);

/* Makes a context agree to HTTP/2 on connections whose plan has the step. */
void peer_offer_h2(SSL_CTX *context);

/* Serves a connection and closes it. `context` is NULL for plain HTTP. */
void peer_serve(int socket, SSL_CTX *context, long connection, const char *plan,
                uint64_t random, struct ledger *ledger,
                peer_stopping *stopping);

/* Whether the text is a plan, but for the word "chaos". */
bool peer_is_plan(const char *plan);

#endif
