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

/* Number of table kinds whose last size is remembered, and the maximum size,
 * within a text and from one text to the next: a table created with its final
 * size need not grow. */
#define KINDS 128
#define LARGEST_SIZE 256
#define LARGEST_KEPT_SIZE 8

/* A userdata; its user value is the array metatable. */
struct reader {
  struct hwc_json json;
  bool in_use;
  bool has_large; /* sizes above LARGEST_KEPT_SIZE */
  uint16_t sizes[KINDS];
};

struct reading {
  lua_State *L;
  struct hwc_json *json; /* the reader's */
  struct reader *reader;
  const struct hwcL_reading *asked;
  int arrays;     /* stack index of the array metatable */
  int unexpected; /* stack index of the list of paths, or nil */
  bool is_empty;  /* the array or object that was read last was empty */
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

static const struct hwc_field any_object = {.type = HWC_OBJECT};

/* --- Mismatches ---------------------------------------------------------- */

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

/* True if a value that begins with `event` has the type in the row. Whether a
 * number is an integer is checked when it is read. */
static bool fits(const struct hwc_field *field, enum hwc_json_event event)
{
  switch (field->type) {
  case HWC_STRING:
  case HWC_TIMESTAMP:
    return event == HWC_JSON_STRING;
  case HWC_INTEGER:
  case HWC_LONG:
  case HWC_NUMBER:
    return event == HWC_JSON_NUMBER;
  case HWC_BOOLEAN:
    return event == HWC_JSON_TRUE || event == HWC_JSON_FALSE;
  case HWC_ARRAY:
    return event == HWC_JSON_ARRAY;
  case HWC_MAP:
  case HWC_OBJECT:
    return event == HWC_JSON_OBJECT;
  case HWC_ANY:
  case HWC_FILE:
    break;
  }
  return true;
}

/* --- Numbers ------------------------------------------------------------- */

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
  bool is_whole =
    field != NULL && (field->type == HWC_INTEGER || field->type == HWC_LONG);
  if (number->is_lossy || (is_whole && !lua_isinteger(r->L, -1)))
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
  return &r->reader->sizes[(kind ^ kind / KINDS) % KINDS];
}

static void remember_size(struct reading *r, uint16_t *size, lua_Integer count)
{
  if (count > LARGEST_KEPT_SIZE)
    r->reader->has_large = true;
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
  return read_value(r, event, members->object != NULL ? &any_object : field,
                    path);
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
  remember_size(r, size, count);
  r->is_empty = count == 0;
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
  return read_value(r, event, &any_object, path);
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
  remember_size(r, size, item.index);
  r->is_empty = item.index == 0;
  return true;
}

/* --- Values -------------------------------------------------------------- */

static struct members members_of(const struct hwc_field *field)
{
  if (field != NULL && field->type == HWC_OBJECT)
    return (struct members){.shape = field->object};
  if (field != NULL && field->type == HWC_MAP)
    return (struct members){.item = field->item, .object = field->object};
  return (struct members){.shape = NULL};
}

/* Pushes the value that begins with `event`, which has the type of `field`
 * (NULL: any). */
static bool read_fitting(struct reading *r, enum hwc_json_event event,
                         const struct hwc_field *field,
                         const struct hwcL_path *path)
{
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

/* Gives the empty array or object on top of the stack the type in the row:
 * some services write all empty containers alike. */
static bool make_empty(struct reading *r, const struct hwc_field *field)
{
  if (field->type == HWC_ARRAY)
    lua_pushvalue(r->L, r->arrays);
  else if (field->type == HWC_MAP || field->type == HWC_OBJECT)
    lua_pushnil(r->L);
  else
    return false;
  lua_setmetatable(r->L, -2);
  return true;
}

/* Pushes the value that begins with `event`. One that does not have the type in
 * the row is pushed as it is, and its path is listed. */
static bool read_value(struct reading *r, enum hwc_json_event event,
                       const struct hwc_field *field,
                       const struct hwcL_path *path)
{
  bool is_container = event == HWC_JSON_ARRAY || event == HWC_JSON_OBJECT;

  if (field == NULL || event == HWC_JSON_ERROR || fits(field, event))
    return read_fitting(r, event, field, path);
  if (!read_fitting(r, event, NULL, path))
    return false;
  if (!(is_container && r->is_empty && make_empty(r, field)))
    note_unexpected(r, path);
  return true;
}

/* --- Complete texts ------------------------------------------------------ */

static int reader_gc(lua_State *L)
{
  struct reader *reader = luaL_checkudata(L, 1, READER_MT);

  hwc_json_done(&reader->json);
  return 0;
}

/* Registry key of the last reader. */
static const char reader_key;

static struct reader *push_new_reader(lua_State *L)
{
  struct reader *reader = lua_newuserdatauv(L, sizeof *reader, 1);

  memset(reader, 0, sizeof *reader);
  hwc_json_init(&reader->json, HWC_TEXT(""));
  if (luaL_newmetatable(L, READER_MT)) {
    lua_pushcfunction(L, reader_gc);
    lua_setfield(L, -2, "__gc");
  }
  lua_setmetatable(L, -2);
  hwcL_push_array_metatable(L);
  lua_setiuservalue(L, -2, 1);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &reader_key);
  return reader;
}

/* A finalizer may read a text while another one is read. */
static struct reader *push_reader(lua_State *L)
{
  lua_rawgetp(L, LUA_REGISTRYINDEX, &reader_key);
  struct reader *reader = lua_touserdata(L, -1);
  if (reader == NULL || reader->in_use) {
    lua_pop(L, 1);
    reader = push_new_reader(L);
  }
  reader->in_use = true;
  return reader;
}

struct hwc_json *hwcL_push_reader(lua_State *L)
{
  return &push_reader(L)->json;
}

/* Frees the memory of a reader, which must not be used any more, and keeps it
 * for the next text. */
static void keep_reader(struct reader *reader)
{
  hwc_json_done(&reader->json);
  for (size_t i = 0; reader->has_large && i < KINDS; i++)
    if (reader->sizes[i] > LARGEST_KEPT_SIZE)
      reader->sizes[i] = LARGEST_KEPT_SIZE;
  reader->has_large = reader->in_use = false;
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

bool hwcL_read_json(lua_State *L, struct hwc_text text,
                    const struct hwcL_reading *asked)
{
  int top = lua_gettop(L);
  struct reading r = {
    .L = L, .asked = asked, .arrays = top + 2, .unexpected = top + 3};
  struct members members = {.shape = asked->shape};

  luaL_checkstack(L, LUA_MINSTACK, NULL);
  r.reader = push_reader(L);
  r.json = &r.reader->json;
  lua_getiuservalue(L, -1, 1);
  lua_pushnil(L);
  hwc_json_init(r.json, text);
  enum hwc_json_event event = hwc_json_next(r.json);
  bool is_good = event == HWC_JSON_OBJECT ? read_object(&r, members, NULL)
                                          : read_value(&r, event, NULL, NULL);
  if (!is_good || hwc_json_next(r.json) != HWC_JSON_END)
    return push_problem(L, top, r.json);
  keep_reader(r.reader);
  lua_replace(L, top + 1);
  lua_remove(L, top + 2);
  return true;
}
