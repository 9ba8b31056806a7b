/* SPDX-License-Identifier: Apache-2.0
 *
 * Replies and service errors. JSON is read by a private lua-cjson instance
 * and then typed in place by the row. */
#include "lua/decode.h"
#include "core/headers.h"
#include "lua/encode.h"
#include "lua/lua_error.h"
#include "lua/reply_text.h"
#include <lauxlib.h>
#include <math.h>
#include <string.h>
#include <time.h>

/* Deepest nesting of an answer. */
#define MAX_REPLY_DEPTH 128

/* Every integer up to here has a float of its own. */
#define LARGEST_EXACT 9007199254740992.0

/* Bytes of an answer that an error repeats, as body and as message. */
#define SHOWN_BODY 4096
#define SHOWN_MESSAGE 300
#define LONGEST_MESSAGE 2000

/* Bytes that are looked through for secrets before that. */
#define LONGEST_TEXT ((size_t)3 * SHOWN_BODY)

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
static bool push_raw_json(lua_State *L, struct hwc_text text)
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
static bool to_integer(lua_State *L, int index)
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
static bool is_array(lua_State *L, int index)
{
  return lua_rawlen(L, index) > 0;
}

static bool is_object(lua_State *L, int index)
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
      if (is_array(L, value))
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
    *changed = to_integer(L, index);
    return true;
  }
  if (t->mark_arrays && is_array(L, index))
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
    if (!is_table || is_object(L, index))
      return refuse(t, field, "an array");
    return type_array(t, field, index);
  case HWC_MAP:
  case HWC_OBJECT:
    if (!is_table || is_array(L, index))
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

  return push_raw_json(L, text) && type_unknown(&t, lua_gettop(L), &changed);
}

/* --- What an answer says about itself ----------------------------------- */

static bool is_safe(const struct hwc_operation *operation)
{
  return operation && (strcmp(operation->method, "GET") == 0 ||
                       operation->flags & HWC_SAFE_TO_REPEAT);
}

static struct hwc_text find_header(const struct hwc_result *result,
                                   const char *name)
{
  return hwc_headers_find(hwc_buffer_text(&result->headers), hwc_text_of(name));
}

/* Pushes a text of the answer without what was secret in the request. */
static void push_hidden(lua_State *L, const struct hwcL_answer *answer,
                        struct hwc_text text)
{
  if (!answer->secrets.length) {
    lua_pushlstring(L, text.data ? text.data : "", text.length);
    return;
  }
  struct hwc_message *scratch = hwcL_push_message(L);
  scratch->body.limit = 0;
  hwc_mask_values(&scratch->body, answer->secrets, text);
  if (scratch->body.status != HWC_OK)
    luaL_error(L, "not enough memory");
  text = hwc_buffer_text(&scratch->body);
  lua_pushlstring(L, text.data ? text.data : "", text.length);
  hwc_message_done(scratch);
  lua_remove(L, -2);
}

/* Pushes one line of such a text. */
static void push_hidden_line(lua_State *L, const struct hwcL_answer *answer,
                             struct hwc_text text, size_t limit)
{
  size_t length;

  if (text.length > LONGEST_TEXT)
    text.length = LONGEST_TEXT;
  push_hidden(L, answer, text);
  const char *data = lua_tolstring(L, -1, &length);
  hwcL_push_line(L, (struct hwc_text){data, length}, limit);
  lua_remove(L, -2);
}

static bool is_secret_header(const struct hwc_operation *operation,
                             struct hwc_text name)
{
  return hwc_text_equal(name, HWC_TEXT("set-cookie")) ||
         hwc_is_secret_name(NULL, name) ||
         (operation && operation->secret_header &&
          hwc_text_equal(name, hwc_text_of(operation->secret_header)));
}

static void push_value(lua_State *L, const struct hwcL_answer *answer,
                       struct hwc_text value, bool masked)
{
  if (masked)
    push_hidden(L, answer, value);
  else
    lua_pushlstring(L, value.data, value.length);
}

