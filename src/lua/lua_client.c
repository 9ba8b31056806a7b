/* SPDX-License-Identifier: Apache-2.0
 *
 * Clients in C: endpoint, credentials, and a call from its arguments to the
 * reply. */
#include "lua/lua_client.h"

#include "core/headers.h"
#include "core/proxy.h"
#include "core/uri.h"
#include "lua/client_parts.h"
#include "lua/decode.h"
#include "lua/lua_error.h"
#include "lua/lua_info.h"
#include "lua/lua_loop.h"
#include "lua/lua_secret.h"
#include "lua/lua_trace.h"
#include "lua/reply_text.h"

#include <errno.h>
#include <lauxlib.h>
#include <string.h>

#define CALL_TYPE "hwc.request"

struct client *hwcL_check_client(lua_State *L)
{
  struct client *c = luaL_checkudata(L, 1, HWCL_CLIENT_TYPE);
  if (c->closed)
    luaL_error(L, "attempt to use a closed client");
  return c;
}

/* Copies texts and numbers from the table at `settings`, validated in Lua. */
static void read_settings(lua_State *L, int settings, struct client *c)
{
  static const char *const names[TEXT_COUNT] = {
    [TEXT_PROJECT_ID] = "project_id",
    [TEXT_INSTANCE_ID] = "instance_id",
    [TEXT_USER_AGENT] = "user_agent",
    [TEXT_CA_FILE] = "ca_file",
    [TEXT_CA_PATH] = "ca_path",
    [TEXT_CERTIFICATE] = "cert",
    [TEXT_KEY] = "key",
    [TEXT_PROXY] = "proxy"};

  for (size_t i = 0; i < TEXT_COUNT; i++) {
    size_t length;
    lua_getfield(L, settings, names[i]);
    const char *text = lua_tolstring(L, -1, &length);
    if (text != NULL)
      hwc_buffer_append(&c->texts[i], text, length);
    if (c->texts[i].status != HWC_OK)
      luaL_error(L, "%s", hwc_status_text(c->texts[i].status));
    lua_pop(L, 1);
  }
  lua_getfield(L, settings, "timeout");
  c->timeout = lua_tonumber(L, -1);
  lua_getfield(L, settings, "deadline");
  c->deadline = lua_tonumber(L, -1);
  lua_getfield(L, settings, "connect_timeout");
  c->connection.connect_timeout = lua_tonumber(L, -1);
  lua_getfield(L, settings, "idle_timeout");
  c->connection.idle_timeout = lua_tonumber(L, -1);
  lua_getfield(L, settings, "http_version");
  c->connection.http_2 =
    lua_type(L, -1) == LUA_TSTRING && strcmp(lua_tostring(L, -1), "2") == 0;
  lua_getfield(L, settings, "max_response");
  c->connection.max_response = (size_t)lua_tointeger(L, -1);
  lua_getfield(L, settings, "verify");
  c->connection.no_verify = lua_isboolean(L, -1) && !lua_toboolean(L, -1);
  lua_getfield(L, settings, "validate");
  c->validate = lua_isnil(L, -1) || lua_toboolean(L, -1);
  lua_getfield(L, settings, "plain");
  c->plain = lua_toboolean(L, -1);
  lua_getfield(L, settings, "compressed");
  c->connection.compressed = lua_toboolean(L, -1);
  lua_pop(L, 10);
  hwcL_read_retry(L, settings, &c->retry);
  c->connection.ca_file = c->texts[TEXT_CA_FILE].data;
  c->connection.ca_path = c->texts[TEXT_CA_PATH].data;
  c->connection.certificate = c->texts[TEXT_CERTIFICATE].data;
  c->connection.key = c->texts[TEXT_KEY].data;
  c->connection.proxy = c->texts[TEXT_PROXY].data;
  struct hwc_buffer *user_agent = &c->texts[TEXT_USER_AGENT];
  if (user_agent->length == 0)
    hwc_buffer_append_string(user_agent, "hwc/" HWC_VERSION " (Lua 5.4)");
  if (user_agent->status != HWC_OK)
    luaL_error(L, "%s", hwc_status_text(user_agent->status));
}

