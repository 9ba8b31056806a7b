/* SPDX-License-Identifier: Apache-2.0
 *
 * An intrusive queue: the links are in the members, so joining needs no memory,
 * and leaving from the middle needs no search. */
#ifndef HWC_CORE_QUEUE_H
#define HWC_CORE_QUEUE_H

#include <stdbool.h>

/* The first member of every struct that can be queued. Zero-initialised means
 * in no queue. */
struct hwc_queued {
  struct hwc_queued *next;
  struct hwc_queued *previous;
  bool waiting;
};

/* Zero-initialised means empty. */
struct hwc_queue {
  struct hwc_queued *first;
  struct hwc_queued *last;
};

/* Append to the end; insert at the front. */
void hwc_queue_append(struct hwc_queue *queue, struct hwc_queued *queued);
void hwc_queue_prepend(struct hwc_queue *queue, struct hwc_queued *queued);

/* Removes a member from its queue. */
void hwc_queue_remove(struct hwc_queue *queue, struct hwc_queued *queued);

#endif
