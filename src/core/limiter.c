/* SPDX-License-Identifier: Apache-2.0
 *
 * Token buckets, and the cubic controller of botocore's adaptive retry mode:
 * throttling lowers the rate, which then grows back along a cubic curve that is
 * flat around the throttled rate. */
#include "core/limiter.h"

#include <math.h>
#include <string.h>

/* Constants from botocore: retries/adaptive.py, bucket.py and throttling.py. */
#define BETA 0.7
#define SCALE 0.4
#define SMOOTHING 0.8
#define PERIOD 0.5
#define MIN_ADAPTIVE_RATE 0.5
#define OVERSHOOT 2.0

#define MIN_STATED_RATE 0.05

static void refill(struct hwc_bucket *bucket, double now)
{
  bucket->level =
    fmin(bucket->capacity, bucket->level + (now - bucket->at) * bucket->rate);
  bucket->at = now;
}

static void set_rate(struct hwc_bucket *bucket, double rate, double slowest,
                     double now)
{
  refill(bucket, now);
  bucket->rate = fmax(rate, slowest);
  bucket->capacity = fmax(rate, 1);
  bucket->level = fmin(bucket->level, bucket->capacity);
}

/* Seconds until there is a token; 0 if there is one. */
static double seconds_to_token(struct hwc_bucket *bucket, double now)
{
  refill(bucket, now);
  /* Tolerates rounding errors: a caller must not wait forever for the rest. */
  if (bucket->level >= 1 - 1e-9)
    return 0;
  return (1 - bucket->level) / bucket->rate;
}

void hwc_limiter_init(struct hwc_limiter *limiter, double now)
{
  *limiter = (struct hwc_limiter){0};
  limiter->period = floor(now);
  limiter->refusal = now;
  limiter->adaptive = (struct hwc_bucket){.rate = 1, .capacity = 1, .at = now};
}

double hwc_limiter_take(struct hwc_limiter *limiter, enum hwc_rate_limit mode,
                        double now)
{
  bool by_stated = limiter->has_stated && mode != HWC_RATE_FREE;
  bool by_adaptive = limiter->has_adaptive && mode == HWC_RATE_ADAPTIVE;
  double wait = 0;

  if (by_stated)
    wait = seconds_to_token(&limiter->stated, now);
  if (by_adaptive)
    wait = fmax(wait, seconds_to_token(&limiter->adaptive, now));
  if (wait > 0)
    return wait;
  if (by_stated)
    limiter->stated.level -= 1;
  if (by_adaptive)
    limiter->adaptive.level -= 1;
  return 0;
}

static void measure(struct hwc_limiter *limiter, double now)
{
  double period = floor(now / PERIOD) * PERIOD;

  limiter->count++;
  if (period <= limiter->period)
    return;
  double rate = limiter->count / (period - limiter->period);
  limiter->measured = rate * SMOOTHING + limiter->measured * (1 - SMOOTHING);
  limiter->count = 0;
  limiter->period = period;
}

void hwc_limiter_update(struct hwc_limiter *limiter, enum hwc_rate_limit mode,
                        bool throttled, double now)
{
  double rate;

  measure(limiter, now);
  if (throttled && mode != HWC_RATE_ADAPTIVE)
    return;
  if (throttled) {
    limiter->highest = limiter->measured;
    if (limiter->has_adaptive)
      limiter->highest = fmin(limiter->measured, limiter->adaptive.rate);
    limiter->has_adaptive = true;
    limiter->refusal = now;
    limiter->plateau = cbrt(limiter->highest * (1 - BETA) / SCALE);
    rate = limiter->highest * BETA;
  } else {
    double past = now - limiter->refusal - limiter->plateau;
    rate = SCALE * past * past * past + limiter->highest;
  }
  set_rate(&limiter->adaptive, fmin(rate, OVERSHOOT * limiter->measured),
           MIN_ADAPTIVE_RATE, now);
}

/* Takes a number of at most nine digits from the front of `text`. */
static bool take_number(struct hwc_text *text, double *number)
{
  size_t digits = 0;

  *number = 0;
  while (digits < text->length && text->data[digits] >= '0' &&
         text->data[digits] <= '9')
    *number = *number * 10 + (text->data[digits++] - '0');
  *text = (struct hwc_text){text->data + digits, text->length - digits};
  return digits > 0 && digits < 10 && *number > 0;
}

static bool take_text(struct hwc_text *text, struct hwc_text prefix)
{
  if (text->length < prefix.length ||
      memcmp(text->data, prefix.data, prefix.length) != 0)
    return false;
  *text =
    (struct hwc_text){text->data + prefix.length, text->length - prefix.length};
  return true;
}

/* Seconds of the unit at the front; 0 if unknown. */
static double unit_seconds(struct hwc_text text)
{
  static const struct {
    struct hwc_text name;
    double seconds;
  } units[] = {
    {{"second", 6}, 1},
    {{"minute", 6}, 60},
    {{"hour", 4}, 3600},
    {{"day", 3}, 86400},
  };

  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
    if (take_text(&text, units[i].name))
      return units[i].seconds;
  return 0;
}

/* limit:100,time:1 minute */
static bool read_rate(struct hwc_text text, double *rate)
{
  double limit;
  double time;

  if (!take_text(&text, HWC_TEXT("limit:")) || !take_number(&text, &limit) ||
      !take_text(&text, HWC_TEXT(",time:")) || !take_number(&text, &time))
    return false;
  double seconds = time * unit_seconds(hwc_text_trim(text));
  if (seconds <= 0)
    return false;
  *rate = limit / seconds;
  return true;
}

bool hwc_limiter_read(struct hwc_limiter *limiter, struct hwc_text message,
                      double now)
{
  static const struct hwc_text mark = {"over ratelimit,", 15};
  double rate;

  while (message.length > mark.length &&
         memcmp(message.data, mark.data, mark.length) != 0) {
    message.data++;
    message.length--;
  }
  if (!take_text(&message, mark) || !read_rate(message, &rate))
    return false;
  if (!limiter->has_stated)
    limiter->stated = (struct hwc_bucket){.at = now};
  limiter->has_stated = true;
  set_rate(&limiter->stated, rate, MIN_STATED_RATE, now);
  limiter->stated.level =
    0; /* the service has just refused: no tokens are left */
  return true;
}
