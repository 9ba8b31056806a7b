/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes any Lua value as JSON: members sorted by name; rejects values that
 * would not be read back as equal. */
#include "lua/lua_json.h"

#include "core/json.h"
#include "lua/encode_parts.h"
#include "lua/lua_error.h"
#include "lua/lua_secret.h"
#include "lua/reply_text.h"

#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

/* The tables around a value, to detect cycles. */
struct inside {
  const struct inside *up;
  const void *table;
};

static bool write_value(struct hwcL_encoder *e, const struct hwcL_path *path,
                        const struct inside *inside, int index);

static bool write_text(const struct hwcL_encoder *e,
                       const struct hwcL_path *path, struct hwc_text text)
{
  size_t characters;

  return hwcL_write_string(e->out, text, &characters) ||
         hwcL_refuse(e, path, "valid UTF-8, got other bytes");
}

static bool write_float(struct hwcL_encoder *e, const struct hwcL_path *path,
                        double value)
{
  char digits[HWC_NUMBER_SIZE];

  if (!hwcL_check_finite(e, path, "a number", value))
    return false;
  hwc_buffer_append(e->out, digits, hwc_number_write(digits, value));
  return true;
}

static bool write_array(struct hwcL_encoder *e, const struct hwcL_path *path,
                        const struct inside *inside, int index)
{
  lua_Integer length = hwcL_array_length(e, path, index);

  if (length < 0)
    return false;
  hwc_buffer_append_char(e->out, '[');
  for (lua_Integer i = 1; i <= length; i++) {
    struct hwcL_path item = hwcL_push_item(e, path, index, i);
    if (!write_value(e, &item, inside, lua_gettop(e->L)))
      return false;
    lua_pop(e->L, 1);
  }
  hwc_buffer_append_char(e->out, ']');
  return true;
}

static int compare_names(const void *a, const void *b)
{
  return hwc_text_compare(*(const struct hwc_text *)a,
                          *(const struct hwc_text *)b);
}

/* Pushes a list of the names of the members, and the same sorted. A finalizer
 * may change the table meanwhile: the list keeps the names alive. Returns NULL
 * if there are other keys. */
static struct hwc_text *push_names(struct hwcL_encoder *e,
                                   const struct hwcL_path *path, int index,
                                   size_t *count)
{
  lua_State *L = e->L;
  size_t most = (size_t)hwcL_count_keys(L, index);
  int list = lua_gettop(L) + 1;
  size_t found = 0;

  lua_createtable(L, (int)most, 0);
  struct hwc_text *names = lua_newuserdatauv(L, most * sizeof *names, 0);
  lua_pushnil(L);
  while (found < most && lua_next(L, index)) {
    lua_pop(L, 1);
    if (lua_type(L, -1) != LUA_TSTRING) {
      hwcL_refuse(e, path,
                  "an object or an array, got a table with mixed keys or "
                  "holes");
      return NULL;
    }
    names[found].data = lua_tolstring(L, -1, &names[found].length);
    lua_pushvalue(L, -1);
    lua_rawseti(L, list, (lua_Integer)++found);
  }
  lua_settop(L, list + 1);
  qsort(names, found, sizeof *names, compare_names);
  *count = found;
  return names;
}

static bool write_object(struct hwcL_encoder *e, const struct hwcL_path *path,
                         const struct inside *inside, int index)
{
  lua_State *L = e->L;
  size_t count;
  struct hwc_text *names = push_names(e, path, index, &count);

  if (names == NULL)
    return false;
  hwc_buffer_append_char(e->out, '{');
  for (size_t i = 0; i < count; i++) {
    struct hwcL_path member = {.up = path, .name = names[i]};
    if (i > 0)
      hwc_buffer_append_char(e->out, ',');
    if (!write_text(e, &member, names[i]))
      return false;
    hwc_buffer_append_char(e->out, ':');
    lua_pushlstring(L, names[i].data, names[i].length);
    lua_rawget(L, index);
    bool outer = e->secret;
    e->secret = outer || hwc_is_secret_name(NULL, names[i]);
    if (!write_value(e, &member, inside, lua_gettop(L)))
      return false;
    e->secret = outer;
    lua_pop(L, 1);
  }
  hwc_buffer_append_char(e->out, '}');
  lua_pop(L, 2);
  return true;
}

static bool write_plain_table(struct hwcL_encoder *e,
                              const struct hwcL_path *path,
                              const struct inside *around, int index)
{
  struct inside inside = {around, lua_topointer(e->L, index)};
  bool is_array =
    lua_rawlen(e->L, index) > 0 || hwcL_is_marked_array(e->L, index);

  luaL_checkstack(e->L, LUA_MINSTACK, NULL);
  for (const struct inside *i = around; i != NULL; i = i->up)
    if (i->table == inside.table)
      return hwcL_refuse(e, path, "no table that contains itself, got one");
  if (++e->depth > HWC_JSON_DEPTH)
    return hwcL_refuse(e, NULL, "at most %d tables deep, got a deeper one",
                       HWC_JSON_DEPTH);
  if (!hwcL_check_plain(e, path, index) ||
      !(is_array ? write_array : write_object)(e, path, &inside, index))
    return false;
  e->depth--;
  return true;
}

