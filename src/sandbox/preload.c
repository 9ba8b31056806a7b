/* SPDX-License-Identifier: Apache-2.0
 *
 * Loaders that can be opened in another state. */
#include "sandbox/preload.h"

#include <stdbool.h>

#include <lauxlib.h>

/* True if the loader on top of the stack can be opened in another state: a C
 * function without upvalues, or with a single light userdata. */
static bool describe_loader(lua_State *L, struct preloaded *module)
{
  if (!lua_iscfunction(L, -1))
    return false;
  module->open = lua_tocfunction(L, -1);
  module->data = NULL;
  if (lua_getupvalue(L, -1, 1) == NULL)
    return true;
  bool light = lua_islightuserdata(L, -1);
  module->data = lua_touserdata(L, -1);
  lua_pop(L, 1);
  if (lua_getupvalue(L, -1, 2) != NULL) {
    lua_pop(L, 1);
    return false;
  }
  return light && module->data != NULL;
}

const struct preloaded *preload_push(lua_State *L, size_t *count)
{
  size_t room = 0, used = 0;

  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  int table = lua_gettop(L);
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
    room++;
  struct preloaded *list =
    lua_newuserdatauv(L, (room + 1) * sizeof(struct preloaded), 0);
  for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1)) {
    if (lua_type(L, -2) == LUA_TSTRING && describe_loader(L, &list[used]))
      list[used++].name = lua_tostring(L, -2);
  }
  lua_remove(L, table);
  *count = used;
  return list;
}

void preload_set(lua_State *L, const struct preloaded *modules, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    if (modules[i].data != NULL)
      lua_pushlightuserdata(L, modules[i].data);
    lua_pushcclosure(L, modules[i].open, modules[i].data != NULL ? 1 : 0);
    lua_setfield(L, -2, modules[i].name);
  }
}
