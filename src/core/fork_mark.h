/* SPDX-License-Identifier: Apache-2.0
 *
 * Tells a forked process from the one that made an object, without a system
 * call where the system allows it. */
#ifndef HWC_CORE_FORK_MARK_H
#define HWC_CORE_FORK_MARK_H

#include <stdbool.h>
#include <sys/types.h>

/* Zero-initialised: only hwc_fork_mark_done() may be called. */
struct hwc_fork_mark {
  char *page;    /* its first byte is zero in a forked process; NULL: none */
  pid_t process; /* that made the mark */
};

void hwc_fork_mark_init(struct hwc_fork_mark *mark);
void hwc_fork_mark_done(struct hwc_fork_mark *mark);

/* True in a process that was forked, in any way, after the mark was made. */
bool hwc_fork_mark_forked(const struct hwc_fork_mark *mark);

#endif
