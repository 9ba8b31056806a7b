/* SPDX-License-Identifier: Apache-2.0
 *
 * Bodies of type multipart/form-data (RFC 7578): a part for each member. */
#include "core/file.h"
#include "lua/encode_parts.h"
#include "lua/lua_secret.h"

#include <errno.h>
#include <lauxlib.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>

#define FORM_TYPE "multipart/form-data; boundary="

/* Random bytes of a boundary: enough that no file contains it by chance. */
#define BOUNDARY_BYTES 16

static void choose_boundary(const struct hwcL_encoder *e)
{
  char *out = e->message->content_type;
  size_t used = sizeof FORM_TYPE - 1;
  unsigned char bytes[BOUNDARY_BYTES];

  if (out[0] != '\0')
    return;
  if (RAND_bytes(bytes, sizeof bytes) != 1)
    luaL_error(e->L, "libcrypto has no random bytes");
  memcpy(out, FORM_TYPE, used);
  for (size_t i = 0; i < sizeof bytes; i++)
    snprintf(out + used + 2 * i, 3, "%02x", (unsigned)bytes[i]);
}

static void append_delimiter(const struct hwcL_encoder *e, const char *end)
{
  const char *boundary = e->message->content_type + sizeof FORM_TYPE - 1;

  hwc_buffer_append_string(e->out, "--");
  hwc_buffer_append_string(e->out, boundary);
  hwc_buffer_append_string(e->out, end);
}

/* Appends a quoted string; quotes and backslashes are percent-encoded, as in
 * browsers. */
static void append_quoted(struct hwc_buffer *out, struct hwc_text text)
{
  hwc_buffer_append_char(out, '"');
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i];
    if (c == '"')
      hwc_buffer_append_string(out, "%22");
    else if (c == '\\')
      hwc_buffer_append_string(out, "%5C");
    else
      hwc_buffer_append_char(out, c);
  }
  hwc_buffer_append_char(out, '"');
}

/* `file_name` without data: the part is not a file. */
static void begin_part(const struct hwcL_encoder *e, struct hwc_text name,
                       struct hwc_text file_name)
{
  append_delimiter(e, "\r\nContent-Disposition: form-data; name=");
  append_quoted(e->out, name);
  if (file_name.data != NULL) {
    hwc_buffer_append_string(e->out, "; filename=");
    append_quoted(e->out, file_name);
    hwc_buffer_append_string(e->out,
                             "\r\nContent-Type: application/octet-stream");
  }
  hwc_buffer_append_string(e->out, "\r\n\r\n");
}

/* --- Files -------------------------------------------------------------- */

static const struct hwc_field file_fields[] = {
  {.name = "data"},
  {.name = "name"},
  {.name = "path"},
};
static const struct hwc_struct file_shape = {.name = "File",
                                             HWC_FIELDS(file_fields)};

/* Gets a member of the table at `index` and leaves it on the stack; its data is
 * NULL if absent. */
static bool get_text(const struct hwcL_encoder *e,
                     const struct hwcL_path *member, int index,
                     struct hwc_text *text)
{
  lua_State *L = e->L;

  *text = (struct hwc_text){NULL, 0};
  if (hwcL_get(L, index, member->name.data) == LUA_TNIL ||
      hwcL_totext(L, -1, text))
    return true;
  return hwcL_refuse_type(e, member, "a string", lua_gettop(L));
}

static struct hwc_text base_name(struct hwc_text path)
{
  size_t start = path.length;

  while (start > 0 && path.data[start - 1] != '/')
    start--;
  return (struct hwc_text){path.data + start, path.length - start};
}

static bool append_file(const struct hwcL_encoder *e,
                        const struct hwcL_path *member, const char *path)
{
  enum hwc_status status = hwc_file_append(e->out, path);

  if (status == HWC_SYSTEM)
    return hwcL_refuse(e, member, "a file that can be read: %s",
                       strerror(errno));
  if (status == HWC_INVALID)
    return hwcL_refuse(e, member, "a regular file, got something else");
  if (status == HWC_TOO_LARGE)
    return hwcL_refuse(e, member,
                       "at most %I bytes with all of the form, got "
                       "more",
                       (lua_Integer)e->out->limit);
  return true; /* hwcL_encode() checks for lack of memory */
}

static void append_data(const struct hwcL_encoder *e, struct hwc_text data,
                        bool is_secret)
{
  /* Bytes with a NUL cannot be recorded: responses do not repeat them. */
  bool has_nul = memchr(data.data, '\0', data.length) != NULL;

  if (is_secret && has_nul && e->message->redacted)
    data = HWC_TEXT(HWC_REDACTED);
  else if (is_secret && !has_nul)
    data = hwc_message_secret(e->message, data);
  hwc_buffer_append_text(e->out, data);
}

