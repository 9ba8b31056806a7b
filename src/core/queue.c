/* SPDX-License-Identifier: Apache-2.0
 *
 * Links and unlinks members. */
#include "core/queue.h"

#include <stddef.h>

static void link_between(struct hwc_queue *queue, struct hwc_queued *previous,
                         struct hwc_queued *queued, struct hwc_queued *next)
{
  *(previous != NULL ? &previous->next : &queue->first) = queued;
  *(next != NULL ? &next->previous : &queue->last) = queued;
  *queued = (struct hwc_queued){next, previous, true};
}

void hwc_queue_append(struct hwc_queue *queue, struct hwc_queued *queued)
{
  link_between(queue, queue->last, queued, NULL);
}

void hwc_queue_prepend(struct hwc_queue *queue, struct hwc_queued *queued)
{
  link_between(queue, NULL, queued, queue->first);
}

void hwc_queue_remove(struct hwc_queue *queue, struct hwc_queued *queued)
{
  *(queued->previous != NULL ? &queued->previous->next : &queue->first) =
    queued->next;
  *(queued->next != NULL ? &queued->next->previous : &queue->last) =
    queued->previous;
  *queued = (struct hwc_queued){0};
}