/* Applies an entry of `resolve`, key at -2 and value at -1, to this
 * endpoint. */
static enum hwc_status resolve(lua_State *L, struct client *c, bool allow_http,
                               struct hwc_error *error)
{
  struct hwc_text name = {0};
  struct hwc_text address = {0};

  if (lua_type(L, -2) != LUA_TSTRING || lua_type(L, -1) != LUA_TSTRING) {
    hwc_error_set(error, HWC_KIND_VALIDATION,
                  "resolve: maps \"host:port\" to an address, both strings; "
                  "got a %s for a %s",
                  luaL_typename(L, -1), luaL_typename(L, -2));
    return HWC_INVALID;
  }
  name.data = lua_tolstring(L, -2, &name.length);
  address.data = lua_tolstring(L, -1, &address.length);
  return hwc_endpoint_resolve(&c->endpoint, name, address, allow_http, error);
}

/* Applies `resolve` and `host_header` of the settings at 1; false, with nil and
 * an error pushed, if they are invalid. */
static bool set_private_endpoint(lua_State *L, struct client *c)
{
  enum hwc_status status = HWC_OK;
  struct hwc_error error = {0};
  const char *field = "host_header";
  struct hwc_text host = {0};

  lua_getfield(L, 1, "host_header");
  host.data = lua_tolstring(L, -1, &host.length);
  if (host.data != NULL)
    status = hwc_endpoint_set_host(&c->endpoint, host, &error);
  lua_getfield(L, 1, "allow_http");
  bool allow_http = lua_toboolean(L, -1);
  lua_getfield(L, 1, "resolve");
  if (status == HWC_OK && lua_istable(L, -1)) {
    field = "resolve";
    lua_pushnil(L);
    while (status == HWC_OK && lua_next(L, -2)) {
      status = resolve(L, c, allow_http, &error);
      lua_pop(L, 1);
    }
  }
  lua_settop(L, 2);
  if (status == HWC_OK)
    return true;
  hwcL_fail_status(L, status, HWC_KIND_VALIDATION, &error);
  hwcL_set_string(L, "field", field);
  return false;
}

/* client{service=, endpoint=, ...} -> client | nil, err */
static int client_new(lua_State *L)
{
  luaL_checktype(L, 1, LUA_TTABLE);
  hwcL_refuse_finalizing(L, "a client");
  struct client *c = lua_newuserdatauv(L, sizeof *c, 2);
  memset(c, 0, sizeof *c);
  luaL_setmetatable(L, HWCL_CLIENT_TYPE);
  c->loop = hwcL_push_loop(L);
  lua_setiuservalue(L, 2, 1);
  hwc_shared_init(&c->shared, c->loop);
  lua_getfield(L, 1, "trace");
  c->shared.trace = hwcL_totrace(L, -1);
  lua_setiuservalue(L, 2, 2);

  lua_getfield(L, 1, "service");
  const char *name = luaL_checkstring(L, -1);
  c->service = hwc_find_service(name);
  if (c->service == NULL)
    return luaL_error(L, "unknown service '%s'", name);
  lua_getfield(L, 1, "gateway");
  c->gateway = hwc_find_gateway(c->service, lua_tostring(L, -1));
  read_settings(L, 1, c);

  struct hwc_error error = {0};
  struct hwc_text url = {0};
  lua_getfield(L, 1, "endpoint");
  url.data = luaL_checklstring(L, -1, &url.length);
  lua_getfield(L, 1, "allow_http");
  enum hwc_status status =
    hwc_endpoint_init(&c->endpoint, url, lua_toboolean(L, -1), &error);
  if (status != HWC_OK) {
    hwcL_fail_status(L, status, HWC_KIND_VALIDATION, &error);
    hwcL_set_string(L, "field", "endpoint");
    return 2;
  }
  lua_settop(L, 2);
  return set_private_endpoint(L, c) ? 1 : 2;
}

