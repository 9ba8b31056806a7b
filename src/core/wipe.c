/* SPDX-License-Identifier: Apache-2.0
 *
 * Wipes long areas in pieces. */
#include "core/wipe.h"

#include <string.h>

void *(*const volatile hwc_set_bytes)(void *, int, size_t) = memset;

void hwc_wipe_long(void *data, size_t length)
{
  char *at = data;

  for (; length > HWC_WIPED_AT_ONCE; length -= HWC_WIPED_AT_ONCE) {
    hwc_set_bytes(at, 0, HWC_WIPED_AT_ONCE);
    at += HWC_WIPED_AT_ONCE;
  }
  hwc_set_bytes(at, 0, length);
}
