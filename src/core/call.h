/* SPDX-License-Identifier: Apache-2.0
 *
 * A call: one or more attempts, with pauses between them, until there is a
 * result. */
#ifndef HWC_CORE_CALL_H
#define HWC_CORE_CALL_H

#include "core/call_options.h"
#include "core/loop.h"
#include "core/result.h"

struct hwc_call;

/* Starts a call: signs the first attempt and queues it. Returns HWC_INVALID
 * with `error` filled if a header is malformed; then nothing was sent. The
 * caller frees `*call` with hwc_call_free(). */
enum hwc_status hwc_call_start(struct hwc_call **call, struct hwc_loop *loop,
                               const struct hwc_call_options *options,
                               struct hwc_error *error);

/* Ends a call in progress; its result has the kind `cancelled`. */
void hwc_call_cancel(struct hwc_call *call);

/* Frees a call; one in progress ends without a result. Accepts NULL. */
void hwc_call_free(struct hwc_call *call);

bool hwc_call_finished(const struct hwc_call *call);

/* Bytes of the download received in the current or last attempt, and the
 * expected total (0: unknown). */
void hwc_call_progress(const struct hwc_call *call, uint64_t *received,
                       uint64_t *total);

/* Removes a finished call from what hwc_loop_next_finished() will return. */
void hwc_call_forget(struct hwc_call *call);

/* Moves the headers of the response of a finished call to `headers`. */
void hwc_call_take_headers(struct hwc_call *call, struct hwc_buffer *headers);

/* Returns NULL until the call has finished. */
const struct hwc_result *hwc_call_result(const struct hwc_call *call);

#endif
