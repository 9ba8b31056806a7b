/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTTP server of the sandbox: libmicrohttpd on a thread of its own, with a
 * Lua state of its own that runs a behaviour module. The module, in Lua,
 * decides what a request does; this file only connects the two.
 *
 * The behaviour module has open(config, host) -> handle, control. `config` is
 * the text given to start(); `host` has time() (Unix seconds) and monotonic()
 * (seconds), both with fractions.
 *   handle{method, target, version, headers, body, too_large}
 *     -> status, {{name, value}, ...}, body, {delay, cut}
 *   status nil closes the connection without a response. `target` is as in
 *   the request line; `headers` are {name, value} pairs in order of arrival.
 * The answer is sent `delay` seconds later (below 0: never); after `cut` bytes
 * of the body the connection ends. Both may be nil, and so may their table.
 *   control(name, text) -> text
 * Both run under one lock, so the behaviour never runs concurrently. */
#define _POSIX_C_SOURCE 200809L

#include "sandbox/address.h"
#include "sandbox/disturb.h"
#include "sandbox/preload.h"
#include "sandbox/program.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <microhttpd.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#define SERVER_MT "hwc.httpd"

#define CONNECTION_MEMORY (256 * 1024) /* maximum size of request headers */
#define IDLE_SECONDS 60

LUAMOD_API int luaopen__hwc_httpd(lua_State *L);

struct server {
  struct MHD_Daemon *daemon; /* NULL once closed */
  lua_State *lua;            /* of the behaviour; guarded by `lock` */
  struct disturb *disturb;   /* stopped once closed */
  pthread_mutex_t lock;
  bool has_lock;
  pid_t owner; /* process that has the thread */
  size_t max_body;
  uint16_t port;
  uint32_t failures; /* numbers the failure responses */
  char *text;        /* result of control(), until it was pushed */
};

/* PEM; of both or of none. */
struct certificate {
  const char *chain;
  const char *key;
};

struct header {
  const char *name;
  const char *value;
  size_t name_length;
  size_t value_length;
};

/* One request, from its first line to the end of its response. */
struct request {
  char *target;
  char *body;
  size_t length;
  size_t capacity;
  struct header *headers;
  size_t header_count;
  size_t header_capacity;
  bool begun;
  bool too_large;
  bool broken; /* out of memory */
  bool answered;
  unsigned status; /* of the answer; 0: none, the connection is closed */
  struct MHD_Response *response;
};

/* Arguments passed between the states by a light userdata. */
struct opening {
  const char *path;
  const char *cpath;
  const char *module;
  const char *config;
  size_t config_length;
  const struct preloaded *preloaded;
  size_t preloaded_count;
};

struct exchange {
  const struct request *request;
  const char *method;
  const char *version;
  unsigned status; /* 0: no response */
  struct MHD_Response *response;
  double delay; /* seconds; below 0: for ever */
};

struct command {
  const char *name;
  const char *text;
  size_t text_length;
  char *result;
  size_t result_length;
};

/* Registry keys of the behaviour's state. */
static const char handle_key = 'h';
static const char control_key = 'c';

/* The behaviour's state. */

static double seconds_of(clockid_t clock)
{
  struct timespec now;
  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* time() -> Unix seconds */
static int host_time(lua_State *L)
{
  lua_pushnumber(L, seconds_of(CLOCK_REALTIME));
  return 1;
}

/* monotonic() -> seconds of a monotonic clock */
static int host_monotonic(lua_State *L)
{
  lua_pushnumber(L, seconds_of(CLOCK_MONOTONIC));
  return 1;
}

static const luaL_Reg host_functions[] = {
  {"time", host_time},
  {"monotonic", host_monotonic},
  {NULL, NULL},
};

/* Protected: opens the behaviour and stores its two functions. */
static int open_behaviour(lua_State *L)
{
  const struct opening *o = lua_touserdata(L, 1);

  luaL_openlibs(L);
  lua_getglobal(L, LUA_LOADLIBNAME);
  lua_pushstring(L, o->path);
  lua_setfield(L, -2, "path");
  lua_pushstring(L, o->cpath);
  lua_setfield(L, -2, "cpath");
  lua_getfield(L, -1, "preload");
  preload_set(L, o->preloaded, o->preloaded_count);
  lua_settop(L, 1);

  lua_getglobal(L, "require");
  lua_pushstring(L, o->module);
  lua_call(L, 1, 1);
  luaL_checktype(L, -1, LUA_TTABLE);
  lua_getfield(L, -1, "open");
  lua_pushlstring(L, o->config, o->config_length);
  luaL_newlib(L, host_functions);
  lua_call(L, 2, 2);
  luaL_checktype(L, -2, LUA_TFUNCTION);
  luaL_checktype(L, -1, LUA_TFUNCTION);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &control_key);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &handle_key);
  return 0;
}