/* The table at `index`: {path =, name =} or {data =, name =}. */
static bool write_file(const struct hwcL_encoder *e,
                       const struct hwc_field *field,
                       const struct hwcL_path *above, int index)
{
  struct hwcL_path path_member = hwcL_named(above, "path");
  struct hwcL_path data_member = hwcL_named(above, "data");
  struct hwcL_path name_member = hwcL_named(above, "name");
  struct hwcL_names names = {.shape = &file_shape};
  struct hwc_text path;
  struct hwc_text data;
  struct hwc_text name;

  luaL_checkstack(e->L, LUA_MINSTACK, NULL);
  if (lua_type(e->L, index) != LUA_TTABLE)
    return hwcL_refuse_type(e, above, hwc_type_words(HWC_FILE), index);
  if (!hwcL_check_plain(e, above, index) ||
      hwcL_refuse_unknown(e, &names, above, index) ||
      !get_text(e, &path_member, index, &path) ||
      !get_text(e, &data_member, index, &data))
    return false;
  int data_at = lua_gettop(e->L);
  if (!get_text(e, &name_member, index, &name))
    return false;
  if ((path.data == NULL) == (data.data == NULL))
    return hwcL_refuse(e, above, "exactly one of path, data, got %s",
                       path.data == NULL ? "none" : "both");
  if (path.data != NULL && strlen(path.data) != path.length)
    return hwcL_refuse(e, &path_member, "no zero bytes, got some");
  if (name.data == NULL)
    name = path.data != NULL ? base_name(path) : hwc_text_of(field->name);
  if (!hwcL_check_string(e, NULL, &name_member, name) ||
      !hwcL_check_line(e, &name_member, name))
    return false;
  begin_part(e, hwc_text_of(field->name), name);
  if (path.data != NULL && !append_file(e, &path_member, path.data))
    return false;
  if (data.data != NULL)
    append_data(e, data, hwcL_is_secret(e, field, NULL, data_at));
  hwc_buffer_append_string(e->out, "\r\n");
  return true;
}

/* --- Forms -------------------------------------------------------------- */

/* Writes the value on top of the stack. */
static bool write_scalar(const struct hwcL_encoder *e,
                         const struct hwc_field *field,
                         const struct hwcL_path *path, struct hwc_text name)
{
  struct hwc_text value;
  int top = lua_gettop(e->L);

  luaL_checkstack(e->L, LUA_MINSTACK, NULL);
  if (!hwcL_get_plain(e, field, path, top, &value))
    return false;
  begin_part(e, name, (struct hwc_text){NULL, 0});
  hwc_buffer_append_text(e->out, value);
  hwc_buffer_append_string(e->out, "\r\n");
  lua_settop(e->L, top);
  return true;
}

bool hwcL_write_form(const struct hwcL_encoder *e,
                     const struct hwcL_names *names, int index,
                     lua_Integer *found)
{
  lua_State *L = e->L;
  const struct hwc_struct *shape = names->shape;

  choose_boundary(e);
  for (size_t i = 0; i < shape->field_count; i++) {
    const struct hwc_field *field = &shape->fields[i];
    struct hwcL_path path = hwcL_named(NULL, field->name);
    int top = lua_gettop(L);
    if (hwcL_get(L, index, field->name) == LUA_TNIL) {
      lua_settop(L, top);
      if (e->validate && field->flags & HWC_REQUIRED)
        return hwcL_refuse_required(e, names, NULL, &path, index);
      continue;
    }
    if (!hwcL_check_gateway(e, field, &path))
      return false;
    bool fine = field->type == HWC_FILE
                  ? write_file(e, field, &path, top + 1)
                  : write_scalar(e, field, &path, path.name);
    if (!fine)
      return false;
    lua_settop(L, top);
    ++*found;
  }
  return hwcL_check_rules(e, shape->rules, shape->rule_count, NULL, index);
}

bool hwcL_write_unknown_parts(const struct hwcL_encoder *e,
                              const struct hwcL_names *names, int index)
{
  lua_State *L = e->L;

  lua_pushnil(L);
  while (lua_next(L, index)) {
    struct hwcL_path path = {.up = NULL};
    if (lua_type(L, -2) != LUA_TSTRING)
      return hwcL_refuse(e, NULL, "named members, got a table with other keys");
    path.name.data = lua_tolstring(L, -2, &path.name.length);
    if (!hwcL_is_known(names, path.name) &&
        !(hwcL_check_string(e, NULL, &path, path.name) &&
          hwcL_check_line(e, &path, path.name) &&
          write_scalar(e, NULL, &path, path.name)))
      return false;
    lua_pop(L, 1);
  }
  return true;
}

void hwcL_end_form(const struct hwcL_encoder *e)
{
  append_delimiter(e, "--\r\n");
}
