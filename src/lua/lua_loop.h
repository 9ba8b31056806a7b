/* SPDX-License-Identifier: Apache-2.0
 *
 * "hwc.loop" and "hwc.timer": the single loop of a Lua state. */
#ifndef HWC_LUA_LUA_LOOP_H
#define HWC_LUA_LUA_LOOP_H

#include "core/loop.h"
#include "lua/lua_interrupt.h"
#include <lua.h>

/* Pushes the loop of this Lua state, created at first use, and returns it.
 * Raises an error if it cannot be created. */
struct hwc_loop *hwcL_push_loop(lua_State *L);

/* Base of userdata that are the `user` of an event. They have two user values;
 * the second one is the waiter. Zero-initialised means not kept. */
struct hwcL_kept {
  int place; /* index in the list of kept userdata; 0: none */
  /* Frees its core object; called if the loop is freed first. */
  void (*drop)(struct hwcL_kept *kept);
};

/* Keeps such a userdata at `index` alive until the loop has finished it. */
void hwcL_keep(lua_State *L, int index);

/* Undoes hwcL_keep(). */
void hwcL_release(lua_State *L, int index);

/* True if no such userdata is in progress. */
bool hwcL_is_idle(lua_State *L);

/* Steps the loop, which is that of the state, until a request or timer has
 * finished, or the program is interrupted. Raises an error in a forked
 * process. */
void hwcL_step_until_finished(lua_State *L, struct hwc_loop *core);

/* The same for the loop at `index`, between hwcL_interrupt_begin() and an end,
 * for what hwcL_loop_interrupt() returns. */
void hwcL_attend_steps(lua_State *L, int index);
struct hwcL_interrupt *hwcL_loop_interrupt(lua_State *L, int index);

/* Methods of such userdata: waiter() -> any, and set_waiter(any). */
int hwcL_waiter(lua_State *L);
int hwcL_set_waiter(lua_State *L);

/* Raises an error in a process forked since the loop was created. */
void hwcL_refuse_forked(lua_State *L, const struct hwc_loop *loop);

/* True in a finalizer (__gc). Lua runs finalizers whenever it allocates memory,
 * even within functions that do not expect their data to change, and while a
 * state is closed. Always false before Lua 5.4.4, which does not report it. */
bool hwcL_finalizing(lua_State *L);

/* Raises an error in a finalizer: an object created there while the state is
 * closed would never be finalized. `what` is a noun with its article. */
void hwcL_refuse_finalizing(lua_State *L, const char *what);

/* Adds loop(), now() and finalizing() to the table on top of the stack. */
void hwcL_open_loop(lua_State *L);

#endif
