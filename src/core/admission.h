/* SPDX-License-Identifier: Apache-2.0
 *
 * Admission of transfers to the connections of each host. A transfer is handed
 * to libcurl only when a connection or stream is free, so that time in the
 * queue never counts towards the time-out of the attempt. */
#ifndef HWC_CORE_ADMISSION_H
#define HWC_CORE_ADMISSION_H

#include "core/error.h"
#include "core/queue.h"
#include "core/text.h"

struct hwc_host;

/* The place of a transfer in the queue of a host and, once admitted, its right
 * to use a connection. Zero-initialise, then set `admitted` and `owner`. */
struct hwc_slot {
  struct hwc_queued queued;
  /* called when admitted; may leave again */
  void (*admitted)(struct hwc_slot *slot);
  void *owner;
  struct hwc_host *host; /* NULL: neither queued nor admitted */
};

/* The hosts of a loop. Zero-initialise, then set `connections`. */
struct hwc_admissions {
  struct hwc_host *hosts;
  size_t host_count;
  size_t connections; /* maximum for each host */
  bool stopped;       /* no further slot is admitted */
};

void hwc_admissions_done(struct hwc_admissions *admissions);

/* Puts a slot into the queue of the host with that origin ("https://a:443").
 * Transfers that may use HTTP/2 have a queue of their own. Calls `admitted` at
 * once if a connection is free. On HWC_NO_MEMORY the slot is in no queue. */
enum hwc_status hwc_admission_join(struct hwc_admissions *admissions,
                                   struct hwc_slot *slot,
                                   struct hwc_text origin, bool http_2);

/* Takes a slot out of the queue or, if it is admitted, frees its connection for
 * the next one, which may be admitted before this returns. Does nothing if the
 * slot is neither. */
void hwc_admission_leave(struct hwc_admissions *admissions,
                         struct hwc_slot *slot);

/* Puts an admitted slot back to the front of the queue, because the server has
 * no free stream for it. Lowers the number of streams in use; the number grows
 * slowly again. False if no other slot of the host is admitted: there is
 * nothing to wait for. */
bool hwc_admission_return(struct hwc_slot *slot);

/* Sets the protocol that the host of an admitted slot speaks. Over HTTP/2 one
 * connection carries many transfers. */
enum hwc_protocol { HWC_PROTOCOL_UNKNOWN, HWC_HTTP_1, HWC_HTTP_2 };
void hwc_admission_set_protocol(struct hwc_admissions *admissions,
                                struct hwc_slot *slot,
                                enum hwc_protocol protocol);

/* Admits no further slot. */
void hwc_admissions_stop(struct hwc_admissions *admissions);

/* Sets the maximum number of connections for each host and admits those that
 * now fit. */
void hwc_admissions_limit(struct hwc_admissions *admissions,
                          size_t connections);

#endif
