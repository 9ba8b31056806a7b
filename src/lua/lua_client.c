/* SPDX-License-Identifier: Apache-2.0
 *
 * Clients in C: endpoint, credentials and settings. */
#include "lua/lua_client.h"

#include "core/uri.h"
#include "lua/client_parts.h"
#include "lua/lua_error.h"
#include "lua/lua_info.h"
#include "lua/lua_loop.h"
#include "lua/lua_secret.h"
#include "lua/lua_trace.h"
#include "lua/userdata.h"

#include <lauxlib.h>
#include <string.h>

struct client *hwcL_check_client(lua_State *L)
{
  struct client *c = hwcL_check_self(L, HWCL_UP_CLIENT, HWCL_CLIENT_TYPE);
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
  struct client *c = hwcL_check_self(L, HWCL_UP_CLIENT, HWCL_CLIENT_TYPE);

  forget_credentials(c);
  if (c->loop != NULL)
    hwc_loop_drop_spares(c->loop);
  return 0;
}

static int client_gc(lua_State *L)
{
  struct client *c = hwcL_check_self(L, HWCL_UP_CLIENT, HWCL_CLIENT_TYPE);
  forget_credentials(c);
  hwc_endpoint_done(&c->endpoint);
  hwc_shared_done(&c->shared);
  for (size_t i = 0; i < TEXT_COUNT; i++)
    hwc_buffer_done(&c->texts[i]);
  return 0;
}

void hwcL_push_upvalues(lua_State *L)
{
  luaL_getmetatable(L, HWCL_CLIENT_TYPE);
  luaL_getmetatable(L, HWCL_CALL_TYPE);
  hwcL_push_infos(L);
}

void hwcL_set_functions(lua_State *L, const luaL_Reg *functions)
{
  hwcL_push_upvalues(L);
  luaL_setfuncs(L, functions, HWCL_UPVALUES);
}

void hwcL_open_client(lua_State *L)
{
  static const luaL_Reg methods[] = {
    {"set_credentials", client_set_credentials},
    {"share_credentials", client_share_credentials},
    {"set_project_id", client_set_project_id},
    {"close", client_close},
    {"__close", client_close},
    {"__gc", client_gc},
    {NULL, NULL},
  };
  static const luaL_Reg functions[] = {
    {"client", client_new},
    {"is_link_local", is_link_local},
    {NULL, NULL},
  };

  luaL_newmetatable(L, HWCL_CALL_TYPE);
  luaL_newmetatable(L, HWCL_CLIENT_TYPE);
  hwcL_set_functions(L, methods);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 2);
  luaL_setfuncs(L, functions, 0);
}
