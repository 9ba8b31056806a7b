/* SPDX-License-Identifier: Apache-2.0
 *
 * Checking and writing requests in one pass. The order of work is that of the
 * row, so the first wrong member is the same in every run. */
#include "lua/encode.h"
#include "api/check.h"
#include "core/uri.h"
#include "lua/lua_error.h"
#include "lua/lua_secret.h"
#include <inttypes.h>
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGE_MT "hwc.message"
#define ARRAY_MT "hwc.array"

/* Query members of one request. */
#define MAX_PAIRS 128

/* Longest unknown name that an error repeats. */
#define SHOWN_NAME 64

/* --- Messages ----------------------------------------------------------- */

void hwc_message_init(struct hwc_message *message)
{
  *message = (struct hwc_message){.body = {.limit = HWC_MAX_BODY}};
}

void hwc_message_done(struct hwc_message *message)
{
  hwc_buffer_done(&message->target);
  hwc_buffer_done(&message->headers);
  hwc_buffer_done(&message->body);
  message->has_body = false;
}

void hwc_message_clear(struct hwc_message *message)
{
  hwc_buffer_clear(&message->target);
  hwc_buffer_clear(&message->headers);
  hwc_buffer_clear(&message->body);
  message->has_body = false;
}

static int message_gc(lua_State *L)
{
  hwc_message_done(luaL_checkudata(L, 1, MESSAGE_MT));
  return 0;
}

struct hwc_message *hwcL_push_message(lua_State *L)
{
  struct hwc_message *message = lua_newuserdatauv(L, sizeof *message, 0);

  hwc_message_init(message);
  if (luaL_newmetatable(L, MESSAGE_MT)) {
    lua_pushcfunction(L, message_gc);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return message;
}

/* --- Errors ------------------------------------------------------------- */

/* Where a value stands: a chain of links on the C stack, read only when
 * something is wrong. */
struct path {
  const struct path *up;
  struct hwc_text name; /* data NULL: an item of an array */
  lua_Integer index;
};

struct encoder {
  lua_State *L;
  const struct hwc_operation *operation; /* NULL: any JSON */
  struct hwc_buffer *out;
  bool validate;
  bool twin;
  int depth;
};

static struct path named(const struct path *up, const char *name)
{
  return (struct path){.up = up, .name = hwc_text_of(name)};
}

static struct path item_of(const struct path *up, lua_Integer index)
{
  return (struct path){.up = up, .index = index};
}

static void add_path(lua_State *L, luaL_Buffer *out, const struct path *path)
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

/* Pushes an error about the value at `path` (NULL: the call as a whole). The
 * format is that of lua_pushfstring. Returns false. */
static bool fail(const struct encoder *e, const struct path *path,
                 const char *format, ...)
{
  lua_State *L = e->L;
  va_list arguments;

  luaL_checkstack(L, LUA_MINSTACK, NULL);
  va_start(arguments, format);
  const char *what = lua_pushvfstring(L, format, arguments);
  va_end(arguments);
  if (path) {
    luaL_Buffer field;
    luaL_buffinit(L, &field);
    add_path(L, &field, path);
    luaL_pushresult(&field);
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

static bool fail_violation(const struct encoder *e, const struct path *path,
                           const struct hwc_violation *violation)
{
  return fail(e, path, "%s, got %s", violation->rule, violation->got);
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
             hwcL_testsecret(L, index, &text) ? "a secret" : "a userdata");
    return;
  default:
    snprintf(out, size, "a %s", luaL_typename(L, index));
  }
}

static bool fail_type(const struct encoder *e, const struct path *path,
                      const char *wanted, int index)
{
  char got[80];

  describe(e->L, index, got, sizeof got);
  return fail(e, path, "%s, got %s", wanted, got);
}

/* --- Raw tables --------------------------------------------------------- */

/* Pushes member `name` of the table at `index` without metamethods. */
static int get(lua_State *L, int index, const char *name)
{
  lua_pushstring(L, name);
  return lua_rawget(L, index);
}

/* Tables are read raw: one that computes its members would lose them. */
static bool check_plain(const struct encoder *e, const struct path *path,
                        int index)
{
  static const char *const events[] = {"__index", "__pairs"};
  lua_State *L = e->L;

  if (!lua_getmetatable(L, index))
    return true;
  for (size_t i = 0; i < HWC_COUNT(events); i++) {
    if (get(L, lua_gettop(L), events[i]) != LUA_TNIL)
      return fail(e, path, "a plain table, got one whose metatable has %s",
                  events[i]);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return true;
}

static bool is_marked_array(lua_State *L, int index)
{
  if (!lua_getmetatable(L, index))
    return false;
  luaL_getmetatable(L, ARRAY_MT);
  bool equal = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  return equal;
}

static lua_Integer count_keys(lua_State *L, int index)
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
static lua_Integer array_length(const struct encoder *e,
                                const struct path *path, int index)
{
  lua_State *L = e->L;
  lua_Integer length = (lua_Integer)lua_rawlen(L, index);
  lua_Integer largest = 0;
  lua_Integer keys = 0;

  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    if (!lua_isinteger(L, -1) || lua_tointeger(L, -1) < 1) {
      fail(e, path, "an array, got a table with other keys than 1, 2, 3");
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
      struct path hole = item_of(path, i);
      fail(e, &hole, "an array without holes, got nothing");
      return -1;
    }
    lua_pop(L, 1);
  }
  return largest;
}

/* --- Scalars ------------------------------------------------------------ */

/* The text of a number as JSON has it, whatever the locale. */
static void format_number(double value, char *out, size_t size)
{
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(out, size, "%.*g", digits, value);
    if (strtod(out, NULL) == value)
      break;
  }
  for (char *c = out; *c; c++)
    if (!strchr("0123456789+-eE", *c))
      *c = '.';
}

