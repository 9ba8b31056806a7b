/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of secrets, and a search for known values in a text, through its
 * escapes and in the usual encodings. */
#include "core/mask.h"

#include <stdbool.h>
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

/* The number in `digits` hex digits from `at`, or -1. */
static long read_hex(const struct search *s, size_t at, size_t digits)
{
  long value = 0;

  if (at + digits > s->count)
    return -1;
  for (size_t i = 0; i < digits; i++) {
    int digit = hwc_text_hex_digit(s->units[at + i].byte);
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
    *size = hwc_text_write_character(out, (unsigned long)code);
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

/* --- Encodings ---------------------------------------------------------- */

/* How a text may hold a secret. In Base64 of a longer text the digits depend on
 * how many bytes, modulo 3, come before it. */
enum form { PLAIN, HEX, BASE64, BASE64_AFTER_1, BASE64_AFTER_2, FORMS };

/* Fewer characters of a secret at the very end of a text may be anything. */
static const size_t shortest[FORMS] = {4, 8, 6, 6, 6};

/* Fewer digits of Base64 may be a word. */
#define SHORTEST_BASE64 5

static char lower(char c)
{
  return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

/* The value of a digit in either alphabet of Base64, or -1. */
static int base64_value(char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  if (c == '+' || c == '-')
    return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

/* Bytes before the secret, modulo 3. */
static size_t bytes_before(enum form form)
{
  return form > BASE64 ? (size_t)(form - BASE64) : 0;
}

/* Digits that depend on the bytes before the secret. */
static size_t digits_before(enum form form)
{
  return (bytes_before(form) * 8 + 5) / 6;
}

/* Characters that depend on the secret alone. */
static size_t form_length(enum form form, size_t length)
{
  if (form == PLAIN)
    return length;
  if (form == HEX)
    return length * 2;
  return (bytes_before(form) + length) * 8 / 6 - digits_before(form);
}

static int base64_digit(struct hwc_text secret, size_t bit)
{
  unsigned bits = (unsigned char)secret.data[bit / 8];

  bits <<= 8;
  if (bit / 8 + 1 < secret.length)
    bits |= (unsigned char)secret.data[bit / 8 + 1];
  return (int)(bits >> (10 - bit % 8) & 63);
}

/* Whether `c` is character `i` of the secret in that form. */
static bool is_written(enum form form, struct hwc_text secret, size_t i, char c)
{
  if (form == PLAIN)
    return lower(c) == lower(secret.data[i]);
  if (form == HEX) {
    unsigned byte = (unsigned char)secret.data[i / 2];
    return hwc_text_hex_digit(c) == (int)(i % 2 ? byte & 15 : byte >> 4);
  }
  size_t bit = (digits_before(form) + i) * 6 - bytes_before(form) * 8;
  return base64_value(c) == base64_digit(secret, bit);
}

/* How many units from `at` are the secret; 0 where they are not. */
static size_t match(const struct search *s, size_t at, enum form form,
                    struct hwc_text secret)
{
  size_t whole = form_length(form, secret.length);
  size_t length = 0;

  while (length < whole && at + length < s->count) {
    if (!is_written(form, secret, length, s->units[at + length].byte))
      return 0;
    length++;
  }
  return length == whole || length >= shortest[form] ? length : 0;
}

/* Masks the units from `first` to before `end`. */
static void hide_units(struct search *s, size_t first, size_t end)
{
  size_t start = s->units[first].start;

  memset(s->hidden + start, 1, s->units[end - 1].end - start);
}

/* Takes the digits with it that the secret shares with its neighbours, and the
 * padding. */
static void hide_base64(struct search *s, enum form form, size_t secret_length,
                        size_t first, size_t end)
{
  if (digits_before(form) && first > 0 &&
      base64_value(s->units[first - 1].byte) >= 0)
    first--;
  if ((bytes_before(form) + secret_length) % 3 && end < s->count &&
      base64_value(s->units[end].byte) >= 0)
    end++;
  while (end < s->count && s->units[end].byte == '=')
    end++;
  hide_units(s, first, end);
}

/* The two ways to write the first character of the secret in that form. Most
 * bytes of a text are neither. */
static void first_characters(enum form form, struct hwc_text secret,
                             char first[2])
{
  static const char hex[] = "0123456789abcdef0123456789ABCDEF";
  static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
                                 "tuvwxyz0123456789+/";

  if (form == PLAIN) {
    char c = lower(secret.data[0]);
    first[0] = c;
    first[1] = (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  } else if (form == HEX) {
    first[0] = hex[(unsigned char)secret.data[0] >> 4];
    first[1] = hex[((unsigned char)secret.data[0] >> 4) + 16];
  } else {
    size_t bit = digits_before(form) * 6 - bytes_before(form) * 8;
    int digit = base64_digit(secret, bit);
    first[0] = standard[digit];
    first[1] = digit == 62 ? '-' : digit == 63 ? '_' : first[0];
  }
}

static void hide_form(struct search *s, enum form form, struct hwc_text secret)
{
  char first[2];

  if (form >= BASE64 && form_length(form, secret.length) < SHORTEST_BASE64)
    return;
  first_characters(form, secret, first);
  for (size_t i = 0; i < s->count; i++) {
    if (s->units[i].byte != first[0] && s->units[i].byte != first[1])
      continue;
    size_t length = match(s, i, form, secret);
    if (length && form >= BASE64)
      hide_base64(s, form, secret.length, i, i + length);
    else if (length)
      hide_units(s, i, i + length);
  }
}

static void hide(struct search *s, struct hwc_text secrets)
{
  while (secrets.length) {
    struct hwc_text secret = {secrets.data, strlen(secrets.data)};
    for (int form = 0; secret.length && form < FORMS; form++)
      hide_form(s, (enum form)form, secret);
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

/* --- Names -------------------------------------------------------------- */

static size_t skip_marks(struct hwc_text name, size_t at)
{
  while (at < name.length && (name.data[at] == '_' || name.data[at] == '-'))
    at++;
  return at;
}

/* The place in `name` behind `word`, which begins at `at`; 0 where it does
 * not. */
static size_t word_end(struct hwc_text name, size_t at, const char *word)
{
  for (; *word; word++) {
    at = skip_marks(name, at);
    if (at == name.length || lower(name.data[at]) != *word)
      return 0;
    at++;
  }
  return at;
}

static bool contains(struct hwc_text name, const char *word)
{
  for (size_t i = 0; i < name.length; i++)
    if (word_end(name, i, word))
      return true;
  return false;
}

static bool is_word(struct hwc_text name, const char *word)
{
  size_t end = word_end(name, 0, word);

  return end && skip_marks(name, end) == name.length;
}

bool hwc_mask_is_secret_name(struct hwc_text name)
{
  static const char *const parts[] = {
    "password", "passwd", "passcode",  "passphrase", "secret", "private",
    "token",    "apikey", "adminpass", "userdata",   "pwd",
  };
  static const char *const whole[] = {
    "appcode",
    "authorization",
    "cookie",
    "plugincontent",
    "proxyauthorization",
    "setcookie",
    "signkey",
    "sk",
    "ticket",
    "xapigappcode",
  };
  /* Counts and the like. */
  static const char *const plain[] = {"tokensissued"};

  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
    if (is_word(name, plain[i]))
      return false;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (contains(name, parts[i]))
      return true;
  for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
    if (is_word(name, whole[i]))
      return true;
  return false;
}

bool hwc_mask_same_name(struct hwc_text name, struct hwc_text other)
{
  size_t i = skip_marks(name, 0);
  size_t j = skip_marks(other, 0);

  while (i < name.length && j < other.length) {
    if (lower(name.data[i]) != lower(other.data[j]))
      return false;
    i = skip_marks(name, i + 1);
    j = skip_marks(other, j + 1);
  }
  return i == name.length && j == other.length;
}
