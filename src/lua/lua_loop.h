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
  /* Gives back what it holds of the core; for a loop that ends before it. */
  void (*drop)(struct hwcL_kept *kept);
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

/* True in a finalizer (__gc). Lua runs it wherever memory is asked for, also
 * within functions that expect no change of what they work on, and while a
 * state is closed. Lua before 5.4.4 does not tell: false. */
bool hwcL_finalizing(lua_State *L);

/* Raises in a finalizer: what is made there while the state is closed will
 * never be finalized itself. `what` is a noun with its article. */
void hwcL_refuse_finalizing(lua_State *L, const char *what);

/* Adds loop(), now() and finalizing() to the table on top of the stack. */
void hwcL_open_loop(lua_State *L);

#endif