static bool check_finite(const struct encoder *e, const struct path *path,
                         const char *wanted, double value)
{
  if (isfinite(value))
    return true;
  return fail(e, path, "%s, got %s", wanted,
              isnan(value) ? "NaN" : "an infinite number");
}

/* The integer at `index`, which is a number: integral floats count. */
static bool get_integer(const struct encoder *e, const struct hwc_field *field,
                        const struct path *path, int index, lua_Integer *value)
{
  lua_State *L = e->L;
  struct hwc_violation violation;

  if (lua_isinteger(L, index)) {
    *value = lua_tointeger(L, index);
  } else {
    lua_Number number = lua_tonumber(L, index);
    if (!check_finite(e, path, "an integer", number))
      return false;
    if (floor(number) != number)
      return fail(e, path, "an integer, got a fraction");
    if (!lua_numbertointeger(number, value))
      return fail(e, path, "an integer of 64 bits, got a larger one");
  }
  if (!e->validate)
    return true;
  if (field->type == HWC_INTEGER && (*value < INT32_MIN || *value > INT32_MAX))
    return fail(e, path, "an integer of 32 bits, got a larger one");
  if (!hwc_check_integer(field, *value, &violation))
    return fail_violation(e, path, &violation);
  return true;
}

/* What holds for every string, and the rules of `field` (may be NULL). */
static bool check_string(const struct encoder *e, const struct hwc_field *field,
                         const struct path *path, struct hwc_text text)
{
  struct hwc_violation violation;
  const char *zero = text.length ? memchr(text.data, 0, text.length) : NULL;

  if (zero)
    return fail(e, path, "text without NUL, got one at byte %I",
                (lua_Integer)(zero - text.data) + 1);
  ptrdiff_t characters = hwc_text_characters(text);
  if (characters < 0)
    return fail(e, path, "valid UTF-8, got other bytes");
  if (field && e->validate &&
      !hwc_check_text(field, text, (size_t)characters, &violation))
    return fail_violation(e, path, &violation);
  return true;
}

/* Path, query and headers carry no control characters. */
static bool check_line(const struct encoder *e, const struct path *path,
                       struct hwc_text text)
{
  for (size_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (c < 0x20 || c == 0x7f)
      return fail(e, path, "no control characters, got one at byte %I",
                  (lua_Integer)i + 1);
  }
  return true;
}

static void write_string(struct hwc_buffer *out, struct hwc_text text)
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

static void write_integer(struct hwc_buffer *out, lua_Integer value)
{
  char digits[32];

  snprintf(digits, sizeof digits, "%lld", (long long)value);
  hwc_buffer_append_string(out, digits);
}

static void write_boolean(struct hwc_buffer *out, int value)
{
  hwc_buffer_append_string(out, value ? "true" : "false");
}

static bool write_number(const struct encoder *e, const struct path *path,
                         int index)
{
  char digits[32];

  if (lua_isinteger(e->L, index)) {
    write_integer(e->out, lua_tointeger(e->L, index));
    return true;
  }
  lua_Number value = lua_tonumber(e->L, index);
  if (!check_finite(e, path, "a number", value))
    return false;
  format_number(value, digits, sizeof digits);
  hwc_buffer_append_string(e->out, digits);
  return true;
}

/* --- Any value ---------------------------------------------------------- */

static bool write_any(struct encoder *e, const struct path *path, int index);

static bool enter(struct encoder *e, const struct path *path)
{
  luaL_checkstack(e->L, LUA_MINSTACK, NULL);
  if (++e->depth > HWC_MAX_DEPTH)
    return fail(e, path, "at most %d tables deep, got a deeper or cyclic one",
                HWC_MAX_DEPTH);
  return true;
}

/* Writes the comma and the name of a member. */
static void write_name(struct hwc_buffer *out, bool *first, const char *name)
{
  hwc_buffer_append(out, *first ? "\"" : ",\"", *first ? 1 : 2);
  hwc_buffer_append_string(out, name);
  hwc_buffer_append(out, "\":", 2);
  *first = false;
}

/* Writes the member whose key and value are on top of the stack, with the
 * key checked and escaped. */
static bool write_any_member(struct encoder *e, const struct path *path,
                             bool *first)
{
  lua_State *L = e->L;
  int value = lua_gettop(L);
  struct path member = {.up = path};

  if (lua_type(L, value - 1) != LUA_TSTRING)
    return fail(e, path,
                "an object or an array, got a table with mixed keys "
                "or holes");
  member.name.data = lua_tolstring(L, value - 1, &member.name.length);
  if (!check_string(e, NULL, &member, member.name))
    return false;
  if (!*first)
    hwc_buffer_append_char(e->out, ',');
  *first = false;
  write_string(e->out, member.name);
  hwc_buffer_append_char(e->out, ':');
  return write_any(e, &member, value);
}

