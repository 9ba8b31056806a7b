/* SPDX-License-Identifier: Apache-2.0
 *
 * Changes the signal mask of the calling thread. */
#define _POSIX_C_SOURCE 200809L
#include "core/signal_mask.h"

#include <errno.h>
#include <stddef.h>

/* The first ones, if blocked, would end the process without running a handler;
 * SIGPIPE concerns only the thread that wrote. */
static const int never_blocked[] = {SIGBUS, SIGFPE,  SIGILL,  SIGSEGV,
                                    SIGSYS, SIGTRAP, SIGABRT, SIGPIPE};

void hwc_signal_mask_block(struct hwc_signal_mask *before)
{
  sigset_t all;

  sigfillset(&all);
  for (size_t i = 0; i < sizeof never_blocked / sizeof *never_blocked; i++)
    sigdelset(&all, never_blocked[i]);
  pthread_sigmask(SIG_BLOCK, &all, &before->signals);
}

void hwc_signal_mask_restore(const struct hwc_signal_mask *mask)
{
  int reason = errno;

  pthread_sigmask(SIG_SETMASK, &mask->signals, NULL);
  errno = reason;
}
