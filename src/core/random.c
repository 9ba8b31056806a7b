/* SPDX-License-Identifier: Apache-2.0
 *
 * SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
 * generators, 2014). */
#include "core/random.h"

#include <openssl/rand.h>
#include <stddef.h>

static double draw(struct hwc_random *random)
{
  uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
  z ^= z >> 31;
  return (double)(z >> 11) * 0x1p-53;
}

/* Seeding takes longer than most calls, and few calls need a random number. */
static double draw_first(struct hwc_random *random)
{
  unsigned char seed[sizeof random->state];

  random->state = (uint64_t)(uintptr_t)random;
  if (RAND_bytes(seed, (int)sizeof seed) == 1)
    for (size_t i = 0; i < sizeof seed; i++)
      random->state = random->state << 8 ^ seed[i];
  random->draw = draw;
  return draw(random);
}

void hwc_random_init(struct hwc_random *random)
{
  *random = (struct hwc_random){.draw = draw_first};
}