static bool write_any_table(struct encoder *e, const struct path *path,
                            int index)
{
  lua_State *L = e->L;
  bool first = true;

  if (!enter(e, path) || !check_plain(e, path, index))
    return false;
  if (lua_rawlen(L, index) > 0 || is_marked_array(L, index)) {
    lua_Integer length = array_length(e, path, index);
    if (length < 0)
      return false;
    hwc_buffer_append_char(e->out, '[');
    for (lua_Integer i = 1; i <= length; i++) {
      struct path item = item_of(path, i);
      lua_rawgeti(L, index, i);
      if (i > 1)
        hwc_buffer_append_char(e->out, ',');
      if (!write_any(e, &item, lua_gettop(L)))
        return false;
      lua_pop(L, 1);
    }
    hwc_buffer_append_char(e->out, ']');
  } else {
    hwc_buffer_append_char(e->out, '{');
    lua_pushnil(L);
    while (lua_next(L, index)) {
      if (!write_any_member(e, path, &first))
        return false;
      lua_pop(L, 1);
    }
    hwc_buffer_append_char(e->out, '}');
  }
  e->depth--;
  return true;
}

static bool write_any(struct encoder *e, const struct path *path, int index)
{
  lua_State *L = e->L;
  struct hwc_text text;

  switch (lua_type(L, index)) {
  case LUA_TBOOLEAN:
    write_boolean(e->out, lua_toboolean(L, index));
    return true;
  case LUA_TNUMBER:
    return write_number(e, path, index);
  case LUA_TTABLE:
    return write_any_table(e, path, index);
  case LUA_TLIGHTUSERDATA:
    if (lua_touserdata(L, index))
      break;
    hwc_buffer_append_string(e->out, "null");
    return true;
  default:
    if (!hwcL_totext(L, index, &text))
      break;
    if (!check_string(e, NULL, path, text))
      return false;
    write_string(e->out, text);
    return true;
  }
  return fail_type(e, path, "a value that JSON has", index);
}

/* --- Values by the schema ----------------------------------------------- */

static bool write_struct(struct encoder *e, const struct hwc_struct *shape,
                         const struct path *path, int index);
static bool write_value(struct encoder *e, const struct hwc_field *field,
                        const struct path *path, int index);

/* An item of an array or a map, which is of `field->object` or
 * `field->item`. */
static bool write_item(struct encoder *e, const struct hwc_field *field,
                       const struct path *path, int index)
{
  if (field->item)
    return write_value(e, field->item, path, index);
  if (!field->object)
    return write_any(e, path, index);
  if (lua_type(e->L, index) == LUA_TTABLE)
    return write_struct(e, field->object, path, index);
  return e->validate ? fail_type(e, path, "a table", index)
                     : write_any(e, path, index);
}

static bool write_array(struct encoder *e, const struct hwc_field *field,
                        const struct path *path, int index)
{
  lua_State *L = e->L;
  struct hwc_violation violation;

  if (!enter(e, path) || !check_plain(e, path, index))
    return false;
  lua_Integer length = array_length(e, path, index);
  if (length < 0)
    return false;
  if (e->validate && !hwc_check_count(field, (size_t)length, &violation))
    return fail_violation(e, path, &violation);
  hwc_buffer_append_char(e->out, '[');
  for (lua_Integer i = 1; i <= length; i++) {
    struct path item = item_of(path, i);
    lua_rawgeti(L, index, i);
    if (i > 1)
      hwc_buffer_append_char(e->out, ',');
    if (!write_item(e, field, &item, lua_gettop(L)))
      return false;
    lua_pop(L, 1);
  }
  hwc_buffer_append_char(e->out, ']');
  e->depth--;
  return true;
}

static bool write_map(struct encoder *e, const struct hwc_field *field,
                      const struct path *path, int index)
{
  lua_State *L = e->L;
  struct hwc_violation violation;
  size_t count = 0;

  if (!enter(e, path) || !check_plain(e, path, index))
    return false;
  hwc_buffer_append_char(e->out, '{');
  lua_pushnil(L);
  while (lua_next(L, index)) {
    struct path member = {.up = path};
    if (lua_type(L, -2) != LUA_TSTRING)
      return fail(e, path, "a table with string keys, got other keys");
    member.name.data = lua_tolstring(L, -2, &member.name.length);
    if (!check_string(e, NULL, &member, member.name))
      return false;
    if (count++)
      hwc_buffer_append_char(e->out, ',');
    write_string(e->out, member.name);
    hwc_buffer_append_char(e->out, ':');
    if (!write_item(e, field, &member, lua_gettop(L)))
      return false;
    lua_pop(L, 1);
  }
  if (e->validate && !hwc_check_count(field, count, &violation))
    return fail_violation(e, path, &violation);
  hwc_buffer_append_char(e->out, '}');
  e->depth--;
  return true;
}

