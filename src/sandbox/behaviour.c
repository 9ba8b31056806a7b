/* SPDX-License-Identifier: Apache-2.0
 *
 * Everything here that may raise runs protected, under the lock. */
#define _POSIX_C_SOURCE 200809L
#include "sandbox/behaviour.h"

#include "sandbox/disturb.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <lauxlib.h>
#include <lualib.h>

/* Registry keys of the behaviour's state. */
static const char handle_key = 'h';
static const char control_key = 'c';

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

/* monotonic() -> seconds since some moment */
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

/* Protected: opens the behaviour and keeps its two functions. */
static int open_behaviour(lua_State *L)
{
  const struct behaviour_options *o = lua_touserdata(L, 1);

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

/* The fields of the head as one text, "name:value\n" for each, which costs
 * less to keep than a list. */
static void push_head(lua_State *L, const struct request *r)
{
  luaL_Buffer text;

  luaL_buffinit(L, &text);
  for (size_t i = 0; i < r->header_count; i++) {
    const struct header *h = &r->headers[i];
    luaL_addlstring(&text, h->name, h->name_length);
    luaL_addchar(&text, ':');
    if (h->value != NULL)
      luaL_addlstring(&text, h->value, h->value_length);
    luaL_addchar(&text, '\n');
  }
  luaL_pushresult(&text);
}

static void push_lower(lua_State *L, const char *name, size_t length)
{
  luaL_Buffer lower;
  char *text = luaL_buffinitsize(L, &lower, length);

  for (size_t i = 0; i < length; i++)
    text[i] = name[i] >= 'A' && name[i] <= 'Z' ? (char)(name[i] + 32) : name[i];
  luaL_pushresultsize(&lower, length);
}

/* Pushes the first value of each header by lower-case name, then the set of
 * the names that arrived more than once. */
static void push_values(lua_State *L, const struct request *r)
{
  lua_createtable(L, 0, (int)r->header_count);
  int values = lua_gettop(L);
  lua_createtable(L, 0, 0);
  for (size_t i = 0; i < r->header_count; i++) {
    const struct header *h = &r->headers[i];
    push_lower(L, h->name, h->name_length);
    lua_pushvalue(L, -1);
    if (lua_rawget(L, values) == LUA_TNIL) {
      lua_pop(L, 1);
      lua_pushlstring(L, h->value != NULL ? h->value : "", h->value_length);
      lua_rawset(L, values);
    } else {
      lua_pop(L, 1);
      lua_pushboolean(L, true);
      lua_rawset(L, -3);
    }
  }
}

static void push_request(lua_State *L, const struct exchange *x)
{
  const struct request *r = x->request;

  lua_createtable(L, 0, 8);
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
  push_head(L, r);
  lua_setfield(L, -2, "head");
  push_values(L, r);
  lua_setfield(L, -3, "repeated");
  lua_setfield(L, -2, "values");
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

/* Protected: asks the behaviour and makes the response in `x`. The caller has
 * to destroy the response, also where this fails. */
static int make_response(lua_State *L)
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

/* Protected: control(name, text); leaves a copy of the result in `c`. */
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

/* Runs `function` with `argument` in the behaviour's state, which no other
 * thread uses meanwhile. On failure the message is left in `message`. */
static bool run(struct behaviour *behaviour, lua_CFunction function,
                void *argument, char *message, size_t size)
{
  pthread_mutex_lock(&behaviour->lock);
  lua_State *L = behaviour->lua;
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
  pthread_mutex_unlock(&behaviour->lock);
  return ok;
}

bool behaviour_init(struct behaviour *behaviour,
                    const struct behaviour_options *options, char *message,
                    size_t size)
{
  *behaviour = (struct behaviour){0};
  if (pthread_mutex_init(&behaviour->lock, NULL) != 0) {
    snprintf(message, size, "cannot make a lock");
    return false;
  }
  behaviour->has_lock = true;
  behaviour->lua = lua_newstate(memory_allocate, &behaviour->memory);
  if (behaviour->lua == NULL) {
    snprintf(message, size, "not enough memory");
    return false;
  }
  return run(behaviour, open_behaviour, (void *)(uintptr_t)options, message,
             size);
}

void behaviour_done(struct behaviour *behaviour)
{
  lua_State *L = behaviour->lua;

  behaviour->lua = NULL;
  if (L != NULL)
    lua_close(L);
  memory_done(&behaviour->memory);
  if (behaviour->has_lock)
    pthread_mutex_destroy(&behaviour->lock);
  behaviour->has_lock = false;
}

bool behaviour_answer(struct behaviour *behaviour, struct exchange *exchange)
{
  return run(behaviour, make_response, exchange, NULL, 0);
}

bool behaviour_command(struct behaviour *behaviour, struct command *command,
                       char *message, size_t size)
{
  return run(behaviour, run_command, command, message, size);
}
