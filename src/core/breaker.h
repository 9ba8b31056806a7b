/* SPDX-License-Identifier: Apache-2.0
 *
 * What services said of keys or a token. They lock an access key for 5 minutes
 * after 5 failures, so refusals are counted, and who is to be sent with keys
 * that are not accepted yet takes turns. */
#ifndef HWC_CORE_BREAKER_H
#define HWC_CORE_BREAKER_H

#include "core/error.h"
#include "core/queue.h"
#include "core/text.h"
#include <stddef.h>

/* Refusals in a row, after which nothing is sent for a while. A call that is
 * under way then may be refused once more. */
#define HWC_MOST_REFUSALS 3

#define HWC_DIGEST_SIZE 32

/* Seconds without an answer after which an attempt does not keep those of other
 * hosts waiting. */
#define HWC_TURN_PATIENCE 1.0

/* The turn of an attempt. Zeroed, with `go`, `owner` and `origin` set, it is
 * ready for use. */
struct hwc_turn {
  struct hwc_queued queued;          /* waiting, or under way */
  void (*go)(struct hwc_turn *turn); /* its turn has come */
  void *owner;
  struct hwc_text origin; /* of the endpoint */
  double began;           /* when it was taken, by the loop's clock */
  bool taken;
  int refusals; /* that the clock may explain; counted when it ends */
};

/* Shared by all credentials of a loop that are equal. That of lasting ones that
 * were refused is kept when nobody has them any more: they may come again. */
struct hwc_breaker {
  struct hwc_breaker *next; /* in the loop's list */
  struct hwc_breakers *list;
  unsigned references;
  unsigned char digest[HWC_DIGEST_SIZE]; /* of what is secret of them */
  bool lasting;                          /* no token, nor keys with one */
  bool accepted;                         /* by the last answer that says so */
  int refusals;                          /* in a row */
  double paused_until;                   /* by the loop's clock */
  int open_refusals;        /* those of turns, not in `refusals` yet */
  int under_way;            /* attempts that have a turn */
  struct hwc_queue running; /* those */
  struct hwc_queue turns;   /* those that wait */
  bool going_on;            /* the queue is being worked on */
};

/* Those of a loop. Zeroed it is empty. */
struct hwc_breakers {
  struct hwc_breaker *first; /* the newest */
  unsigned unused;           /* that are kept */
};

/* The loop is gone: nothing is shared any more. */
void hwc_breakers_done(struct hwc_breakers *breakers);

/* That of a key and its secret, of a token (`first` is empty), or of another
 * proof of an identity: `first` says which. Referenced once, and not lasting.
 */
enum hwc_status hwc_breaker_new(struct hwc_breaker **breaker,
                                struct hwc_text first, struct hwc_text second);
struct hwc_breaker *hwc_breaker_ref(struct hwc_breaker *breaker);
/* Takes NULL. */
void hwc_breaker_unref(struct hwc_breaker *breaker);

/* The one in the list that has the same digest, in place of this one; or this
 * one, which is in the list then. */
struct hwc_breaker *hwc_breaker_share(struct hwc_breaker *breaker,
                                      struct hwc_breakers *breakers);

/* Notes that a service accepted the credentials of an attempt that has a turn:
 * what refused them before was the clock. */
void hwc_breaker_accepted(struct hwc_breaker *breaker, struct hwc_turn *turn);

/* Notes that a service refused an attempt that has a turn with status 401. */
void hwc_breaker_refused(struct hwc_breaker *breaker, struct hwc_turn *turn);

/* Until a service has accepted them, no more attempts are under way at a time
 * than may be refused. True where the turn has come at once; else it waits,
 * and hwc_breaker_go_ahead() is to be asked every HWC_TURN_PATIENCE seconds.
 * Here and below, `now` is the loop's clock. */
bool hwc_breaker_take_turn(struct hwc_breaker *breaker, struct hwc_turn *turn,
                           double now);

/* Takes a turn that waits only for hosts that do not answer: one attempt at
 * another host may show meanwhile that the credentials are good. */
bool hwc_breaker_go_ahead(struct hwc_breaker *breaker, struct hwc_turn *turn,
                          double now);

/* Whether an attempt that was refused may be made once more, with its turn, and
 * be refused again. */
bool hwc_breaker_may_try_again(const struct hwc_breaker *breaker, double now);

/* Gives a turn back that was refused, to be taken again for the same request
 * signed by another clock: before others, but not before it is known what
 * became of those that do so already. */
void hwc_breaker_yield_turn(struct hwc_breaker *breaker, struct hwc_turn *turn);

/* Ends a turn, or waiting for it, and counts its refusals; those whose turn it
 * is now go on. Safe on one that has ended. */
void hwc_breaker_end_turn(struct hwc_breaker *breaker, struct hwc_turn *turn,
                          double now);

/* Seconds for which nothing should be sent. 0: they may be used. */
double hwc_breaker_pause(const struct hwc_breaker *breaker, double now);

#endif
