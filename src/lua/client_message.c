/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes the request of a call: of an operation, by its row, or of
 * client:call. */
#include "core/headers.h"
#include "core/uri.h"
#include "lua/client_parts.h"
#include "lua/encode.h"
#include "lua/lua_error.h"
#include "lua/lua_secret.h"
#include "lua/reply_text.h"

#include <lauxlib.h>
#include <stdarg.h>
#include <string.h>

/* Maximum characters of a name in an error. */
enum { MAX_NAME = 60 };

static bool option_validate(lua_State *L, int index, const struct client *c)
{
  bool validate = c->validate;

  if (lua_istable(L, index)) {
    lua_getfield(L, index, "validate");
    if (!lua_isnil(L, -1))
      validate = lua_toboolean(L, -1);
    lua_pop(L, 1);
  }
  return validate;
}

/* Pushes an error about the headers of the options; returns false. */
static bool refuse_headers(lua_State *L, const char *format, const char *first,
                           const char *second)
{
  const char *text = lua_pushfstring(L, format, first, second);

  hwcL_pusherror(L, HWC_KIND_VALIDATION, "%s", text);
  hwcL_set_string(L, "field", "headers");
  return false;
}

/* Takes the header whose name and value are on top of the stack. */
static bool check_header(lua_State *L, struct hwc_text *name,
                         struct hwc_text *value)
{
  if (lua_type(L, -2) != LUA_TSTRING)
    return refuse_headers(L,
                          "headers: has to map names to strings, got a %s "
                          "as a name",
                          luaL_typename(L, -2), NULL);
  name->data = lua_tolstring(L, -2, &name->length);
  if (!hwcL_totext(L, -1, value)) {
    const char *kind = luaL_typename(L, -1);
    hwcL_push_line(L, *name, MAX_NAME);
    return refuse_headers(L, "headers[\"%s\"]: has to be a string, got a %s",
                          lua_tostring(L, -1), kind);
  }
  if (memchr(name->data, '\0', name->length) != NULL ||
      memchr(value->data, '\0', value->length) != NULL)
    return refuse_headers(L, "headers must not contain NUL bytes", NULL, NULL);
  return true;
}