static void push_request(lua_State *L, const struct exchange *x)
{
  const struct request *r = x->request;

  lua_createtable(L, 0, 6);
  lua_pushstring(L, x->method);
  lua_setfield(L, -2, "method");
  lua_pushstring(L, x->version);
  lua_setfield(L, -2, "version");
  lua_pushstring(L, r->target);
  lua_setfield(L, -2, "target");
  lua_pushboolean(L, r->too_large);
  lua_setfield(L, -2, "too_large");
  lua_pushlstring(L, r->body != NULL ? r->body : "", r->length);
  lua_setfield(L, -2, "body");
  lua_createtable(L, (int)r->header_count, 0);
  for (size_t i = 0; i < r->header_count; i++) {
    const struct header *h = &r->headers[i];
    lua_createtable(L, 2, 0);
    lua_pushlstring(L, h->name, h->name_length);
    lua_rawseti(L, -2, 1);
    lua_pushlstring(L, h->value != NULL ? h->value : "", h->value_length);
    lua_rawseti(L, -2, 2);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_setfield(L, -2, "headers");
}

static void add_headers(lua_State *L, int headers, struct MHD_Response *to)
{
  lua_Integer count = luaL_len(L, headers);

  for (lua_Integer i = 1; i <= count; i++) {
    lua_geti(L, headers, i);
    lua_geti(L, -1, 1);
    lua_geti(L, -2, 2);
    if (!MHD_add_response_header(to, luaL_checkstring(L, -2),
                                 luaL_checkstring(L, -1)))
      luaL_error(L, "header %d of the response cannot be sent", (int)i);
    lua_pop(L, 3);
  }
}

/* A member of the manner at `index`, or `otherwise`. */
static double manner_of(lua_State *L, int index, const char *name,
                        double otherwise)
{
  if (lua_isnoneornil(L, index))
    return otherwise;
  lua_getfield(L, index, name);
  double value = luaL_optnumber(L, -1, otherwise);
  lua_pop(L, 1);
  return value;
}

static struct MHD_Response *new_response(const char *body, size_t length,
                                         double cut)
{
  if (cut >= 0)
    return disturb_cut_response(body, length, (size_t)cut);
  return MHD_create_response_from_buffer(length, (void *)(uintptr_t)body,
                                         MHD_RESPMEM_MUST_COPY);
}

/* Protected: runs the behaviour and builds the response in `x`. The caller
 * destroys the response, also on failure. */
static int handle_request(lua_State *L)
{
  struct exchange *x = lua_touserdata(L, 1);
  size_t length;

  lua_rawgetp(L, LUA_REGISTRYINDEX, &handle_key);
  push_request(L, x);
  lua_call(L, 1, 4); /* 2 status, 3 headers, 4 body, 5 manner */
  x->delay = manner_of(L, 5, "delay", 0);
  if (lua_isnil(L, 2))
    return 0;
  lua_Integer status = luaL_checkinteger(L, 2);
  luaL_argcheck(L, status >= 200 && status <= 999, 2, "not an HTTP status");
  const char *body = luaL_checklstring(L, 4, &length);
  x->response = new_response(body, length, manner_of(L, 5, "cut", -1));
  if (x->response == NULL)
    return luaL_error(L, "not enough memory");
  add_headers(L, 3, x->response);
  x->status = (unsigned)status;
  return 0;
}

/* Protected: control(name, text); stores a copy of the result in `c`. */
static int run_command(lua_State *L)
{
  struct command *c = lua_touserdata(L, 1);
  size_t length;

  lua_rawgetp(L, LUA_REGISTRYINDEX, &control_key);
  lua_pushstring(L, c->name);
  lua_pushlstring(L, c->text, c->text_length);
  lua_call(L, 2, 1);
  const char *result = luaL_checklstring(L, -1, &length);
  c->result = malloc(length + 1);
  if (c->result == NULL)
    return luaL_error(L, "not enough memory");
  memcpy(c->result, result, length + 1);
  c->result_length = length;
  return 0;
}

/* Runs `function` with `argument` in the behaviour's state, under the lock. On
 * failure `message` holds the error. */
static bool in_behaviour(struct server *s, lua_CFunction function,
                         void *argument, char *message, size_t size)
{
  pthread_mutex_lock(&s->lock);
  lua_State *L = s->lua;
  lua_settop(L, 0);
  lua_pushcfunction(L, function);
  lua_pushlightuserdata(L, argument);
  bool ok = lua_pcall(L, 1, 0, 0) == LUA_OK;
  if (!ok && size > 0) {
    const char *text = lua_type(L, -1) == LUA_TSTRING
                         ? lua_tostring(L, -1)
                         : "the behaviour failed without a message";
    snprintf(message, size, "%s", text);
  }
  lua_settop(L, 0);
  pthread_mutex_unlock(&s->lock);
  return ok;
}

/* Callbacks of libmicrohttpd, on its thread. */

static void *on_request_line(void *closure, const char *target,
                             struct MHD_Connection *connection)
{
  (void)closure;
  (void)connection;
  struct request *r = calloc(1, sizeof(*r));
  if (r == NULL)
    return NULL;
  r->target = strdup(target);
  if (r->target == NULL) {
    free(r);
    return NULL;
  }
  return r;
}

/* Keeps percent-encoding, since signatures cover it. */
static size_t keep_escapes(void *closure, struct MHD_Connection *connection,
                           char *text)
{
  (void)closure;
  (void)connection;
  return strlen(text);
}

static enum MHD_Result on_header(void *closure, enum MHD_ValueKind kind,
                                 const char *name, size_t name_length,
                                 const char *value, size_t value_length)
{
  (void)kind;
  struct request *r = closure;
  if (r->header_count == r->header_capacity) {
    size_t capacity = r->header_capacity ? 2 * r->header_capacity : 16;
    struct header *grown = realloc(r->headers, capacity * sizeof(*grown));
    if (grown == NULL) {
      r->broken = true;
      return MHD_NO;
    }
    r->headers = grown;
    r->header_capacity = capacity;
  }
  r->headers[r->header_count++] = (struct header){
    .name = name,
    .name_length = name_length,
    .value = value,
    .value_length = value_length,
  };
  return MHD_YES;
}

/* Data above the limit is read and dropped, so that the client can read the
 * response. */
static void take_body(struct server *s, struct request *r, const char *data,
                      size_t size)
{
  if (r->too_large || r->broken)
    return;
  if (size > s->max_body - r->length) {
    r->too_large = true;
    free(r->body);
    r->body = NULL;
    r->length = r->capacity = 0;
    return;
  }
  if (r->length + size > r->capacity) {
    size_t capacity = r->capacity ? r->capacity : 4096;
    while (capacity < r->length + size)
      capacity *= 2;
    char *grown = realloc(r->body, capacity);
    if (grown == NULL) {
      r->broken = true;
      return;
    }
    r->body = grown;
    r->capacity = capacity;
  }
  memcpy(r->body + r->length, data, size);
  r->length += size;
}

/* The response if the behaviour failed. */
static struct MHD_Response *failure_response(struct server *s)
{
  char id[33];
  char body[160];

  pthread_mutex_lock(&s->lock);
  uint32_t number = ++s->failures;
  pthread_mutex_unlock(&s->lock);
  snprintf(id, sizeof(id), "%016llx%016lx", (unsigned long long)time(NULL),
           (unsigned long)number);
  int length =
    snprintf(body, sizeof(body),
             "{\"error_code\":\"APIG.0601\",\"error_msg\":\"Internal server "
             "error\",\"request_id\":\"%s\"}",
             id);
  struct MHD_Response *response = MHD_create_response_from_buffer(
    (size_t)length, body, MHD_RESPMEM_MUST_COPY);
  if (response != NULL) {
    MHD_add_response_header(response, "Content-Type", "application/json");
    MHD_add_response_header(response, "X-Request-Id", id);
  }
  return response;
}

/* Makes the answer of a request that is whole. False: the connection is
 * suspended, and its handler is called again when the answer is due. */
static bool answer(struct server *s, struct request *r,
                   struct MHD_Connection *connection, const char *method,
                   const char *version)
{
  struct exchange x = {.request = r, .method = method, .version = version};

  MHD_get_connection_values_n(connection, MHD_HEADER_KIND, on_header, r);
  bool made = !r->broken && in_behaviour(s, answer_request, &x, NULL, 0);
  r->answered = true;
  if (made) {
    r->status = x.status;
    r->response = x.response;
    return x.delay == 0 || !disturb_delay(s->disturb, connection, x.delay);
  }
  if (x.response != NULL)
    MHD_destroy_response(x.response);
  r->status = MHD_HTTP_INTERNAL_SERVER_ERROR;
  r->response = failure_response(s);
  return true;
}

static enum MHD_Result on_request(void *closure,
                                  struct MHD_Connection *connection,
                                  const char *url, const char *method,
                                  const char *version, const char *data,
                                  size_t *size, void **state)
{
  struct server *s = closure;
  struct request *r = *state;

  (void)url;
  if (r == NULL)
    return MHD_NO;
  if (!r->begun) {
    r->begun = true;
    return MHD_YES;
  }
  if (*size > 0) {
    take_body(s, r, data, *size);
    *size = 0;
    return MHD_YES;
  }

  if (!r->answered && !answer(s, r, connection, method, version))
    return MHD_YES; /* suspended */
  if (r->response == NULL)
    return MHD_NO;
  return MHD_queue_response(connection, r->status, r->response);
}

static void on_completed(void *closure, struct MHD_Connection *connection,
                         void **state, enum MHD_RequestTerminationCode code)
{
  struct request *r = *state;

  (void)closure;
  (void)connection;
  (void)code;
  if (r == NULL)
    return;
  if (r->response != NULL)
    MHD_destroy_response(r->response);
  free(r->target);
  free(r->body);
  free(r->headers);
  free(r);
  *state = NULL;
}

/* The parent state. */

/* The thread blocks all signals; they are handled by the host's threads. */
static void start_daemon(struct server *s, const struct sockaddr *address,
                         const struct certificate *tls)
{
  unsigned flags = MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD |
                   MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME;
  struct MHD_OptionItem more[] = {
    {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)tls->chain},
    {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)tls->key},
    {MHD_OPTION_END, 0, NULL},
  };
  sigset_t all, before;

  if (tls->chain != NULL)
    flags |= MHD_USE_TLS;
  else
    more[0].option = MHD_OPTION_END;

  if (address->sa_family == AF_INET6)
    flags |= MHD_USE_IPv6;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  errno = 0;
  s->daemon = MHD_start_daemon(
    flags, 0, NULL, NULL, on_request, s, MHD_OPTION_SOCK_ADDR, address,
    MHD_OPTION_URI_LOG_CALLBACK, on_request_line, NULL,
    MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
    MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_ARRAY,
    more, MHD_OPTION_END);
  int reason = errno;
  /* Since libmicrohttpd 1.0 errno is no longer that of bind(). */
  int bound = s->daemon != NULL ? 0 : address_bind_error(address);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  errno = bound != 0 ? bound : reason;
}