/* is_link_local(url) -> true if its host is an address of 169.254.0.0/16 */
static int is_link_local(lua_State *L)
{
  struct hwc_error error = {0};
  struct hwc_text url;
  struct hwc_uri uri;

  url.data = luaL_checklstring(L, 1, &url.length);
  lua_pushboolean(L, hwc_uri_parse(&uri, url, &error) == HWC_OK &&
                       hwc_uri_is_link_local(uri.host));
  return 1;
}

/* A text of the table at 2 that may be a secret; empty if absent. */
static struct hwc_text get_text(lua_State *L, const char *name)
{
  struct hwc_text text = {0};

  lua_getfield(L, 2, name);
  if (!lua_isnil(L, -1) && !hwcL_totext(L, -1, &text))
    luaL_error(L, "%s has to be a string or a secret", name);
  return text; /* valid: the value stays on the stack */
}

/* client:set_credentials{ak=, sk=, security_token=, token=, algorithm=,
 * region=, service=} -> true | nil, err */
static int client_set_credentials(lua_State *L)
{
  struct client *c = hwcL_check_client(L);
  struct hwc_signer_options options = {0};
  struct hwc_credentials *credentials = NULL;
  struct hwc_error error = {0};

  luaL_checktype(L, 2, LUA_TTABLE);
  options.ak = get_text(L, "ak");
  options.sk = get_text(L, "sk");
  options.region = get_text(L, "region");
  options.service = get_text(L, "service");
  struct hwc_text security_token = get_text(L, "security_token");
  struct hwc_text token = get_text(L, "token");
  struct hwc_text algorithm = get_text(L, "algorithm");
  if (algorithm.length > 0 &&
      !hwc_algorithm_find(&options.algorithm, algorithm))
    return luaL_error(L, "unknown algorithm");
  enum hwc_status status =
    hwc_credentials_new(&credentials, &options, security_token, token, &error);
  if (status != HWC_OK)
    return hwcL_fail_status(L, status, HWC_KIND_CREDENTIALS, &error);
  hwc_credentials_share(credentials, hwc_loop_breakers(c->loop));
  hwc_credentials_unref(c->credentials);
  c->credentials = credentials;
  lua_pushboolean(L, true);
  return 1;
}

/* client:share_credentials(other): uses the credentials of the other client */
static int client_share_credentials(lua_State *L)
{
  struct client *c = hwcL_check_client(L);
  struct client *other = luaL_checkudata(L, 2, HWCL_CLIENT_TYPE);
  struct hwc_credentials *shared = NULL;

  if (other->credentials != NULL)
    shared = hwc_credentials_ref(other->credentials);
  hwc_credentials_unref(c->credentials);
  c->credentials = shared;
  return 0;
}

/* client:set_project_id(id) */
static int client_set_project_id(lua_State *L)
{
  struct client *c = hwcL_check_client(L);
  struct hwc_buffer *text = &c->texts[TEXT_PROJECT_ID];
  size_t length;
  const char *id = luaL_checklstring(L, 2, &length);

  hwc_buffer_clear(text);
  hwc_buffer_append(text, id, length);
  if (text->status != HWC_OK)
    return luaL_error(L, "%s", hwc_status_text(text->status));
  return 0;
}

/* client:close(), __gc and __close: safe to call twice. The endpoint is kept
 * until __gc, for calls in progress. */
static void forget_credentials(struct client *c)
{
  struct hwc_credentials *credentials = c->credentials;

  c->credentials = NULL;
  c->closed = true;
  hwc_credentials_unref(credentials);
}

static int client_close(lua_State *L)
{
  struct client *c = luaL_checkudata(L, 1, HWCL_CLIENT_TYPE);

  forget_credentials(c);
  if (c->loop != NULL)
    hwc_loop_drop_spares(c->loop);
  return 0;
}

static int client_gc(lua_State *L)
{
  struct client *c = luaL_checkudata(L, 1, HWCL_CLIENT_TYPE);
  forget_credentials(c);
  hwc_endpoint_done(&c->endpoint);
  hwc_shared_done(&c->shared);
  for (size_t i = 0; i < TEXT_COUNT; i++)
    hwc_buffer_done(&c->texts[i]);
  return 0;
}

