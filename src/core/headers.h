/* SPDX-License-Identifier: Apache-2.0
 *
 * Header blocks: name NUL value NUL name NUL ..., and the rules for names and
 * values. */
#ifndef HWC_CORE_HEADERS_H
#define HWC_CORE_HEADERS_H

#include "core/buffer.h"
#include "core/error.h"
#include "core/text.h"
#include <stdbool.h>

/* Maximum number of headers of a request. */
#define HWC_HEADERS_MAX 64

void hwc_headers_append(struct hwc_buffer *block, struct hwc_text name,
                        struct hwc_text value);

/* Takes the next header from the front of `rest`. False at the end, or if the
 * rest is malformed. */
bool hwc_headers_next(struct hwc_text *rest, struct hwc_pair *header);

/* Returns the value of the first header of that name, in any case; its data is
 * NULL if there is none. */
struct hwc_text hwc_headers_find(struct hwc_text block, struct hwc_text name);

/* True if the text is a token of RFC 9110, section 5.6.2: what names of headers
 * and methods have to be. */
bool hwc_is_token(struct hwc_text text);

/* True if the text has no control bytes but tabs, as values of headers. */
bool hwc_is_header_value(struct hwc_text text);

/* Rejects a header that cannot be sent unchanged, with HWC_INVALID and its name
 * in `error`: a name that is not a token or contains an underscore (the
 * signature leaves such headers out), or a value with control bytes. */
enum hwc_status hwc_header_check(struct hwc_pair header,
                                 struct hwc_error *error);

/* Validates the headers added by a caller: each one by hwc_header_check(), no
 * name twice, no name that belongs to the request or the connection. */
enum hwc_status hwc_headers_check_extra(struct hwc_text block,
                                        struct hwc_error *error);

#endif
