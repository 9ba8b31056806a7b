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

/* lua_CFunctions: each puts all modules of hwc into package.preload and
 * returns its own on the stack. Raises where the memory is short. Works in any
 * number of states and threads, a state being used by one thread at a time. */
int luaopen_apig(struct lua_State *L);
int luaopen_cph(struct lua_State *L);
int luaopen_devserver(struct lua_State *L);
int luaopen_hwc(struct lua_State *L);

#ifdef __cplusplus
}
#endif

#endif
