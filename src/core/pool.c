/* SPDX-License-Identifier: Apache-2.0
 *
 * A list of spare blocks, linked through the blocks. */
#include "core/pool.h"

#include "core/buffer.h"
#include <stdbool.h>
#include <stdlib.h>

struct spare {
  struct spare *next;
};

struct hwc_pool {
  size_t size;
  size_t most;
  struct spare *first;
  size_t count;
  size_t taken;
  bool ended;
};

struct hwc_pool *hwc_pool_new(size_t size, size_t spares)
{
  struct hwc_pool *pool = calloc(1, sizeof *pool);

  if (pool == NULL)
    return NULL;
  pool->size = size > sizeof(struct spare) ? size : sizeof(struct spare);
  pool->most = spares;
  return pool;
}

static void free_if_unused(struct hwc_pool *pool)
{
  if (pool->ended && pool->taken == 0)
    free(pool);
}

void hwc_pool_end(struct hwc_pool *pool)
{
  if (pool == NULL)
    return;
  while (pool->first != NULL) {
    struct spare *spare = pool->first;
    pool->first = spare->next;
    free(spare);
  }
  pool->count = 0;
  pool->ended = true;
  free_if_unused(pool);
}

void *hwc_pool_take(struct hwc_pool *pool)
{
  void *block = pool->first;

  if (block == NULL) {
    block = calloc(1, pool->size);
  } else {
    pool->first = pool->first->next;
    pool->count--;
    ((struct spare *)block)->next = NULL;
  }
  if (block != NULL)
    pool->taken++;
  return block;
}

void hwc_pool_give(struct hwc_pool *pool, void *block)
{
  struct spare *spare = block;

  hwc_wipe(block, pool->size);
  pool->taken--;
  if (pool->ended || pool->count >= pool->most) {
    free(block);
    free_if_unused(pool);
    return;
  }
  spare->next = pool->first;
  pool->first = spare;
  pool->count++;
}
