/* SPDX-License-Identifier: Apache-2.0
 *
 * Converts responses to replies and their info. */
#include "lua/decode_parts.h"

#include "api/service.h"
#include "core/headers.h"
#include "lua/lua_error.h"
#include "lua/message.h"
#include <lauxlib.h>
#include <string.h>
#include <time.h>

/* Sets headers and request_id of the info on top of the stack, for the reply
 * below it. */
static void set_headers(lua_State *L, const struct hwcL_response *response)
{
  struct hwc_text id_of_body = {NULL, 0};

  lua_pushliteral(L, "request_id");
  if (lua_type(L, -3) == LUA_TTABLE && lua_rawget(L, -3) == LUA_TSTRING)
    id_of_body.data = lua_tolstring(L, -1, &id_of_body.length);
  lua_insert(L, -2); /* keeps the text alive */
  hwcL_set_headers(L, response, id_of_body, false);
  lua_remove(L, -2);
}

/* reply, list of unexpected paths or nil -> reply, info */
static int push_info(lua_State *L, struct hwcL_response *response)
{
  const struct hwc_result *result = response->result;

  response->misfits = !lua_isnil(L, -1);
  int members =
    3 + (response->misfits ? 1 : 0) + (response->without_headers ? 0 : 2);
  hwcL_redact_paths(L, response);
  lua_createtable(L, 0, members);
  lua_insert(L, -2);
  if (response->misfits)
    lua_setfield(L, -2, "unexpected");
  else
    lua_pop(L, 1);
  hwcL_set_integer(L, "status", result->status);
  hwcL_set_integer(L, "attempts", result->attempts);
  hwcL_set_number(L, "elapsed", result->elapsed);
  if (!response->without_headers)
    set_headers(L, response);
  return 2;
}

/* reply -> reply, info */
static int push_plain_info(lua_State *L, struct hwcL_response *response)
{
  lua_pushnil(L);
  return push_info(L, response);
}

/* --- Replies ------------------------------------------------------------ */

static bool is_empty(struct hwc_text text)
{
  text = hwc_text_trim(text);
  return !text.length || hwc_text_equal(text, HWC_TEXT("null"));
}

/* The response to client:call: any JSON. */
static int push_any_reply(lua_State *L, struct hwcL_response *response)
{
  struct hwcL_reading reading = {.shape = NULL};
  struct hwc_text text = hwc_buffer_text(&response->result->body);

  if (!hwc_text_trim(text).length) {
    lua_newtable(L);
    return push_plain_info(L, response);
  }
  if (!hwcL_read_json(L, text, &reading))
    return hwcL_fail_json(L, response);
  return push_info(L, response);
}

/* A response that is a file: {path =, size =}, or {body =} without `to`. */
static int push_file(lua_State *L, struct hwcL_response *response)
{
  struct hwc_text body = hwc_buffer_text(&response->result->body);

  lua_createtable(L, 0, 2);
  if (response->download != NULL) {
    uint64_t size = hwc_download_length(response->download);
    hwcL_set_string(L, "path", hwc_download_path(response->download));
    hwcL_set_integer(L, "size", (lua_Integer)size);
  } else {
    lua_pushliteral(L, "body");
    lua_pushlstring(L, body.data != NULL ? body.data : "", body.length);
    lua_rawset(L, -3);
  }
  return push_plain_info(L, response);
}

