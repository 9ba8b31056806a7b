/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files about answers share; nobody else includes this. */
#ifndef HWC_LUA_DECODE_PARTS_H
#define HWC_LUA_DECODE_PARTS_H

#include "lua/decode.h"
#include <lua.h>
#include <stdbool.h>

/* In decode.c. */

/* Pushes the value as lua-cjson gives it and returns true; or pushes a
 * message and returns false. */
bool hwcL_push_raw_json(lua_State *L, struct hwc_text text);

/* Replaces an integral float at `index`, the top of the stack, by an
 * integer; true where it was one. */
bool hwcL_to_integer(lua_State *L, int index);

/* Whether the table at `index` came from a JSON array, or object; an empty
 * one may be either, and is neither. */
bool hwcL_is_array(lua_State *L, int index);
bool hwcL_is_object(lua_State *L, int index);

/* In decode_error.c. */

/* Whether the operation may be repeated whatever became of it; `operation`
 * may be NULL. */
bool hwc_is_safe(const struct hwc_operation *operation);

/* Pushes {[name] = value} of the response's headers, without the secrets of the
 * request, and of an error also without those that the response brings; a
 * repeated header's values are joined by ", ". */
void hwcL_push_headers(lua_State *L, const struct hwcL_answer *answer,
                       bool is_error);

/* Sets request_id of the table on top of the stack: from the headers, else
 * from the body at `body` (0: none). */
void hwcL_set_request_id(lua_State *L, const struct hwcL_answer *answer,
                         int body);

/* Each pushes nil and an error, and returns 2. */

/* The answer is not what the row says. */
int hwcL_fail_reply(lua_State *L, const struct hwcL_answer *answer,
                    const char *format, const char *what, const char *wanted);

/* The answer is no JSON, as the decoder's message on top of the stack says. */
int hwcL_fail_json(lua_State *L, const struct hwcL_answer *answer);

/* There is no whole answer. */
int hwcL_fail_request(lua_State *L, const struct hwcL_answer *answer);

/* The answer is no success. */
int hwcL_fail_service(lua_State *L, const struct hwcL_answer *answer);

#endif
