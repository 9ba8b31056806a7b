/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether libcurl wipes what it frees, and whether that is detected: each case
 * in a process of its own, because libcurl is initialised once.
 *
 * Linked with --wrap, so that the blocks of the library are counted. */
#define _POSIX_C_SOURCE 200809L
#include "core/curl_memory.h"

#include "spec/support/check.h"
#include <malloc.h>
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void __wrap_free(void *memory);

static size_t blocks; /* allocated and not freed */
static size_t bytes;  /* in them */
static size_t taken;  /* blocks ever allocated */
static bool refusing; /* calloc() */

static void *count_block(void *block)
{
  if (block != NULL) {
    blocks++;
    taken++;
    bytes += malloc_usable_size(block);
  }
  return block;
}

void *__wrap_malloc(size_t size)
{
  return count_block(__real_malloc(size));
}

void *__wrap_calloc(size_t count, size_t size)
{
  return refusing ? NULL : count_block(__real_calloc(count, size));
}

void __wrap_free(void *memory)
{
  if (memory != NULL) {
    blocks--;
    bytes -= malloc_usable_size(memory);
  }
  __real_free(memory);
}

static void run(void (*test)(void))
{
  int status = 0;
  pid_t child = fork();

  REQUIRE(child >= 0);
  if (child == 0) {
    test();
    _exit(check_failed != 0);
  }
  CHECK(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

/* The program initialises libcurl with its own functions, or with the
 * defaults. */

static size_t frees;

static void count_free(void *data)
{
  frees++;
  free(data);
}

static void first(void)
{
  CHECK(!hwc_curl_memory_is_wiped());
  CHECK(hwc_curl_memory_start() == CURLE_OK);
  CHECK(hwc_curl_memory_is_wiped());
  /* Every function works, and its blocks may be passed to free(). */
  char long_text[5000];
  memset(long_text, 'x', sizeof long_text - 1);
  long_text[sizeof long_text - 1] = '\0';
  struct curl_slist *list = curl_slist_append(NULL, long_text);
  CHECK_STRING(long_text, list->data);
  curl_slist_free_all(list);
  char *escaped = curl_easy_escape(NULL, long_text, 0);
  CHECK_STRING(long_text, escaped);
  free(escaped);
  /* A later initialisation by the program changes nothing. */
  CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
  CHECK(hwc_curl_memory_is_wiped());
}

static void second(void)
{
  CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
  CHECK(hwc_curl_memory_start() == CURLE_OK);
  CHECK(!hwc_curl_memory_is_wiped());
}

static void second_with_memory(void)
{
  CHECK(curl_global_init_mem(CURL_GLOBAL_DEFAULT, malloc, count_free, realloc,
                             strdup, calloc) == CURLE_OK);
  CHECK(hwc_curl_memory_start() == CURLE_OK);
  CHECK(!hwc_curl_memory_is_wiped());
  frees = 0;
  curl_slist_free_all(curl_slist_append(NULL, "x"));
  CHECK(frees > 0);
}

/* A list with one text of `length` letters, or NULL. */
static struct curl_slist *new_list(size_t length)
{
  static char text[40000];

  memset(text, 'x', length);
  text[length] = '\0';
  return curl_slist_append(NULL, text);
}

static size_t count_letters(const char *text, size_t length)
{
  size_t letters = 0;

  for (size_t i = 0; i < length; i++)
    letters += text[i] != '\0';
  return letters;
}

static void keeps_wiped_blocks(void)
{
  static const size_t lengths[] = {1, 23, 24, 100, 1031, 1032, 16384};

  CHECK(hwc_curl_memory_start() == CURLE_OK);
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    struct curl_slist *list = new_list(lengths[i]);
    char *text = list->data;
    curl_slist_free_all(list);
    /* All but the link to another block. */
    for (size_t at = sizeof(void *); at < lengths[i]; at++)
      CHECK(text[at] == '\0');
    size_t before = taken;
    list = new_list(lengths[i]);
    CHECK(taken == before);
    CHECK(count_letters(list->data, lengths[i] + 1) == lengths[i]);
    curl_slist_free_all(list);
  }
}

/* What libcurl asks to be zero is, whatever the block was. */
static void keeps_blocks_that_are_zero(void)
{
  CHECK(hwc_curl_memory_start() == CURLE_OK);
  for (int i = 0; i < 3; i++) {
    CURLU *url = curl_url();
    char *part = NULL;
    CHECK(curl_url_get(url, CURLUPART_HOST, &part, 0) == CURLUE_NO_HOST);
    CHECK(curl_url_set(url, CURLUPART_URL, "https://a.example/", 0) ==
          CURLUE_OK);
    curl_url_cleanup(url);
  }
}

static void keeps_a_limited_number_of_bytes(void)
{
  enum { LISTS = 100 };
  struct curl_slist *lists[LISTS];

  CHECK(hwc_curl_memory_start() == CURLE_OK);
  size_t before = bytes;
  for (int i = 0; i < LISTS; i++)
    lists[i] = new_list(10000);
  CHECK(bytes - before > (size_t)LISTS * 10000);
  for (int i = 0; i < LISTS; i++)
    curl_slist_free_all(lists[i]);
  CHECK(bytes - before <= (size_t)256 * 1024);
}

static void frees_what_is_too_large(void)
{
  CHECK(hwc_curl_memory_start() == CURLE_OK);
  curl_slist_free_all(new_list(100));
  size_t before = bytes;
  curl_slist_free_all(new_list(30000));
  CHECK(bytes <= before);
}

static void *use_memory(void *user)
{
  (void)user;
  for (size_t length = 1; length < 20000; length += 500)
    curl_slist_free_all(new_list(length));
  return NULL;
}

static void frees_the_blocks_of_a_thread_that_ends(void)
{
  pthread_t thread;

  CHECK(hwc_curl_memory_start() == CURLE_OK);
  size_t before = blocks;
  REQUIRE(pthread_create(&thread, NULL, use_memory, NULL) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  CHECK(blocks == before);
}

static void keeps_nothing_if_out_of_memory(void)
{
  pthread_t thread;

  CHECK(hwc_curl_memory_start() == CURLE_OK);
  size_t before = blocks;
  refusing = true;
  REQUIRE(pthread_create(&thread, NULL, use_memory, NULL) == 0);
  CHECK(pthread_join(thread, NULL) == 0);
  refusing = false;
  CHECK(blocks == before);
}

/* The bytes of a text that grows stay, wherever they are moved to. */
static void grows_texts(void)
{
  char text[3000];

  CHECK(hwc_curl_memory_start() == CURLE_OK);
  for (size_t length = 1; length < sizeof text; length += 7) {
    memset(text, ' ', length);
    char *escaped = curl_easy_escape(NULL, text, (int)length);
    REQUIRE(escaped != NULL);
    CHECK(strlen(escaped) == 3 * length);
    for (size_t i = 0; i < length; i++)
      CHECK(memcmp(escaped + 3 * i, "%20", 3) == 0);
    curl_free(escaped);
  }
}

int main(void)
{
  run(first);
  run(keeps_wiped_blocks);
  run(keeps_blocks_that_are_zero);
  run(keeps_a_limited_number_of_bytes);
  run(frees_what_is_too_large);
  run(frees_the_blocks_of_a_thread_that_ends);
  run(keeps_nothing_if_out_of_memory);
  run(grows_texts);
  run(second);
  run(second_with_memory);
  return check_failures();
}
