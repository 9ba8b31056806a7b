/* SPDX-License-Identifier: Apache-2.0
 *
 * "hwc.secret": a string that is wiped when freed, accepted wherever an
 * operation or an option takes a string. */
#ifndef HWC_LUA_LUA_SECRET_H
#define HWC_LUA_LUA_SECRET_H

#include "core/credentials.h"
#include "core/text.h"
#include <lua.h>
#include <stdbool.h>

/* Pushes an empty secret; the caller fills it. */
struct hwc_secret *hwcL_push_secret(lua_State *L);

/* The bytes of the secret at `index`; false if the value is not a secret or is
 * closed. Valid while the userdata is alive. */
bool hwcL_testsecret(lua_State *L, int index, struct hwc_text *text);

/* True if the value is a closed secret. */
bool hwcL_is_closed_secret(lua_State *L, int index);

/* The bytes of a string or a secret; numbers are not converted. */
bool hwcL_totext(lua_State *L, int index, struct hwc_text *text);

/* Adds to the table on top of the stack:
 *   secret(string | secret) -> a new secret; wiped by close(), __close and __gc
 *   secret{env=} -> secret | nil, err: the value of an environment variable,
 *     which must be set
 *   secret{file=} -> secret | nil, err: the contents of a regular file of at
 *     most 1 MiB, without the end of the last line; never a Lua string
 *   is_secret(value) -> true if it is a secret that is not closed
 *   is_secret_name(name) -> true if members, query parameters and headers of
 *     this name are secret
 *   wipes_libcurl() -> true if libcurl wipes the memory it frees; known once
 *     there is a loop */
void hwcL_open_secret(lua_State *L);

#endif
