/* SPDX-License-Identifier: Apache-2.0
 *
 * Converts rows to Lua tables. */
#include "lua/lua_operations.h"
#include "api/check.h"
#include "core/headers.h"
#include "lua/encode.h"
#include "lua/lua_error.h"
#include "lua/lua_secret.h"
#include "lua/lua_waiters.h"
#include <lauxlib.h>
#include <string.h>

/* Maximum nesting of shapes in a description; limits recursive shapes. */
#define DEEPEST_SHAPE 16

static void push_struct(lua_State *L, const struct hwc_struct *shape,
                        int depth);

static const char *type_name(enum hwc_type type)
{
  static const char *const names[] = {
    [HWC_STRING] = "string",   [HWC_INTEGER] = "integer",
    [HWC_LONG] = "long",       [HWC_NUMBER] = "number",
    [HWC_BOOLEAN] = "boolean", [HWC_TIMESTAMP] = "timestamp",
    [HWC_ARRAY] = "array",     [HWC_MAP] = "map",
    [HWC_OBJECT] = "object",   [HWC_ANY] = "any",
    [HWC_FILE] = "file",
  };
  return names[type];
}

static const char *location_name(enum hwc_location location)
{
  static const char *const names[] = {
    [HWC_IN_BODY] = "body",
    [HWC_IN_PATH] = "path",
    [HWC_IN_QUERY] = "query",
    [HWC_IN_HEADER] = "header",
  };
  return names[location];
}

static const char *format_name(enum hwc_format format)
{
  static const char *const names[] = {
    [HWC_NO_FORMAT] = NULL,      [HWC_UUID] = "uuid",
    [HWC_UUID_RFC] = "uuid",     [HWC_BASE64] = "base64",
    [HWC_PASSWORD] = "password", [HWC_LIST] = "list",
    [HWC_DIGITS] = "digits",
  };
  return names[format];
}

static const char *paging_name(enum hwc_paging paging)
{
  static const char *const names[] = {
    [HWC_NO_PAGING] = NULL,
    [HWC_OFFSET] = "offset",
    [HWC_OFFSET_BODY] = "offset_body",
    [HWC_PAGE] = "page",
  };
  return names[paging];
}

static const char *rule_name(enum hwc_rule_kind kind)
{
  static const char *const names[] = {
    [HWC_EXACTLY_ONE] = "exactly_one",
    [HWC_AT_LEAST_ONE] = "at_least_one",
    [HWC_NEEDS] = "needs",
    [HWC_WHEN] = "when",
    [HWC_ONLY_WHEN] = "only_when",
    [HWC_LESS] = "less",
  };
  return names[kind];
}

/* Sets a field of the table on top of the stack to true if the flag is set. */
static void set_flag(lua_State *L, const char *name, unsigned flags,
                     unsigned flag)
{
  if (flags & flag)
    hwcL_set_boolean(L, name, true);
}

/* Replaces the message on top of the stack by the sentence in its buffer. */
static void replace_with_text(lua_State *L, struct hwc_message *scratch)
{
  struct hwc_text text = hwc_buffer_text(&scratch->body);

  if (scratch->body.status != HWC_OK)
    luaL_error(L, "not enough memory");
  lua_pushlstring(L, text.data != NULL ? text.data : "", text.length);
  hwc_message_done(scratch);
  lua_remove(L, -2);
}

static const struct hwc_service *service_of(lua_State *L)
{
  return lua_touserdata(L, lua_upvalueindex(1));
}

/* Sets the name of the only gateway that supports the row on top. */
static void set_gateway(lua_State *L, enum hwc_only_gateway only)
{
  if (only != HWC_ALL_GATEWAYS)
    hwcL_set_string(L, "gateway", service_of(L)->gateways[only - 1].name);
}

