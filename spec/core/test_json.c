/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares number conversion with the C library, and covers parts of the reader
 * that Lua does not use. Uses the locale of the environment. */
#define _GNU_SOURCE /* strtod_l */
#include "core/json.h"
#include "core/number.h"
#include "spec/support/check.h"
#include <float.h>
#include <locale.h>
#include <math.h>

static locale_t c_locale;

static double read_number(const char *text)
{
  struct hwc_number number;

  hwc_number_read(&number, hwc_text_of(text));
  return number.is_integer ? (double)number.integer : number.value;
}

static void check_number(const char *text)
{
  double expected = strtod_l(text, NULL, c_locale);
  double actual = read_number(text);

  if (isinf(expected))
    expected = copysign(DBL_MAX, expected);
  if (memcmp(&expected, &actual, sizeof actual) != 0 &&
      !(expected == 0 && actual == 0)) {
    fprintf(stderr, "%.60s: expected %a, got %a\n", text, expected, actual);
    check_failed++;
  }
}

static uint64_t draw(void)
{
  static uint64_t state = 88172645463325252;

  state ^= state << 13;
  state ^= state >> 7;
  return state ^= state << 17;
}

static double draw_float(void)
{
  uint64_t bits = draw();
  double value;

  memcpy(&value, &bits, sizeof value);
  return isfinite(value) ? value : 1;
}

static void reads_what_the_c_library_reads(void)
{
  static const char *const hard[] = {
    "0",
    "-0",
    "0.0",
    "1",
    "-1",
    "0.1",
    "123456789012345678",
    "1e22",
    "1e23",
    "9007199254740993",
    "9007199254740993.0",
    "9007199254740992e1",
    "9007199254740993.00000000000000000000000000000000000000000001",
    "2.2250738585072011e-308",
    "2.2250738585072012e-308",
    "4.9e-324",
    "2.4703282292062327e-324",
    "2.4703282292062328e-324",
    "1e-400",
    "1.7976931348623157e308",
    "1.7976931348623158e308",
    "1.7976931348623159e308",
    "1e400",
    "-1e400",
    "0e99999999999",
    "1e99999999999999999999",
    "1e-99999999999999999999",
    "8.5e-3",
    "1.448997445238699",
    "6.9294956446009195e15",
    "0.000001",
    "100000000000000000000000",
  };
  char text[64];

  for (size_t i = 0; i < sizeof hard / sizeof *hard; i++)
    check_number(hard[i]);
  for (int i = 0; i < 200000; i++) {
    char *point = text;
    int digits = (int)(draw() % 20);
    point += snprintf(text, sizeof text, "%llu",
                      (unsigned long long)(draw() >> draw() % 64));
    if (digits > 0)
      snprintf(point, 32, "%s%llu%s%d", i % 2 ? "." : "0.",
               (unsigned long long)(draw() % 1000000), i % 3 ? "e" : "E-",
               (int)(draw() % 330));
    check_number(text);
  }
}

/* Decimal fractions halfway between two floats, and with one more digit. */
static void reads_long_numbers(void)
{
  enum { ZEROS = 2000 };
  static char text[ZEROS + 100];

  for (int i = 0; i < 3; i++) {
    int length = snprintf(text, sizeof text, "9007199254740993.");
    memset(text + length, '0', ZEROS);
    snprintf(text + length + ZEROS, 10, i == 0 ? "0" : i == 1 ? "1" : "e2");
    check_number(text);
  }
  memset(text, '1', ZEROS);
  snprintf(text + ZEROS, 20, "e-1990");
  check_number(text);
  snprintf(text, 3, "0.");
  memset(text + 2, '0', ZEROS);
  snprintf(text + 2 + ZEROS, 20, "7e2001");
  check_number(text);
}

static void writes_what_reads_the_same(void)
{
  char text[HWC_NUMBER_SIZE];

  for (int i = 0; i < 200000; i++) {
    double value = i % 2 ? draw_float() : (double)(draw() % 100000) / 1000;
    size_t length = hwc_number_write(text, value);
    CHECK(length == strlen(text));
    CHECK(strtod_l(text, NULL, c_locale) == value);
  }
  hwc_number_write(text, 1.5);
  CHECK_STRING("1.5", text);
  hwc_number_show(text, 0.1 + 0.2);
  CHECK_STRING("0.3", text);
  hwc_number_show(text, HUGE_VAL);
  CHECK_STRING("inf", text);
}

