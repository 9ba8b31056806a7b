/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the profile file of the official SDKs without leaving keys in
 * memory. */
#ifndef HWC_LUA_LUA_PROFILE_H
#define HWC_LUA_LUA_PROFILE_H

#include <lua.h>

/* Adds to the table on top of the stack:
 *   read_profile(path, section) -> {[name] = value} | false, ... | nil, why
 *     The members of a section of an INI file: names in lower case, empty ones
 *     omitted, secrets as "hwc.secret". False: no such section. */
void hwcL_open_profile(lua_State *L);

#endif
