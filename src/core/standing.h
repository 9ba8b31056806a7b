/* SPDX-License-Identifier: Apache-2.0
 *
 * What services said of keys or a token. They lock an access key for 5 minutes
 * after 5 failures, so refusals are counted, and who is to be sent with keys
 * that are not accepted yet takes turns. */
#ifndef HWC_CORE_STANDING_H
#define HWC_CORE_STANDING_H

#include "core/queue.h"
#include <stddef.h>

/* Refusals in a row, after which nothing is sent for a while. A call that is
 * under way then may be refused once more. */
#define HWC_MOST_REFUSALS 3

#define HWC_DIGEST_SIZE 32

/* The turn of an attempt. Zeroed, with `go` and `owner` set, it is ready for
 * use. */
struct hwc_turn {
  struct hwc_queued queued;
  void (*go)(struct hwc_turn *turn); /* its turn has come */
  void *owner;
  bool taken;
  int refusals; /* that the clock may explain; counted when it ends */
};

/* Shared by all credentials of a loop that are equal. */
struct hwc_standing {
  struct hwc_standing *next; /* in the loop's list */
  struct hwc_standings *list;
  unsigned references;
  unsigned char digest[HWC_DIGEST_SIZE]; /* of the keys or the token */
  bool accepted;                         /* by the last answer that says so */
  int refusals;                          /* in a row */
  double paused_until;                   /* by the loop's clock */
  int open_refusals; /* those of turns, not in `refusals` yet */
  int under_way;     /* attempts that have a turn */
  struct hwc_queue turns;
  bool going_on; /* the queue is being worked on */
};

/* Those of a loop. Zeroed it is empty. */
struct hwc_standings {
  struct hwc_standing *first;
};

/* The loop is gone: nothing is shared any more. */
void hwc_standings_done(struct hwc_standings *standings);

/* One without a digest, referenced once; NULL without memory. */
struct hwc_standing *hwc_standing_new(void);
void hwc_standing_unref(struct hwc_standing *standing);

/* The one in the list that has the same digest, in place of this one; or this
 * one, which is in the list then. */
struct hwc_standing *hwc_standing_share(struct hwc_standing *standing,
                                        struct hwc_standings *standings);

/* Notes that a service accepted the credentials of an attempt that has a turn:
 * what refused them before was the clock. */
void hwc_standing_accepted(struct hwc_standing *standing,
                           struct hwc_turn *turn);

/* Notes that a service refused an attempt that has a turn with status 401. */
void hwc_standing_refused(struct hwc_standing *standing, struct hwc_turn *turn);

/* Until a service has accepted them, no more attempts are under way at a time
 * than may be refused. True where the turn has come at once; else it waits.
 * Here and below, `now` is the loop's clock. */
bool hwc_standing_take_turn(struct hwc_standing *standing,
                            struct hwc_turn *turn, double now);

/* Gives a turn back that was refused, to be taken again for the same request
 * signed by another clock: before others, but not before it is known what
 * became of those that do so already. */
void hwc_standing_yield_turn(struct hwc_standing *standing,
                             struct hwc_turn *turn);

/* Ends a turn, or waiting for it, and counts its refusals; those whose turn it
 * is now go on. Safe on one that has ended. */
void hwc_standing_end_turn(struct hwc_standing *standing, struct hwc_turn *turn,
                           double now);

/* Seconds for which nothing should be sent. 0: they may be used. */
double hwc_standing_pause(const struct hwc_standing *standing, double now);

#endif
