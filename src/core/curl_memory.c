/* SPDX-License-Identifier: Apache-2.0
 *
 * malloc() and related functions for libcurl, wiping on free. Block sizes come
 * from malloc_usable_size(), so no header of ours precedes a block.
 *
 * libcurl frees nearly all memory of a transfer at its end, and allocates the
 * same again for the next one. The C library keeps only a few blocks of a size
 * at hand, and for a large one it tidies its lists, so each thread keeps the
 * wiped blocks for itself, by size. */
#include "core/curl_memory.h"

#include "core/buffer.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>

/* Blocks are of SMALLEST + n * STEP bytes, which glibc does not have to round
 * up. The largest is for libcurl's receive buffer of 16 KiB. */
#define SMALLEST 24
#define STEP 16
#define SIZES 1024

/* Maximum number of bytes that a thread keeps: what transfers free that end in
 * one step of the loop. */
#define MOST_KEPT ((size_t)256 * 1024)

/* libcurl doubles a string that grows. The steps from LONG to LONGER bytes,
 * which only requests take, are done at once. */
#define LONG 128
#define LONGER 1032

struct spare {
  struct spare *next;
};

/* The blocks that a thread keeps: wiped, but for the link. */
struct spares {
  struct spare *first[SIZES]; /* by n */
  size_t kept;                /* bytes */
};

/* Set while libcurl is initialised. */
static bool probing;
static bool probed;
static bool keeping;
static tss_t ending; /* frees the spares of a thread that ends */

/* NULL: none were kept yet. Of the memory that threads have from their start:
 * found without a call, and by the sanitizers' search for leaks, which crashes
 * over what a module allocates later. */
static _Thread_local struct spares *spares
  __attribute__((tls_model("initial-exec")));

static void free_spares(void *user)
{
  struct spares *ended = user;

  spares = NULL;
  for (size_t i = 0; i < SIZES; i++)
    while (ended->first[i] != NULL) {
      struct spare *spare = ended->first[i];
      ended->first[i] = spare->next;
      free(spare);
    }
  free(ended);
}

static bool make_spares(void)
{
  struct spares *made = keeping ? calloc(1, sizeof *made) : NULL;

  if (made == NULL)
    return false;
  if (tss_set(ending, made) != thrd_success) {
    free(made);
    return false;
  }
  spares = made;
  return true;
}

/* The least n of blocks of at least `size` bytes. */
static size_t steps_of(size_t size)
{
  return size > SMALLEST ? (size - SMALLEST + STEP - 1) / STEP : 0;
}

/* Returns a block of SMALLEST + n * STEP bytes, all zero; NULL if none is
 * kept. */
static void *take(size_t n)
{
  struct spares *own = spares;

  if (own == NULL || n >= SIZES || own->first[n] == NULL)
    return NULL;
  struct spare *spare = own->first[n];
  own->first[n] = spare->next;
  own->kept -= SMALLEST + n * STEP;
  spare->next = NULL;
  return spare;
}

/* Keeps a wiped block of `size` bytes; false if it is to be freed. */
static bool keep(void *data, size_t size)
{
  size_t n = (size - SMALLEST) / STEP;

  if (size < SMALLEST || n >= SIZES || (spares == NULL && !make_spares()))
    return false;
  struct spares *own = spares;
  size_t kept = own->kept + SMALLEST + n * STEP;
  if (kept > MOST_KEPT)
    return false;
  struct spare *spare = data;
  spare->next = own->first[n];
  own->first[n] = spare;
  own->kept = kept;
  return true;
}

static void *get(size_t size)
{
  if (probing)
    probed = true;
  size_t n = steps_of(size);
  void *kept = take(n);
  return kept != NULL ? kept : malloc(SMALLEST + n * STEP);
}

static void *get_zeroed(size_t count, size_t size)
{
  if (size > 0 && count > SIZE_MAX / size)
    return NULL;
  size_t n = steps_of(count * size);
  void *kept = take(n);
  return kept != NULL ? kept : calloc(1, SMALLEST + n * STEP);
}

static void wipe_and_keep(void *data)
{
  size_t size = malloc_usable_size(data);

  hwc_wipe(data, size);
  if (!keep(data, size))
    free(data);
}

static void give_back(void *data)
{
  if (data != NULL)
    wipe_and_keep(data);
}

/* realloc() might free the old bytes without wiping them. */
static void *change(void *data, size_t size)
{
  size_t old = data != NULL ? malloc_usable_size(data) : 0;

  if (data != NULL && size <= old)
    return data;
  void *moved = get(old >= LONG && size < LONGER ? LONGER : size);
  if (moved == NULL)
    return NULL;
  if (old > 0)
    memcpy(moved, data, old);
  give_back(data);
  return moved;
}

static char *copy_string(const char *string)
{
  size_t size = strlen(string) + 1;
  char *copy = get(size);

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
  keeping = tss_create(&ending, free_spares) == thrd_success;
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
