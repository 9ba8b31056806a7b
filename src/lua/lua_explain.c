/* SPDX-License-Identifier: Apache-2.0
 *
 * Explains a call: shows the request instead of sending it. The request is
 * written and signed as usual. If it contains secrets, it is written again with
 * *** in their place, and that copy is shown. */
#include "lua/lua_explain.h"

#include "core/headers.h"
#include "core/request.h"
#include "lua/client_parts.h"
#include "lua/lua_error.h"
#include "lua/reply_text.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

#define PREVIEW_TYPE "hwc.preview"

struct preview {
  struct hwc_request request;
  struct hwc_signature stages;
  struct hwc_buffer text; /* redacted text */
};

static void preview_done(struct preview *preview)
{
  hwc_request_done(&preview->request);
  hwc_signature_done(&preview->stages);
  hwc_buffer_done(&preview->text);
}

static int preview_gc(lua_State *L)
{
  preview_done(luaL_checkudata(L, 1, PREVIEW_TYPE));
  return 0;
}

static struct preview *push_preview(lua_State *L)
{
  struct preview *preview = lua_newuserdatauv(L, sizeof *preview, 0);

  memset(preview, 0, sizeof *preview);
  preview->request.stages = &preview->stages;
  /* Also set if it exists: an earlier attempt may have run out of memory. */
  luaL_newmetatable(L, PREVIEW_TYPE);
  lua_pushcfunction(L, preview_gc);
  lua_setfield(L, -2, "__gc");
  lua_setmetatable(L, -2);
  return preview;
}

static bool same(const struct hwc_buffer *a, const struct hwc_buffer *b)
{
  return hwc_text_equal(hwc_buffer_text(a), hwc_buffer_text(b));
}

/* --- Redaction ------------------------------------------------------------ */

/* Sets a field of the table on top of the stack to the scratch text. */
static void set_scratch(lua_State *L, struct preview *preview, const char *name)
{
  struct hwc_text text = hwc_buffer_text(&preview->text);

  if (preview->text.status != HWC_OK)
    luaL_error(L, "%s", hwc_status_text(preview->text.status));
  lua_pushstring(L, name);
  lua_pushlstring(L, text.data != NULL ? text.data : "", text.length);
  lua_rawset(L, -3);
}

/* Appends an Authorization value without access key and signature: "<algorithm>
 * Access=***, SignedHeaders=<names>, Signature=***". */
static void redact_authorization(struct hwc_buffer *out, struct hwc_text value)
{
  const char *key = hwc_text_find_any(value, "=");
  struct hwc_text rest = value;

  if (key != NULL) {
    key++;
    hwc_buffer_append(out, value.data, (size_t)(key - value.data));
    rest.data = key;
    rest.length = value.length - (size_t)(key - value.data);
  }
  hwc_buffer_append_string(out, HWC_REDACTED);
  const char *end = key != NULL ? hwc_text_find_any(rest, "/,") : NULL;
  if (end == NULL)
    return;
  rest.length -= (size_t)(end - rest.data);
  rest.data = end;
  size_t shown = rest.length;
  while (shown > 0 && rest.data[shown - 1] != '=')
    shown--;
  hwc_buffer_append(out, rest.data, shown);
  hwc_buffer_append_string(out, HWC_REDACTED);
}

static void append_value(const struct preview *preview, struct hwc_buffer *out,
                         struct hwc_text name, struct hwc_text value)
{
  if (hwc_text_equal_nocase(name, HWC_TEXT("Authorization")) &&
      hwc_request_is_signed(&preview->request))
    redact_authorization(out, value);
  else if (hwc_is_secret_name(NULL, name))
    hwc_buffer_append_string(out, HWC_REDACTED);
  else
    hwc_buffer_append_text(out, value);
}

/* Takes the part of `text` before its first `end`, and `end` itself. */
static struct hwc_text take_line(struct hwc_text *text, char end)
{
  const char *at = memchr(text->data, end, text->length);
  struct hwc_text line = *text;

  if (at == NULL) {
    *text = (struct hwc_text){text->data + text->length, 0};
    return line;
  }
  line.length = (size_t)(at - text->data);
  text->data = at + 1;
  text->length -= line.length + 1;
  return line;
}