/* Pushes a member. The location is omitted within bodies and replies. */
static void push_field(lua_State *L, const struct hwc_field *field,
                       const char *location, int depth)
{
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  lua_newtable(L);
  hwcL_set_string(L, "name", field->name);
  hwcL_set_string(L, "location", location);
  hwcL_set_string(L, "type", type_name(field->type));
  hwcL_set_string(L, "format", format_name(field->format));
  hwcL_set_string(L, "first", field->first);
  hwcL_set_string(L, "set", field->set);
  hwcL_set_string(L, "doc", field->doc);
  set_flag(L, "required", field->flags, HWC_REQUIRED);
  set_flag(L, "secret", field->flags, HWC_SECRET);
  set_flag(L, "bytes", field->flags, HWC_BYTES);
  set_flag(L, "from_client", field->flags, HWC_CLIENT);
  set_flag(L, "chinese", field->flags, HWC_CHINESE);
  set_flag(L, "expected", field->flags, HWC_EXPECTED);
  set_gateway(L, field->gateway);
  if (field->min || field->max)
    hwcL_set_integer(L, "min", field->min);
  if (field->max)
    hwcL_set_integer(L, "max", field->max);
  if (field->values != NULL) {
    lua_pushliteral(L, "values");
    lua_newtable(L);
    for (lua_Integer i = 0; field->values[i] != NULL; i++) {
      lua_pushstring(L, field->values[i]);
      lua_rawseti(L, -2, i + 1);
    }
    lua_rawset(L, -3);
  }
  lua_pushliteral(L, "rules");
  struct hwc_message *scratch = hwcL_push_message(L);
  hwc_append_field_rules(&scratch->body, field);
  replace_with_text(L, scratch);
  lua_rawset(L, -3);
  if (field->item != NULL) {
    lua_pushliteral(L, "item");
    push_field(L, field->item, NULL, depth);
    lua_rawset(L, -3);
  }
  if (field->object != NULL && depth < DEEPEST_SHAPE) {
    lua_pushliteral(L, "object");
    push_struct(L, field->object, depth + 1);
    lua_rawset(L, -3);
  }
}

/* Appends members to the list on top of the stack. */
static void add_fields(lua_State *L, const struct hwc_field *fields,
                       size_t count, bool with_location, int depth)
{
  for (size_t i = 0; i < count; i++) {
    push_field(L, &fields[i],
               with_location ? location_name(fields[i].location) : NULL, depth);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  }
}

/* Pushes a rule as data: {kind =, when =, is =, names =, member =}. */
static void push_condition(lua_State *L, const struct hwc_rule *rule)
{
  lua_newtable(L);
  hwcL_set_string(L, "kind", rule_name(rule->kind));
  hwcL_set_string(L, "when", rule->when);
  hwcL_set_string(L, "is", rule->is);
  if (rule->kind == HWC_WHEN) {
    lua_pushliteral(L, "member");
    push_field(L, &rule->field, NULL, 0);
    lua_rawset(L, -3);
    return;
  }
  lua_pushliteral(L, "names");
  lua_newtable(L);
  for (lua_Integer i = 0; rule->names[i] != NULL; i++) {
    lua_pushstring(L, rule->names[i]);
    lua_rawseti(L, -2, i + 1);
  }
  lua_rawset(L, -3);
}

/* Appends rules as data to the list on top of the stack. */
static void add_conditions(lua_State *L, const struct hwc_rule *rules,
                           size_t count)
{
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  for (size_t i = 0; i < count; i++) {
    push_condition(L, &rules[i]);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  }
}

/* Appends sentences to the list on top of the stack. */
static void add_rules(lua_State *L, const struct hwc_rule *rules, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    struct hwc_message *scratch = hwcL_push_message(L);
    hwc_append_rule(&scratch->body, &rules[i]);
    replace_with_text(L, scratch);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  }
}

/* Pushes {name =, members = {...}, rules = {...}, conditions = {...}}: the
 * rules across members as sentences and as data, in the same order. */
static void push_struct(lua_State *L, const struct hwc_struct *shape, int depth)
{
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  lua_newtable(L);
  hwcL_set_string(L, "name", shape->name);
  lua_pushliteral(L, "members");
  lua_newtable(L);
  add_fields(L, shape->fields, shape->field_count, false, depth);
  lua_rawset(L, -3);
  lua_pushliteral(L, "rules");
  lua_newtable(L);
  add_rules(L, shape->rules, shape->rule_count);
  lua_rawset(L, -3);
  lua_pushliteral(L, "conditions");
  lua_newtable(L);
  add_conditions(L, shape->rules, shape->rule_count);
  lua_rawset(L, -3);
}

/* NULL for an operation without a body. */
static const char *body_kind_name(const struct hwc_operation *operation)
{
  static const char *const names[] = {
    [HWC_BODY_MEMBERS] = "members",
    [HWC_BODY_NESTED] = "nested",
    [HWC_BODY_FORM] = "form",
  };

  return operation->body != NULL ? names[operation->body_kind] : NULL;
}

