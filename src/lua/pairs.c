/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads name-value pairs from a table in any of its forms. A first pass
 * validates and counts them, so that the second one cannot fail. */
#include "lua/pairs.h"

#include "core/number.h"
#include "lua/lua_error.h"
#include "lua/raw_table.h"
#include <lauxlib.h>
#include <math.h>

/* Maximum characters of a name in a message. */
enum { MAX_NAME = 60 };

/* The kinds of keys of a table. */
struct keys {
  lua_Integer items;
  lua_Integer names;
  const char *other; /* type of a key that is neither; NULL: none */
};

/* The receiver of the pairs: none (counts only), an array in C, or a Lua
 * list. */
struct taker {
  struct hwc_pair *pairs; /* may be NULL */
  size_t most;            /* length of `pairs` */
  int list;               /* stack index; 0: none */
  size_t count;
};

static struct keys keys_of(lua_State *L, int index)
{
  struct keys keys = {0, 0, NULL};

  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pop(L, 1);
    if (lua_type(L, -1) == LUA_TSTRING)
      keys.names++;
    else if (lua_isinteger(L, -1) && lua_tointeger(L, -1) > 0)
      keys.items++;
    else
      keys.other = luaL_typename(L, -1);
  }
  return keys;
}

/* The first unused index up to `items`; 0 if there is none. */
static lua_Integer find_hole(lua_State *L, int index, lua_Integer items)
{
  for (lua_Integer i = 1; i <= items; i++) {
    bool empty = lua_rawgeti(L, index, i) == LUA_TNIL;
    lua_pop(L, 1);
    if (empty)
      return i;
  }
  return 0;
}

/* --- Validation ---------------------------------------------------------- */

/* Pushes `what["name"]`, for the string at index `name`. */
static const char *push_member(lua_State *L, const char *what, int name)
{
  struct hwc_text text;

  name = lua_absindex(L, name);
  text.data = lua_tolstring(L, name, &text.length);
  hwcL_push_line(L, text, MAX_NAME);
  return lua_pushfstring(L, "%s[\"%s\"]", what, lua_tostring(L, -1));
}

static bool check_plain(lua_State *L, int index, const char *what)
{
  const char *event = hwcL_finds_more(L, index);

  if (event == NULL)
    return true;
  lua_pushfstring(L,
                  "%s has to be a plain table, got one whose metatable has "
                  "%s",
                  what, event);
  return false;
}

static bool check_item(lua_State *L, int item, const char *what, int place)
{
  static const char *const parts[] = {"name", "value"};

  if (!lua_istable(L, item)) {
    lua_pushfstring(L, "%s[%d] has to be {name, value}, got a %s", what, place,
                    luaL_typename(L, item));
    return false;
  }
  struct keys keys = keys_of(L, item);
  if (keys.items > 2 || keys.names > 0 || keys.other != NULL) {
    lua_pushfstring(L, "%s[%d] has to be {name, value}, got a table with more",
                    what, place);
    return false;
  }
  for (int i = 0; i < 2; i++) {
    lua_rawgeti(L, item, i + 1);
    if (lua_type(L, -1) != LUA_TSTRING) {
      lua_pushfstring(L,
                      "%s[%d] has to be {name, value}, both strings; got a "
                      "%s that is a %s",
                      what, place, parts[i], luaL_typename(L, -1));
      return false;
    }
    lua_pop(L, 1);
  }
  return true;
}

static bool check_list(lua_State *L, int index, const char *what,
                       lua_Integer items)
{
  for (lua_Integer i = 1; i <= items; i++) {
    lua_rawgeti(L, index, i);
    if (!check_item(L, lua_gettop(L), what, (int)i))
      return false;
    lua_pop(L, 1);
  }
  return true;
}

/* Validates the values of one name, at the top of the stack above the name, and
 * adds their number to `count`. */
