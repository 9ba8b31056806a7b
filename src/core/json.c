/* SPDX-License-Identifier: Apache-2.0
 *
 * A state machine: the state is what may come next; the innermost bracket
 * decides between array and object. */
#include "core/json.h"

#include <string.h>

enum expected {
  VALUE,
  ITEM_OR_CLOSE,
  NAME_OR_CLOSE,
  COMMA_OR_CLOSE,
  END,
  NOTHING, /* after an error */
};

void hwc_json_init(struct hwc_json *json, struct hwc_text text)
{
  *json = (struct hwc_json){
    .begin = text.data,
    .at = text.data,
    .end = text.length > 0 ? text.data + text.length : text.data,
    .expected = VALUE,
  };
}

void hwc_json_done(struct hwc_json *json)
{
  hwc_buffer_done(&json->scratch);
}

static enum hwc_json_event fail(struct hwc_json *json, const char *error)
{
  json->error = error;
  json->expected = NOTHING;
  return HWC_JSON_ERROR;
}

/* Fails at `at`, or because the text has ended there. */
static enum hwc_json_event fail_at(struct hwc_json *json, const char *at,
                                   const char *error)
{
  json->at = at;
  return fail(json, at == json->end ? "the text ends unexpectedly" : error);
}

static void skip_space(struct hwc_json *json)
{
  while (json->at < json->end && (*json->at == ' ' || *json->at == '\n' ||
                                  *json->at == '\r' || *json->at == '\t'))
    json->at++;
}

/* --- Strings ------------------------------------------------------------- */

#define ONES UINT64_C(0x0101010101010101)
#define HIGH_BITS (ONES * 0x80)

/* True if none of eight bytes is '"', '\' or above 0x7f. */
static bool are_plain(const char *at)
{
  uint64_t bytes;

  memcpy(&bytes, at, sizeof bytes);
  uint64_t quotes = bytes ^ (ONES * '"');
  uint64_t slashes = bytes ^ (ONES * '\\');
  return ((((quotes - ONES) & ~quotes) | ((slashes - ONES) & ~slashes) |
           bytes) &
          HIGH_BITS) == 0;
}

/* Finds the first byte of a string that cannot be copied as it is: a quote, an
 * escape or an invalid byte. */
static const char *plain_end(const char *at, const char *end)
{
  if (at < end && *at == '\\')
    return at;
  for (;;) {
    while (end - at >= 8 && are_plain(at))
      at += 8;
    const char *stop = end - at > 8 ? at + 8 : end;
    while (at < stop && *at != '"' && *at != '\\' && (unsigned char)*at < 0x80)
      at++;
    if (at == end)
      return at;
    if (at == stop)
      continue;
    if ((unsigned char)*at < 0x80)
      return at;
    size_t length =
      hwc_text_character_length((struct hwc_text){at, (size_t)(end - at)});
    if (length == 0)
      return at;
    at += length;
  }
}

/* Value of four hexadecimal digits, or -1. */
static long read_hex(const char *at, const char *end)
{
  long value = 0;

  if (end - at < 4)
    return -1;
  for (int i = 0; i < 4; i++) {
    int digit = hwc_text_hex_digit(at[i]);
    if (digit < 0)
      return -1;
    value = value * 16 + digit;
  }
  return value;
}

static bool is_low(long code)
{
  return code >= 0xdc00 && code < 0xe000;
}

static void append_character(struct hwc_buffer *out, long code)
{
  hwc_buffer_reserve(out, 4);
  if (out->status != HWC_OK)
    return;
  out->length +=
    hwc_text_write_character(out->data + out->length, (unsigned long)code);
  out->data[out->length] = '\0';
}

/* Decodes \uXXXX, or a surrogate pair, whose digits begin at `at`; returns the
 * position after it, or NULL. */