static void push_operation(lua_State *L, const struct hwc_resource *resource,
                           const struct hwc_operation *operation)
{
  const struct hwc_struct *body = operation->body;
  bool is_nested = operation->body_kind == HWC_BODY_NESTED;
  unsigned flags = operation->flags;
  bool is_get = strcmp(operation->method, "GET") == 0;

  lua_newtable(L);
  hwcL_set_string(L, "name", operation->name);
  hwcL_set_string(L, "resource", resource->name);
  hwcL_set_string(L, "method", operation->method);
  hwcL_set_string(L, "path", operation->path);
  hwcL_set_string(L, "doc", operation->doc);
  hwcL_set_string(L, "paging", paging_name(operation->paging));
  hwcL_set_string(L, "item_id", operation->item_id);
  hwcL_set_string(L, "idempotent_reason", operation->idempotent_reason);
  hwcL_set_string(L, "secret_header", operation->secret_header);
  hwcL_set_boolean(L, "idempotent", is_get || (flags & HWC_IDEMPOTENT) != 0);
  hwcL_set_string(L, "body_kind", body_kind_name(operation));
  if (hwc_requires_body(operation))
    hwcL_set_boolean(L, "body_required", true);
  set_flag(L, "async", flags, HWC_ASYNC);
  set_gateway(L, operation->gateway);
  hwcL_set_string(L, "counterpart", operation->counterpart);
  set_flag(L, "unsigned", flags, HWC_UNSIGNED);
  set_flag(L, "download", flags, HWC_DOWNLOAD);
  set_flag(L, "secret_file", flags, HWC_SECRET_FILE);
  set_flag(L, "new_keys", flags, HWC_NEW_KEYS);
  if (operation->success_status)
    hwcL_set_integer(L, "success_status", operation->success_status);
  if (operation->timeout > 0)
    hwcL_set_number(L, "timeout", operation->timeout);
  lua_pushliteral(L, "members");
  lua_newtable(L);
  add_fields(L, operation->parameters, operation->parameter_count, true, 0);
  if (body != NULL && is_nested) {
    struct hwc_field nested = hwc_nested_body(operation);
    add_fields(L, &nested, 1, true, 0);
  } else if (body != NULL) {
    add_fields(L, body->fields, body->field_count, true, 0);
  }
  lua_rawset(L, -3);
  lua_pushliteral(L, "rules");
  lua_newtable(L);
  add_rules(L, operation->rules, operation->rule_count);
  if (body != NULL && !is_nested)
    add_rules(L, body->rules, body->rule_count);
  lua_rawset(L, -3);
  lua_pushliteral(L, "conditions");
  lua_newtable(L);
  add_conditions(L, operation->rules, operation->rule_count);
  if (body != NULL && !is_nested)
    add_conditions(L, body->rules, body->rule_count);
  lua_rawset(L, -3);
  if (operation->reply != NULL) {
    lua_pushliteral(L, "reply");
    push_struct(L, operation->reply, 0);
    lua_rawset(L, -3);
  }
}

/* operations() -> {[name] = description} */
static int operations(lua_State *L)
{
  const struct hwc_service *service = service_of(L);

  lua_settop(L, 0);
  lua_newtable(L);
  for (size_t r = 0; r < service->resource_count; r++) {
    const struct hwc_resource *resource = &service->resources[r];
    for (size_t i = 0; i < resource->table->count; i++) {
      const struct hwc_operation *row = &resource->table->operations[i];
      lua_pushstring(L, row->name);
      push_operation(L, resource, row);
      lua_rawset(L, 1);
    }
  }
  return 1;
}

/* describe(name) -> description | nil */
static int describe(lua_State *L)
{
  const struct hwc_service *service = service_of(L);
  const struct hwc_operation *row =
    hwc_find_operation(service, luaL_checkstring(L, 1));

  if (row != NULL)
    push_operation(L, hwc_find_resource(service, row), row);
  else
    lua_pushnil(L);
  return 1;
}

/* has(name) -> true if there is such an operation */
static int has(lua_State *L)
{
  size_t length;
  const char *name = luaL_checklstring(L, 1, &length);

  lua_pushboolean(L, strlen(name) == length &&
                       hwc_find_operation(service_of(L), name) != NULL);
  return 1;
}

/* is_unsigned(name) -> true if requests of the operation are not signed because
 * they prove an identity themselves */
static int is_unsigned(lua_State *L)
{
  const struct hwc_operation *row =
    hwc_find_operation(service_of(L), luaL_checkstring(L, 1));

  lua_pushboolean(L, row != NULL && row->flags & HWC_UNSIGNED);
  return 1;
}

/* is_download(name) -> true if the response is a file */
static int is_download(lua_State *L)
{
  const struct hwc_operation *row =
    hwc_find_operation(service_of(L), luaL_checkstring(L, 1));

  lua_pushboolean(L, row != NULL && row->flags & HWC_DOWNLOAD);
  return 1;
}

