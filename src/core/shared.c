/* SPDX-License-Identifier: Apache-2.0
 *
 * Requests that the rate limit holds back go on in the order they came. */
#include "core/shared.h"

#include "core/loop_internal.h"

static void ring(struct hwc_alarm *alarm);

void hwc_shared_init(struct hwc_shared *shared, struct hwc_loop *loop)
{
  *shared = (struct hwc_shared){.loop = loop};
  hwc_quota_init(&shared->quota);
  hwc_limiter_init(&shared->limiter, hwc_loop_now(loop));
  hwc_random_init(&shared->random);
  shared->held_alarm.ring = ring;
  shared->held_alarm.owner = shared;
}

void hwc_shared_done(struct hwc_shared *shared)
{
  /* Safe after the loop is gone: it has let go of the alarm then. */
  if (shared->held_alarm.place != 0)
    hwc_loop_clear_alarm(shared->loop, &shared->held_alarm);
}

static double take(struct hwc_shared *shared, enum hwc_rate_limit mode)
{
  return hwc_limiter_take(&shared->limiter, mode, hwc_loop_now(shared->loop));
}

static enum hwc_status wake_in(struct hwc_shared *shared, double seconds)
{
  return hwc_loop_set_alarm(shared->loop, &shared->held_alarm,
                            hwc_loop_now(shared->loop) + seconds);
}

/* Lets go as many as there are tokens for. Setting the alarm again needs no
 * memory: it had its place a moment ago. */
static void ring(struct hwc_alarm *alarm)
{
  struct hwc_shared *shared = alarm->owner;

  while (shared->held.first != NULL) {
    struct hwc_held *held = (struct hwc_held *)shared->held.first;
    double wait = take(shared, held->mode);
    if (wait > 0) {
      wake_in(shared, wait);
      return;
    }
    hwc_queue_remove(&shared->held, &held->queued);
    held->let_go(held);
  }
}

double hwc_shared_hold(struct hwc_shared *shared, struct hwc_held *held)
{
  const struct hwc_limiter *limiter = &shared->limiter;
  bool learnt = held->mode == HWC_RATE_ADAPTIVE && limiter->refused;

  if (held->mode == HWC_RATE_FREE || (!limiter->stated && !learnt))
    return 0;
  /* Where others come first it is a guess. */
  double wait = 1 / (learnt ? limiter->learnt.rate : limiter->said.rate);
  if (shared->held.first == NULL)
    wait = take(shared, held->mode);
  if (wait <= 0)
    return 0;
  if (shared->held.first == NULL && wake_in(shared, wait) != HWC_OK)
    return -1;
  hwc_queue_append(&shared->held, &held->queued);
  return wait;
}

void hwc_shared_unhold(struct hwc_shared *shared, struct hwc_held *held)
{
  if (!held->queued.waiting)
    return;
  hwc_queue_remove(&shared->held, &held->queued);
  if (shared->held.first == NULL)
    hwc_loop_clear_alarm(shared->loop, &shared->held_alarm);
}

void hwc_shared_learn(struct hwc_shared *shared, enum hwc_rate_limit mode,
                      bool throttled, struct hwc_text message)
{
  double now = hwc_loop_now(shared->loop);

  hwc_limiter_learn(&shared->limiter, mode, throttled, now);
  if (throttled)
    hwc_limiter_read(&shared->limiter, message, now);
}