static const char *read_unicode(struct hwc_json *json, const char *at)
{
  long code = read_hex(at, json->end);

  if (code < 0)
    return NULL;
  at += 4;
  if (code >= 0xd800 && code < 0xdc00) {
    long low = json->end - at >= 6 && at[0] == '\\' && at[1] == 'u'
                 ? read_hex(at + 2, json->end)
                 : -1;
    if (is_low(low)) {
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      at += 6;
    } else {
      code = HWC_NO_CHARACTER;
    }
  } else if (is_low(code)) {
    code = HWC_NO_CHARACTER;
  }
  if (!json->raw)
    append_character(&json->scratch, code);
  return at;
}

/* Decodes the escape at `at`; returns the position after it, or NULL. */
static const char *read_escape(struct hwc_json *json, const char *at)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meant[] = "\"\\/\b\f\n\r\t";

  if (++at == json->end)
    return NULL;
  if (*at == 'u')
    return read_unicode(json, at + 1);
  const char *letter = *at != '\0' ? strchr(letters, *at) : NULL;
  if (letter == NULL)
    return NULL;
  if (!json->raw)
    hwc_buffer_append_char(&json->scratch, meant[letter - letters]);
  return at + 1;
}

/* Reads the rest of a string that needs decoding; the part before `at` is
 * copied as it is. */
static bool read_changed(struct hwc_json *json, const char *begin,
                         const char *at)
{
  struct hwc_buffer *scratch = &json->scratch;
  const char *copied = begin;

  hwc_buffer_clear(scratch);
  for (;; at = plain_end(at, json->end)) {
    if (!json->raw && at > copied)
      hwc_buffer_append(scratch, copied, (size_t)(at - copied));
    copied = at;
    if (at == json->end || *at == '"')
      break;
    if (*at == '\\') {
      at = read_escape(json, at);
      if (at == NULL)
        return fail_at(json, copied, "invalid escape") != HWC_JSON_ERROR;
    } else {
      at++;
      if (!json->raw)
        append_character(scratch, HWC_NO_CHARACTER);
    }
    copied = at;
  }
  if (scratch->status != HWC_OK)
    return fail(json, "not enough memory") != HWC_JSON_ERROR;
  json->at = at;
  json->text = json->raw
                 ? (struct hwc_text){begin, (size_t)(at - begin)}
                 : (struct hwc_text){scratch->data != NULL ? scratch->data : "",
                                     scratch->length};
  return true;
}

/* Reads the string whose opening quote is at `at`. */
static bool read_string(struct hwc_json *json)
{
  const char *quote = json->at;
  const char *begin = quote + 1;
  const char *at = plain_end(begin, json->end);

  if (at < json->end && *at == '"') {
    json->text = (struct hwc_text){begin, (size_t)(at - begin)};
    json->at = at;
  } else if (!read_changed(json, begin, at)) {
    return false;
  }
  if (json->at == json->end)
    return fail_at(json, json->end, "") != HWC_JSON_ERROR;
  json->at++;
  json->token = (struct hwc_text){quote, (size_t)(json->at - quote)};
  return true;
}

/* --- Numbers ------------------------------------------------------------- */

static bool is_digit(const struct hwc_json *json, const char *at)
{
  return at < json->end && *at >= '0' && *at <= '9';
}

/* Skips fraction and exponent at `at`; NULL if malformed. */
static const char *float_end(struct hwc_json *json, const char *at)
{
  if (at < json->end && *at == '.') {
    if (!is_digit(json, ++at)) {
      fail_at(json, at, "a digit is missing");
      return NULL;
    }
    while (is_digit(json, at))
      at++;
  }
  if (at < json->end && (*at == 'e' || *at == 'E')) {
    at++;
    if (at < json->end && (*at == '+' || *at == '-'))
      at++;
    if (!is_digit(json, at)) {
      fail_at(json, at, "a digit is missing");
      return NULL;
    }
    while (is_digit(json, at))
      at++;
  }
  return at;
}

/* Integers of so many digits always fit 64 bits. */
#define SHORT_INTEGER 18

