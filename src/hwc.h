/* SPDX-License-Identifier: Apache-2.0
 *
 * hwc for programs that embed Lua 5.4. Link the library hwc::hwc and open one
 * module with luaL_requiref(); scripts can then require all modules of hwc. No
 * Lua files on disk are needed.
 *
 *   luaL_openlibs(L);
 *   luaL_requiref(L, "cph", luaopen_cph, 0);
 *   lua_pop(L, 1);
 *   luaL_dofile(L, "script.lua");  -- local cph = require "cph" */
#ifndef HWC_H
#define HWC_H

#ifdef __cplusplus
extern "C" {
#endif

struct lua_State;

/* lua_CFunctions that open `hwc` and the module of each service. Each puts all
 * modules of hwc into package.preload and leaves its own on the stack. Raises
 * an error if out of memory. May be used in any number of states and threads; a
 * state may be used by one thread at a time. */
int luaopen_apig(struct lua_State *L);
int luaopen_cph(struct lua_State *L);
int luaopen_devserver(struct lua_State *L);
int luaopen_hwc(struct lua_State *L);
int luaopen_iam(struct lua_State *L); /* the module "hwc.iam" */

/* The event loop of a Lua state, for hosts with a loop of their own: watch one
 * descriptor and step whenever it is readable. The step runs tasks started with
 * hwc.spawn(). Calls made outside of tasks still block.
 *
 * All of these functions require an open module of hwc, the thread that uses
 * the state, and two free slots on the stack of `L`. None raises an error. */

/* Returns the descriptor to watch; it also becomes readable when a timer is
 * due. It stays the same while the state is open. Returns -1 if there is none,
 * which is always so in a process forked since: a child needs a state of its
 * own. */
int hwc_loop_pollfd(struct lua_State *L);

/* Returns the events to watch for: POLLIN. */
int hwc_loop_events(struct lua_State *L);

/* Returns the seconds until a step has work to do without input, for hosts that
 * use their own timer. Negative: none before input arrives. */
double hwc_loop_timeout(struct lua_State *L);

/* Waits at most `timeout` seconds (0: does not wait; negative: no limit) and
 * does what is due. Returns 0, or an error status as lua_pcall() does, with the
 * error on top of the stack; usually it comes from a task that no other task
 * waits for. The loop can be stepped again after an error. */
int hwc_loop_step(struct lua_State *L, double timeout);

#ifdef __cplusplus
}
#endif

#endif
