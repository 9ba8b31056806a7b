/* SPDX-License-Identifier: Apache-2.0
 *
 * "hwc.secret": a string that wipes itself, taken wherever an operation or an
 * option takes a string. */
#ifndef HWC_LUA_LUA_SECRET_H
#define HWC_LUA_LUA_SECRET_H

#include "core/credentials.h"
#include "core/text.h"
#include <lua.h>
#include <stdbool.h>

/* Pushes an empty secret; the caller fills it. */
struct hwc_secret *hwcL_push_secret(lua_State *L);

/* The bytes of the secret at `index`; false where there is none, or a closed
 * one. Valid while the userdata is. */
bool hwcL_testsecret(lua_State *L, int index, struct hwc_text *text);

/* Whether the value is a secret that was closed. */
bool hwcL_is_closed_secret(lua_State *L, int index);

/* The bytes of a string (numbers are no strings here) or a secret. */
bool hwcL_totext(lua_State *L, int index, struct hwc_text *text);

/* Adds to the table on top of the stack:
 *   secret(string | secret) -> a secret of its own; wiped by close(), __close
 *     and __gc
 *   secret{env=} -> one with the value of an environment variable, which is
 *     set, | nil, err
 *   secret{file=} -> one with the bytes of a regular file of at most 1 MiB,
 *     less the end of its last line, | nil, err; they never are a Lua string
 *   is_secret(value) -> whether it is a secret that is not closed
 *   is_secret_name(name) -> whether members, query parameters and headers of
 *     this name hold secrets
 *   wipes_libcurl() -> whether libcurl wipes what it frees; asked once there is
 *     a loop */
void hwcL_open_secret(lua_State *L);

#endif