/* is_async(name) -> true if the response only states that work was started */
static int is_async(lua_State *L)
{
  const struct hwc_operation *row =
    hwc_find_operation(service_of(L), luaL_checkstring(L, 1));

  lua_pushboolean(L, row != NULL && row->flags & HWC_ASYNC);
  return 1;
}

/* waiters() -> {[name] = description} */
static int waiters(lua_State *L)
{
  const struct hwc_service *service = service_of(L);
  const struct hwc_waiters *all = service->waiters;

  lua_settop(L, 0);
  lua_newtable(L);
  for (size_t i = 0; all != NULL && i < all->count; i++) {
    lua_pushstring(L, all->rows[i].name);
    hwcL_push_waiter(L, service, &all->rows[i]);
    lua_rawset(L, 1);
  }
  return 1;
}

/* waiter(name) -> description | nil */
static int waiter(lua_State *L)
{
  const struct hwc_service *service = service_of(L);
  const struct hwc_waiter *row =
    hwc_find_waiter(service, luaL_checkstring(L, 1));

  if (row != NULL)
    hwcL_push_waiter(L, service, row);
  else
    lua_pushnil(L);
  return 1;
}

/* orders(operation) -> {order, ...} as of hwcL_push_orders() */
static int orders(lua_State *L)
{
  hwcL_push_orders(L, service_of(L), luaL_checkstring(L, 1));
  return 1;
}

/* route(name) -> method, path at the first gateway | nil, path at the second |
 * nil: what is needed to recognise a request */
static int route(lua_State *L)
{
  const struct hwc_service *service = service_of(L);
  const struct hwc_operation *row =
    hwc_find_operation(service, luaL_checkstring(L, 1));

  luaL_argcheck(L, row, 1, "no such operation");
  lua_pushstring(L, row->method);
  if (hwc_gateway_has(row->gateway, 0))
    lua_pushstring(L, row->path);
  else
    lua_pushnil(L);
  if (service->gateway_count > 1 && hwc_gateway_has(row->gateway, 1))
    luaL_gsub(L, row->path, service->gateways[0].path,
              service->gateways[1].path);
  else
    lua_pushnil(L);
  return 3;
}

/* names() -> {name, ...}, in the order of the rows */
static int names(lua_State *L)
{
  const struct hwc_service *service = service_of(L);

  lua_settop(L, 0);
  lua_newtable(L);
  for (size_t r = 0; r < service->resource_count; r++) {
    const struct hwc_table *table = service->resources[r].table;
    for (size_t i = 0; i < table->count; i++) {
      lua_pushstring(L, table->operations[i].name);
      lua_rawseti(L, 1, (lua_Integer)lua_rawlen(L, 1) + 1);
    }
  }
  return 1;
}

/* resources() -> {{name =, title =}, ...}, in the order of the rows */
static int resources(lua_State *L)
{
  const struct hwc_service *service = service_of(L);

  lua_settop(L, 0);
  lua_newtable(L);
  for (size_t r = 0; r < service->resource_count; r++) {
    lua_newtable(L);
    hwcL_set_string(L, "name", service->resources[r].name);
    hwcL_set_string(L, "title", service->resources[r].title);
    lua_rawseti(L, 1, (lua_Integer)r + 1);
  }
  return 1;
}

/* Reads options from the table at `index`, or nil; texts refer to it. */
static void read_options(lua_State *L, int index,
                         struct hwcL_encode_options *options)
{
  if (lua_isnil(L, index))
    return;
  luaL_checktype(L, index, LUA_TTABLE);
  lua_getfield(L, index, "gateway");
  options->gateway = hwc_find_gateway(options->service, lua_tostring(L, -1));
  lua_getfield(L, index, "validate");
  options->validate = lua_isnil(L, -1) || lua_toboolean(L, -1);
  lua_getfield(L, index, "project_id");
  hwcL_totext(L, -1, &options->project_id);
  lua_getfield(L, index, "instance_id");
  hwcL_totext(L, -1, &options->instance_id);
  lua_pop(L, 4);
}

/* Encodes the arguments at 2 for the operation named at 1 with the options at
 * 3; pushes the message, or nil and an error. */
static struct hwc_message *push_encoded(lua_State *L)
{
  const char *name = luaL_checkstring(L, 1);
  const struct hwc_operation *operation =
    hwc_find_operation(service_of(L), name);
  struct hwcL_encode_options options = {.service = service_of(L),
                                        .validate = true};

  luaL_argcheck(L, operation, 1, "no such operation");
  luaL_checkany(L, 2);
  lua_settop(L, 3);
  read_options(L, 3, &options);
  struct hwc_message *message = hwcL_push_message(L);
  if (hwcL_encode(L, operation, 2, &options, message))
    return message;
  lua_pushnil(L);
  lua_insert(L, -2);
  return NULL;
}