static const char *text_field(lua_State *L, int table, const char *name)
{
  if (lua_getfield(L, table, name) != LUA_TSTRING)
    luaL_error(L, "option '%s' has to be a string", name);
  return lua_tostring(L, -1); /* stays on the stack */
}

static lua_Integer integer_field(lua_State *L, int table, const char *name,
                                 lua_Integer max)
{
  int isint;

  lua_getfield(L, table, name);
  lua_Integer value = lua_tointegerx(L, -1, &isint);
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

/* Why libmicrohttpd does not start. */
static const char *daemon_problem(int reason, const struct certificate *tls)
{
  if (tls->chain != NULL &&
      MHD_is_feature_supported(MHD_FEATURE_TLS) != MHD_YES)
    return "this libmicrohttpd was built without TLS";
  if (reason)
    return strerror(reason);
  return tls->chain != NULL
           ? "cannot start the HTTPS server: the certificate and the "
             "key have to be PEM, and fit each other"
           : "cannot start the HTTP server";
}

/* start{address, port, max_body, module, config, path, cpath, certificate,
 *       key} -> server | nil, message
 * `port` 0 takes a free one; `max_body` in bytes; with `certificate` and `key`,
 * both PEM, it is HTTPS. */
static int httpd_start(lua_State *L)
{
  struct opening o = {0};
  struct sockaddr_storage address;
  char message[512];

  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 1);
  /* A server created while the state is closed would never be finalized. */
  if (lua_gc(L, LUA_GCCOUNT) < 0)
    return luaL_error(L, "a finalizer (__gc) cannot start a sandbox");
  const char *host = text_field(L, 1, "address");
  o.module = text_field(L, 1, "module");
  o.path = text_field(L, 1, "path");
  o.cpath = text_field(L, 1, "cpath");
  o.config = text_field(L, 1, "config");
  o.config_length = lua_rawlen(L, -1);
  uint16_t port = (uint16_t)integer_field(L, 1, "port", UINT16_MAX);
  size_t max_body = (size_t)integer_field(L, 1, "max_body", INT32_MAX);
  o.preloaded = preload_push(L, &o.preloaded_count);
  if (!address_parse(host, port, &address))
    return fail(L, "the address is neither IPv4 nor IPv6 in numbers");

  struct certificate tls = tls_field(L, 1);
  struct server *s = lua_newuserdatauv(L, sizeof(*s), 1);
  *s = (struct server){.owner = getpid(), .max_body = max_body};
  luaL_setmetatable(L, SERVER_MT);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  if (pthread_mutex_init(&s->lock, NULL) != 0)
    return fail(L, "cannot create a lock");
  s->has_lock = true;
  s->lua = luaL_newstate();
  if (s->lua == NULL)
    return fail(L, "not enough memory");
  if (!in_behaviour(s, open_behaviour, &o, message, sizeof(message)))
    return fail(L, message);

  s->disturb = disturb_new();
  if (s->disturb == NULL)
    return fail(L, "cannot start a thread");
  start_daemon(s, (const struct sockaddr *)&address, &tls);
  if (s->daemon == NULL)
    return fail(L, daemon_problem(errno, &tls));
  const union MHD_DaemonInfo *info =
    MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT);
  s->port = info != NULL ? info->port : port;
  return 1;
}

