/* SPDX-License-Identifier: Apache-2.0
 *
 * Counting refusals, and letting attempts go on by turns. */
#include "core/standing.h"

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

enum hwc_status hwc_standing_new(struct hwc_standing **standing,
                                 struct hwc_text first, struct hwc_text second)
{
  struct hwc_standing *made = calloc(1, sizeof *made);

  if (made == NULL)
    return HWC_NO_MEMORY;
  enum hwc_status status = digest(made->digest, first, second);
  if (status != HWC_OK) {
    free(made);
    return status;
  }
  made->references = 1;
  *standing = made;
  return HWC_OK;
}

static void leave_list(struct hwc_standing *standing)
{
  if (standing->list == NULL)
    return;
  struct hwc_standing **link = &standing->list->first;
  while (*link != standing)
    link = &(*link)->next;
  *link = standing->next;
  standing->list = NULL;
}

static void end(struct hwc_standing *standing)
{
  leave_list(standing);
  hwc_wipe(standing->digest, sizeof standing->digest);
  free(standing);
}

static void end_oldest_unused(struct hwc_standings *standings)
{
  struct hwc_standing *oldest = NULL;

  for (struct hwc_standing *s = standings->first; s != NULL; s = s->next)
    if (s->references == 0)
      oldest = s;
  end(oldest);
  standings->unused--;
}

struct hwc_standing *hwc_standing_ref(struct hwc_standing *standing)
{
  standing->references++;
  return standing;
}

void hwc_standing_unref(struct hwc_standing *standing)
{
  if (standing == NULL || --standing->references > 0)
    return;
  if (standing->list == NULL || !standing->lasting || standing->refusals == 0)
    end(standing);
  else if (++standing->list->unused > MOST_UNUSED)
    end_oldest_unused(standing->list);
}

void hwc_standings_done(struct hwc_standings *standings)
{
  while (standings->first != NULL) {
    struct hwc_standing *first = standings->first;
    leave_list(first);
    if (first->references == 0)
      end(first);
  }
  standings->unused = 0;
}

struct hwc_standing *hwc_standing_share(struct hwc_standing *standing,
                                        struct hwc_standings *standings)
{
  for (struct hwc_standing *s = standings->first; s != NULL; s = s->next)
    if (memcmp(s->digest, standing->digest, sizeof s->digest) == 0) {
      if (s->references++ == 0)
        standings->unused--;
      hwc_standing_unref(standing);
      return s;
    }
  standing->list = standings;
  standing->next = standings->first;
  standings->first = standing;
  return standing;
}

/* --- What was said -------------------------------------------------------- */

void hwc_standing_accepted(struct hwc_standing *standing, struct hwc_turn *turn)
{
  standing->open_refusals -= turn->refusals;
  turn->refusals = 0;
  standing->accepted = true;
  standing->refusals = 0;
  standing->paused_until = 0;
}

void hwc_standing_refused(struct hwc_standing *standing, struct hwc_turn *turn)
{
  turn->refusals++;
  standing->open_refusals++;
}

/* After a pause a single refusal begins the next one. What other turns wait to
 * have explained by the clock was not explained by it here. */
static void count_refusals(struct hwc_standing *standing, struct hwc_turn *turn,
                           double now)
{
  if (turn->refusals == 0)
    return;
  standing->accepted = false;
  standing->refusals += turn->refusals;
  standing->open_refusals -= turn->refusals;
  turn->refusals = 0;
  if (standing->refusals > HWC_MOST_REFUSALS)
    standing->refusals = HWC_MOST_REFUSALS;
  if (standing->refusals + standing->open_refusals >= HWC_MOST_REFUSALS)
    standing->paused_until = now + PAUSE;
}

double hwc_standing_pause(const struct hwc_standing *standing, double now)
{
  return standing->paused_until > now ? standing->paused_until - now : 0;
}

/* --- Turns ---------------------------------------------------------------- */

