/* SPDX-License-Identifier: Apache-2.0
 *
 * Infos wait in a table with weak keys, which leads to their calls. */
#include "lua/lua_info.h"

#include "lua/decode_parts.h"
#include <lauxlib.h>
#include <string.h>

/* Registry keys. */
static const char waiting_key; /* calls, by info */
static const char metatable_key;

bool hwcL_info_may_wait(const struct call *call)
{
  return !call->has_secrets && hwc_call_result(call->core)->has_request_id;
}

static void push_waiting(lua_State *L)
{
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &waiting_key) == LUA_TTABLE)
    return;
  lua_pop(L, 1);
  lua_newtable(L);
  lua_createtable(L, 0, 1);
  lua_pushliteral(L, "k");
  lua_setfield(L, -2, "__mode");
  lua_setmetatable(L, -2);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &waiting_key);
}

/* Sets the two members, except one that the program has set. */
static void set_members(lua_State *L, int info, const struct call *call)
{
  static const char *const names[] = {"headers", "request_id"};
  int first = lua_gettop(L) + 1;
  const struct hwc_result result = {.headers = call->message.headers};
  const struct hwcL_response response = {
    .operation = call->operation,
    .result = &result,
    .secrets = hwc_buffer_text(&call->message.secrets),
  };

  for (int i = 0; i < 2; i++) {
    lua_pushstring(L, names[i]);
    lua_rawget(L, info);
  }
  lua_pushvalue(L, info);
  hwcL_set_headers(L, &response, (struct hwc_text){NULL, 0}, false);
  for (int i = 0; i < 2; i++) {
    if (lua_isnil(L, first + i))
      continue;
    lua_pushstring(L, names[i]);
    lua_pushvalue(L, first + i);
    lua_rawset(L, info);
  }
  lua_settop(L, first - 1);
}

/* Makes the members of the info at `index`, if it waits. On a memory error it
 * still waits. */
static void fill(lua_State *L, int index)
{
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  push_waiting(L);
  int waiting = lua_gettop(L);
  lua_pushvalue(L, index);
  if (lua_rawget(L, waiting) == LUA_TUSERDATA) {
    struct call *call = lua_touserdata(L, -1);
    set_members(L, index, call);
    hwc_message_done(&call->message);
    lua_pushvalue(L, index);
    lua_pushnil(L);
    lua_rawset(L, waiting);
    lua_pushnil(L);
    lua_setmetatable(L, index);
  }
  lua_settop(L, waiting - 1);
}

/* info.name */
static int info_index(lua_State *L)
{
  const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : NULL;

  luaL_checktype(L, 1, LUA_TTABLE);
  if (name == NULL ||
      (strcmp(name, "headers") != 0 && strcmp(name, "request_id") != 0))
    return 0;
  fill(L, 1);
  lua_settop(L, 2);
  lua_rawget(L, 1);
  return 1;
}

static int info_next(lua_State *L)
{
  luaL_checktype(L, 1, LUA_TTABLE);
  lua_settop(L, 2);
  return lua_next(L, 1) ? 2 : 0;
}

/* pairs(info) */
static int info_pairs(lua_State *L)
{
  luaL_checktype(L, 1, LUA_TTABLE);
  fill(L, 1);
  lua_pushcfunction(L, info_next);
  lua_pushvalue(L, 1);
  return 2;
}

static void push_metatable(lua_State *L)
{
  static const luaL_Reg metamethods[] = {
    {"__index", info_index},
    {"__pairs", info_pairs},
    {NULL, NULL},
  };

  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &metatable_key) == LUA_TTABLE)
    return;
  lua_pop(L, 1);
  luaL_newlib(L, metamethods);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &metatable_key);
}

void hwcL_push_infos(lua_State *L)
{
  push_waiting(L);
  push_metatable(L);
}

void hwcL_info_wait(lua_State *L, int index)
{
  lua_pushvalue(L, -1);
  lua_pushvalue(L, index);
  lua_rawset(L, lua_upvalueindex(HWCL_UP_WAITING));
  lua_pushvalue(L, lua_upvalueindex(HWCL_UP_INFO));
  lua_setmetatable(L, -2);
}

/* fill_info(value) */
static int fill_info(lua_State *L)
{
  luaL_checkany(L, 1);
  if (lua_type(L, 1) == LUA_TTABLE)
    fill(L, 1);
  return 0;
}

void hwcL_open_info(lua_State *L)
{
  lua_pushcfunction(L, fill_info);
  lua_setfield(L, -2, "fill_info");
}
