/* SPDX-License-Identifier: Apache-2.0
 *
 * Numbers that spread repeated requests over time. Not for secrets: those
 * come from libcrypto. */
#ifndef HWC_CORE_RANDOM_H
#define HWC_CORE_RANDOM_H

#include <stdint.h>

/* Who wants to know the numbers beforehand replaces `draw`. */
struct hwc_random {
  double (*draw)(struct hwc_random *random); /* from 0 to below 1 */
  uint64_t state;
};

/* Seeded by libcrypto when it draws first, so that no two clients go in step.
 */
void hwc_random_init(struct hwc_random *random);

#endif
