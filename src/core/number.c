/* SPDX-License-Identifier: Apache-2.0
 *
 * strtod() and printf() use the decimal point of the locale. strtod() is
 * therefore given only digits and an exponent, and the point that printf()
 * writes is replaced. */
#include "core/number.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Digits after these change the nearest float only by not being all zero. */
#define MOST_DIGITS 770

/* Powers of ten far beyond the range of floats. */
#define MOST_EXPONENT 100000

/* Integers up to this, and these powers of ten, are exact floats. */
#define LARGEST_EXACT (UINT64_C(1) << 53)
static const double powers[] = {
  1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};
#define LARGEST_POWER 22

/* Digits without leading zeros, times a power of ten. */
struct decimal {
  bool is_negative;
  bool is_integer;                   /* neither point nor exponent */
  bool is_cut;                       /* non-zero digits were dropped */
  char digits[MOST_DIGITS + 1 + 16]; /* room for a last digit and an exponent */
  size_t count;
  int64_t exponent;
};

/* Adds the digits at `at`; returns the position after them. */
static const char *add_digits(struct decimal *decimal, const char *at,
                              const char *end)
{
  while (decimal->count == 0 && at < end && *at == '0')
    at++;
  const char *digits = at;
  while (at < end && *at >= '0' && *at <= '9')
    at++;
  size_t length = (size_t)(at - digits);
  size_t taken = MOST_DIGITS - decimal->count;
  if (taken > length)
    taken = length;
  memcpy(decimal->digits + decimal->count, digits, taken);
  decimal->count += taken;
  decimal->exponent += (int64_t)(length - taken);
  for (; taken < length; taken++)
    if (digits[taken] != '0')
      decimal->is_cut = true;
  return at;
}

static void add_exponent(struct decimal *decimal, struct hwc_text text)
{
  bool is_negative = text.length > 0 && text.data[0] == '-';
  int64_t exponent = 0;

  for (size_t i = 0; i < text.length; i++)
    if (text.data[i] >= '0' && exponent < INT64_C(1) << 40)
      exponent = exponent * 10 + (text.data[i] - '0');
  decimal->exponent += is_negative ? -exponent : exponent;
}

static void split(struct decimal *decimal, struct hwc_text text)
{
  const char *at = text.data;
  const char *end = text.data + text.length;

  decimal->is_cut = false;
  decimal->count = 0;
  decimal->exponent = 0;
  decimal->is_negative = *at == '-';
  at = add_digits(decimal, at + decimal->is_negative, end);
  decimal->is_integer = at == end;
  if (at < end && *at == '.') {
    const char *fraction = ++at;
    at = add_digits(decimal, at, end);
    decimal->exponent -= at - fraction;
  }
  if (at < end)
    add_exponent(decimal, (struct hwc_text){at + 1, (size_t)(end - at) - 1});
}

/* True if the digits are a 64-bit integer. */
static bool get_integer(const struct decimal *decimal, int64_t *integer)
{
  uint64_t most = (uint64_t)INT64_MAX + decimal->is_negative;
  uint64_t value = 0;

  if (decimal->count > 19 || (decimal->count == 0 && decimal->is_negative))
    return false;
  for (size_t i = 0; i < decimal->count; i++)
    value = value * 10 + (uint64_t)(decimal->digits[i] - '0');
  if (value > most)
    return false;
  if (!decimal->is_negative)
    *integer = (int64_t)value;
  else
    *integer = value == most ? INT64_MIN : -(int64_t)value;
  return true;
}

/* The product or quotient of two exact floats is rounded only once. */
static bool get_fast(const struct decimal *decimal, double *value)
{
  uint64_t digits = 0;

  if (FLT_EVAL_METHOD != 0 || decimal->count > 16 ||
      decimal->exponent < -LARGEST_POWER || decimal->exponent > LARGEST_POWER)
    return false;
  for (size_t i = 0; i < decimal->count; i++)
    digits = digits * 10 + (uint64_t)(decimal->digits[i] - '0');
  if (digits > LARGEST_EXACT)
    return false;
  *value = (double)digits;
  if (decimal->exponent < 0)
    *value /= powers[-decimal->exponent];
  else
    *value *= powers[decimal->exponent];
  return true;
}

/* Six digits are enough for any float; printf() is slow. */
static void write_exponent(char *out, int64_t exponent)
{
  *out++ = 'e';
  *out++ = exponent < 0 ? '-' : '+';
  if (exponent < 0)
    exponent = -exponent;
  if (exponent > MOST_EXPONENT)
    exponent = MOST_EXPONENT;
  for (int i = 5; i >= 0; i--, exponent /= 10)
    out[i] = (char)('0' + exponent % 10);
  out[6] = '\0';
}

static double get_float(struct decimal *decimal)
{
  int64_t exponent = decimal->exponent;
  double value = 0;

  if (decimal->count == 0 || get_fast(decimal, &value))
    return value;
  if (decimal->is_cut) {
    decimal->digits[decimal->count++] = '1';
    exponent--;
  }
  write_exponent(decimal->digits + decimal->count, exponent);
  return strtod(decimal->digits, NULL);
}

void hwc_number_read(struct hwc_number *number, struct hwc_text text)
{
  struct decimal decimal;

  *number = (struct hwc_number){0};
  split(&decimal, text);
  if (decimal.is_integer && get_integer(&decimal, &number->integer)) {
    number->is_integer = true;
    return;
  }
  double value = get_float(&decimal);
  number->is_lossy = (decimal.is_integer && decimal.count > 0) ||
                     isinf(value) || (value == 0 && decimal.count > 0);
  if (isinf(value))
    value = DBL_MAX;
  number->value = decimal.is_negative ? -value : value;
}

/* Replaces the locale's decimal point by '.'; returns the length. */
static size_t mend_point(char *text)
{
  size_t length = 0;
  bool in_point = false;

  for (const char *c = text; *c != '\0'; c++) {
    bool is_point = strchr("0123456789+-eE", *c) == NULL;
    if (!is_point)
      text[length++] = *c;
    else if (!in_point)
      text[length++] = '.';
    in_point = is_point;
  }
  text[length] = '\0';
  return length;
}

static size_t format(char out[HWC_NUMBER_SIZE], int digits, double value)
{
  snprintf(out, HWC_NUMBER_SIZE, "%.*g", digits, value);
  return mend_point(out);
}

size_t hwc_number_write(char out[HWC_NUMBER_SIZE], double value)
{
  /* A number of at most 15 digits is written with 15, without trailing zeros;
   * subnormal floats have fewer. */
  int digits = fabs(value) < DBL_MIN ? 1 : 15;
  struct hwc_number again;
  size_t length;

  do {
    length = format(out, digits, value);
    hwc_number_read(&again, (struct hwc_text){out, length});
  } while (digits++ < 17 &&
           (again.is_lossy ||
            (again.is_integer ? (double)again.integer : again.value) != value));
  return length;
}

size_t hwc_number_show(char out[HWC_NUMBER_SIZE], double value)
{
  if (!isfinite(value))
    return (size_t)snprintf(out, HWC_NUMBER_SIZE, "%g", value);
  return format(out, 6, value);
}
