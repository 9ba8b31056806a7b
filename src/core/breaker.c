/* SPDX-License-Identifier: Apache-2.0
 *
 * Counts refusals and grants permits. */
#include "core/breaker.h"

#include "core/buffer.h"
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* Seconds for which the breaker stays open. */
#define OPEN_SECONDS 60.0

/* Maximum number of refusals in a row: the fifth would lock the key. */
#define POSSIBLE_REFUSALS (HWC_MOST_REFUSALS + 1)

/* Number of breakers kept without a reference. */
#define MOST_UNUSED 64

/* --- Sharing -------------------------------------------------------------- */

/* The digest of "first NUL second". */
static enum hwc_status digest(unsigned char out[HWC_DIGEST_SIZE],
                              struct hwc_text first, struct hwc_text second)
{
  EVP_MD_CTX *context = EVP_MD_CTX_new();

  if (context == NULL)
    return HWC_NO_MEMORY;
  bool good = EVP_DigestInit_ex(context, EVP_sha256(), NULL) == 1 &&
              EVP_DigestUpdate(context, first.data, first.length) == 1 &&
              EVP_DigestUpdate(context, "", 1) == 1 &&
              EVP_DigestUpdate(context, second.data, second.length) == 1 &&
              EVP_DigestFinal_ex(context, out, NULL) == 1;
  EVP_MD_CTX_free(context);
  return good ? HWC_OK : HWC_CRYPTO;
}

enum hwc_status hwc_breaker_new(struct hwc_breaker **breaker,
                                struct hwc_text first, struct hwc_text second)
{
  struct hwc_breaker *made = calloc(1, sizeof *made);

  if (made == NULL)
    return HWC_NO_MEMORY;
  enum hwc_status status = digest(made->digest, first, second);
  if (status != HWC_OK) {
    free(made);
    return status;
  }
  made->references = 1;
  *breaker = made;
  return HWC_OK;
}

static void leave_list(struct hwc_breaker *breaker)
{
  if (breaker->list == NULL)
    return;
  struct hwc_breaker **link = &breaker->list->first;
  while (*link != breaker)
    link = &(*link)->next;
  *link = breaker->next;
  breaker->list = NULL;
}

static void end(struct hwc_breaker *breaker)
{
  leave_list(breaker);
  hwc_wipe(breaker->digest, sizeof breaker->digest);
  free(breaker);
}

static void end_oldest_unused(struct hwc_breakers *breakers)
{
  struct hwc_breaker *oldest = NULL;

  for (struct hwc_breaker *s = breakers->first; s != NULL; s = s->next)
    if (s->references == 0)
      oldest = s;
  end(oldest);
  breakers->unused--;
}

struct hwc_breaker *hwc_breaker_ref(struct hwc_breaker *breaker)
{
  breaker->references++;
  return breaker;
}

void hwc_breaker_unref(struct hwc_breaker *breaker)
{
  if (breaker == NULL || --breaker->references > 0)
    return;
  if (breaker->list == NULL || !breaker->permanent || breaker->refusals == 0)
    end(breaker);
  else if (++breaker->list->unused > MOST_UNUSED)
    end_oldest_unused(breaker->list);
}

void hwc_breakers_done(struct hwc_breakers *breakers)
{
  while (breakers->first != NULL) {
    struct hwc_breaker *first = breakers->first;
    leave_list(first);
    if (first->references == 0)
      end(first);
  }
  breakers->unused = 0;
}

struct hwc_breaker *hwc_breaker_share(struct hwc_breaker *breaker,
                                      struct hwc_breakers *breakers)
{
  for (struct hwc_breaker *s = breakers->first; s != NULL; s = s->next)
    if (memcmp(s->digest, breaker->digest, sizeof s->digest) == 0) {
      if (s->references++ == 0)
        breakers->unused--;
      hwc_breaker_unref(breaker);
      return s;
    }
  breaker->list = breakers;
  breaker->next = breakers->first;
  breakers->first = breaker;
  return breaker;
}

/* --- Counting refusals ---------------------------------------------------- */

void hwc_breaker_accepted(struct hwc_breaker *breaker,
                          struct hwc_permit *permit)
{
  breaker->pending_refusals -= permit->refusals;
  permit->refusals = 0;
  breaker->accepted = true;
  breaker->refusals = 0;
  breaker->open_until = 0;
}

void hwc_breaker_refused(struct hwc_breaker *breaker, struct hwc_permit *permit)
{
  permit->refusals++;
  breaker->pending_refusals++;
}

/* After the breaker was open a single refusal opens it again. Pending refusals
 * of other permits, which the clock may still explain, count here: it did not
 * explain this one. */