/* Pushes {[name] = value}; a repeated header's values are joined by ", ". */
static void push_headers(lua_State *L, const struct hwcL_answer *answer,
                         bool masked)
{
  struct hwc_text rest = hwc_buffer_text(&answer->result->headers);
  struct hwc_pair header;

  lua_newtable(L);
  while (hwc_headers_next(&rest, &header)) {
    if (masked && is_secret_header(answer->operation, header.name))
      header.value = HWC_TEXT("***");
    lua_pushlstring(L, header.name.data, header.name.length);
    lua_pushvalue(L, -1);
    if (lua_rawget(L, -3) == LUA_TSTRING) {
      lua_pushliteral(L, ", ");
      push_value(L, answer, header.value, masked);
      lua_concat(L, 3);
    } else {
      lua_pop(L, 1);
      push_value(L, answer, header.value, masked);
    }
    lua_rawset(L, -3);
  }
}

/* Sets request_id of the table on top of the stack: from the headers, else
 * from the body at `body` (0: none). */
static void set_request_id(lua_State *L, const struct hwcL_answer *answer,
                           int body)
{
  static const char *const names[] = {"x-request-id", "x-iam-trace-id"};

  for (size_t i = 0; i < HWC_COUNT(names); i++) {
    struct hwc_text value = find_header(answer->result, names[i]);
    if (value.length) {
      lua_pushliteral(L, "request_id");
      push_hidden_line(L, answer, value, SHOWN_MESSAGE);
      lua_rawset(L, -3);
      return;
    }
  }
  if (!body || lua_type(L, body) != LUA_TTABLE)
    return;
  lua_pushliteral(L, "request_id");
  if (lua_rawget(L, body) == LUA_TSTRING) {
    struct hwc_text value;
    value.data = lua_tolstring(L, -1, &value.length);
    lua_pushliteral(L, "request_id");
    push_hidden_line(L, answer, value, SHOWN_MESSAGE);
    lua_rawset(L, -4);
  }
  lua_pop(L, 1);
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
  set_request_id(L, answer, reply);
  lua_pushliteral(L, "headers");
  push_headers(L, answer, false);
  lua_rawset(L, -3);
  return 2;
}

/* --- Errors ------------------------------------------------------------- */

/* Pushes the body with secrets masked into a scratch that wipes itself. */
static struct hwc_text push_masked(lua_State *L,
                                   const struct hwcL_answer *answer,
                                   struct hwc_text text)
{
  struct hwc_message *scratch = hwcL_push_message(L);

  if (text.length > LONGEST_TEXT)
    text.length = LONGEST_TEXT;
  hwc_mask_values(&scratch->target, answer->secrets, text);
  hwc_mask_secrets(&scratch->body, answer->operation,
                   hwc_buffer_text(&scratch->target));
  if (scratch->target.status != HWC_OK || scratch->body.status != HWC_OK)
    luaL_error(L, "not enough memory");
  return hwc_buffer_text(&scratch->body);
}

/* Completes the error on top of the stack by what the answer shows. */
static void set_answer(lua_State *L, const struct hwcL_answer *answer, int body)
{
  const struct hwc_operation *operation = answer->operation;
  const struct hwc_result *result = answer->result;
  struct hwc_text text = hwc_buffer_text(&result->body);

  if (operation)
    hwcL_set_string(L, "operation", operation->name);
  hwcL_set_integer(L, "attempts", result->attempts);
  hwcL_set_number(L, "elapsed", result->elapsed);
  hwcL_set_boolean(L, "sent", result->sent);
  hwcL_set_boolean(L, "retryable", result->retryable);
  hwcL_set_string(L, "exhausted", hwc_exhausted_name(result->exhausted));
  if (result->hint[0])
    hwcL_set_string(L, "hint", result->hint);
  if (result->retry_after > 0)
    hwcL_set_integer(L, "retry_after", (lua_Integer)result->retry_after);
  if (!result->status)
    return;
  hwcL_set_integer(L, "status", result->status);
  set_request_id(L, answer, body);
  lua_pushliteral(L, "headers");
  push_headers(L, answer, true);
  lua_rawset(L, -3);
  if (!text.length)
    return;
  int error = lua_gettop(L);
  text = push_masked(L, answer, text);
  lua_pushliteral(L, "body");
  hwcL_push_excerpt(L, text, SHOWN_BODY);
  lua_rawset(L, error);
  lua_settop(L, error);
}

