/* SPDX-License-Identifier: Apache-2.0
 *
 * Makes errors from responses, with the secrets of the request redacted. */
#include "lua/decode_parts.h"

#include "core/headers.h"
#include "core/service_error.h"
#include "lua/lua_error.h"
#include "lua/message.h"
#include "lua/reply_text.h"
#include <lauxlib.h>
#include <string.h>

/* Maximum bytes of a response in an error, as body and as message. */
#define SHOWN_BODY 4096
#define SHOWN_MESSAGE 300
#define LONGEST_MESSAGE 2000

/* Maximum length of a secret that error codes may contain by chance. */
#define LONGEST_WORD 7

/* Maximum length of a content type in an error. */
#define SHOWN_TYPE 100

/* Bytes searched for secrets before truncation. */
#define LONGEST_TEXT ((size_t)3 * SHOWN_BODY)

/* --- Headers and request ID --------------------------------------------- */

bool hwc_is_idempotent(const struct hwc_operation *operation)
{
  return operation != NULL && (strcmp(operation->method, "GET") == 0 ||
                               operation->flags & HWC_IDEMPOTENT);
}

/* Pushes a text of the response with the secrets of the request redacted. */
static void push_redacted(lua_State *L, const struct hwcL_response *response,
                          struct hwc_text text)
{
  if (!hwc_redact_finds(response->secrets, text)) {
    lua_pushlstring(L, text.data != NULL ? text.data : "", text.length);
    return;
  }
  struct hwc_message *scratch = hwcL_push_message(L);
  scratch->body.limit = 0;
  hwc_redact_values(&scratch->body, response->secrets, text);
  if (scratch->body.status != HWC_OK)
    luaL_error(L, "not enough memory");
  text = hwc_buffer_text(&scratch->body);
  lua_pushlstring(L, text.data != NULL ? text.data : "", text.length);
  hwc_message_done(scratch);
  lua_remove(L, -2);
}

/* Pushes one line of such a text. */
static void push_redacted_line(lua_State *L,
                               const struct hwcL_response *response,
                               struct hwc_text text, size_t limit)
{
  size_t length;

  if (text.length > LONGEST_TEXT)
    text.length = LONGEST_TEXT;
  push_redacted(L, response, text);
  const char *data = lua_tolstring(L, -1, &length);
  hwcL_push_line(L, (struct hwc_text){data, length}, limit);
  lua_remove(L, -2);
}

static bool is_secret_header(const struct hwc_operation *operation,
                             struct hwc_text name)
{
  return hwc_is_secret_name(NULL, name) ||
         (operation != NULL && operation->secret_header != NULL &&
          hwc_text_equal(name, hwc_text_of(operation->secret_header)));
}

/* Pushes the value of a header. A token that the call requested is kept. */
static void push_value(lua_State *L, const struct hwcL_response *response,
                       struct hwc_pair header, bool is_error)
{
  const struct hwc_operation *operation = response->operation;
  bool wanted =
    operation != NULL && operation->secret_header != NULL &&
    hwc_text_equal(header.name, hwc_text_of(operation->secret_header));

  if (is_error && is_secret_header(operation, header.name))
    lua_pushliteral(L, HWC_REDACTED);
  else if (wanted)
    lua_pushlstring(L, header.value.data, header.value.length);
  else
    push_redacted(L, response, header.value);
}

/* Pushes {[name] = value}; a repeated header's values are joined by ", ". */
static void push_headers(lua_State *L, const struct hwcL_response *response,
                         bool is_error)
{
  struct hwc_text rest = hwc_buffer_text(&response->result->headers);
  struct hwc_text counted = rest;
  struct hwc_pair header;
  int count = 0;

  while (hwc_headers_next(&counted, &header))
    count++;
  lua_createtable(L, 0, count);
  while (hwc_headers_next(&rest, &header)) {
    lua_pushlstring(L, header.name.data, header.name.length);
    lua_pushvalue(L, -1);
    if (lua_rawget(L, -3) == LUA_TSTRING) {
      lua_pushliteral(L, ", ");
      push_value(L, response, header, is_error);
      lua_concat(L, 3);
    } else {
      lua_pop(L, 1);
      push_value(L, response, header, is_error);
    }
    lua_rawset(L, -3);
  }
}

