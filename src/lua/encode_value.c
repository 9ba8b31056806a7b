/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON values of a body, with a schema and without. */
#include "lua/encode_parts.h"
#include "lua/lua_secret.h"
#include <lauxlib.h>
#include <string.h>

/* --- Any value ---------------------------------------------------------- */

static bool enter(struct hwcL_encoder *e, const struct hwcL_path *path)
{
  luaL_checkstack(e->L, LUA_MINSTACK, NULL);
  if (++e->depth > HWC_MAX_DEPTH)
    return hwcL_refuse(e, path,
                       "at most %d tables deep, got a deeper or cyclic one",
                       HWC_MAX_DEPTH);
  return true;
}

/* Writes the comma and the name of a member. */
static void write_name(struct hwc_buffer *out, bool *first, const char *name)
{
  hwc_buffer_append(out, *first ? "\"" : ",\"", *first ? 1 : 2);
  hwc_buffer_append_string(out, name);
  hwc_buffer_append(out, "\":", 2);
  *first = false;
}

/* Writes the name of a member that no row describes. */
static bool write_any_name(struct hwcL_encoder *e,
                           const struct hwcL_path *member)
{
  if (!hwcL_write_checked(e, NULL, member, member->name))
    return false;
  hwc_buffer_append_char(e->out, ':');
  return true;
}

/* Writes the member whose key and value are on top of the stack. */
static bool write_any_member(struct hwcL_encoder *e,
                             const struct hwcL_path *path, bool *first)
{
  lua_State *L = e->L;
  int value = lua_gettop(L);
  struct hwcL_path member = {.up = path};

  if (lua_type(L, value - 1) != LUA_TSTRING)
    return hwcL_refuse(e, path,
                       "an object or an array, got a table with mixed keys "
                       "or holes");
  member.name.data = lua_tolstring(L, value - 1, &member.name.length);
  if (!*first)
    hwc_buffer_append_char(e->out, ',');
  *first = false;
  if (!write_any_name(e, &member))
    return false;
  bool outer = e->secret;
  e->secret = hwcL_is_secret(e, NULL, &member, value);
  bool fine = hwcL_write_any(e, &member, value);
  e->secret = outer;
  return fine;
}

static bool write_any_table(struct hwcL_encoder *e,
                            const struct hwcL_path *path, int index)
{
  lua_State *L = e->L;
  bool first = true;

  if (!enter(e, path) || !hwcL_check_plain(e, path, index))
    return false;
  if (lua_rawlen(L, index) > 0 || hwcL_is_marked_array(L, index)) {
    lua_Integer length = hwcL_array_length(e, path, index);
    if (length < 0)
      return false;
    hwc_buffer_append_char(e->out, '[');
    for (lua_Integer i = 1; i <= length; i++) {
      struct hwcL_path item = hwcL_push_item(e, path, index, i);
      if (!hwcL_write_any(e, &item, lua_gettop(L)))
        return false;
      lua_pop(L, 1);
    }
    hwc_buffer_append_char(e->out, ']');
  } else {
    hwc_buffer_append_char(e->out, '{');
    lua_pushnil(L);
    while (lua_next(L, index)) {
      if (!write_any_member(e, path, &first))
        return false;
      lua_pop(L, 1);
    }
    hwc_buffer_append_char(e->out, '}');
  }
  e->depth--;
  return true;
}

bool hwcL_write_any(struct hwcL_encoder *e, const struct hwcL_path *path,
                    int index)
{
  lua_State *L = e->L;
  struct hwc_text text;

  switch (lua_type(L, index)) {
  case LUA_TBOOLEAN:
    hwcL_write_boolean(e->out, lua_toboolean(L, index));
    return true;
  case LUA_TNUMBER:
    return hwcL_write_number(e, path, index);
  case LUA_TTABLE:
    return write_any_table(e, path, index);
  case LUA_TLIGHTUSERDATA:
    if (lua_touserdata(L, index) != NULL)
      break;
    hwc_buffer_append_string(e->out, "null");
    return true;
  default:
    if (!hwcL_totext(L, index, &text))
      break;
    return hwcL_write_text(e, NULL, path, text, index);
  }
  return hwcL_refuse_type(e, path, "a value that JSON has", index);
}