/* Pushes nil and an error that answers the answer: not what the row says. */
static int fail_reply(lua_State *L, const struct hwcL_answer *answer,
                      const char *format, const char *what, const char *wanted)
{
  lua_pushnil(L);
  hwcL_pusherror(L, HWC_KIND_SERVICE, format, what, wanted);
  set_answer(L, answer, 0);
  hwcL_set_boolean(L, "retryable", is_safe(answer->operation));
  return 2;
}

/* A request that got no whole answer. */
static int fail_request(lua_State *L, const struct hwcL_answer *answer)
{
  lua_pushnil(L);
  hwcL_pusherror_from(L, &answer->result->error);
  set_answer(L, answer, 0);
  return 2;
}

/* "401", "APIG.2011": programs compare these, so they stay as they are even
 * where a short secret is like a part of them. */
static bool is_plain_code(struct hwc_text text)
{
  size_t letters = 0;
  size_t digits = 0;

  while (
    letters < text.length && letters < 16 &&
    ((text.data[letters] | 0x20) >= 'a' && (text.data[letters] | 0x20) <= 'z'))
    letters++;
  size_t start = letters;
  if (letters > 0 && (letters == text.length || text.data[start++] != '.'))
    return false;
  while (start + digits < text.length && text.data[start + digits] >= '0' &&
         text.data[start + digits] <= '9')
    digits++;
  return start + digits == text.length &&
         (letters ? digits > 0 && digits <= 8 : digits == 3);
}

/* Pushes a scalar member as one line of text; pushes nothing and returns
 * false where the member is no string or number. */
static bool push_scalar(lua_State *L, const struct hwcL_answer *answer,
                        int index, const char *name)
{
  struct hwc_text text;

  lua_pushstring(L, name);
  lua_rawget(L, index);
  if (lua_type(L, -1) != LUA_TSTRING && lua_type(L, -1) != LUA_TNUMBER) {
    lua_pop(L, 1);
    return false;
  }
  to_integer(L, lua_gettop(L));
  text.data = lua_tolstring(L, -1, &text.length);
  if (is_plain_code(text))
    hwcL_push_line(L, text, text.length);
  else
    push_hidden_line(L, answer, text, LONGEST_MESSAGE);
  lua_remove(L, -2);
  return true;
}

/* Looks for a code and its message in the object at `index` and, level by
 * level, in the objects inside. Pushes both and returns true. */
static bool push_code(lua_State *L, const struct hwcL_answer *answer, int index)
{
  static const char *const pairs[][2] = {{"error_code", "error_msg"},
                                         {"errorCode", "errorMsg"},
                                         {"code", "message"}};

  luaL_checkstack(L, LUA_MINSTACK, NULL);
  for (size_t i = 0; i < HWC_COUNT(pairs); i++) {
    if (!push_scalar(L, answer, index, pairs[i][0]))
      continue;
    if (push_scalar(L, answer, index, pairs[i][1]))
      return true;
    lua_pop(L, 1);
  }
  lua_pushnil(L);
  while (lua_next(L, index)) {
    int value = lua_gettop(L);
    if (lua_type(L, value) == LUA_TTABLE && is_object(L, value) &&
        push_code(L, answer, value)) {
      lua_rotate(L, value - 1, 2); /* key and value go on top */
      lua_pop(L, 2);
      return true;
    }
    lua_pop(L, 1);
  }
  return false;
}

/* Pushes code and message of an answer that has no JSON to take them from. */
static void push_plain_code(lua_State *L, const struct hwcL_answer *answer)
{
  const struct hwc_result *result = answer->result;
  struct hwc_text text = hwc_text_trim(hwc_buffer_text(&result->body));
  int top = lua_gettop(L);

  lua_pushfstring(L, "%d", result->status);
  if (!text.length) {
    lua_pushfstring(L, "the service answered with status %d and no body",
                    result->status);
    return;
  }
  text = push_masked(L, answer, text);
  hwcL_push_line(L, text, SHOWN_MESSAGE);
  lua_replace(L, top + 2);
  lua_settop(L, top + 2);
}

