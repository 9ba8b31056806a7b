/* SPDX-License-Identifier: Apache-2.0
 *
 * Methods that know their metatable. */
#ifndef HWC_LUA_USERDATA_H
#define HWC_LUA_USERDATA_H

#include <lua.h>

/* Like luaL_checkudata(L, 1, type) in a function whose upvalue `upvalue` is the
 * metatable of that name, which then need not be looked up. */
void *hwcL_check_self(lua_State *L, int upvalue, const char *type);

#endif
