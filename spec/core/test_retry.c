/* SPDX-License-Identifier: Apache-2.0
 *
 * The retry policy in numbers: no clock, no randomness, no network. */
#include "core/hint.h"
#include "core/http_date.h"
#include "core/limiter.h"
#include "core/retry.h"
#include "core/service_error.h"
#include "spec/support/check.h"

#include <math.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static int is_near(double a, double b)
{
  return fabs(a - b) < 1e-8;
}

/* --- Classification --- */

static void classifies_responses_by_status_and_code(void)
{
  static const struct {
    int status;
    const char *code;
    enum hwc_failure failure;
    int nothing_done;
  } cases[] = {
    {200, "", HWC_FAILURE_NONE, 0},
    {299, "CPS.0042", HWC_FAILURE_NONE, 0},
    {300, "", HWC_FAILURE_FINAL, 0},
    {304, "CPS.0042", HWC_FAILURE_FINAL, 0},
    {400, "", HWC_FAILURE_FINAL, 0},
    {403, "APIG.1005", HWC_FAILURE_FINAL, 0},
    {404, "", HWC_FAILURE_FINAL, 0},
    {409, "", HWC_FAILURE_FINAL, 0},
    {412, "APIG.3548", HWC_FAILURE_FINAL, 0},
    {501, "", HWC_FAILURE_FINAL, 0},
    {505, "", HWC_FAILURE_FINAL, 0},
    {429, "", HWC_FAILURE_THROTTLED, 1},
    {429, "CPS.0061", HWC_FAILURE_THROTTLED, 1},
    {403, "APIG.0308", HWC_FAILURE_THROTTLED, 1},
    {400, "APIGW.0308", HWC_FAILURE_THROTTLED, 1},
    {400, "CPS.0042", HWC_FAILURE_THROTTLED, 1},
    {500, "CPS.0042", HWC_FAILURE_THROTTLED, 1},
    {400, "CPS.00421", HWC_FAILURE_FINAL, 0},
    {400, "cps.0042", HWC_FAILURE_FINAL, 0},
    {400, "CPS.0003", HWC_FAILURE_TRANSIENT, 0},
    {400, "CPS.0054", HWC_FAILURE_TRANSIENT, 0},
    {408, "", HWC_FAILURE_TRANSIENT, 0},
    {500, "", HWC_FAILURE_TRANSIENT, 0},
    {502, "", HWC_FAILURE_TRANSIENT, 0},
    {503, "", HWC_FAILURE_TRANSIENT, 0},
    {504, "APIG.9999", HWC_FAILURE_TRANSIENT, 0},
    {503, "CPS.0061", HWC_FAILURE_FINAL, 0},
    {400, "CPS.0062", HWC_FAILURE_FINAL, 0},
    {401, "APIG.0301", HWC_FAILURE_IDENTITY, 1},
    {401, "APIG.0307", HWC_FAILURE_IDENTITY, 1},
    {401, "APIG.1002", HWC_FAILURE_IDENTITY, 1},
    {401, "APIGW.0301", HWC_FAILURE_IDENTITY, 1},
    {401, "APIGW.0307", HWC_FAILURE_IDENTITY, 1},
    {401, "APIGW.1002", HWC_FAILURE_FINAL, 0},
    {401, "401", HWC_FAILURE_FINAL, 0},
    {401, "", HWC_FAILURE_FINAL, 0},
    {403, "APIGW.0301", HWC_FAILURE_FINAL, 0},
  };

  for (size_t i = 0; i < COUNT(cases); i++) {
    struct hwc_outcome outcome = {.status = cases[i].status,
                                  .code = cases[i].code,
                                  .fate = HWC_FATE_RESPONDED};
    struct hwc_verdict verdict = hwc_classify(&outcome);
    if (verdict.failure != cases[i].failure ||
        verdict.nothing_done != cases[i].nothing_done)
      fprintf(stderr, "%d %s:\n", cases[i].status, cases[i].code);
    CHECK(verdict.failure == cases[i].failure);
    CHECK(verdict.nothing_done == cases[i].nothing_done);
  }
}

