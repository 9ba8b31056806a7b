/* SPDX-License-Identifier: Apache-2.0
 *
 * The Lua side of the sandbox's HTTP server: starting and closing it, orders
 * to the behaviour, and what programs need for signals. What a request means
 * is said in Lua, see sandbox/behaviour.h. */
#define _POSIX_C_SOURCE 200809L
#include "sandbox/address.h"
#include "sandbox/behaviour.h"
#include "sandbox/listener.h"
#include "sandbox/preload.h"
#include "sandbox/program.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <lauxlib.h>
#include <lua.h>

#define SERVER_MT "hwc.httpd"

#define MAX_CONNECTIONS 4096
#define HEADER_SECONDS 10
#define BODY_SECONDS 60
#define IDLE_SECONDS 60

LUAMOD_API int luaopen__hwc_httpd(lua_State *L);

struct server {
  struct behaviour behaviour;
  struct listener listener;
  pid_t owner; /* process that has the threads */
  char *text;  /* of the last control call, until it is handed over */
};

static const char *text_field(lua_State *L, int table, const char *name)
{
  if (lua_getfield(L, table, name) != LUA_TSTRING)
    luaL_error(L, "option '%s' has to be a string", name);
  return lua_tostring(L, -1); /* stays on the stack */
}

/* `absent` stands for a missing option. */
static lua_Integer integer_field(lua_State *L, int table, const char *name,
                                 lua_Integer max, lua_Integer absent)
{
  int isint = 1;

  lua_Integer value = lua_getfield(L, table, name) == LUA_TNIL
                        ? absent
                        : lua_tointegerx(L, -1, &isint);
  if (!isint || value < 0 || value > max)
    luaL_error(L, "option '%s' has to be an integer from 0 to %I", name, max);
  lua_pop(L, 1);
  return value;
}

/* The texts stay in the table of options, which the server keeps. */
static struct certificate tls_field(lua_State *L, int table)
{
  struct certificate tls = {0};

  if (lua_getfield(L, table, "certificate") != LUA_TNIL) {
    tls.chain = luaL_checkstring(L, -1);
    tls.key = text_field(L, table, "key");
  }
  return tls;
}

static int fail(lua_State *L, const char *message)
{
  lua_pushnil(L);
  lua_pushstring(L, message);
  return 2;
}

static void read_behaviour_options(lua_State *L, struct behaviour_options *o)
{
  o->module = text_field(L, 1, "module");
  o->path = text_field(L, 1, "path");
  o->cpath = text_field(L, 1, "cpath");
  o->config = text_field(L, 1, "config");
  o->config_length = lua_rawlen(L, -1);
  o->preloaded = preload_push(L, &o->preloaded_count);
}

static void read_bounds(lua_State *L, struct listener_options *bounds)
{
  bounds->port = (uint16_t)integer_field(L, 1, "port", UINT16_MAX, 0);
  bounds->max_body = (size_t)integer_field(L, 1, "max_body", INT32_MAX, 0);
  bounds->peers = (struct peers_options){
    .max = (unsigned)integer_field(L, 1, "max_connections", 1000000,
                                   MAX_CONNECTIONS),
    .header_seconds =
      (double)integer_field(L, 1, "header_seconds", INT32_MAX, HEADER_SECONDS),
    .body_seconds =
      (double)integer_field(L, 1, "body_seconds", INT32_MAX, BODY_SECONDS),
    .idle_seconds = IDLE_SECONDS,
  };
}

/* Why libmicrohttpd does not start. */
static const char *daemon_problem(int reason, const struct certificate *tls)
{
  if (tls->chain && MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES)
    return "this libmicrohttpd was built without TLS";
  if (reason > 0)
    return strerror(reason);
  return tls->chain != NULL
           ? "cannot start the HTTPS server: the certificate and the "
             "key have to be PEM, and fit each other"
           : "cannot start the HTTP server";
}

/* start{address, port, max_body, module, config, path, cpath,
 *       max_connections = 4096, header_seconds = 10, body_seconds = 60,
 *       certificate, key} -> server | nil, message
 * `port` 0 takes a free one; `max_body` in bytes; with `certificate` and `key`,
 * both PEM, it is HTTPS. */
