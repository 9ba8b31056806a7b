/* SPDX-License-Identifier: Apache-2.0
 *
 * Points in time, the earliest first: a binary heap of timers that live in
 * what they belong to. */
#ifndef HWC_CORE_TIMER_H
#define HWC_CORE_TIMER_H

#include "core/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed, with `fire` and `owner` set, it is ready for use and not set. */
struct hwc_timer {
  void (*fire)(struct hwc_timer *timer); /* it is no longer set by then */
  void *owner;
  double at;         /* seconds of the monotonic clock */
  uint64_t sequence; /* those of the same time fire in the order of setting */
  size_t position;   /* in the heap, from 1; 0: not set */
};

struct hwc_timers {
  struct hwc_timer **heap;
  size_t count;
  size_t capacity;
  uint64_t sequence;
};

void hwc_timers_done(struct hwc_timers *timers);

/* Sets a timer, or moves it to another time. Moving cannot fail. */
enum hwc_status hwc_timers_set(struct hwc_timers *timers,
                               struct hwc_timer *timer, double at);

/* Safe on one that is not set. */
void hwc_timers_clear(struct hwc_timers *timers, struct hwc_timer *timer);

/* The earliest one, or NULL. */
struct hwc_timer *hwc_timers_first(const struct hwc_timers *timers);

#endif
