/* SPDX-License-Identifier: Apache-2.0
 *
 * Whole requests: path, query, headers and body. Members are written in the
 * order of the row, so the first error is the same in every run. */
#include "lua/encode.h"
#include "core/uri.h"
#include "lua/encode_parts.h"
#include <lauxlib.h>
#include <string.h>

/* Most query members of a request. */
#define MAX_PAIRS 128

/* --- Path, query and headers -------------------------------------------- */

struct query {
  struct hwc_pair pairs[MAX_PAIRS];
  size_t count;
};

static bool add_pair(const struct hwcL_encoder *e, struct query *query,
                     const struct hwc_field *field,
                     const struct hwcL_path *path, struct hwc_text name,
                     int index)
{
  struct hwc_text value;

  luaL_checkstack(e->L, LUA_MINSTACK, NULL);
  if (!hwcL_get_plain(e, field, path, index, &value))
    return false;
  if (query->count == MAX_PAIRS)
    return hwcL_refuse(e, path, "at most %d query members, got more",
                       MAX_PAIRS);
  query->pairs[query->count++] = (struct hwc_pair){name, value};
  return true;
}

/* Adds the value on top of the stack: one pair, or one for each item of an
 * array. Values stay on the stack until the query is written. */
static bool add_query(const struct hwcL_encoder *e, struct query *query,
                      const struct hwc_field *field,
                      const struct hwcL_path *path, struct hwc_text name)
{
  lua_State *L = e->L;
  int index = lua_gettop(L);
  struct hwc_violation violation;

  if (lua_type(L, index) != LUA_TTABLE ||
      (field != NULL && field->type != HWC_ARRAY && e->validate))
    return add_pair(e, query, field, path, name, index);
  if (!hwcL_check_plain(e, path, index))
    return false;
  lua_Integer length = hwcL_array_length(e, path, index);
  if (length < 0)
    return false;
  if (field != NULL && e->validate &&
      !hwc_check_count(field, (size_t)length, &violation))
    return hwcL_refuse_violation(e, path, &violation);
  for (lua_Integer i = 1; i <= length; i++) {
    struct hwcL_path item = hwcL_item_of(path, i);
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    lua_rawgeti(L, index, i);
    if (!add_pair(e, query, field != NULL ? field->item : NULL, &item, name,
                  lua_gettop(L)))
      return false;
  }
  return true;
}

static bool write_query(const struct hwcL_encoder *e, struct query *query,
                        struct hwc_buffer *target)
{
  if (!query->count)
    return true;
  hwc_buffer_append_char(target, '?');
  if (hwc_uri_append_query(target, query->pairs, query->count) != HWC_OK)
    return luaL_error(e->L, "not enough memory");
  return true;
}

static bool add_header(const struct hwcL_encoder *e,
                       const struct hwc_field *field,
                       const struct hwcL_path *path, struct hwc_buffer *headers)
{
  struct hwc_text value;

  if (!hwcL_get_plain(e, field, path, lua_gettop(e->L), &value))
    return false;
  hwc_buffer_append(headers, field->name, strlen(field->name) + 1);
  hwc_buffer_append_text(headers, value);
  hwc_buffer_append_char(headers, '\0');
  return true;
}

/* Writes a path member: from the arguments, else from the client. */
static bool write_path_member(const struct hwcL_encoder *e,
                              const struct hwc_field *field,
                              const struct hwcL_names *names, int args,
                              const struct hwcL_encode_options *options,
                              struct hwc_buffer *target, lua_Integer *found)
{
  lua_State *L = e->L;
  struct hwcL_path path = hwcL_named(NULL, field->name);
  struct hwc_text value = {NULL, 0};

  if (hwcL_get(L, args, field->name) != LUA_TNIL) {
    ++*found;
    if (!hwcL_get_plain(e, field, &path, lua_gettop(L), &value))
      return false;
  } else if (field->flags & HWC_CLIENT) {
    value = strcmp(field->name, "instance_id") == 0 ? options->instance_id
                                                    : options->project_id;
    if (!value.length)
      return hwcL_refuse(e, &path,
                         "required, got none in the call and in the client");
    if (!hwcL_check_line(e, &path, value))
      return false;
  } else {
    return hwcL_refuse_required(e, names, NULL, &path, args);
  }
  if (!value.length)
    return hwcL_refuse(e, &path, "at least 1 character in a path, got 0");
  if (hwc_uri_has_dots(value))
    return hwcL_refuse(e, &path, "no segment . or .. in a path, got one");
  hwc_uri_encode(target, value);
  return true;
}