static enum hwc_json_event read_number(struct hwc_json *json)
{
  const char *begin = json->at;
  bool is_negative = *begin == '-';
  const char *digits = begin + is_negative;
  const char *at = digits;
  uint64_t value = 0;

  if (!is_digit(json, at))
    return fail_at(json, at,
                   is_negative ? "a digit is missing" : "a value is missing");
  while (is_digit(json, at))
    value = value * 10 + (uint64_t)(*at++ - '0');
  if (*digits == '0' && at - digits > 1)
    return fail_at(json, digits, "a number has a leading zero");
  bool is_plain = at == json->end || (*at != '.' && *at != 'e' && *at != 'E');
  if (!is_plain)
    at = float_end(json, at);
  if (at == NULL)
    return HWC_JSON_ERROR;
  json->token = (struct hwc_text){begin, (size_t)(at - begin)};
  json->at = at;
  if (is_plain && at - digits <= SHORT_INTEGER && (value > 0 || !is_negative)) {
    json->number.integer = is_negative ? -(int64_t)value : (int64_t)value;
    json->number.is_integer = true;
    json->number.is_lossy = false;
  } else {
    hwc_number_read(&json->number, json->token);
  }
  return HWC_JSON_NUMBER;
}

/* --- Values -------------------------------------------------------------- */

static bool in_object(const struct hwc_json *json)
{
  int level = json->depth - 1;

  return json->objects[level / 8] >> level % 8 & 1;
}

static void expect_after_value(struct hwc_json *json)
{
  json->expected = json->depth > 0 ? COMMA_OR_CLOSE : END;
}

static enum hwc_json_event read_word(struct hwc_json *json, const char *word,
                                     enum hwc_json_event event)
{
  size_t length = strlen(word);
  size_t same = 0;

  while (same < length && json->at + same < json->end &&
         json->at[same] == word[same])
    same++;
  if (same < length)
    return fail_at(json, json->at + same, "unknown word");
  json->token = (struct hwc_text){json->at, length};
  json->at += length;
  expect_after_value(json);
  return event;
}

static enum hwc_json_event open_bracket(struct hwc_json *json,
                                        enum hwc_json_event event)
{
  int level = json->depth;
  unsigned char bit = (unsigned char)(1u << level % 8);

  if (level == HWC_JSON_DEPTH)
    return fail(json, "more than 1000 nested arrays and objects");
  if (event == HWC_JSON_OBJECT)
    json->objects[level / 8] |= bit;
  else
    json->objects[level / 8] &= (unsigned char)~bit;
  json->depth++;
  json->token = (struct hwc_text){json->at++, 1};
  json->expected = event == HWC_JSON_OBJECT ? NAME_OR_CLOSE : ITEM_OR_CLOSE;
  return event;
}

static enum hwc_json_event close_bracket(struct hwc_json *json)
{
  json->token = (struct hwc_text){json->at++, 1};
  json->depth--;
  expect_after_value(json);
  return HWC_JSON_CLOSE;
}

static enum hwc_json_event read_value(struct hwc_json *json)
{
  enum hwc_json_event event;

  skip_space(json);
  if (json->at == json->end)
    return fail_at(json, json->at, "");
  switch (*json->at) {
  case '"':
    if (!read_string(json))
      return HWC_JSON_ERROR;
    expect_after_value(json);
    return HWC_JSON_STRING;
  case '{':
    return open_bracket(json, HWC_JSON_OBJECT);
  case '[':
    return open_bracket(json, HWC_JSON_ARRAY);
  case 't':
    return read_word(json, "true", HWC_JSON_TRUE);
  case 'f':
    return read_word(json, "false", HWC_JSON_FALSE);
  case 'n':
    return read_word(json, "null", HWC_JSON_NULL);
  default:
    event = read_number(json);
    if (event == HWC_JSON_NUMBER)
      expect_after_value(json);
    return event;
  }
}