static bool write_value(struct encoder *e, const struct hwc_field *field,
                        const struct path *path, int index)
{
  lua_State *L = e->L;
  int type = lua_type(L, index);
  struct hwc_text text;
  lua_Integer integer;

  switch (field->type) {
  case HWC_STRING:
  case HWC_TIMESTAMP:
    if (!hwcL_totext(L, index, &text))
      break;
    if (!check_string(e, field, path, text))
      return false;
    write_string(e->out, text);
    return true;
  case HWC_INTEGER:
  case HWC_LONG:
    if (type != LUA_TNUMBER)
      break;
    if (!e->validate)
      return write_number(e, path, index);
    if (!get_integer(e, field, path, index, &integer))
      return false;
    write_integer(e->out, integer);
    return true;
  case HWC_NUMBER:
    if (type != LUA_TNUMBER)
      break;
    return write_number(e, path, index);
  case HWC_BOOLEAN:
    if (type != LUA_TBOOLEAN)
      break;
    write_boolean(e->out, lua_toboolean(L, index));
    return true;
  case HWC_ARRAY:
    if (type != LUA_TTABLE)
      break;
    return write_array(e, field, path, index);
  case HWC_MAP:
    if (type != LUA_TTABLE)
      break;
    return write_map(e, field, path, index);
  case HWC_OBJECT:
    if (type != LUA_TTABLE)
      break;
    return write_struct(e, field->object, path, index);
  case HWC_ANY:
    return write_any(e, path, index);
  }
  return e->validate ? fail_type(e, path, hwc_type_words(field->type), index)
                     : write_any(e, path, index);
}

/* --- Unknown members ---------------------------------------------------- */

/* The names that a table may have: those of parameters and of a struct. */
struct names {
  const struct hwc_field *parameters; /* may be NULL */
  size_t parameter_count;
  const struct hwc_struct *shape; /* may be NULL */
};

static const struct hwc_field *find_in(const struct hwc_field *fields,
                                       size_t count, struct hwc_text name)
{
  for (size_t i = 0; i < count; i++)
    if (hwc_text_equal(hwc_text_of(fields[i].name), name))
      return &fields[i];
  return NULL;
}

static bool is_known(const struct names *names, struct hwc_text name)
{
  return find_in(names->parameters, names->parameter_count, name) ||
         (names->shape &&
          find_in(names->shape->fields, names->shape->field_count, name));
}

static const char *nearest(const struct names *names, struct hwc_text name)
{
  const char *best = NULL;
  size_t distance = SIZE_MAX;

  for (size_t i = 0; i < names->parameter_count; i++)
    hwc_nearest_try(name, names->parameters[i].name, &best, &distance);
  for (size_t i = 0; names->shape && i < names->shape->field_count; i++)
    hwc_nearest_try(name, names->shape->fields[i].name, &best, &distance);
  return best;
}

/* Pushes an error about the first member in byte order that is not in
 * `names`, and returns true; false where all are known. */
static bool fail_unknown(const struct encoder *e, const struct names *names,
                         const struct path *path, int index)
{
  lua_State *L = e->L;
  struct path member = {.up = path};

  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    if (lua_type(L, -1) != LUA_TSTRING) {
      fail(e, path, "named members, got a table with other keys");
      return true;
    }
    struct hwc_text name;
    name.data = lua_tolstring(L, -1, &name.length);
    if (!is_known(names, name) &&
        (!member.name.data || hwc_text_compare(name, member.name) < 0))
      member.name = name;
  }
  if (!member.name.data)
    return false;
  const char *known = nearest(names, member.name);
  if (known)
    fail(e, &member, "unknown member, the nearest known one is %s", known);
  else
    fail(e, &member, "unknown member");
  return true;
}

/* A misspelt member is a better answer than a missing one. */
static bool fail_required(const struct encoder *e, const struct names *names,
                          const struct path *above, const struct path *path,
                          int index)
{
  if (fail_unknown(e, names, above, index))
    return false;
  return fail(e, path, "required, got nothing");
}

/* --- Rules across members ----------------------------------------------- */

/* Pushes the value at "a.b.c" below the table at `index`, or nil. */
static int get_deep(lua_State *L, int index, const char *name)
{
  lua_pushvalue(L, index);
  for (;;) {
    size_t length = strcspn(name, ".");
    if (lua_type(L, -1) != LUA_TTABLE) {
      lua_pop(L, 1);
      lua_pushnil(L);
      return LUA_TNIL;
    }
    lua_pushlstring(L, name, length);
    lua_rawget(L, -2);
    lua_remove(L, -2);
    if (!name[length])
      return lua_type(L, -1);
    name += length + 1;
  }
}

static bool is_given(lua_State *L, int index, const char *name)
{
  int type = get_deep(L, index, name);

  lua_pop(L, 1);
  return type != LUA_TNIL;
}

/* Whether member `when` of the table is there, and whether it is `is`. */
static void compare(lua_State *L, int index, const struct hwc_rule *rule,
                    bool *given, bool *equal)
{
  struct hwc_text text;

  *given = get_deep(L, index, rule->when) != LUA_TNIL;
  *equal = *given && hwcL_totext(L, -1, &text) &&
           hwc_text_equal(text, hwc_text_of(rule->is));
  lua_pop(L, 1);
}

