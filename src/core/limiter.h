/* SPDX-License-Identifier: Apache-2.0
 *
 * The rate limit of a client: the limit stated by the service, and a rate that
 * adapts to throttling. Times are seconds of the monotonic clock. */
#ifndef HWC_CORE_LIMITER_H
#define HWC_CORE_LIMITER_H

#include "core/text.h"

enum hwc_rate_limit {
  HWC_RATE_STATED,   /* use the limit stated by the service, if any */
  HWC_RATE_ADAPTIVE, /* and adapt to throttling */
  HWC_RATE_FREE,     /* no limit */
};

/* A token bucket, refilled with `rate` tokens per second. */
struct hwc_bucket {
  double rate;
  double capacity;
  double level;
  double at; /* time of `level` */
};

struct hwc_limiter {
  bool has_stated;   /* `stated` is in use */
  bool has_adaptive; /* `adaptive` is in use */
  struct hwc_bucket stated;
  struct hwc_bucket adaptive;

  /* Smoothed rate of responses. */
  double measured;
  double period; /* start of the current measuring period */
  double count;

  /* The cubic curve of the adaptive rate after throttling. */
  double highest; /* rate when throttled */
  double plateau; /* seconds from then until it is reached again */
  double refusal;
};

void hwc_limiter_init(struct hwc_limiter *limiter, double now);

/* Takes a token for an attempt and returns 0; if there is none, returns the
 * seconds to wait before asking again. */
double hwc_limiter_take(struct hwc_limiter *limiter, enum hwc_rate_limit mode,
                        double now);

/* Updates the rates at the end of an attempt. */
void hwc_limiter_update(struct hwc_limiter *limiter, enum hwc_rate_limit mode,
                        bool throttled, double now);

/* Parses the message of a throttled response, such as "... policy user over
 * ratelimit,limit:100,time:1 minute". False if it states no rate. Rates below
 * one attempt in 20 s are raised to that: lower limits are left to the
 * service. */
bool hwc_limiter_read(struct hwc_limiter *limiter, struct hwc_text message,
                      double now);

#endif
