/* SPDX-License-Identifier: Apache-2.0
 *
 * A reader of INI files whose buffer is wiped. */
#include "lua/lua_profile.h"

#include "core/file.h"
#include "core/mask.h"
#include "lua/lua_secret.h"
#include <errno.h>
#include <lauxlib.h>
#include <string.h>

#define LONGEST_NAME 64

/* Takes the first line off. */
static struct hwc_text take_line(struct hwc_text *text)
{
  struct hwc_text line = *text;
  const char *end = memchr(text->data, '\n', text->length);

  if (end != NULL)
    line.length = (size_t)(end - text->data);
  size_t taken = line.length + (end != NULL);
  text->data += taken;
  text->length -= taken;
  return hwc_text_trim(line);
}

static bool is_header(struct hwc_text line)
{
  return line.length >= 2 && line.data[0] == '[' &&
         line.data[line.length - 1] == ']';
}

static bool is_name_byte(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_';
}

/* Takes "name = value" or "name: value" apart. */
static bool read_member(struct hwc_text line, struct hwc_text *name,
                        struct hwc_text *value)
{
  size_t length = 0;

  while (length < line.length && is_name_byte(line.data[length]))
    length++;
  *name = (struct hwc_text){line.data, length};
  *value =
    hwc_text_trim((struct hwc_text){line.data + length, line.length - length});
  if (length == 0 || length > LONGEST_NAME || value->length == 0 ||
      (value->data[0] != '=' && value->data[0] != ':'))
    return false;
  value->data++;
  value->length--;
  *value = hwc_text_trim(*value);
  return true;
}

/* A path is none, whatever it leads to. */
static bool is_secret(struct hwc_text name)
{
  return hwc_mask_is_secret_name(name) &&
         !hwc_mask_same_name(name, HWC_TEXT("id_token_file"));
}

/* Sets a member of the table on top of the stack; an empty one takes an
 * earlier one away. */
static void set_member(lua_State *L, struct hwc_text name,
                       struct hwc_text value)
{
  char key[LONGEST_NAME];

  for (size_t i = 0; i < name.length; i++)
    key[i] = (char)(name.data[i] >= 'A' && name.data[i] <= 'Z'
                      ? name.data[i] - 'A' + 'a'
                      : name.data[i]);
  luaL_checkstack(L, 4, NULL);
  lua_pushlstring(L, key, name.length);
  if (value.length == 0) {
    lua_pushnil(L);
  } else if (is_secret(name)) {
    struct hwc_secret *secret = hwcL_push_secret(L);
    hwc_buffer_append_text(&secret->bytes, value);
    if (secret->bytes.status != HWC_OK)
      luaL_error(L, "%s", hwc_status_text(secret->bytes.status));
  } else {
    lua_pushlstring(L, value.data, value.length);
  }
  lua_rawset(L, -3);
}

/* Pushes the members of a section, or false. */
static void push_section(lua_State *L, struct hwc_text text,
                         struct hwc_text wanted)
{
  struct hwc_text name;
  struct hwc_text value;
  bool inside = false;

  lua_pushboolean(L, false);
  if (text.length >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0) {
    text.data += 3;
    text.length -= 3;
  }
  while (text.length > 0) {
    struct hwc_text line = take_line(&text);
    if (is_header(line)) {
      struct hwc_text section = {line.data + 1, line.length - 2};
      inside = hwc_text_equal(section, wanted);
      if (inside && !lua_istable(L, -1)) {
        lua_pop(L, 1);
        lua_newtable(L);
      }
    } else if (inside && read_member(line, &name, &value)) {
      set_member(L, name, value);
    }
  }
}

/* read_profile(path, section) -> members | false, mode | nil, why, unusable:
 * `mode` are the permissions of the file; `unusable` tells whether there is
 * something at the path that cannot be such a file */
static int read_profile(lua_State *L)
{
  const char *path = luaL_checkstring(L, 1);
  struct hwc_text wanted;

  wanted.data = luaL_checklstring(L, 2, &wanted.length);
  /* It wipes the whole file, whatever is raised below. */
  struct hwc_secret *file = hwcL_push_secret(L);
  file->bytes.limit = HWC_LONGEST_SETTINGS;
  unsigned mode = 0;
  enum hwc_status status = hwc_file_read(&file->bytes, path, &mode);
  int number = errno;
  if (status == HWC_NO_MEMORY)
    return luaL_error(L, "%s", hwc_status_text(status));
  if (status != HWC_OK) {
    lua_pushnil(L);
    lua_pushfstring(L, "%s: %s", path, hwc_file_problem(status, number));
    lua_pushboolean(L, !hwc_file_is_absent(status, number));
    return 3;
  }
  if (file->bytes.data != NULL)
    push_section(L, hwc_buffer_text(&file->bytes), wanted);
  else
    lua_pushboolean(L, false);
  hwc_buffer_done(&file->bytes);
  lua_pushinteger(L, (lua_Integer)mode);
  return 2;
}

void hwcL_open_profile(lua_State *L)
{
  lua_pushcfunction(L, read_profile);
  lua_setfield(L, -2, "read_profile");
}
