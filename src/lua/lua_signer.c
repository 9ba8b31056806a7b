/* SPDX-License-Identifier: Apache-2.0
 *
 * A signer of the core as a userdata, for the receiving end of signatures. */
#include "lua/lua_signer.h"

#include "core/signer.h"
#include "lua/lua_error.h"
#include "lua/lua_secret.h"
#include "lua/pairs.h"
#include <lauxlib.h>

#define SIGNER_MT "hwc.signer"

/* Headers that need no memory of their own. */
enum { FEW_HEADERS = 32 };

struct signer {
  struct hwc_signer *core; /* owned */
};

static struct hwc_text check_text(lua_State *L, int arg)
{
  struct hwc_text text;

  if (!hwcL_totext(L, arg, &text))
    luaL_typeerror(L, arg, "string");
  return text;
}

static struct hwc_text opt_text(lua_State *L, int arg)
{
  return lua_isnoneornil(L, arg) ? (struct hwc_text){0} : check_text(L, arg);
}

/* new_signer(algorithm, ak, sk, region, service) -> signer | nil, err */
static int new_signer(lua_State *L)
{
  struct hwc_error error = {0};
  struct hwc_signer_options options = {
    .ak = check_text(L, 2),
    .sk = check_text(L, 3),
    .region = opt_text(L, 4),
    .service = opt_text(L, 5),
  };

  luaL_argcheck(L, hwc_algorithm_find(&options.algorithm, check_text(L, 1)), 1,
                "not an algorithm");
  struct signer *signer = lua_newuserdatauv(L, sizeof *signer, 0);
  signer->core = NULL;
  luaL_setmetatable(L, SIGNER_MT);
  enum hwc_status status = hwc_signer_new(&signer->core, &options, &error);
  if (status != HWC_OK)
    return hwcL_fail_status(L, status, HWC_KIND_CREDENTIALS, &error);
  return 1;
}

/* signer:verifies(method, target, headers, body, date, signature) -> boolean */
static int signer_verifies(lua_State *L)
{
  struct signer *signer = luaL_checkudata(L, 1, SIGNER_MT);
  struct hwc_pair few[FEW_HEADERS];
  struct hwc_error error = {0};
  size_t count;

  luaL_argcheck(L, signer->core != NULL, 1, "closed");
  lua_settop(L, 7);
  if (!hwcL_count_pairs(L, 4, "headers", &count))
    return luaL_error(L, "verifies: %s", lua_tostring(L, -1));
  struct hwc_pair *headers =
    count <= FEW_HEADERS ? few
                         : lua_newuserdatauv(L, count * sizeof *headers, 0);
  struct hwc_signing request = {
    .method = check_text(L, 2),
    .target = check_text(L, 3),
    .headers = headers,
    .header_count = count,
    .body = opt_text(L, 5),
    .date = check_text(L, 6),
    .with_underscores = true,
  };
  struct hwc_text signature = check_text(L, 7);
  /* From here on Lua allocates nothing. */
  hwcL_read_pairs(L, 4, headers, count);
  struct hwc_signature *made = hwc_signer_scratch(signer->core);
  bool same =
    hwc_signer_sign(signer->core, &request, made, &error) == HWC_OK &&
    hwc_text_equal_constant_time(hwc_text_of(made->signature), signature);
  hwc_signature_clear(made);
  lua_pushboolean(L, same);
  return 1;
}

/* __gc and __close: safe to call twice */
static int signer_close(lua_State *L)
{
  struct signer *signer = luaL_checkudata(L, 1, SIGNER_MT);
  struct hwc_signer *core = signer->core;

  signer->core = NULL;
  hwc_signer_free(core);
  return 0;
}

static int signer_tostring(lua_State *L)
{
  struct signer *signer = luaL_checkudata(L, 1, SIGNER_MT);

  lua_pushstring(L, signer->core != NULL ? SIGNER_MT : SIGNER_MT " (closed)");
  return 1;
}

void hwcL_open_signer(lua_State *L)
{
  static const luaL_Reg metamethods[] = {
    {"__gc", signer_close},
    {"__close", signer_close},
    {"__tostring", signer_tostring},
    {NULL, NULL},
  };
  static const luaL_Reg methods[] = {
    {"verifies", signer_verifies},
    {NULL, NULL},
  };

  /* Filled also where it is there: memory may have been short before. */
  luaL_newmetatable(L, SIGNER_MT);
  luaL_setfuncs(L, metamethods, 0);
  luaL_newlib(L, methods);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
  lua_pushcfunction(L, new_signer);
  lua_setfield(L, -2, "new_signer");
}
