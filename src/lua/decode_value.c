/* SPDX-License-Identifier: Apache-2.0
 *
 * Converts JSON to Lua values in one pass, typed by the row. */
#include "core/json.h"
#include "lua/decode_parts.h"
#include "lua/path.h"
#include "lua/raw_table.h"

#include <lauxlib.h>
#include <math.h>
#include <string.h>

#define READER_MT "hwc.json"

/* Integers up to this are exact floats. */
#define LARGEST_EXACT 9007199254740992.0

/* Maximum number of paths that are listed. */
#define MOST_UNEXPECTED 100

/* Number of table kinds whose last size is remembered, and the maximum size: a
 * table created with its final size need not grow. */
#define KINDS 128
#define LARGEST_SIZE 256

struct reading {
  lua_State *L;
  struct hwc_json *json;
  struct hwcL_reading *asked;
  int arrays;     /* stack index of the array metatable */
  int unexpected; /* stack index of the list of paths, or nil */
  uint16_t sizes[KINDS];
};

/* The expected members of an object. */
struct members {
  const struct hwc_struct *shape; /* members by name; or NULL */
  const struct hwc_field *item;   /* type of every member; or NULL */
  /* shape of members that are objects; or NULL */
  const struct hwc_struct *object;
  size_t next; /* index in `shape` of the likely next member */
};

static bool read_value(struct reading *r, enum hwc_json_event event,
                       const struct hwc_field *field,
                       const struct hwcL_path *path);

static bool refuse(struct reading *r, const struct hwc_field *field,
                   const char *wanted)
{
  r->asked->wrong = field->name;
  r->asked->wanted = wanted;
  return false;
}

/* Pushes an empty array or object as the type in the row: some services write
 * all empty containers alike. */
static bool read_empty(struct reading *r, bool is_array)
{
  if (hwc_json_next(r->json) != HWC_JSON_CLOSE)
    return false;
  lua_newtable(r->L);
  if (is_array) {
    lua_pushvalue(r->L, r->arrays);
    lua_setmetatable(r->L, -2);
  }
  return true;
}

/* --- Numbers ------------------------------------------------------------- */

static void note_unexpected(struct reading *r, const struct hwcL_path *path)
{
  lua_State *L = r->L;

  luaL_checkstack(L, LUA_MINSTACK, NULL);
  if (lua_isnil(L, r->unexpected)) {
    lua_newtable(L);
    lua_replace(L, r->unexpected);
  }
  lua_Integer count = (lua_Integer)lua_rawlen(L, r->unexpected);
  if (count == MOST_UNEXPECTED)
    return;
  hwcL_push_path(L, path);
  lua_rawseti(L, r->unexpected, count + 1);
}

/* Pushes an integer, however it is written, unless the row describes a
 * fractional number or floats are kept. */
static void push_number(struct reading *r, const struct hwc_field *field,
                        const struct hwcL_path *path)
{
  const struct hwc_number *number = &r->json->number;
  bool is_fraction = field != NULL && field->type == HWC_NUMBER;

  if (number->is_integer) {
    int64_t most = (int64_t)LARGEST_EXACT;
    if (is_fraction && number->integer >= -most && number->integer <= most)
      lua_pushnumber(r->L, (lua_Number)number->integer);
    else
      lua_pushinteger(r->L, number->integer);
    return;
  }
  if (!is_fraction && !r->asked->keep_floats &&
      fabs(number->value) <= LARGEST_EXACT &&
      floor(number->value) == number->value && !number->is_lossy)
    lua_pushinteger(r->L, (lua_Integer)number->value);
  else
    lua_pushnumber(r->L, number->value);
  if (number->is_lossy)
    note_unexpected(r, path);
}

/* --- Tables -------------------------------------------------------------- */

/* Returns the remembered size of tables of that kind, identified by `row`
 * (NULL: by depth). */
static uint16_t *last_size(struct reading *r, const void *row, bool is_array)
{
  uintptr_t kind = (uintptr_t)row / sizeof(void *);

  if (row == NULL)
    kind = 2 * (uintptr_t)r->json->depth + is_array;
  return &r->sizes[(kind ^ kind / KINDS) % KINDS];
}

static void remember_size(uint16_t *size, lua_Integer count)
{
  *size = (uint16_t)(count < LARGEST_SIZE ? count : LARGEST_SIZE);
}

