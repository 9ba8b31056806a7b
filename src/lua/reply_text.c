/* SPDX-License-Identifier: Apache-2.0
 *
 * A scanner for "name": value pairs, tolerant of everything else, and a search
 * for known values. */
#include "lua/reply_text.h"
#include <stdlib.h>
#include <string.h>

/* Nesting of shapes that is looked through. */
#define DEEPEST_SHAPE 16

static bool contains(struct hwc_text text, const char *word)
{
  struct hwc_text needle = hwc_text_of(word);

  for (size_t i = 0; i + needle.length <= text.length; i++)
    if (hwc_text_equal_nocase((struct hwc_text){text.data + i, needle.length},
                              needle))
      return true;
  return false;
}

static bool is_marked(const struct hwc_struct *shape, struct hwc_text name,
                      int depth)
{
  if (!shape || depth > DEEPEST_SHAPE)
    return false;
  for (size_t i = 0; i < shape->field_count; i++) {
    const struct hwc_field *field = &shape->fields[i];
    if (field->flags & HWC_SECRET &&
        hwc_text_equal(hwc_text_of(field->name), name))
      return true;
    if (is_marked(field->object, name, depth + 1))
      return true;
  }
  return false;
}

bool hwc_is_secret_name(const struct hwc_operation *operation,
                        struct hwc_text name)
{
  static const char *const parts[] = {"password", "passwd",  "passcode",
                                      "secret",   "private", "token"};
  static const char *const whole[] = {"admin_pass", "user_data",     "sign_key",
                                      "app_code",   "authorization", "cookie"};

  for (size_t i = 0; i < HWC_COUNT(parts); i++)
    if (contains(name, parts[i]))
      return true;
  for (size_t i = 0; i < HWC_COUNT(whole); i++)
    if (hwc_text_equal_nocase(name, hwc_text_of(whole[i])))
      return true;
  return operation && (is_marked(operation->reply, name, 0) ||
                       is_marked(operation->body, name, 0));
}

/* The place behind the string that begins at `at`, a quote; the end of the
 * text where it is not closed. */
static size_t string_end(struct hwc_text text, size_t at)
{
  for (size_t i = at + 1; i < text.length; i++) {
    if (text.data[i] == '\\')
      i++;
    else if (text.data[i] == '"')
      return i + 1;
  }
  return text.length;
}

static size_t skip_space(struct hwc_text text, size_t at)
{
  while (at < text.length && strchr(" \t\r\n", text.data[at]) &&
         text.data[at] != '\0')
    at++;
  return at;
}

static size_t scalar_end(struct hwc_text text, size_t at)
{
  if (text.data[at] == '"')
    return string_end(text, at);
  while (at < text.length && !strchr(",]} \t\r\n", text.data[at]))
    at++;
  return at;
}

/* Whether the member whose name ends before `at` has a scalar value; its
 * place is left in `value`. */
static bool has_scalar(struct hwc_text text, size_t at, size_t *value)
{
  at = skip_space(text, at);
  if (at >= text.length || text.data[at] != ':')
    return false;
  at = skip_space(text, at + 1);
  *value = at;
  return at < text.length && text.data[at] != '{' && text.data[at] != '[';
}

void hwc_mask_secrets(struct hwc_buffer *out,
                      const struct hwc_operation *operation,
                      struct hwc_text text)
{
  size_t copied = 0;
  size_t value;

  for (size_t i = 0; i < text.length;) {
    if (text.data[i] != '"') {
      i++;
      continue;
    }
    size_t end = string_end(text, i);
    struct hwc_text name = {text.data + i + 1, end - i - 1};
    if (name.length && name.data[name.length - 1] == '"')
      name.length--;
    if (has_scalar(text, end, &value) && hwc_is_secret_name(operation, name)) {
      hwc_buffer_append(out, text.data + copied, value - copied);
      hwc_buffer_append_string(out, "\"***\"");
      copied = end = scalar_end(text, value);
    }
    i = end;
  }
  hwc_buffer_append(out, text.data + copied, text.length - copied);
}

/* --- By value ----------------------------------------------------------- */

/* Texts are escaped once in JSON, and twice in JSON that JSON quotes. */
#define DEEPEST_ESCAPE 2

/* A byte of a text without its escapes, and where that text has it. */
struct unit {
  size_t start;
  size_t end;
  char byte;
};

struct search {
  struct unit *units;
  size_t count;
  char *hidden; /* for each byte of the text: whether it is to be masked */
};

