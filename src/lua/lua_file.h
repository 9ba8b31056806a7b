/* SPDX-License-Identifier: Apache-2.0
 *
 * Files of the user, for the Lua half. */
#ifndef HWC_LUA_LUA_FILE_H
#define HWC_LUA_LUA_FILE_H

#include <lua.h>

/* Adds to the table on top of the stack:
 *   read_file(path, longest) -> text, mode | nil, why, unusable: `mode` is the
 *     permissions; `unusable` is true where there is something at the path, but
 *     no regular file of at most `longest` bytes. Never waits.
 *   make_private(path): makes an empty file for its owner only, unless there is
 *     something at the path. Failures are found when it is opened. */
void hwcL_open_file(lua_State *L);

#endif
