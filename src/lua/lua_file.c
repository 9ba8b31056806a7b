/* SPDX-License-Identifier: Apache-2.0
 *
 * File functions for the Lua half that Lua's library lacks. */
#define _POSIX_C_SOURCE 200809L

#include "lua/lua_file.h"

#include "core/file.h"
#include "lua/message.h"
#include <errno.h>
#include <lauxlib.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Pushes nil, the path with the problem, and `unusable`: the path may exist,
 * but not as such a file. */
static int refuse(lua_State *L, const char *problem, bool unusable)
{
  lua_pushnil(L);
  lua_pushfstring(L, "%s: %s", lua_tostring(L, 1), problem);
  lua_pushboolean(L, unusable);
  return 3;
}

/* read_file(path, longest) -> text, mode | nil, why, unusable */
static int read_file(lua_State *L)
{
  const char *path = luaL_checkstring(L, 1);
  lua_Integer longest = luaL_checkinteger(L, 2);
  unsigned mode = 0;

  luaL_argcheck(L, longest > 0, 2, "at least 1");
  lua_settop(L, 2);
  struct hwc_buffer *text = &hwcL_push_message(L)->body; /* wiped by __gc */
  text->limit = (size_t)longest;
  enum hwc_status status = hwc_file_read(text, path, &mode);
  int number = errno;
  switch (status) {
  case HWC_OK:
    lua_pushlstring(L, text->data != NULL ? text->data : "", text->length);
    lua_pushinteger(L, (lua_Integer)mode);
    hwc_buffer_done(text);
    return 2;
  case HWC_INVALID:
    return refuse(L, "it is not a regular file", true);
  case HWC_TOO_LARGE:
    lua_pushfstring(L, "it is larger than %I bytes", longest);
    return refuse(L, lua_tostring(L, -1), true);
  case HWC_SYSTEM:
    return refuse(L, strerror(number), !hwc_file_is_absent(status, number));
  default:
    return luaL_error(L, "%s", hwc_status_text(status));
  }
}

/* make_private(path) -> true | nil, why */
static int make_private(lua_State *L)
{
  const char *path = luaL_checkstring(L, 1);
  enum hwc_status status = hwc_file_make_private(path);
  int number = errno;

  if (status == HWC_OK) {
    lua_pushboolean(L, true);
    return 1;
  }
  lua_pushnil(L);
  lua_pushfstring(L, "%s: %s", path,
                  status == HWC_SYSTEM
                    ? strerror(number)
                    : "it is neither a regular file nor a character device");
  return 2;
}

/* is_special(path) -> boolean */
static int is_special(lua_State *L)
{
  lua_pushboolean(L, hwc_file_is_special(luaL_checkstring(L, 1)));
  return 1;
}

/* terminal_size(file) -> columns, rows | nil */
static int terminal_size(lua_State *L)
{
  luaL_Stream *stream = luaL_checkudata(L, 1, LUA_FILEHANDLE);
  struct winsize size = {0};

  if (stream->closef == NULL)
    return luaL_error(L, "attempt to use a closed file");
  int descriptor = fileno(stream->f);
  if (descriptor < 0 || !isatty(descriptor))
    return 0;
  int told = ioctl(descriptor, TIOCGWINSZ, &size);
  lua_pushinteger(L, told == 0 && size.ws_col > 0 ? size.ws_col : 80);
  lua_pushinteger(L, told == 0 && size.ws_row > 0 ? size.ws_row : 24);
  return 2;
}

void hwcL_open_file(lua_State *L)
{
  lua_pushcfunction(L, read_file);
  lua_setfield(L, -2, "read_file");
  lua_pushcfunction(L, make_private);
  lua_setfield(L, -2, "make_private");
  lua_pushcfunction(L, is_special);
  lua_setfield(L, -2, "is_special");
  lua_pushcfunction(L, terminal_size);
  lua_setfield(L, -2, "terminal_size");
}