static struct server *check_server(lua_State *L)
{
  struct server *s = luaL_checkudata(L, 1, SERVER_MT);
  if (s->daemon == NULL)
    luaL_error(L, "attempt to use a closed sandbox");
  return s;
}

/* server:port() -> integer */
static int server_port(lua_State *L)
{
  lua_pushinteger(L, check_server(L)->port);
  return 1;
}

/* server:control(name, text) -> text | nil, message */
static int server_control(lua_State *L)
{
  struct server *s = check_server(L);
  struct command c = {.name = luaL_checkstring(L, 2)};
  char message[512];

  c.text = luaL_checklstring(L, 3, &c.text_length);
  bool ok = in_behaviour(s, run_command, &c, message, sizeof(message));
  free(s->text);
  s->text =
    c.result; /* pushing may raise an error: the server owns it until then */
  if (!ok)
    return fail(L, message);
  lua_pushlstring(L, s->text, c.result_length);
  free(s->text);
  s->text = NULL;
  return 1;
}

/* server:close(), __gc and __close: joins the thread; safe to call twice. The
 * behaviour may be running until the thread is joined. */
static int server_close(lua_State *L)
{
  struct server *s = luaL_checkudata(L, 1, SERVER_MT);
  struct MHD_Daemon *daemon = s->daemon;

  s->daemon = NULL;
  if (s->owner != getpid())
    return 0;
  disturb_stop(s->disturb);
  if (daemon != NULL)
    MHD_stop_daemon(daemon);
  disturb_free(s->disturb);
  s->disturb = NULL;
  lua_State *behaviour = s->lua;
  s->lua = NULL;
  if (behaviour != NULL)
    lua_close(behaviour);
  if (s->has_lock)
    pthread_mutex_destroy(&s->lock);
  s->has_lock = false;
  free(s->text);
  s->text = NULL;
  return 0;
}

static int server_tostring(lua_State *L)
{
  struct server *s = luaL_checkudata(L, 1, SERVER_MT);
  if (s->daemon != NULL)
    lua_pushfstring(L, SERVER_MT " (port %d)", (int)s->port);
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
  /* Programs alone call these: how signals are treated is theirs. */
  {"hold_signals", program_hold_signals},
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
