/* SPDX-License-Identifier: Apache-2.0
 *
 * Dates of signatures, independent of the C library's time zones. */
#include "core/signer.h"

static bool is_leap(int64_t year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t month_days(int64_t year, int64_t month)
{
  static const char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 0000-01-01 to January 1 of `year`. */
static int64_t year_start(int64_t year)
{
  int64_t before = year - 1;
  return year == 0
           ? 0
           : 366 + before * 365 + before / 4 - before / 100 + before / 400;
}

static void put_digits(char *out, int64_t value, size_t digits)
{
  for (size_t i = digits; i > 0; i--) {
    out[i - 1] = (char)('0' + value % 10);
    value /= 10;
  }
}

void hwc_signer_date(char out[17], int64_t unix_seconds)
{
  const int64_t last = INT64_C(253402300799); /* 9999-12-31T23:59:59Z */
  int64_t seconds = unix_seconds < 0 ? 0 : unix_seconds;
  if (seconds > last)
    seconds = last;
  int64_t day = seconds / 86400;
  seconds %= 86400;

  int64_t year = 1970 + day / 366;
  while (year_start(year + 1) - year_start(1970) <= day)
    year++;
  day -= year_start(year) - year_start(1970);
  int64_t month = 1;
  for (; day >= month_days(year, month); month++)
    day -= month_days(year, month);

  put_digits(out, year, 4);
  put_digits(out + 4, month, 2);
  put_digits(out + 6, day + 1, 2);
  out[8] = 'T';
  put_digits(out + 9, seconds / 3600, 2);
  put_digits(out + 11, seconds / 60 % 60, 2);
  put_digits(out + 13, seconds % 60, 2);
  out[15] = 'Z';
  out[16] = '\0';
}

static int64_t get_digits(const char *text, size_t digits)
{
  int64_t value = 0;
  for (size_t i = 0; i < digits; i++)
    value = value * 10 + (text[i] - '0');
  return value;
}

bool hwc_signer_parse_date(int64_t *unix_seconds, struct hwc_text date)
{
  if (date.length != 16 || date.data[8] != 'T' || date.data[15] != 'Z')
    return false;
  for (size_t i = 0; i < 15; i++)
    if (i != 8 && (date.data[i] < '0' || date.data[i] > '9'))
      return false;
  int64_t year = get_digits(date.data, 4);
  int64_t month = get_digits(date.data + 4, 2);
  int64_t day = get_digits(date.data + 6, 2);
  int64_t hour = get_digits(date.data + 9, 2);
  int64_t minute = get_digits(date.data + 11, 2);
  int64_t second = get_digits(date.data + 13, 2);
  if (month < 1 || month > 12 || day < 1 || day > month_days(year, month) ||
      hour > 23 || minute > 59 || second > 59)
    return false;
  int64_t days = year_start(year) - year_start(1970) + day - 1;
  for (int64_t m = 1; m < month; m++)
    days += month_days(year, m);
  *unix_seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
  return true;
}
