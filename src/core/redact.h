/* SPDX-License-Identifier: Apache-2.0
 *
 * Redaction of texts that may be shown: by the names of secret members, and by
 * known secret values, such as those of a request. */
#ifndef HWC_CORE_REDACT_H
#define HWC_CORE_REDACT_H

#include "core/buffer.h"

/* True if a member, query parameter or header of this name holds a secret. This
 * is the only list of such names: the core, the sandbox and everything that
 * shows requests use it. Ignores case, '_' and '-'. */
bool hwc_redact_is_secret_name(struct hwc_text name);

/* True if two names are equal, ignoring case, '_' and '-'. */
bool hwc_redact_same_name(struct hwc_text name, struct hwc_text other);

/* Appends `text` with every occurrence of a value of `secrets` (value NUL value
 * NUL ...) replaced by ***. A value is found
 * - in any letter case, without white space at its ends, with '+' for a space;
 *   from 8 characters on with any or no white space inside;
 * - in hexadecimal, also with a colon or a space between bytes, and in Base64
 *   of either alphabet, also broken into lines and inside of a longer text that
 *   was encoded as a whole: the value itself, and in upper or lower case;
 * - by each of its lines that has 16 characters or more (keys in PEM), encoded
 *   only as it is;
 * - in all of these forms with escapes of JSON, C strings, URLs and HTML, up to
 *   three levels deep, or cut off at the end of the text or at a NUL. */
void hwc_redact_values(struct hwc_buffer *out, struct hwc_text secrets,
                       struct hwc_text text);

/* True if hwc_redact_values() would find anything, or if out of memory. `text`
 * may be several texts, separated by NUL. */
bool hwc_redact_finds(struct hwc_text secrets, struct hwc_text text);

#endif
