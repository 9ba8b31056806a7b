/* SPDX-License-Identifier: Apache-2.0
 *
 * Who may use a connection of a host, and who waits for one. A transfer is
 * handed to libcurl when a connection or stream is free, so that waiting never
 * counts as time of the attempt. */
#ifndef HWC_CORE_ADMISSION_H
#define HWC_CORE_ADMISSION_H

#include "core/error.h"
#include "core/queue.h"
#include "core/text.h"

struct hwc_host;

/* A slot in the queue of a host. Zeroed, with `admitted` and `owner` set, it
 * is ready for use. */
struct hwc_slot {
  struct hwc_queued queued;
  void (*admitted)(struct hwc_slot *slot); /* may release it again */
  void *owner;
  struct hwc_host *host; /* NULL: neither waiting nor admitted */
};

/* The hosts of a loop. Zeroed, with `connections` set, it is ready. */
struct hwc_admissions {
  struct hwc_host *hosts;
  size_t host_count;
  size_t connections; /* most of them for a host */
  bool stopped;       /* nobody is admitted any more */
};

void hwc_admissions_done(struct hwc_admissions *admissions);

/* Puts a slot into the queue of the host of that origin ("https://a:443"), one
 * for those that may use HTTP/2 and one for the others.
 * `admitted` is called at once where there is room. HWC_NO_MEMORY: it is in no
 * queue. */
enum hwc_status hwc_admission_join(struct hwc_admissions *admissions,
                                   struct hwc_slot *slot,
                                   struct hwc_text origin, bool http_2);

/* Leaves the queue, or makes room for the next one, which may be admitted
 * before this returns. Safe on a slot that has none. */
void hwc_admission_leave(struct hwc_admissions *admissions,
                         struct hwc_slot *slot);

/* Goes back to the front of the queue, because the server has no stream free
 * for it. Fewer are admitted from then on; the number grows slowly. False where
 * it is the only one that is admitted: there is nothing to wait for. */
bool hwc_admission_return(struct hwc_slot *slot);

/* Tells what protocol the host of an admitted slot speaks: over HTTP/2 a
 * connection carries many transfers at once. */
enum hwc_protocol { HWC_PROTOCOL_UNKNOWN, HWC_HTTP_1, HWC_HTTP_2 };
void hwc_admission_learn(struct hwc_admissions *admissions,
                         struct hwc_slot *slot, enum hwc_protocol protocol);

/* Admits nobody any more. */
void hwc_admissions_stop(struct hwc_admissions *admissions);

/* Sets the most connections for a host; admits who has room now. */
void hwc_admissions_limit(struct hwc_admissions *admissions,
                          size_t connections);

#endif
