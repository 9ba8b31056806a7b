/* SPDX-License-Identifier: Apache-2.0
 *
 * Secrets as userdata. */
#include "lua/lua_secret.h"

#include "core/mask.h"
#include "lua/lua_loop.h"
#include <lauxlib.h>

#define SECRET_MT "hwc.secret"

/* secret:close(), __gc and __close: safe to call twice */
static int secret_close(lua_State *L)
{
  struct hwc_secret *secret = luaL_checkudata(L, 1, SECRET_MT);

  hwc_buffer_done(&secret->bytes);
  return 0;
}

static int secret_tostring(lua_State *L)
{
  lua_pushliteral(L, "hwc.secret: (hidden)");
  return 1;
}

static const luaL_Reg secret_methods[] = {
  {"close", secret_close},
  {"__gc", secret_close},
  {"__close", secret_close},
  {"__tostring", secret_tostring},
  {NULL, NULL},
};

struct hwc_secret *hwcL_push_secret(lua_State *L)
{
  struct hwc_secret *secret = lua_newuserdatauv(L, sizeof *secret, 0);

  *secret = (struct hwc_secret){.bytes = HWC_BUFFER_INIT};
  luaL_setmetatable(L, SECRET_MT);
  return secret;
}

bool hwcL_testsecret(lua_State *L, int index, struct hwc_text *text)
{
  const struct hwc_secret *secret = luaL_testudata(L, index, SECRET_MT);

  if (!secret || !secret->bytes.data)
    return false;
  *text = hwc_buffer_text(&secret->bytes);
  return true;
}

bool hwcL_totext(lua_State *L, int index, struct hwc_text *text)
{
  if (lua_type(L, index) == LUA_TSTRING) {
    text->data = lua_tolstring(L, index, &text->length);
    return true;
  }
  return hwcL_testsecret(L, index, text);
}

/* secret(string | secret) -> secret of its own */
static int new_secret(lua_State *L)
{
  struct hwc_text text;

  if (!hwcL_totext(L, 1, &text))
    return luaL_argerror(L, 1, "a string or an open secret is needed");
  hwcL_refuse_finalizing(L, "a secret");
  struct hwc_secret *secret = hwcL_push_secret(L);
  hwc_buffer_reserve(&secret->bytes, 1); /* an empty secret is a secret too */
  hwc_buffer_append_text(&secret->bytes, text);
  if (secret->bytes.status != HWC_OK)
    return luaL_error(L, "not enough memory");
  return 1;
}

/* is_secret(value) -> boolean */
static int is_secret(lua_State *L)
{
  struct hwc_text text;

  luaL_checkany(L, 1);
  lua_pushboolean(L, hwcL_testsecret(L, 1, &text));
  return 1;
}

/* is_secret_name(name) -> boolean */
static int is_secret_name(lua_State *L)
{
  struct hwc_text name;

  name.data = luaL_checklstring(L, 1, &name.length);
  lua_pushboolean(L, hwc_mask_is_secret_name(name));
  return 1;
}

void hwcL_open_secret(lua_State *L)
{
  lua_pushcfunction(L, is_secret_name);
  lua_setfield(L, -2, "is_secret_name");
  lua_pushcfunction(L, is_secret);
  lua_setfield(L, -2, "is_secret");
  /* Whole each time: a first attempt may have run out of memory half-way. */
  luaL_newmetatable(L, SECRET_MT);
  luaL_setfuncs(L, secret_methods, 0);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
  lua_pushcfunction(L, new_secret);
  lua_setfield(L, -2, "secret");
}
