/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the members that are secret, and their values in a text. */
#include "lua/reply_text.h"

#include "core/json.h"

/* Maximum nesting of shapes that is searched. */
#define DEEPEST_SHAPE 16

static bool is_marked(const struct hwc_struct *shape, struct hwc_text name,
                      int depth)
{
  if (shape == NULL || depth > DEEPEST_SHAPE)
    return false;
  for (size_t i = 0; i < shape->field_count; i++) {
    const struct hwc_field *field = &shape->fields[i];
    if (field->flags & HWC_SECRET &&
        hwc_redact_same_name(hwc_text_of(field->name), name))
      return true;
    if (is_marked(field->object, name, depth + 1))
      return true;
  }
  return false;
}

bool hwc_is_secret_name(const struct hwc_operation *operation,
                        struct hwc_text name)
{
  if (hwc_redact_is_secret_name(name))
    return true;
  return operation != NULL && (is_marked(operation->reply, name, 0) ||
                               is_marked(operation->body, name, 0));
}

/* True if the token, decoded, is a secret name. */
static bool is_secret_token(const struct hwc_operation *operation,
                            struct hwc_text token)
{
  struct hwc_text name = {token.data + 1, token.length - 1};
  struct hwc_json json;

  if (name.length > 0 && name.data[name.length - 1] == '"')
    name.length--;
  hwc_json_init(&json, token);
  if (hwc_text_find_any(name, "\\") != NULL &&
      hwc_json_next(&json) == HWC_JSON_STRING)
    name = json.text;
  bool is_secret = hwc_is_secret_name(operation, name) ||
                   /* out of memory: assume it is */
                   json.scratch.status != HWC_OK;
  hwc_json_done(&json);
  return is_secret;
}

/* The event at the end of the value that begins with `event`. */
static enum hwc_json_event scan_value(struct hwc_json *json,
                                      enum hwc_json_event event)
{
  size_t depth = 0;

  for (;; event = hwc_json_scan(json)) {
    if (event == HWC_JSON_OBJECT || event == HWC_JSON_ARRAY)
      depth++;
    else if (event == HWC_JSON_CLOSE)
      depth--;
    if (depth == 0 || event == HWC_JSON_END)
      return event;
  }
}

void hwc_redact_secrets(struct hwc_buffer *out,
                        const struct hwc_operation *operation,
                        struct hwc_text text)
{
  struct hwc_json json;
  const char *copied = text.data;

  hwc_json_init(&json, text);
  enum hwc_json_event event = hwc_json_scan(&json);
  while (event != HWC_JSON_END) {
    bool is_secret =
      event == HWC_JSON_NAME && is_secret_token(operation, json.token);
    event = hwc_json_scan(&json);
    if (!is_secret || event == HWC_JSON_END || event == HWC_JSON_CLOSE)
      continue;
    hwc_buffer_append(out, copied, (size_t)(json.token.data - copied));
    hwc_buffer_append_string(out, "\"***\"");
    event = scan_value(&json, event);
    copied =
      event == HWC_JSON_END ? json.end : json.token.data + json.token.length;
  }
  hwc_buffer_append(out, copied, (size_t)(json.end - copied));
}
