/* SPDX-License-Identifier: Apache-2.0
 *
 * "hwc.signals" and "hwc.signal": listeners for signals, and waits for one. */
#ifndef HWC_LUA_LUA_SIGNALS_H
#define HWC_LUA_LUA_SIGNALS_H

#include <lua.h>

/* Adds signals(), signal_numbers and catch_broken_pipes() to the table on top
 * of the stack. */
void hwcL_open_signals(lua_State *L);

#endif
