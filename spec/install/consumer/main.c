/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a script that requires hwc embedded in this program. */
#include <hwc.h>
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdio.h>

int main(int argc, char **argv)
{
  lua_State *L = luaL_newstate();

  if (L == NULL || argc != 2)
    return 2;
  luaL_openlibs(L);
  luaL_requiref(L, "cph", luaopen_cph, 0);
  lua_pop(L, 1);
  int failed = luaL_dofile(L, argv[1]);
  if (failed)
    fprintf(stderr, "%s\n", luaL_tolstring(L, -1, NULL));
  lua_close(L);
  return failed ? 1 : 0;
}