static bool write_path(const struct hwcL_encoder *e,
                       const struct hwcL_names *names, int args,
                       const struct hwcL_encode_options *options,
                       struct hwc_buffer *target, lua_Integer *found)
{
  const struct hwc_gateway *gateways = e->service->gateways;
  const char *rest = e->operation->path;
  const char *other = e->gateway > 0 ? strstr(rest, gateways[0].path) : NULL;

  while (*rest) {
    if (rest == other) {
      hwc_buffer_append_string(target, gateways[e->gateway].path);
      rest += strlen(gateways[0].path);
    } else if (*rest == '{') {
      struct hwc_text name = {rest + 1, strcspn(rest + 1, "}")};
      const struct hwc_field *field =
        hwcL_find_field(names->parameters, names->parameter_count, name);
      if (field == NULL)
        return luaL_error(e->L, "row %s: no parameter for its path",
                          e->operation->name);
      if (!write_path_member(e, field, names, args, options, target, found))
        return false;
      rest += name.length + 2;
    } else {
      size_t length = strcspn(rest, "{");
      if (other != NULL && other > rest && (size_t)(other - rest) < length)
        length = (size_t)(other - rest);
      hwc_buffer_append(target, rest, length);
      rest += length;
    }
  }
  return true;
}

static bool write_parameters(const struct hwcL_encoder *e,
                             const struct hwcL_names *names, int args,
                             struct query *query, struct hwc_message *message,
                             lua_Integer *found)
{
  lua_State *L = e->L;

  for (size_t i = 0; i < names->parameter_count; i++) {
    const struct hwc_field *field = &names->parameters[i];
    struct hwcL_path path = hwcL_named(NULL, field->name);
    if (field->location == HWC_IN_PATH)
      continue;
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    if (hwcL_get(L, args, field->name) == LUA_TNIL) {
      lua_pop(L, 1);
      if (e->validate && field->flags & HWC_REQUIRED &&
          !(field->flags & HWC_CLIENT))
        return hwcL_refuse_required(e, names, NULL, &path, args);
      continue;
    }
    ++*found;
    if (!hwcL_check_gateway(e, field, &path))
      return false;
    bool fine = field->location == HWC_IN_HEADER
                  ? add_header(e, field, &path, &message->headers)
                  : add_query(e, query, field, &path, hwc_text_of(field->name));
    if (!fine)
      return false;
  }
  return true;
}

/* --- Whole requests ----------------------------------------------------- */

static bool has_member(lua_State *L, const struct hwc_struct *shape, int index)
{
  for (size_t i = 0; i < shape->field_count; i++)
    if (hwcL_is_given(L, index, shape->fields[i].name))
      return true;
  return false;
}

/* Adds the members of the table at `args` that are not in `names` to the query.
 * `above` is the path of that table. */
static bool add_unknown_query(const struct hwcL_encoder *e,
                              const struct hwcL_names *names,
                              const struct hwcL_path *above, int args,
                              struct query *query)
{
  lua_State *L = e->L;

  /* Values stay on the stack, so the key is pushed again for lua_next(). */
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  lua_pushnil(L);
  while (lua_next(L, args)) {
    struct hwc_text name;
    if (lua_type(L, -2) != LUA_TSTRING)
      return hwcL_refuse(e, above,
                         "named members, got a table with other keys");
    name.data = lua_tolstring(L, -2, &name.length);
    if (hwcL_is_known(names, name)) {
      lua_pop(L, 1);
      continue;
    }
    struct hwcL_path path = {.up = above, .name = name};
    if (!hwcL_check_string(e, NULL, &path, name) ||
        !hwcL_check_line(e, &path, name) ||
        !add_query(e, query, NULL, &path, name))
      return false;
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    lua_pushlstring(L, name.data, name.length);
  }
  return true;
}

