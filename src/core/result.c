/* SPDX-License-Identifier: Apache-2.0
 *
 * Reading and emptying results. */
#include "core/result.h"

#include "core/headers.h"

const char *hwc_exhausted_name(enum hwc_exhausted exhausted)
{
  static const char *const names[] = {
    [HWC_EXHAUSTED_NOT] = NULL,
    [HWC_EXHAUSTED_ATTEMPTS] = "attempts",
    [HWC_EXHAUSTED_QUOTA] = "quota",
    [HWC_EXHAUSTED_DEADLINE] = "deadline",
    [HWC_EXHAUSTED_SEND_BEFORE] = "send_before",
  };
  return names[exhausted];
}

void hwc_result_clear(struct hwc_result *result)
{
  result->status = 0;
  result->credentials_refused = false;
  result->has_request_id = false;
  if (result->error.kind != HWC_KIND_NONE)
    result->error = (struct hwc_error){0};
  hwc_buffer_done(&result->headers);
  hwc_buffer_done(&result->body);
}

struct hwc_text hwc_result_header(const struct hwc_result *result,
                                  const char *name)
{
  return hwc_headers_find(hwc_buffer_text(&result->headers), hwc_text_of(name));
}
