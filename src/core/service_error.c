/* SPDX-License-Identifier: Apache-2.0
 *
 * A reader of JSON that builds nothing: it walks over the whole text once and
 * remembers where the members are that it looks for. */
#include "core/service_error.h"

#include <string.h>

/* Deeper texts are not read: the walk is recursive. */
#define DEEPEST 128

#define PAIRS 3

struct walk {
  const char *at;
  const char *end;
  int depth;
};

/* The values as they stand in the text, strings with their quotes. */
struct found {
  struct hwc_text code;
  struct hwc_text message;
};

static const char *const names[PAIRS][2] = {
  {"error_code", "error_msg"},
  {"errorCode", "errorMsg"},
  {"code", "message"},
};

static bool read_value(struct walk *walk, struct found *found);

static void skip_space(struct walk *walk)
{
  while (walk->at < walk->end && (*walk->at == ' ' || *walk->at == '\t' ||
                                  *walk->at == '\n' || *walk->at == '\r'))
    walk->at++;
}

/* Takes the byte `c`, if it is the next one. */
static bool take(struct walk *walk, char c)
{
  if (walk->at == walk->end || *walk->at != c)
    return false;
  walk->at++;
  return true;
}

static bool take_word(struct walk *walk, const char *word)
{
  size_t length = strlen(word);

  if ((size_t)(walk->end - walk->at) < length ||
      memcmp(walk->at, word, length) != 0)
    return false;
  walk->at += length;
  return true;
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static int hex_digit(char c)
{
  if (is_digit(c))
    return c - '0';
  c = (char)(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool take_digits(struct walk *walk)
{
  const char *begin = walk->at;

  while (walk->at < walk->end && is_digit(*walk->at))
    walk->at++;
  return walk->at > begin;
}

static bool read_number(struct walk *walk)
{
  take(walk, '-');
  if (!take(walk, '0') && !take_digits(walk))
    return false;
  if (take(walk, '.') && !take_digits(walk))
    return false;
  if (take(walk, 'e') || take(walk, 'E')) {
    if (!take(walk, '+'))
      take(walk, '-');
    return take_digits(walk);
  }
  return true;
}

static bool read_escape(struct walk *walk)
{
  if (walk->at == walk->end)
    return false;
  char c = *walk->at++;
  if (c != 'u')
    return c != '\0' && strchr("\"\\/bfnrt", c) != NULL;
  if (walk->end - walk->at < 4)
    return false;
  for (int i = 0; i < 4; i++)
    if (hex_digit(*walk->at++) < 0)
      return false;
  return true;
}

static bool read_string(struct walk *walk)
{
  if (!take(walk, '"'))
    return false;
  while (walk->at < walk->end) {
    unsigned char c = (unsigned char)*walk->at++;
    if (c == '"')
      return true;
    if (c < 0x20 || (c == '\\' && !read_escape(walk)))
      return false;
  }
  return false;
}

static bool read_array(struct walk *walk)
{
  struct found ignored = {0};

  skip_space(walk);
  if (take(walk, ']'))
    return true;
  do {
    if (!read_value(walk, &ignored))
      return false;
  } while (take(walk, ','));
  return take(walk, ']');
}

/* Keeps a value that has one of the names. A later member of the same name
 * wins, whatever it is. */
static void keep(struct found pairs[PAIRS], struct hwc_text name,
                 struct hwc_text value)
{
  bool scalar =
    value.data[0] == '"' || value.data[0] == '-' || is_digit(value.data[0]);
  struct hwc_text kept = {scalar ? value.data : NULL, value.length};

  for (size_t i = 0; i < PAIRS; i++) {
    if (hwc_text_equal(name, hwc_text_of(names[i][0])))
      pairs[i].code = kept;
    else if (hwc_text_equal(name, hwc_text_of(names[i][1])))
      pairs[i].message = kept;
  }
}

/* Its own pair comes before those of the objects inside. */
static bool read_object(struct walk *walk, struct found *found)
{
  struct found pairs[PAIRS] = {{{NULL, 0}, {NULL, 0}}};
  struct found inside = {0};

  skip_space(walk);
  if (take(walk, '}'))
    return true;
  do {
    skip_space(walk);
    const char *begin = walk->at;
    if (!read_string(walk))
      return false;
    struct hwc_text name = {begin + 1, (size_t)(walk->at - begin) - 2};
    skip_space(walk);
    if (!take(walk, ':'))
      return false;
    skip_space(walk);
    begin = walk->at;
    struct found next = {0};
    if (!read_value(walk, &next))
      return false;
    keep(pairs, name, (struct hwc_text){begin, (size_t)(walk->at - begin)});
    if (inside.code.data == NULL)
      inside = next;
  } while (take(walk, ','));
  *found = inside;
  for (size_t i = PAIRS; i-- > 0;)
    if (pairs[i].code.data != NULL && pairs[i].message.data != NULL)
      *found = pairs[i];
  return take(walk, '}');
}

/* Walks over a value and the space around it. */
static bool read_any(struct walk *walk, struct found *found)
{
  switch (*walk->at) {
  case '{':
    walk->at++;
    return read_object(walk, found);
  case '[':
    walk->at++;
    return read_array(walk);
  case '"':
    return read_string(walk);
  case 't':
    return take_word(walk, "true");
  case 'f':
    return take_word(walk, "false");
  case 'n':
    return take_word(walk, "null");
  default:
    return read_number(walk);
  }
}

static bool read_value(struct walk *walk, struct found *found)
{
  skip_space(walk);
  if (walk->at == walk->end || walk->depth == DEEPEST)
    return false;
  walk->depth++;
  bool good = read_any(walk, found);
  walk->depth--;
  skip_space(walk);
  return good;
}

/* Text that grows up to the size of an array. */
struct line {
  char *out;
  size_t left;
};

static void put(struct line *line, const char *bytes, size_t length)
{
  if (length > line->left) {
    line->left = 0; /* never a part of a character, nor what follows it */
    return;
  }
  memcpy(line->out, bytes, length);
  line->out += length;
  line->left -= length;
}

static void put_character(struct line *line, unsigned long value)
{
  char bytes[4];
  size_t length = 1;

  if (value < 0x20 || value == 0x7f)
    value = ' ';
  if (value < 0x80) {
    bytes[0] = (char)value;
  } else {
    length = value < 0x800 ? 2 : value < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--, value >>= 6)
      bytes[i] = (char)(0x80 | (value & 0x3f));
    bytes[0] = (char)((0xf00 >> length & 0xff) | value);
  }
  put(line, bytes, length);
}

static unsigned long hex_value(const char *digits)
{
  unsigned long value = 0;

  for (int i = 0; i < 4; i++)
    value = value << 4 | (unsigned long)hex_digit(digits[i]);
  return value;
}

/* Writes the escape whose letter is at `at`; returns the place behind it. */
static const char *put_escape(struct line *line, const char *at,
                              const char *end)
{
  static const char letters[] = "\"\\/";

  if (*at != 'u') {
    put_character(line,
                  strchr(letters, *at) != NULL ? (unsigned long)*at : ' ');
    return at + 1;
  }
  unsigned long value = hex_value(at + 1);
  at += 5;
  if (value >= 0xd800 && value < 0xdc00 && end - at >= 6 && at[0] == '\\' &&
      at[1] == 'u') {
    unsigned long low = hex_value(at + 2);
    if (low >= 0xdc00 && low < 0xe000) {
      put_character(line, 0x10000 + ((value - 0xd800) << 10) + (low - 0xdc00));
      return at + 6;
    }
  }
  put_character(line, value >= 0xd800 && value < 0xe000 ? '?' : value);
  return at;
}

/* Writes a scalar value as one line of text. */
static void write_text(char *out, size_t size, struct hwc_text value)
{
  struct line line = {out, size - 1};
  const char *at = value.data;
  const char *end = value.data + value.length;

  if (*at == '"') {
    at++;
    end--;
  }
  while (at < end) {
    if (*at == '\\') {
      at = put_escape(&line, at + 1, end);
      continue;
    }
    char c = (unsigned char)*at < 0x20 || *at == 0x7f ? ' ' : *at;
    put(&line, &c, 1);
    at++;
  }
  /* Bytes of a character that was cut do not stay. */
  size_t length = (size_t)(line.out - out);
  for (int i = 0; i < 3 && length > 0; i++)
    if (hwc_text_characters((struct hwc_text){out, length}) < 0)
      length--;
  out[length] = '\0';
}

bool hwc_service_error_find(struct hwc_service_error *error,
                            struct hwc_text body)
{
  struct walk walk = {body.data, body.data, 0};
  struct found found = {0};

  *error = (struct hwc_service_error){0};
  if (body.length == 0)
    return false;
  walk.end += body.length;
  if (!read_value(&walk, &found) || walk.at != walk.end ||
      found.code.data == NULL)
    return false;
  write_text(error->code, sizeof error->code, hwc_text_trim(found.code));
  write_text(error->message, sizeof error->message,
             hwc_text_trim(found.message));
  return true;
}
