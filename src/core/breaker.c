/* SPDX-License-Identifier: Apache-2.0
 *
 * Counting refusals, and letting attempts go on by turns. */
#include "core/breaker.h"

#include "core/buffer.h"
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* Seconds without a request after HWC_MOST_REFUSALS. */
#define PAUSE 60.0

/* Refusals in a row that are possible: the fifth would lock the key. */
#define POSSIBLE_REFUSALS (HWC_MOST_REFUSALS + 1)

/* Of those that nobody has. */
#define MOST_UNUSED 64

/* --- Who shares one ------------------------------------------------------- */

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
  if (breaker->list == NULL || !breaker->lasting || breaker->refusals == 0)
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

/* --- What was said -------------------------------------------------------- */

void hwc_breaker_accepted(struct hwc_breaker *breaker, struct hwc_turn *turn)
{
  breaker->open_refusals -= turn->refusals;
  turn->refusals = 0;
  breaker->accepted = true;
  breaker->refusals = 0;
  breaker->paused_until = 0;
}

void hwc_breaker_refused(struct hwc_breaker *breaker, struct hwc_turn *turn)
{
  turn->refusals++;
  breaker->open_refusals++;
}

/* After a pause a single refusal begins the next one. What other turns wait to
 * have explained by the clock was not explained by it here. */
static void count_refusals(struct hwc_breaker *breaker, struct hwc_turn *turn,
                           double now)
{
  if (turn->refusals == 0)
    return;
  breaker->accepted = false;
  breaker->refusals += turn->refusals;
  breaker->open_refusals -= turn->refusals;
  turn->refusals = 0;
  if (breaker->refusals > HWC_MOST_REFUSALS)
    breaker->refusals = HWC_MOST_REFUSALS;
  if (breaker->refusals + breaker->open_refusals >= HWC_MOST_REFUSALS)
    breaker->paused_until = now + PAUSE;
}

double hwc_breaker_pause(const struct hwc_breaker *breaker, double now)
{
  return breaker->paused_until > now ? breaker->paused_until - now : 0;
}

/* --- Turns ---------------------------------------------------------------- */

/* While they are paused each attempt is let through, to be told so; after it
 * one is tried. One that was refused may use up what is left: it may show that
 * all refusals were the clock's. */
static bool has_room(const struct hwc_breaker *breaker,
                     const struct hwc_turn *turn, double now)
{
  int most = turn->refusals > 0 ? POSSIBLE_REFUSALS : HWC_MOST_REFUSALS;
  bool alone =
    breaker->under_way == 0 && breaker->open_refusals == turn->refusals;

  return breaker->accepted || breaker->paused_until > now || alone ||
         breaker->refusals + breaker->open_refusals + breaker->under_way < most;
}

static void take(struct hwc_breaker *breaker, struct hwc_turn *turn, double now)
{
  hwc_queue_append(&breaker->running, &turn->queued);
  turn->began = now;
  turn->taken = true;
  breaker->under_way++;
}

/* Whether all that are under way have been so for long, at other hosts. */
static bool stalls_elsewhere(const struct hwc_breaker *breaker,
                             struct hwc_text origin, double now)
{
  for (const struct hwc_queued *q = breaker->running.first; q; q = q->next) {
    const struct hwc_turn *turn = (const struct hwc_turn *)q;
    if (now - turn->began < HWC_TURN_PATIENCE ||
        hwc_text_equal(turn->origin, origin))
      return false;
  }
  return true;
}

/* A turn may end within `go`: this is not called inside itself then, but goes
 * on by itself. */
static void go_on(struct hwc_breaker *breaker, double now)
{
  if (breaker->going_on)
    return;
  breaker->going_on = true;
  struct hwc_turn *turn;
  while ((turn = (struct hwc_turn *)breaker->turns.first) != NULL &&
         has_room(breaker, turn, now)) {
    hwc_queue_remove(&breaker->turns, &turn->queued);
    take(breaker, turn, now);
    turn->go(turn);
  }
  breaker->going_on = false;
}

bool hwc_breaker_take_turn(struct hwc_breaker *breaker, struct hwc_turn *turn,
                           double now)
{
  bool first = turn->refusals > 0 || breaker->turns.first == NULL;

  if (first && has_room(breaker, turn, now)) {
    take(breaker, turn, now);
    return true;
  }
  if (turn->refusals > 0)
    hwc_queue_prepend(&breaker->turns, &turn->queued);
  else
    hwc_queue_append(&breaker->turns, &turn->queued);
  return false;
}

/* It takes the one refusal that is left to those that are made again. */
bool hwc_breaker_go_ahead(struct hwc_breaker *breaker, struct hwc_turn *turn,
                          double now)
{
  if (breaker->refusals + breaker->open_refusals + breaker->under_way >=
        POSSIBLE_REFUSALS ||
      turn->refusals > 0 || !stalls_elsewhere(breaker, turn->origin, now))
    return false;
  hwc_queue_remove(&breaker->turns, &turn->queued);
  take(breaker, turn, now);
  return true;
}

bool hwc_breaker_may_try_again(const struct hwc_breaker *breaker, double now)
{
  return hwc_breaker_pause(breaker, now) <= 0 &&
         breaker->refusals + breaker->open_refusals < POSSIBLE_REFUSALS;
}

void hwc_breaker_yield_turn(struct hwc_breaker *breaker, struct hwc_turn *turn)
{
  hwc_queue_remove(&breaker->running, &turn->queued);
  turn->taken = false;
  breaker->under_way--;
}

void hwc_breaker_end_turn(struct hwc_breaker *breaker, struct hwc_turn *turn,
                          double now)
{
  if (turn->taken) {
    hwc_breaker_yield_turn(breaker, turn);
  } else if (turn->queued.waiting) {
    hwc_queue_remove(&breaker->turns, &turn->queued);
  } else if (turn->refusals == 0) {
    return;
  }
  count_refusals(breaker, turn, now);
  /* Those that go on may let go of all other references. */
  breaker->references++;
  go_on(breaker, now);
  hwc_breaker_unref(breaker);
}
