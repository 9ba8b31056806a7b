/* SPDX-License-Identifier: Apache-2.0
 *
 * What the writers of values share: errors with the path of a value, raw access
 * to tables, and scalars. */
#include "lua/encode_parts.h"

#include "core/number.h"
#include "lua/lua_error.h"
#include "lua/lua_secret.h"
#include "lua/reply_text.h"
#include <lauxlib.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ARRAY_MT "hwc.array"

/* Longest unknown name that an error repeats. */
#define SHOWN_NAME 64

/* --- Errors ------------------------------------------------------------- */

struct hwcL_path hwcL_named(const struct hwcL_path *up, const char *name)
{
  return (struct hwcL_path){.up = up, .name = hwc_text_of(name)};
}

struct hwcL_path hwcL_item_of(const struct hwcL_path *up, lua_Integer index)
{
  return (struct hwcL_path){.up = up, .index = index};
}

static void add_path(lua_State *L, luaL_Buffer *out,
                     const struct hwcL_path *path)
{
  if (path->up)
    add_path(L, out, path->up);
  if (path->name.data) {
    if (path->up)
      luaL_addchar(out, '.');
    hwcL_push_line(L, path->name, SHOWN_NAME);
  } else {
    lua_pushfstring(L, "[%I]", path->index);
  }
  luaL_addvalue(out);
}

void hwcL_push_path(lua_State *L, const struct hwcL_path *path)
{
  luaL_Buffer out;

  luaL_buffinit(L, &out);
  if (path)
    add_path(L, &out, path);
  luaL_pushresult(&out);
}

/* Pushes an error about the value at `path` (NULL: the call as a whole). The
 * format is that of lua_pushfstring. Returns false. */
bool hwcL_refuse(const struct hwcL_encoder *e, const struct hwcL_path *path,
                 const char *format, ...)
{
  lua_State *L = e->L;
  va_list arguments;

  luaL_checkstack(L, LUA_MINSTACK, NULL);
  va_start(arguments, format);
  const char *what = lua_pushvfstring(L, format, arguments);
  va_end(arguments);
  if (path) {
    hwcL_push_path(L, path);
    hwcL_pusherror(L, HWC_KIND_VALIDATION, "%s: %s", lua_tostring(L, -1), what);
    lua_pushliteral(L, "field");
    lua_pushvalue(L, -3);
    lua_rawset(L, -3);
  } else {
    hwcL_pusherror(L, HWC_KIND_VALIDATION, "%s", what);
  }
  if (e->operation)
    hwcL_set_string(L, "operation", e->operation->name);
  return false;
}

bool hwcL_refuse_violation(const struct hwcL_encoder *e,
                           const struct hwcL_path *path,
                           const struct hwc_violation *violation)
{
  return hwcL_refuse(e, path, "%s, got %s", violation->rule, violation->got);
}

/* What a value is, without showing it. */
static void describe(lua_State *L, int index, char *out, size_t size)
{
  struct hwc_text text;

  switch (lua_type(L, index)) {
  case LUA_TNIL:
  case LUA_TNONE:
    snprintf(out, size, "nothing");
    return;
  case LUA_TSTRING:
    text.data = lua_tolstring(L, index, &text.length);
    ptrdiff_t characters = hwc_text_characters(text);
    if (characters < 0)
      snprintf(out, size, "a string of %zu bytes", text.length);
    else
      snprintf(out, size, "a string of %td character%s", characters,
               characters == 1 ? "" : "s");
    return;
  case LUA_TNUMBER:
    snprintf(out, size, lua_isinteger(L, index) ? "an integer" : "a number");
    return;
  case LUA_TLIGHTUSERDATA:
    snprintf(out, size, lua_touserdata(L, index) ? "a light userdata" : "null");
    return;
  case LUA_TUSERDATA:
    snprintf(out, size,
             hwcL_testsecret(L, index, &text)  ? "a secret"
             : hwcL_is_closed_secret(L, index) ? "a closed secret"
                                               : "a userdata");
    return;
  default:
    snprintf(out, size, "a %s", luaL_typename(L, index));
  }
}

bool hwcL_refuse_type(const struct hwcL_encoder *e,
                      const struct hwcL_path *path, const char *wanted,
                      int index)
{
  char got[80];

  describe(e->L, index, got, sizeof got);
  return hwcL_refuse(e, path, "%s, got %s", wanted, got);
}

/* --- Raw tables --------------------------------------------------------- */

/* Pushes member `name` of the table at `index` without metamethods. */
int hwcL_get(lua_State *L, int index, const char *name)
{
  lua_pushstring(L, name);
  return lua_rawget(L, index);
}