/* check(name, args [, {gateway =}]) -> true | nil, err. Path members must be
 * among the arguments, because there is no client. */
static int check(lua_State *L)
{
  struct hwc_message *message = push_encoded(L);

  if (message == NULL)
    return 2;
  hwc_message_done(message);
  lua_pushboolean(L, true);
  return 1;
}

/* encode(name, args [, {gateway =, validate =, project_id =, instance_id =}])
 * -> {target =, headers = {[name] = value}, body =, content_type = of a form}
 *    | nil, err */
static int encode(lua_State *L)
{
  struct hwc_message *message = push_encoded(L);
  struct hwc_pair header;

  if (message == NULL)
    return 2;
  struct hwc_text rest = hwc_buffer_text(&message->headers);
  lua_newtable(L);
  hwcL_set_text(L, "target", hwc_buffer_text(&message->target));
  if (message->has_body)
    hwcL_set_text(L, "body", hwc_buffer_text(&message->body));
  if (message->content_type[0])
    hwcL_set_string(L, "content_type", message->content_type);
  lua_pushliteral(L, "headers");
  lua_newtable(L);
  while (hwc_headers_next(&rest, &header)) {
    lua_pushlstring(L, header.name.data, header.name.length);
    lua_pushlstring(L, header.value.data, header.value.length);
    lua_rawset(L, -3);
  }
  lua_rawset(L, -3);
  return 1;
}

static void push_gateways(lua_State *L, const struct hwc_service *service)
{
  lua_newtable(L);
  for (size_t i = 0; i < service->gateway_count; i++) {
    const struct hwc_gateway *gateway = &service->gateways[i];
    lua_newtable(L);
    hwcL_set_string(L, "name", gateway->name);
    hwcL_set_string(L, "title", gateway->title);
    hwcL_set_string(L, "sdk_name", gateway->sdk_name);
    hwcL_set_string(L, "scope", gateway->scope);
    hwcL_set_string(L, "endpoint", gateway->endpoint);
    hwcL_set_string(L, "global_endpoint", gateway->global_endpoint);
    hwcL_set_string(L, "path", gateway->path);
    lua_pushliteral(L, "other_endpoints");
    lua_newtable(L);
    for (size_t k = 0; k < gateway->other_endpoint_count; k++)
      hwcL_set_string(L, gateway->other_endpoints[k].region,
                      gateway->other_endpoints[k].endpoint);
    lua_rawset(L, -3);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
}

void hwcL_push_service(lua_State *L, const struct hwc_service *service)
{
  static const luaL_Reg functions[] = {
    {"operations", operations},
    {"describe", describe},
    {"has", has},
    {"names", names},
    {"resources", resources},
    {"is_unsigned", is_unsigned},
    {"is_download", is_download},
    {"is_async", is_async},
    {"waiters", waiters},
    {"waiter", waiter},
    {"orders", orders},
    {"route", route},
    {"check", check},
    {"encode", encode},
    {NULL, NULL},
  };

  lua_newtable(L);
  hwcL_set_string(L, "name", service->name);
  hwcL_set_string(L, "title", service->title);
  hwcL_set_string(L, "module", hwc_module_of(service));
  hwcL_set_string(L, "probe", service->probe);
  hwcL_set_boolean(L, "is_identity", service->is_identity);
  lua_pushliteral(L, "gateways");
  push_gateways(L, service);
  lua_rawset(L, -3);
  /* Rows are constant: nothing is written through this pointer. */
  lua_pushlightuserdata(L, (void *)(uintptr_t)service);
  luaL_setfuncs(L, functions, 1);
}

/* Appends the names of a service's gateways to the list on top. */
static void add_gateway_names(lua_State *L, const struct hwc_service *service)
{
  for (size_t i = 0; i < service->gateway_count; i++) {
    if (service->gateways[i].name != NULL) {
      lua_pushstring(L, service->gateways[i].name);
      lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
    }
  }
}

void hwcL_open_services(lua_State *L)
{
  lua_pushliteral(L, "services");
  lua_newtable(L);
  for (size_t i = 0; i < hwc_service_count; i++) {
    lua_pushstring(L, hwc_services[i]->name);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_rawset(L, -3);
  lua_pushliteral(L, "gateways");
  lua_newtable(L);
  for (size_t i = 0; i < hwc_service_count; i++)
    add_gateway_names(L, hwc_services[i]);
  lua_rawset(L, -3);
}
