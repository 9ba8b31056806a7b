/* SPDX-License-Identifier: Apache-2.0
 *
 * The records of a client's requests, as tables for scripts. */
#ifndef HWC_LUA_LUA_TRACE_H
#define HWC_LUA_LUA_TRACE_H

#include "core/trace.h"
#include <lua.h>

/* The trace at `index`; NULL where the value is none. Valid while the userdata
 * is. */
struct hwc_trace *hwcL_totrace(lua_State *L, int index);

/* Adds to the table on top of the stack:
 *   trace() -> trace; its method take() gives the oldest event, or nil, and
 *     its method lost() how many were dropped since it was last asked
 *   time() -> Unix seconds, with fractions */
void hwcL_open_trace(lua_State *L);

#endif
