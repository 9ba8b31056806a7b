/* SPDX-License-Identifier: Apache-2.0
 *
 * Dates of HTTP headers (RFC 9110, 5.6.7), in all three formats. */
#ifndef HWC_CORE_HTTP_DATE_H
#define HWC_CORE_HTTP_DATE_H

#include "core/text.h"

/* False if the text is not such a date. The day name is not compared with the
 * date; two-digit years are 1970 to 2069. */
bool hwc_http_date_parse(int64_t *unix_seconds, struct hwc_text text);

#endif