/* A stage with the values of secret headers redacted. With `redact_hash` also
 * the hash in its last line, since a short secret could be guessed from it. */
static void redact_stage(struct preview *preview, struct hwc_text stage,
                         bool redact_hash)
{
  struct hwc_buffer *out = &preview->text;

  hwc_buffer_clear(out);
  while (stage.length > 0) {
    struct hwc_text line = take_line(&stage, '\n');
    const char *colon = hwc_text_find_any(line, ":");
    struct hwc_text name = {line.data, 0};
    if (colon != NULL)
      name.length = (size_t)(colon - line.data);
    if (stage.length == 0 && redact_hash) {
      hwc_buffer_append_string(out, HWC_REDACTED);
    } else if (colon != NULL && hwc_is_secret_name(NULL, name)) {
      hwc_buffer_append(out, line.data, name.length + 1);
      hwc_buffer_append_string(out, HWC_REDACTED);
    } else {
      hwc_buffer_append_text(out, line);
    }
    if (stage.length > 0)
      hwc_buffer_append_char(out, '\n');
  }
}

/* --- Explanation -------------------------------------------------------- */

/* Pushes {{name, value}, ...}: the headers given to libcurl, without the lines
 * that only suppress its own. */
static void push_headers(lua_State *L, struct preview *preview)
{
  lua_Integer count = 0;

  lua_newtable(L);
  for (const struct curl_slist *node = preview->request.list; node != NULL;
       node = node->next) {
    struct hwc_text value = hwc_text_of(node->data);
    struct hwc_text name = value;
    const char *end = hwc_text_find_any(value, ":;");
    if (end == NULL || (*end == ':' && end + 1 == value.data + value.length))
      continue;
    name.length = (size_t)(end - value.data);
    value.data += name.length + 1;
    value.length -= name.length + 1;
    hwc_buffer_clear(&preview->text);
    append_value(preview, &preview->text, name, hwc_text_trim(value));
    lua_createtable(L, 2, 0);
    lua_pushlstring(L, name.data, name.length);
    lua_rawseti(L, -2, 1);
    struct hwc_text shown = hwc_buffer_text(&preview->text);
    if (preview->text.status != HWC_OK)
      luaL_error(L, "%s", hwc_status_text(preview->text.status));
    lua_pushlstring(L, shown.data != NULL ? shown.data : "", shown.length);
    lua_rawseti(L, -2, 2);
    lua_rawseti(L, -2, ++count);
  }
}

static void push_url(lua_State *L, const struct hwc_request *request)
{
  struct hwc_text site = hwc_endpoint_site(request->endpoint);

  lua_pushlstring(L, site.data, site.length);
  lua_pushlstring(L, request->target.data, request->target.length);
  lua_concat(L, 2);
}

static void push_explanation(lua_State *L, struct preview *preview,
                             const struct hwc_call_options *asked, bool hidden,
                             bool hidden_body)
{
  struct hwc_request *request = &preview->request;

  lua_createtable(L, 0, 12);
  hwcL_set_string(L, "operation", asked->operation);
  hwcL_set_string(L, "method", request->method);
  push_url(L, request);
  lua_setfield(L, -2, "url");
  lua_pushliteral(L, "headers");
  push_headers(L, preview);
  lua_rawset(L, -3);
  if (request->has_body) {
    struct hwc_text body = hwc_buffer_text(&request->body);
    lua_pushliteral(L, "body");
    lua_pushlstring(L, body.data != NULL ? body.data : "", body.length);
    lua_rawset(L, -3);
  }
  if (hwc_request_is_signed(request)) {
    redact_stage(preview, hwc_buffer_text(&preview->stages.canonical_request),
                 hidden_body);
    set_scratch(L, preview, "canonical_request");
    redact_stage(preview, hwc_buffer_text(&preview->stages.string_to_sign),
                 hidden);
    set_scratch(L, preview, "string_to_sign");
  }
  hwcL_set_integer(L, "attempts",
                   asked->attempts > 0 ? asked->attempts : HWC_ATTEMPTS);
  hwcL_set_boolean(L, "idempotent", asked->idempotent);
  hwcL_set_number(L, "timeout",
                  asked->timeout > 0 ? asked->timeout : HWC_ATTEMPT_TIMEOUT);
  if (asked->deadline > 0)
    hwcL_set_number(L, "deadline", asked->deadline);
}

