/* SPDX-License-Identifier: Apache-2.0
 *
 * Secrets in texts that may be shown: the names that say that a value is one,
 * and the search for values that are known, such as those of a request. */
#ifndef HWC_CORE_REDACT_H
#define HWC_CORE_REDACT_H

#include "core/buffer.h"

/* Whether a member, query parameter or header of this name holds a secret. The
 * only list of such names: the core, the sandbox and everything that shows
 * requests use it. Letter case, '_' and '-' make no difference. */
bool hwc_redact_is_secret_name(struct hwc_text name);

/* Whether two names are the same but for letter case, '_' and '-'. */
bool hwc_redact_same_name(struct hwc_text name, struct hwc_text other);

/* Appends `text` with every occurrence of a value of `secrets` (value NUL
 * value NUL ...) replaced by ***. A value is found
 * - in any letter case, without the white space at its ends, with '+' for a
 *   space; from 8 characters on with any white space in it or none;
 * - in hexadecimal digits, also with a colon or a space between bytes, and in
 *   Base64 of either alphabet, also in lines and within a longer text that was
 *   encoded whole: of the value, and of it in upper or lower case;
 * - each of its lines by itself that has 16 characters or more (keys in PEM),
 *   encoded only as it is;
 * - all of them with the escapes of JSON and C strings, URLs and HTML, three
 *   levels deep, or cut off by the end of the text. */
void hwc_redact_values(struct hwc_buffer *out, struct hwc_text secrets,
                       struct hwc_text text);

#endif
