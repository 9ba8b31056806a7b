/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the retry options. */
#include "lua/lua_retry.h"

#include <limits.h>
#include <string.h>

/* Pops the string on top of the stack; true if it equals `text`. */
static bool pop_is(lua_State *L, const char *text)
{
  bool same =
    lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), text) == 0;

  lua_pop(L, 1);
  return same;
}

static void read_table(lua_State *L, int index, struct hwcL_retry *retry)
{
  lua_getfield(L, index, "attempts");
  lua_Integer attempts = lua_tointeger(L, -1);
  if (attempts > 0)
    retry->attempts = attempts < INT_MAX ? (int)attempts : INT_MAX;
  lua_pop(L, 1);
  lua_getfield(L, index, "mode");
  if (!lua_isnil(L, -1))
    retry->rate_limit = HWC_RATE_STATED;
  if (pop_is(L, "adaptive"))
    retry->rate_limit = HWC_RATE_ADAPTIVE;
}

void hwcL_read_retry(lua_State *L, int index, struct hwcL_retry *retry)
{
  if (!lua_istable(L, index))
    return;
  index = lua_absindex(L, index);
  lua_getfield(L, index, "retry");
  if (lua_istable(L, -1))
    read_table(L, lua_gettop(L), retry);
  else if (lua_isboolean(L, -1) && !lua_toboolean(L, -1))
    retry->attempts = 1;
  lua_pop(L, 1);
  lua_getfield(L, index, "rate_limit");
  if (lua_isboolean(L, -1) && !lua_toboolean(L, -1))
    retry->rate_limit = HWC_RATE_FREE;
  if (pop_is(L, "adaptive"))
    retry->rate_limit = HWC_RATE_ADAPTIVE;
}
