/* SPDX-License-Identifier: Apache-2.0
 *
 * A scanner for "name": value pairs, tolerant of everything else. */
#include "lua/reply_text.h"
#include <string.h>

/* Nesting of shapes that is looked through. */
#define DEEPEST_SHAPE 16

static bool is_marked(const struct hwc_struct *shape, struct hwc_text name,
                      int depth)
{
  if (!shape || depth > DEEPEST_SHAPE)
    return false;
  for (size_t i = 0; i < shape->field_count; i++) {
    const struct hwc_field *field = &shape->fields[i];
    if (field->flags & HWC_SECRET &&
        hwc_mask_same_name(hwc_text_of(field->name), name))
      return true;
    if (is_marked(field->object, name, depth + 1))
      return true;
  }
  return false;
}

bool hwc_is_secret_name(const struct hwc_operation *operation,
                        struct hwc_text name)
{
  if (hwc_mask_is_secret_name(name))
    return true;
  return operation && (is_marked(operation->reply, name, 0) ||
                       is_marked(operation->body, name, 0));
}

/* The place behind the string that begins at `at`, a quote; the end of the
 * text where it is not closed. */
static size_t string_end(struct hwc_text text, size_t at)
{
  for (size_t i = at + 1; i < text.length; i++) {
    if (text.data[i] == '\\')
      i++;
    else if (text.data[i] == '"')
      return i + 1;
  }
  return text.length;
}

static size_t skip_space(struct hwc_text text, size_t at)
{
  while (at < text.length && strchr(" \t\r\n", text.data[at]) &&
         text.data[at] != '\0')
    at++;
  return at;
}

static size_t scalar_end(struct hwc_text text, size_t at)
{
  if (text.data[at] == '"')
    return string_end(text, at);
  while (at < text.length && !strchr(",]} \t\r\n", text.data[at]))
    at++;
  return at;
}

/* Whether the member whose name ends before `at` has a scalar value; its
 * place is left in `value`. */
static bool has_scalar(struct hwc_text text, size_t at, size_t *value)
{
  at = skip_space(text, at);
  if (at >= text.length || text.data[at] != ':')
    return false;
  at = skip_space(text, at + 1);
  *value = at;
  return at < text.length && text.data[at] != '{' && text.data[at] != '[';
}

void hwc_mask_secrets(struct hwc_buffer *out,
                      const struct hwc_operation *operation,
                      struct hwc_text text)
{
  size_t copied = 0;
  size_t value;

  for (size_t i = 0; i < text.length;) {
    if (text.data[i] != '"') {
      i++;
      continue;
    }
    size_t end = string_end(text, i);
    struct hwc_text name = {text.data + i + 1, end - i - 1};
    if (name.length && name.data[name.length - 1] == '"')
      name.length--;
    if (has_scalar(text, end, &value) && hwc_is_secret_name(operation, name)) {
      hwc_buffer_append(out, text.data + copied, value - copied);
      hwc_buffer_append_string(out, "\"***\"");
      copied = end = scalar_end(text, value);
    }
    i = end;
  }
  hwc_buffer_append(out, text.data + copied, text.length - copied);
}
