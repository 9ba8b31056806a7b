/* SPDX-License-Identifier: Apache-2.0
 *
 * Infos of replies whose `headers` and `request_id` are made when a script asks
 * for them: most never do, and searching headers for secrets takes longer than
 * reading a small reply. pairs() shows all members; next() and rawget() only
 * after one of the two was asked for. */
#ifndef HWC_LUA_LUA_INFO_H
#define HWC_LUA_LUA_INFO_H

#include "lua/client_parts.h"
#include <lua.h>

/* True if a call has no secrets but its access key and signatures, and its
 * response has a request ID: others are not kept in memory for the info. */
bool hwcL_info_may_wait(const struct call *call);

/* Pushes the table of infos that wait, and their metatable. */
void hwcL_push_infos(lua_State *L);

/* Prepares the info on top of the stack for the call at `index`, which keeps
 * the headers of the response and the secrets. */
void hwcL_info_wait(lua_State *L, int index);

/* Adds to the table on top of the stack:
 *   fill_info(value): makes the two members if `value` is such an info */
void hwcL_open_info(lua_State *L);

#endif
