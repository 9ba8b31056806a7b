/* SPDX-License-Identifier: Apache-2.0
 *
 * In Lua, number formats use the locale's decimal point, and < compares strings
 * in the locale's order. */
#include "lua/lua_text.h"

#include "core/number.h"

#include <lauxlib.h>

/* number_text(number) -> string */
static int number_text(lua_State *L)
{
  char digits[HWC_NUMBER_SIZE];

  luaL_checknumber(L, 1);
  if (lua_isinteger(L, 1)) {
    lua_pushfstring(L, "%I", lua_tointeger(L, 1));
  } else {
    hwc_number_show(digits, lua_tonumber(L, 1));
    lua_pushstring(L, digits);
  }
  return 1;
}

/* text_less(a, b) -> boolean */
static int text_less(lua_State *L)
{
  struct hwc_text a, b;

  a.data = luaL_checklstring(L, 1, &a.length);
  b.data = luaL_checklstring(L, 2, &b.length);
  lua_pushboolean(L, hwc_text_compare(a, b) < 0);
  return 1;
}

void hwcL_open_text(lua_State *L)
{
  lua_pushcfunction(L, number_text);
  lua_setfield(L, -2, "number_text");
  lua_pushcfunction(L, text_less);
  lua_setfield(L, -2, "text_less");
}
