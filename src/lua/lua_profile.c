/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads INI files through a buffer that is wiped. */
#include "lua/lua_profile.h"

#include "core/file.h"
#include "core/redact.h"
#include "lua/lua_secret.h"
#include <errno.h>
#include <lauxlib.h>
#include <string.h>

#define LONGEST_NAME 64

/* Takes the first line. */
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

static char lower_case(char c)
{
  return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static bool is_name_byte(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= '0' && c <= '9') || c == '_';
}

/* Splits "name = value" or "name: value". */
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

/* Findings besides the members of the section. */
struct findings {
  struct hwc_text quoted; /* name of a member with a quoted value */
  bool outside;           /* there are keys before the first section */
};

/* Members that are used; others are ignored. */
static bool is_known(struct hwc_text name)
{
  static const char *const names[] = {
    "ak",         "sk",           "security_token", "idp_id", "id_token_file",
    "project_id", "iam_endpoint", "region"};

  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (hwc_redact_same_name(name, hwc_text_of(names[i])))
      return true;
  return false;
}

static bool is_quoted(struct hwc_text value)
{
  return value.length > 0 && (value.data[0] == '"' || value.data[0] == '\'');
}

static bool is_key(struct hwc_text name)
{
  return hwc_redact_same_name(name, HWC_TEXT("ak")) ||
         hwc_redact_same_name(name, HWC_TEXT("sk"));
}

/* A path is not secret, even if it leads to a secret. */
static bool is_secret(struct hwc_text name)
{
  return hwc_redact_is_secret_name(name) &&
         !hwc_redact_same_name(name, HWC_TEXT("id_token_file"));
}

/* Sets a member of the table on top of the stack; an empty value removes an
 * earlier one. */
static void set_member(lua_State *L, struct hwc_text name,
                       struct hwc_text value)
{
  char key[LONGEST_NAME];

  for (size_t i = 0; i < name.length; i++)
    key[i] = lower_case(name.data[i]);
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

/* Pushes the members of a section, or false if there is no such section. */
static void push_section(lua_State *L, struct hwc_text text,
                         struct hwc_text wanted, struct findings *found)
{
  struct hwc_text name;
  struct hwc_text value;
  bool inside = false;
  bool before = true;

  lua_pushboolean(L, false);
  if (text.length >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0) {
    text.data += 3;
    text.length -= 3;
  }
  while (text.length > 0) {
    struct hwc_text line = take_line(&text);
    if (is_header(line)) {
      struct hwc_text section = {line.data + 1, line.length - 2};
      before = false;
      inside = hwc_text_equal(section, wanted);
      if (inside && !lua_istable(L, -1)) {
        lua_pop(L, 1);
        lua_newtable(L);
      }
    } else if ((inside || before) && read_member(line, &name, &value)) {
      found->outside = found->outside || (before && is_key(name));
      if (inside && is_known(name) && is_quoted(value))
        found->quoted = name;
      if (inside)
        set_member(L, name, value);
    }
  }
}

/* Pushes nil, why the file cannot be used, and true. */
static int refuse_quotes(lua_State *L, const char *path, struct hwc_text name)
{
  luaL_Buffer lower;

  luaL_buffinit(L, &lower);
  for (size_t i = 0; i < name.length; i++)
    luaL_addchar(&lower, lower_case(name.data[i]));
  luaL_pushresult(&lower);
  lua_pushnil(L);
  lua_pushfstring(L,
                  "%s: the value of %s is in quotes, which would be part of it",
                  path, lua_tostring(L, -2));
  lua_pushboolean(L, true);
  return 3;
}

/* read_profile(path, section) -> members, mode | false, mode, outside | nil,
 * why, unusable: `mode` are the permissions of the file; `outside` is true if
 * there are keys before the first section; `unusable` is true if the path
 * exists but cannot be used */
static int read_profile(lua_State *L)
{
  const char *path = luaL_checkstring(L, 1);
  struct hwc_text wanted;

  wanted.data = luaL_checklstring(L, 2, &wanted.length);
  /* Wipes the whole file even if an error is raised below. */
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
  struct findings found = {.outside = false};
  if (file->bytes.data != NULL)
    push_section(L, hwc_buffer_text(&file->bytes), wanted, &found);
  else
    lua_pushboolean(L, false);
  if (found.quoted.length > 0)
    return refuse_quotes(L, path, found.quoted);
  hwc_buffer_done(&file->bytes);
  lua_pushinteger(L, (lua_Integer)mode);
  lua_pushboolean(L, found.outside);
  return 3;
}

void hwcL_open_profile(lua_State *L)
{
  lua_pushcfunction(L, read_profile);
  lua_setfield(L, -2, "read_profile");
}
