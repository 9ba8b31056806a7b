/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files about answers share; nobody else includes this. */
#ifndef HWC_LUA_DECODE_PARTS_H
#define HWC_LUA_DECODE_PARTS_H

#include "core/json.h"
#include "lua/decode.h"
#include <lua.h>
#include <stdbool.h>

/* In decode_value.c. */

/* How a text is read, and which member was not what the row says. */
struct hwcL_reading {
  const struct hwc_struct *shape; /* of the object that the text is; NULL: any
                                     value */
  bool keep_null;                 /* members that are null are there */
  bool keep_floats;               /* integers with a point or an exponent are
                                     floats */
  const char *wrong;
  const char *wanted;
};

/* Pushes the value of a JSON text, then a list of the paths of numbers that no
 * Lua number holds, or nil where there are none, and returns true. Arrays have
 * the metatable of arrays. Else pushes a message, or nothing where `wrong` is
 * set, and returns false. Raises where memory is short. */
bool hwcL_read_json(lua_State *L, struct hwc_text text,
                    struct hwcL_reading *reading);

/* Pushes a reader of an empty text, whose memory is freed when it is
 * collected. */
struct hwc_json *hwcL_push_reader(lua_State *L);

/* In decode_error.c. */

/* Whether the operation may be repeated whatever became of it; `operation`
 * may be NULL. */
bool hwc_is_safe(const struct hwc_operation *operation);

/* Pushes {[name] = value} of the response's headers, without the secrets of the
 * request, and of an error also without those that the response brings; a
 * repeated header's values are joined by ", ". */
void hwcL_push_headers(lua_State *L, const struct hwcL_response *answer,
                       bool is_error);

/* Sets request_id of the table on top of the stack: from the headers, else
 * that of the body (data NULL: none). */
void hwcL_set_request_id(lua_State *L, const struct hwcL_response *answer,
                         struct hwc_text of_body);

/* Each pushes nil and an error, and returns 2. */

/* The answer is not what the row says. */
int hwcL_fail_reply(lua_State *L, const struct hwcL_response *answer,
                    const char *format, const char *what, const char *wanted);

/* The answer is no JSON, as the decoder's message on top of the stack says. */
int hwcL_fail_json(lua_State *L, const struct hwcL_response *answer);

/* There is no whole answer. */
int hwcL_fail_request(lua_State *L, const struct hwcL_response *answer);

/* The answer is no success. */
int hwcL_fail_service(lua_State *L, const struct hwcL_response *answer);

#endif
