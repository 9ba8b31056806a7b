/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks of headers: name NUL value NUL name NUL ..., and what may be in
 * them. */
#ifndef HWC_CORE_HEADERS_H
#define HWC_CORE_HEADERS_H

#include "core/buffer.h"
#include "core/error.h"
#include "core/text.h"

/* Most headers that a request may have. */
#define HWC_HEADERS_MAX 64

void hwc_headers_append(struct hwc_buffer *block, struct hwc_text name,
                        struct hwc_text value);

/* Takes the next header from the front of `rest`; false at the end, or where
 * the rest is no block. */
bool hwc_headers_next(struct hwc_text *rest, struct hwc_pair *header);

/* The first header of that name, in any case of letters; its data is NULL
 * where there is none. */
struct hwc_text hwc_headers_find(struct hwc_text block, struct hwc_text name);

/* HWC_INVALID, with the header's name in `error`, where it could not be sent
 * as it is: a name that is no token or has an underscore (the signature leaves
 * such headers out), a value with control bytes. */
enum hwc_status hwc_header_check(struct hwc_pair header,
                                 struct hwc_error *error);

/* Checks the headers that a caller adds: each by itself, none twice, none of
 * those that belong to the request or the connection. */
enum hwc_status hwc_headers_check_extra(struct hwc_text block,
                                        struct hwc_error *error);

#endif
