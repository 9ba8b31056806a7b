/* SPDX-License-Identifier: Apache-2.0
 *
 * Error tables. */
#include "lua/lua_error.h"

#include "api/operation.h"
#include <lauxlib.h>
#include <stdarg.h>
#include <string.h>

#define ERROR_MT "hwc.error"

/* Maximum bytes of a field in __tostring. */
#define SHOWN_BYTES 500

/* Maximum depth of causes in a plain error. */
#define WRITTEN_CAUSES 8

/* --- One-line texts ----------------------------------------------------- */

/* Length of the longest prefix of visible ASCII and spaces. */
static size_t plain_length(struct hwc_text text)
{
  size_t length = 0;

  while (length < text.length && (unsigned char)text.data[length] < 0x80 &&
         !hwc_is_control(text.data[length]))
    length++;
  return length;
}

static void push_valid(lua_State *L, struct hwc_text text, size_t limit,
                       bool one_line)
{
  luaL_Buffer out;
  size_t plain = plain_length(text);
  size_t used = plain < limit ? plain : limit;

  luaL_buffinit(L, &out);
  luaL_addlstring(&out, text.data, used);
  for (size_t i = used; i < text.length;) {
    size_t size = hwc_text_character_length(
      (struct hwc_text){text.data + i, text.length - i});
    size_t taken = size ? size : 1;
    if (used + taken > limit)
      break;
    if (one_line && hwc_is_control(text.data[i]))
      luaL_addchar(&out, ' ');
    else if (!size)
      luaL_addchar(&out, '?');
    else
      luaL_addlstring(&out, text.data + i, size);
    used += taken;
    i += taken;
  }
  luaL_pushresult(&out);
}

void hwcL_push_line(lua_State *L, struct hwc_text text, size_t limit)
{
  push_valid(L, text, limit, true);
}

void hwcL_push_excerpt(lua_State *L, struct hwc_text text, size_t limit)
{
  push_valid(L, text, limit, false);
}

/* --- Setters ------------------------------------------------------------ */

static void set_field(lua_State *L, const char *name)
{
  lua_pushstring(L, name);
  lua_insert(L, -2);
  lua_rawset(L, -3);
}

void hwcL_set_string(lua_State *L, const char *name, const char *value)
{
  if (value == NULL)
    return;
  lua_pushstring(L, name);
  lua_pushstring(L, value);
  lua_rawset(L, -3);
}

void hwcL_set_text(lua_State *L, const char *name, struct hwc_text value)
{
  if (value.data == NULL)
    return;
  lua_pushstring(L, name);
  lua_pushlstring(L, value.data, value.length);
  lua_rawset(L, -3);
}

void hwcL_set_integer(lua_State *L, const char *name, lua_Integer value)
{
  lua_pushstring(L, name);
  lua_pushinteger(L, value);
  lua_rawset(L, -3);
}

void hwcL_set_number(lua_State *L, const char *name, lua_Number value)
{
  lua_pushstring(L, name);
  lua_pushnumber(L, value);
  lua_rawset(L, -3);
}

void hwcL_set_boolean(lua_State *L, const char *name, bool value)
{
  lua_pushstring(L, name);
  lua_pushboolean(L, value);
  lua_rawset(L, -3);
}

/* --- Errors ------------------------------------------------------------- */

/* Appends field `name` of the error at index 1 after `before`, if it is a
 * string or a number. */
static bool add_field(lua_State *L, luaL_Buffer *out, const char *before,
                      const char *name)
{
  size_t length;

  lua_pushstring(L, name);
  lua_rawget(L, 1);
  if (!lua_isstring(L, -1)) {
    lua_pop(L, 1);
    return false;
  }
  const char *data = lua_tolstring(L, -1, &length);
  hwcL_push_line(L, (struct hwc_text){data, length}, SHOWN_BYTES);
  lua_replace(L, 2);
  lua_pop(L, 1);
  luaL_addstring(out, before);
  lua_pushvalue(L, 2);
  luaL_addvalue(out);
  return true;
}

/* Appends the last field, unless it is empty. */
static void add_last(lua_State *L, luaL_Buffer *out, const char *name)
{
  lua_pushstring(L, name);
  lua_rawget(L, 1);
  bool empty = lua_type(L, -1) == LUA_TSTRING && lua_rawlen(L, -1) == 0;
  lua_pop(L, 1);
  if (!empty)
    add_field(L, out, "; ", name);
}

/* __tostring: operation: message (kind, status 400, code x, request x); hint.
 * The message of an error includes that of its cause. */
static int error_tostring(lua_State *L)
{
  static const char *const details[][2] = {
    {"status", ", status "},
    {"code", ", code "},
    {"request_id", ", request "},
  };
  luaL_Buffer out;

  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  lua_pushnil(L); /* 2: the line being added */
  luaL_buffinit(L, &out);
  /* luaL_Buffer may keep a box on the stack, so fields are fetched above it and
   * go through slot 2. */
  if (add_field(L, &out, "", "operation"))
    luaL_addstring(&out, ": ");
  if (!add_field(L, &out, "", "message"))
    luaL_addstring(&out, "unknown error");
  if (add_field(L, &out, " (", "kind")) {
    for (size_t i = 0; i < sizeof details / sizeof *details; i++)
      add_field(L, &out, details[i][1], details[i][0]);
    luaL_addchar(&out, ')');
  }
  add_last(L, &out, "hint");
  luaL_pushresult(&out);
  return 1;
}

