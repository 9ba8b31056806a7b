/* SPDX-License-Identifier: Apache-2.0
 *
 * Secrets as userdata. */
#include "lua/lua_secret.h"

#include "core/curl_memory.h"
#include "core/file.h"
#include "core/redact.h"
#include "lua/lua_error.h"
#include "lua/lua_loop.h"
#include <errno.h>
#include <lauxlib.h>
#include <stdlib.h>
#include <string.h>

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
  lua_pushliteral(L, "hwc.secret: (redacted)");
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

  if (secret == NULL || secret->bytes.data == NULL)
    return false;
  *text = hwc_buffer_text(&secret->bytes);
  return true;
}

bool hwcL_is_closed_secret(lua_State *L, int index)
{
  const struct hwc_secret *secret = luaL_testudata(L, index, SECRET_MT);

  return secret != NULL && secret->bytes.data == NULL;
}

bool hwcL_totext(lua_State *L, int index, struct hwc_text *text)
{
  if (lua_type(L, index) == LUA_TSTRING) {
    text->data = lua_tolstring(L, index, &text->length);
    return true;
  }
  return hwcL_testsecret(L, index, text);
}

/* --- Environment and files ---------------------------------------------- */

enum { ENV, FILE_PATH, SOURCES };

static const char *const sources[SOURCES] = {"env", "file"};

/* Returns which of the two sources the table at 1 names; pushes its value, a
 * string. */
static int check_source(lua_State *L)
{
  int found = -1;

  lua_settop(L, 1);
  lua_pushnil(L);
  while (lua_next(L, 1)) {
    int source = 0;
    while (source < SOURCES &&
           !(lua_type(L, 2) == LUA_TSTRING &&
             strcmp(lua_tostring(L, 2), sources[source]) == 0))
      source++;
    if (source == SOURCES || found >= 0 || lua_type(L, 3) != LUA_TSTRING ||
        strlen(lua_tostring(L, 3)) != lua_rawlen(L, 3))
      return luaL_argerror(L, 1,
                           "exactly one of env and file is needed, a string");
    found = source;
    lua_pop(L, 1);
  }
  if (found < 0)
    return luaL_argerror(L, 1,
                         "exactly one of env and file is needed, a string");
  lua_getfield(L, 1, sources[found]);
  return found;
}

/* Removes the end of the last line. */
static void trim_line_end(struct hwc_buffer *bytes)
{
  if (bytes->length > 0 && bytes->data[bytes->length - 1] == '\n')
    bytes->data[--bytes->length] = '\0';
  if (bytes->length > 0 && bytes->data[bytes->length - 1] == '\r')
    bytes->data[--bytes->length] = '\0';
}

/* Pushes nil and an error for an unreadable file. */
static int fail_file(lua_State *L, enum hwc_status status, const char *path)
{
  int number = errno;

  if (status == HWC_NO_MEMORY)
    return luaL_error(L, "%s", hwc_status_text(status));
  return hwcL_fail(L, HWC_KIND_CREDENTIALS, "the secret cannot be read: %s: %s",
                   path, hwc_file_problem(status, number));
}

/* secret{env= | file=} -> secret | nil, err */
static int read_secret(lua_State *L)
{
  int source = check_source(L);
  const char *name = lua_tostring(L, -1);
  hwcL_refuse_finalizing(L, "a secret");
  struct hwc_secret *secret = hwcL_push_secret(L);
  struct hwc_buffer *bytes = &secret->bytes;

  if (source == ENV) {
    hwc_buffer_append_text(bytes, hwc_text_of(getenv(name)));
    if (bytes->status != HWC_OK)
      return luaL_error(L, "%s", hwc_status_text(bytes->status));
    if (bytes->length == 0)
      return hwcL_fail(L, HWC_KIND_CREDENTIALS,
                       "the environment variable %s is not set", name);
    return 1;
  }
  bytes->limit = HWC_LONGEST_SETTINGS;
  enum hwc_status status = hwc_file_append(bytes, name);
  if (status != HWC_OK)
    return fail_file(L, status, name);
  trim_line_end(bytes);
  if (bytes->length == 0)
    return hwcL_fail(L, HWC_KIND_CREDENTIALS, "the file %s is empty", name);
  return 1;
}

/* secret(string | secret) -> a new secret; secret{env= | file=} -> secret |
 * nil, err */
static int new_secret(lua_State *L)
{
  struct hwc_text text;

  if (lua_type(L, 1) == LUA_TTABLE)
    return read_secret(L);
  if (!hwcL_totext(L, 1, &text))
    return luaL_argerror(L, 1,
                         "a string, an open secret, or {env=} or {file=} is "
                         "needed");
  hwcL_refuse_finalizing(L, "a secret");
  struct hwc_secret *secret = hwcL_push_secret(L);
  /* so that an empty secret has memory, too */
  hwc_buffer_reserve(&secret->bytes, 1);
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
  lua_pushboolean(L, hwc_redact_is_secret_name(name));
  return 1;
}

/* wipes_libcurl() -> boolean */
static int wipes_libcurl(lua_State *L)
{
  lua_pushboolean(L, hwc_curl_memory_is_wiped());
  return 1;
}

void hwcL_open_secret(lua_State *L)
{
  lua_pushcfunction(L, wipes_libcurl);
  lua_setfield(L, -2, "wipes_libcurl");
  lua_pushcfunction(L, is_secret_name);
  lua_setfield(L, -2, "is_secret_name");
  lua_pushcfunction(L, is_secret);
  lua_setfield(L, -2, "is_secret");
  /* Filled each time: an earlier attempt may have run out of memory. */
  luaL_newmetatable(L, SECRET_MT);
  luaL_setfuncs(L, secret_methods, 0);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
  lua_pushcfunction(L, new_secret);
  lua_setfield(L, -2, "secret");
}
