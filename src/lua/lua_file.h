/* SPDX-License-Identifier: Apache-2.0
 *
 * File functions for the Lua half. */
#ifndef HWC_LUA_LUA_FILE_H
#define HWC_LUA_LUA_FILE_H

#include <lua.h>

/* Adds to the table on top of the stack:
 *   read_file(path, longest) -> text, mode | nil, why, unusable: `mode` are the
 *     permissions; `unusable` is true if the path exists but is not a regular
 *     file of at most `longest` bytes. Never blocks.
 *   make_private(path): creates an empty file for its owner only, unless the
 *     path exists. Failures show when it is opened.
 *   is_special(path) -> boolean: something that is not a regular file, such as
 *     a device; another file must not be renamed to it.
 *   terminal_size(file) -> columns, rows | nil: nil if the open file is no
 *     terminal; 80 and 24 if the terminal does not tell. */
void hwcL_open_file(lua_State *L);

#endif
