/* SPDX-License-Identifier: Apache-2.0
 *
 * Attempts delayed by the rate limit are released in order of arrival. */
#include "core/shared.h"

#include "core/loop_internal.h"

static void fire(struct hwc_timer *timer);

void hwc_shared_init(struct hwc_shared *shared, struct hwc_loop *loop)
{
  *shared = (struct hwc_shared){.loop = loop};
  hwc_quota_init(&shared->quota);
  hwc_limiter_init(&shared->limiter, hwc_loop_now(loop));
  hwc_random_init(&shared->random);
  shared->throttle_timer.fire = fire;
  shared->throttle_timer.owner = shared;
}

void hwc_shared_done(struct hwc_shared *shared)
{
  /* Safe after the loop was freed, since that clears the timer. */
  if (shared->throttle_timer.position != 0)
    hwc_loop_clear_timer(shared->loop, &shared->throttle_timer);
}

static double take(struct hwc_shared *shared, enum hwc_rate_limit mode)
{
  return hwc_limiter_take(&shared->limiter, mode, hwc_loop_now(shared->loop));
}

static enum hwc_status wake_in(struct hwc_shared *shared, double seconds)
{
  return hwc_loop_set_timer(shared->loop, &shared->throttle_timer,
                            hwc_loop_now(shared->loop) + seconds);
}

/* Releases as many attempts as there are tokens. Setting the timer cannot fail:
 * it has just fired and has its memory. */
static void fire(struct hwc_timer *timer)
{
  struct hwc_shared *shared = timer->owner;

  while (shared->throttled.first != NULL) {
    struct hwc_throttled *throttled =
      (struct hwc_throttled *)shared->throttled.first;
    double wait = take(shared, throttled->mode);
    if (wait > 0) {
      wake_in(shared, wait);
      return;
    }
    hwc_queue_remove(&shared->throttled, &throttled->queued);
    throttled->release(throttled);
  }
}

double hwc_shared_throttle(struct hwc_shared *shared,
                           struct hwc_throttled *throttled)
{
  const struct hwc_limiter *limiter = &shared->limiter;
  bool adaptive = throttled->mode == HWC_RATE_ADAPTIVE && limiter->has_adaptive;

  if (throttled->mode == HWC_RATE_FREE || (!limiter->has_stated && !adaptive))
    return 0;
  /* An estimate if other attempts are ahead in the queue. */
  double wait = 1 / (adaptive ? limiter->adaptive.rate : limiter->stated.rate);
  if (shared->throttled.first == NULL)
    wait = take(shared, throttled->mode);
  if (wait <= 0)
    return 0;
  if (shared->throttled.first == NULL && wake_in(shared, wait) != HWC_OK)
    return -1;
  hwc_queue_append(&shared->throttled, &throttled->queued);
  return wait;
}

void hwc_shared_unthrottle(struct hwc_shared *shared,
                           struct hwc_throttled *throttled)
{
  if (!throttled->queued.waiting)
    return;
  hwc_queue_remove(&shared->throttled, &throttled->queued);
  if (shared->throttled.first == NULL)
    hwc_loop_clear_timer(shared->loop, &shared->throttle_timer);
}

void hwc_shared_update(struct hwc_shared *shared, enum hwc_rate_limit mode,
                       bool throttled, struct hwc_text message)
{
  double now = hwc_loop_now(shared->loop);

  hwc_limiter_update(&shared->limiter, mode, throttled, now);
  if (throttled)
    hwc_limiter_read(&shared->limiter, message, now);
}
