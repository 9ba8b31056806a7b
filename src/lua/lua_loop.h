/* SPDX-License-Identifier: Apache-2.0
 *
 * "hwc.loop" and "hwc.timer": the one loop of a Lua state. */
#ifndef HWC_LUA_LUA_LOOP_H
#define HWC_LUA_LUA_LOOP_H

#include "core/loop.h"
#include <lua.h>

/* Pushes the loop of this Lua state, made when it is first asked for, and
 * returns it. Raises where it cannot be made. */
struct hwc_loop *hwcL_push_loop(lua_State *L);

/* Keeps the userdata at `index` alive until the loop has finished it; it is
 * the `user` of its event. */
void hwcL_keep(lua_State *L, int index);

/* Undoes hwcL_keep(). */
void hwcL_release(lua_State *L, int index);

/* Raises in a process that was forked since the loop was made. */
void hwcL_refuse_forked(lua_State *L, const struct hwc_loop *loop);

/* Adds loop() and now() to the table on top of the stack. */
void hwcL_open_loop(lua_State *L);

#endif
