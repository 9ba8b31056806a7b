/* SPDX-License-Identifier: Apache-2.0
 *
 * Waiting for descriptors and for a point in time, behind one descriptor of
 * its own. Another system is added by another implementation of this file. */
#ifndef HWC_CORE_POLLER_H
#define HWC_CORE_POLLER_H

#include "core/error.h"
#include <stddef.h>

enum {
  HWC_POLL_READ = 1,
  HWC_POLL_WRITE = 2,
  HWC_POLL_ERROR = 4, /* only reported */
};

struct hwc_signal_mask;

struct hwc_poller {
  int epoll;
  int timer;
  double armed; /* when the timer goes off; negative: it does not */
  struct hwc_poll_socket *sockets; /* by descriptor */
  size_t socket_count;
  /* Signals blocked while it waits; NULL: those of the thread. The caller's. */
  const struct hwc_signal_mask *mask;
};

struct hwc_poll_ready {
  int descriptor;
  unsigned ready; /* HWC_POLL_* */
};

/* HWC_SYSTEM leaves nothing open. */
enum hwc_status hwc_poller_init(struct hwc_poller *poller);
void hwc_poller_done(struct hwc_poller *poller);

/* Readable whenever hwc_poller_wait() has something to say, or the armed time
 * has come. */
int hwc_poller_descriptor(const struct hwc_poller *poller);

/* Watches for HWC_POLL_READ and HWC_POLL_WRITE from now on; 0 ends it. */
enum hwc_status hwc_poller_watch(struct hwc_poller *poller, int descriptor,
                                 unsigned interest);

/* Opens a socket, which programs that a host starts do not inherit, and closes
 * one. Those that are opened here
 * have to be closed here: between two uses of a connection the system goes on
 * watching them, which saves most calls of it. */
int hwc_poller_open(struct hwc_poller *poller, int family, int type,
                    int protocol);
int hwc_poller_close(struct hwc_poller *poller, int descriptor);

/* Makes the descriptor readable at `at` (seconds of the monotonic clock) at
 * the latest; negative: needed no more. It may become readable earlier. */
void hwc_poller_arm(struct hwc_poller *poller, double at);

/* Waits at most `timeout` seconds (negative: for ever). Returns how many of
 * `ready` were filled, 0 after a signal, -1 where the system refused. */
int hwc_poller_wait(struct hwc_poller *poller, double timeout,
                    struct hwc_poll_ready *ready, int capacity);

#endif