/* Appends options.headers. The core validates names and values. */
static bool append_headers(lua_State *L, int index, struct hwc_message *message)
{
  if (!lua_istable(L, index))
    return true;
  lua_getfield(L, index, "headers");
  if (lua_isnil(L, -1)) {
    lua_pop(L, 1);
    return true;
  }
  lua_pushnil(L);
  while (lua_next(L, -2) != 0) {
    struct hwc_text name;
    struct hwc_text value;
    if (!check_header(L, &name, &value))
      return false;
    bool is_secret =
      lua_type(L, -1) == LUA_TUSERDATA || hwc_is_secret_name(NULL, name);
    if (is_secret)
      value = hwc_message_secret(message, value);
    hwc_headers_append(&message->headers, name, value);
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return true;
}

/* Rejects a Content-Type for a form, whose own type contains the boundary. */
static bool check_form_type(lua_State *L, const struct hwc_message *message)
{
  struct hwc_text headers = hwc_buffer_text(&message->headers);

  if (message->content_type[0] == '\0' ||
      hwc_headers_find(headers, HWC_TEXT("Content-Type")).data == NULL)
    return true;
  hwcL_pusherror(L, HWC_KIND_VALIDATION,
                 "header \"Content-Type\" cannot be set for a form");
  hwcL_set_string(L, "field", "headers");
  return false;
}

/* Programs often call the same operation again. */
static const struct hwc_operation *
find_operation(lua_State *L, struct client *c, const char *name)
{
  if (c->operation == NULL || strcmp(c->operation->name, name) != 0)
    c->operation = hwc_find_operation(c->service, name);
  if (c->operation == NULL)
    luaL_error(L, "%s has no operation '%s'", c->service->name, name);
  return c->operation;
}

bool hwcL_write_operation(lua_State *L, struct client *c, struct call *call,
                          struct hwc_text project_id)
{
  call->operation = find_operation(L, c, luaL_checkstring(L, 2));
  struct hwcL_encode_options options = {
    .project_id = project_id,
    .instance_id = hwc_buffer_text(&c->texts[TEXT_INSTANCE_ID]),
    .service = c->service,
    .gateway = c->gateway,
    .validate = option_validate(L, 4, c),
  };
  if (!hwcL_encode(L, call->operation, 3, &options, &call->message))
    return false;
  call->message.own_secrets = call->message.secrets.length;
  struct hwc_text headers = hwc_buffer_text(&call->message.headers);
  call->has_token =
    hwc_headers_find(headers, HWC_TEXT("X-Auth-Token")).data != NULL;
  return append_headers(L, 4, &call->message) &&
         check_form_type(L, &call->message);
}

static const char *find_method(const char *name)
{
  static const char *const methods[] = {"GET",   "PUT",    "POST",
                                        "PATCH", "DELETE", "HEAD"};

  for (size_t i = 0; i < HWC_COUNT(methods); i++)
    if (strcmp(methods[i], name) == 0)
      return methods[i];
  return NULL;
}

/* The format is that of lua_pushfstring. */
static bool refuse_member(lua_State *L, const char *field, const char *format,
                          ...)
{
  va_list values;

  va_start(values, format);
  const char *rule = lua_pushvfstring(L, format, values);
  va_end(values);
  hwcL_pusherror(L, HWC_KIND_VALIDATION, "%s: %s", field, rule);
  hwcL_set_string(L, "field", field);
  return false;
}

/* Appends the client's value for a {name} in a path. */
static bool append_placeholder(lua_State *L, const struct client *c,
                               struct hwc_text project_id, struct hwc_text name,
                               struct hwc_buffer *out)
{
  struct hwc_text instance_id = hwc_buffer_text(&c->texts[TEXT_INSTANCE_ID]);
  bool is_project = hwc_text_equal(name, HWC_TEXT("project_id"));
  bool is_instance = hwc_text_equal(name, HWC_TEXT("instance_id"));
  struct hwc_text value = is_project ? project_id : instance_id;

  if (!is_project && !is_instance) {
    hwcL_push_line(L, name, MAX_NAME);
    return refuse_member(
      L, "path", "only {project_id} and {instance_id} are replaced, got {%s}",
      lua_tostring(L, -1));
  }
  if (value.length == 0) {
    const char *option = is_project ? "project_id" : "instance_id";
    return refuse_member(
      L, "path", "{%s} needs the client option \"%s\", got a client without it",
      option, option);
  }
  hwc_uri_encode(out, value);
  return true;
}

/* Appends the path, replacing {project_id} and {instance_id}. */
static bool append_path(lua_State *L, const struct client *c,
                        struct hwc_text path, struct hwc_text project_id,
                        struct hwc_buffer *out)
{
  if (path.length == 0 || path.data[0] != '/' ||
      (path.length > 1 && path.data[1] == '/'))
    return refuse_member(L, "path", "has to begin with a single /");
  for (size_t i = 0; i < path.length; i++) {
    unsigned char byte = (unsigned char)path.data[i];
    if (byte == '{') {
      const char *name = path.data + i + 1;
      const char *end = memchr(name, '}', path.length - i - 1);
      if (end == NULL)
        return refuse_member(L, "path",
                             "a { needs a closing }, got one without it; write "
                             "the character itself as %%7B");
      struct hwc_text text = {name, (size_t)(end - name)};
      if (!append_placeholder(L, c, project_id, text, out))
        return false;
      i += text.length + 1;
    } else if (byte <= 0x20 || byte >= 0x7f ||
               strchr("?#}\\\"<>", byte) != NULL) {
      return refuse_member(L, "path",
                           "has to be percent-encoded, without a "
                           "query");
    } else {
      hwc_buffer_append_char(out, path.data[i]);
    }
  }
  if (out->status != HWC_OK)
    luaL_error(L, "%s", hwc_status_text(out->status));
  if (hwc_uri_has_dots(hwc_buffer_text(out)))
    return refuse_member(L, "path", "must not contain the segments . and ..");
  return true;
}

/* Pushes "a number" etc. for the value on top of the stack. */
static const char *push_kind(lua_State *L)
{
  if (lua_isnil(L, -1))
    return lua_pushliteral(L, "nothing");
  return lua_pushfstring(L, "a %s", luaL_typename(L, -1));
}

bool hwcL_write_call(lua_State *L, const struct client *c, struct call *call,
                     struct hwc_text project_id, const char **method)
{
  struct hwc_text path = {0};

  luaL_checktype(L, 2, LUA_TTABLE);
  lua_getfield(L, 2, "method");
  *method = NULL;
  if (lua_type(L, -1) == LUA_TSTRING)
    *method = find_method(lua_tostring(L, -1));
  if (*method == NULL)
    return refuse_member(
      L, "method", "one of GET, PUT, POST, PATCH, DELETE and HEAD, got %s",
      lua_type(L, -1) == LUA_TSTRING ? "another string" : push_kind(L));
  lua_pop(L, 1);
  lua_getfield(L, 2, "path");
  if (lua_type(L, -1) != LUA_TSTRING)
    return refuse_member(L, "path", "required, has to be a string, got %s",
                         push_kind(L));
  path.data = lua_tolstring(L, -1, &path.length);
  if (!append_path(L, c, path, project_id, &call->message.target))
    return false;
  lua_getfield(L, 2, "query");
  if (!hwcL_encode_query(L, -1, &call->message))
    return false;
  lua_getfield(L, 2, "body");
  call->message.has_body = !lua_isnil(L, -1);
  if (call->message.has_body && !hwcL_encode_any(L, -1, "body", &call->message))
    return false;
  call->message.own_secrets = call->message.secrets.length;
  return append_headers(L, 3, &call->message);
}
