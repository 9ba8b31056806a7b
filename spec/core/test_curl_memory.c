/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether libcurl wipes what it frees, and whether that is detected: each case
 * in a process of its own, because libcurl is initialised once. */
#define _POSIX_C_SOURCE 200809L
#include "core/curl_memory.h"

#include "spec/support/check.h"
#include <sys/wait.h>
#include <unistd.h>

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

int main(void)
{
  run(first);
  run(second);
  run(second_with_memory);
  return check_failures();
}
