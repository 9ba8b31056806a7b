/* SPDX-License-Identifier: Apache-2.0
 *
 * Opens the C module `_hwc` and its submodules. */
#include "lua/lua_open.h"
#include "api/service.h"
#include "lua/bytecode.h"
#include "lua/decode.h"
#include "lua/lua_call.h"
#include "lua/lua_client.h"
#include "lua/lua_error.h"
#include "lua/lua_explain.h"
#include "lua/lua_file.h"
#include "lua/lua_info.h"
#include "lua/lua_json.h"
#include "lua/lua_loop.h"
#include "lua/lua_operations.h"
#include "lua/lua_profile.h"
#include "lua/lua_secret.h"
#include "lua/lua_sign.h"
#include "lua/lua_signals.h"
#include "lua/lua_signer.h"
#include "lua/lua_text.h"
#include "lua/lua_trace.h"

#include <lauxlib.h>
#include <lua.h>

#define EXPORT __attribute__((visibility("default")))

EXPORT int luaopen__hwc(lua_State *L);

int luaopen__hwc(lua_State *L)
{
  lua_newtable(L);
  hwcL_open_error(L);
  hwcL_open_secret(L);
  hwcL_open_profile(L);
  hwcL_open_json(L);
  hwcL_open_decode(L);
  hwcL_open_sign(L);
  hwcL_open_signer(L);
  hwcL_open_file(L);
  hwcL_open_loop(L);
  hwcL_open_signals(L);
  hwcL_open_text(L);
  hwcL_open_trace(L);
  hwcL_open_client(L);
  hwcL_open_call(L);
  hwcL_open_info(L);
  hwcL_open_explain(L);
  hwcL_open_services(L);
  lua_pushliteral(L, HWC_VERSION);
  lua_setfield(L, -2, "version");
  hwcL_preload_services(L);
  hwcL_open_bytecode(L);
  return 1;
}

/* Submodules use types that are set up by the main module. */
static int open_service(lua_State *L, const struct hwc_service *service)
{
  luaL_requiref(L, "_hwc", luaopen__hwc, 0);
  lua_pop(L, 1);
  hwcL_push_service(L, service);
  return 1;
}

#define OPENER(service)                                                        \
  EXPORT int luaopen__hwc_##service(lua_State *L);                             \
  int luaopen__hwc_##service(lua_State *L)                                     \
  {                                                                            \
    return open_service(L, &hwc_##service);                                    \
  }
HWC_SERVICES(OPENER)

#define SUBMODULE(service) {"_hwc." #service, luaopen__hwc_##service},
static const luaL_Reg submodules[] = {HWC_SERVICES(SUBMODULE)};

void hwcL_preload(lua_State *L, const luaL_Reg *modules, size_t count)
{
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  for (size_t i = 0; i < count; i++) {
    if (lua_getfield(L, -1, modules[i].name) == LUA_TNIL) {
      lua_pushcfunction(L, modules[i].func);
      lua_setfield(L, -3, modules[i].name);
    }
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

void hwcL_preload_services(lua_State *L)
{
  hwcL_preload(L, submodules, HWC_COUNT(submodules));
}
