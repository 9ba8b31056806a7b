/* SPDX-License-Identifier: Apache-2.0
 *
 * What services said of keys or a token. They lock an access key for 5 minutes
 * after 5 failures, so refusals are counted, and who is to be sent with keys
 * that are not accepted yet takes turns. */
#ifndef HWC_CORE_STANDING_H
#define HWC_CORE_STANDING_H

#include "core/queue.h"
#include <stddef.h>

/* Refusals in a row, after which nothing is sent for a while. */
#define HWC_MOST_REFUSALS 3

#define HWC_DIGEST_SIZE 32

/* The turn of an attempt. Zeroed, with `go` and `owner` set, it is ready for
 * use. */
struct hwc_turn {
  struct hwc_queued queued;
  void (*go)(struct hwc_turn *turn); /* its turn has come */
  void *owner;
  bool taken;
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
  size_t under_way;                      /* attempts that have a turn */
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

/* Notes that a service accepted the credentials, or refused them with status
 * 401 for no fault of the clock. Here and below, `now` is the loop's clock. */
void hwc_standing_accepted(struct hwc_standing *standing);
void hwc_standing_refused(struct hwc_standing *standing, double now);

/* Until a service has accepted them, no more attempts are under way at a time
 * than may be refused. True where the turn has come at once; else it waits. */
bool hwc_standing_take_turn(struct hwc_standing *standing,
                            struct hwc_turn *turn, double now);

/* Ends a turn, or waiting for it; those whose turn it is now go on. Safe on one
 * that has ended. */
void hwc_standing_end_turn(struct hwc_standing *standing, struct hwc_turn *turn,
                           double now);

/* Seconds for which nothing should be sent. 0: they may be used. */
double hwc_standing_pause(const struct hwc_standing *standing, double now);

#endif
