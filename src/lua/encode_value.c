/* SPDX-License-Identifier: Apache-2.0
 *
 * JSON values of a body, with a schema and without. */
#include "lua/encode_parts.h"
#include "lua/lua_secret.h"
#include <assert.h>
#include <lauxlib.h>
#include <string.h>

/* Most members of a struct of the rows. */
#define MOST_MEMBERS 64

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

/* Writes the comma and the name of a member of a row. */
static void write_name(struct hwc_buffer *out, bool *first,
                       struct hwc_text name)
{
  char *at = hwc_buffer_extend(out, name.length + (*first ? 3 : 4));

  if (at == NULL)
    return;
  if (!*first)
    *at++ = ',';
  *first = false;
  *at++ = '"';
  memcpy(at, name.data, name.length);
  at[name.length] = '"';
  at[name.length + 1] = ':';
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

/* Writes the member whose value is at `index`. */
static bool write_member(struct hwcL_encoder *e, const struct hwc_field *field,
                         const struct hwcL_path *path, int index, bool *first)
{
  bool outer = e->secret;

  if (!hwcL_check_gateway(e, field, path))
    return false;
  write_name(e->out, first, path->name);
  e->secret = hwcL_is_secret(e, field, path, index);
  if (!hwcL_write_value(e, field, path, index))
    return false;
  e->secret = outer;
  return true;
}

static bool is_missing(const struct hwcL_encoder *e,
                       const struct hwc_field *field)
{
  return e->validate && (field->flags & HWC_REQUIRED) != 0;
}

bool hwcL_write_members(struct hwcL_encoder *e, const struct hwc_struct *shape,
                        const struct hwcL_names *names,
                        const struct hwcL_path *above, int index, bool *first,
                        lua_Integer *found)
{
  lua_State *L = e->L;

  for (size_t i = 0; i < shape->field_count; i++) {
    const struct hwc_field *field = &shape->fields[i];
    struct hwcL_path path = hwcL_named(above, field->name);
    bool given = hwcL_get(L, index, field->name) != LUA_TNIL;
    if (!given && is_missing(e, field))
      return hwcL_refuse_required(e, names, above, &path, index);
    if (given && !write_member(e, field, &path, lua_gettop(L), first))
      return false;
    lua_pop(L, 1);
    *found += given;
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

/* Pushes the members of `shape` that the table has, and sets `places` to where
 * each one is on the stack; 0 if it is absent. One walk through the table costs
 * less than looking for each member. Returns the number of other members. */
static size_t push_members(lua_State *L, const struct hwc_struct *shape,
                           int index, int places[])
{
  size_t others = 0;

  luaL_checkstack(L, (int)shape->field_count + LUA_MINSTACK, NULL);
  for (size_t i = 0; i < shape->field_count; i++)
    places[i] = 0;
  lua_pushnil(L);
  while (lua_next(L, index)) {
    const struct hwc_field *field = NULL;
    struct hwc_text name;
    if (lua_type(L, -2) == LUA_TSTRING) {
      name.data = lua_tolstring(L, -2, &name.length);
      field = hwcL_find_field(shape->fields, shape->field_count, name);
    }
    if (field != NULL) {
      places[field - shape->fields] = lua_gettop(L) - 1;
      lua_insert(L, -2);
    } else {
      lua_pop(L, 1);
      others++;
    }
  }
  return others;
}

/* Writes members that push_members() has pushed. */
static bool write_pushed(struct hwcL_encoder *e, const struct hwc_struct *shape,
                         const struct hwcL_names *names,
                         const struct hwcL_path *above, int index,
                         const int places[], bool *first)
{
  for (size_t i = 0; i < shape->field_count; i++) {
    const struct hwc_field *field = &shape->fields[i];
    if (places[i] == 0 && !is_missing(e, field))
      continue;
    struct hwcL_path path = hwcL_named(above, field->name);
    if (places[i] == 0)
      return hwcL_refuse_required(e, names, above, &path, index);
    if (!write_member(e, field, &path, places[i], first))
      return false;
  }
  return hwcL_check_rules(e, shape->rules, shape->rule_count, above, index);
}

static bool write_struct(struct hwcL_encoder *e, const struct hwc_struct *shape,
                         const struct hwcL_path *path, int index)
{
  struct hwcL_names names = {.shape = shape};
  int places[MOST_MEMBERS];
  bool first = true;

  assert(shape->field_count <= MOST_MEMBERS);
  if (!enter(e, path) || !hwcL_check_plain(e, path, index))
    return false;
  int top = lua_gettop(e->L);
  hwc_buffer_append_char(e->out, '{');
  size_t others = push_members(e->L, shape, index, places);
  if (!write_pushed(e, shape, &names, path, index, places, &first))
    return false;
  lua_settop(e->L, top);
  if (others > 0) {
    if (e->validate)
      return !hwcL_refuse_unknown(e, &names, path, index);
    if (!hwcL_write_unknown(e, &names, path, index, &first))
      return false;
  }
  hwc_buffer_append_char(e->out, '}');
  e->depth--;
  return true;
}
