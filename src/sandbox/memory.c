/* SPDX-License-Identifier: Apache-2.0 */
#include "sandbox/memory.h"

#include <stdlib.h>
#include <string.h>

/* The address sanitizer sees blocks only where each is its own. */
#if defined(__SANITIZE_ADDRESS__)
#define SMALL 0
#else
#define SMALL ((size_t)MEMORY_STEP * MEMORY_LISTS)
#endif

#define CHUNK ((size_t)256 * 1024)

static size_t list_of(size_t size)
{
  return (size - 1) / MEMORY_STEP;
}

static void *cut(struct memory *memory, size_t size)
{
  if (memory->rest_size < size) {
    struct memory_block *chunk = malloc(CHUNK);
    if (chunk == NULL)
      return NULL;
    chunk->next = memory->chunks;
    memory->chunks = chunk;
    memory->rest = (char *)chunk + MEMORY_STEP;
    memory->rest_size = CHUNK - MEMORY_STEP;
  }
  void *block = memory->rest;
  memory->rest += size;
  memory->rest_size -= size;
  return block;
}

static void *take(struct memory *memory, size_t size)
{
  if (size > SMALL)
    return malloc(size);
  size_t list = list_of(size);
  struct memory_block *block = memory->free[list];
  if (block == NULL)
    return cut(memory, (list + 1) * MEMORY_STEP);
  memory->free[list] = block->next;
  return block;
}

static void give_back(struct memory *memory, void *address, size_t size)
{
  if (size > SMALL) {
    free(address);
    return;
  }
  struct memory_block *block = address;
  block->next = memory->free[list_of(size)];
  memory->free[list_of(size)] = block;
}

void *memory_allocate(void *closure, void *block, size_t old_size, size_t size)
{
  struct memory *memory = closure;

  if (block == NULL || old_size == 0) /* without a block it is a type */
    return size > 0 ? take(memory, size) : NULL;
  if (size == 0) {
    give_back(memory, block, old_size);
    return NULL;
  }
  if (old_size > SMALL && size > SMALL)
    return realloc(block, size);
  if (old_size <= SMALL && size <= SMALL && list_of(old_size) == list_of(size))
    return block;
  void *moved = take(memory, size);
  if (moved == NULL)
    return NULL;
  memcpy(moved, block, old_size < size ? old_size : size);
  give_back(memory, block, old_size);
  return moved;
}

void memory_done(struct memory *memory)
{
  struct memory_block *chunk = memory->chunks;

  while (chunk != NULL) {
    struct memory_block *next = chunk->next;
    free(chunk);
    chunk = next;
  }
  memset(memory, 0, sizeof(*memory));
}
