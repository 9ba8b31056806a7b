/* SPDX-License-Identifier: Apache-2.0
 *
 * The retry policy. */
#include "core/retry.h"

#include "core/http_date.h"
#include <stddef.h>
#include <string.h>

#define TRANSIENT_BASE 0.05
#define THROTTLED_BASE 1.0
#define LONGEST_BACK_OFF 20.0

/* Seconds; longer values are clamped. */
#define LONGEST_RETRY_AFTER 1000000000
#define PATIENCE 5.0

#define TRANSIENT_COST 14
#define THROTTLED_COST 5
#define REWARD 1

/* Error codes that are more specific than the status. */
static const struct {
  const char *code;
  enum hwc_failure failure;
  bool nothing_done;
} codes[] = {
  {"APIG.0308", HWC_FAILURE_THROTTLED, true},
  {"APIGW.0308", HWC_FAILURE_THROTTLED, true},
  {"CPS.0042", HWC_FAILURE_THROTTLED, true},  /* system busy */
  {"CPS.0003", HWC_FAILURE_TRANSIENT, false}, /* internal error */
  {"CPS.0054", HWC_FAILURE_TRANSIENT, false}, /* handling timed out */
  {"CPS.0061", HWC_FAILURE_FINAL, false},     /* concerning orders */
  {"CPS.0062", HWC_FAILURE_FINAL, false},
};

/* With status 401: not processed, because the credentials were refused. */
static const char *const identity_codes[] = {
  "APIG.0301", "APIG.0307", "APIG.1002", "APIGW.0301", "APIGW.0307",
};

static struct hwc_verdict classify_status(const struct hwc_outcome *outcome)
{
  switch (outcome->status) {
  case 401:
    for (size_t i = 0; i < sizeof identity_codes / sizeof identity_codes[0];
         i++)
      if (strcmp(outcome->code, identity_codes[i]) == 0)
        return (struct hwc_verdict){HWC_FAILURE_IDENTITY, true};
    return (struct hwc_verdict){HWC_FAILURE_FINAL, false};
  case 408:
  case 500:
  case 502:
  case 503:
  case 504:
    return (struct hwc_verdict){HWC_FAILURE_TRANSIENT, false};
  default:
    return (struct hwc_verdict){HWC_FAILURE_FINAL, false};
  }
}

/* An attempt without a response. */
static struct hwc_verdict classify_failure(const struct hwc_outcome *outcome)
{
  bool nothing_done =
    outcome->fate == HWC_FATE_NOT_SENT || outcome->fate == HWC_FATE_REFUSED;
  enum hwc_failure failure = HWC_FAILURE_FINAL;

  if (outcome->kind == HWC_KIND_CREDENTIALS)
    failure = HWC_FAILURE_IDENTITY;
  else if (!outcome->permanent && (outcome->kind == HWC_KIND_TRANSPORT ||
                                   outcome->kind == HWC_KIND_TIMEOUT))
    failure = HWC_FAILURE_TRANSIENT;
  return (struct hwc_verdict){failure, nothing_done};
}

struct hwc_verdict hwc_classify(const struct hwc_outcome *outcome)
{
  if (outcome->kind != HWC_KIND_NONE)
    return classify_failure(outcome);
  if (outcome->status < 400)
    return (struct hwc_verdict){
      outcome->status < 300 ? HWC_FAILURE_NONE : HWC_FAILURE_FINAL, false};
  if (outcome->status == 429)
    return (struct hwc_verdict){HWC_FAILURE_THROTTLED, true};
  for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
    if (strcmp(outcome->code, codes[i].code) == 0)
      return (struct hwc_verdict){codes[i].failure, codes[i].nothing_done};
  return classify_status(outcome);
}

double hwc_back_off(enum hwc_failure failure, int retry,
                    struct hwc_random *random)
{
  double most =
    failure == HWC_FAILURE_THROTTLED ? THROTTLED_BASE : TRANSIENT_BASE;

  for (int i = 0; i < retry && most < LONGEST_BACK_OFF; i++)
    most *= 2;
  if (most > LONGEST_BACK_OFF)
    most = LONGEST_BACK_OFF;
  return random->draw(random) * most;
}

double hwc_retry_after(struct hwc_text value, int64_t now)
{
  int64_t seconds = 0;

  value = hwc_text_trim(value);
  if (hwc_http_date_parse(&seconds, value)) {
    seconds -= now;
  } else {
    if (value.length == 0)
      return 0;
    for (size_t i = 0; i < value.length; i++) {
      if (value.data[i] < '0' || value.data[i] > '9')
        return 0;
      if (seconds < LONGEST_RETRY_AFTER)
        seconds = seconds * 10 + (value.data[i] - '0');
    }
  }
  if (seconds > LONGEST_RETRY_AFTER)
    seconds = LONGEST_RETRY_AFTER;
  return seconds > 0 ? (double)seconds : 0;
}

double hwc_retry_delay(double back_off, double retry_after)
{
  if (retry_after > back_off + PATIENCE)
    return -1;
  return retry_after > back_off ? retry_after : back_off;
}

void hwc_quota_init(struct hwc_quota *quota)
{
  quota->left = HWC_QUOTA;
}

int hwc_quota_take(struct hwc_quota *quota, enum hwc_failure failure)
{
  int cost = failure == HWC_FAILURE_THROTTLED ? THROTTLED_COST : TRANSIENT_COST;

  if (quota->left < cost)
    return 0;
  quota->left -= cost;
  return cost;
}

void hwc_quota_give(struct hwc_quota *quota, int cost)
{
  quota->left += cost > 0 ? cost : REWARD;
  if (quota->left > HWC_QUOTA)
    quota->left = HWC_QUOTA;
}
