/* SPDX-License-Identifier: Apache-2.0
 *
 * Replies. JSON is read by a private lua-cjson instance and then typed in
 * place by the row. */
#include "lua/decode_parts.h"

#include "core/headers.h"
#include "lua/encode.h"
#include "lua/lua_error.h"
#include <lauxlib.h>
#include <math.h>
#include <string.h>
#include <time.h>

/* Deepest nesting of an answer. */
#define MAX_REPLY_DEPTH 128

/* Every integer up to here has a float of its own. */
#define LARGEST_EXACT 9007199254740992.0

/* --- Reading JSON ------------------------------------------------------- */

/* Its address is the registry key of the decoder. */
static const char decoder_key = 0;

/* Makes a lua-cjson of our own: hosts may change the settings of theirs.
 * -> decode */
static int make_decoder(lua_State *L)
{
  lua_settop(L, 0);
  lua_getglobal(L, "require");
  lua_pushliteral(L, "cjson");
  lua_call(L, 1, 1);
  lua_getfield(L, 1, "new");
  lua_call(L, 0, 1);
  lua_getfield(L, 2, "decode_max_depth");
  lua_pushinteger(L, MAX_REPLY_DEPTH);
  lua_call(L, 1, 0);
  lua_getfield(L, 2, "decode_invalid_numbers");
  lua_pushboolean(L, 0);
  lua_call(L, 1, 0);
  lua_getfield(L, 2, "decode");
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &decoder_key);
  return 1;
}

/* Leaves the message of a failed lua_pcall on the stack; false. */
static bool fail_call(lua_State *L, int status)
{
  if (status == LUA_ERRMEM)
    lua_error(L);
  if (!lua_isstring(L, -1)) {
    lua_pop(L, 1);
    lua_pushliteral(L, "the JSON decoder failed");
  }
  return false;
}

/* Pushes the value as lua-cjson gives it, or a message. */
bool hwcL_push_raw_json(lua_State *L, struct hwc_text text)
{
  int status;

  luaL_checkstack(L, LUA_MINSTACK, NULL);
  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &decoder_key) == LUA_TNIL) {
    lua_pop(L, 1);
    lua_pushcfunction(L, make_decoder);
    status = lua_pcall(L, 0, 1, 0);
    if (status != LUA_OK)
      return fail_call(L, status);
  }
  lua_pushlstring(L, text.data ? text.data : "", text.length);
  status = lua_pcall(L, 1, 1, 0);
  return status == LUA_OK ? true : fail_call(L, status);
}

/* --- Typing ------------------------------------------------------------- */

struct typing {
  lua_State *L;
  bool keep_null;    /* members that are null stay */
  bool mark_arrays;  /* arrays without a row get their metatable too */
  const char *wrong; /* the first member whose container is another */
  const char *wanted;
};

static bool type_object(struct typing *t, const struct hwc_struct *shape,
                        int index);
static bool type_value(struct typing *t, const struct hwc_field *field,
                       int index, bool *changed);

static void mark_array(lua_State *L, int index)
{
  hwcL_push_array_metatable(L);
  lua_setmetatable(L, index);
}

/* Replaces an integral float at the top of the stack by an integer. */
bool hwcL_to_integer(lua_State *L, int index)
{
  lua_Number number;

  if (lua_type(L, index) != LUA_TNUMBER || lua_isinteger(L, index))
    return false;
  number = lua_tonumber(L, index);
  if (floor(number) != number || fabs(number) > LARGEST_EXACT)
    return false;
  lua_pushinteger(L, (lua_Integer)number);
  lua_replace(L, index);
  return true;
}

static const struct hwc_field *find_field(const struct hwc_struct *shape,
                                          struct hwc_text name)
{
  for (size_t i = 0; shape && i < shape->field_count; i++)
    if (hwc_text_equal(hwc_text_of(shape->fields[i].name), name))
      return &shape->fields[i];
  return NULL;
}

