/* SPDX-License-Identifier: Apache-2.0
 *
 * What a call would send, without sending it. */
#ifndef HWC_LUA_LUA_EXPLAIN_H
#define HWC_LUA_LUA_EXPLAIN_H

#include <lua.h>

/* Adds to the methods of clients, after hwcL_open_client():
 *   explain(name, arguments, options?) -> table | nil, err
 *   explain_call(arguments, options?) -> table | nil, err */
void hwcL_open_explain(lua_State *L);

#endif
