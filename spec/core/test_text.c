/* SPDX-License-Identifier: Apache-2.0
 *
 * Classes of bytes, each of the 256, against lists written here. */
#include "core/headers.h"
#include "core/text.h"
#include "spec/support/check.h"

/* RFC 9110, section 5.6.2. */
#define TCHARS                                                                 \
  "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"                        \
  "abcdefghijklmnopqrstuvwxyz"

static struct hwc_text of_byte(const char *byte)
{
  return (struct hwc_text){byte, 1};
}

static void test_tokens(void)
{
  for (int i = 0; i < 256; i++) {
    char byte = (char)i;
    bool expected = i > 0 && strchr(TCHARS, byte) != NULL;
    if (hwc_is_token(of_byte(&byte)) != expected)
      fprintf(stderr, "byte %d\n", i);
    CHECK(hwc_is_token(of_byte(&byte)) == expected);
  }
  CHECK(hwc_is_token(HWC_TEXT(TCHARS)));
  CHECK(!hwc_is_token(HWC_TEXT("")));
  CHECK(!hwc_is_token(HWC_TEXT("a b")));
  CHECK(!hwc_is_token(HWC_TEXT("a\0b")));
}

static void test_controls(void)
{
  int count = 0;

  for (int i = 0; i < 256; i++) {
    char byte = (char)i;
    bool found = hwc_text_find_control(of_byte(&byte)) == &byte;
    CHECK(found == (i <= 31 || i == 127));
    CHECK(hwc_is_header_value(of_byte(&byte)) == (!found || byte == '\t'));
    count += found;
  }
  CHECK(count == 33);
  CHECK(hwc_text_find_control(HWC_TEXT("")) == NULL);
  CHECK(hwc_text_find_control(HWC_TEXT("caf\xc3\xa9 au lait")) == NULL);
  struct hwc_text text = HWC_TEXT("ab\r\nc");
  CHECK(hwc_text_find_control(text) == text.data + 2);
}

int main(void)
{
  test_tokens();
  test_controls();
  return check_failures();
}