/* Types all values of the table at `index`: by `shape` where keys are names,
 * by `item` (may be NULL) where it is given. Only values of keys that exist
 * are set, which lua_next allows. */
static bool type_table(struct typing *t, const struct hwc_struct *shape,
                       const struct hwc_field *item, int index)
{
  lua_State *L = t->L;

  luaL_checkstack(L, LUA_MINSTACK, NULL);
  lua_pushnil(L);
  while (lua_next(L, index)) {
    int value = lua_gettop(L);
    const struct hwc_field *field = item;
    bool is_name = lua_type(L, value - 1) == LUA_TSTRING;
    bool changed = false;

    if (is_name && lua_type(L, value) == LUA_TLIGHTUSERDATA && !t->keep_null) {
      lua_pushvalue(L, value - 1);
      lua_pushnil(L);
      lua_rawset(L, index);
      lua_pop(L, 1);
      continue;
    }
    if (is_name && shape) {
      struct hwc_text name;
      name.data = lua_tolstring(L, value - 1, &name.length);
      field = find_field(shape, name);
    }
    if (!type_value(t, field, value, &changed))
      return false;
    if (changed) {
      lua_pushvalue(L, value - 1);
      lua_pushvalue(L, value);
      lua_rawset(L, index);
    }
    lua_pop(L, 1);
  }
  return true;
}

/* Whether the table came from a JSON array; an empty one may be either. */
bool hwcL_is_array(lua_State *L, int index)
{
  return lua_rawlen(L, index) > 0;
}

bool hwcL_is_object(lua_State *L, int index)
{
  lua_pushnil(L);
  if (!lua_next(L, index))
    return false;
  bool named = lua_type(L, -2) == LUA_TSTRING;
  lua_pop(L, 2);
  return named;
}

static bool refuse(struct typing *t, const struct hwc_field *field,
                   const char *wanted)
{
  t->wrong = field->name;
  t->wanted = wanted;
  return false;
}

static bool type_array(struct typing *t, const struct hwc_field *field,
                       int index)
{
  lua_State *L = t->L;
  bool changed;

  mark_array(L, index);
  for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, index); i++) {
    luaL_checkstack(L, LUA_MINSTACK, NULL);
    lua_rawgeti(L, index, i);
    int value = lua_gettop(L);
    changed = false;
    if (field->object && lua_type(L, value) == LUA_TTABLE) {
      if (hwcL_is_array(L, value))
        return refuse(t, field, "an array of objects");
      if (!type_object(t, field->object, value))
        return false;
    } else if (field->object && lua_type(L, value) != LUA_TLIGHTUSERDATA) {
      return refuse(t, field, "an array of objects");
    } else if (!type_value(t, field->item, value, &changed)) {
      return false;
    }
    if (changed)
      lua_rawseti(L, index, i);
    lua_settop(L, value - 1);
  }
  return true;
}

static bool type_map(struct typing *t, const struct hwc_field *field, int index)
{
  lua_State *L = t->L;

  if (field->item)
    return type_table(t, NULL, field->item, index);
  lua_pushnil(L);
  while (lua_next(L, index)) {
    int value = lua_gettop(L);
    if (lua_type(L, value) == LUA_TTABLE &&
        !type_object(t, field->object, value))
      return false;
    lua_pop(L, 1);
  }
  return true;
}

static bool type_object(struct typing *t, const struct hwc_struct *shape,
                        int index)
{
  return type_table(t, shape, NULL, index);
}

/* A value without a row: integers, and the same below it. */
static bool type_unknown(struct typing *t, int index, bool *changed)
{
  lua_State *L = t->L;

  if (lua_type(L, index) != LUA_TTABLE) {
    *changed = hwcL_to_integer(L, index);
    return true;
  }
  if (t->mark_arrays && hwcL_is_array(L, index))
    mark_array(L, index);
  return type_table(t, NULL, NULL, index);
}

/* Types the value at `index`, the top of the stack, in place. Scalars are
 * taken as they come; a container of another kind is refused. */
