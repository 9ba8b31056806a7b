/* SPDX-License-Identifier: Apache-2.0
 *
 * Blocks of one size that are kept for reuse. The C library's allocator
 * tidies its lists whenever a large block is requested, which costs more than
 * everything else that is done with the block. */
#ifndef HWC_CORE_POOL_H
#define HWC_CORE_POOL_H

#include <stddef.h>

/* Reference-counted: the owner has one reference, and each block another. Not
 * to be shared between threads. */
struct hwc_pool;

/* Blocks of `size` bytes; at most `spares` are kept. NULL: out of memory. */
struct hwc_pool *hwc_pool_new(size_t size, size_t spares);

/* Frees the spares, and the pool when its last block is returned. Accepts
 * NULL. */
void hwc_pool_end(struct hwc_pool *pool);

/* Returns a block, all zero; NULL: out of memory. */
void *hwc_pool_take(struct hwc_pool *pool);

/* Wipes a block and returns it to its pool, also after hwc_pool_end(). */
void hwc_pool_give(struct hwc_pool *pool, void *block);

#endif
