/* SPDX-License-Identifier: Apache-2.0
 *
 * "hwc.request": calls as userdata. */
#ifndef HWC_LUA_LUA_CALL_H
#define HWC_LUA_LUA_CALL_H

#include <lua.h>

/* Adds the methods that make calls to clients, after hwcL_open_client(), and
 * whole_calls() to the table on top of the stack. lua/hwc/scheduler.lua says
 * what it is for. */
void hwcL_open_call(lua_State *L);

#endif