static bool check_values(lua_State *L, const char *what, size_t *count)
{
  int value = lua_gettop(L);
  int name = value - 1;

  if (lua_type(L, value) == LUA_TSTRING) {
    ++*count;
    return true;
  }
  if (!lua_istable(L, value)) {
    const char *member = push_member(L, what, name);
    lua_pushfstring(L, "%s has to be a string or a list of strings, got a %s",
                    member, luaL_typename(L, value));
    return false;
  }
  struct keys keys = keys_of(L, value);
  lua_Integer hole = find_hole(L, value, keys.items);
  if (keys.names > 0 || keys.other != NULL || hole > 0) {
    const char *member = push_member(L, what, name);
    if (hole > 0)
      lua_pushfstring(L, "%s is a list with a hole at [%I]", member, hole);
    else
      lua_pushfstring(L,
                      "%s has to be a string or a list of strings, got a "
                      "table with other keys",
                      member);
    return false;
  }
  for (lua_Integer i = 1; i <= keys.items; i++) {
    if (lua_rawgeti(L, value, i) != LUA_TSTRING) {
      const char *member = push_member(L, what, name);
      lua_pushfstring(L, "%s[%I] has to be a string, got a %s", member, i,
                      luaL_typename(L, value + 1));
      return false;
    }
    lua_pop(L, 1);
    ++*count;
  }
  return true;
}

static bool check_map(lua_State *L, int index, const char *what, size_t *count)
{
  lua_pushnil(L);
  while (lua_next(L, index)) {
    if (!check_values(L, what, count))
      return false;
    lua_pop(L, 1);
  }
  return true;
}

static bool check(lua_State *L, int index, const char *what, size_t *count)
{
  *count = 0;
  if (lua_isnil(L, index))
    return true;
  if (!lua_istable(L, index)) {
    lua_pushfstring(L, "%s has to be a table, got a %s", what,
                    luaL_typename(L, index));
    return false;
  }
  if (!check_plain(L, index, what))
    return false;
  struct keys keys = keys_of(L, index);
  if (keys.other != NULL || (keys.items > 0 && keys.names > 0)) {
    lua_pushfstring(L,
                    "%s has to be a list of {name, value} or a map of names "
                    "to values, got a table with %s",
                    what, keys.other != NULL ? "other keys" : "both");
    return false;
  }
  if (keys.names > 0)
    return check_map(L, index, what, count);
  lua_Integer hole = find_hole(L, index, keys.items);
  if (hole > 0) {
    lua_pushfstring(L, "%s is a list with a hole at [%I]", what, hole);
    return false;
  }
  *count = (size_t)keys.items;
  return check_list(L, index, what, keys.items);
}

bool hwcL_count_pairs(lua_State *L, int index, const char *what, size_t *count)
{
  int top = lua_gettop(L);

  index = lua_absindex(L, index);
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  if (check(L, index, what, count))
    return true;
  lua_insert(L, top + 1);
  lua_settop(L, top + 1);
  return false;
}

/* --- Texts --------------------------------------------------------------- */

/* Pushes the value at `index`; a finite number or a boolean as text. */
static void push_text(lua_State *L, int index)
{
  char digits[HWC_NUMBER_SIZE];

  if (lua_isinteger(L, index))
    lua_pushfstring(L, "%I", (LUAI_UACINT)lua_tointeger(L, index));
  else if (lua_type(L, index) == LUA_TNUMBER &&
           isfinite(lua_tonumber(L, index)))
    lua_pushlstring(L, digits,
                    hwc_number_write(digits, lua_tonumber(L, index)));
  else if (lua_isboolean(L, index))
    lua_pushstring(L, lua_toboolean(L, index) ? "true" : "false");
  else
    lua_pushvalue(L, index);
}

/* Pushes a copy of the list at `index`, with texts from item `first` on. */
static void push_texts(lua_State *L, int index, lua_Integer first)
{
  lua_newtable(L);
  int copy = lua_gettop(L);
  lua_pushnil(L);
  while (lua_next(L, index)) {
    lua_pushvalue(L, copy + 1);
    if (lua_isinteger(L, copy + 1) && lua_tointeger(L, copy + 1) >= first)
      push_text(L, copy + 2);
    else
      lua_pushvalue(L, copy + 2);
    lua_rawset(L, copy);
    lua_pop(L, 1);
  }
}

