/* SPDX-License-Identifier: Apache-2.0
 *
 * What the requests of a client share: what they have learnt of the service,
 * and what they may still cost it. */
#ifndef HWC_CORE_SHARED_H
#define HWC_CORE_SHARED_H

#include "core/limiter.h"
#include "core/loop.h"
#include "core/queue.h"
#include "core/random.h"
#include "core/retry.h"
#include "core/timer.h"
#include "core/trace.h"

/* A request that waits for the rate limit. */
struct hwc_throttled {
  struct hwc_queued queued;
  void (*release)(struct hwc_throttled *throttled);
  void *owner;
  enum hwc_rate_limit mode;
};

/* Belongs to a client and outlives its requests, which all belong to one
 * loop. */
struct hwc_shared {
  struct hwc_loop *loop;
  struct hwc_quota quota;
  struct hwc_limiter limiter;
  struct hwc_random random;
  double clock_offset; /* seconds to add to this machine's time for signing */
  uint64_t calls;
  struct hwc_trace *trace; /* of the client; NULL: nobody asked */
  struct hwc_queue throttled;
  struct hwc_timer throttle_timer;
};

void hwc_shared_init(struct hwc_shared *shared, struct hwc_loop *loop);

/* Ends its timer. No request may use it any more. */
void hwc_shared_done(struct hwc_shared *shared);

/* 0: the attempt may go on, its token is taken. Else it waits, for about as
 * many seconds; `release` is called during a step. Negative: no memory. */
double hwc_shared_throttle(struct hwc_shared *shared,
                           struct hwc_throttled *throttled);

/* Ends waiting. Safe on one that does not wait. */
void hwc_shared_unthrottle(struct hwc_shared *shared,
                           struct hwc_throttled *throttled);

/* Tells how an attempt ended; `message` is the service's. */
void hwc_shared_learn(struct hwc_shared *shared, enum hwc_rate_limit mode,
                      bool throttled, struct hwc_text message);

#endif