const char *hwcL_finds_more(lua_State *L, int index)
{
  static const char *const events[] = {"__index", "__pairs"};
  const char *found = NULL;

  if (!lua_getmetatable(L, index))
    return NULL;
  int metatable = lua_gettop(L);
  for (size_t i = 0; !found && i < HWC_COUNT(events); i++) {
    if (hwcL_get(L, metatable, events[i]) != LUA_TNIL)
      found = events[i];
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return found;
}

/* Tables are read raw: one that computes its members would lose them. */
bool hwcL_check_plain(const struct hwcL_encoder *e,
                      const struct hwcL_path *path, int index)
{
  const char *event = hwcL_finds_more(e->L, index);

  return !event ||
         hwcL_refuse(e, path, "a plain table, got one whose metatable has %s",
                     event);
}

bool hwcL_is_marked_array(lua_State *L, int index)
{
  if (!lua_getmetatable(L, index))
    return false;
  luaL_getmetatable(L, ARRAY_MT);
  bool equal = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  return equal;
}

lua_Integer hwcL_count_keys(lua_State *L, int index)
{
  lua_Integer count = 0;

  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    count++;
  }
  return count;
}

/* The number of items of the array at `index`; -1 with an error pushed where
 * it has holes or other keys. */
lua_Integer hwcL_array_length(const struct hwcL_encoder *e,
                              const struct hwcL_path *path, int index)
{
  lua_State *L = e->L;
  lua_Integer length = (lua_Integer)lua_rawlen(L, index);
  lua_Integer largest = 0;
  lua_Integer keys = 0;

  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 1) {
      hwcL_refuse(e, path,
                  "an array, got a table with other keys than 1, 2, 3");
      return -1;
    }
    if (lua_tointeger(L, -1) > largest)
      largest = lua_tointeger(L, -1);
    keys++;
  }
  if (keys == largest)
    return keys == length ? length : largest;
  for (lua_Integer i = 1; i <= largest; i++) {
    if (lua_rawgeti(L, index, i) == LUA_TNIL) {
      struct hwcL_path hole = hwcL_item_of(path, i);
      hwcL_refuse(e, &hole, "an array without holes, got nothing");
      return -1;
    }
    lua_pop(L, 1);
  }
  return largest;
}

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

/* The integer at `index`, which is a number: integral floats count. */
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

/* What holds for every string, and the rules of `field` (may be NULL). */
bool hwcL_check_string(const struct hwcL_encoder *e,
                       const struct hwc_field *field,
                       const struct hwcL_path *path, struct hwc_text text)
{
  struct hwc_violation violation;
  const char *zero = text.length ? memchr(text.data, 0, text.length) : NULL;

  if (zero)
    return hwcL_refuse(e, path, "text without NUL, got one at byte %I",
                       (lua_Integer)(zero - text.data) + 1);
  ptrdiff_t characters = hwc_text_characters(text);
  if (characters < 0)
    return hwcL_refuse(e, path, "valid UTF-8, got other bytes");
  if (field && e->validate &&
      !hwc_check_text(field, text, (size_t)characters, &violation))
    return hwcL_refuse_violation(e, path, &violation);
  return true;
}

/* Path, query and headers carry no control characters. */
bool hwcL_check_line(const struct hwcL_encoder *e, const struct hwcL_path *path,
                     struct hwc_text text)
{
  for (size_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (c < 0x20 || c == 0x7f)
      return hwcL_refuse(e, path, "no control characters, got one at byte %I",
                         (lua_Integer)i + 1);
  }
  return true;
}

bool hwcL_is_secret(const struct hwcL_encoder *e, const struct hwc_field *field,
                    const struct hwcL_path *path, int index)
{
  if (e->secret || lua_type(e->L, index) == LUA_TUSERDATA)
    return true;
  if (field)
    return (field->flags & HWC_SECRET) != 0;
  return path && path->name.data && hwc_is_secret_name(NULL, path->name);
}

void hwcL_write_text(const struct hwcL_encoder *e, struct hwc_text text,
                     int index)
{
  bool is_secret = hwcL_is_secret(e, NULL, NULL, index);

  if (is_secret)
    hwc_message_redact(e->message, text);
  hwcL_write_string(
    e->out, is_secret && e->message->redacted ? HWC_TEXT(HWC_REDACTED) : text);
}

void hwcL_write_string(struct hwc_buffer *out, struct hwc_text text)
{
  static const char hex[] = "0123456789abcdef";
  size_t start = 0;

  hwc_buffer_append_char(out, '"');
  for (size_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (c >= 0x20 && c != '"' && c != '\\')
      continue;
    hwc_buffer_append(out, text.data + start, i - start);
    start = i + 1;
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
      hwc_buffer_append_string(out, "u00");
      hwc_buffer_append_char(out, hex[c >> 4]);
      hwc_buffer_append_char(out, hex[c & 15]);
    }
  }
  hwc_buffer_append(out, text.data + start, text.length - start);
  hwc_buffer_append_char(out, '"');
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

/* A number that stands for a secret, as some scripts have it. */
static void write_number(const struct hwcL_encoder *e, struct hwc_text digits)
{
  if (e->secret)
    hwc_message_redact(e->message, digits);
  if (e->secret && e->message->redacted)
    hwcL_write_string(e->out, HWC_TEXT(HWC_REDACTED));
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

void hwcL_push_array_metatable(lua_State *L)
{
  luaL_newmetatable(L, ARRAY_MT);
}
