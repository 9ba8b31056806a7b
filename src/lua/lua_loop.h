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

/* What a userdata begins with that is the `user` of an event, and has two user
 * values. The second one is who waits for it. Zeroed it is not kept. */
struct hwcL_kept {
  int place; /* among those that are kept; 0: none */
};

/* Keeps such a userdata at `index` alive until the loop has finished it. */
void hwcL_keep(lua_State *L, int index);

/* Undoes hwcL_keep(). */
void hwcL_release(lua_State *L, int index);

/* Methods of such userdata: waiter() -> any, and set_waiter(any). */
int hwcL_waiter(lua_State *L);
int hwcL_set_waiter(lua_State *L);

/* Raises in a process that was forked since the loop was made. */
void hwcL_refuse_forked(lua_State *L, const struct hwc_loop *loop);

/* Adds loop(), now() and finalizing() to the table on top of the stack. */
void hwcL_open_loop(lua_State *L);

#endif