static bool check_bounds(const struct encoder *e, const struct hwc_rule *rule,
                         const struct path *path, int index)
{
  lua_State *L = e->L;
  const struct hwc_field *field = &rule->field;
  struct hwc_violation violation;
  struct hwc_text text;
  bool fine = true;
  char condition[120] = "";

  if (rule->when)
    snprintf(condition, sizeof condition, " where %s is \"%s\"", rule->when,
             rule->is);
  if (get_deep(L, index, field->name) == LUA_TNIL) {
    lua_pop(L, 1);
    if (field->flags & HWC_REQUIRED)
      return fail(e, path, "required%s, got nothing", condition);
    return true;
  }
  int top = lua_gettop(L);
  if (hwcL_totext(L, top, &text)) {
    ptrdiff_t characters = hwc_text_characters(text);
    fine = characters < 0 ||
           hwc_check_text(field, text, (size_t)characters, &violation);
  } else if (lua_isinteger(L, top)) {
    fine = hwc_check_integer(field, lua_tointeger(L, top), &violation);
  } else if (lua_type(L, top) == LUA_TTABLE && field->type == HWC_ARRAY) {
    fine = hwc_check_count(field, (size_t)lua_rawlen(L, top), &violation);
  }
  if (!fine)
    return fail(e, path, "%s%s, got %s", violation.rule, condition,
                violation.got);
  lua_pop(L, 1);
  return true;
}

static bool fail_names(const struct encoder *e, const struct hwc_rule *rule,
                       const struct path *above, const char *got)
{
  struct path path = named(above, rule->names[0]);
  struct hwc_buffer words = HWC_BUFFER_INIT;
  char rule_words[200];

  hwc_append_rule(&words, rule);
  snprintf(rule_words, sizeof rule_words, "%s",
           words.data ? words.data : "a rule");
  hwc_buffer_done(&words);
  return fail(e, &path, "%s, got %s", rule_words, got);
}

static bool check_rule(const struct encoder *e, const struct hwc_rule *rule,
                       const struct path *above, int index)
{
  lua_State *L = e->L;
  bool given = true;
  bool equal = true;
  size_t count = 0;

  if (rule->when)
    compare(L, index, rule, &given, &equal);
  switch (rule->kind) {
  case HWC_EXACTLY_ONE:
  case HWC_AT_LEAST_ONE:
    for (size_t i = 0; i < HWC_COUNT(rule->names) && rule->names[i]; i++)
      count += is_given(L, index, rule->names[i]);
    if (count == 0)
      return fail_names(e, rule, above, "none");
    if (count > 1 && rule->kind == HWC_EXACTLY_ONE)
      return fail_names(e, rule, above, count == 2 ? "two" : "three");
    return true;
  case HWC_NEEDS:
    if (is_given(L, index, rule->names[0]) &&
        !is_given(L, index, rule->names[1])) {
      struct path path = named(above, rule->names[1]);
      return fail(e, &path, "required with %s, got nothing", rule->names[0]);
    }
    return true;
  case HWC_ONLY_WHEN:
    if (given && !equal && is_given(L, index, rule->names[0])) {
      struct path path = named(above, rule->names[0]);
      return fail(e, &path, "only where %s is \"%s\", got another one",
                  rule->when, rule->is);
    }
    return true;
  case HWC_WHEN:
    if (equal && (e->twin || !(rule->field.flags & HWC_TWIN_ONLY))) {
      struct path path = named(above, rule->field.name);
      return check_bounds(e, rule, &path, index);
    }
    return true;
  }
  return true;
}

static bool check_rules(const struct encoder *e, const struct hwc_rule *rules,
                        size_t count, const struct path *above, int index)
{
  for (size_t i = 0; e->validate && i < count; i++)
    if (!check_rule(e, &rules[i], above, index))
      return false;
  return true;
}

/* --- Objects ------------------------------------------------------------ */

static bool check_twin(const struct encoder *e, const struct hwc_field *field,
                       const struct path *path)
{
  if (!(field->flags & HWC_TWIN_ONLY) || e->twin || !e->validate)
    return true;
  return fail(e, path, "only with gateway = \"apig\", got gateway = \"roma\"");
}

/* Writes the members of `shape` that the table has, without braces, and adds
 * their number to `found`. */
static bool write_members(struct encoder *e, const struct hwc_struct *shape,
                          const struct names *names, const struct path *above,
                          int index, bool *first, lua_Integer *found)
{
  lua_State *L = e->L;

  for (size_t i = 0; i < shape->field_count; i++) {
    const struct hwc_field *field = &shape->fields[i];
    struct path path = named(above, field->name);
    if (get(L, index, field->name) == LUA_TNIL) {
      lua_pop(L, 1);
      if (e->validate && field->flags & HWC_REQUIRED)
        return fail_required(e, names, above, &path, index);
      continue;
    }
    if (!check_twin(e, field, &path))
      return false;
    write_name(e->out, first, field->name);
    if (!write_value(e, field, &path, lua_gettop(L)))
      return false;
    lua_pop(L, 1);
    ++*found;
  }
  return check_rules(e, shape->rules, shape->rule_count, above, index);
}

/* Writes what the table has besides `names`. */
static bool write_unknown(struct encoder *e, const struct names *names,
                          const struct path *above, int index, bool *first)
{
  lua_State *L = e->L;

  lua_pushnil(L);
  while (lua_next(L, index)) {
    struct hwc_text name = {NULL, 0};
    if (lua_type(L, -2) == LUA_TSTRING)
      name.data = lua_tolstring(L, -2, &name.length);
    if (!(name.data && is_known(names, name)) &&
        !write_any_member(e, above, first))
      return false;
    lua_pop(L, 1);
  }
  return true;
}

