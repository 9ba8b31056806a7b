/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares, trims and counts slices. */
#include "core/text.h"

#include <openssl/crypto.h>
#include <string.h>

struct hwc_text hwc_text_of(const char *string)
{
  return (struct hwc_text){string, string != NULL ? strlen(string) : 0};
}

static unsigned char lower(char c)
{
  return (unsigned char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

bool hwc_text_equal_nocase(struct hwc_text a, struct hwc_text b)
{
  if (a.length != b.length)
    return false;
  for (size_t i = 0; i < a.length; i++)
    if (lower(a.data[i]) != lower(b.data[i]))
      return false;
  return true;
}

int hwc_text_compare(struct hwc_text a, struct hwc_text b)
{
  size_t common = a.length < b.length ? a.length : b.length;
  int order = common ? memcmp(a.data, b.data, common) : 0;
  if (order != 0)
    return order;
  return (a.length > b.length) - (a.length < b.length);
}

bool hwc_text_equal_constant_time(struct hwc_text a, struct hwc_text b)
{
  return a.length == b.length &&
         (a.length == 0 || CRYPTO_memcmp(a.data, b.data, a.length) == 0);
}

static bool is_space(char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

struct hwc_text hwc_text_trim(struct hwc_text text)
{
  if (text.length == 0)
    return text;
  const char *begin = text.data;
  const char *end = begin + text.length;
  while (begin < end && is_space(*begin))
    begin++;
  while (begin < end && is_space(end[-1]))
    end--;
  return (struct hwc_text){begin, (size_t)(end - begin)};
}

size_t hwc_text_character_length(struct hwc_text text)
{
  const unsigned char *p = (const unsigned char *)text.data;
  size_t length;
  uint32_t value;
  uint32_t least;

  if (p[0] < 0x80)
    return 1;
  if ((p[0] & 0xe0) == 0xc0) {
    length = 2;
    value = p[0] & 0x1fu;
    least = 0x80;
  } else if ((p[0] & 0xf0) == 0xe0) {
    length = 3;
    value = p[0] & 0x0fu;
    least = 0x800;
  } else if ((p[0] & 0xf8) == 0xf0) {
    length = 4;
    value = p[0] & 0x07u;
    least = 0x10000;
  } else {
    return 0;
  }
  if (length > text.length)
    return 0;
  for (size_t i = 1; i < length; i++) {
    if ((p[i] & 0xc0) != 0x80)
      return 0;
    value = value << 6 | (p[i] & 0x3fu);
  }
  if (value < least || value > 0x10ffff || (value >= 0xd800 && value <= 0xdfff))
    return 0;
  return length;
}

#define ONES UINT64_C(0x0101010101010101)
#define HIGH_BITS (ONES * 0x80)

static uint64_t read_word(const char *at)
{
  uint64_t word;

  memcpy(&word, at, sizeof word);
  return word;
}

ptrdiff_t hwc_text_characters(struct hwc_text text)
{
  ptrdiff_t characters = 0;

  for (; text.length > 0; characters++) {
    for (; text.length >= 8 && (read_word(text.data) & HIGH_BITS) == 0;
         text.length -= 8, text.data += 8)
      characters += 8;
    if (text.length == 0)
      break;
    size_t length = hwc_text_character_length(text);
    if (length == 0)
      return -1;
    text.data += length;
    text.length -= length;
  }
  return characters;
}

static bool is_plain(char c)
{
  return (unsigned char)c >= 0x20 && (unsigned char)c < 0x80 && c != '"' &&
         c != '\\';
}

/* The same of eight bytes: of the smallest byte that is not, the high bit is
 * set in one of the terms. */
static bool are_plain(const char *at)
{
  uint64_t bytes = read_word(at);

  return ((((bytes ^ (ONES * '"')) - ONES) | ((bytes ^ (ONES * '\\')) - ONES) |
           (bytes - ONES * 0x20) | bytes) &
          HIGH_BITS) == 0;
}

size_t hwc_text_plain_length(struct hwc_text text, size_t *characters)
{
  size_t at = 0;
  size_t further = 0; /* bytes of characters beyond their first */

  for (;;) {
    while (text.length - at >= 8 && are_plain(text.data + at))
      at += 8;
    if (text.length - at < 8 && text.length >= 8 &&
        are_plain(text.data + text.length - 8))
      at = text.length;
    while (at < text.length && is_plain(text.data[at]))
      at++;
    if (at == text.length || (unsigned char)text.data[at] < 0x80)
      break;
    size_t length = hwc_text_character_length(
      (struct hwc_text){text.data + at, text.length - at});
    if (length == 0)
      break;
    at += length;
    further += length - 1;
  }
  *characters = at - further;
  return at;
}

size_t hwc_text_write_character(char out[4], unsigned long code)
{
  static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};

  if (code < 0x80) {
    out[0] = (char)code;
    return 1;
  }
  size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  for (size_t i = size - 1; i > 0; i--, code >>= 6)
    out[i] = (char)(0x80 | (code & 0x3f));
  out[0] = (char)(leads[size] | code);
  return size;
}

int hwc_text_hex_digit(char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  c = (char)(c | 0x20);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

const char *hwc_text_find_control(struct hwc_text text)
{
  unsigned char any = 0;

  for (size_t i = 0; i < text.length; i++) /* many at a time */
    any |= hwc_is_control(text.data[i]);
  if (!any)
    return NULL;
  for (size_t i = 0; i < text.length; i++)
    if (hwc_is_control(text.data[i]))
      return text.data + i;
  return NULL;
}

const char *hwc_text_find_any(struct hwc_text text, const char *bytes)
{
  for (size_t i = 0; i < text.length; i++)
    if (text.data[i] != '\0' && strchr(bytes, text.data[i]) != NULL)
      return text.data + i;
  return NULL;
}