static int httpd_start(lua_State *L)
{
  struct behaviour_options o = {0};
  struct listener_options bounds = {0};
  struct sockaddr_storage address;
  char message[512];

  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  /* While a state is closed it would never be finalized itself. */
  if (lua_gc(L, LUA_GCCOUNT) < 0)
    return luaL_error(L, "a finalizer (__gc) cannot start a sandbox");
  const char *host = text_field(L, 1, "address");
  read_behaviour_options(L, &o);
  read_bounds(L, &bounds);
  if (!address_parse(host, bounds.port, &address))
    return fail(L, "the address is neither IPv4 nor IPv6 in numbers");
  bounds.address = (const struct sockaddr *)&address;

  bounds.tls = tls_field(L, 1);
  struct server *s = lua_newuserdatauv(L, sizeof(*s), 1);
  memset(s, 0, sizeof(*s));
  s->owner = getpid();
  luaL_setmetatable(L, SERVER_MT);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  if (!behaviour_init(&s->behaviour, &o, message, sizeof(message)))
    return fail(L, message);
  int reason = listener_start(&s->listener, &s->behaviour, &bounds);
  if (reason != 0)
    return fail(L, daemon_problem(reason, &bounds.tls));
  return 1;
}

static struct server *check_server(lua_State *L)
{
  struct server *s = luaL_checkudata(L, 1, SERVER_MT);
  if (s->listener.daemon == NULL)
    luaL_error(L, "attempt to use a closed sandbox");
  return s;
}

/* server:port() -> integer */
static int server_port(lua_State *L)
{
  lua_pushinteger(L, check_server(L)->listener.port);
  return 1;
}

/* server:control(name, text) -> text | nil, message */
static int server_control(lua_State *L)
{
  struct server *s = check_server(L);
  struct command c = {.name = luaL_checkstring(L, 2)};
  char message[512];

  c.text = luaL_checklstring(L, 3, &c.text_length);
  bool ok = behaviour_command(&s->behaviour, &c, message, sizeof(message));
  free(s->text);
  s->text = c.result; /* pushing may raise: the server owns it until then */
  if (!ok)
    return fail(L, message);
  lua_pushlstring(L, s->text, c.result_length);
  free(s->text);
  s->text = NULL;
  return 1;
}

/* server:close(), __gc and __close: joins the threads; safe to call twice. The
 * listener's may be in the behaviour until it is joined. */
static int server_close(lua_State *L)
{
  struct server *s = luaL_checkudata(L, 1, SERVER_MT);

  if (s->owner != getpid()) {
    s->listener.daemon = NULL;
    return 0;
  }
  listener_stop(&s->listener);
  behaviour_done(&s->behaviour);
  free(s->text);
  s->text = NULL;
  return 0;
}

static int server_tostring(lua_State *L)
{
  struct server *s = luaL_checkudata(L, 1, SERVER_MT);
  if (s->listener.daemon != NULL)
    lua_pushfstring(L, SERVER_MT " (port %d)", (int)s->listener.port);
  else
    lua_pushliteral(L, SERVER_MT " (closed)");
  return 1;
}

/* outward_address(address) -> text | nil
 * The address by which others reach this machine, of the family of `address`;
 * nil where there is no route, or `address` is none. */
static int httpd_outward_address(lua_State *L)
{
  struct sockaddr_storage address;
  char text[INET6_ADDRSTRLEN];

  if (!address_parse(luaL_checkstring(L, 1), 0, &address) ||
      !address_outward(address.ss_family, text))
    return 0;
  lua_pushstring(L, text);
  return 1;
}

static const luaL_Reg server_methods[] = {
  {"close", server_close},
  {"control", server_control},
  {"port", server_port},
  {NULL, NULL},
};

static const luaL_Reg server_metamethods[] = {
  {"__gc", server_close},
  {"__close", server_close},
  {"__tostring", server_tostring},
  {NULL, NULL},
};

static const luaL_Reg httpd_functions[] = {
  {"start", httpd_start},
  {"outward_address", httpd_outward_address},
  /* Programs alone call these: how signals are treated, and how many
   * descriptors there are, is theirs. */
  {"hold_signals", program_hold_signals},
  {"raise_file_limit", program_raise_file_limit},
  {"save_file", program_save_file},
  {"wait_signal", program_wait_signal},
  {NULL, NULL},
};

int luaopen__hwc_httpd(lua_State *L)
{
  if (luaL_newmetatable(L, SERVER_MT)) {
    luaL_setfuncs(L, server_metamethods, 0);
    luaL_newlib(L, server_methods);
    lua_setfield(L, -2, "__index");
  }
  lua_pop(L, 1);
  luaL_newlib(L, httpd_functions);
  return 1;
}
