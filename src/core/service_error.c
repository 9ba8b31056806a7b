/* SPDX-License-Identifier: Apache-2.0
 *
 * Parses the body once and remembers the position of the members. Names are
 * compared undecoded, which needs no memory. */
#include "core/service_error.h"

#include <string.h>

/* Maximum depth, since the parser is recursive; deeper objects are skipped. */
#define DEEPEST 32

#define PAIRS 3

static const char *const names[PAIRS][2] = {
  {"error_code", "error_msg"},
  {"errorCode", "errorMsg"},
  {"code", "message"},
};

struct pair {
  struct hwc_text code;
  struct hwc_text message;
};

/* The members of an object, and the first ones found in nested objects. */
struct object {
  struct pair pairs[PAIRS];
  struct pair inside;
  struct hwc_text request_id;
  struct hwc_text encoded_authorization_message;
};

static struct pair choose(const struct object *object)
{
  for (size_t i = 0; i < PAIRS; i++)
    if (object->pairs[i].code.data != NULL &&
        object->pairs[i].message.data != NULL)
      return object->pairs[i];
  return object->inside;
}

/* Stores a value if its name is one of those. A later member of the same name
 * replaces it, whatever its type. */
static void keep(struct object *object, struct hwc_text name,
                 struct hwc_text value)
{
  for (size_t i = 0; i < PAIRS; i++) {
    if (hwc_text_equal(name, hwc_text_of(names[i][0])))
      object->pairs[i].code = value;
    else if (hwc_text_equal(name, hwc_text_of(names[i][1])))
      object->pairs[i].message = value;
  }
  if (hwc_text_equal(name, HWC_TEXT("request_id")))
    object->request_id = value;
  else if (hwc_text_equal(name, HWC_TEXT("encoded_authorization_message")))
    object->encoded_authorization_message = value;
}

static bool read_object(struct hwc_json *json, int depth,
                        struct object *object);

static bool read_inside(struct hwc_json *json, int depth, struct pair *found)
{
  struct object object;

  if (!read_object(json, depth, &object))
    return false;
  if (found->code.data == NULL)
    *found = choose(&object);
  return true;
}

/* Reads the members of an object whose bracket was read. */
static bool read_object(struct hwc_json *json, int depth, struct object *object)
{
  enum hwc_json_event event;

  *object = (struct object){0};
  while ((event = hwc_json_next(json)) == HWC_JSON_NAME) {
    struct hwc_text name = json->text;
    event = hwc_json_next(json);
    bool is_scalar = event == HWC_JSON_STRING || event == HWC_JSON_NUMBER;
    struct hwc_text value = {is_scalar ? json->token.data : NULL,
                             json->token.length};
    bool is_good = event == HWC_JSON_OBJECT && depth < DEEPEST
                     ? read_inside(json, depth + 1, &object->inside)
                     : hwc_json_skip(json, event);
    if (!is_good)
      return false;
    keep(object, name, value);
  }
  return event == HWC_JSON_CLOSE;
}

bool hwc_service_error_locate(struct hwc_service_error_place *place,
                              struct hwc_text body)
{
  struct hwc_json json;
  struct object object;

  *place = (struct hwc_service_error_place){.code = {NULL, 0}};
  hwc_json_init(&json, body);
  json.raw = true;
  if (hwc_json_next(&json) != HWC_JSON_OBJECT ||
      !read_object(&json, 1, &object) || hwc_json_next(&json) != HWC_JSON_END)
    return false;
  struct pair pair = choose(&object);
  place->code = pair.code;
  place->message = pair.message;
  place->request_id = object.request_id;
  place->encoded_authorization_message = object.encoded_authorization_message;
  return true;
}

/* "7" for "7.0", as some services write integers. */
static struct hwc_text without_fraction(struct hwc_text number)
{
  struct hwc_text whole = number;
  const char *point = hwc_text_find_any(number, ".");

  if (point == NULL)
    return number;
  whole.length = (size_t)(point - number.data);
  for (size_t i = whole.length + 1; i < number.length; i++)
    if (number.data[i] != '0')
      return number;
  return whole;
}

struct hwc_text hwc_service_error_text(struct hwc_json *json,
                                       struct hwc_text token)
{
  hwc_json_init(json, token);
  if (token.data == NULL || token.data[0] != '"')
    return without_fraction(token);
  if (hwc_json_next(json) == HWC_JSON_STRING)
    return json->text;
  return (struct hwc_text){NULL, 0};
}

/* Writes a value as one line, without cutting a character. */
static void write_line(char *out, size_t size, struct hwc_text token)
{
  struct hwc_json json;
  struct hwc_text text = hwc_text_trim(hwc_service_error_text(&json, token));
  size_t length = 0;

  while (text.length > 0) {
    size_t bytes = hwc_text_character_length(text);
    if (bytes == 0 || length + bytes >= size)
      break;
    memcpy(out + length, text.data, bytes);
    if (hwc_is_control(out[length]))
      out[length] = ' ';
    length += bytes;
    text.data += bytes;
    text.length -= bytes;
  }
  out[length] = '\0';
  hwc_json_done(&json);
}

bool hwc_service_error_find(struct hwc_service_error *error,
                            struct hwc_text body)
{
  struct hwc_service_error_place place;

  *error = (struct hwc_service_error){0};
  if (!hwc_service_error_locate(&place, body) || place.code.data == NULL)
    return false;
  write_line(error->code, sizeof error->code, place.code);
  write_line(error->message, sizeof error->message, place.message);
  return true;
}