/* --- Values with a schema ----------------------------------------------- */

static bool write_struct(struct hwcL_encoder *e, const struct hwc_struct *shape,
                         const struct hwcL_path *path, int index);

/* Writes an item of an array or a map: a `field->object`, a `field->item`, or
 * any value. */
static bool write_item(struct hwcL_encoder *e, const struct hwc_field *field,
                       const struct hwcL_path *path, int index)
{
  if (field->item != NULL)
    return hwcL_write_value(e, field->item, path, index);
  if (field->object == NULL)
    return hwcL_write_any(e, path, index);
  if (lua_type(e->L, index) == LUA_TTABLE)
    return write_struct(e, field->object, path, index);
  return e->validate ? hwcL_refuse_type(e, path, "a table", index)
                     : hwcL_write_any(e, path, index);
}

static bool write_array(struct hwcL_encoder *e, const struct hwc_field *field,
                        const struct hwcL_path *path, int index)
{
  lua_State *L = e->L;
  struct hwc_violation violation;

  if (!enter(e, path) || !hwcL_check_plain(e, path, index))
    return false;
  lua_Integer length = hwcL_array_length(e, path, index);
  if (length < 0)
    return false;
  if (e->validate && !hwc_check_count(field, (size_t)length, &violation))
    return hwcL_refuse_violation(e, path, &violation);
  hwc_buffer_append_char(e->out, '[');
  for (lua_Integer i = 1; i <= length; i++) {
    struct hwcL_path item = hwcL_push_item(e, path, index, i);
    if (!write_item(e, field, &item, lua_gettop(L)))
      return false;
    lua_pop(L, 1);
  }
  hwc_buffer_append_char(e->out, ']');
  e->depth--;
  return true;
}

static bool write_map(struct hwcL_encoder *e, const struct hwc_field *field,
                      const struct hwcL_path *path, int index)
{
  lua_State *L = e->L;
  struct hwc_violation violation;
  size_t count = 0;

  if (!enter(e, path) || !hwcL_check_plain(e, path, index))
    return false;
  hwc_buffer_append_char(e->out, '{');
  lua_pushnil(L);
  while (lua_next(L, index)) {
    struct hwcL_path member = {.up = path};
    if (lua_type(L, -2) != LUA_TSTRING)
      return hwcL_refuse(e, path, "a table with string keys, got other keys");
    member.name.data = lua_tolstring(L, -2, &member.name.length);
    if (count++)
      hwc_buffer_append_char(e->out, ',');
    if (!write_any_name(e, &member))
      return false;
    if (!write_item(e, field, &member, lua_gettop(L)))
      return false;
    lua_pop(L, 1);
  }
  if (e->validate && !hwc_check_count(field, count, &violation))
    return hwcL_refuse_violation(e, path, &violation);
  hwc_buffer_append_char(e->out, '}');
  e->depth--;
  return true;
}

static bool write_object(struct hwcL_encoder *e, const struct hwc_field *field,
                         const struct hwcL_path *path, int index)
{
  size_t start = e->out->length;

  if (!write_struct(e, field->object, path, index))
    return false;
  if (field->flags & HWC_PROOF) {
    e->message->proof_start = start;
    e->message->proof_length = e->out->length - start;
  }
  return true;
}

