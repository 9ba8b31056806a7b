/* SPDX-License-Identifier: Apache-2.0
 *
 * Slices of bytes that belong to somebody else, and pairs of them (headers,
 * query members). Lengths always travel with pointers. */
#ifndef HWC_CORE_TEXT_H
#define HWC_CORE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes owned elsewhere; not terminated by a zero. */
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

/* The slice of a zero-terminated string; NULL gives an empty slice. */
struct hwc_text hwc_text_of(const char *string);

bool hwc_text_equal(struct hwc_text a, struct hwc_text b);

/* ASCII letters of either case count as equal; the locale is not asked. */
bool hwc_text_equal_nocase(struct hwc_text a, struct hwc_text b);

/* Byte order, shorter first where one begins the other; as memcmp. */
int hwc_text_compare(struct hwc_text a, struct hwc_text b);

/* Compares in a time that depends on the lengths alone. */
bool hwc_text_equal_constant_time(struct hwc_text a, struct hwc_text b);

/* Without white space (space, tab, CR, LF, VT, FF) at both ends. */
struct hwc_text hwc_text_trim(struct hwc_text text);

/* The number of characters of UTF-8 text, or -1 where it is not valid
 * (overlong forms, surrogates and values above U+10FFFF included). */
ptrdiff_t hwc_text_characters(struct hwc_text text);

/* The bytes of the character that valid UTF-8 begins with; 0 where the text,
 * which has a byte at least, begins with none. */
size_t hwc_text_character_length(struct hwc_text text);

/* Stands for what is no character. */
#define HWC_NO_CHARACTER 0xfffd

/* Writes a character as UTF-8; returns the number of its bytes. */
size_t hwc_text_write_character(char out[4], unsigned long code);

/* The value of a hexadecimal digit in either case, or -1. */
int hwc_text_hex_digit(char c);

/* The first byte that is one of `bytes` (zero-terminated list), or NULL. */
const char *hwc_text_find_any(struct hwc_text text, const char *bytes);

#endif
