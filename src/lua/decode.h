/* SPDX-License-Identifier: Apache-2.0
 *
 * Converts a response to what a script gets: a reply typed by the row, or an
 * error. */
#ifndef HWC_LUA_DECODE_H
#define HWC_LUA_DECODE_H

#include "api/operation.h"
#include "core/call.h"
#include <lua.h>

struct hwcL_response {
  const struct hwc_operation *operation; /* NULL: client:call, any JSON */
  const struct hwc_result *result;
  /* Secrets of the request, value NUL value NUL ...; redacted in errors,
   * since services may repeat them. */
  struct hwc_text secrets;
  const struct hwc_download *download; /* received the body; may be NULL */
  bool plain;                          /* the reply is {text = body} */
  bool is_iam;                         /* the service is IAM */
  bool without_headers; /* the info gets headers and request_id later */
  bool misfits;         /* set by hwcL_push_reply(): info.unexpected is set */
};

/* Pushes `reply, info` or `nil, err` and returns 2. */
int hwcL_push_reply(lua_State *L, struct hwcL_response *response);

/* Adds to the table on top of the stack:
 *   decode_json(text) -> value | nil, err; then a list of the paths of numbers
 *     that no Lua number holds, if there are any
 * and for specs:
 *   decode_reply(service, operation | nil, status, headers, body, secret?)
 *     -> reply, info | nil, err
 * where `headers` maps lower-case names to values and `secret` is a value that
 * the request had. */
void hwcL_open_decode(lua_State *L);

#endif
