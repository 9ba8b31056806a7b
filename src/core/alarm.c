/* SPDX-License-Identifier: Apache-2.0
 *
 * The heap of alarms. Each alarm knows its place, so that clearing one needs
 * no search. */
#include "core/alarm.h"

#include <stdlib.h>
#include <string.h>

void hwc_alarms_done(struct hwc_alarms *alarms)
{
  for (size_t i = 0; i < alarms->count; i++)
    alarms->heap[i]->place = 0;
  free(alarms->heap);
  *alarms = (struct hwc_alarms){0};
}

static bool earlier(const struct hwc_alarm *a, const struct hwc_alarm *b)
{
  if (a->at != b->at)
    return a->at < b->at;
  return a->sequence < b->sequence;
}

/* Places are counted from 1: the children of n are 2n and 2n + 1. */
static void put(struct hwc_alarms *alarms, struct hwc_alarm *alarm,
                size_t place)
{
  alarms->heap[place - 1] = alarm;
  alarm->place = place;
}

/* Moves an alarm up or down to where it belongs, starting from a free
 * place. */
static void settle(struct hwc_alarms *alarms, struct hwc_alarm *alarm,
                   size_t place)
{
  while (place > 1 && earlier(alarm, alarms->heap[place / 2 - 1])) {
    put(alarms, alarms->heap[place / 2 - 1], place);
    place /= 2;
  }
  for (;;) {
    size_t child = place * 2;
    if (child > alarms->count)
      break;
    if (child < alarms->count &&
        earlier(alarms->heap[child], alarms->heap[child - 1]))
      child++;
    if (!earlier(alarms->heap[child - 1], alarm))
      break;
    put(alarms, alarms->heap[child - 1], place);
    place = child;
  }
  put(alarms, alarm, place);
}

enum hwc_status hwc_alarms_set(struct hwc_alarms *alarms,
                               struct hwc_alarm *alarm, double at)
{
  size_t place = alarm->place;

  if (place == 0) {
    if (alarms->count == alarms->capacity) {
      size_t capacity = alarms->capacity ? alarms->capacity * 2 : 16;
      struct hwc_alarm **heap =
        realloc(alarms->heap, capacity * sizeof(struct hwc_alarm *));
      if (heap == NULL)
        return HWC_NO_MEMORY;
      alarms->heap = heap;
      alarms->capacity = capacity;
    }
    place = ++alarms->count;
  }
  alarm->at = at;
  alarm->sequence = alarms->sequence++;
  settle(alarms, alarm, place);
  return HWC_OK;
}

void hwc_alarms_clear(struct hwc_alarms *alarms, struct hwc_alarm *alarm)
{
  size_t place = alarm->place;

  if (place == 0)
    return;
  alarm->place = 0;
  struct hwc_alarm *last = alarms->heap[--alarms->count];
  if (last != alarm)
    settle(alarms, last, place);
}

struct hwc_alarm *hwc_alarms_first(const struct hwc_alarms *alarms)
{
  return alarms->count > 0 ? alarms->heap[0] : NULL;
}