void hwcL_convert_values(lua_State *L, int index)
{
  index = lua_absindex(L, index);
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  if (!lua_istable(L, index) || hwcL_finds_more(L, index) != NULL)
    return;
  lua_newtable(L);
  int copy = lua_gettop(L);
  lua_pushnil(L);
  while (lua_next(L, index)) {
    bool is_name = lua_type(L, copy + 1) == LUA_TSTRING;
    lua_pushvalue(L, copy + 1);
    if (lua_istable(L, copy + 2))
      push_texts(L, copy + 2, is_name ? 1 : 2);
    else if (is_name)
      push_text(L, copy + 2);
    else
      lua_pushvalue(L, copy + 2);
    lua_rawset(L, copy);
    lua_pop(L, 1);
  }
  lua_replace(L, index);
}

/* --- Reading ------------------------------------------------------------- */

static struct hwc_text text_at(lua_State *L, int index)
{
  struct hwc_text text;

  text.data = lua_tolstring(L, index, &text.length);
  return text;
}

/* Pairs are read after they were counted; finalizers may have run between. */
static void require_unchanged(lua_State *L, bool unchanged)
{
  if (!unchanged)
    luaL_error(L, "a finalizer changed a table while it was read");
}

static void take(lua_State *L, struct taker *taker, int name, int value)
{
  require_unchanged(L, lua_type(L, name) == LUA_TSTRING &&
                         lua_type(L, value) == LUA_TSTRING);
  if (taker->pairs != NULL) {
    require_unchanged(L, taker->count < taker->most);
    taker->pairs[taker->count] =
      (struct hwc_pair){text_at(L, name), text_at(L, value)};
  }
  taker->count++;
  if (taker->list == 0)
    return;
  lua_createtable(L, 2, 0);
  lua_pushvalue(L, name);
  lua_rawseti(L, -2, 1);
  lua_pushvalue(L, value);
  lua_rawseti(L, -2, 2);
  lua_rawseti(L, taker->list, (lua_Integer)taker->count);
}

static void take_items(lua_State *L, int index, struct taker *taker)
{
  int top = lua_gettop(L);

  for (lua_Integer i = 1; lua_rawgeti(L, index, i) != LUA_TNIL; i++) {
    require_unchanged(L, lua_istable(L, top + 1));
    lua_rawgeti(L, top + 1, 1);
    lua_rawgeti(L, top + 1, 2);
    take(L, taker, top + 2, top + 3);
    lua_settop(L, top);
  }
  lua_settop(L, top);
}

static void take_members(lua_State *L, int index, struct taker *taker)
{
  int name = lua_gettop(L) + 1;
  int value = name + 1;

  lua_pushnil(L);
  while (lua_next(L, index)) {
    if (lua_type(L, value) == LUA_TSTRING) {
      take(L, taker, name, value);
    } else {
      require_unchanged(L, lua_istable(L, value));
      for (lua_Integer i = 1; lua_rawgeti(L, value, i) != LUA_TNIL; i++) {
        take(L, taker, name, value + 1);
        lua_settop(L, value);
      }
    }
    lua_settop(L, name);
  }
}

static void take_all(lua_State *L, int index, struct taker *taker)
{
  if (lua_isnil(L, index))
    return;
  if (lua_rawgeti(L, index, 1) != LUA_TNIL) {
    lua_pop(L, 1);
    take_items(L, index, taker);
  } else {
    lua_pop(L, 1);
    take_members(L, index, taker);
  }
}

void hwcL_read_pairs(lua_State *L, int index, struct hwc_pair *pairs,
                     size_t count)
{
  struct taker taker = {.pairs = pairs, .most = count};

  take_all(L, lua_absindex(L, index), &taker);
  require_unchanged(L, taker.count == count);
}

int hwcL_list_pairs(lua_State *L)
{
  size_t count;
  const char *what = luaL_checkstring(L, 2);

  lua_settop(L, 2);
  if (!hwcL_count_pairs(L, 1, what, &count)) {
    lua_pushnil(L);
    lua_insert(L, -2);
    return 2;
  }
  lua_createtable(L, (int)count, 0);
  struct taker taker = {.list = 3};
  take_all(L, 1, &taker);
  return 1;
}
