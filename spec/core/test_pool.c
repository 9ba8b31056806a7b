/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks that are used again. */
#include "core/pool.h"
#include "spec/support/check.h"

#include <string.h>

enum { SIZE = 3000 };

static void gives_blocks_that_are_zero(void)
{
  static const char zero[SIZE];
  struct hwc_pool *pool = hwc_pool_new(SIZE, 2);

  REQUIRE(pool != NULL);
  for (int i = 0; i < 3; i++) {
    char *block = hwc_pool_take(pool);
    REQUIRE(block != NULL);
    CHECK(memcmp(block, zero, SIZE) == 0);
    memset(block, 'x', SIZE);
    hwc_pool_give(pool, block);
  }
  hwc_pool_end(pool);
}

/* What a call held is no longer needed, and may be secret. */
static void wipes_a_block_that_is_returned(void)
{
  static const char zero[SIZE];
  struct hwc_pool *pool = hwc_pool_new(SIZE, 1);

  REQUIRE(pool != NULL);
  char *block = hwc_pool_take(pool);
  REQUIRE(block != NULL);
  memset(block, 'x', SIZE);
  hwc_pool_give(pool, block);
  /* The pool uses its beginning. */
  CHECK(memcmp(block + 64, zero, SIZE - 64) == 0);
  hwc_pool_end(pool);
}

static void keeps_a_block_for_the_next_one(void)
{
  struct hwc_pool *pool = hwc_pool_new(SIZE, 1);

  REQUIRE(pool != NULL);
  void *first = hwc_pool_take(pool);
  void *second = hwc_pool_take(pool);
  CHECK(first != second);
  hwc_pool_give(pool, first);
  hwc_pool_give(pool, second); /* freed: only one is kept */
  CHECK(hwc_pool_take(pool) == first);
  hwc_pool_give(pool, first);
  hwc_pool_end(pool);
}

/* The sanitizers and valgrind would see a block or a pool freed twice, or not
 * at all. */
static void ends_before_or_after_its_blocks(void)
{
  struct hwc_pool *pool = hwc_pool_new(1, 4);

  REQUIRE(pool != NULL);
  char *first = hwc_pool_take(pool);
  char *second = hwc_pool_take(pool);
  REQUIRE(first != NULL && second != NULL);
  hwc_pool_end(pool);
  *second = 'x';
  hwc_pool_give(pool, first);
  CHECK(*second == 'x');
  hwc_pool_give(pool, second);
  hwc_pool_end(NULL);
}

int main(void)
{
  gives_blocks_that_are_zero();
  wipes_a_block_that_is_returned();
  keeps_a_block_for_the_next_one();
  ends_before_or_after_its_blocks();
  return check_failures();
}
