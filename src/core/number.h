/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers and their text, in either direction whatever the locale is. */
#ifndef HWC_CORE_NUMBER_H
#define HWC_CORE_NUMBER_H

#include "core/text.h"

/* Bytes of the longest text of a number, with its zero byte. */
#define HWC_NUMBER_SIZE 32

/* An integer of 64 bits is exact. Anything else is the float next to it;
 * `is_lossy` where that is not what was written even to the digits of floats:
 * an integer of more bits, or a number so large or so small that floats end
 * before it. It then is the largest float, or 0: floats of replies are finite,
 * since JSON has no infinite ones. */
struct hwc_number {
  int64_t integer;
  double value;
  bool is_integer; /* `integer` counts, else `value` */
  bool is_lossy;
};

/* Reads a number that is spelled as in JSON. What has neither point nor
 * exponent is an integer; but for "-0", which only floats have. */
void hwc_number_read(struct hwc_number *number, struct hwc_text text);

/* Writes the shortest text from which hwc_number_read() gives the same value,
 * which is finite. Returns its length. */
size_t hwc_number_write(char out[HWC_NUMBER_SIZE], double value);

/* Writes six digits, as "%g" does, for people. */
size_t hwc_number_show(char out[HWC_NUMBER_SIZE], double value);

#endif
