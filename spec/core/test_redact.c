/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a text has a secret at all, for several texts at a time. */
#include "core/redact.h"
#include "spec/support/check.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Written in every way that the header promises; some texts are near misses. */
static const struct {
  const char *text;
  int has_secret;
} texts[] = {
  {"", 0},
  {"S", 0},
  {"Mon, 30 Nov 2026 16:06:11 GMT", 0},
  {"application/json", 0},
  {"Ses", 0},
  {"Sesa", 1}, /* the beginning of a secret, cut off */
  {"Sesam-open", 0},
  {"Sesam open 1", 1},
  {"sESAM+OPEN+1", 1},
  {"xSesamopen1x", 1},
  {"S e s a m open 1", 1},
  {"S\\u0065sam open 1", 1},
  {"Sesam%20open%201", 1},
  {"&#83;esam open 1", 1},
  {"536573616d206f70656e2031", 1},
  {"53:65:73:61:6D:20:6f:70:65:6e:20:31", 1},
  {"U2VzYW0gb3BlbiAx", 1},
  {"zzU2Vz\nYW0gb3BlbiAxzz", 1},
  {"a%20b&c\\d", 0},
  {"7b", 0},
  {"7bZq", 1},
  {"N2JacQ", 1},
};

static const char secrets[] = "Sesam open 1\0007bZq";

static struct hwc_text all_secrets(void)
{
  return (struct hwc_text){secrets, sizeof secrets};
}

static void finds_what_would_be_redacted(void)
{
  for (size_t i = 0; i < COUNT(texts); i++) {
    struct hwc_buffer shown = HWC_BUFFER_INIT;
    struct hwc_text text = hwc_text_of(texts[i].text);
    hwc_redact_values(&shown, all_secrets(), text);
    int is_redacted = !hwc_text_equal(hwc_buffer_text(&shown), text);
    if (is_redacted != texts[i].has_secret ||
        hwc_redact_finds(all_secrets(), text) != is_redacted)
      CHECK_STRING("", texts[i].text);
    hwc_buffer_done(&shown);
  }
}

/* Each text among others, as in a block of headers: also one that ends with the
 * beginning of a secret. */
static void finds_it_in_any_of_several_texts(void)
{
  for (size_t i = 0; i < COUNT(texts); i++) {
    struct hwc_buffer block = HWC_BUFFER_INIT;
    hwc_buffer_append(&block, "server", 7);
    hwc_buffer_append(&block, texts[i].text, strlen(texts[i].text) + 1);
    hwc_buffer_append(&block, "date", 5);
    if (hwc_redact_finds(all_secrets(), hwc_buffer_text(&block)) !=
        texts[i].has_secret)
      CHECK_STRING("", texts[i].text);
    hwc_buffer_done(&block);
  }
}

static void finds_nothing_without_secrets(void)
{
  CHECK(!hwc_redact_finds(HWC_TEXT(""), HWC_TEXT("Sesam open 1")));
  CHECK(!hwc_redact_finds(all_secrets(), HWC_TEXT("")));
}

int main(void)
{
  finds_what_would_be_redacted();
  finds_it_in_any_of_several_texts();
  finds_nothing_without_secrets();
  return check_failures();
}
