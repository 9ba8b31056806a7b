/* SPDX-License-Identifier: Apache-2.0
 *
 * Assertions of C tests: CHECK() reports a failure and continues; main() ends
 * with `return check_failures();`. */
#ifndef SPEC_SUPPORT_CHECK_H
#define SPEC_SUPPORT_CHECK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int check_failed;

#define CHECK(condition)                                                       \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "%s:%d: not true: %s\n", __FILE__, __LINE__,             \
              #condition);                                                     \
      check_failed++;                                                          \
    }                                                                          \
  } while (0)

/* Compares zero-terminated strings; NULL equals nothing. */
#define CHECK_STRING(expected, actual)                                         \
  check_string(__FILE__, __LINE__, (expected), (actual))

/* Ends the program on failure. */
#define REQUIRE(condition)                                                     \
  do {                                                                         \
    if (!(condition)) {                                                        \
      fprintf(stderr, "%s:%d: needed: %s\n", __FILE__, __LINE__, #condition);  \
      exit(1);                                                                 \
    }                                                                          \
  } while (0)

static inline void check_string(const char *file, int line,
                                const char *expected, const char *actual)
{
  if (expected != NULL && actual != NULL && strcmp(expected, actual) == 0)
    return;
  fprintf(stderr, "%s:%d: expected \"%s\", got \"%s\"\n", file, line,
          expected != NULL ? expected : "(null)",
          actual != NULL ? actual : "(null)");
  check_failed++;
}

static inline int check_failures(void)
{
  if (check_failed > 0)
    fprintf(stderr, "%d checks failed\n", check_failed);
  return check_failed > 0;
}

#endif