static bool write_struct(struct encoder *e, const struct hwc_struct *shape,
                         const struct path *path, int index)
{
  struct names names = {.shape = shape};
  bool first = true;
  lua_Integer found = 0;

  if (!enter(e, path) || !check_plain(e, path, index))
    return false;
  hwc_buffer_append_char(e->out, '{');
  if (!write_members(e, shape, &names, path, index, &first, &found))
    return false;
  if (count_keys(e->L, index) != found) {
    if (e->validate)
      return !fail_unknown(e, &names, path, index);
    if (!write_unknown(e, &names, path, index, &first))
      return false;
  }
  hwc_buffer_append_char(e->out, '}');
  e->depth--;
  return true;
}

/* --- Path, query and headers -------------------------------------------- */

/* The plain text of the scalar at `index`, by `field` (NULL: any scalar).
 * What has to be made is pushed, so the caller resets the stack when done
 * with `text`. */
static bool get_plain(const struct encoder *e, const struct hwc_field *field,
                      const struct path *path, int index, struct hwc_text *text)
{
  lua_State *L = e->L;
  enum hwc_type type = field && e->validate ? field->type : HWC_ANY;
  bool any = type == HWC_ANY;
  char digits[32];
  lua_Integer integer;

  if ((any || type == HWC_STRING || type == HWC_TIMESTAMP) &&
      hwcL_totext(L, index, text))
    return check_string(e, field, path, *text) && check_line(e, path, *text);
  if ((any || type == HWC_BOOLEAN) && lua_type(L, index) == LUA_TBOOLEAN) {
    *text = hwc_text_of(lua_toboolean(L, index) ? "true" : "false");
    return true;
  }
  if (lua_type(L, index) == LUA_TNUMBER &&
      (any || type == HWC_INTEGER || type == HWC_LONG || type == HWC_NUMBER)) {
    if (lua_isinteger(L, index) || type == HWC_INTEGER || type == HWC_LONG) {
      static const struct hwc_field any_integer = {.type = HWC_LONG};
      if (!get_integer(e, field ? field : &any_integer, path, index, &integer))
        return false;
      lua_pushinteger(L, integer);
    } else {
      if (!check_finite(e, path, "a number", lua_tonumber(L, index)))
        return false;
      format_number(lua_tonumber(L, index), digits, sizeof digits);
      lua_pushstring(L, digits);
    }
    text->data = lua_tolstring(L, -1, &text->length);
    return true;
  }
  return fail_type(
    e, path, any ? "a string, number or boolean" : hwc_type_words(type), index);
}

struct query {
  struct hwc_pair pairs[MAX_PAIRS];
  size_t count;
};

static bool add_pair(const struct encoder *e, struct query *query,
                     const struct hwc_field *field, const struct path *path,
                     struct hwc_text name, int index)
{
  struct hwc_text value;

  luaL_checkstack(e->L, LUA_MINSTACK, NULL);
  if (!get_plain(e, field, path, index, &value))
    return false;
  if (query->count == MAX_PAIRS)
    return fail(e, path, "at most %d query members, got more", MAX_PAIRS);
  query->pairs[query->count++] = (struct hwc_pair){name, value};
  return true;
}

/* Adds the value at the top of the stack: one pair, or one for each item of
 * an array. Values stay on the stack until the query is written. */
static bool add_query(const struct encoder *e, struct query *query,
                      const struct hwc_field *field, const struct path *path,
                      struct hwc_text name)
{
  lua_State *L = e->L;
  int index = lua_gettop(L);
  struct hwc_violation violation;

  if (lua_type(L, index) != LUA_TTABLE ||
      (field && field->type != HWC_ARRAY && e->validate))
    return add_pair(e, query, field, path, name, index);
  if (!check_plain(e, path, index))
    return false;
  lua_Integer length = array_length(e, path, index);
  if (length < 0)
    return false;
  if (field && e->validate &&
      !hwc_check_count(field, (size_t)length, &violation))
    return fail_violation(e, path, &violation);
  for (lua_Integer i = 1; i <= length; i++) {
    struct path item = item_of(path, i);
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    lua_rawgeti(L, index, i);
    if (!add_pair(e, query, field ? field->item : NULL, &item, name,
                  lua_gettop(L)))
      return false;
  }
  return true;
}

static bool write_query(const struct encoder *e, struct query *query,
                        struct hwc_buffer *target)
{
  if (!query->count)
    return true;
  hwc_buffer_append_char(target, '?');
  if (hwc_uri_append_query(target, query->pairs, query->count) != HWC_OK)
    return luaL_error(e->L, "not enough memory");
  return true;
}

static bool add_header(const struct encoder *e, const struct hwc_field *field,
                       const struct path *path, struct hwc_buffer *headers)
{
  struct hwc_text value;

  if (!get_plain(e, field, path, lua_gettop(e->L), &value))
    return false;
  hwc_buffer_append(headers, field->name, strlen(field->name) + 1);
  hwc_buffer_append_text(headers, value);
  hwc_buffer_append_char(headers, '\0');
  return true;
}

static bool is_dots(struct hwc_text text)
{
  return hwc_text_equal(text, HWC_TEXT(".")) ||
         hwc_text_equal(text, HWC_TEXT(".."));
}

