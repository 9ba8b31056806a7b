/* SPDX-License-Identifier: Apache-2.0
 *
 * A queue of what waits, linked through those who wait: joining needs no
 * memory, and leaving from the middle no search. */
#ifndef HWC_CORE_QUEUE_H
#define HWC_CORE_QUEUE_H

#include <stdbool.h>

/* The first member of whoever waits. Zeroed it is in no queue. */
struct hwc_queued {
  struct hwc_queued *next;
  struct hwc_queued *previous;
  bool waiting;
};

/* Zeroed it is empty. */
struct hwc_queue {
  struct hwc_queued *first;
  struct hwc_queued *last;
};

/* Joins at the end, or at the front. */
void hwc_queue_append(struct hwc_queue *queue, struct hwc_queued *queued);
void hwc_queue_prepend(struct hwc_queue *queue, struct hwc_queued *queued);

/* Leaves the queue that it waits in. */
void hwc_queue_remove(struct hwc_queue *queue, struct hwc_queued *queued);

#endif
