/* SPDX-License-Identifier: Apache-2.0
 *
 * Slices of bytes owned elsewhere, and pairs of them (headers, query
 * members). */
#ifndef HWC_CORE_TEXT_H
#define HWC_CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* Bytes owned elsewhere, not zero-terminated. */
struct hwc_text {
  const char *data;
  size_t length;
};

struct hwc_pair {
  struct hwc_text name;
  struct hwc_text value;
};

/* The slice of a string literal. */
#define HWC_TEXT(literal) ((struct hwc_text){"" literal, sizeof(literal) - 1})

/* The slice of a zero-terminated string; empty for NULL. */
struct hwc_text hwc_text_of(const char *string);

static inline bool hwc_text_equal(struct hwc_text a, struct hwc_text b)
{
  return a.length == b.length &&
         (a.length == 0 || memcmp(a.data, b.data, a.length) == 0);
}

/* Compares two texts, ignoring the case of ASCII letters in any locale. */
bool hwc_text_equal_nocase(struct hwc_text a, struct hwc_text b);

/* Compares bytes like memcmp(); a prefix comes first. */
int hwc_text_compare(struct hwc_text a, struct hwc_text b);

/* Compares in a time that depends only on the lengths. */
bool hwc_text_equal_constant_time(struct hwc_text a, struct hwc_text b);

/* The text without white space (space, tab, CR, LF, VT, FF) at both ends. */
struct hwc_text hwc_text_trim(struct hwc_text text);

/* Number of characters in UTF-8 text; -1 if invalid (including overlong forms,
 * surrogates and values above U+10FFFF). */
ptrdiff_t hwc_text_characters(struct hwc_text text);

/* Number of bytes of the first character of non-empty UTF-8 text; 0 if
 * invalid. */
size_t hwc_text_character_length(struct hwc_text text);

/* Number of bytes before the first one that a JSON text cannot have as it is: a
 * quote, a backslash, a byte below 0x20, or one that is not UTF-8. Sets
 * `characters` to the number of characters in them. */
size_t hwc_text_plain_length(struct hwc_text text, size_t *characters);

/* U+FFFD, the replacement for invalid characters. */
#define HWC_NO_CHARACTER 0xfffd

/* Writes a character as UTF-8; returns the number of bytes. */
size_t hwc_text_write_character(char out[4], unsigned long code);

/* The value of a hexadecimal digit in either case; -1 for any other byte. */
int hwc_text_hex_digit(char c);

/* True for the control bytes of ASCII: 0x00 to 0x1f, tab and line breaks
 * included, and 0x7f. */
static inline bool hwc_is_control(char c)
{
  return (unsigned char)c < 0x20 || c == 0x7f;
}

/* The first control byte, or NULL. */
const char *hwc_text_find_control(struct hwc_text text);

/* The first byte that is in `bytes` (zero-terminated), or NULL. */
const char *hwc_text_find_any(struct hwc_text text, const char *bytes);

#endif
