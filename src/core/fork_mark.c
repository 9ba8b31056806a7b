/* SPDX-License-Identifier: Apache-2.0
 *
 * A page of memory that fork() clears (MADV_WIPEONFORK, Linux 4.14); without
 * it, the number of the process. */
#define _DEFAULT_SOURCE
#include "core/fork_mark.h"

#include <stddef.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t page_size(void)
{
  return (size_t)sysconf(_SC_PAGESIZE);
}

#ifdef MADV_WIPEONFORK

/* Some emulators ignore all advice and return success, also for advice that
 * does not exist. */
#define NO_ADVICE (-1)

static char *map_page(void)
{
  char *page = mmap(NULL, page_size(), PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  if (page == MAP_FAILED)
    return NULL;
  if (madvise(page, page_size(), NO_ADVICE) != 0 &&
      madvise(page, page_size(), MADV_WIPEONFORK) == 0) {
    *page = 1;
    return page;
  }
  munmap(page, page_size());
  return NULL;
}

#else

static char *map_page(void)
{
  return NULL;
}

#endif

void hwc_fork_mark_init(struct hwc_fork_mark *mark)
{
  mark->page = map_page();
  mark->process = getpid();
}

void hwc_fork_mark_done(struct hwc_fork_mark *mark)
{
  if (mark->page != NULL)
    munmap(mark->page, page_size());
  mark->page = NULL;
}

bool hwc_fork_mark_forked(const struct hwc_fork_mark *mark)
{
  return mark->page != NULL ? *mark->page == 0 : mark->process != getpid();
}