static bool write_table(struct hwcL_encoder *e, const struct hwcL_path *path,
                        const struct inside *around, int index)
{
  if (!hwcL_is_error(e->L, index))
    return write_plain_table(e, path, around, index);
  hwcL_push_plain_error(e->L, index);
  if (!write_plain_table(e, path, around, lua_gettop(e->L)))
    return false;
  lua_pop(e->L, 1);
  return true;
}

/* True if the value is written as ***: a secret, or a text or number whose name
 * is secret. */
static bool is_redacted(const struct hwcL_encoder *e, int index)
{
  int type = lua_type(e->L, index);
  struct hwc_text text;

  if (!e->message->redacted)
    return false;
  return hwcL_testsecret(e->L, index, &text) ||
         (e->secret && (type == LUA_TSTRING || type == LUA_TNUMBER));
}

static bool write_value(struct hwcL_encoder *e, const struct hwcL_path *path,
                        const struct inside *inside, int index)
{
  lua_State *L = e->L;
  struct hwc_text text;

  if (is_redacted(e, index)) {
    hwc_buffer_append_string(e->out, "\"" HWC_REDACTED "\"");
    return true;
  }
  switch (lua_type(L, index)) {
  case LUA_TBOOLEAN:
    hwcL_write_boolean(e->out, lua_toboolean(L, index));
    return true;
  case LUA_TNUMBER:
    if (!lua_isinteger(L, index))
      return write_float(e, path, lua_tonumber(L, index));
    hwcL_write_integer(e->out, lua_tointeger(L, index));
    return true;
  case LUA_TSTRING:
    text.data = lua_tolstring(L, index, &text.length);
    return write_text(e, path, text);
  case LUA_TTABLE:
    return write_table(e, path, inside, index);
  case LUA_TLIGHTUSERDATA:
    if (lua_touserdata(L, index) != NULL)
      break;
    hwc_buffer_append_string(e->out, "null");
    return true;
  default:
    break;
  }
  if (hwcL_testsecret(L, index, &text))
    return hwcL_refuse(e, path, "no secret, got one");
  return hwcL_refuse_type(e, path, "a value that JSON has", index);
}

/* encode_json(value, redacted) -> string | nil, err: with `redacted`, secrets
 * are written as ***: secret objects, and texts and numbers with secret
 * names */
static int encode_json(lua_State *L)
{
  luaL_checkany(L, 1);
  lua_settop(L, 2);
  struct hwc_message *message = hwcL_push_message(L);
  struct hwcL_encoder e = {.L = L, .message = message, .out = &message->body};

  message->body.limit = 0;
  message->redacted = lua_toboolean(L, 2);
  if (!write_value(&e, NULL, NULL, 1)) {
    hwc_message_done(message);
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
  }
  if (message->body.status != HWC_OK)
    return luaL_error(L, "not enough memory");
  struct hwc_text text = hwc_buffer_text(&message->body);
  lua_pushlstring(L, text.data, text.length);
  hwc_message_done(message);
  return 1;
}

/* array(table) -> table */
static int mark_array(lua_State *L)
{
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  if (lua_getmetatable(L, 1) && !hwcL_is_marked_array(L, 1))
    return luaL_argerror(L, 1, "a table without a metatable is needed");
  lua_settop(L, 1);
  hwcL_push_array_metatable(L);
  lua_setmetatable(L, 1);
  return 1;
}

/* is_array(value) -> true if it is a table that is written as an array */
static int is_array(lua_State *L)
{
  luaL_checkany(L, 1);
  lua_pushboolean(L, lua_type(L, 1) == LUA_TTABLE &&
                       (lua_rawlen(L, 1) > 0 || hwcL_is_marked_array(L, 1)));
  return 1;
}

/* is_plain(table) -> true if no metatable adds members to it */
static int is_plain(lua_State *L)
{
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  lua_pushboolean(L, hwcL_finds_more(L, 1) == NULL);
  return 1;
}

void hwcL_open_json(lua_State *L)
{
  static const luaL_Reg functions[] = {
    {"array", mark_array},  {"encode_json", encode_json},
    {"is_array", is_array}, {"is_plain", is_plain},
    {NULL, NULL},
  };

  luaL_setfuncs(L, functions, 0);
  lua_pushlightuserdata(L, NULL);
  lua_setfield(L, -2, "null");
}
