/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON for scripts. Values that cannot be written exactly are rejected. */
#ifndef HWC_LUA_LUA_JSON_H
#define HWC_LUA_LUA_JSON_H

#include <lua.h>

/* Adds to the table on top of the stack:
 *   null, array(table) -> table, is_array(value) -> boolean,
 *   is_plain(table) -> boolean, encode_json(value, redacted) -> string | nil,
 * err
 */
void hwcL_open_json(lua_State *L);

#endif
