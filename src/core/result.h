/* SPDX-License-Identifier: Apache-2.0
 *
 * The result of a call. */
#ifndef HWC_CORE_RESULT_H
#define HWC_CORE_RESULT_H

#include "core/buffer.h"
#include "core/error.h"
#include "core/text.h"
#include <stdbool.h>

/* Why a retryable call was not retried (again). */
enum hwc_exhausted {
  HWC_EXHAUSTED_NOT,
  HWC_EXHAUSTED_ATTEMPTS,    /* the maximum was reached */
  HWC_EXHAUSTED_QUOTA,       /* the client's retry quota is used up */
  HWC_EXHAUSTED_DEADLINE,    /* would have passed before the next attempt */
  HWC_EXHAUSTED_SEND_BEFORE, /* would have passed before the next attempt */
};

/* "attempts", "quota", "deadline", "send_before"; NULL for
 * HWC_EXHAUSTED_NOT. */
const char *hwc_exhausted_name(enum hwc_exhausted exhausted);

/* The result of a call; valid until the call is freed. `error.kind` is
 * HWC_KIND_NONE if a complete response arrived, whatever its status; otherwise
 * transport, timeout, credentials or cancelled. `status` is 0 and `headers` is
 * empty if no response began. */
struct hwc_result {
  struct hwc_error error;
  int status;
  int attempts;
  double elapsed;     /* seconds since hwc_call_start() */
  bool sent;          /* bytes of any attempt may have reached the service */
  enum hwc_fate fate; /* of the call: UNKNOWN if an attempt may have been
                         processed and no response arrived */
  bool retryable;     /* a retry of the call is harmless and may help */
  /* credentials refused and nothing done: others may be accepted */
  bool credentials_refused;
  double retry_after; /* seconds requested by the service; 0: none */
  enum hwc_exhausted exhausted;
  char hint[320];            /* advice for a person; empty: none */
  struct hwc_buffer headers; /* lower-case name NUL value NUL ..., in order */
  bool has_request_id;       /* they hold a request ID for certain */
  struct hwc_buffer body;    /* empty unless the response is complete, and if a
                                download received it */
};

/* Sets `retryable`, `credentials_refused` and `retry_after` from the response,
 * as for a call with a single attempt. */
void hwc_result_classify(struct hwc_result *result, bool idempotent,
                         double unix_time);

/* Returns the value of a response header (`name` in lower case); its data is
 * NULL if there is none. */
struct hwc_text hwc_result_header(const struct hwc_result *result,
                                  const char *name);

/* Clears the response in `result`. */
void hwc_result_clear(struct hwc_result *result);

#endif