static int hex_value(char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The number in `digits` hex digits from `at`, or -1. */
static long read_hex(const struct search *s, size_t at, size_t digits)
{
  long value = 0;

  if (at + digits > s->count)
    return -1;
  for (size_t i = 0; i < digits; i++) {
    int digit = hex_value(s->units[at + i].byte);
    if (digit < 0)
      return -1;
    value = value * 16 + digit;
  }
  return value;
}

/* The code of \uXXXX at `at`, or -1. */
static long read_code(const struct search *s, size_t at)
{
  if (at + 6 > s->count || s->units[at].byte != '\\' ||
      s->units[at + 1].byte != 'u')
    return -1;
  return read_hex(s, at + 2, 4);
}

static size_t write_utf8(unsigned long code, char out[4])
{
  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (size_t i = size - 1; i > 0; i--, code >>= 6)
    out[i] = (char)(0x80 | (code & 0x3f));
  static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
  out[0] = (char)(leads[size] | code);
  return size;
}

/* Reads the escape or the byte at `at`: what it stands for goes to `out`, how
 * many bytes that are to `size`. Returns how many units it takes. */
static size_t read_escape(const struct search *s, size_t at, char out[4],
                          size_t *size)
{
  static const char escapes[] = "n\nt\tr\rb\bf\f\"\"\\\\//";
  char byte = s->units[at].byte;

  out[0] = byte;
  *size = 1;
  if (byte == '%') {
    long value = read_hex(s, at + 1, 2);
    if (value < 0)
      return 1;
    out[0] = (char)value;
    return 3;
  }
  if (byte != '\\' || at + 1 == s->count)
    return 1;
  long code = read_code(s, at);
  if (code >= 0) {
    long low = read_code(s, at + 6);
    bool is_pair =
      code >= 0xd800 && code < 0xdc00 && low >= 0xdc00 && low < 0xe000;
    if (is_pair)
      code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
    *size = write_utf8((unsigned long)code, out);
    return is_pair ? 12 : 6;
  }
  for (const char *e = escapes; *e; e += 2)
    if (*e == s->units[at + 1].byte) {
      out[0] = e[1];
      return 2;
    }
  return 1;
}

/* Takes one level of escapes away; false where there is none. */
static bool unescape(struct search *s)
{
  size_t count = 0;

  for (size_t i = 0; i < s->count;) {
    char bytes[4];
    size_t size;
    size_t taken = read_escape(s, i, bytes, &size);
    size_t start = s->units[i].start;
    size_t end = s->units[i + taken - 1].end;
    for (size_t b = 0; b < size; b++)
      s->units[count++] = (struct unit){start, end, bytes[b]};
    i += taken;
  }
  bool changed = count != s->count;
  s->count = count;
  return changed;
}

/* How many units from `at` say the secret; 0 where they do not. */
static size_t match(const struct search *s, size_t at, struct hwc_text secret,
                    size_t shortest)
{
  size_t length = 0;

  while (length < secret.length && at + length < s->count) {
    if (s->units[at + length].byte != secret.data[length])
      return 0;
    length++;
  }
  return length == secret.length || length >= shortest ? length : 0;
}

static void hide(struct search *s, struct hwc_text secrets)
{
  /* Less of a secret at the very end may be anything. */
  static const size_t shortest = 4;

  while (secrets.length) {
    struct hwc_text secret = {secrets.data, strlen(secrets.data)};
    for (size_t i = 0; secret.length && i < s->count; i++) {
      size_t length = match(s, i, secret, shortest);
      if (!length)
        continue;
      size_t start = s->units[i].start;
      memset(s->hidden + start, 1, s->units[i + length - 1].end - start);
    }
    secrets.data += secret.length + 1;
    secrets.length -= secret.length + 1;
  }
}

static void write_shown(struct hwc_buffer *out, const char *hidden,
                        struct hwc_text text)
{
  size_t end;

  for (size_t i = 0; i < text.length; i = end) {
    for (end = i; end < text.length && hidden[end] == hidden[i]; end++)
      continue;
    if (hidden[i])
      hwc_buffer_append_string(out, "***");
    else
      hwc_buffer_append(out, text.data + i, end - i);
  }
}

void hwc_mask_values(struct hwc_buffer *out, struct hwc_text secrets,
                     struct hwc_text text)
{
  if (!secrets.length || !text.length) {
    hwc_buffer_append_text(out, text);
    return;
  }
  struct search s = {
    .units = malloc(text.length * sizeof *s.units),
    .hidden = calloc(text.length, 1),
  };
  if (s.units && s.hidden) {
    for (; s.count < text.length; s.count++)
      s.units[s.count] =
        (struct unit){s.count, s.count + 1, text.data[s.count]};
    hide(&s, secrets);
    for (int level = 0; level < DEEPEST_ESCAPE && unescape(&s); level++)
      hide(&s, secrets);
    hwc_wipe(s.units, text.length * sizeof *s.units);
    write_shown(out, s.hidden, text);
  } else {
    out->status = HWC_NO_MEMORY;
  }
  free(s.units);
  free(s.hidden);
}
