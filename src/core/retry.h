/* SPDX-License-Identifier: Apache-2.0
 *
 * Which attempts are repeated, and when. Nothing here waits or looks at a
 * clock: it is a table, some sums, and an account. */
#ifndef HWC_CORE_RETRY_H
#define HWC_CORE_RETRY_H

#include "core/error.h"
#include "core/random.h"
#include "core/text.h"
#include <stdint.h>

#define HWC_ATTEMPTS 3

/* --- What the end of an attempt proves --- */

enum hwc_failure {
  HWC_FAILURE_NONE,
  HWC_FAILURE_TRANSIENT, /* may be gone the next time */
  HWC_FAILURE_THROTTLED, /* the service has too much to do */
  HWC_FAILURE_IDENTITY,  /* the service does not accept the credentials, or the
                            core does not send them any more */
  HWC_FAILURE_FINAL,     /* would be the same again */
};

/* The end of an attempt: an answer (`kind` is NONE) or the lack of one. */
struct hwc_outcome {
  enum hwc_kind kind;
  int status;
  const char *code; /* in the body of the answer; "" for none */
  enum hwc_fate fate;
  bool lasting; /* without an answer: the reason is a lasting one */
};

struct hwc_verdict {
  enum hwc_failure failure;
  bool nothing_done; /* proven: the service did not act */
};

struct hwc_verdict hwc_classify(const struct hwc_outcome *outcome);

/* --- When the next attempt begins --- */

/* Seconds before retry number `retry` (from 0), at random: between 0 and
 * min(base * 2^retry, 20), with a base of 1 s where the service has too much
 * to do, else of 0.05 s. */
double hwc_back_off(enum hwc_failure failure, int retry,
                    struct hwc_random *random);

/* The value of Retry-After, seconds or a date, as seconds from `now` (Unix
 * seconds of the service's clock). 0 where it makes no sense: not above 0, or
 * neither of both. */
double hwc_retry_after(struct hwc_text value, int64_t now);

/* Seconds to wait, of the back-off and what the service asked for (0:
 * nothing); negative where it asks for more than 5 s beyond the back-off,
 * which is the caller's to wait for. */
double hwc_retry_delay(double back_off, double retry_after);

/* --- How many there may be --- */

/* What the retries of a client may cost: where everything fails, a client
 * must not send many times as much as where nothing does. */
struct hwc_quota {
  int left;
};

#define HWC_QUOTA 500

void hwc_quota_init(struct hwc_quota *quota);

/* Pays for a retry: the cost, or 0 where there is not enough left. */
int hwc_quota_take(struct hwc_quota *quota, enum hwc_failure failure);

/* A call succeeded: gives back the cost of its last retry, or 1 where it had
 * none (`cost` 0). */
void hwc_quota_give(struct hwc_quota *quota, int cost);

#endif
