/* SPDX-License-Identifier: Apache-2.0
 *
 * Memory of a Lua state that one thread uses at a time and that makes and drops
 * small tables and strings all the while: lists of free blocks by size, which
 * general allocators search and join. */
#ifndef HWC_SANDBOX_MEMORY_H
#define HWC_SANDBOX_MEMORY_H

#include <stddef.h>

enum { MEMORY_STEP = 16, MEMORY_LISTS = 32 };

struct memory_block {
  struct memory_block *next;
};

struct memory {
  struct memory_block *free[MEMORY_LISTS]; /* list i: (i + 1) * MEMORY_STEP */
  struct memory_block *chunks; /* what the small blocks are cut of */
  char *rest;                  /* of the newest chunk */
  size_t rest_size;
};

/* A lua_Alloc; `memory` is zeroed before its first use. Small blocks are used
 * again but given back by memory_done() alone. */
void *memory_allocate(void *memory, void *block, size_t old_size, size_t size);

/* Frees all small blocks; the state is closed. */
void memory_done(struct memory *memory);

#endif
