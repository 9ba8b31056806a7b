/* SPDX-License-Identifier: Apache-2.0
 *
 * The heap of timers. Each timer knows its position, so clearing needs no
 * search. */
#include "core/timer.h"

#include <stdlib.h>
#include <string.h>

void hwc_timers_done(struct hwc_timers *timers)
{
  for (size_t i = 0; i < timers->count; i++)
    timers->heap[i]->position = 0;
  free(timers->heap);
  *timers = (struct hwc_timers){0};
}

static bool earlier(const struct hwc_timer *a, const struct hwc_timer *b)
{
  if (a->at != b->at)
    return a->at < b->at;
  return a->sequence < b->sequence;
}

/* Positions start at 1: the children of n are 2n and 2n + 1. */
static void put(struct hwc_timers *timers, struct hwc_timer *timer,
                size_t position)
{
  timers->heap[position - 1] = timer;
  timer->position = position;
}

/* Moves a timer up or down to its position, starting from a free one. */
static void settle(struct hwc_timers *timers, struct hwc_timer *timer,
                   size_t position)
{
  while (position > 1 && earlier(timer, timers->heap[position / 2 - 1])) {
    put(timers, timers->heap[position / 2 - 1], position);
    position /= 2;
  }
  for (;;) {
    size_t child = position * 2;
    if (child > timers->count)
      break;
    if (child < timers->count &&
        earlier(timers->heap[child], timers->heap[child - 1]))
      child++;
    if (!earlier(timers->heap[child - 1], timer))
      break;
    put(timers, timers->heap[child - 1], position);
    position = child;
  }
  put(timers, timer, position);
}

enum hwc_status hwc_timers_set(struct hwc_timers *timers,
                               struct hwc_timer *timer, double at)
{
  size_t position = timer->position;

  if (position == 0) {
    if (timers->count == timers->capacity) {
      size_t capacity = timers->capacity ? timers->capacity * 2 : 16;
      struct hwc_timer **heap =
        realloc(timers->heap, capacity * sizeof(struct hwc_timer *));
      if (heap == NULL)
        return HWC_NO_MEMORY;
      timers->heap = heap;
      timers->capacity = capacity;
    }
    position = ++timers->count;
  }
  timer->at = at;
  timer->sequence = timers->sequence++;
  settle(timers, timer, position);
  return HWC_OK;
}

void hwc_timers_clear(struct hwc_timers *timers, struct hwc_timer *timer)
{
  size_t position = timer->position;

  if (position == 0)
    return;
  timer->position = 0;
  struct hwc_timer *last = timers->heap[--timers->count];
  if (last != timer)
    settle(timers, last, position);
}

struct hwc_timer *hwc_timers_first(const struct hwc_timers *timers)
{
  return timers->count > 0 ? timers->heap[0] : NULL;
}
