/* SPDX-License-Identifier: Apache-2.0
 *
 * Parses dates by patterns, independent of the locale. */
#include "core/http_date.h"

#include "core/signer.h"
#include <string.h>

static int month_number(const char *name)
{
  static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";

  for (int i = 0; i < 12; i++)
    if (memcmp(names + (size_t)i * 3, name, 3) == 0)
      return i + 1;
  return 0;
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static void put_month(char *out, int month)
{
  out[4] = (char)('0' + month / 10);
  out[5] = (char)('0' + month % 10);
}

/* Parses a date by `pattern`, one letter for each byte: Y four-digit year, y
 * two-digit year, b month, D day (may start with a space), h hour, m minute, s
 * second; any other byte stands for itself. Writes a signature date to
 * `date`. */
static bool take(struct hwc_text text, const char *pattern, char date[17])
{
  size_t year = 0;
  size_t day = 6;
  size_t hour = 9;
  size_t minute = 11;
  size_t second = 13;
  int month;

  if (text.length != strlen(pattern))
    return false;
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i];
    switch (pattern[i]) {
    case 'Y':
      date[year++] = c;
      break;
    case 'y':
      if (year == 0) {
        if (!is_digit(c))
          return false;
        memcpy(date, c < '7' ? "20" : "19", 2);
        year = 2;
      }
      date[year++] = c;
      break;
    case 'b':
      month = month_number(text.data + i);
      if (month == 0)
        return false;
      put_month(date, month);
      i += 2;
      break;
    case 'D':
      date[day++] = c == ' ' ? '0' : c;
      break;
    case 'h':
      date[hour++] = c;
      break;
    case 'm':
      date[minute++] = c;
      break;
    case 's':
      date[second++] = c;
      break;
    default:
      if (c != pattern[i])
        return false;
    }
  }
  return true;
}

/* Skips the name of the day. */
static struct hwc_text skip_day(struct hwc_text text, const char *const *names)
{
  for (; *names != NULL; names++) {
    size_t length = strlen(*names);
    if (text.length > length && memcmp(text.data, *names, length) == 0)
      return (struct hwc_text){text.data + length, text.length - length};
  }
  return (struct hwc_text){NULL, 0};
}

bool hwc_http_date_parse(int64_t *unix_seconds, struct hwc_text text)
{
  static const char *const short_days[] = {"Sun", "Mon", "Tue", "Wed",
                                           "Thu", "Fri", "Sat", NULL};
  static const char *const long_days[] = {"Sunday",    "Monday",   "Tuesday",
                                          "Wednesday", "Thursday", "Friday",
                                          "Saturday",  NULL};
  char date[17] = "00000000T000000Z";

  text = hwc_text_trim(text);
  struct hwc_text rest = skip_day(text, short_days);
  if (rest.data == NULL)
    return false;
  if (!take(rest, ", DD bbb YYYY hh:mm:ss GMT", date) &&
      !take(rest, " bbb DD hh:mm:ss YYYY", date)) {
    rest = skip_day(text, long_days);
    if (rest.data == NULL || !take(rest, ", DD-bbb-yy hh:mm:ss GMT", date))
      return false;
  }
  return hwc_signer_parse_date(unix_seconds, (struct hwc_text){date, 16});
}
