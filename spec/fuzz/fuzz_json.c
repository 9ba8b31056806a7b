/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares the JSON reader with a simpler second one, which writes a list of
 * events. The scanner only has to terminate for any text. */
#include "core/json.h"
#include "core/number.h"
#include "spec/fuzz/fuzz.h"
#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#define ROOM (64 * 4096)
#define DEPTH 1000

struct events {
  char bytes[ROOM];
  size_t length;
};

static void add(struct events *out, const void *bytes, size_t length)
{
  EXPECT(length <= ROOM - out->length);
  memcpy(out->bytes + out->length, bytes, length);
  out->length += length;
}

static void add_char(struct events *out, char c)
{
  add(out, &c, 1);
}

/* --- Simple reader ------------------------------------------------------- */

struct plain {
  const unsigned char *text;
  size_t length;
  size_t at;
  struct events *out;
};

static bool plain_value(struct plain *p, int depth);

static int peek(const struct plain *p, size_t ahead)
{
  return p->at + ahead < p->length ? p->text[p->at + ahead] : -1;
}

static void space(struct plain *p)
{
  while (peek(p, 0) >= 0 && strchr(" \t\r\n", peek(p, 0)) && peek(p, 0) != 0)
    p->at++;
}

static void add_code(struct events *out, unsigned long c)
{
  if (c < 0x80) {
    add_char(out, (char)c);
  } else if (c < 0x800) {
    add_char(out, (char)(0xc0 + c / 64));
    add_char(out, (char)(0x80 + c % 64));
  } else if (c < 0x10000) {
    add_char(out, (char)(0xe0 + c / 4096));
    add_char(out, (char)(0x80 + c / 64 % 64));
    add_char(out, (char)(0x80 + c % 64));
  } else {
    add_char(out, (char)(0xf0 + c / 262144));
    add_char(out, (char)(0x80 + c / 4096 % 64));
    add_char(out, (char)(0x80 + c / 64 % 64));
    add_char(out, (char)(0x80 + c % 64));
  }
}

/* Code of a \uXXXX that begins after `ahead` bytes, or -1. */
static long code_at(const struct plain *p, size_t ahead)
{
  char digits[5] = "";

  if (peek(p, ahead) != '\\' || peek(p, ahead + 1) != 'u')
    return -1;
  for (size_t i = 0; i < 4; i++) {
    int c = peek(p, ahead + 2 + i);
    if (c <= 0 || !strchr("0123456789abcdefABCDEF", c))
      return -1;
    digits[i] = (char)c;
  }
  return strtol(digits, NULL, 16);
}

static bool plain_escape(struct plain *p)
{
  static const char pairs[] = "\"\"\\\\//b\bf\fn\nr\rt\t";
  long code = code_at(p, 0);
  long low = code_at(p, 6);

  if (code >= 0xd800 && code <= 0xdbff && low >= 0xdc00 && low <= 0xdfff) {
    add_code(p->out, 0x10000ul + (unsigned long)(code - 0xd800) * 1024 +
                       (unsigned long)(low - 0xdc00));
    p->at += 12;
    return true;
  }
  if (code >= 0) {
    add_code(p->out,
             code >= 0xd800 && code <= 0xdfff ? 0xfffd : (unsigned long)code);
    p->at += 6;
    return true;
  }
  for (size_t i = 0; pairs[i] != '\0'; i += 2)
    if (peek(p, 1) == pairs[i]) {
      add_char(p->out, pairs[i + 1]);
      p->at += 2;
      return true;
    }
  return false;
}

/* Bytes of the character here, which is not ASCII; 0 if invalid. */
static size_t plain_character(const struct plain *p)
{
  static const unsigned long least[] = {0, 0, 0x80, 0x800, 0x10000};
  int c = peek(p, 0);
  size_t size = c >= 0xf0 ? 4 : c >= 0xe0 ? 3 : c >= 0xc0 ? 2 : 0;
  unsigned long code = (unsigned long)c & (0x7fu >> size);

  if (size == 0 || c >= 0xf8)
    return 0;
  for (size_t i = 1; i < size; i++) {
    if (peek(p, i) < 0x80 || peek(p, i) > 0xbf)
      return 0;
    code = code * 64 + (unsigned long)(peek(p, i) - 0x80);
  }
  return code < least[size] || code > 0x10ffff ||
             (code >= 0xd800 && code <= 0xdfff)
           ? 0
           : size;
}

static bool plain_string(struct plain *p, char event)
{
  if (peek(p, 0) != '"')
    return false;
  add_char(p->out, event);
  p->at++;
  while (peek(p, 0) >= 0 && peek(p, 0) != '"') {
    if (peek(p, 0) == '\\') {
      if (!plain_escape(p))
        return false;
    } else if (peek(p, 0) < 0x80) {
      add_char(p->out, (char)peek(p, 0));
      p->at++;
    } else {
      size_t size = plain_character(p);
      if (size > 0)
        add(p->out, p->text + p->at, size);
      else
        add_code(p->out, 0xfffd);
      p->at += size > 0 ? size : 1;
    }
  }
  if (peek(p, 0) != '"')
    return false;
  p->at++;
  return true;
}