int hwcL_push_reply(lua_State *L, struct hwcL_response *response)
{
  const struct hwc_operation *operation = response->operation;
  const struct hwc_result *result = response->result;
  struct hwcL_reading reading = {.shape =
                                   operation != NULL ? operation->reply : NULL};
  struct hwc_text text = hwc_buffer_text(&result->body);

  luaL_checkstack(L, LUA_MINSTACK, NULL);
  if (result->error.kind != HWC_KIND_NONE)
    return hwcL_fail_request(L, response);
  if (result->status < 200 || result->status >= 300)
    return hwcL_fail_service(L, response);
  if (response->plain) {
    lua_createtable(L, 0, 1);
    hwcL_set_text(L, "text", text.data != NULL ? text : HWC_TEXT(""));
    return push_plain_info(L, response);
  }
  if (operation == NULL)
    return push_any_reply(L, response);
  if (operation->flags & HWC_DOWNLOAD)
    return push_file(L, response);
  /* A 204 has no body, whatever the row says. */
  if (is_empty(text) && (operation->reply == NULL || result->status == 204)) {
    lua_newtable(L);
    return push_plain_info(L, response);
  }
  if (!text.length)
    return hwcL_fail_reply(L, response, "the response has no body");
  if (!hwcL_read_json(L, text, &reading))
    return hwcL_fail_json(L, response);
  if (lua_type(L, -2) != LUA_TTABLE || lua_rawlen(L, -2) > 0)
    return hwcL_fail_reply(L, response, "the response is not a JSON object");
  return push_info(L, response);
}

/* --- Functions for scripts ---------------------------------------------- */

/* decode_json(text) -> value, list of unexpected numbers | nil, err */
static int decode_json(lua_State *L)
{
  struct hwcL_reading reading = {.keep_null = true, .keep_floats = true};
  struct hwc_text text;

  luaL_checktype(L, 1, LUA_TSTRING);
  text.data = lua_tolstring(L, 1, &text.length);
  if (hwcL_read_json(L, text, &reading)) {
    if (!lua_isnil(L, -1))
      return 2;
    lua_pop(L, 1);
    return 1;
  }
  return hwcL_fail(L, HWC_KIND_VALIDATION, "no JSON: %s", lua_tostring(L, -1));
}

/* decode_reply(service, operation | nil, status, headers, body, secret?)
 * -> reply, info | nil, err */
static int decode_reply(lua_State *L)
{
  const struct hwc_service *service = hwc_find_service(luaL_checkstring(L, 1));
  const struct hwc_operation *operation = NULL;
  struct hwc_text body;

  luaL_argcheck(L, service, 1, "no such service");
  if (!lua_isnoneornil(L, 2)) {
    operation = hwc_find_operation(service, luaL_checkstring(L, 2));
    luaL_argcheck(L, operation, 2, "no such operation");
  }
  int status = (int)luaL_checkinteger(L, 3);
  luaL_checktype(L, 4, LUA_TTABLE);
  body.data = luaL_checklstring(L, 5, &body.length);
  lua_settop(L, 6);
  struct hwc_message *message = hwcL_push_message(L);
  message->body.limit = 0;
  if (lua_type(L, 6) == LUA_TSTRING)
    hwc_message_redact(message, hwc_text_of(lua_tostring(L, 6)));
  lua_pushnil(L);
  while (lua_next(L, 4)) {
    struct hwc_pair header;
    luaL_checktype(L, -2, LUA_TSTRING);
    header.name.data = lua_tolstring(L, -2, &header.name.length);
    header.value.data = luaL_checklstring(L, -1, &header.value.length);
    hwc_headers_append(&message->headers, header.name, header.value);
    lua_pop(L, 1);
  }
  hwc_buffer_append_text(&message->body, body);
  if (message->headers.status != HWC_OK || message->body.status != HWC_OK)
    return luaL_error(L, "not enough memory");
  /* The message owns the bytes; the result only refers to them. */
  struct hwc_result result = {.status = status,
                              .attempts = 1,
                              .sent = true,
                              .fate = HWC_FATE_RESPONDED,
                              .headers = message->headers,
                              .body = message->body};
  hwc_result_classify(&result, hwc_is_idempotent(operation),
                      (double)time(NULL));
  struct hwcL_response response = {
    .operation = operation,
    .result = &result,
    .secrets = hwc_buffer_text(&message->secrets),
    .is_iam = service->is_identity,
  };
  return hwcL_push_reply(L, &response);
}

void hwcL_open_decode(lua_State *L)
{
  lua_pushcfunction(L, decode_json);
  lua_setfield(L, -2, "decode_json");
  lua_pushcfunction(L, decode_reply);
  lua_setfield(L, -2, "decode_reply");
}
