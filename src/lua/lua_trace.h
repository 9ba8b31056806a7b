/* SPDX-License-Identifier: Apache-2.0
 *
 * The trace of a client for scripts. */
#ifndef HWC_LUA_LUA_TRACE_H
#define HWC_LUA_LUA_TRACE_H

#include "core/trace.h"
#include <lua.h>

/* The trace at `index`, or NULL. Valid while the userdata is alive. */
struct hwc_trace *hwcL_totrace(lua_State *L, int index);

/* Adds to the table on top of the stack:
 *   trace() -> trace; trace:take() returns the oldest event, or nil;
 *     trace:lost() returns the number of events dropped since its last call
 *   time() -> Unix seconds, with fractions */
void hwcL_open_trace(lua_State *L);

#endif