/* The value of a path member: the caller's or the client's. */
static bool write_path_member(const struct encoder *e,
                              const struct hwc_field *field,
                              const struct names *names, int args,
                              const struct hwcL_encode_options *options,
                              struct hwc_buffer *target, lua_Integer *found)
{
  lua_State *L = e->L;
  struct path path = named(NULL, field->name);
  struct hwc_text value = {NULL, 0};

  if (get(L, args, field->name) != LUA_TNIL) {
    ++*found;
    if (!get_plain(e, field, &path, lua_gettop(L), &value))
      return false;
  } else if (field->flags & HWC_CLIENT) {
    value = strcmp(field->name, "instance_id") == 0 ? options->instance_id
                                                    : options->project_id;
    if (!value.length)
      return fail(e, &path, "required, got none in the call and in the client");
    if (!check_line(e, &path, value))
      return false;
  } else {
    return fail_required(e, names, NULL, &path, args);
  }
  if (!value.length)
    return fail(e, &path, "at least 1 character in a path, got 0");
  if (is_dots(value))
    return fail(e, &path, "neither . nor .. in a path, got one of them");
  hwc_uri_encode(target, value);
  return true;
}

static bool write_path(const struct encoder *e, const struct names *names,
                       int args, const struct hwcL_encode_options *options,
                       struct hwc_buffer *target, lua_Integer *found)
{
  static const char own[] = "/apic/";
  const char *rest = e->operation->path;
  const char *twin = options->twin ? strstr(rest, own) : NULL;

  while (*rest) {
    if (rest == twin) {
      hwc_buffer_append_string(target, "/apigw/");
      rest += sizeof own - 1;
    } else if (*rest == '{') {
      struct hwc_text name = {rest + 1, strcspn(rest + 1, "}")};
      const struct hwc_field *field =
        find_in(names->parameters, names->parameter_count, name);
      if (!field)
        return luaL_error(e->L, "row %s: no parameter for its path",
                          e->operation->name);
      if (!write_path_member(e, field, names, args, options, target, found))
        return false;
      rest += name.length + 2;
    } else {
      hwc_buffer_append_char(target, *rest++);
    }
  }
  return true;
}

static bool write_parameters(const struct encoder *e, const struct names *names,
                             int args, struct query *query,
                             struct hwc_message *message, lua_Integer *found)
{
  lua_State *L = e->L;

  for (size_t i = 0; i < names->parameter_count; i++) {
    const struct hwc_field *field = &names->parameters[i];
    struct path path = named(NULL, field->name);
    if (field->place == HWC_IN_PATH)
      continue;
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    if (get(L, args, field->name) == LUA_TNIL) {
      lua_pop(L, 1);
      if (e->validate && field->flags & HWC_REQUIRED &&
          !(field->flags & HWC_CLIENT))
        return fail_required(e, names, NULL, &path, args);
      continue;
    }
    ++*found;
    if (!check_twin(e, field, &path))
      return false;
    bool fine = field->place == HWC_IN_HEADER
                  ? add_header(e, field, &path, &message->headers)
                  : add_query(e, query, field, &path, hwc_text_of(field->name));
    if (!fine)
      return false;
  }
  return true;
}

/* --- Whole requests ----------------------------------------------------- */

static bool has_member(lua_State *L, const struct hwc_struct *shape, int index)
{
  for (size_t i = 0; i < shape->field_count; i++)
    if (is_given(L, index, shape->fields[i].name))
      return true;
  return false;
}

/* With `validate` off, unknown members of the call go to the body, or to the
 * query where the row has no body. */
static bool add_unknown_query(const struct encoder *e,
                              const struct names *names, int args,
                              struct query *query)
{
  lua_State *L = e->L;

  /* Values have to stay on the stack, so keys are found one at a time. */
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  lua_pushnil(L);
  while (lua_next(L, args)) {
    struct hwc_text name;
    if (lua_type(L, -2) != LUA_TSTRING)
      return fail(e, NULL, "named members, got a table with other keys");
    name.data = lua_tolstring(L, -2, &name.length);
    if (is_known(names, name)) {
      lua_pop(L, 1);
      continue;
    }
    struct path path = {.name = name};
    if (!check_string(e, NULL, &path, name) || !check_line(e, &path, name) ||
        !add_query(e, query, NULL, &path, name))
      return false;
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    lua_pushlstring(L, name.data, name.length);
  }
  return true;
}

static bool write_body(struct encoder *e, const struct names *names, int args,
                       struct hwc_message *message, lua_Integer *found,
                       bool *first)
{
  const struct hwc_operation *operation = e->operation;

  if (!operation->body)
    return true;
  if (!(operation->flags & HWC_BODY_REQUIRED) &&
      !has_member(e->L, operation->body, args))
    return true;
  hwc_buffer_append_char(e->out, '{');
  message->has_body = true;
  return write_members(e, operation->body, names, NULL, args, first, found);
}

static bool encode(struct encoder *e, int args,
                   const struct hwcL_encode_options *options,
                   struct hwc_message *message)
{
  lua_State *L = e->L;
  const struct hwc_operation *operation = e->operation;
  struct names names = {.parameters = operation->parameters,
                        .parameter_count = operation->parameter_count,
                        .shape = operation->body};
  struct query query;
  lua_Integer found = 0;
  bool first = true;

