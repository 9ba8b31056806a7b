/* SPDX-License-Identifier: Apache-2.0
 *
 * Adds the records of a call to the trace of its client. */
#ifndef HWC_CORE_RECORD_H
#define HWC_CORE_RECORD_H

#include "core/loop.h"
#include "core/request.h"
#include "core/result.h"
#include "core/trace.h"

/* What all records of a call share. */
struct hwc_recorder {
  struct hwc_loop *loop;
  struct hwc_trace *trace; /* NULL: not recorded */
  const struct hwc_request *request;
  const struct hwc_result *result;
  const struct hwc_download *download; /* or NULL */
  const char *operation;               /* or NULL */
  const struct hwc_buffer *secrets;    /* or NULL */
  uint64_t call;
};

/* What a record needs of an ended attempt, beyond the result. */
struct hwc_ended_attempt {
  const char *code; /* of the service; "" if none */
  double started;
  enum hwc_fate fate;
};

void hwc_record_attempt(const struct hwc_recorder *recorder);
void hwc_record_throttled(const struct hwc_recorder *recorder, double seconds);
void hwc_record_clock(const struct hwc_recorder *recorder, double seconds);
void hwc_record_response(const struct hwc_recorder *recorder,
                         const struct hwc_ended_attempt *ended);

/* Another attempt follows in `seconds`. */
void hwc_record_retry(const struct hwc_recorder *recorder,
                      const struct hwc_ended_attempt *ended, double seconds,
                      const char *reason);

#endif
