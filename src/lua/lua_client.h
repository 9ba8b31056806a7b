/* SPDX-License-Identifier: Apache-2.0
 *
 * "hwc.client" and "hwc.request": clients and calls as userdata. */
#ifndef HWC_LUA_LUA_CLIENT_H
#define HWC_LUA_LUA_CLIENT_H

#include <lua.h>

/* Adds client(settings) -> client | nil, err to the table on top of the stack.
 * lua/hwc/client.lua describes the settings. */
void hwcL_open_client(lua_State *L);

#endif
