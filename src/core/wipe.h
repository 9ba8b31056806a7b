/* SPDX-License-Identifier: Apache-2.0
 *
 * Overwrites secrets in a way that the compiler does not leave out. */
#ifndef HWC_CORE_WIPE_H
#define HWC_CORE_WIPE_H

#include <stddef.h>

/* Bytes that are wiped at a time. For more, the C library may use a string
 * instruction, which starts slowly and which valgrind counts once a byte. */
#define HWC_WIPED_AT_ONCE 2048

/* memset(), out of the compiler's sight. */
extern void *(*const volatile hwc_set_bytes)(void *, int, size_t);

/* hwc_wipe() of more than HWC_WIPED_AT_ONCE bytes. */
void hwc_wipe_long(void *data, size_t length);

/* Sets bytes to zero. `data` may be NULL if there are none. */
static inline void hwc_wipe(void *data, size_t length)
{
  if (length > HWC_WIPED_AT_ONCE)
    hwc_wipe_long(data, length);
  else if (length > 0)
    hwc_set_bytes(data, 0, length);
}

#endif