static void close_download(struct call *call)
{
  struct hwc_download *download = call->download;
  call->download = NULL;
  hwc_download_free(download);
}

/* Frees what a call holds. */
static void drop(struct hwcL_kept *kept)
{
  struct call *call = (struct call *)kept;
  struct hwc_call *running = call->core;
  call->core = NULL;
  hwc_call_free(running);
  close_download(call);
  hwc_message_done(&call->message);
  hwc_buffer_done(&call->info.headers);
  hwc_buffer_done(&call->info.secrets);
}

/* The same when its reply has been pushed, except for what the info, which is
 * on top of the stack, will need. */
static void finish(lua_State *L, struct call *call, bool info_waits)
{
  struct hwc_buffer headers = HWC_BUFFER_INIT;
  struct hwc_buffer secrets = HWC_BUFFER_INIT;

  if (info_waits) {
    hwcL_info_wait(L, 1);
    hwc_call_take_headers(call->core, &headers);
    hwc_buffer_move(&secrets, &call->message.secrets);
  }
  drop(&call->kept);
  call->info.headers = headers;
  call->info.secrets = secrets;
  lua_pushnil(L); /* the client may go */
  lua_setiuservalue(L, 1, 1);
}

struct call *hwcL_push_call(lua_State *L)
{
  hwcL_refuse_finalizing(L, "a call");
  struct call *call = lua_newuserdatauv(L, sizeof *call, 2);
  memset(call, 0, sizeof *call);
  call->kept.drop = drop;
  hwc_message_init(&call->message);
  luaL_setmetatable(L, CALL_TYPE);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  return call;
}

/* Number of seconds in the table at `index`, or `otherwise`. */
static double option_seconds(lua_State *L, int index, const char *name,
                             double otherwise)
{
  double seconds = otherwise;

  if (lua_istable(L, index)) {
    lua_getfield(L, index, name);
    if (!lua_isnil(L, -1))
      seconds = lua_tonumber(L, -1);
    lua_pop(L, 1);
  }
  return seconds;
}

/* Set by hwc's own Lua code for requests without a row; not available to
 * scripts. */
static bool option_idempotent(lua_State *L, int index)
{
  bool idempotent = false;

  if (lua_istable(L, index)) {
    lua_getfield(L, index, "idempotent");
    idempotent = lua_toboolean(L, -1);
    lua_pop(L, 1);
  }
  return idempotent;
}

/* Reads are idempotent; other operations only if the row says so. */
static bool is_idempotent(const struct hwc_operation *operation,
                          const char *method)
{
  return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 ||
         (operation != NULL && (operation->flags & HWC_IDEMPOTENT) != 0);
}

/* A row may extend the default time-out; an explicit one is used as it is. */
static double attempt_timeout(const struct client *c,
                              const struct hwc_operation *operation)
{
  if (c->timeout > 0 || operation == NULL ||
      operation->timeout < HWC_ATTEMPT_TIMEOUT)
    return c->timeout;
  return operation->timeout;
}

bool hwcL_is_unsigned(const struct client *c, const struct call *call)
{
  return c->plain || call->has_token ||
         (call->operation != NULL &&
          (call->operation->flags & HWC_UNSIGNED) != 0);
}

void hwcL_set_call_options(lua_State *L, struct client *c, struct call *call,
                           const char *method, int options,
                           struct hwc_call_options *out)
{
  struct hwcL_retry retry = c->retry;
  struct hwc_text form = hwc_text_of(call->message.content_type);

