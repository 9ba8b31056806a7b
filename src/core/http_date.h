/* SPDX-License-Identifier: Apache-2.0
 *
 * The dates of HTTP headers (RFC 9110, 5.6.7), in all three of their forms. */
#ifndef HWC_CORE_HTTP_DATE_H
#define HWC_CORE_HTTP_DATE_H

#include "core/text.h"

/* False where the text is no such date. Names of days are not compared with
 * the date; years of two digits are 1970 to 2069. */
bool hwc_http_date_parse(int64_t *unix_seconds, struct hwc_text text);

#endif
