/* SPDX-License-Identifier: Apache-2.0
 *
 * Marks on a system that ignores advice about memory, as some emulators do, and
 * says that it took it. */
#include "core/fork_mark.h"
#include "spec/support/check.h"

#include <stddef.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* In place of that of the C library. */
int madvise(void *start, size_t length, int advice)
{
  (void)start;
  (void)length;
  (void)advice;
  return 0;
}

static void does_not_trust_a_system_that_takes_any_advice(void)
{
  struct hwc_fork_mark mark = {0};
  int status = -1;

  hwc_fork_mark_init(&mark);
  CHECK(!hwc_fork_mark_forked(&mark));
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0)
    _exit(hwc_fork_mark_forked(&mark) ? 0 : 1);
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK(!hwc_fork_mark_forked(&mark));
  hwc_fork_mark_done(&mark);
}

int main(void)
{
  does_not_trust_a_system_that_takes_any_advice();
  return check_failures();
}
