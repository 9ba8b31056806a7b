/* SPDX-License-Identifier: Apache-2.0
 *
 * Timers: a binary heap ordered by time. The timers are embedded in their
 * owners. */
#ifndef HWC_CORE_TIMER_H
#define HWC_CORE_TIMER_H

#include "core/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zero-initialise, then set `fire` and `owner`. Not set until
 * hwc_timers_set(). */
struct hwc_timer {
  void (*fire)(struct hwc_timer *timer); /* the timer is already cleared */
  void *owner;
  double at;         /* seconds of the monotonic clock */
  uint64_t sequence; /* timers of equal time fire in the order they were set */
  size_t position;   /* in the heap, from 1; 0: not set */
};

struct hwc_timers {
  struct hwc_timer **heap;
  size_t count;
  size_t capacity;
  uint64_t sequence;
};

void hwc_timers_done(struct hwc_timers *timers);

/* Sets a timer or moves it to another time. Moving cannot fail. */
enum hwc_status hwc_timers_set(struct hwc_timers *timers,
                               struct hwc_timer *timer, double at);

/* Does nothing if it is not set. */
void hwc_timers_clear(struct hwc_timers *timers, struct hwc_timer *timer);

/* The earliest timer, or NULL. */
struct hwc_timer *hwc_timers_first(const struct hwc_timers *timers);

#endif
