/* SPDX-License-Identifier: Apache-2.0
 *
 * The openers of the static library. Each first puts all modules of hwc, C and
 * Lua, into package.preload, so that a host needs no files on disk. */
#include "lua/embed.h"
#include "hwc.h"
#include <lauxlib.h>
#include <lua.h>
#include <string.h>

int luaopen__hwc(lua_State *L);
int luaopen__hwc_apig(lua_State *L);
int luaopen__hwc_cph(lua_State *L);
int luaopen__hwc_devserver(lua_State *L);
int luaopen__hwc_iam(lua_State *L);
#ifdef HWC_WITH_CJSON
int luaopen_cjson(lua_State *L);
#endif

static const luaL_Reg c_modules[] = {
  {"_hwc", luaopen__hwc},
  {"_hwc.apig", luaopen__hwc_apig},
  {"_hwc.cph", luaopen__hwc_cph},
  {"_hwc.devserver", luaopen__hwc_devserver},
  {"_hwc.iam", luaopen__hwc_iam},
#ifdef HWC_WITH_CJSON
  {"cjson", luaopen_cjson},
#endif
  {NULL, NULL},
};

/* Runs the chunk of the module in upvalue 1, with the name that require()
 * passes. */
static int load_module(lua_State *L)
{
  const struct hwcL_module *module = lua_touserdata(L, lua_upvalueindex(1));

  if (luaL_loadbufferx(L, (const char *)module->bytes, module->size,
                       module->chunk, "t") != LUA_OK)
    return lua_error(L);
  lua_pushstring(L, module->name);
  lua_pushliteral(L, ":preload:");
  lua_call(L, 2, 1);
  return 1;
}

/* What the host has put there itself stays. */
static void preload(lua_State *L)
{
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  for (const luaL_Reg *m = c_modules; m->name != NULL; m++) {
    if (lua_getfield(L, -1, m->name) == LUA_TNIL) {
      lua_pushcfunction(L, m->func);
      lua_setfield(L, -3, m->name);
    }
    lua_pop(L, 1);
  }
  for (size_t i = 0; i < hwcL_module_count; i++) {
    if (lua_getfield(L, -1, hwcL_modules[i].name) == LUA_TNIL) {
      lua_pushlightuserdata(L, (void *)&hwcL_modules[i]);
      lua_pushcclosure(L, load_module, 1);
      lua_setfield(L, -3, hwcL_modules[i].name);
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

static int open_module(lua_State *L, const char *name)
{
  preload(L);
  for (size_t i = 0; i < hwcL_module_count; i++) {
    if (strcmp(hwcL_modules[i].name, name) == 0) {
      lua_pushlightuserdata(L, (void *)&hwcL_modules[i]);
      lua_pushcclosure(L, load_module, 1);
      lua_call(L, 0, 1);
      return 1;
    }
  }
  return luaL_error(L, "hwc was built without the module '%s'", name);
}

int luaopen_apig(lua_State *L)
{
  return open_module(L, "apig");
}

int luaopen_cph(lua_State *L)
{
  return open_module(L, "cph");
}

int luaopen_devserver(lua_State *L)
{
  return open_module(L, "devserver");
}

int luaopen_hwc(lua_State *L)
{
  return open_module(L, "hwc");
}