/* Names in replies may contain NUL bytes; those of rows are never empty. */
static bool is_named(const struct hwc_field *field, struct hwc_text name)
{
  return name.length > 0 && field->name[0] == name.data[0] &&
         strlen(field->name) == name.length &&
         memcmp(field->name, name.data, name.length) == 0;
}

/* Services usually write members in the same order. */
static const struct hwc_field *find_field(struct members *members,
                                          struct hwc_text name)
{
  const struct hwc_struct *shape = members->shape;

  if (shape == NULL)
    return members->item;
  for (size_t i = 0; i < shape->field_count; i++) {
    size_t at = members->next + i;
    if (at >= shape->field_count)
      at -= shape->field_count;
    if (is_named(&shape->fields[at], name)) {
      members->next = at + 1 < shape->field_count ? at + 1 : 0;
      return &shape->fields[at];
    }
  }
  return NULL;
}

static bool read_object(struct reading *r, struct members members,
                        const struct hwcL_path *path);

/* Pushes the value of a member; nil if it is omitted. */
static bool read_member(struct reading *r, const struct members *members,
                        const struct hwc_field *field,
                        const struct hwcL_path *path)
{
  enum hwc_json_event event = hwc_json_next(r->json);

  if (event == HWC_JSON_NULL && !r->asked->keep_null) {
    lua_pushnil(r->L);
    return true;
  }
  if (event == HWC_JSON_OBJECT && members->object != NULL)
    return read_object(r, (struct members){.shape = members->object}, path);
  return read_value(r, event, field, path);
}

/* Pushes the object whose bracket was read. The last of several members with
 * the same name wins. */
static bool read_object(struct reading *r, struct members members,
                        const struct hwcL_path *path)
{
  lua_State *L = r->L;
  struct hwc_json *json = r->json;
  uint16_t *size = last_size(
    r, members.shape != NULL ? (const void *)members.shape : members.item,
    false);
  struct hwcL_path member = {.up = path};
  enum hwc_json_event event;
  lua_Integer count = 0;

  luaL_checkstack(L, LUA_MINSTACK, NULL);
  lua_createtable(L, 0, *size);
  int table = lua_gettop(L);
  while ((event = hwc_json_next(json)) == HWC_JSON_NAME) {
    const struct hwc_field *field = find_field(&members, json->text);
    member.name.length = json->text.length;
    member.name.data =
      field != NULL && field != members.item
        ? lua_pushstring(L, field->name)
        : lua_pushlstring(L, json->text.data, json->text.length);
    if (!read_member(r, &members, field, &member))
      return false;
    lua_rawset(L, table);
    count++;
  }
  remember_size(size, count);
  return event == HWC_JSON_CLOSE;
}

/* Pushes an item of an array. */
static bool read_item(struct reading *r, enum hwc_json_event event,
                      const struct hwc_field *field,
                      const struct hwcL_path *path)
{
  if (field == NULL || field->object == NULL)
    return read_value(r, event, field != NULL ? field->item : NULL, path);
  if (event == HWC_JSON_OBJECT)
    return read_object(r, (struct members){.shape = field->object}, path);
  if (event == HWC_JSON_NULL || event == HWC_JSON_ERROR)
    return read_value(r, event, NULL, path);
  return (event == HWC_JSON_ARRAY && read_empty(r, false)) ||
         refuse(r, field, "an array of objects");
}

/* Pushes the array whose bracket was read. */
static bool read_array(struct reading *r, const struct hwc_field *field,
                       const struct hwcL_path *path)
{
  lua_State *L = r->L;
  uint16_t *size = last_size(r, field, true);
  struct hwcL_path item = {.up = path};
  enum hwc_json_event event;

  luaL_checkstack(L, LUA_MINSTACK, NULL);
  lua_createtable(L, *size, 0);
  int table = lua_gettop(L);
  lua_pushvalue(L, r->arrays);
  lua_setmetatable(L, table);
  while ((event = hwc_json_next(r->json)) != HWC_JSON_CLOSE) {
    item.index++;
    if (!read_item(r, event, field, &item))
      return false;
    lua_rawseti(L, table, item.index);
  }
  remember_size(size, item.index);
  return true;
}

/* --- Values -------------------------------------------------------------- */

/* Scalars of any type are accepted; a container of the wrong type is not. */
static const char *wanted_instead(const struct hwc_field *field,
                                  enum hwc_json_event event)
{
  if (field->type == HWC_ARRAY && event != HWC_JSON_ARRAY)
    return "an array";
  if ((field->type == HWC_MAP || field->type == HWC_OBJECT) &&
      event != HWC_JSON_OBJECT)
    return "an object";
  return NULL;
}