static bool type_value(struct typing *t, const struct hwc_field *field,
                       int index, bool *changed)
{
  lua_State *L = t->L;
  bool is_table = lua_type(L, index) == LUA_TTABLE;

  if (!field || lua_type(L, index) == LUA_TLIGHTUSERDATA)
    return type_unknown(t, index, changed);
  switch (field->type) {
  case HWC_ARRAY:
    if (!is_table || hwcL_is_object(L, index))
      return refuse(t, field, "an array");
    return type_array(t, field, index);
  case HWC_MAP:
  case HWC_OBJECT:
    if (!is_table || hwcL_is_array(L, index))
      return refuse(t, field, "an object");
    return field->type == HWC_MAP ? type_map(t, field, index)
                                  : type_object(t, field->object, index);
  case HWC_NUMBER:
    return is_table ? type_unknown(t, index, changed) : true;
  default:
    return type_unknown(t, index, changed);
  }
}

bool hwcL_push_json(lua_State *L, struct hwc_text text)
{
  struct typing t = {.L = L, .keep_null = true, .mark_arrays = true};
  bool changed;

  return hwcL_push_raw_json(L, text) &&
         type_unknown(&t, lua_gettop(L), &changed);
}

/* reply -> reply, info */
static int push_info(lua_State *L, const struct hwcL_answer *answer)
{
  const struct hwc_result *result = answer->result;
  int reply = lua_gettop(L);

  lua_createtable(L, 0, 5);
  hwcL_set_integer(L, "status", result->status);
  hwcL_set_integer(L, "attempts", result->attempts);
  hwcL_set_number(L, "elapsed", result->elapsed);
  hwcL_set_request_id(L, answer, reply);
  lua_pushliteral(L, "headers");
  hwcL_push_headers(L, answer, false);
  lua_rawset(L, -3);
  return 2;
}

/* --- Replies ------------------------------------------------------------ */

static bool is_empty(struct hwc_text text)
{
  text = hwc_text_trim(text);
  return !text.length || hwc_text_equal(text, HWC_TEXT("null"));
}

/* An answer to client:call: any JSON. */
static int push_any_reply(lua_State *L, const struct hwcL_answer *answer)
{
  struct typing t = {.L = L, .mark_arrays = true};
  struct hwc_text text = hwc_buffer_text(&answer->result->body);
  bool changed;

  if (!hwc_text_trim(text).length) {
    lua_newtable(L);
  } else if (hwcL_push_raw_json(L, text)) {
    type_unknown(&t, lua_gettop(L), &changed);
  } else {
    return hwcL_fail_json(L, answer);
  }
  return push_info(L, answer);
}

/* The answer is a file: {path =, size =}, or {body =} where nobody said where
 * to put it. */
static int push_file(lua_State *L, const struct hwcL_answer *answer)
{
  struct hwc_text body = hwc_buffer_text(&answer->result->body);

  lua_createtable(L, 0, 2);
  if (answer->download) {
    uint64_t size = hwc_download_length(answer->download);
    hwcL_set_string(L, "path", hwc_download_path(answer->download));
    hwcL_set_integer(L, "size", (lua_Integer)size);
  } else {
    lua_pushliteral(L, "body");
    lua_pushlstring(L, body.data ? body.data : "", body.length);
    lua_rawset(L, -3);
  }
  return push_info(L, answer);
}