static struct hwc_text find_request_id(const struct hwc_result *result)
{
  static const char *const names[] = {"x-request-id", "x-iam-trace-id"};
  struct hwc_text id = {NULL, 0};

  for (size_t i = 0; i < HWC_COUNT(names) && !id.length; i++)
    id = hwc_result_header(result, names[i]);
  return id;
}

void hwcL_set_headers(lua_State *L, const struct hwcL_response *response,
                      struct hwc_text id_of_body, bool is_error)
{
  struct hwc_text headers = hwc_buffer_text(&response->result->headers);
  struct hwc_text id = find_request_id(response->result);
  struct hwcL_response searched = *response;

  /* Almost always: then their values need not be searched one by one. */
  if (!hwc_redact_finds(response->secrets, headers))
    searched.secrets = (struct hwc_text){NULL, 0};
  lua_pushliteral(L, "headers");
  push_headers(L, &searched, is_error);
  lua_rawset(L, -3);
  if (!id.length) {
    id = id_of_body;
    searched.secrets = response->secrets;
  }
  if (id.data == NULL)
    return;
  lua_pushliteral(L, "request_id");
  push_redacted_line(L, &searched, id, SHOWN_MESSAGE);
  lua_rawset(L, -3);
}

void hwcL_redact_paths(lua_State *L, const struct hwcL_response *response)
{
  struct hwc_text path;

  if (lua_isnil(L, -1))
    return;
  for (lua_Integer i = 1; lua_rawgeti(L, -1, i) == LUA_TSTRING; i++) {
    path.data = lua_tolstring(L, -1, &path.length);
    push_redacted_line(L, response, path, SHOWN_MESSAGE);
    lua_rawseti(L, -3, i);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
}

/* --- Errors ------------------------------------------------------------- */

#define KEPT_BACK "(the body is not shown: it may contain secrets)"

/* True if a body that is not a documented error may contain new keys or a
 * token: if it is malformed, they cannot be found. */
static bool is_kept_back(const struct hwcL_response *response)
{
  return response->plain || (response->operation != NULL &&
                             response->operation->flags & HWC_NEW_KEYS);
}

/* Redacts the body in a scratch message on the stack, which wipes itself. */
static struct hwc_text push_redacted_body(lua_State *L,
                                          const struct hwcL_response *response,
                                          struct hwc_text text)
{
  struct hwc_message *scratch = hwcL_push_message(L);

  if (text.length > LONGEST_TEXT)
    text.length = LONGEST_TEXT;
  hwc_redact_values(&scratch->target, response->secrets, text);
  if (scratch->target.status == HWC_OK)
    hwc_redact_secrets(&scratch->body, response->operation,
                       hwc_buffer_text(&scratch->target));
  if (scratch->target.status != HWC_OK || scratch->body.status != HWC_OK)
    luaL_error(L, "not enough memory");
  return hwc_buffer_text(&scratch->body);
}

/* Sets the body of the error on top of the stack. */
static void set_body(lua_State *L, const struct hwcL_response *response,
                     bool is_documented)
{
  struct hwc_text text = hwc_buffer_text(&response->result->body);
  int error = lua_gettop(L);

  if (!text.length)
    return;
  if (!is_documented && is_kept_back(response)) {
    hwcL_set_string(L, "body", KEPT_BACK);
    return;
  }
  text = push_redacted_body(L, response, text);
  lua_pushliteral(L, "body");
  hwcL_push_excerpt(L, text, SHOWN_BODY);
  lua_rawset(L, error);
  lua_settop(L, error);
}

/* IAM has no error codes for it, and never processes a request that it refuses
 * with 401. */
static bool refuses_credentials(const struct hwcL_response *response)
{
  const struct hwc_result *result = response->result;

  return result->credentials_refused ||
         (response->is_iam && result->error.kind == HWC_KIND_NONE &&
          result->status == 401);
}

/* Sets the fields of the error on top of the stack from the response. */
static void set_response(lua_State *L, const struct hwcL_response *response,
                         struct hwc_text request_id, bool is_documented)
{
  const struct hwc_operation *operation = response->operation;
  const struct hwc_result *result = response->result;

  if (operation != NULL)
    hwcL_set_string(L, "operation", operation->name);
  hwcL_set_integer(L, "attempts", result->attempts);
  hwcL_set_number(L, "elapsed", result->elapsed);
  hwcL_set_boolean(L, "sent", result->sent);
  hwcL_set_string(L, "fate", hwc_fate_name(result->fate));
  hwcL_set_boolean(L, "retryable", result->retryable);
  if (refuses_credentials(response))
    hwcL_set_boolean(L, "credentials_refused", true);
  hwcL_set_string(L, "exhausted", hwc_exhausted_name(result->exhausted));
  if (result->hint[0])
    hwcL_set_string(L, "hint", result->hint);
  if (result->retry_after > 0)
    hwcL_set_integer(L, "retry_after", (lua_Integer)result->retry_after);
  if (!result->status)
    return;
  hwcL_set_integer(L, "status", result->status);
  hwcL_set_headers(L, response, request_id, true);
  set_body(L, response, is_documented);
}

/* Pushes nil and an error: the response is no reply. */
int hwcL_fail_reply(lua_State *L, const struct hwcL_response *response,
                    const char *message)
{
  lua_pushnil(L);
  hwcL_pusherror(L, HWC_KIND_SERVICE, "%s", message);
  set_response(L, response, (struct hwc_text){NULL, 0}, false);
  hwcL_set_boolean(L, "retryable", hwc_is_idempotent(response->operation));
  return 2;
}

int hwcL_fail_json(lua_State *L, const struct hwcL_response *response)
{
  static const char *const names[] = {"content-type", "content-encoding"};
  int reason = lua_gettop(L);

  for (size_t i = 0; i < HWC_COUNT(names); i++) {
    struct hwc_text value = hwc_result_header(response->result, names[i]);
    if (!value.length)
      continue;
    lua_pushfstring(L, "%s%s: ", lua_gettop(L) == reason ? " (" : ", ",
                    names[i]);
    push_redacted_line(L, response, value, SHOWN_TYPE);
  }
  lua_pushstring(L, lua_gettop(L) == reason ? "" : ")");
  lua_concat(L, lua_gettop(L) - reason);
  lua_pushfstring(L, "the response is not JSON: %s%s", lua_tostring(L, reason),
                  lua_tostring(L, -1));
  return hwcL_fail_reply(L, response, lua_tostring(L, -1));
}

/* A call without a complete response. */
int hwcL_fail_request(lua_State *L, const struct hwcL_response *response)
{
  lua_pushnil(L);
  hwcL_pusherror_from(L, &response->result->error);
  set_response(L, response, (struct hwc_text){NULL, 0}, false);
  return 2;
}

/* True if the text contains a secret longer than a short word, or if out of
 * memory. */
static bool has_long_secret(struct hwc_text secrets, struct hwc_text text)
{
  bool found = false;

  while (secrets.length > 0 && !found) {
    struct hwc_text secret = {secrets.data, strlen(secrets.data) + 1};
    secrets.data += secret.length;
    secrets.length -= secret.length;
    found = secret.length > LONGEST_WORD && hwc_redact_finds(secret, text);
  }
  return found;
}

/* "401", "APIG.2011": programs compare codes, so they are kept even if they
 * contain a short secret by chance. */
static bool is_plain_code(struct hwc_text text)
{
  size_t letters = 0;
  size_t digits = 0;

  while (
    letters < text.length && letters < 16 &&
    ((text.data[letters] | 0x20) >= 'a' && (text.data[letters] | 0x20) <= 'z'))
    letters++;
  size_t start = letters;
  if (letters > 0 && (letters == text.length || text.data[start++] != '.'))
    return false;
  while (start + digits < text.length && text.data[start + digits] >= '0' &&
         text.data[start + digits] <= '9')
    digits++;
  return start + digits == text.length &&
         (letters ? digits > 0 && digits <= 8 : digits == 3);
}

/* Pushes the value of a token of the body as one line of text. */
static void push_token(lua_State *L, const struct hwcL_response *response,
                       struct hwc_text token)
{
  struct hwc_json *json = hwcL_push_reader(L);
  struct hwc_text text = hwc_service_error_text(json, token);

  if (text.data == NULL)
    luaL_error(L, "not enough memory");
  if (is_plain_code(text) && !has_long_secret(response->secrets, text))
    hwcL_push_line(L, text, text.length);
  else
    push_redacted_line(L, response, text, LONGEST_MESSAGE);
  hwc_json_done(json);
  lua_remove(L, -2);
}

/* Pushes code and message for a response without a JSON error. */
static void push_plain_code(lua_State *L, const struct hwcL_response *response)
{
  const struct hwc_result *result = response->result;
  struct hwc_text text = hwc_text_trim(hwc_buffer_text(&result->body));
  int top = lua_gettop(L);

  lua_pushfstring(L, "%d", result->status);
  if (!text.length) {
    lua_pushfstring(L, "the service responded with status %d and no body",
                    result->status);
    return;
  }
  if (is_kept_back(response)) {
    lua_pushfstring(L, "the service responded with status %d " KEPT_BACK,
                    result->status);
    return;
  }
  text = push_redacted_body(L, response, text);
  hwcL_push_line(L, text, SHOWN_MESSAGE);
  lua_replace(L, top + 2);
  lua_settop(L, top + 2);
}

/* Pushes code and message of a redirect, which is never followed. */
static void push_redirect(lua_State *L, const struct hwcL_response *response)
{
  const struct hwc_result *result = response->result;
  struct hwc_text location = hwc_result_header(result, "location");
  const char *end = hwc_text_find_any(location, "?#");
  const char *user = hwc_text_find_any(location, "@");

  if (end != NULL)
    location.length = (size_t)(end - location.data);
  if (user != NULL && user < location.data + location.length)
    location = HWC_TEXT("an address with user information");
  lua_pushfstring(L, "%d", result->status);
  if (!location.length) {
    lua_pushfstring(L, "the service responded with status %d and no location",
                    result->status);
    return;
  }
  push_redacted_line(L, response, location, SHOWN_MESSAGE);
  lua_pushfstring(L, "redirected to %s, which is not followed",
                  lua_tostring(L, -1));
  lua_remove(L, -2);
}

/* Replaces an empty text, which some services send. */
static void replace_empty(lua_State *L, int index, const char *text, int status)
{
  if (lua_rawlen(L, index) > 0)
    return;
  lua_pushfstring(L, text, status);
  lua_replace(L, index);
}

/* Pushes code and message of an error response. */
static void push_code(lua_State *L, const struct hwcL_response *response,
                      const struct hwc_service_error_place *place)
{
  int status = response->result->status;
  int top = lua_gettop(L);

  if (status < 400) {
    push_redirect(L, response);
  } else if (place->code.data != NULL) {
    push_token(L, response, place->code);
    push_token(L, response, place->message);
  } else {
    push_plain_code(L, response);
  }
  replace_empty(L, top + 1, "%d", status);
  replace_empty(L, top + 2,
                "the service responded with status %d and no message", status);
}

/* An error response. */
int hwcL_fail_service(lua_State *L, const struct hwcL_response *response)
{
  struct hwc_service_error_place place;
  struct hwc_text request_id = {NULL, 0};

  hwc_service_error_locate(&place, hwc_buffer_text(&response->result->body));
  lua_pushnil(L);
  int base = lua_gettop(L);
  push_code(L, response, &place);
  struct hwc_json *json = hwcL_push_reader(L);
  if (place.request_id.data != NULL && place.request_id.data[0] == '"') {
    request_id = hwc_service_error_text(json, place.request_id);
    if (request_id.data == NULL)
      luaL_error(L, "not enough memory");
  }
  hwcL_pusherror(L, HWC_KIND_SERVICE, "%s", lua_tostring(L, base + 2));
  int error = lua_gettop(L);
  lua_pushliteral(L, "code");
  lua_pushvalue(L, base + 1);
  lua_rawset(L, error);
  set_response(L, response, request_id,
               place.code.data != NULL && response->result->status >= 400);
  if (place.encoded_authorization_message.data != NULL) {
    lua_pushliteral(L, "encoded_authorization_message");
    push_token(L, response, place.encoded_authorization_message);
    lua_rawset(L, error);
  }
  hwc_json_done(json);
  lua_replace(L, base + 1);
  lua_settop(L, base + 1);
  return 2;
}
