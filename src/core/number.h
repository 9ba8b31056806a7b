/* SPDX-License-Identifier: Apache-2.0
 *
 * Conversion of numbers to and from text, independent of the locale. */
#ifndef HWC_CORE_NUMBER_H
#define HWC_CORE_NUMBER_H

#include "core/text.h"

/* Maximum bytes of a number's text, including the zero byte. */
#define HWC_NUMBER_SIZE 32

/* A 64-bit integer is exact; any other number is the nearest float. `is_lossy`
 * is set if that is not the value written, to the precision of a float: an
 * integer of more than 64 bits, or a number out of the range of floats. Out of
 * range it is the largest float, or 0; it is never infinite, since JSON has no
 * infinity. */
struct hwc_number {
  int64_t integer;
  double value;
  bool is_integer; /* if set `integer` holds the value, else `value` */
  bool is_lossy;
};

/* Converts the text of a JSON number. A number without point and exponent is an
 * integer, except "-0", which is a float. */
void hwc_number_read(struct hwc_number *number, struct hwc_text text);

/* Writes the shortest text that hwc_number_read() converts back to the same
 * value, which must be finite. Returns its length. */
size_t hwc_number_write(char out[HWC_NUMBER_SIZE], double value);

/* Writes six significant digits like "%g", for people. */
size_t hwc_number_show(char out[HWC_NUMBER_SIZE], double value);

#endif