static void classifies_attempts_without_a_response(void)
{
  static const struct {
    enum hwc_kind kind;
    enum hwc_fate fate;
    bool permanent;
    enum hwc_failure failure;
    bool nothing_done;
  } cases[] = {
    {HWC_KIND_TRANSPORT, HWC_FATE_NOT_SENT, false, HWC_FAILURE_TRANSIENT, true},
    {HWC_KIND_TRANSPORT, HWC_FATE_REFUSED, false, HWC_FAILURE_TRANSIENT, true},
    {HWC_KIND_TRANSPORT, HWC_FATE_UNKNOWN, false, HWC_FAILURE_TRANSIENT, false},
    {HWC_KIND_TIMEOUT, HWC_FATE_NOT_SENT, false, HWC_FAILURE_TRANSIENT, true},
    {HWC_KIND_TIMEOUT, HWC_FATE_UNKNOWN, false, HWC_FAILURE_TRANSIENT, false},
    {HWC_KIND_TRANSPORT, HWC_FATE_NOT_SENT, true, HWC_FAILURE_FINAL, true},
    {HWC_KIND_TRANSPORT, HWC_FATE_UNKNOWN, true, HWC_FAILURE_FINAL, false},
    {HWC_KIND_CANCELLED, HWC_FATE_NOT_SENT, false, HWC_FAILURE_FINAL, true},
    {HWC_KIND_CREDENTIALS, HWC_FATE_NOT_SENT, true, HWC_FAILURE_IDENTITY, true},
  };

  for (size_t i = 0; i < COUNT(cases); i++) {
    struct hwc_outcome outcome = {.kind = cases[i].kind,
                                  .status = 503,
                                  .code = "CPS.0042",
                                  .fate = cases[i].fate,
                                  .permanent = cases[i].permanent};
    struct hwc_verdict verdict = hwc_classify(&outcome);
    CHECK(verdict.failure == cases[i].failure);
    CHECK(verdict.nothing_done == cases[i].nothing_done);
  }
}

/* --- Delay --- */

static double draw_fixed(struct hwc_random *random)
{
  return (double)random->state / 100;
}

static void backs_off_by_full_jitter(void)
{
  static const double transient[] = {0.05, 0.1, 0.2, 0.4,  0.8,
                                     1.6,  3.2, 6.4, 12.8, 20};
  static const double throttled[] = {1, 2, 4, 8, 16, 20, 20};
  struct hwc_random random = {draw_fixed, 100};

  for (int i = 0; i < (int)COUNT(transient); i++)
    CHECK(
      is_near(hwc_back_off(HWC_FAILURE_TRANSIENT, i, &random), transient[i]));
  for (int i = 0; i < (int)COUNT(throttled); i++)
    CHECK(
      is_near(hwc_back_off(HWC_FAILURE_THROTTLED, i, &random), throttled[i]));
  CHECK(is_near(hwc_back_off(HWC_FAILURE_TRANSIENT, 1000000, &random), 20));
  random.state = 25;
  CHECK(is_near(hwc_back_off(HWC_FAILURE_THROTTLED, 1, &random), 0.5));
  random.state = 0;
  CHECK(hwc_back_off(HWC_FAILURE_THROTTLED, 9, &random) == 0);
}

static void draws_numbers_that_are_spread(void)
{
  enum { DRAWS = 10000, TENTHS = 10 };
  struct hwc_random random;
  struct hwc_random other;
  int counts[TENTHS] = {0};
  int same = 0;

  hwc_random_init(&random);
  hwc_random_init(&other);
  for (int i = 0; i < DRAWS; i++) {
    double number = random.draw(&random);
    REQUIRE(number >= 0 && number < 1);
    counts[(int)(number * TENTHS)]++;
    same += number == other.draw(&other);
  }
  CHECK(same < 10);
  for (int i = 0; i < TENTHS; i++)
    CHECK(counts[i] > 800 && counts[i] < 1200);
  /* A seed always gives the same numbers: the first ones of SplitMix64 for
   * 1234567. */
  random.state = 1234567;
  CHECK(is_near(random.draw(&random), 6457827717110365317.0 * 0x1p-64));
  CHECK(is_near(random.draw(&random), 3203168211198807973.0 * 0x1p-64));
}