  hwcL_read_retry(L, options, &retry);
  *out = (struct hwc_call_options){
    .method = method,
    .endpoint = &c->endpoint,
    .connection = &c->connection,
    .credentials = hwcL_is_unsigned(c, call) ? NULL : c->credentials,
    .project_id = hwc_buffer_text(&c->texts[TEXT_PROJECT_ID]),
    .user_agent = hwc_buffer_text(&c->texts[TEXT_USER_AGENT]),
    .content_type = form.length > 0 ? form : HWC_TEXT("application/json"),
    .target = &call->message.target,
    .headers = &call->message.headers,
    .body = &call->message.body,
    .has_body = call->message.has_body,
    .is_file =
      call->operation != NULL && (call->operation->flags & HWC_DOWNLOAD) != 0,
    .download = call->download,
    .timeout = option_seconds(L, options, "timeout",
                              attempt_timeout(c, call->operation)),
    .deadline = option_seconds(L, options, "deadline", c->deadline),
    .send_before = option_seconds(L, options, "send_before", 0),
    .shared = &c->shared,
    .attempts = retry.attempts,
    .rate_limit = retry.rate_limit,
    .idempotent =
      is_idempotent(call->operation, method) || option_idempotent(L, options),
    .operation = call->operation != NULL ? call->operation->name : NULL,
    .secrets = &call->message.secrets,
    .user = call,
  };
}

/* Creates the file for the response if options.to is set. False: an error was
 * pushed. */
static bool open_download(lua_State *L, struct call *call, int options)
{
  if (call->operation == NULL || !lua_istable(L, options) ||
      (call->operation->flags & HWC_DOWNLOAD) == 0)
    return true;
  lua_getfield(L, options, "to");
  const char *path = lua_tostring(L, -1);
  bool private = (call->operation->flags & HWC_SECRET_FILE) != 0;
  enum hwc_status status =
    path != NULL ? hwc_download_new(&call->download, path, private) : HWC_OK;
  if (status == HWC_OK) {
    lua_pop(L, 1);
    return true;
  }
  if (status == HWC_SYSTEM)
    hwcL_pusherror(L, HWC_KIND_VALIDATION, "to: %s cannot be written: %s", path,
                   strerror(errno));
  else if (status == HWC_INVALID)
    hwcL_pusherror(L, HWC_KIND_VALIDATION,
                   "to: %s cannot be written: it is not a regular file", path);
  else
    luaL_error(L, "%s", hwc_status_text(status));
  hwcL_set_string(L, "field", "to");
  hwcL_set_string(L, "operation", call->operation->name);
  return false;
}

/* Adds the password of the proxy, as written and decoded, to the secrets. */
static void redact_proxy_password(const struct client *c,
                                  struct hwc_message *message)
{
  const char *option = c->connection.proxy;
  struct hwc_text written = hwc_proxy_password(
    option != NULL ? hwc_text_of(option) : hwc_proxy_of(NULL, &c->endpoint));

  if (written.length == 0)
    return;
  struct hwc_buffer decoded = HWC_BUFFER_INIT;
  hwc_uri_decode(&decoded, written);
  hwc_message_redact(message, written);
  if (decoded.status == HWC_OK &&
      !hwc_text_equal(hwc_buffer_text(&decoded), written))
    hwc_message_redact(message, hwc_buffer_text(&decoded));
  hwc_buffer_done(&decoded);
}

static int start(lua_State *L, struct client *c, struct call *call, int index,
                 const char *method, int options)
{
  struct hwc_call_options request;

  if (!hwcL_is_unsigned(c, call) && c->credentials == NULL)
    return luaL_error(L, "the client has no credentials");
  call->loop = c->loop;
  call->plain = c->plain;
  call->is_iam = c->service->is_identity && !c->plain;
  if (!open_download(L, call, options))
    return hwcL_fail_unsent(L);
  hwcL_set_call_options(L, c, call, method, options, &request);
  struct hwc_error error = {0};

  hwcL_refuse_forked(L, c->loop);
  if (request.credentials != NULL) {
    hwc_message_redact(&call->message,
                       hwc_buffer_text(&request.credentials->token));
    hwc_message_redact(&call->message,
                       hwc_buffer_text(&request.credentials->security_token));
  }
  redact_proxy_password(c, &call->message);
  call->has_secrets = call->message.secrets.length > 0;
  if (request.credentials != NULL)
    hwc_message_redact(&call->message,
                       hwc_buffer_text(&request.credentials->ak));
  if (call->message.secrets.status != HWC_OK)
    return luaL_error(L, "%s", hwc_status_text(call->message.secrets.status));
  if (request.credentials == NULL)
    request.proof = hwc_message_proof(&call->message);
  hwcL_keep(L, index);
  enum hwc_status status =
    hwc_call_start(&call->core, c->loop, &request, &error);
  if (status != HWC_OK) {
    close_download(call);
    hwcL_release(L, index);
    hwcL_fail_status(L, status, HWC_KIND_TRANSPORT, &error);
    if (call->operation != NULL)
      hwcL_set_string(L, "operation", call->operation->name);
    return hwcL_fail_unsent(L);
  }
  lua_pushvalue(L, index);
  return 1;
}

