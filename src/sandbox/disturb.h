/* SPDX-License-Identifier: Apache-2.0
 *
 * Responses that come late, never, or in part. One thread resumes the
 * connections whose time has come, and those that wait for ever and whose
 * client has gone. */
#ifndef HWC_SANDBOX_DISTURB_H
#define HWC_SANDBOX_DISTURB_H

#include <stdbool.h>
#include <stddef.h>

#include <microhttpd.h>

struct disturb;

/* NULL: not enough memory, or no thread. Signals stay with other threads. */
struct disturb *disturb_new(void);

/* Resumes all connections, which can then be answered, and ends the thread;
 * takes NULL. To be called before the daemon is stopped. */
void disturb_stop(struct disturb *d);

/* After disturb_stop(); takes NULL. */
void disturb_free(struct disturb *d);

/* Suspends a connection for `seconds`; below 0 until its client has gone.
 * Called on the daemon's thread, in its handler. False: the end is near, or
 * memory ran out; the connection is not suspended. */
bool disturb_delay(struct disturb *d, struct MHD_Connection *connection,
                   double seconds);

/* A response that announces `length` bytes, and whose connection ends after
 * `cut` of them. Copies `body`. NULL: not enough memory. */
struct MHD_Response *disturb_cut_response(const char *body, size_t length,
                                          size_t cut);

#endif