int hwcL_push_reply(lua_State *L, const struct hwcL_answer *answer)
{
  const struct hwc_operation *operation = answer->operation;
  const struct hwc_result *result = answer->result;
  struct typing t = {.L = L};
  struct hwc_text text = hwc_buffer_text(&result->body);

  luaL_checkstack(L, LUA_MINSTACK, NULL);
  if (result->error.kind != HWC_KIND_NONE)
    return hwcL_fail_request(L, answer);
  if (result->status < 200 || result->status >= 300)
    return hwcL_fail_service(L, answer);
  if (answer->plain) {
    lua_createtable(L, 0, 1);
    hwcL_set_text(L, "text", text.data ? text : HWC_TEXT(""));
    return push_info(L, answer);
  }
  if (!operation)
    return push_any_reply(L, answer);
  if (operation->flags & HWC_DOWNLOAD)
    return push_file(L, answer);
  /* A 204 cannot have a body, whatever the row describes. */
  if (is_empty(text) && (!operation->reply || result->status == 204)) {
    lua_newtable(L);
    return push_info(L, answer);
  }
  if (!text.length)
    return hwcL_fail_reply(L, answer, "the answer has no body%s%s", "", "");
  if (!hwcL_push_raw_json(L, text))
    return hwcL_fail_json(L, answer);
  int reply = lua_gettop(L);
  if (lua_type(L, reply) != LUA_TTABLE || hwcL_is_array(L, reply))
    return hwcL_fail_reply(L, answer, "the answer is no JSON object%s%s", "",
                           "");
  if (!type_object(&t, operation->reply, reply))
    return hwcL_fail_reply(L, answer, "the answer's %s is not %s", t.wrong,
                           t.wanted);
  return push_info(L, answer);
}

/* --- For scripts -------------------------------------------------------- */

/* decode_json(text) -> value | nil, err */
static int decode_json(lua_State *L)
{
  struct hwc_text text;

  luaL_checktype(L, 1, LUA_TSTRING);
  text.data = lua_tolstring(L, 1, &text.length);
  if (hwcL_push_json(L, text))
    return 1;
  return hwcL_fail(L, HWC_KIND_VALIDATION, "%s", lua_tostring(L, -1));
}

/* decode_reply(service, operation | nil, status, headers, body, secret?)
 * -> reply, info | nil, err */
static int decode_reply(lua_State *L)
{
  const struct hwc_service *service = hwc_find_service(luaL_checkstring(L, 1));
  const struct hwc_operation *operation = NULL;
  struct hwc_text body;

  luaL_argcheck(L, service, 1, "no such service");
  if (!lua_isnoneornil(L, 2)) {
    operation = hwc_find_operation(service, luaL_checkstring(L, 2));
    luaL_argcheck(L, operation, 2, "no such operation");
  }
  int status = (int)luaL_checkinteger(L, 3);
  luaL_checktype(L, 4, LUA_TTABLE);
  body.data = luaL_checklstring(L, 5, &body.length);
  lua_settop(L, 6);
  struct hwc_message *message = hwcL_push_message(L);
  message->body.limit = 0;
  if (lua_type(L, 6) == LUA_TSTRING)
    hwc_message_hide(message, hwc_text_of(lua_tostring(L, 6)));
  lua_pushnil(L);
  while (lua_next(L, 4)) {
    struct hwc_pair header;
    luaL_checktype(L, -2, LUA_TSTRING);
    header.name.data = lua_tolstring(L, -2, &header.name.length);
    header.value.data = luaL_checklstring(L, -1, &header.value.length);
    hwc_headers_append(&message->headers, header.name, header.value);
    lua_pop(L, 1);
  }
  hwc_buffer_append_text(&message->body, body);
  if (message->headers.status != HWC_OK || message->body.status != HWC_OK)
    return luaL_error(L, "not enough memory");
  /* The message keeps the bytes; the result only looks at them. */
  struct hwc_result result = {.status = status,
                              .attempts = 1,
                              .sent = true,
                              .fate = HWC_FATE_ANSWERED,
                              .headers = message->headers,
                              .body = message->body};
  hwc_result_judge(&result, hwc_is_safe(operation), (double)time(NULL));
  struct hwcL_answer answer = {
    .operation = operation,
    .result = &result,
    .secrets = hwc_buffer_text(&message->secrets),
  };
  return hwcL_push_reply(L, &answer);
}

void hwcL_open_decode(lua_State *L)
{
  lua_pushcfunction(L, decode_json);
  lua_setfield(L, -2, "decode_json");
  lua_pushcfunction(L, decode_reply);
  lua_setfield(L, -2, "decode_reply");
}
