/* SPDX-License-Identifier: Apache-2.0
 *
 * Known values, such as the secrets of a request, in texts that may be shown.
 */
#ifndef HWC_CORE_MASK_H
#define HWC_CORE_MASK_H

#include "core/buffer.h"

/* Appends `text` with every occurrence of a value of `secrets` (value NUL
 * value NUL ...) replaced by ***, also where it is written with the escapes of
 * JSON, twice even, or with those of URLs, or cut off by the end of the
 * text. */
void hwc_mask_values(struct hwc_buffer *out, struct hwc_text secrets,
                     struct hwc_text text);

#endif