/* Most calls have no options: nil is read faster than an empty table. */
static void forget_empty(lua_State *L, int index)
{
  if (!lua_istable(L, index))
    return;
  lua_pushnil(L);
  if (lua_next(L, index)) {
    lua_pop(L, 2);
  } else {
    lua_pushnil(L);
    lua_replace(L, index);
  }
}

/* client:start(name, arguments, options?) -> request | nil, err */
static int client_start(lua_State *L)
{
  struct client *c = hwcL_check_client(L);

  luaL_checktype(L, 3, LUA_TTABLE);
  lua_settop(L, 4);
  forget_empty(L, 4);
  struct call *call = hwcL_push_call(L);
  if (!hwcL_write_operation(L, c, call,
                            hwc_buffer_text(&c->texts[TEXT_PROJECT_ID])))
    return hwcL_fail_unsent(L);
  return start(L, c, call, 5, call->operation->method, 4);
}

/* client:check(name, arguments, options?) -> true | nil, err: validates the
 * arguments of a call; the project ID may be unknown */
static int client_check(lua_State *L)
{
  struct client *c = hwcL_check_client(L);
  struct hwc_text project_id = hwc_buffer_text(&c->texts[TEXT_PROJECT_ID]);

  luaL_checktype(L, 3, LUA_TTABLE);
  lua_settop(L, 4);
  struct call *call = hwcL_push_call(L);
  if (project_id.length == 0)
    project_id = HWC_TEXT("to-be-looked-up");
  if (!hwcL_write_operation(L, c, call, project_id))
    return hwcL_fail_unsent(L);
  hwc_message_done(&call->message);
  lua_pushboolean(L, true);
  return 1;
}

/* client:start_call(arguments, options?) -> request | nil, err */
static int client_start_call(lua_State *L)
{
  struct client *c = hwcL_check_client(L);
  const char *method;

  lua_settop(L, 3);
  struct call *call = hwcL_push_call(L);
  if (!hwcL_write_call(L, c, call, hwc_buffer_text(&c->texts[TEXT_PROJECT_ID]),
                       &method))
    return hwcL_fail_unsent(L);
  return start(L, c, call, 4, method, 3);
}

/* client:check_call(arguments, options?) -> true | nil, err */
static int client_check_call(lua_State *L)
{
  const char *method;

  struct client *c = hwcL_check_client(L);
  lua_settop(L, 3);
  struct call *call = hwcL_push_call(L);
  if (!hwcL_write_call(L, c, call, HWC_TEXT("to-be-looked-up"), &method))
    return hwcL_fail_unsent(L);
  hwc_message_done(&call->message);
  lua_pushboolean(L, true);
  return 1;
}

static struct call *check_call(lua_State *L)
{
  return luaL_checkudata(L, 1, CALL_TYPE);
}

/* request:finished() -> boolean */
static int call_finished(lua_State *L)
{
  struct call *call = check_call(L);
  lua_pushboolean(L, call->core == NULL || hwc_call_finished(call->core));
  return 1;
}

