/* SPDX-License-Identifier: Apache-2.0
 *
 * The signals that a thread blocks. Include it where POSIX is asked for. */
#ifndef HWC_CORE_SIGNAL_MASK_H
#define HWC_CORE_SIGNAL_MASK_H

#include <signal.h>

struct hwc_signal_mask {
  sigset_t signals;
};

/* Blocks the signals that can be handled anywhere else: all but those of
 * faults, and SIGPIPE. `before` becomes what was blocked before. Threads that
 * are made meanwhile (libcurl's resolver) take no signal of the program. */
void hwc_signal_mask_block(struct hwc_signal_mask *before);

/* Blocks what `mask` says, and only that. Keeps errno. */
void hwc_signal_mask_restore(const struct hwc_signal_mask *mask);

#endif
