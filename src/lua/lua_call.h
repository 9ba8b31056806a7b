/* SPDX-License-Identifier: Apache-2.0
 *
 * "hwc.request": calls as userdata. */
#ifndef HWC_LUA_LUA_CALL_H
#define HWC_LUA_LUA_CALL_H

#include <lua.h>

/* Adds the methods that make calls to clients, after hwcL_open_client(), and
 * whole_calls() and calls_in_tasks() to the table on top of the stack.
 * lua/hwc/scheduler.lua says what they are for. */
void hwcL_open_call(lua_State *L);

#endif
