/* SPDX-License-Identifier: Apache-2.0
 *
 * A search for known values in a text, through its escapes. */
#include "core/mask.h"

#include <stdlib.h>
#include <string.h>

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
