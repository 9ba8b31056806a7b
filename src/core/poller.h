/* SPDX-License-Identifier: Apache-2.0
 *
 * Waits for descriptors and a timer, behind one descriptor of its own. A port
 * to another system replaces poller.c. */
#ifndef HWC_CORE_POLLER_H
#define HWC_CORE_POLLER_H

#include "core/error.h"
#include <stddef.h>

enum {
  HWC_POLL_READ = 1,
  HWC_POLL_WRITE = 2,
  HWC_POLL_ERROR = 4, /* reported only */
};

struct hwc_signal_mask;

struct hwc_poller {
  int epoll;
  int timer;
  double armed;                    /* time of the timer; negative: not set */
  struct hwc_poll_socket *sockets; /* indexed by descriptor */
  size_t socket_count;
  /* Signals blocked while waiting; NULL: those of the thread. Owned by the
   * caller. */
  const struct hwc_signal_mask *mask;
};

struct hwc_poll_ready {
  int descriptor;
  unsigned ready; /* HWC_POLL_* */
};

/* On HWC_SYSTEM nothing is left open. */
enum hwc_status hwc_poller_init(struct hwc_poller *poller);
void hwc_poller_done(struct hwc_poller *poller);

/* Readable whenever hwc_poller_wait() has something to report, or the timer is
 * due. */
int hwc_poller_descriptor(const struct hwc_poller *poller);

/* Sets the events to watch for: HWC_POLL_READ, HWC_POLL_WRITE; 0 ends
 * watching. */
enum hwc_status hwc_poller_watch(struct hwc_poller *poller, int descriptor,
                                 unsigned interest);

/* Opens a close-on-exec socket, and closes one. A socket opened here must be
 * closed here: it stays registered between two uses of its connection, which
 * saves most system calls. */
int hwc_poller_open(struct hwc_poller *poller, int family, int type,
                    int protocol);
int hwc_poller_close(struct hwc_poller *poller, int descriptor);

/* Sets the timer: the descriptor becomes readable at `at` (seconds of the
 * monotonic clock), or earlier; negative: clears it. */
void hwc_poller_arm(struct hwc_poller *poller, double at);

/* Waits at most `timeout` seconds (negative: no limit). Returns the number of
 * entries filled in `ready`; 0 after a signal; -1 if a system call failed. */
int hwc_poller_wait(struct hwc_poller *poller, double timeout,
                    struct hwc_poll_ready *ready, int capacity);

#endif