/* Builds the request of `asked` as it would be sent at `time`. False: nil and
 * an error were pushed. */
static bool prepare(lua_State *L, struct preview *preview,
                    const struct hwc_call_options *asked, int64_t time)
{
  struct hwc_error error = {0};
  enum hwc_status status = hwc_request_init(&preview->request, asked, &error);

  if (status == HWC_OK)
    status = hwc_request_sign(&preview->request, time, &error);
  if (status == HWC_OK)
    return true;
  hwcL_fail_status(L, status, HWC_KIND_VALIDATION, &error);
  hwcL_set_string(L, "operation", asked->operation);
  return false;
}

/* Explains two written requests, one with secrets and one redacted. */
static int explain(lua_State *L, struct client *c, struct call *call,
                   struct call *redacted, const char *method, int options)
{
  struct hwc_call_options asked;
  struct preview *real = push_preview(L);
  struct preview *shown = push_preview(L);
  bool hidden_body = !same(&call->message.body, &redacted->message.body);
  bool hidden = hidden_body ||
                !same(&call->message.target, &redacted->message.target) ||
                !same(&call->message.headers, &redacted->message.headers);
  double now = hwc_loop_unix_time(c->loop) + c->shared.clock_offset;
  int64_t time = (int64_t)floor(now);

  hwcL_set_call_options(L, c, call, method, options, &asked);
  if (!prepare(L, real, &asked, time))
    return hwcL_fail_unsent(L);
  if (hidden) {
    hwcL_set_call_options(L, c, redacted, method, options, &asked);
    if (!prepare(L, shown, &asked, time))
      return hwcL_fail_unsent(L);
  }
  push_explanation(L, hidden ? shown : real, &asked, hidden, hidden_body);
  preview_done(real);
  preview_done(shown);
  hwc_message_done(&call->message);
  hwc_message_done(&redacted->message);
  return 1;
}

/* Pushes a call whose secrets are written as ***. */
static struct call *push_redacted(lua_State *L)
{
  struct call *call = hwcL_push_call(L);

  call->message.redacted = true;
  return call;
}

static struct hwc_text project_of(const struct client *c)
{
  struct hwc_text id = hwc_buffer_text(&c->texts[TEXT_PROJECT_ID]);

  return id.length > 0 ? id : HWC_TEXT("to-be-looked-up");
}

/* client:explain(name, arguments, options?) -> explanation | nil, err */
static int client_explain(lua_State *L)
{
  struct client *c = hwcL_check_client(L);

  luaL_checktype(L, 3, LUA_TTABLE);
  lua_settop(L, 4);
  struct call *call = hwcL_push_call(L);
  if (!hwcL_write_operation(L, c, call, project_of(c)))
    return hwcL_fail_unsent(L);
  struct call *redacted = push_redacted(L);
  memcpy(redacted->message.content_type, call->message.content_type,
         sizeof redacted->message.content_type);
  if (!hwcL_write_operation(L, c, redacted, project_of(c)))
    return hwcL_fail_unsent(L);
  return explain(L, c, call, redacted, call->operation->method, 4);
}

/* client:explain_call(arguments, options?) -> explanation | nil, err */
static int client_explain_call(lua_State *L)
{
  struct client *c = hwcL_check_client(L);
  const char *method;

  lua_settop(L, 3);
  struct call *call = hwcL_push_call(L);
  if (!hwcL_write_call(L, c, call, project_of(c), &method))
    return hwcL_fail_unsent(L);
  struct call *redacted = push_redacted(L);
  if (!hwcL_write_call(L, c, redacted, project_of(c), &method))
    return hwcL_fail_unsent(L);
  return explain(L, c, call, redacted, method, 3);
}

void hwcL_open_explain(lua_State *L)
{
  static const luaL_Reg methods[] = {
    {"explain", client_explain},
    {"explain_call", client_explain_call},
    {NULL, NULL},
  };

  luaL_getmetatable(L, HWCL_CLIENT_TYPE);
  hwcL_set_functions(L, methods);
  lua_pop(L, 1);
}