bool hwcL_write_value(struct hwcL_encoder *e, const struct hwc_field *field,
                      const struct hwcL_path *path, int index)
{
  lua_State *L = e->L;
  int type = lua_type(L, index);
  struct hwc_text text;
  lua_Integer integer;

  switch (field->type) {
  case HWC_STRING:
  case HWC_TIMESTAMP:
    if (!hwcL_totext(L, index, &text))
      break;
    return hwcL_write_text(e, field, path, text, index);
  case HWC_INTEGER:
  case HWC_LONG:
    if (type != LUA_TNUMBER)
      break;
    if (!e->validate)
      return hwcL_write_number(e, path, index);
    if (!hwcL_get_integer(e, field, path, index, &integer))
      return false;
    hwcL_write_integer(e->out, integer);
    return true;
  case HWC_NUMBER:
    if (type != LUA_TNUMBER)
      break;
    return hwcL_write_number(e, path, index);
  case HWC_BOOLEAN:
    if (type != LUA_TBOOLEAN)
      break;
    hwcL_write_boolean(e->out, lua_toboolean(L, index));
    return true;
  case HWC_ARRAY:
    if (type != LUA_TTABLE)
      break;
    return write_array(e, field, path, index);
  case HWC_MAP:
    if (type != LUA_TTABLE)
      break;
    return write_map(e, field, path, index);
  case HWC_OBJECT:
    if (type != LUA_TTABLE)
      break;
    return write_object(e, field, path, index);
  case HWC_ANY:
    return hwcL_write_any(e, path, index);
  case HWC_FILE: /* only in forms */
    break;
  }
  return e->validate
           ? hwcL_refuse_type(e, path, hwc_type_words(field->type), index)
           : hwcL_write_any(e, path, index);
}

/* --- Objects ------------------------------------------------------------ */

bool hwcL_write_members(struct hwcL_encoder *e, const struct hwc_struct *shape,
                        const struct hwcL_names *names,
                        const struct hwcL_path *above, int index, bool *first,
                        lua_Integer *found)
{
  lua_State *L = e->L;

  for (size_t i = 0; i < shape->field_count; i++) {
    const struct hwc_field *field = &shape->fields[i];
    struct hwcL_path path = hwcL_named(above, field->name);
    if (hwcL_get(L, index, field->name) == LUA_TNIL) {
      lua_pop(L, 1);
      if (e->validate && field->flags & HWC_REQUIRED)
        return hwcL_refuse_required(e, names, above, &path, index);
      continue;
    }
    if (!hwcL_check_gateway(e, field, &path))
      return false;
    write_name(e->out, first, field->name);
    bool outer = e->secret;
    e->secret = hwcL_is_secret(e, field, &path, lua_gettop(L));
    if (!hwcL_write_value(e, field, &path, lua_gettop(L)))
      return false;
    e->secret = outer;
    lua_pop(L, 1);
    ++*found;
  }
  return hwcL_check_rules(e, shape->rules, shape->rule_count, above, index);
}

bool hwcL_write_unknown(struct hwcL_encoder *e, const struct hwcL_names *names,
                        const struct hwcL_path *above, int index, bool *first)
{
  lua_State *L = e->L;

  lua_pushnil(L);
  while (lua_next(L, index)) {
    struct hwc_text name = {NULL, 0};
    if (lua_type(L, -2) == LUA_TSTRING)
      name.data = lua_tolstring(L, -2, &name.length);
    if (!(name.data != NULL && hwcL_is_known(names, name)) &&
        !write_any_member(e, above, first))
      return false;
    lua_pop(L, 1);
  }
  return true;
}

static bool write_struct(struct hwcL_encoder *e, const struct hwc_struct *shape,
                         const struct hwcL_path *path, int index)
{
  struct hwcL_names names = {.shape = shape};
  bool first = true;
  lua_Integer found = 0;

  if (!enter(e, path) || !hwcL_check_plain(e, path, index))
    return false;
  hwc_buffer_append_char(e->out, '{');
  if (!hwcL_write_members(e, shape, &names, path, index, &first, &found))
    return false;
  if (hwcL_count_keys(e->L, index) != found) {
    if (e->validate)
      return !hwcL_refuse_unknown(e, &names, path, index);
    if (!hwcL_write_unknown(e, &names, path, index, &first))
      return false;
  }
  hwc_buffer_append_char(e->out, '}');
  e->depth--;
  return true;
}
