/* SPDX-License-Identifier: Apache-2.0
 *
 * The core's half of a client: an endpoint, credentials, and calls. */
#ifndef HWC_LUA_LUA_CLIENT_H
#define HWC_LUA_LUA_CLIENT_H

#include <lua.h>

/* Adds client(settings) -> client | nil, err to the table on top of the
 * stack; lua/hwc/client.lua says what the settings are. */
void hwcL_open_client(lua_State *L);

#endif
