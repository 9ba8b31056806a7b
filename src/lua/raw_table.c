/* SPDX-License-Identifier: Apache-2.0
 *
 * Raw access to tables, and the metatable that marks arrays. */
#include "lua/raw_table.h"

#include <lauxlib.h>
#include <stddef.h>

#define ARRAY_MT "hwc.array"

void hwcL_push_array_metatable(lua_State *L)
{
  luaL_newmetatable(L, ARRAY_MT);
}

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
  for (size_t i = 0; found == NULL && i < sizeof events / sizeof events[0];
       i++) {
    if (hwcL_get(L, metatable, events[i]) != LUA_TNIL)
      found = events[i];
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return found;
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
