/* SPDX-License-Identifier: Apache-2.0
 *
 * Strings, numbers and booleans: validates them and writes them as JSON or as
 * plain text. */
#include "lua/encode_parts.h"

#include "core/number.h"
#include "lua/lua_secret.h"
#include "lua/reply_text.h"
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* --- Scalars ------------------------------------------------------------ */

bool hwcL_check_finite(const struct hwcL_encoder *e,
                       const struct hwcL_path *path, const char *wanted,
                       double value)
{
  if (isfinite(value))
    return true;
  return hwcL_refuse(e, path, "%s, got %s", wanted,
                     isnan(value) ? "NaN" : "an infinite number");
}

bool hwcL_get_integer(const struct hwcL_encoder *e,
                      const struct hwc_field *field,
                      const struct hwcL_path *path, int index,
                      lua_Integer *value)
{
  lua_State *L = e->L;
  struct hwc_violation violation;

  if (lua_isinteger(L, index)) {
    *value = lua_tointeger(L, index);
  } else {
    lua_Number number = lua_tonumber(L, index);
    if (!hwcL_check_finite(e, path, "an integer", number))
      return false;
    if (floor(number) != number)
      return hwcL_refuse(e, path, "an integer, got a fraction");
    if (!lua_numbertointeger(number, value))
      return hwcL_refuse(e, path,
                         "an integer of 64 bits, got one out of range");
  }
  if (!e->validate)
    return true;
  if (field->type == HWC_INTEGER && (*value < INT32_MIN || *value > INT32_MAX))
    return hwcL_refuse(e, path, "an integer of 32 bits, got one out of range");
  if (!hwc_check_integer(field, *value, &violation))
    return hwcL_refuse_violation(e, path, &violation);
  return true;
}

bool hwcL_check_string(const struct hwcL_encoder *e,
                       const struct hwc_field *field,
                       const struct hwcL_path *path, struct hwc_text text)
{
  struct hwc_violation violation;
  const char *zero = text.length ? memchr(text.data, 0, text.length) : NULL;

  if (zero != NULL)
    return hwcL_refuse(e, path, "text without NUL, got one at byte %I",
                       (lua_Integer)(zero - text.data) + 1);
  ptrdiff_t characters = hwc_text_characters(text);
  if (characters < 0)
    return hwcL_refuse(e, path, "valid UTF-8, got other bytes");
  if (field != NULL && e->validate &&
      !hwc_check_text(field, text, (size_t)characters, &violation))
    return hwcL_refuse_violation(e, path, &violation);
  return true;
}

bool hwcL_check_line(const struct hwcL_encoder *e, const struct hwcL_path *path,
                     struct hwc_text text)
{
  const char *control = hwc_text_find_control(text);

  if (control == NULL)
    return true;
  return hwcL_refuse(e, path, "no control characters, got one at byte %I",
                     (lua_Integer)(control - text.data) + 1);
}

bool hwcL_is_secret(const struct hwcL_encoder *e, const struct hwc_field *field,
                    const struct hwcL_path *path, int index)
{
  if (e->secret || lua_type(e->L, index) == LUA_TUSERDATA)
    return true;
  if (field != NULL)
    return (field->flags & HWC_SECRET) != 0;
  return path != NULL && path->name.data != NULL &&
         hwc_is_secret_name(NULL, path->name);
}

/* Writes a byte that must be escaped. */
static void write_escape(struct hwc_buffer *out, unsigned char c)
{
  static const char hex[] = "0123456789abcdef";
  const char digits[] = {'u', '0', '0', hex[c >> 4], hex[c & 15]};

  hwc_buffer_append_char(out, '\\');
  switch (c) {
  case '\n':
    hwc_buffer_append_char(out, 'n');
    break;
  case '\r':
    hwc_buffer_append_char(out, 'r');
    break;
  case '\t':
    hwc_buffer_append_char(out, 't');
    break;
  case '"':
  case '\\':
    hwc_buffer_append_char(out, (char)c);
    break;
  default:
    hwc_buffer_append(out, digits, sizeof digits);
  }
}

/* Writes a text that needs no escapes. */
static void write_plain(struct hwc_buffer *out, struct hwc_text text)
{
  char *at = hwc_buffer_extend(out, text.length + 2);

  if (at == NULL)
    return;
  at[0] = '"';
  memcpy(at + 1, text.data, text.length);
  at[text.length + 1] = '"';
}

bool hwcL_write_string(struct hwc_buffer *out, struct hwc_text text,
                       size_t *characters)
{
  if (hwc_text_plain_length(text, characters) == text.length) {
    write_plain(out, text);
    return true;
  }
  *characters = 0;
  hwc_buffer_append_char(out, '"');
  for (;;) {
    size_t found;
    size_t length = hwc_text_plain_length(text, &found);
    hwc_buffer_append(out, text.data, length);
    *characters += found;
    if (length == text.length)
      break;
    unsigned char c = (unsigned char)text.data[length];
    if (c >= 0x80)
      return false;
    write_escape(out, c);
    ++*characters;
    text.data += length + 1;
    text.length -= length + 1;
  }
  hwc_buffer_append_char(out, '"');
  return true;
}