static void says_which_numbers_it_does_not_hold(void)
{
  static const struct {
    const char *text;
    bool is_integer;
    bool is_lossy;
  } cases[] = {
    {"9223372036854775807", true, false},
    {"9223372036854775808", false, true},
    {"-9223372036854775808", true, false},
    {"-9223372036854775809", false, true},
    {"18446744073709551616", false, true},
    {"1.0", false, false},
    {"1e400", false, true},
    {"1e-400", false, true},
    {"0e400", false, false},
    {"-0", false, false},
    {"0.1", false, false},
    {"4.9e-324", false, false},
  };

  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct hwc_number number;
    hwc_number_read(&number, hwc_text_of(cases[i].text));
    CHECK(number.is_integer == cases[i].is_integer);
    CHECK(number.is_lossy == cases[i].is_lossy);
  }
}

/* --- Reader -------------------------------------------------------------- */

static bool is_json(struct hwc_text text, bool raw)
{
  struct hwc_json json;
  enum hwc_json_event event;

  hwc_json_init(&json, text);
  json.raw = raw;
  do
    event = hwc_json_next(&json);
  while (event != HWC_JSON_ERROR && event != HWC_JSON_END);
  CHECK(hwc_json_next(&json) == event);
  CHECK((event == HWC_JSON_ERROR) == (json.error != NULL));
  hwc_json_done(&json);
  return event == HWC_JSON_END;
}

/* Every proper prefix of a valid text is invalid, and no byte after it is read:
 * each prefix has a block of its own. */
static void reads_no_further_than_the_text(void)
{
  static const char body[] =
    "{\"a\":[1,-2.5e3,true,null,false,\"\\u00e4\\ud83d\\ude00\"],\"\xe4\xb8\xad"
    "\xe6\x96\x87\xe5\xad\x97\xff\":\"\xf0\x9f\x98\x80 and some more\\n\"}";

  for (size_t length = 0; length < sizeof body; length++) {
    char *part = malloc(length > 0 ? length : 1);
    REQUIRE(part != NULL);
    memcpy(part, body, length);
    struct hwc_text text = {part, length};
    CHECK(is_json(text, false) == (length == sizeof body - 1));
    CHECK(is_json(text, true) == (length == sizeof body - 1));
    struct hwc_json json;
    hwc_json_init(&json, text);
    while (hwc_json_scan(&json) != HWC_JSON_END)
      CHECK(json.token.length > 0 && json.at <= json.end);
    free(part);
  }
}

static void skips_values(void)
{
  struct hwc_json json;

  hwc_json_init(&json, HWC_TEXT("[[1,{\"a\":[]}],\"x\",{},7]"));
  CHECK(hwc_json_next(&json) == HWC_JSON_ARRAY);
  for (int i = 0; i < 3; i++)
    CHECK(hwc_json_skip(&json, hwc_json_next(&json)));
  CHECK(hwc_json_next(&json) == HWC_JSON_NUMBER);
  CHECK(json.number.integer == 7);
  CHECK(hwc_json_next(&json) == HWC_JSON_CLOSE);
  CHECK(hwc_json_next(&json) == HWC_JSON_END);
  hwc_json_init(&json, HWC_TEXT("[[1,}"));
  CHECK(hwc_json_next(&json) == HWC_JSON_ARRAY);
  CHECK(!hwc_json_skip(&json, hwc_json_next(&json)));
}

static void finds_names_in_any_text(void)
{
  static const struct {
    enum hwc_json_event event;
    const char *token;
  } things[] = {
    {HWC_JSON_NUMBER, "log:"},    {HWC_JSON_OBJECT, "{"},
    {HWC_JSON_NAME, "\"a\\\"\""}, {HWC_JSON_NUMBER, "tru"},
    {HWC_JSON_CLOSE, "]"},        {HWC_JSON_STRING, "\"s\""},
    {HWC_JSON_ARRAY, "["},        {HWC_JSON_STRING, "\"cut"},
  };
  struct hwc_json json;

  hwc_json_init(&json, HWC_TEXT("log: {\"a\\\"\" : tru], \"s\" [\"cut"));
  for (size_t i = 0; i < sizeof things / sizeof *things; i++) {
    CHECK(hwc_json_scan(&json) == things[i].event);
    CHECK(hwc_text_equal(json.token, hwc_text_of(things[i].token)));
  }
  CHECK(hwc_json_scan(&json) == HWC_JSON_END);
}

int main(void)
{
  setlocale(LC_ALL, "");
  c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  REQUIRE(c_locale != (locale_t)0);
  reads_what_the_c_library_reads();
  reads_long_numbers();
  writes_what_reads_the_same();
  says_which_numbers_it_does_not_hold();
  reads_no_further_than_the_text();
  skips_values();
  finds_names_in_any_text();
  freelocale(c_locale);
  return check_failures();
}