/* request:progress() -> received, total | nil: bytes of a download */
static int call_progress(lua_State *L)
{
  struct call *call = check_call(L);
  uint64_t received = 0;
  uint64_t total = 0;

  if (call->core != NULL)
    hwc_call_progress(call->core, &received, &total);
  lua_pushinteger(L, (lua_Integer)received);
  if (total > 0)
    lua_pushinteger(L, (lua_Integer)total);
  else
    lua_pushnil(L);
  return 2;
}

/* request:cancel() */
static int call_cancel(lua_State *L)
{
  struct call *call = check_call(L);
  if (call->core != NULL)
    hwc_call_cancel(call->core);
  return 0;
}

/* request:finish() -> reply, info | nil, err, body: once, after it has
 * finished. `body`, for plain clients only, is the body of the response that
 * the error does not contain */
static int call_finish(lua_State *L)
{
  struct call *call = check_call(L);

  if (call->core == NULL || !hwc_call_finished(call->core))
    return luaL_error(
      L, "the call has not finished, or its result was already taken");
  /* It may still be in both lists. If memory runs out, finish() may be called
   * again. */
  hwc_call_forget(call->core);
  hwcL_release(L, 1);
  struct hwcL_response response = {
    .operation = call->operation,
    .result = hwc_call_result(call->core),
    .secrets = hwc_buffer_text(&call->message.secrets),
    .download = call->download,
    .plain = call->plain,
    .is_iam = call->is_iam,
    .without_headers = hwcL_info_may_wait(call),
  };
  int count = hwcL_push_reply(L, &response);
  bool failed = lua_isnil(L, -2);
  if (call->plain && failed) {
    struct hwc_text body = hwc_buffer_text(&response.result->body);
    lua_pushlstring(L, body.data != NULL ? body.data : "", body.length);
    count++;
  }
  finish(L, call, response.without_headers && !failed);
  return count;
}

/* request:complete() -> what finish() returns: steps the loop until the request
 * has finished. Returns false if anything else has finished with it, and
 * nothing if anything has before or if the program is interrupted */
static int call_complete(lua_State *L)
{
  struct call *call = check_call(L);

  if (call->core == NULL)
    return 0;
  hwcL_step_until_finished(L, call->loop);
  if (!hwc_call_finished(call->core))
    return 0;
  hwc_call_forget(call->core);
  if (!hwc_loop_has_finished(call->loop))
    return call_finish(L);
  lua_pushboolean(L, false);
  return 1;
}

static int call_gc(lua_State *L)
{
  drop(&check_call(L)->kept);
  return 0;
}

static int call_tostring(lua_State *L)
{
  struct call *call = check_call(L);
  bool waits = call->core != NULL && !hwc_call_finished(call->core);
  lua_pushfstring(L, "hwc.request: %s %s",
                  call->operation != NULL ? call->operation->name : "call",
                  waits ? "under way" : "finished");
  return 1;
}

void hwcL_open_client(lua_State *L)
{
  static const luaL_Reg client_methods[] = {
    {"set_credentials", client_set_credentials},
    {"share_credentials", client_share_credentials},
    {"set_project_id", client_set_project_id},
    {"start", client_start},
    {"check", client_check},
    {"start_call", client_start_call},
    {"check_call", client_check_call},
    {"close", client_close},
    {"__close", client_close},
    {"__gc", client_gc},
    {NULL, NULL},
  };
  static const luaL_Reg call_methods[] = {
    {"finished", call_finished},     {"waiter", hwcL_waiter},
    {"set_waiter", hwcL_set_waiter}, {"finish", call_finish},
    {"complete", call_complete},     {"progress", call_progress},
    {"cancel", call_cancel},         {"__gc", call_gc},
    {"__tostring", call_tostring},   {NULL, NULL},
  };

  luaL_newmetatable(L, HWCL_CLIENT_TYPE);
  luaL_setfuncs(L, client_methods, 0);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  luaL_newmetatable(L, CALL_TYPE);
  luaL_setfuncs(L, call_methods, 0);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 2);
  lua_pushcfunction(L, client_new);
  lua_setfield(L, -2, "client");
  lua_pushcfunction(L, is_link_local);
  lua_setfield(L, -2, "is_link_local");
}
