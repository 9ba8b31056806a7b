/* SPDX-License-Identifier: Apache-2.0
 *
 * Raw access to tables: no code of the script runs. `index` is always
 * absolute. */
#ifndef HWC_LUA_RAW_TABLE_H
#define HWC_LUA_RAW_TABLE_H

#include <lua.h>
#include <stdbool.h>

/* Pushes member `name` without metamethods; returns its type. */
int hwcL_get(lua_State *L, int index, const char *name);

/* The metamethod, "__index" or "__pairs", through which the table has members
 * that a raw read misses; NULL if it has none. */
const char *hwcL_finds_more(lua_State *L, int index);

lua_Integer hwcL_count_keys(lua_State *L, int index);

/* Pushes the metatable that marks arrays. */
void hwcL_push_array_metatable(lua_State *L);

/* True if the table has that metatable: empty, it is written as []. */
bool hwcL_is_marked_array(lua_State *L, int index);

#endif