bool hwcL_write_checked(const struct hwcL_encoder *e,
                        const struct hwc_field *field,
                        const struct hwcL_path *path, struct hwc_text text)
{
  size_t start = e->out->length;
  size_t characters;
  struct hwc_violation violation;

  bool fine = hwcL_write_string(e->out, text, &characters);
  /* Only a text that became longer may have a NUL. */
  if (e->out->length - start != text.length + 2)
    fine = fine && memchr(text.data, 0, text.length) == NULL;
  if (!fine)
    return hwcL_check_string(e, field, path, text); /* names the problem */
  if (field != NULL && e->validate &&
      !hwc_check_text(field, text, characters, &violation))
    return hwcL_refuse_violation(e, path, &violation);
  return true;
}

bool hwcL_write_text(const struct hwcL_encoder *e,
                     const struct hwc_field *field,
                     const struct hwcL_path *path, struct hwc_text text,
                     int index)
{
  size_t characters;

  if (!e->secret && lua_type(e->L, index) != LUA_TUSERDATA)
    return hwcL_write_checked(e, field, path, text);
  return hwcL_check_string(e, field, path, text) &&
         hwcL_write_string(e->out, hwc_message_secret(e->message, text),
                           &characters);
}

void hwcL_write_integer(struct hwc_buffer *out, lua_Integer value)
{
  char digits[32];

  snprintf(digits, sizeof digits, "%lld", (long long)value);
  hwc_buffer_append_string(out, digits);
}

void hwcL_write_boolean(struct hwc_buffer *out, int value)
{
  hwc_buffer_append_string(out, value ? "true" : "false");
}

/* Scripts may give a secret as a number. */
static void write_number(const struct hwcL_encoder *e, struct hwc_text digits)
{
  if (e->secret)
    hwc_message_redact(e->message, digits);
  if (e->secret && e->message->redacted)
    hwc_buffer_append_string(e->out, "\"" HWC_REDACTED "\"");
  else
    hwc_buffer_append_text(e->out, digits);
}

bool hwcL_write_number(const struct hwcL_encoder *e,
                       const struct hwcL_path *path, int index)
{
  char digits[HWC_NUMBER_SIZE];

  if (lua_isinteger(e->L, index)) {
    snprintf(digits, sizeof digits, "%lld",
             (long long)lua_tointeger(e->L, index));
    write_number(e, hwc_text_of(digits));
    return true;
  }
  lua_Number value = lua_tonumber(e->L, index);
  if (!hwcL_check_finite(e, path, "a number", value))
    return false;
  hwc_number_write(digits, value);
  write_number(e, hwc_text_of(digits));
  return true;
}

/* --- Plain text ------------------------------------------------------------
 */

static bool read_plain(const struct hwcL_encoder *e,
                       const struct hwc_field *field,
                       const struct hwcL_path *path, int index,
                       struct hwc_text *text)
{
  lua_State *L = e->L;
  enum hwc_type type = field != NULL && e->validate ? field->type : HWC_ANY;
  bool any = type == HWC_ANY;
  char digits[HWC_NUMBER_SIZE];
  lua_Integer integer;

  if ((any || type == HWC_STRING || type == HWC_TIMESTAMP) &&
      hwcL_totext(L, index, text))
    return hwcL_check_string(e, field, path, *text) &&
           hwcL_check_line(e, path, *text);
  if ((any || type == HWC_BOOLEAN) && lua_type(L, index) == LUA_TBOOLEAN) {
    *text = hwc_text_of(lua_toboolean(L, index) ? "true" : "false");
    return true;
  }
  if (lua_type(L, index) == LUA_TNUMBER &&
      (any || type == HWC_INTEGER || type == HWC_LONG || type == HWC_NUMBER)) {
    if (lua_isinteger(L, index) || type == HWC_INTEGER || type == HWC_LONG) {
      static const struct hwc_field any_integer = {.type = HWC_LONG};
      if (!hwcL_get_integer(e, field != NULL ? field : &any_integer, path,
                            index, &integer))
        return false;
      lua_pushinteger(L, integer);
    } else {
      if (!hwcL_check_finite(e, path, "a number", lua_tonumber(L, index)))
        return false;
      hwc_number_write(digits, lua_tonumber(L, index));
      lua_pushstring(L, digits);
    }
    text->data = lua_tolstring(L, -1, &text->length);
    return true;
  }
  return hwcL_refuse_type(
    e, path, any ? "a string, number or boolean" : hwc_type_words(type), index);
}

bool hwcL_get_plain(const struct hwcL_encoder *e, const struct hwc_field *field,
                    const struct hwcL_path *path, int index,
                    struct hwc_text *text)
{
  if (!read_plain(e, field, path, index, text))
    return false;
  if (lua_type(e->L, index) == LUA_TBOOLEAN ||
      !hwcL_is_secret(e, field, path, index))
    return true;
  *text = hwc_message_secret(e->message, *text);
  return true;
}
