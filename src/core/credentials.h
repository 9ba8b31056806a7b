/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys or a token, held so that they are wiped when the last user lets go.
 * A request in flight keeps the credentials it was signed with, whatever its
 * client renews meanwhile. Never shared between threads. */
#ifndef HWC_CORE_CREDENTIALS_H
#define HWC_CORE_CREDENTIALS_H

#include "core/buffer.h"
#include "core/signer.h"

/* Bytes that are wiped when freed. */
struct hwc_secret {
  struct hwc_buffer bytes;
};

/* Refusals in a row, after which nothing is sent for a while. */
#define HWC_MOST_REFUSALS 3

/* The turn of an attempt to be sent with credentials. Zeroed, with `go` and
 * `owner` set, it is ready for use. */
struct hwc_turn {
  void (*go)(struct hwc_turn *turn); /* its turn has come */
  void *owner;
  struct hwc_turn *next;
  struct hwc_turn *previous;
  enum { HWC_TURN_NONE, HWC_TURN_WAITING, HWC_TURN_TAKEN } state;
};

/* What services said of the keys or the token, shared by all credentials of a
 * loop that are equal. */
struct hwc_standing {
  struct hwc_standing *next; /* in the loop's list */
  struct hwc_standings *list;
  unsigned references;
  unsigned char digest[32]; /* of the keys or the token */
  bool accepted;            /* by the last answer that says so */
  int refusals;             /* in a row */
  double paused_until;      /* by the loop's clock */
  size_t under_way;         /* attempts that have a turn */
  struct hwc_turn *first;
  struct hwc_turn *last;
  bool going_on; /* the queue is being worked on */
};

/* Those of a loop. Zeroed it is empty. */
struct hwc_standings {
  struct hwc_standing *first;
};

/* The loop is gone: nothing is shared any more. */
void hwc_standings_done(struct hwc_standings *standings);

struct hwc_credentials {
  unsigned references;
  struct hwc_standing *standing;
  struct hwc_buffer ak;             /* not secret: shown masked all the same */
  struct hwc_buffer security_token; /* goes with temporary keys */
  struct hwc_buffer token;          /* in place of ak and sk */
  struct hwc_signer *signer;        /* NULL where `token` is used */
};

/* Either `token` or options->ak and options->sk are set. Refuses values with
 * control bytes or that are empty, naming the member in `error`. */
enum hwc_status hwc_credentials_new(struct hwc_credentials **credentials,
                                    const struct hwc_signer_options *options,
                                    struct hwc_text security_token,
                                    struct hwc_text token,
                                    struct hwc_error *error);
/* Counts refusals together with those of equal credentials. Before the first
 * use. */
void hwc_credentials_share(struct hwc_credentials *c,
                           struct hwc_standings *standings);

struct hwc_credentials *hwc_credentials_ref(struct hwc_credentials *c);
/* Takes NULL. */
void hwc_credentials_unref(struct hwc_credentials *c);

/* Notes that the service accepted them, or refused them with status 401 for no
 * fault of the clock. `now` is the loop's clock. */
void hwc_credentials_accepted(struct hwc_credentials *c);
void hwc_credentials_refused(struct hwc_credentials *c, double now);

/* Until a service has accepted them, no more attempts are under way at a time
 * than may be refused: many calls with a wrong key must not lock it. True where
 * the turn has come at once; else it waits. `now` is the loop's clock. */
bool hwc_credentials_take_turn(struct hwc_credentials *c, struct hwc_turn *turn,
                               double now);

/* Ends a turn, or waiting for it; those whose turn it is now go on. Safe on one
 * that has ended. */
void hwc_credentials_end_turn(struct hwc_credentials *c, struct hwc_turn *turn,
                              double now);

/* Seconds for which nothing should be sent with them: the service locks an
 * access key for 5 minutes after 5 failures. 0: they may be used. */
double hwc_credentials_pause(const struct hwc_credentials *c, double now);

#endif
