/* SPDX-License-Identifier: Apache-2.0
 *
 * Rules for retries: which failures may be retried, after which delay, and at
 * what cost. Pure functions: no waiting, no clock. */
#ifndef HWC_CORE_RETRY_H
#define HWC_CORE_RETRY_H

#include "core/error.h"
#include "core/random.h"
#include "core/text.h"
#include <stdint.h>

#define HWC_ATTEMPTS 3

/* --- Classification --- */

enum hwc_failure {
  HWC_FAILURE_NONE,
  HWC_FAILURE_TRANSIENT, /* may succeed next time */
  HWC_FAILURE_THROTTLED, /* the service limits the rate */
  HWC_FAILURE_IDENTITY,  /* the service refuses the credentials, or the breaker
                            is open */
  HWC_FAILURE_FINAL,     /* would fail again */
};

/* The end of an attempt: a response (`kind` is NONE) or a failure. */
struct hwc_outcome {
  enum hwc_kind kind;
  int status;
  const char *code; /* error code in the body of the response; "" if none */
  enum hwc_fate fate;
  bool permanent; /* without a response: the cause is permanent */
};

struct hwc_verdict {
  enum hwc_failure failure;
  bool nothing_done; /* proven: the service did not process it */
};

struct hwc_verdict hwc_classify(const struct hwc_outcome *outcome);

/* --- Delay --- */

/* Seconds to wait before retry number `retry` (from 0): random, between 0 and
 * min(base * 2^retry, 20), with a base of 1 s when throttled and 0.05 s
 * otherwise. */
double hwc_back_off(enum hwc_failure failure, int retry,
                    struct hwc_random *random);

/* Converts the value of Retry-After, seconds or a date, to seconds from `now`
 * (Unix seconds of the service's clock). Returns 0 if it is malformed or not
 * positive. */
double hwc_retry_after(struct hwc_text value, int64_t now);

/* Seconds to wait, given the back-off and the time requested by the service (0:
 * none). Negative if the service requests more than 5 s beyond the back-off:
 * then the caller has to wait. */
double hwc_retry_delay(double back_off, double retry_after);

/* --- Quota --- */

/* The retry quota of a client: limits the additional load when all calls
 * fail. */
struct hwc_quota {
  int left;
};

#define HWC_QUOTA 500

void hwc_quota_init(struct hwc_quota *quota);

/* Takes the cost of a retry from the quota and returns it; 0 if not enough is
 * left. */
int hwc_quota_take(struct hwc_quota *quota, enum hwc_failure failure);

/* A call succeeded: returns the cost of its last retry to the quota, or 1 if it
 * had none (`cost` 0). */
void hwc_quota_give(struct hwc_quota *quota, int cost);

#endif