static void reads_dates(void)
{
  static const struct {
    const char *text;
    double seconds; /* negative: not a date */
  } cases[] = {
    {"Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
    {"Sunday, 06-Nov-94 08:49:37 GMT", 784111777},
    {"Sun Nov  6 08:49:37 1994", 784111777},
    {"  Sun, 06 Nov 1994 08:49:37 GMT\t", 784111777},
    {"Sun, 22 Nov 2026 08:00:00 GMT", 1795334400},
    {"Tuesday, 31-Dec-69 23:59:59 GMT", 3155759999},
    {"Thursday, 01-Jan-70 00:00:01 GMT", 1},
    {"Wed, 06 Nov 1994 08:49:37 GMT", 784111777}, /* the day name is ignored */
    {"", -1},
    {"Sun", -1},
    {"Sun, 06 Nov 1994 08:49:37", -1},
    {"Sun, 06 Nov 1994 08:49:37 CET", -1},
    {"Sun, 06 Nov 1994 08:49:37 GMT+1", -1},
    {"sun, 06 nov 1994 08:49:37 gmt", -1},
    {"Sun, 6 Nov 1994 08:49:37 GMT", -1},
    {"Sun, 31 Nov 1994 08:49:37 GMT", -1},
    {"Sun, 06 Foo 1994 08:49:37 GMT", -1},
    {"Sun, 06 Nov 1994 24:49:37 GMT", -1},
    {"Sun, 06 Nov 1994 08:60:37 GMT", -1},
    {"Sun, 06 Nov 19x4 08:49:37 GMT", -1},
    {"Sunday, 06-Nov-x4 08:49:37 GMT", -1},
    {"Sun, 06-Nov-94 08:49:37 GMT", -1},
    {"1994-11-06T08:49:37Z", -1},
    {"784111777", -1},
  };

  for (size_t i = 0; i < COUNT(cases); i++) {
    int64_t seconds = -1;
    bool good = hwc_http_date_parse(&seconds, hwc_text_of(cases[i].text));
    if (good != (cases[i].seconds >= 0) ||
        (good && (double)seconds != cases[i].seconds)) {
      fprintf(stderr, "%s: %lld\n", cases[i].text, (long long)seconds);
      CHECK(0);
    }
  }
}

static void reads_how_long_to_wait(void)
{
  static const struct {
    const char *value;
    double seconds;
  } cases[] = {
    {"1", 1},
    {" 30 ", 30},
    {"0007", 7},
    {"3600", 3600},
    {"3601", 3601},
    {"86400", 86400},
    {"0", 0},
    {"-1", 0},
    {"+1", 0},
    {"1.5", 0},
    {"1e3", 0},
    {"soon", 0},
    {"", 0},
    {"999999999999999", 1e9},
    {"9999999999999999999999999", 1e9},
    {"9999999999999999999999999x", 0},
    {"Sun, 06 Nov 1994 08:49:38 GMT", 1},
    {"Sun, 06 Nov 1994 09:49:37 GMT", 3600},
    {"Sun, 06 Nov 1994 10:49:37 GMT", 7200},
    {"Sun, 06 Nov 1994 08:49:37 GMT", 0},
    {"Sat, 05 Nov 1994 08:49:37 GMT", 0},
  };

  for (size_t i = 0; i < COUNT(cases); i++)
    CHECK(hwc_retry_after(hwc_text_of(cases[i].value), 784111777) ==
          cases[i].seconds);
}

static void waits_as_long_as_it_was_asked_to(void)
{
  CHECK(hwc_retry_delay(0.25, 0) == 0.25);
  CHECK(hwc_retry_delay(0.25, 1) == 1);
  CHECK(hwc_retry_delay(0.25, 5.25) == 5.25);
  CHECK(hwc_retry_delay(0.25, 5.26) < 0);
  CHECK(hwc_retry_delay(4, 1) == 4);
  CHECK(hwc_retry_delay(4, 9) == 9);
  CHECK(hwc_retry_delay(4, 10) < 0);
}

/* --- Quota --- */

static void keeps_account_of_retries(void)
{
  struct hwc_quota quota;
  int taken = 0;

  hwc_quota_init(&quota);
  CHECK(quota.left == 500);
  while (hwc_quota_take(&quota, HWC_FAILURE_TRANSIENT) == 14)
    taken++;
  CHECK(taken == 35);
  CHECK(quota.left == 10);
  CHECK(hwc_quota_take(&quota, HWC_FAILURE_TRANSIENT) == 0);
  CHECK(hwc_quota_take(&quota, HWC_FAILURE_THROTTLED) == 5);
  CHECK(hwc_quota_take(&quota, HWC_FAILURE_THROTTLED) == 5);
  CHECK(hwc_quota_take(&quota, HWC_FAILURE_THROTTLED) == 0);
  CHECK(quota.left == 0);
  hwc_quota_give(&quota, 0);
  CHECK(quota.left == 1);
  hwc_quota_give(&quota, 14);
  CHECK(quota.left == 15);
  for (int i = 0; i < 1000; i++)
    hwc_quota_give(&quota, 0);
  CHECK(quota.left == 500);
}

/* --- Rate limit --- */

/* The expected numbers were computed with botocore's formulas in another
 * language. */
static void follows_the_cubic_curve(void)
{
  static const struct {
    double now;
    int throttled;
    double measured;
    double rate;
    double level;
  } cases[] = {
    {100.1, 0, 0.000000000, 0.500000000, 0.100000000},
    {100.3, 0, 0.000000000, 0.500000000, 0.200000000},
    {100.6, 0, 4.800000000, 0.500000000, 0.350000000},
    {100.9, 0, 4.800000000, 0.500000000, 0.500000000},
    {101.1, 0, 4.160000000, 0.532400000, 0.600000000},
    {101.2, 1, 4.160000000, 2.912000000, 0.653240000},
    {101.7, 0, 4.032000000, 3.804745000, 2.109240000},
    {102.2, 0, 2.406400000, 4.120752771, 3.804745000},
    {102.9, 1, 2.081280000, 1.456896000, 1.456896000},
    {103.4, 0, 2.016256000, 1.966273313, 1.456896000},
    {104.5, 0, 0.936584533, 1.873169067, 1.873169067},
    {106.0, 0, 0.720650240, 1.441300480, 1.441300480},
    {108.0, 0, 0.544130048, 1.088260096, 1.088260096},
    {108.1, 1, 0.544130048, 0.500000000, 1.000000000},
  };
  struct hwc_limiter limiter;

  hwc_limiter_init(&limiter, 100);
  for (size_t i = 0; i < COUNT(cases); i++) {
    hwc_limiter_update(&limiter, HWC_RATE_ADAPTIVE, cases[i].throttled != 0,
                       cases[i].now);
    CHECK(is_near(limiter.measured, cases[i].measured));
    CHECK(is_near(limiter.adaptive.rate, cases[i].rate));
    CHECK(is_near(limiter.adaptive.level, cases[i].level));
  }
}

static void holds_back_only_after_a_refusal(void)
{
  struct hwc_limiter limiter;

  hwc_limiter_init(&limiter, 0);
  for (int i = 0; i < 100; i++)
    CHECK(hwc_limiter_take(&limiter, HWC_RATE_ADAPTIVE, 0) == 0);
  hwc_limiter_update(&limiter, HWC_RATE_STATED, true, 1);
  CHECK(hwc_limiter_take(&limiter, HWC_RATE_ADAPTIVE, 1) == 0);
  hwc_limiter_update(&limiter, HWC_RATE_ADAPTIVE, true, 1);
  limiter.adaptive = (struct hwc_bucket){.rate = 0.5, .capacity = 1, .at = 1};
  CHECK(is_near(hwc_limiter_take(&limiter, HWC_RATE_ADAPTIVE, 1), 2));
  CHECK(is_near(hwc_limiter_take(&limiter, HWC_RATE_ADAPTIVE, 2), 1));
  CHECK(hwc_limiter_take(&limiter, HWC_RATE_STATED, 2) == 0);
  CHECK(hwc_limiter_take(&limiter, HWC_RATE_FREE, 2) == 0);
  CHECK(hwc_limiter_take(&limiter, HWC_RATE_ADAPTIVE, 3) == 0);
  CHECK(is_near(hwc_limiter_take(&limiter, HWC_RATE_ADAPTIVE, 3), 2));
}

static void reads_the_rate_that_a_refusal_states(void)
{
  static const struct {
    const char *message;
    double rate; /* 0: none */
  } cases[] = {
    {"The throttling threshold has been reached: policy user over ratelimit,"
     "limit:100,time:1 minute",
     100.0 / 60},
    {"policy user over ratelimit,limit:100,time:1 minute", 100.0 / 60},
    {"policy app over ratelimit,limit:5,time:1 second", 5},
    {"over ratelimit,limit:7200,time:2 hours.", 1},
    {"over ratelimit,limit:86400,time:1day", 1},
    {"over ratelimit,limit:1,time:20 second", 0.05},
    {"over ratelimit,limit:1,time:1 day", 0.05}, /* the minimum rate */
    {"", 0},
    {"The throttling threshold has been reached", 0},
    {"over ratelimit,", 0},
    {"over ratelimit,limit:,time:1 minute", 0},
    {"over ratelimit,limit:0,time:1 minute", 0},
    {"over ratelimit,limit:-1,time:1 minute", 0},
    {"over ratelimit,limit:1,time:0 minute", 0},
    {"over ratelimit,limit:1,time:1 week", 0},
    {"over ratelimit,limit:1,time:1", 0},
    {"over ratelimit,limit:1", 0},
    {"over ratelimit,limit:99999999999999999999,time:1 minute", 0},
    {"over ratelimit limit:1,time:1 minute", 0},
  };

  for (size_t i = 0; i < COUNT(cases); i++) {
    struct hwc_limiter limiter;
    hwc_limiter_init(&limiter, 10);
    bool read = hwc_limiter_read(&limiter, hwc_text_of(cases[i].message), 10);
    CHECK(read == (cases[i].rate > 0));
    CHECK(limiter.has_stated == read);
    if (!read)
      continue;
    CHECK(is_near(limiter.stated.rate, cases[i].rate));
    /* No tokens are left. */
    CHECK(is_near(hwc_limiter_take(&limiter, HWC_RATE_STATED, 10),
                  1 / cases[i].rate));
    CHECK(hwc_limiter_take(&limiter, HWC_RATE_FREE, 10) == 0);
    CHECK(hwc_limiter_take(&limiter, HWC_RATE_ADAPTIVE,
                           10 + 1 / cases[i].rate) == 0);
  }
}

/* --- Error codes in responses --- */

static void finds_the_code_of_an_error(void)
{
  static const struct {
    const char *body;
    const char *code; /* NULL: none */
    const char *message;
  } cases[] = {
    {"{\"error_code\":\"CPS.0042\",\"error_msg\":\"busy\"}", "CPS.0042",
     "busy"},
    {" {\n\"errorCode\" : \"A\" , \"errorMsg\" : \"b\" } ", "A", "b"},
    {"{\"message\":\"m\",\"code\":401}", "401", "m"},
    {"{\"code\":-1.5e+3,\"message\":\"m\"}", "-1.5e+3", "m"},
    /* Pairs in order of preference, at any position. */
    {"{\"code\":\"c\",\"message\":\"m\",\"errorCode\":\"b\",\"errorMsg\":\"n\","
     "\"error_msg\":\"o\",\"error_code\":\"a\"}",
     "a", "o"},
    {"{\"error_code\":\"a\",\"code\":\"c\",\"message\":\"m\"}", "c", "m"},
    {"{\"error_code\":\"a\",\"errorMsg\":\"m\"}", NULL, NULL},
    {"{\"error_code\":null,\"error_msg\":\"m\",\"code\":\"c\","
     "\"message\":\"n\"}",
     "c", "n"},
    {"{\"error_code\":\"a\",\"error_msg\":\"m\",\"error_code\":\"b\"}", "b",
     "m"},
    /* Nested objects come later; arrays are not searched. */
    {"{\"error\":{\"code\":401,\"message\":\"m\",\"title\":\"t\"}}", "401",
     "m"},
    {"{\"x\":{\"code\":\"in\",\"message\":\"m\"},\"code\":\"out\","
     "\"message\":\"n\"}",
     "out", "n"},
    {"{\"x\":{\"y\":{\"code\":\"deep\",\"message\":\"m\"}},"
     "\"z\":{\"code\":\"later\",\"message\":\"m\"}}",
     "deep", "m"},
    {"{\"x\":[{\"code\":\"a\",\"message\":\"m\"}]}", NULL, NULL},
    {"[{\"code\":\"a\",\"message\":\"m\"}]", NULL, NULL},
    {"{\"code\":true,\"message\":\"m\"}", NULL, NULL},
    {"{\"code\":{},\"message\":[]}", NULL, NULL},
    /* Escapes and control bytes. */
    {"{\"code\":\"a\\u0062\\n\\\"\\\\\\/\",\"message\":"
     "\"\\u00e4\\u4e2d\\ud83d\\ude00\\ud83d|\\u0000\"}",
     "ab \"\\/", "\xc3\xa4\xe4\xb8\xad\xf0\x9f\x98\x80\xef\xbf\xbd| "},
    {"{\"code\":\"a\",\"message\":\"m\n\"}", "a", "m"},
    {"{\"code\":\"a\xff\",\"message\":\"m\"}", "a\xef\xbf\xbd", "m"},
    {"{\"code\":7.0,\"message\":7.5}", "7", "7.5"},
    /* Not JSON. */
    {"", NULL, NULL},
    {"<html>CPS.0042</html>", NULL, NULL},
    {"{\"code\":\"a\",\"message\":\"m\"", NULL, NULL},
    {"{\"code\":\"a\",\"message\":\"m\"}x", NULL, NULL},
    {"{\"code\":\"a\",\"message\":\"m\",}", NULL, NULL},
    {"{\"code\":\"a\" \"message\":\"m\"}", NULL, NULL},
    {"{'code':'a','message':'m'}", NULL, NULL},
    {"{\"code\":\"a\",\"message\":\"m\\x\"}", NULL, NULL},
    {"{\"code\":\"a\",\"message\":\"m\\u12g4\"}", NULL, NULL},
    {"{\"code\":01,\"message\":\"m\"}", NULL, NULL},
    {"{\"code\":1.,\"message\":\"m\"}", NULL, NULL},
    {"{\"code\":.5,\"message\":\"m\"}", NULL, NULL},
    {"{\"code\":1e,\"message\":\"m\"}", NULL, NULL},
    {"{\"code\":nan,\"message\":\"m\"}", NULL, NULL},
    {"{\"code\":\"a\",\"message\":\"m\",\"x\":tru}", NULL, NULL},
    {"{\"code\":\"a\",\"message\":\"m\",\"x\":[1,]}", NULL, NULL},
  };

  for (size_t i = 0; i < COUNT(cases); i++) {
    struct hwc_service_error error;
    bool found = hwc_service_error_find(&error, hwc_text_of(cases[i].body));
    if (found != (cases[i].code != NULL))
      fprintf(stderr, "%s\n", cases[i].body);
    CHECK(found == (cases[i].code != NULL));
    CHECK_STRING(found ? cases[i].code : "", error.code);
    CHECK_STRING(found ? cases[i].message : "", error.message);
  }
}

/* Every proper prefix of a valid text is invalid, and no byte after it is read:
 * each prefix has a block of its own. */
static void reads_no_further_than_the_text(void)
{
  static const char body[] = "{\"a\":[1,-2.5e3,true,null,\"\\u00e4\"],\"code\":"
                             "\"c\",\"message\":\"\\ud83d\\ude00\"}";
  struct hwc_service_error error;

  for (size_t length = 0; length < sizeof body; length++) {
    char *copy = malloc(length + 1);
    REQUIRE(copy != NULL);
    char *part = realloc(copy, length > 0 ? length : 1);
    REQUIRE(part != NULL);
    memcpy(part, body, length);
    CHECK(hwc_service_error_find(&error, (struct hwc_text){part, length}) ==
          (length == sizeof body - 1));
    free(part);
  }
}

static void bounds_texts_and_nesting(void)
{
  enum { NESTED = 100000, LONG = 5000 };
  static char body[2 * NESTED + 100];
  struct hwc_service_error error;

  memset(body, '[', NESTED);
  CHECK(!hwc_service_error_find(&error, hwc_text_of(body)));
  int length = snprintf(body, sizeof body, "{\"code\":\"");
  memset(body + length, 'c', LONG);
  length += LONG;
  length += snprintf(body + length, 40, "\",\"message\":\"");
  for (int i = 0; i < LONG; i += 3, length += 3)
    memcpy(body + length, "\xe4\xb8\xad", 3);
  snprintf(body + length, 40, "\"}");
  CHECK(hwc_service_error_find(&error, hwc_text_of(body)));
  CHECK(strlen(error.code) == sizeof error.code - 1);
  CHECK(strlen(error.message) == 255); /* 85 complete characters */
}

/* --- Hints --- */

static void says_why_an_identity_is_not_believed(void)
{
  static const struct {
    struct hwc_identity identity;
    const char *expected;
  } cases[] = {
    {{true, false, 1000, 0, "APIGW.0301", "expired"},
     "is 1000 s behind that of the service"},
    {{true, false, -61, 0, "APIGW.0301", ""},
     "is 61 s ahead of that of the service"},
    {{true, false, 60, 0, "APIGW.0301", ""},
     "the service does not know the access key"},
    {{true, false, 0, 1000, "APIGW.0301", "signature mismatch"},
     "secret key does not belong to this access key, or an intermediary "
     "changes the request (the clock of this machine is 1000 s behind"},
    {{true, false, 0, 0, "APIGW.0301",
      "Incorrect IAM authentication information: verify aksk signature fail"},
     "the secret key does not belong"},
    {{true, false, 0, 0, "APIGW.0301", "Get secretKey failed, ak not exist"},
     "the service does not know the access key: it was deleted"},
    {{true, false, 0, 0, "APIG.1002", "project id mismatch"}, "project_id or"},
    {{true, true, 0, 0, "APIGW.0301", "Security Token expired"},
     "the security token has expired"},
    {{true, true, 0, 0, "APIGW.0301", ""}, "the temporary keys have expired"},
    {{false, false, 1000, 0, "APIGW.0307", ""},
     "the token has expired or was revoked"},
    {{false, false, 0, 0, "APIG.1002", ""}, "another project or region"},
  };

  for (size_t i = 0; i < COUNT(cases); i++) {
    char hint[320];
    hwc_hint_identity(hint, sizeof hint, &cases[i].identity);
    if (strstr(hint, cases[i].expected) == NULL)
      CHECK_STRING(cases[i].expected, hint);
  }
}

int main(void)
{
  classifies_responses_by_status_and_code();
  classifies_attempts_without_a_response();
  backs_off_by_full_jitter();
  draws_numbers_that_are_spread();
  reads_dates();
  reads_how_long_to_wait();
  waits_as_long_as_it_was_asked_to();
  keeps_account_of_retries();
  follows_the_cubic_curve();
  holds_back_only_after_a_refusal();
  reads_the_rate_that_a_refusal_states();
  finds_the_code_of_an_error();
  reads_no_further_than_the_text();
  bounds_texts_and_nesting();
  says_why_an_identity_is_not_believed();
  return check_failures();
}
