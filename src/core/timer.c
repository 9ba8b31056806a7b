/* SPDX-License-Identifier: Apache-2.0
 *
 * Timers of a loop: an alarm that finishes an event. */
#include "core/loop.h"

#include "core/loop_internal.h"
#include <stdlib.h>

struct hwc_timer {
  struct hwc_event event;
  struct hwc_alarm alarm;
  struct hwc_loop *loop;
};

static void ring_timer(struct hwc_alarm *alarm)
{
  struct hwc_timer *timer = alarm->owner;

  hwc_loop_finish(timer->loop, &timer->event);
}

enum hwc_status hwc_timer_new(struct hwc_timer **timer, struct hwc_loop *loop,
                              double seconds, void *user)
{
  struct hwc_timer *made = calloc(1, sizeof *made);

  if (made == NULL)
    return HWC_NO_MEMORY;
  made->event.user = user;
  made->alarm.ring = ring_timer;
  made->alarm.owner = made;
  made->loop = loop;
  enum hwc_status status =
    hwc_loop_set_alarm(loop, &made->alarm, hwc_loop_now(loop) + seconds);
  if (status != HWC_OK) {
    free(made);
    return status;
  }
  *timer = made;
  return HWC_OK;
}

bool hwc_timer_finished(const struct hwc_timer *timer)
{
  return timer->event.finished;
}

void hwc_timer_free(struct hwc_timer *timer)
{
  if (timer == NULL)
    return;
  /* Both are safe after the loop is gone: it has let go of them then. */
  if (timer->alarm.place != 0)
    hwc_loop_clear_alarm(timer->loop, &timer->alarm);
  if (timer->event.queued)
    hwc_loop_forget(timer->loop, &timer->event);
  free(timer);
}
