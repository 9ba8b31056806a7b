/* SPDX-License-Identifier: Apache-2.0
 *
 * Secrets in the text of an answer that may not be JSON at all, by the names
 * of members; core/redact.h knows them by the values that the request had. */
#ifndef HWC_LUA_REPLY_TEXT_H
#define HWC_LUA_REPLY_TEXT_H

#include "api/operation.h"
#include "core/buffer.h"
#include "core/redact.h"

/* Whether members of this name are never shown: those that the row marks, and
 * any that sounds like a secret. `operation` may be NULL. */
bool hwc_is_secret_name(const struct hwc_operation *operation,
                        struct hwc_text name);

/* Appends `text` with the scalar values of secret members replaced by ***.
 * Works on whole and on truncated JSON; other text passes. */
void hwc_redact_secrets(struct hwc_buffer *out,
                        const struct hwc_operation *operation,
                        struct hwc_text text);

#endif
