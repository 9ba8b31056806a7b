/* SPDX-License-Identifier: Apache-2.0
 *
 * The loop of a Lua state for hosts in C: like hwc.loop() for scripts, but
 * without raising. Each function runs its Lua part in a protected call. */
#include "hwc.h"

#include "lua/lua_loop.h"
#include <lauxlib.h>
#include <poll.h>

/* Pushes the scheduler, which is loaded by every module that can start calls or
 * tasks. */
static void push_scheduler(lua_State *L)
{
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  if (lua_getfield(L, -1, "hwc.scheduler") != LUA_TTABLE)
    luaL_error(L, "hwc has not been opened in this Lua state");
}

static struct hwc_loop *get_loop(lua_State *L)
{
  push_scheduler(L);
  struct hwc_loop *loop = hwcL_push_loop(L);
  hwcL_refuse_forked(L, loop);
  return loop;
}

static int get_pollfd(lua_State *L)
{
  lua_pushinteger(L, hwc_loop_descriptor(get_loop(L)));
  return 1;
}

static int get_timeout(lua_State *L)
{
  lua_pushnumber(L, hwc_loop_due(get_loop(L)));
  return 1;
}

static int step(lua_State *L)
{
  push_scheduler(L);
  lua_getfield(L, -1, "step");
  lua_pushvalue(L, 1);
  lua_call(L, 1, 0);
  return 0;
}

/* Returns the number from `function`, or -1 if it raised an error. */
static double ask(lua_State *L, lua_CFunction function)
{
  double result = -1;

  lua_pushcfunction(L, function);
  if (lua_pcall(L, 0, 1, 0) == LUA_OK)
    result = lua_tonumber(L, -1);
  lua_pop(L, 1);
  return result;
}

int hwc_loop_pollfd(lua_State *L)
{
  return (int)ask(L, get_pollfd);
}

int hwc_loop_events(lua_State *L)
{
  (void)L;
  return POLLIN;
}

double hwc_loop_timeout(lua_State *L)
{
  return ask(L, get_timeout);
}

int hwc_loop_step(lua_State *L, double timeout)
{
  lua_pushcfunction(L, step);
  if (timeout < 0)
    lua_pushnil(L);
  else
    lua_pushnumber(L, timeout);
  return lua_pcall(L, 1, 0, 0);
}