/* The body, from the argument `body`. */
static bool write_nested_body(struct hwcL_encoder *e,
                              const struct hwcL_names *names, int args,
                              lua_Integer *found)
{
  const struct hwc_field *field = &names->shape->fields[0];
  struct hwcL_path path = hwcL_named(NULL, field->name);
  int type = hwcL_get(e->L, args, field->name);

  if (type == LUA_TNIL && e->validate && field->flags & HWC_REQUIRED)
    return hwcL_refuse_required(e, names, NULL, &path, args);
  if (type == LUA_TNIL)
    return true;
  ++*found;
  e->message->has_body = true;
  return hwcL_write_value(e, field, &path, lua_gettop(e->L));
}

static void begin_object(struct hwcL_encoder *e)
{
  if (!e->message->has_body)
    hwc_buffer_append_char(e->out, '{');
  e->message->has_body = true;
}

/* The body, from arguments with the names of its members. `first` is cleared
 * by the first member that is written. */
static bool write_body_members(struct hwcL_encoder *e,
                               const struct hwcL_names *names, int args,
                               lua_Integer *found, bool *first)
{
  const struct hwc_operation *operation = e->operation;

  if (!hwc_requires_body(operation) && !has_member(e->L, operation->body, args))
    return true;
  begin_object(e);
  return hwcL_write_members(e, operation->body, names, NULL, args, first,
                            found);
}

/* Writes what the row describes of the body; end_body() ends it. */
static bool begin_body(struct hwcL_encoder *e, const struct hwcL_names *names,
                       int args, lua_Integer *found, bool *first)
{
  if (e->operation->body == NULL)
    return true;
  switch (e->operation->body_kind) {
  case HWC_BODY_MEMBERS:
    return write_body_members(e, names, args, found, first);
  case HWC_BODY_NESTED:
    return write_nested_body(e, names, args, found);
  case HWC_BODY_FORM:
    e->message->has_body = true;
    return hwcL_write_form(e, names, args, found);
  }
  return true;
}

/* Without validation, unknown arguments go to the body, or to the query where
 * the row has no body that takes them. */
static bool write_unknown(struct hwcL_encoder *e,
                          const struct hwcL_names *names, int args,
                          struct query *query, bool *first)
{
  if (e->operation->body == NULL)
    return add_unknown_query(e, names, NULL, args, query);
  switch (e->operation->body_kind) {
  case HWC_BODY_MEMBERS:
    begin_object(e);
    return hwcL_write_unknown(e, names, NULL, args, first);
  case HWC_BODY_NESTED:
    return add_unknown_query(e, names, NULL, args, query);
  case HWC_BODY_FORM:
    return hwcL_write_unknown_parts(e, names, args);
  }
  return true;
}

static void end_body(struct hwcL_encoder *e)
{
  if (!e->message->has_body)
    return;
  switch (e->operation->body_kind) {
  case HWC_BODY_MEMBERS:
    hwc_buffer_append_char(e->out, '}');
    return;
  case HWC_BODY_NESTED: /* was written whole */
    return;
  case HWC_BODY_FORM:
    hwcL_end_form(e);
    return;
  }
}

/* The client's gateway does not have the operation. */
static bool refuse_gateway(const struct hwcL_encoder *e)
{
  const struct hwc_operation *operation = e->operation;
  const struct hwc_gateway *gateways = e->service->gateways;
  const char *other = operation->counterpart;

  return hwcL_refuse(
    e, NULL, "only with gateway = \"%s\", got gateway = \"%s\"%s%s",
    gateways[operation->gateway - 1].name, gateways[e->gateway].name,
    other ? "; use " : "", other ? other : "");
}

/* What holds for the arguments as a whole. */
static bool check_call(const struct hwcL_encoder *e, int args)
{
  if (lua_type(e->L, args) != LUA_TTABLE)
    return hwcL_refuse_type(e, NULL, "a table of arguments", args);
  if (!hwcL_check_plain(e, NULL, args))
    return false;
  if (!hwc_gateway_has(e->operation->gateway, e->gateway))
    return refuse_gateway(e);
  return true;
}

