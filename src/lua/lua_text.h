/* SPDX-License-Identifier: Apache-2.0
 *
 * What Lua's own functions do by the locale, without it. */
#ifndef HWC_LUA_LUA_TEXT_H
#define HWC_LUA_LUA_TEXT_H

#include <lua.h>

/* Adds to the table on top of the stack:
 *   number_text(number) -> six digits of it, for people
 *   text_less(a, b) -> whether text `a` stands before `b`, by their bytes */
void hwcL_open_text(lua_State *L);

#endif
