/* SPDX-License-Identifier: Apache-2.0
 *
 * Points in time, the earliest first: a binary heap of alarms that live in
 * what they belong to. */
#ifndef HWC_CORE_ALARM_H
#define HWC_CORE_ALARM_H

#include "core/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Zeroed, with `ring` and `owner` set, it is ready for use and not set. */
struct hwc_alarm {
  void (*ring)(struct hwc_alarm *alarm); /* it is no longer set by then */
  void *owner;
  double at;         /* seconds of the monotonic clock */
  uint64_t sequence; /* those of the same time ring in the order of setting */
  size_t place;      /* in the heap, from 1; 0: not set */
};

struct hwc_alarms {
  struct hwc_alarm **heap;
  size_t count;
  size_t capacity;
  uint64_t sequence;
};

void hwc_alarms_done(struct hwc_alarms *alarms);

/* Sets an alarm, or moves it to another time. Moving cannot fail. */
enum hwc_status hwc_alarms_set(struct hwc_alarms *alarms,
                               struct hwc_alarm *alarm, double at);

/* Safe on one that is not set. */
void hwc_alarms_clear(struct hwc_alarms *alarms, struct hwc_alarm *alarm);

/* The earliest one, or NULL. */
struct hwc_alarm *hwc_alarms_first(const struct hwc_alarms *alarms);

#endif