  query.count = 0;
  if (lua_type(L, args) != LUA_TTABLE)
    return fail_type(e, NULL, "a table of arguments", args);
  if (!check_plain(e, NULL, args))
    return false;
  if (options->twin && operation->flags & HWC_NO_TWIN)
    return fail(e, NULL, "not offered with gateway = \"apig\"");
  if (!write_path(e, &names, args, options, &message->target, &found) ||
      !write_parameters(e, &names, args, &query, message, &found) ||
      !write_body(e, &names, args, message, &found, &first))
    return false;
  if (count_keys(L, args) != found) {
    if (e->validate && fail_unknown(e, &names, NULL, args))
      return false;
    if (!e->validate && !operation->body &&
        !add_unknown_query(e, &names, args, &query))
      return false;
    if (!e->validate && operation->body) {
      if (!message->has_body)
        hwc_buffer_append_char(e->out, '{');
      message->has_body = true;
      if (!write_unknown(e, &names, NULL, args, &first))
        return false;
    }
  }
  if (message->has_body)
    hwc_buffer_append_char(e->out, '}');
  return check_rules(e, operation->rules, operation->rule_count, NULL, args) &&
         write_query(e, &query, &message->target);
}

/* Whether a buffer took everything; raises for want of memory. */
static bool check_buffer(const struct encoder *e,
                         const struct hwc_buffer *buffer,
                         const struct path *path)
{
  if (buffer->status == HWC_OK)
    return true;
  if (buffer->status != HWC_TOO_LARGE)
    return luaL_error(e->L, "not enough memory");
  return fail(e, path, "at most %I bytes as JSON, got more",
              (lua_Integer)buffer->limit);
}

bool hwcL_encode(lua_State *L, const struct hwc_operation *operation, int args,
                 const struct hwcL_encode_options *options,
                 struct hwc_message *message)
{
  struct path body = named(NULL, "body");
  struct encoder e = {.L = L,
                      .operation = operation,
                      .out = &message->body,
                      .validate = options->validate,
                      .twin = options->twin};
  int top = lua_gettop(L);

  args = lua_absindex(L, args);
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  bool fine = encode(&e, args, options, message) &&
              check_buffer(&e, &message->target, NULL) &&
              check_buffer(&e, &message->headers, NULL) &&
              check_buffer(&e, &message->body, &body);
  if (!fine)
    lua_insert(L, top + 1);
  lua_settop(L, fine ? top : top + 1);
  return fine;
}

bool hwcL_needs_project(lua_State *L, const struct hwc_operation *operation,
                        int args)
{
  if (!strstr(operation->path, "{project_id}"))
    return false;
  if (lua_type(L, args) != LUA_TTABLE)
    return true;
  bool given = get(L, lua_absindex(L, args), "project_id") != LUA_TNIL;
  lua_pop(L, 1);
  return !given;
}

bool hwcL_encode_any(lua_State *L, int index, const char *name,
                     struct hwc_buffer *out)
{
  struct path path = named(NULL, name);
  const struct path *where = name ? &path : NULL;
  struct encoder e = {.L = L, .out = out};
  int top = lua_gettop(L);

  index = lua_absindex(L, index);
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  bool fine = write_any(&e, where, index) && check_buffer(&e, out, where);
  if (!fine)
    lua_insert(L, top + 1);
  lua_settop(L, fine ? top : top + 1);
  return fine;
}

bool hwcL_encode_query(lua_State *L, int index, struct hwc_buffer *target)
{
  struct encoder e = {.L = L};
  struct path above = named(NULL, "query");
  struct names none = {NULL, 0, NULL};
  struct query query;
  int top = lua_gettop(L);
  bool fine = true;

  query.count = 0;
  index = lua_absindex(L, index);
  if (lua_isnoneornil(L, index))
    return true;
  if (lua_type(L, index) != LUA_TTABLE)
    fine = fail_type(&e, &above, "a table", index);
  fine = fine && check_plain(&e, &above, index) &&
         add_unknown_query(&e, &none, index, &query) &&
         write_query(&e, &query, target);
  if (!fine)
    lua_insert(L, top + 1);
  lua_settop(L, fine ? top : top + 1);
  return fine;
}

/* --- JSON for scripts --------------------------------------------------- */

void hwcL_push_array_metatable(lua_State *L)
{
  luaL_newmetatable(L, ARRAY_MT);
}

/* array(table) -> table */
static int mark_array(lua_State *L)
{
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  hwcL_push_array_metatable(L);
  lua_setmetatable(L, 1);
  return 1;
}

/* encode_json(value) -> string | nil, err */
static int encode_json(lua_State *L)
{
  luaL_checkany(L, 1);
  lua_settop(L, 1);
  struct hwc_message *message = hwcL_push_message(L);
  message->body.limit = 0;
  if (!hwcL_encode_any(L, 1, NULL, &message->body)) {
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
  }
  struct hwc_text text = hwc_buffer_text(&message->body);
  lua_pushlstring(L, text.data, text.length);
  hwc_message_done(message);
  return 1;
}

void hwcL_open_json(lua_State *L)
{
  lua_pushlightuserdata(L, NULL);
  lua_setfield(L, -2, "null");
  lua_pushcfunction(L, mark_array);
  lua_setfield(L, -2, "array");
  lua_pushcfunction(L, encode_json);
  lua_setfield(L, -2, "encode_json");
}
