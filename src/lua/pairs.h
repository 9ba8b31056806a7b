/* SPDX-License-Identifier: Apache-2.0
 *
 * Names and values from scripts, for headers and queries: a list of {name,
 * value}, or a map from names to a value or a list of values. */
#ifndef HWC_LUA_PAIRS_H
#define HWC_LUA_PAIRS_H

#include "core/text.h"
#include <lua.h>
#include <stdbool.h>

/* Counts the pairs of the value at `index`; nil has none. On failure pushes a
 * message that begins with `what` and returns false. */
bool hwcL_count_pairs(lua_State *L, int index, const char *what, size_t *count);

/* Replaces the table at `index` by a copy with texts for numbers and booleans,
 * as allowed in the query of client:call. Other values are kept and rejected
 * later. */
void hwcL_convert_values(lua_State *L, int index);

/* Fills `pairs` with the `count` pairs that were counted; raises an error if a
 * finalizer has changed them. Allocates nothing in Lua: the strings are valid
 * until the caller runs Lua code. */
void hwcL_read_pairs(lua_State *L, int index, struct hwc_pair *pairs,
                     size_t count);

/* list_pairs(value, what) -> {{name, value}, ...} | nil, message */
int hwcL_list_pairs(lua_State *L);

#endif
