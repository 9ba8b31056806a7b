/* SPDX-License-Identifier: Apache-2.0
 *
 * hwc for programs that embed Lua 5.4: link the library hwc::hwc and open a
 * module with luaL_requiref(). Scripts find the other modules of hwc from then
 * on; no Lua files on disk are needed.
 *
 *   luaL_openlibs(L);
 *   luaL_requiref(L, "cph", luaopen_cph, 0);
 *   lua_pop(L, 1);
 *   luaL_dofile(L, "script.lua");  -- local cph = require "cph"
 */
#ifndef HWC_H
#define HWC_H

#ifdef __cplusplus
extern "C" {
#endif

struct lua_State;

/* lua_CFunctions, of `hwc` and of each service: each puts all modules of hwc
 * into package.preload and returns its own on the stack. Raises where the
 * memory is short. Works in any number of states and threads, a state being
 * used by one thread at a time. */
int luaopen_apig(struct lua_State *L);
int luaopen_cph(struct lua_State *L);
int luaopen_devserver(struct lua_State *L);
int luaopen_hwc(struct lua_State *L);
int luaopen_iam(struct lua_State *L); /* the module "hwc.iam" */

/* The loop of a Lua state, for hosts that have one of their own: watch one
 * descriptor, and step whenever it is readable. Tasks of hwc.spawn() run in
 * the step. Calls that scripts make outside of tasks still block.
 *
 * All of them need one of the modules to be open, the thread that uses the
 * state, and two free slots on the stack of `L`. None raises an error. */

/* The descriptor to watch; the timer is in it. It stays the same as long as
 * the state is open. -1: there is none, also in a process that was forked
 * since; such a process needs a state of its own. */
int hwc_loop_pollfd(struct lua_State *L);

/* What to watch it for: POLLIN. */
int hwc_loop_events(struct lua_State *L);

/* Seconds until a step has something to do without input, for hosts that do
 * not want to rely on the timer; negative: only input can bring it. */
double hwc_loop_timeout(struct lua_State *L);

/* Waits at most `timeout` seconds (0: not at all; negative: until something
 * happens) and does what is due. Returns 0, or as lua_pcall() an error status
 * with the error on top of the stack: that of a task that nobody waits for,
 * mostly. The loop can be stepped again after it. */
int hwc_loop_step(struct lua_State *L, double timeout);

#ifdef __cplusplus
}
#endif

#endif
