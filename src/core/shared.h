/* SPDX-License-Identifier: Apache-2.0
 *
 * State shared by the calls of a client: rate limit, retry quota, clock
 * offset. */
#ifndef HWC_CORE_SHARED_H
#define HWC_CORE_SHARED_H

#include "core/limiter.h"
#include "core/loop.h"
#include "core/queue.h"
#include "core/random.h"
#include "core/retry.h"
#include "core/timer.h"
#include "core/trace.h"

/* An attempt that waits for the rate limit. */
struct hwc_throttled {
  struct hwc_queued queued;
  void (*release)(struct hwc_throttled *throttled);
  void *owner;
  enum hwc_rate_limit mode;
};

/* Belongs to a client and outlives its calls, which all use the same loop. */
struct hwc_shared {
  struct hwc_loop *loop;
  struct hwc_quota quota;
  struct hwc_limiter limiter;
  struct hwc_random random;
  double clock_offset; /* seconds to add to the local time for signing */
  uint64_t calls;
  struct hwc_trace *trace; /* of the client; NULL: not recorded */
  struct hwc_queue throttled;
  struct hwc_timer throttle_timer;
};

void hwc_shared_init(struct hwc_shared *shared, struct hwc_loop *loop);

/* Stops its timer. No call may use it afterwards. */
void hwc_shared_done(struct hwc_shared *shared);

/* Returns 0 if the attempt may proceed; its token is taken. Otherwise it waits,
 * for about the returned seconds; `release` is called during a step. Negative:
 * out of memory. */
double hwc_shared_throttle(struct hwc_shared *shared,
                           struct hwc_throttled *throttled);

/* Stops waiting. Does nothing if it does not wait. */
void hwc_shared_unthrottle(struct hwc_shared *shared,
                           struct hwc_throttled *throttled);

/* Updates the rate limit at the end of an attempt; `message` is that of the
 * service. */
void hwc_shared_update(struct hwc_shared *shared, enum hwc_rate_limit mode,
                       bool throttled, struct hwc_text message);

#endif