static bool encode(struct hwcL_encoder *e, int args,
                   const struct hwcL_encode_options *options)
{
  const struct hwc_operation *operation = e->operation;
  struct hwc_message *message = e->message;
  struct hwc_field nested_field = hwc_nested_body(operation);
  struct hwc_struct nested = {.fields = &nested_field, .field_count = 1};
  struct hwcL_names names = {
    .parameters = operation->parameters,
    .parameter_count = operation->parameter_count,
    .shape =
      operation->body_kind == HWC_BODY_NESTED ? &nested : operation->body,
  };
  struct query query;
  lua_Integer found = 0;
  bool first = true;

  query.count = 0;
  if (!check_call(e, args) ||
      !write_path(e, &names, args, options, &message->target, &found) ||
      !write_parameters(e, &names, args, &query, message, &found) ||
      !begin_body(e, &names, args, &found, &first))
    return false;
  if (hwcL_count_keys(e->L, args) != found) {
    if (e->validate && hwcL_refuse_unknown(e, &names, NULL, args))
      return false;
    if (!e->validate && !write_unknown(e, &names, args, &query, &first))
      return false;
  }
  end_body(e);
  return hwcL_check_rules(e, operation->rules, operation->rule_count, NULL,
                          args) &&
         write_query(e, &query, &message->target);
}

/* False, with an error pushed, if the buffer reached its limit. Raises if out
 * of memory. */
static bool check_buffer(const struct hwcL_encoder *e,
                         const struct hwc_buffer *buffer,
                         const struct hwcL_path *path)
{
  if (buffer->status == HWC_OK)
    return true;
  if (buffer->status != HWC_TOO_LARGE)
    return luaL_error(e->L, "not enough memory");
  return hwcL_refuse(e, path, "at most %I bytes as %s, got more",
                     (lua_Integer)buffer->limit,
                     e->message->content_type[0] ? "a form" : "JSON");
}

bool hwcL_encode(lua_State *L, const struct hwc_operation *operation, int args,
                 const struct hwcL_encode_options *options,
                 struct hwc_message *message)
{
  struct hwcL_path body = hwcL_named(NULL, "body");
  struct hwcL_encoder e = {.L = L,
                           .operation = operation,
                           .message = message,
                           .out = &message->body,
                           .validate = options->validate,
                           .service = options->service,
                           .gateway = options->gateway};
  int top = lua_gettop(L);

  args = lua_absindex(L, args);
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  bool fine = encode(&e, args, options) &&
              check_buffer(&e, &message->target, NULL) &&
              check_buffer(&e, &message->headers, NULL) &&
              check_buffer(&e, &message->secrets, NULL) &&
              check_buffer(&e, &message->body, &body);
  if (!fine)
    lua_insert(L, top + 1);
  lua_settop(L, fine ? top : top + 1);
  return fine;
}

bool hwcL_needs_project(lua_State *L, const struct hwc_operation *operation,
                        int args)
{
  if (strstr(operation->path, "{project_id}") == NULL)
    return false;
  if (lua_type(L, args) != LUA_TTABLE)
    return true;
  bool given = hwcL_get(L, lua_absindex(L, args), "project_id") != LUA_TNIL;
  lua_pop(L, 1);
  return !given;
}

bool hwcL_encode_any(lua_State *L, int index, const char *name,
                     struct hwc_message *message)
{
  struct hwcL_path path = hwcL_named(NULL, name);
  const struct hwcL_path *where = name != NULL ? &path : NULL;
  struct hwcL_encoder e = {.L = L, .message = message, .out = &message->body};
  int top = lua_gettop(L);

  index = lua_absindex(L, index);
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  bool fine = hwcL_write_any(&e, where, index) &&
              check_buffer(&e, &message->secrets, where) &&
              check_buffer(&e, &message->body, where);
  if (!fine)
    lua_insert(L, top + 1);
  lua_settop(L, fine ? top : top + 1);
  return fine;
}

bool hwcL_encode_query(lua_State *L, int index, struct hwc_message *message)
{
  struct hwcL_encoder e = {.L = L, .message = message};
  struct hwcL_path above = hwcL_named(NULL, "query");
  struct hwcL_names none = {NULL, 0, NULL};
  struct query query;
  int top = lua_gettop(L);
  bool fine = true;

  query.count = 0;
  index = lua_absindex(L, index);
  if (lua_isnoneornil(L, index))
    return true;
  if (lua_type(L, index) != LUA_TTABLE)
    fine = hwcL_refuse_type(&e, &above, "a table", index);
  fine = fine && hwcL_check_plain(&e, &above, index) &&
         add_unknown_query(&e, &none, &above, index, &query) &&
         write_query(&e, &query, &message->target) &&
         check_buffer(&e, &message->secrets, &above);
  if (!fine)
    lua_insert(L, top + 1);
  lua_settop(L, fine ? top : top + 1);
  return fine;
}
