/* SPDX-License-Identifier: Apache-2.0
 *
 * The signal mask of a thread. Define a POSIX feature macro before including
 * it. */
#ifndef HWC_CORE_SIGNAL_MASK_H
#define HWC_CORE_SIGNAL_MASK_H

#include <signal.h>

struct hwc_signal_mask {
  sigset_t signals;
};

/* Blocks all signals except SIGPIPE and those of faults, and sets `before` to
 * the previous mask. Threads created meanwhile (libcurl's resolver) inherit the
 * mask, so they never handle a signal of the program. */
void hwc_signal_mask_block(struct hwc_signal_mask *before);

/* Sets the signal mask to `mask`. Preserves errno. */
void hwc_signal_mask_restore(const struct hwc_signal_mask *mask);

#endif