static void count_refusals(struct hwc_breaker *breaker,
                           struct hwc_permit *permit, double now)
{
  if (permit->refusals == 0)
    return;
  breaker->accepted = false;
  breaker->refusals += permit->refusals;
  breaker->pending_refusals -= permit->refusals;
  permit->refusals = 0;
  if (breaker->refusals > HWC_MOST_REFUSALS)
    breaker->refusals = HWC_MOST_REFUSALS;
  if (breaker->refusals + breaker->pending_refusals >= HWC_MOST_REFUSALS)
    breaker->open_until = now + OPEN_SECONDS;
}

double hwc_breaker_open_for(const struct hwc_breaker *breaker, double now)
{
  return breaker->open_until > now ? breaker->open_until - now : 0;
}

/* --- Permits -------------------------------------------------------------- */

/* True if a permit may be granted. While the breaker is open every attempt is
 * granted one, because it then fails at once with the reason. When it was open,
 * one attempt is tried. A refused attempt may use up what is left: its success
 * would show that the clock caused all refusals. */
static bool has_room(const struct hwc_breaker *breaker,
                     const struct hwc_permit *permit, double now)
{
  int most = permit->refusals > 0 ? POSSIBLE_REFUSALS : HWC_MOST_REFUSALS;
  bool alone =
    breaker->in_progress == 0 && breaker->pending_refusals == permit->refusals;

  return breaker->accepted || breaker->open_until > now || alone ||
         breaker->refusals + breaker->pending_refusals + breaker->in_progress <
           most;
}

static void grant(struct hwc_breaker *breaker, struct hwc_permit *permit,
                  double now)
{
  hwc_queue_append(&breaker->granted, &permit->queued);
  permit->granted_at = now;
  permit->granted = true;
  breaker->in_progress++;
}

/* True if all attempts in progress are at other hosts and have had no response
 * for long. */
static bool others_stall(const struct hwc_breaker *breaker,
                         struct hwc_text origin, double now)
{
  for (const struct hwc_queued *q = breaker->granted.first; q != NULL;
       q = q->next) {
    const struct hwc_permit *permit = (const struct hwc_permit *)q;
    if (now - permit->granted_at < HWC_PERMIT_PATIENCE ||
        hwc_text_equal(permit->origin, origin))
      return false;
  }
  return true;
}

/* A permit may be released within `on_grant`: the loop then goes on, and this
 * function is not entered twice. */
static void grant_waiting(struct hwc_breaker *breaker, double now)
{
  if (breaker->granting)
    return;
  breaker->granting = true;
  struct hwc_permit *permit;
  while ((permit = (struct hwc_permit *)breaker->waiting.first) != NULL &&
         has_room(breaker, permit, now)) {
    hwc_queue_remove(&breaker->waiting, &permit->queued);
    grant(breaker, permit, now);
    permit->on_grant(permit);
  }
  breaker->granting = false;
}

bool hwc_breaker_acquire(struct hwc_breaker *breaker, struct hwc_permit *permit,
                         double now)
{
  bool first = permit->refusals > 0 || breaker->waiting.first == NULL;

  if (first && has_room(breaker, permit, now)) {
    grant(breaker, permit, now);
    return true;
  }
  if (permit->refusals > 0)
    hwc_queue_prepend(&breaker->waiting, &permit->queued);
  else
    hwc_queue_append(&breaker->waiting, &permit->queued);
  return false;
}

/* Uses the last possible refusal, which is otherwise reserved for retries. */
bool hwc_breaker_acquire_extra(struct hwc_breaker *breaker,
                               struct hwc_permit *permit, double now)
{
  if (breaker->refusals + breaker->pending_refusals + breaker->in_progress >=
        POSSIBLE_REFUSALS ||
      permit->refusals > 0 || !others_stall(breaker, permit->origin, now))
    return false;
  hwc_queue_remove(&breaker->waiting, &permit->queued);
  grant(breaker, permit, now);
  return true;
}

bool hwc_breaker_allows_retry(const struct hwc_breaker *breaker, double now)
{
  return hwc_breaker_open_for(breaker, now) <= 0 &&
         breaker->refusals + breaker->pending_refusals < POSSIBLE_REFUSALS;
}

void hwc_breaker_return(struct hwc_breaker *breaker, struct hwc_permit *permit)
{
  hwc_queue_remove(&breaker->granted, &permit->queued);
  permit->granted = false;
  breaker->in_progress--;
}

void hwc_breaker_release(struct hwc_breaker *breaker, struct hwc_permit *permit,
                         double now)
{
  if (permit->granted) {
    hwc_breaker_return(breaker, permit);
  } else if (permit->queued.waiting) {
    hwc_queue_remove(&breaker->waiting, &permit->queued);
  } else if (permit->refusals == 0) {
    return;
  }
  count_refusals(breaker, permit, now);
  /* The granted attempts may release all other references. */
  breaker->references++;
  grant_waiting(breaker, now);
  hwc_breaker_unref(breaker);
}