/* Reads a name and the colon after it. */
static enum hwc_json_event read_name(struct hwc_json *json)
{
  skip_space(json);
  if (json->at == json->end || *json->at != '"')
    return fail_at(json, json->at, "a name is missing");
  if (!read_string(json))
    return HWC_JSON_ERROR;
  skip_space(json);
  if (json->at == json->end || *json->at != ':')
    return fail_at(json, json->at, "a colon is missing");
  json->at++;
  json->expected = VALUE;
  return HWC_JSON_NAME;
}

/* Reads a comma and what follows it, or the closing bracket. */
static enum hwc_json_event read_on(struct hwc_json *json)
{
  bool is_object = in_object(json);

  if (json->at < json->end && *json->at == ',') {
    json->at++;
    return is_object ? read_name(json) : read_value(json);
  }
  if (json->at < json->end && *json->at == (is_object ? '}' : ']'))
    return close_bracket(json);
  return fail_at(json, json->at,
                 is_object ? "a comma or } is missing"
                           : "a comma or ] is missing");
}

enum hwc_json_event hwc_json_next(struct hwc_json *json)
{
  skip_space(json);
  switch (json->expected) {
  case COMMA_OR_CLOSE:
    return read_on(json);
  case VALUE:
    return read_value(json);
  case ITEM_OR_CLOSE:
    if (json->at < json->end && *json->at == ']')
      return close_bracket(json);
    return read_value(json);
  case NAME_OR_CLOSE:
    if (json->at < json->end && *json->at == '}')
      return close_bracket(json);
    return read_name(json);
  case END:
    if (json->at == json->end)
      return HWC_JSON_END;
    return fail(json, "there is text after the value");
  default:
    return HWC_JSON_ERROR;
  }
}

bool hwc_json_skip(struct hwc_json *json, enum hwc_json_event event)
{
  if (event == HWC_JSON_ARRAY || event == HWC_JSON_OBJECT) {
    int outside = json->depth - 1;
    while (event != HWC_JSON_ERROR && json->depth > outside)
      event = hwc_json_next(json);
  }
  return event != HWC_JSON_ERROR;
}

/* --- Scanning any text --------------------------------------------------- */

static enum hwc_json_event scan_string(struct hwc_json *json)
{
  const char *begin = json->at++;

  while (json->at < json->end && *json->at != '"')
    json->at += *json->at == '\\' && json->end - json->at > 1 ? 2 : 1;
  if (json->at < json->end)
    json->at++;
  json->token = (struct hwc_text){begin, (size_t)(json->at - begin)};
  const char *behind = json->at;
  skip_space(json);
  if (json->at < json->end && *json->at == ':') {
    json->at++;
    return HWC_JSON_NAME;
  }
  json->at = behind;
  return HWC_JSON_STRING;
}

static enum hwc_json_event scan_word(struct hwc_json *json)
{
  const char *begin = json->at;

  while (json->at < json->end && *json->at != '\0' &&
         strchr("\",]} \t\r\n", *json->at) == NULL)
    json->at++;
  if (json->at == begin) /* a NUL byte */
    json->at++;
  json->token = (struct hwc_text){begin, (size_t)(json->at - begin)};
  return HWC_JSON_NUMBER;
}

enum hwc_json_event hwc_json_scan(struct hwc_json *json)
{
  for (;;) {
    skip_space(json);
    if (json->at == json->end)
      return HWC_JSON_END;
    switch (*json->at) {
    case '"':
      return scan_string(json);
    case ',':
    case ':':
      json->at++;
      break;
    case '{':
    case '[':
    case '}':
    case ']':
      json->token = (struct hwc_text){json->at, 1};
      return *json->at++ == '{'    ? HWC_JSON_OBJECT
             : json->at[-1] == '[' ? HWC_JSON_ARRAY
                                   : HWC_JSON_CLOSE;
    default:
      return scan_word(json);
    }
  }
}
