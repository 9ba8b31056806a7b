/* SPDX-License-Identifier: Apache-2.0
 *
 * Module openers of the static library. Each puts all modules of hwc, in C and
 * Lua, into package.preload first, so that a host needs no files on disk. */
#include "lua/embed.h"
#include "api/service.h"
#include "hwc.h"
#include "lua/bytecode.h"
#include "lua/lua_open.h"
#include <lauxlib.h>
#include <lua.h>
#include <string.h>

int luaopen__hwc(lua_State *L);
#ifdef HWC_WITH_JOURNAL
int luaopen__hwc_journal(lua_State *L);
#endif
#ifdef HWC_WITH_CJSON
int luaopen_cjson(lua_State *L);
#endif

static const luaL_Reg c_modules[] = {
#ifdef HWC_WITH_CJSON
  {"cjson", luaopen_cjson},
#endif
#ifdef HWC_WITH_JOURNAL
  {"_hwc_journal", luaopen__hwc_journal},
#endif
  {"_hwc", luaopen__hwc},
};

/* Runs the chunk of the module in upvalue 1 with the name passed by require().
 * Upvalue 2 is true if bytecode fits this Lua. */
static int load_module(lua_State *L)
{
  const struct hwcL_module *module = lua_touserdata(L, lua_upvalueindex(1));
  const struct hwcL_bytecode *compiled = lua_toboolean(L, lua_upvalueindex(2))
                                           ? hwcL_find_bytecode(module->name)
                                           : NULL;

  if (compiled != NULL)
    hwcL_push_bytecode(L, compiled);
  else if (luaL_loadbufferx(L, (const char *)module->bytes, module->size,
                            module->chunk, "t") != LUA_OK)
    return lua_error(L);
  lua_pushstring(L, module->name);
  lua_pushliteral(L, ":preload:");
  lua_call(L, 2, 1);
  return 1;
}

static void push_loader(lua_State *L, const struct hwcL_module *module,
                        bool compiled)
{
  lua_pushlightuserdata(L, (void *)module);
  lua_pushboolean(L, compiled);
  lua_pushcclosure(L, load_module, 2);
}

/* Keeps entries that the host has set itself. */
static void preload(lua_State *L, bool compiled)
{
  hwcL_preload(L, c_modules, HWC_COUNT(c_modules));
  hwcL_preload_services(L);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  for (size_t i = 0; i < hwcL_module_count; i++) {
    if (lua_getfield(L, -1, hwcL_modules[i].name) == LUA_TNIL) {
      push_loader(L, &hwcL_modules[i], compiled);
      lua_setfield(L, -3, hwcL_modules[i].name);
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

static int open_module(lua_State *L, const char *name)
{
  bool compiled = hwcL_bytecode_fits(L);

  preload(L, compiled);
  for (size_t i = 0; i < hwcL_module_count; i++) {
    if (strcmp(hwcL_modules[i].name, name) == 0) {
      push_loader(L, &hwcL_modules[i], compiled);
      lua_call(L, 0, 1);
      return 1;
    }
  }
  return luaL_error(L, "hwc was built without the module '%s'", name);
}

int luaopen_hwc(lua_State *L)
{
  return open_module(L, "hwc");
}

/* Declared in hwc.h. */
#define OPENER(service)                                                        \
  int luaopen_##service(lua_State *L)                                          \
  {                                                                            \
    return open_module(L, hwc_module_of(&hwc_##service));                      \
  }
HWC_SERVICES(OPENER)
