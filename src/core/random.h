/* SPDX-License-Identifier: Apache-2.0
 *
 * Random numbers that spread retries over time. Not for secrets, which come
 * from libcrypto. */
#ifndef HWC_CORE_RANDOM_H
#define HWC_CORE_RANDOM_H

#include <stdint.h>

/* Tests replace `draw` for known numbers. */
struct hwc_random {
  double (*draw)(struct hwc_random *random); /* 0 <= number < 1 */
  uint64_t state;
};

/* The generator is seeded by libcrypto at the first draw, so that clients do
 * not retry in step. */
void hwc_random_init(struct hwc_random *random);

#endif
