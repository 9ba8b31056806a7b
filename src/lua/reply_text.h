/* SPDX-License-Identifier: Apache-2.0
 *
 * Redacts secrets by member name in the text of a response that may not be
 * JSON; core/redact.h redacts them by value. */
#ifndef HWC_LUA_REPLY_TEXT_H
#define HWC_LUA_REPLY_TEXT_H

#include "api/operation.h"
#include "core/buffer.h"
#include "core/redact.h"

/* True if members of this name are secret: marked in the row, or secret by
 * name. `operation` may be NULL. */
bool hwc_is_secret_name(const struct hwc_operation *operation,
                        struct hwc_text name);

/* Appends `text` with the scalar values of secret members replaced by ***.
 * Handles complete and truncated JSON; other text is kept. */
void hwc_redact_secrets(struct hwc_buffer *out,
                        const struct hwc_operation *operation,
                        struct hwc_text text);

#endif
