/* SPDX-License-Identifier: Apache-2.0
 *
 * The ledger of the fate server: what arrived and what was sent in response.
 *
 * One line for each request of which any byte was read (with TLS: decrypted),
 * written at the latest when the connection has ended:
 *
 *   arrival=N connection=N id=N method=WORD read=part|whole bytes=N
 *   response=none|part|whole status=N refused=no|stream|goaway|late
 *
 * Arrivals are numbered in order. The id is the number at the end of the
 * request's path, 0 if it was not read that far. `bytes` counts the body.
 * `response` is how much of the response the system accepted, and `status` its
 * status.
 *
 * Over HTTP/2 a request may be refused unprocessed: by RST_STREAM, by a GOAWAY
 * sent after its headers had arrived, or by one sent before (late). */
#ifndef SPEC_FATE_ARRIVALS_H
#define SPEC_FATE_ARRIVALS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct ledger {
  pthread_mutex_t lock;
  FILE *file;
  long arrivals;
};

struct arrival {
  long number;
  long connection;
  long id;
  char method[8];
  bool whole;
  size_t body; /* bytes read */
  enum response { RESPONSE_NONE, RESPONSE_PART, RESPONSE_WHOLE } response;
  int status;
  enum refusal {
    REFUSED_NOT,
    REFUSED_STREAM,
    REFUSED_GOAWAY,
    REFUSED_LATE
  } refusal;
};

/* Numbers the arrival. */
void arrival_begin(struct arrival *arrival, struct ledger *ledger,
                   long connection);

/* Sets the method. */
void arrival_set_method(struct arrival *arrival, const char *method,
                        size_t length);

/* Sets the id from a path, which need not be zero-terminated. */
void arrival_set_path(struct arrival *arrival, const char *path, size_t length);

void arrival_record(const struct arrival *arrival, struct ledger *ledger);

/* Writes the body of a response with that status; returns its length. */
size_t arrival_reply(char *text, size_t size, const struct arrival *arrival,
                     long place, long status);

#endif
