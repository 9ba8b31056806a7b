/* SPDX-License-Identifier: Apache-2.0
 *
 * Writing the records of a call into the trace of its client. */
#ifndef HWC_CORE_RECORD_H
#define HWC_CORE_RECORD_H

#include "core/loop.h"
#include "core/result.h"
#include "core/trace.h"
#include "core/wire.h"

/* What the records of a call have in common. */
struct hwc_recorder {
  struct hwc_loop *loop;
  struct hwc_trace *trace; /* NULL: nobody asked */
  const struct hwc_wire *wire;
  const struct hwc_result *result;
  const struct hwc_download *download; /* or NULL */
  const char *operation;               /* or NULL */
  const struct hwc_buffer *secrets;    /* or NULL */
  uint64_t call;
};

/* An attempt that ended, as far as the result does not say it. */
struct hwc_ended_attempt {
  const char *code; /* of the service; "" for none */
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