static struct members members_of(const struct hwc_field *field)
{
  if (field != NULL && field->type == HWC_OBJECT)
    return (struct members){.shape = field->object};
  if (field != NULL && field->type == HWC_MAP)
    return (struct members){.item = field->item, .object = field->object};
  return (struct members){.shape = NULL};
}

/* Pushes the value that begins with `event`. */
static bool read_value(struct reading *r, enum hwc_json_event event,
                       const struct hwc_field *field,
                       const struct hwcL_path *path)
{
  const char *wanted = NULL;

  if (field != NULL && event != HWC_JSON_NULL && event != HWC_JSON_ERROR)
    wanted = wanted_instead(field, event);
  if (wanted != NULL)
    return ((event == HWC_JSON_ARRAY || event == HWC_JSON_OBJECT) &&
            read_empty(r, field->type == HWC_ARRAY)) ||
           refuse(r, field, wanted);
  switch (event) {
  case HWC_JSON_STRING:
    lua_pushlstring(r->L, r->json->text.data, r->json->text.length);
    return true;
  case HWC_JSON_NUMBER:
    push_number(r, field, path);
    return true;
  case HWC_JSON_OBJECT:
    return read_object(r, members_of(field), path);
  case HWC_JSON_ARRAY:
    if (field != NULL && field->type != HWC_ARRAY)
      field = NULL;
    return read_array(r, field, path);
  case HWC_JSON_TRUE:
  case HWC_JSON_FALSE:
    lua_pushboolean(r->L, event == HWC_JSON_TRUE);
    return true;
  case HWC_JSON_NULL:
    lua_pushlightuserdata(r->L, NULL);
    return true;
  default:
    return false;
  }
}

/* --- Complete texts ------------------------------------------------------ */

static int reader_gc(lua_State *L)
{
  hwc_json_done(luaL_checkudata(L, 1, READER_MT));
  return 0;
}

struct hwc_json *hwcL_push_reader(lua_State *L)
{
  struct hwc_json *json = lua_newuserdatauv(L, sizeof *json, 0);

  hwc_json_init(json, HWC_TEXT(""));
  if (luaL_newmetatable(L, READER_MT)) {
    lua_pushcfunction(L, reader_gc);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  return json;
}

/* Replaces everything above `top` by a message. */
static bool push_problem(lua_State *L, int top, struct hwc_json *json)
{
  if (json->scratch.status == HWC_NO_MEMORY)
    return luaL_error(L, "not enough memory");
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  lua_pushfstring(L, "%s at byte %I", json->error,
                  (lua_Integer)(json->at - json->begin) + 1);
  lua_replace(L, top + 1);
  lua_settop(L, top + 1);
  hwc_json_done(json);
  return false;
}

/* True if the text after a mismatching member is at least valid JSON. */
static bool read_rest(struct hwc_json *json)
{
  enum hwc_json_event event;

  do
    event = hwc_json_next(json);
  while (event != HWC_JSON_ERROR && event != HWC_JSON_END);
  return event == HWC_JSON_END;
}

bool hwcL_read_json(lua_State *L, struct hwc_text text,
                    struct hwcL_reading *asked)
{
  int top = lua_gettop(L);
  struct reading r = {
    .L = L, .asked = asked, .arrays = top + 2, .unexpected = top + 3};
  struct members members = {.shape = asked->shape};

  luaL_checkstack(L, LUA_MINSTACK, NULL);
  r.json = hwcL_push_reader(L);
  hwcL_push_array_metatable(L);
  lua_pushnil(L);
  hwc_json_init(r.json, text);
  enum hwc_json_event event = hwc_json_next(r.json);
  bool is_good = event == HWC_JSON_OBJECT ? read_object(&r, members, NULL)
                                          : read_value(&r, event, NULL, NULL);
  if (!is_good && asked->wrong != NULL && read_rest(r.json)) {
    hwc_json_done(r.json);
    lua_settop(L, top);
    return false;
  }
  if (!is_good || hwc_json_next(r.json) != HWC_JSON_END) {
    asked->wrong = NULL;
    return push_problem(L, top, r.json);
  }
  hwc_json_done(r.json);
  lua_replace(L, top + 1);
  lua_remove(L, top + 2);
  return true;
}
