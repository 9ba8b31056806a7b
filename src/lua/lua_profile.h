/* SPDX-License-Identifier: Apache-2.0
 *
 * The profile file of the official SDKs, read without leaving its keys in
 * memory. */
#ifndef HWC_LUA_LUA_PROFILE_H
#define HWC_LUA_LUA_PROFILE_H

#include <lua.h>

/* Adds to the table on top of the stack:
 *   read_profile(path, section) -> {[name] = value} | false, ... | nil, why
 *     The members of the section of an INI file, names in lower case, those
 *     that are empty left out; secrets are "hwc.secret". False: there is no
 *     such section. */
void hwcL_open_profile(lua_State *L);

#endif
