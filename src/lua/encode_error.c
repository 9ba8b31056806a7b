/* SPDX-License-Identifier: Apache-2.0
 *
 * Errors about arguments: what is allowed and what was given. Values are never
 * shown. */
#include "lua/encode_parts.h"

#include "lua/lua_error.h"
#include "lua/lua_secret.h"
#include <lauxlib.h>
#include <stdarg.h>
#include <stdio.h>

bool hwcL_refuse(const struct hwcL_encoder *e, const struct hwcL_path *path,
                 const char *format, ...)
{
  lua_State *L = e->L;
  va_list arguments;

  luaL_checkstack(L, LUA_MINSTACK, NULL);
  va_start(arguments, format);
  const char *what = lua_pushvfstring(L, format, arguments);
  va_end(arguments);
  if (path != NULL) {
    hwcL_push_path(L, path);
    hwcL_pusherror(L, HWC_KIND_VALIDATION, "%s: %s", lua_tostring(L, -1), what);
    lua_pushliteral(L, "field");
    lua_pushvalue(L, -3);
    lua_rawset(L, -3);
  } else {
    hwcL_pusherror(L, HWC_KIND_VALIDATION, "%s", what);
  }
  if (e->operation != NULL)
    hwcL_set_string(L, "operation", e->operation->name);
  return false;
}

bool hwcL_refuse_violation(const struct hwcL_encoder *e,
                           const struct hwcL_path *path,
                           const struct hwc_violation *violation)
{
  return hwcL_refuse(e, path, "%s, got %s", violation->rule, violation->got);
}

/* Writes the kind of a value: "an integer", "a string of 3 characters". */
static void describe(lua_State *L, int index, char *out, size_t size)
{
  struct hwc_text text;

  switch (lua_type(L, index)) {
  case LUA_TNIL:
  case LUA_TNONE:
    snprintf(out, size, "nothing");
    return;
  case LUA_TSTRING:
    text.data = lua_tolstring(L, index, &text.length);
    ptrdiff_t characters = hwc_text_characters(text);
    if (characters < 0)
      snprintf(out, size, "a string of %zu bytes", text.length);
    else
      snprintf(out, size, "a string of %td character%s", characters,
               characters == 1 ? "" : "s");
    return;
  case LUA_TNUMBER:
    snprintf(out, size, lua_isinteger(L, index) ? "an integer" : "a number");
    return;
  case LUA_TLIGHTUSERDATA:
    snprintf(out, size,
             lua_touserdata(L, index) != NULL ? "a light userdata" : "null");
    return;
  case LUA_TUSERDATA:
    snprintf(out, size,
             hwcL_testsecret(L, index, &text)  ? "a secret"
             : hwcL_is_closed_secret(L, index) ? "a closed secret"
                                               : "a userdata");
    return;
  default:
    snprintf(out, size, "a %s", luaL_typename(L, index));
  }
}

bool hwcL_refuse_type(const struct hwcL_encoder *e,
                      const struct hwcL_path *path, const char *wanted,
                      int index)
{
  char got[80];

  describe(e->L, index, got, sizeof got);
  return hwcL_refuse(e, path, "%s, got %s", wanted, got);
}