/* Replaces the string on top of the stack with an error. */
static void wrap_message(lua_State *L, enum hwc_kind kind)
{
  size_t length;
  const char *message = lua_tolstring(L, -1, &length);

  lua_createtable(L, 0, 4);
  hwcL_set_string(L, "kind", hwc_kind_name(kind));
  hwcL_push_line(L, (struct hwc_text){message, length}, 2000);
  set_field(L, "message");
  luaL_setmetatable(L, ERROR_MT);
  lua_remove(L, -2);
}

void hwcL_pusherror(lua_State *L, enum hwc_kind kind, const char *format, ...)
{
  va_list arguments;

  luaL_checkstack(L, 8, NULL);
  va_start(arguments, format);
  lua_pushvfstring(L, format, arguments);
  va_end(arguments);
  wrap_message(L, kind);
}

void hwcL_pusherror_from(lua_State *L, const struct hwc_error *error)
{
  hwcL_pusherror(L, error->kind, "%s", error->message);
}

int hwcL_fail(lua_State *L, enum hwc_kind kind, const char *format, ...)
{
  va_list arguments;

  luaL_checkstack(L, 8, NULL);
  lua_pushnil(L);
  va_start(arguments, format);
  lua_pushvfstring(L, format, arguments);
  va_end(arguments);
  wrap_message(L, kind);
  return 2;
}

int hwcL_fail_status(lua_State *L, enum hwc_status status, enum hwc_kind kind,
                     const struct hwc_error *error)
{
  if (status == HWC_NO_MEMORY)
    return luaL_error(L, "not enough memory");
  if (error != NULL && error->kind != HWC_KIND_NONE) {
    hwcL_fail(L, error->kind, "%s", error->message);
    hwcL_set_string(L, "field", error->field);
    return 2;
  }
  return hwcL_fail(L, kind, "%s", hwc_status_text(status));
}

int hwcL_fail_unsent(lua_State *L)
{
  hwcL_set_boolean(L, "sent", false);
  hwcL_set_string(L, "fate", hwc_fate_name(HWC_FATE_NOT_SENT));
  hwcL_set_integer(L, "attempts", 0);
  lua_pushnil(L);
  lua_insert(L, -2);
  return 2;
}

bool hwcL_is_error(lua_State *L, int index)
{
  if (!lua_istable(L, index) || !lua_getmetatable(L, index))
    return false;
  luaL_getmetatable(L, ERROR_MT);
  bool equal = lua_rawequal(L, -1, -2);
  lua_pop(L, 2);
  return equal;
}

/* True if plain errors omit members of this name. */
static bool is_left_out(const char *name)
{
  static const char *const names[] = {"body", "cause", "headers", "report",
                                      "traceback"};

  for (size_t i = 0; i < HWC_COUNT(names); i++)
    if (strcmp(name, names[i]) == 0)
      return true;
  return false;
}

/* True if the member, key and value on top of the stack, is part of plain
 * errors. */
static bool is_written(lua_State *L)
{
  int type = lua_type(L, -1);

  return lua_type(L, -2) == LUA_TSTRING && !is_left_out(lua_tostring(L, -2)) &&
         (type == LUA_TBOOLEAN || type == LUA_TNUMBER || type == LUA_TSTRING);
}

/* Pushes a plain error with at most `causes` levels of causes. */
static void push_plain(lua_State *L, int index, int causes)
{
  index = lua_absindex(L, index);
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  lua_newtable(L);
  int plain = lua_gettop(L);
  lua_pushnil(L);
  while (lua_next(L, index)) {
    if (is_written(L)) {
      lua_pushvalue(L, -2);
      lua_pushvalue(L, -2);
      lua_rawset(L, plain);
    }
    lua_pop(L, 1);
  }
  lua_pushliteral(L, "cause");
  lua_rawget(L, index);
  if (causes > 0 && hwcL_is_error(L, -1)) {
    push_plain(L, -1, causes - 1);
    lua_setfield(L, plain, "cause");
  }
  lua_settop(L, plain);
}

void hwcL_push_plain_error(lua_State *L, int index)
{
  push_plain(L, index, WRITTEN_CAUSES);
}

/* plain_error(err) -> table */
static int plain_error(lua_State *L)
{
  luaL_argcheck(L, hwcL_is_error(L, 1), 1, "an error expected");
  hwcL_push_plain_error(L, 1);
  return 1;
}

/* new_error(table) -> table */
static int new_error(lua_State *L)
{
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  luaL_setmetatable(L, ERROR_MT);
  return 1;
}

void hwcL_open_error(lua_State *L)
{
  luaL_newmetatable(L, ERROR_MT);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, error_tostring);
  lua_setfield(L, -2, "__tostring");
  lua_pop(L, 1);
  lua_pushcfunction(L, new_error);
  lua_setfield(L, -2, "new_error");
  lua_pushcfunction(L, plain_error);
  lua_setfield(L, -2, "plain_error");
}
