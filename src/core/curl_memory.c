/* SPDX-License-Identifier: Apache-2.0
 *
 * malloc() and related functions for libcurl, wiping on free. Block sizes come
 * from malloc_usable_size(), so no header of ours precedes a block. */
#include "core/curl_memory.h"

#include "core/buffer.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* Set while libcurl is initialised. */
static bool probing;
static bool probed;

static void *get(size_t size)
{
  if (probing)
    probed = true;
  return malloc(size);
}

static void *get_zeroed(size_t count, size_t size)
{
  return calloc(count, size);
}

static void give_back(void *data)
{
  if (data != NULL)
    hwc_wipe(data, malloc_usable_size(data));
  free(data);
}

/* realloc() might free the old bytes without wiping them. */
static void *change(void *data, size_t size)
{
  size_t old = data != NULL ? malloc_usable_size(data) : 0;
  void *moved = malloc(size);

  if (moved == NULL)
    return NULL;
  if (old > 0)
    memcpy(moved, data, old < size ? old : size);
  give_back(data);
  return moved;
}

static char *copy_string(const char *string)
{
  size_t size = strlen(string) + 1;
  char *copy = malloc(size);

  if (copy != NULL)
    memcpy(copy, string, size);
  return copy;
}

CURLcode hwc_curl_memory_start(void)
{
  CURLcode code = curl_global_init_mem(CURL_GLOBAL_DEFAULT, get, give_back,
                                       change, copy_string, get_zeroed);

  if (code != CURLE_OK)
    return code;
  /* libcurl does not report whether it took the functions, so make it
   * allocate. */
  probing = true;
  curl_slist_free_all(curl_slist_append(NULL, ""));
  probing = false;
  return code;
}

bool hwc_curl_memory_is_wiped(void)
{
  return probed;
}
