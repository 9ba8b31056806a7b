/* SPDX-License-Identifier: Apache-2.0
 *
 * Retry-After and HTTP dates: a date that is accepted is formatted with the C
 * library's calendar, which must give the same time. */
#define _DEFAULT_SOURCE /* timegm */
#include "core/http_date.h"
#include "core/retry.h"
#include "spec/fuzz/fuzz.h"
#include <math.h>
#include <string.h>
#include <time.h>

#define NOW INT64_C(1714979289) /* 2024-05-06T07:08:09Z */
#define LONGEST 1000000000.0

static void check_date(struct hwc_text text)
{
  int64_t seconds = -1;
  struct tm parts;
  char again[60];
  int64_t back;

  if (!hwc_http_date_parse(&seconds, text))
    return;
  time_t moment = (time_t)seconds;
  EXPECT(gmtime_r(&moment, &parts) != NULL);
  if (parts.tm_year + 1900 < 0 || parts.tm_year + 1900 > 9999)
    return; /* this format has a four-digit year */
  snprintf(again, sizeof again, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
           &"SunMonTueWedThuFriSat"[3 * parts.tm_wday], parts.tm_mday,
           &"JanFebMarAprMayJunJulAugSepOctNovDec"[3 * parts.tm_mon],
           parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
  EXPECT(hwc_http_date_parse(&back, hwc_text_of(again)));
  EXPECT(back == seconds);
}

static void check_retry_after(struct hwc_text text)
{
  double wait = hwc_retry_after(text, NOW);
  int64_t date;

  EXPECT(!isnan(wait) && wait >= 0 && wait <= LONGEST);
  struct hwc_text bare = hwc_text_trim(text);
  size_t digits = 0;
  char number[12] = "";
  while (digits < bare.length && bare.data[digits] >= '0' &&
         bare.data[digits] <= '9')
    digits++;
  if (bare.length > 0 && digits == bare.length && digits < sizeof number) {
    memcpy(number, bare.data, digits);
    long long value = strtoll(number, NULL, 10);
    EXPECT(wait == fmin((double)value, LONGEST));
  } else if (hwc_http_date_parse(&date, bare)) {
    double rest = (double)(date - NOW);
    EXPECT(wait == (rest > 0 ? fmin(rest, LONGEST) : 0));
  } else if (digits == 0) {
    EXPECT(wait == 0);
  }
  double delay = hwc_retry_delay(0.5, wait);
  EXPECT(delay < 0 || (delay >= 0.5 && delay >= wait));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct hwc_text text = {(const char *)data, size};

  check_date(text);
  check_retry_after(text);
  return 0;
}
