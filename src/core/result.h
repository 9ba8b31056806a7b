/* SPDX-License-Identifier: Apache-2.0
 *
 * What came of a request. */
#ifndef HWC_CORE_RESULT_H
#define HWC_CORE_RESULT_H

#include "core/buffer.h"
#include "core/error.h"
#include "core/text.h"
#include <stdbool.h>

/* Why a call was not repeated (again) that could have been. */
enum hwc_exhausted {
  HWC_EXHAUSTED_NOT,
  HWC_EXHAUSTED_ATTEMPTS,    /* there were as many as allowed */
  HWC_EXHAUSTED_QUOTA,       /* the client's quota of retries is used up */
  HWC_EXHAUSTED_DEADLINE,    /* the pause would have outlasted it */
  HWC_EXHAUSTED_SEND_BEFORE, /* likewise */
};

/* "attempts", "quota", "deadline", "send_before"; NULL for
 * HWC_EXHAUSTED_NOT. */
const char *hwc_exhausted_name(enum hwc_exhausted exhausted);

/* What came of it. Valid while the request is. `error.kind` is
 * HWC_KIND_NONE where an answer arrived whole, whatever its status; other
 * kinds are transport, timeout, credentials and cancelled. `status` is 0 and
 * `headers` empty where no answer began. */
struct hwc_result {
  struct hwc_error error;
  int status;
  int attempts;
  double elapsed;     /* seconds since hwc_request_start() */
  bool sent;          /* bytes may have reached the service, of any attempt */
  enum hwc_fate fate; /* of the call: UNKNOWN where one of its attempts may
                         have been acted on and none was answered */
  bool retryable;     /* to repeat the call is harmless, and may help */
  bool credentials_refused; /* and nothing was done: others may be accepted */
  double retry_after;       /* seconds that the service asked for; 0: none */
  enum hwc_exhausted exhausted;
  char hint[320];            /* what to look at; empty for none */
  struct hwc_buffer headers; /* lower-case name NUL value NUL ..., in order */
  struct hwc_buffer body;    /* empty unless the answer arrived whole, and
                                where a download got it */
};

/* Fills `retryable`, `credentials_refused` and `retry_after` from the answer,
 * as the only attempt of a request would have. */
void hwc_result_classify(struct hwc_result *result, bool idempotent,
                         double unix_time);

/* The value of a header of the answer (`name` in lower case); data is NULL
 * where there is none. */
struct hwc_text hwc_result_header(const struct hwc_result *result,
                                  const char *name);

#endif
