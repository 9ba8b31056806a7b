/* SPDX-License-Identifier: Apache-2.0
 *
 * Locale-independent replacements of Lua functions. */
#ifndef HWC_LUA_LUA_TEXT_H
#define HWC_LUA_LUA_TEXT_H

#include <lua.h>

/* Adds to the table on top of the stack:
 *   number_text(number) -> the number with six digits, for people
 *   text_less(a, b) -> true if text `a` sorts before `b`, by bytes */
void hwcL_open_text(lua_State *L);

#endif
