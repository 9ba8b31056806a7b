/* SPDX-License-Identifier: Apache-2.0
 *
 * C modules that `require` finds without a search for their files. */
#ifndef HWC_LUA_LUA_OPEN_H
#define HWC_LUA_LUA_OPEN_H

#include <lauxlib.h>
#include <lua.h>
#include <stddef.h>

/* Puts modules into package.preload; entries that the host has set stay. */
void hwcL_preload(lua_State *L, const luaL_Reg *modules, size_t count);

/* The same for the submodules of `_hwc`. */
void hwcL_preload_services(lua_State *L);

#endif
