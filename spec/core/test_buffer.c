/* SPDX-License-Identifier: Apache-2.0
 *
 * Growth of buffers up to a limit. */
#include "core/buffer.h"
#include "spec/support/check.h"

/* Old bytes are copied when a buffer grows: old and new bytes together must not
 * exceed the limit. */
static void holds_no_more_than_its_limit(void)
{
  static const size_t limits[] = {1, 5, 63, 64, 127, 128, 1000, 65536, 65537};

  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
    struct hwc_buffer buffer = {.limit = limits[i]};
    for (size_t length = 0; length < limits[i]; length++) {
      size_t before = buffer.capacity;
      hwc_buffer_append_char(&buffer, 'x');
      CHECK(buffer.status == HWC_OK);
      CHECK(buffer.capacity <= limits[i] + 1);
      if (buffer.capacity != before)
        CHECK(length + buffer.length <= limits[i] + 1);
    }
    CHECK(buffer.length == limits[i]);
    hwc_buffer_append_char(&buffer, 'x');
    CHECK(buffer.status == HWC_TOO_LARGE);
    CHECK(buffer.length == limits[i]);
    hwc_buffer_done(&buffer);
    CHECK(buffer.limit == limits[i]);
    CHECK(buffer.status == HWC_OK);
  }
}

static void doubles_without_a_limit(void)
{
  struct hwc_buffer buffer = HWC_BUFFER_INIT;
  int changes = 0;

  for (int i = 0; i < 100000; i++) {
    size_t before = buffer.capacity;
    hwc_buffer_append_char(&buffer, 'x');
    changes += buffer.capacity != before;
  }
  CHECK(buffer.length == 100000);
  CHECK(changes < 20);
  hwc_buffer_done(&buffer);
}

int main(void)
{
  holds_no_more_than_its_limit();
  doubles_without_a_limit();
  return check_failures();
}
