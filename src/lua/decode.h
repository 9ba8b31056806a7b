/* SPDX-License-Identifier: Apache-2.0
 *
 * From an answer's bytes to what a script gets: a reply typed by the row, or
 * an error table. */
#ifndef HWC_LUA_DECODE_H
#define HWC_LUA_DECODE_H

#include "api/operation.h"
#include "core/request.h"
#include <lua.h>

/* Pushes `reply, info` or `nil, err` and returns 2. `operation` is NULL for
 * client:call, where any JSON is taken as it is. */
int hwcL_push_reply(lua_State *L, const struct hwc_operation *operation,
                    const struct hwc_result *result);

/* Pushes the value of a JSON text, integers as integers, and returns true; or
 * pushes a message (string) and returns false. */
bool hwcL_push_json(lua_State *L, struct hwc_text text);

/* Adds to the table on top of the stack:
 *   decode_json(text) -> value | nil, err
 * and for specs:
 *   decode_reply(service, operation | nil, status, headers, body)
 *     -> reply, info | nil, err
 * where `headers` maps lower-case names to values. */
void hwcL_open_decode(lua_State *L);

#endif
