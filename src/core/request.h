/* SPDX-License-Identifier: Apache-2.0
 *
 * One call: sign, send, classify, back off and sign again, or done. */
#ifndef HWC_CORE_REQUEST_H
#define HWC_CORE_REQUEST_H

#include "core/loop.h"
#include "core/request_options.h"
#include "core/result.h"

struct hwc_request;

/* Signs and hands the first attempt to libcurl. HWC_INVALID with `error`
 * filled where a header is malformed; nothing was sent then. */
enum hwc_status hwc_request_start(struct hwc_request **request,
                                  struct hwc_loop *loop,
                                  const struct hwc_request_options *options,
                                  struct hwc_error *error);

/* Ends a request that is under way; it finishes with kind `cancelled`. */
void hwc_request_cancel(struct hwc_request *request);

/* Takes NULL; a request under way is abandoned without a result. */
void hwc_request_free(struct hwc_request *request);

bool hwc_request_finished(const struct hwc_request *request);

/* What has arrived of a download in the attempt under way, or the last one, and
 * what it will be in all (0: not known), in bytes. */
void hwc_request_progress(const struct hwc_request *request, uint64_t *received,
                          uint64_t *total);

/* NULL until finished. */
const struct hwc_result *hwc_request_result(const struct hwc_request *request);

#endif
