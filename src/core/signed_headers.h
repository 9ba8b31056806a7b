/* SPDX-License-Identifier: Apache-2.0
 *
 * The headers of a request in canonical form, as they are signed. Only the date
 * differs from one signature to the next. */
#ifndef HWC_CORE_SIGNED_HEADERS_H
#define HWC_CORE_SIGNED_HEADERS_H

#include "core/buffer.h"
#include "core/error.h"
#include "core/text.h"

/* Zero-initialised means empty. */
struct hwc_signed_headers {
  struct hwc_buffer names; /* in lower case, sorted, joined by ';' */
  struct hwc_buffer lines; /* "name:value\n" ..., sorted, without the date */
  size_t date_at;          /* the place of the date in `lines` */
  struct hwc_text content; /* value of the content header; data NULL: none */
};

/* Fills `out`, which is empty or was filled before, from all headers to sign,
 * in any order and case, with the values as sent. One of them is X-Sdk-Date;
 * its value is returned in `date` and left out. `content_header` is that of the
 * algorithm. Authorization is not signed, and headers with an underscore in
 * their name only if `with_underscores` is set.
 *
 * Returns HWC_INVALID if X-Sdk-Date is missing, if two names differ only in
 * case, if a name is not a token, or if a value contains control bytes other
 * than tab. */
enum hwc_status hwc_signed_headers_set(struct hwc_signed_headers *out,
                                       const struct hwc_pair *headers,
                                       size_t count, const char *content_header,
                                       bool with_underscores,
                                       struct hwc_text *date,
                                       struct hwc_error *error);

/* Wipes and frees them. */
void hwc_signed_headers_done(struct hwc_signed_headers *headers);

#endif
