/* SPDX-License-Identifier: Apache-2.0
 *
 * Names and values as scripts write them, for headers and queries: a list of
 * {name, value}, or a map of names to a value or to a list of values. */
#ifndef HWC_LUA_PAIRS_H
#define HWC_LUA_PAIRS_H

#include "core/text.h"
#include <lua.h>
#include <stdbool.h>

/* Counts the pairs of the value at `index`; nil has none. False: they are not
 * all understood, and a message that begins with `what` was pushed. */
bool hwcL_count_pairs(lua_State *L, int index, const char *what, size_t *count);

/* Puts a copy in place of the table at `index` that has texts for numbers and
 * booleans, as a query of a call has them; all else stays, to be refused. */
void hwcL_spell_values(lua_State *L, int index);

/* Fills `pairs` with those that were counted. Lua allocates nothing here: the
 * strings stay where they are until the caller lets Lua run again. */
void hwcL_read_pairs(lua_State *L, int index, struct hwc_pair *pairs);

/* list_pairs(value, what) -> {{name, value}, ...} | nil, message */
int hwcL_list_pairs(lua_State *L);

#endif