/* Pushes code and message of a redirect, which is never followed. */
static void push_redirect(lua_State *L, const struct hwcL_answer *answer)
{
  const struct hwc_result *result = answer->result;
  struct hwc_text location = find_header(result, "location");
  const char *end = hwc_text_find_any(location, "?#");
  const char *user = hwc_text_find_any(location, "@");

  if (end)
    location.length = (size_t)(end - location.data);
  if (user && user < location.data + location.length)
    location = HWC_TEXT("an address with user information");
  lua_pushfstring(L, "%d", result->status);
  if (!location.length) {
    lua_pushfstring(L, "the service answered with status %d and no location",
                    result->status);
    return;
  }
  push_hidden_line(L, answer, location, SHOWN_MESSAGE);
  lua_pushfstring(L, "redirected to %s, which is not followed",
                  lua_tostring(L, -1));
  lua_remove(L, -2);
}

/* Services send texts that are empty. */
static void replace_empty(lua_State *L, int index, const char *text, int status)
{
  if (lua_rawlen(L, index) > 0)
    return;
  lua_pushfstring(L, text, status);
  lua_replace(L, index);
}

/* An answer that is no success. */
static int fail_service(lua_State *L, const struct hwcL_answer *answer)
{
  const struct hwc_result *result = answer->result;
  int body = lua_gettop(L) + 1;
  bool is_json = push_raw_json(L, hwc_buffer_text(&result->body)) &&
                 lua_type(L, body) == LUA_TTABLE && !is_array(L, body);

  if (result->status < 400)
    push_redirect(L, answer);
  else if (!is_json || !push_code(L, answer, body))
    push_plain_code(L, answer);
  int status = result->status;
  replace_empty(L, body + 1, "%d", status);
  replace_empty(L, body + 2,
                "the service answered with status %d and no message", status);
  /* body, code, message */
  hwcL_pusherror(L, HWC_KIND_SERVICE, "%s", lua_tostring(L, -1));
  int error = lua_gettop(L);
  lua_pushliteral(L, "code");
  lua_pushvalue(L, body + 1);
  lua_rawset(L, error);
  set_answer(L, answer, is_json ? body : 0);
  if (is_json &&
      push_scalar(L, answer, body, "encoded_authorization_message")) {
    lua_pushliteral(L, "encoded_authorization_message");
    lua_insert(L, -2);
    lua_rawset(L, error);
  }
  lua_pushnil(L);
  lua_replace(L, body);
  lua_replace(L, body + 1);
  lua_settop(L, body + 1);
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
  } else if (push_raw_json(L, text)) {
    type_unknown(&t, lua_gettop(L), &changed);
  } else {
    return fail_reply(L, answer, "the answer is no JSON: %s%s",
                      lua_tostring(L, -1), "");
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
    return fail_request(L, answer);
  if (result->status < 200 || result->status >= 300)
    return fail_service(L, answer);
  if (answer->plain) {
    lua_createtable(L, 0, 1);
    hwcL_set_text(L, "text", text.data ? text : HWC_TEXT(""));
    return push_info(L, answer);
  }
  if (!operation)
    return push_any_reply(L, answer);
  if (operation->flags & HWC_DOWNLOAD)
    return push_file(L, answer);
  if (!operation->reply && is_empty(text)) {
    lua_newtable(L);
    return push_info(L, answer);
  }
  if (!text.length)
    return fail_reply(L, answer, "the answer has no body%s%s", "", "");
  if (!push_raw_json(L, text))
    return fail_reply(L, answer, "the answer is no JSON: %s%s",
                      lua_tostring(L, -1), "");
  int reply = lua_gettop(L);
  if (lua_type(L, reply) != LUA_TTABLE || is_array(L, reply))
    return fail_reply(L, answer, "the answer is no JSON object%s%s", "", "");
  if (!type_object(&t, operation->reply, reply))
    return fail_reply(L, answer, "the answer's %s is not %s", t.wrong,
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
                              .headers = message->headers,
                              .body = message->body};
  hwc_result_judge(&result, is_safe(operation), (double)time(NULL));
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
