/* SPDX-License-Identifier: Apache-2.0
 *
 * Methods that know their metatable. */
#include "lua/userdata.h"

#include <lauxlib.h>
#include <stdbool.h>

void *hwcL_check_self(lua_State *L, int upvalue, const char *type)
{
  void *self = lua_touserdata(L, 1);

  if (self != NULL && lua_getmetatable(L, 1)) {
    bool same = lua_rawequal(L, -1, lua_upvalueindex(upvalue));
    lua_pop(L, 1);
    if (same)
      return self;
  }
  return luaL_checkudata(L, 1, type); /* raises the error */
}