static size_t plain_digits(struct plain *p)
{
  size_t start = p->at;

  while (peek(p, 0) >= '0' && peek(p, 0) <= '9')
    p->at++;
  return p->at - start;
}

static bool plain_number(struct plain *p)
{
  char text[8192];
  size_t start = p->at;
  bool is_zero;

  if (peek(p, 0) == '-')
    p->at++;
  is_zero = peek(p, 0) == '0';
  size_t whole = plain_digits(p);
  if (whole == 0 || (is_zero && whole > 1))
    return false;
  if (peek(p, 0) == '.') {
    p->at++;
    if (plain_digits(p) == 0)
      return false;
  }
  if (peek(p, 0) == 'e' || peek(p, 0) == 'E') {
    p->at++;
    if (peek(p, 0) == '+' || peek(p, 0) == '-')
      p->at++;
    if (plain_digits(p) == 0)
      return false;
  }
  EXPECT(p->at - start < sizeof text);
  memcpy(text, p->text + start, p->at - start);
  text[p->at - start] = '\0';
  double value = strtod(text, NULL);
  if (isinf(value))
    value = value < 0 ? -DBL_MAX : DBL_MAX;
  add_char(p->out, '1');
  add(p->out, &value, sizeof value);
  return true;
}

static bool plain_items(struct plain *p, int depth, bool is_object)
{
  char end = is_object ? '}' : ']';

  add_char(p->out, is_object ? '{' : '[');
  p->at++;
  space(p);
  if (peek(p, 0) != end) {
    for (;;) {
      space(p);
      if (is_object && !plain_string(p, ':'))
        return false;
      space(p);
      if (is_object && peek(p, 0) != ':')
        return false;
      p->at += is_object;
      if (!plain_value(p, depth + 1))
        return false;
      space(p);
      if (peek(p, 0) != ',')
        break;
      p->at++;
    }
  }
  if (peek(p, 0) != end)
    return false;
  add_char(p->out, '.');
  p->at++;
  return true;
}

static bool plain_value(struct plain *p, int depth)
{
  static const char *const words[] = {"null", "false", "true"};

  space(p);
  if (peek(p, 0) == '{' || peek(p, 0) == '[')
    return depth < DEPTH && plain_items(p, depth, peek(p, 0) == '{');
  if (peek(p, 0) == '"')
    return plain_string(p, '"');
  for (size_t i = 0; i < 3; i++)
    if (p->length - p->at >= strlen(words[i]) &&
        memcmp(p->text + p->at, words[i], strlen(words[i])) == 0) {
      add_char(p->out, words[i][0]);
      p->at += strlen(words[i]);
      return true;
    }
  return plain_number(p);
}

static bool plain_read(struct events *out, const uint8_t *data, size_t size)
{
  struct plain p = {data, size, 0, out};

  out->length = 0;
  if (!plain_value(&p, 0))
    return false;
  space(&p);
  return p.at == size;
}

/* --- Comparison ---------------------------------------------------------- */

static bool read(struct events *out, struct hwc_text text)
{
  static const char letters[] = {0,   0,   'n', 'f', 't', '1',
                                 '"', '[', '{', ':', '.'};
  struct hwc_json json;
  enum hwc_json_event event;

  out->length = 0;
  hwc_json_init(&json, text);
  while ((event = hwc_json_next(&json)) != HWC_JSON_ERROR &&
         event != HWC_JSON_END) {
    add_char(out, letters[event]);
    if (event == HWC_JSON_STRING || event == HWC_JSON_NAME)
      add(out, json.text.data, json.text.length);
    if (event == HWC_JSON_NUMBER) {
      double value = json.number.is_integer ? (double)json.number.integer
                                            : json.number.value;
      add(out, &value, sizeof value);
    }
    EXPECT(json.token.data >= json.begin || event == HWC_JSON_NAME);
    EXPECT(json.at <= json.end);
  }
  EXPECT(event == HWC_JSON_END || json.error != NULL);
  EXPECT(json.scratch.status == HWC_OK);
  hwc_json_done(&json);
  return event == HWC_JSON_END;
}

static void check_numbers(struct hwc_text text)
{
  double value;
  char out[HWC_NUMBER_SIZE];
  struct hwc_number number;

  if (text.length < sizeof value)
    return;
  memcpy(&value, text.data, sizeof value);
  if (!isfinite(value))
    return;
  size_t length = hwc_number_write(out, value);
  EXPECT(strtod(out, NULL) == value && strlen(out) == length);
  hwc_number_read(&number, (struct hwc_text){out, length});
  EXPECT((number.is_integer ? (double)number.integer : number.value) == value);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static struct events expected, actual;
  struct hwc_text text = {(const char *)data, size};
  struct hwc_json json;

  if (size > 4096)
    return 0;
  bool good = plain_read(&expected, data, size);
  EXPECT(read(&actual, text) == good);
  if (good)
    EXPECT(expected.length == actual.length &&
           memcmp(expected.bytes, actual.bytes, actual.length) == 0);
  hwc_json_init(&json, text);
  while (hwc_json_scan(&json) != HWC_JSON_END)
    EXPECT(json.token.length > 0);
  check_numbers(text);
  return 0;
}
