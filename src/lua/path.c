/* SPDX-License-Identifier: Apache-2.0
 *
 * Paths of values, as text. */
#include "lua/path.h"

#include "lua/lua_error.h"
#include <lauxlib.h>

/* Longest unknown name that an error repeats. */
#define SHOWN_NAME 64

static void add_path(lua_State *L, luaL_Buffer *out,
                     const struct hwcL_path *path)
{
  if (path->up != NULL)
    add_path(L, out, path->up);
  if (path->name.data != NULL) {
    if (path->up != NULL)
      luaL_addchar(out, '.');
    hwcL_push_line(L, path->name, SHOWN_NAME);
  } else {
    lua_pushfstring(L, "[%I]", path->index);
  }
  luaL_addvalue(out);
}

void hwcL_push_path(lua_State *L, const struct hwcL_path *path)
{
  luaL_Buffer out;

  luaL_buffinit(L, &out);
  if (path != NULL)
    add_path(L, &out, path);
  luaL_pushresult(&out);
}
