/* SPDX-License-Identifier: Apache-2.0
 *
 * How fast a client may send: by what a service said of its limit, and by a
 * rate that is learnt from refusals. Times are seconds of the monotonic
 * clock. */
#ifndef HWC_CORE_LIMITER_H
#define HWC_CORE_LIMITER_H

#include "core/text.h"

enum hwc_rate_limit {
  HWC_RATE_STATED,   /* by what the service said, once it did */
  HWC_RATE_ADAPTIVE, /* by what was learnt, too */
  HWC_RATE_FREE,     /* not at all */
};

/* Tokens that are added at `rate` a second. */
struct hwc_bucket {
  double rate;
  double capacity;
  double level;
  double at; /* when `level` was true */
};

struct hwc_limiter {
  bool stated;  /* `said` counts */
  bool refused; /* `learnt` counts */
  struct hwc_bucket said;
  struct hwc_bucket learnt;

  /* The rate of answers, smoothed. */
  double measured;
  double period; /* the beginning of the one being counted */
  double count;

  /* The cubic curve that the learnt rate follows after a refusal. */
  double highest; /* rate at the refusal */
  double plateau; /* seconds from the refusal until it is reached again */
  double refusal;
};

void hwc_limiter_init(struct hwc_limiter *limiter, double now);

/* 0: an attempt may be sent now, its token is taken. Else the seconds after
 * which it makes sense to ask again. */
double hwc_limiter_take(struct hwc_limiter *limiter, enum hwc_rate_limit mode,
                        double now);

/* Learns from the end of an attempt. */
void hwc_limiter_learn(struct hwc_limiter *limiter, enum hwc_rate_limit mode,
                       bool throttled, double now);

/* Learns from the text of a refusal, such as
 * "... policy user over ratelimit,limit:100,time:1 minute"; false where it
 * says no rate. No rate below one attempt in 20 s is kept: a service that
 * allows fewer has to refuse them itself. */
bool hwc_limiter_read(struct hwc_limiter *limiter, struct hwc_text message,
                      double now);

#endif
