/* SPDX-License-Identifier: Apache-2.0
 *
 * Timers as events of a loop, for sleeping scripts. */
#include "core/loop.h"

#include "core/loop_internal.h"
#include <stdlib.h>

struct hwc_timer_event {
  struct hwc_event event;
  struct hwc_timer timer;
  struct hwc_loop *loop;
};

static void fire_timer(struct hwc_timer *timer)
{
  struct hwc_timer_event *made = timer->owner;

  hwc_loop_finish(made->loop, &made->event);
}

enum hwc_status hwc_timer_event_new(struct hwc_timer_event **timer,
                                    struct hwc_loop *loop, double seconds,
                                    void *user)
{
  struct hwc_timer_event *made = calloc(1, sizeof *made);

  if (made == NULL)
    return HWC_NO_MEMORY;
  made->event.user = user;
  made->timer.fire = fire_timer;
  made->timer.owner = made;
  made->loop = loop;
  enum hwc_status status =
    hwc_loop_set_timer(loop, &made->timer, hwc_loop_now(loop) + seconds);
  if (status != HWC_OK) {
    free(made);
    return status;
  }
  *timer = made;
  return HWC_OK;
}

bool hwc_timer_event_finished(const struct hwc_timer_event *timer)
{
  return timer->event.finished;
}

void hwc_timer_event_free(struct hwc_timer_event *timer)
{
  if (timer == NULL)
    return;
  /* Both are safe after the loop was freed, since that clears the timer and the
   * event. */
  if (timer->timer.position != 0)
    hwc_loop_clear_timer(timer->loop, &timer->timer);
  if (timer->event.queued)
    hwc_loop_forget(timer->loop, &timer->event);
  free(timer);
}