/* While they are paused each attempt is let through, to be told so; after it
 * one is tried. One that was refused may use up what is left: it may show that
 * all refusals were the clock's. */
static bool has_room(const struct hwc_standing *standing,
                     const struct hwc_turn *turn, double now)
{
  int most = turn->refusals > 0 ? POSSIBLE_REFUSALS : HWC_MOST_REFUSALS;
  bool alone =
    standing->under_way == 0 && standing->open_refusals == turn->refusals;

  return standing->accepted || standing->paused_until > now || alone ||
         standing->refusals + standing->open_refusals + standing->under_way <
           most;
}

static void take(struct hwc_standing *standing, struct hwc_turn *turn,
                 double now)
{
  hwc_queue_append(&standing->running, &turn->queued);
  turn->began = now;
  turn->taken = true;
  standing->under_way++;
}

/* Whether all that are under way have been so for long, at other hosts. */
static bool stalls_elsewhere(const struct hwc_standing *standing,
                             struct hwc_text origin, double now)
{
  for (const struct hwc_queued *q = standing->running.first; q; q = q->next) {
    const struct hwc_turn *turn = (const struct hwc_turn *)q;
    if (now - turn->began < HWC_TURN_PATIENCE ||
        hwc_text_equal(turn->origin, origin))
      return false;
  }
  return true;
}

/* A turn may end within `go`: this is not called inside itself then, but goes
 * on by itself. */
static void go_on(struct hwc_standing *standing, double now)
{
  if (standing->going_on)
    return;
  standing->going_on = true;
  struct hwc_turn *turn;
  while ((turn = (struct hwc_turn *)standing->turns.first) != NULL &&
         has_room(standing, turn, now)) {
    hwc_queue_remove(&standing->turns, &turn->queued);
    take(standing, turn, now);
    turn->go(turn);
  }
  standing->going_on = false;
}

bool hwc_standing_take_turn(struct hwc_standing *standing,
                            struct hwc_turn *turn, double now)
{
  bool first = turn->refusals > 0 || standing->turns.first == NULL;

  if (first && has_room(standing, turn, now)) {
    take(standing, turn, now);
    return true;
  }
  if (turn->refusals > 0)
    hwc_queue_prepend(&standing->turns, &turn->queued);
  else
    hwc_queue_append(&standing->turns, &turn->queued);
  return false;
}

/* It takes the one refusal that is left to those that are made again. */
bool hwc_standing_go_ahead(struct hwc_standing *standing, struct hwc_turn *turn,
                           double now)
{
  if (standing->refusals + standing->open_refusals + standing->under_way >=
        POSSIBLE_REFUSALS ||
      turn->refusals > 0 || !stalls_elsewhere(standing, turn->origin, now))
    return false;
  hwc_queue_remove(&standing->turns, &turn->queued);
  take(standing, turn, now);
  return true;
}

bool hwc_standing_may_try_again(const struct hwc_standing *standing, double now)
{
  return hwc_standing_pause(standing, now) <= 0 &&
         standing->refusals + standing->open_refusals < POSSIBLE_REFUSALS;
}

void hwc_standing_yield_turn(struct hwc_standing *standing,
                             struct hwc_turn *turn)
{
  hwc_queue_remove(&standing->running, &turn->queued);
  turn->taken = false;
  standing->under_way--;
}

void hwc_standing_end_turn(struct hwc_standing *standing, struct hwc_turn *turn,
                           double now)
{
  if (turn->taken) {
    hwc_standing_yield_turn(standing, turn);
  } else if (turn->queued.waiting) {
    hwc_queue_remove(&standing->turns, &turn->queued);
  } else if (turn->refusals == 0) {
    return;
  }
  count_refusals(standing, turn, now);
  /* Those that go on may let go of all other references. */
  standing->references++;
  go_on(standing, now);
  hwc_standing_unref(standing);
}
