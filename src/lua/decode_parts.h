/* SPDX-License-Identifier: Apache-2.0
 *
 * Private to the files that decode responses. */
#ifndef HWC_LUA_DECODE_PARTS_H
#define HWC_LUA_DECODE_PARTS_H

#include "core/json.h"
#include "lua/decode.h"
#include <lua.h>
#include <stdbool.h>

/* In decode_value.c. */

/* How to read a JSON text. */
struct hwcL_reading {
  const struct hwc_struct *shape; /* of the outermost object; NULL: any value */
  bool keep_null;                 /* keep members that are null */
  bool keep_floats; /* integers with a point or an exponent become floats */
};

/* Pushes the value of a JSON text and a list of the paths of values that do not
 * have the type in the row, and of numbers that Lua cannot represent, or nil if
 * there are none, and returns true. Arrays get the array metatable. On failure
 * pushes a message and returns false. Raises an error if out of memory. */
bool hwcL_read_json(lua_State *L, struct hwc_text text,
                    const struct hwcL_reading *reading);

/* Pushes a JSON reader, whose memory is freed when it is collected. */
struct hwc_json *hwcL_push_reader(lua_State *L);

/* In decode_error.c. */

/* True if the operation is idempotent; `operation` may be NULL. */
bool hwc_is_idempotent(const struct hwc_operation *operation);

/* Sets two members of the table on top of the stack, without the secrets of the
 * request and, for errors, without secrets in the response: `headers`, in which
 * the values of repeated headers are joined by ", ", and `request_id`, from the
 * headers or else `id_of_body` (data NULL: none). */
void hwcL_set_headers(lua_State *L, const struct hwcL_response *response,
                      struct hwc_text id_of_body, bool is_error);

/* Each pushes nil and an error, and returns 2. */

/* Redacts secrets of the request in the list of paths (or nil) on top of the
 * stack. */
void hwcL_redact_paths(lua_State *L, const struct hwcL_response *response);

/* The response is no reply: `message` says why. */
int hwcL_fail_reply(lua_State *L, const struct hwcL_response *response,
                    const char *message);

/* The response is not JSON; the decoder's message is on top of the stack. */
int hwcL_fail_json(lua_State *L, const struct hwcL_response *response);

/* There is no complete response. */
int hwcL_fail_request(lua_State *L, const struct hwcL_response *response);

/* An error response. */
int hwcL_fail_service(lua_State *L, const struct hwcL_response *response);

#endif
