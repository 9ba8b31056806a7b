/* SPDX-License-Identifier: Apache-2.0
 *
 * Targets written in Lua: FUZZ_SCRIPT returns a function that takes the input
 * and raises an error on failure. Lines of Lua are reported as coverage, like
 * branches of C. */
#include "hwc.h"
#include "spec/fuzz/fuzz.h"
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

#define PLACES 8192

__attribute__((
  section("__libfuzzer_extra_counters"))) static uint8_t places[PLACES];

static void on_line(lua_State *L, lua_Debug *at)
{
  lua_getinfo(L, "S", at);
  size_t place = (size_t)at->currentline;
  for (const char *c = at->short_src; *c != '\0'; c++)
    place = place * 31 + (unsigned char)*c;
  places[place % PLACES]++;
}

static void fail(lua_State *L)
{
  fprintf(stderr, "%s\n", luaL_tolstring(L, -1, NULL));
  abort();
}

static lua_State *start(void)
{
  lua_State *L = luaL_newstate();

  EXPECT(L != NULL);
  luaL_openlibs(L);
  luaL_requiref(L, "hwc", luaopen_hwc, 0);
  lua_pop(L, 1);
  if (luaL_dofile(L, FUZZ_SCRIPT) != LUA_OK)
    fail(L);
  lua_sethook(L, on_line, LUA_MASKLINE, 0);
  return L;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static lua_State *L;

  if (L == NULL)
    L = start();
  lua_pushvalue(L, 1);
  lua_pushlstring(L, (const char *)data, size);
  if (lua_pcall(L, 1, 0, 0) != LUA_OK)
    fail(L);
  return 0;
}
