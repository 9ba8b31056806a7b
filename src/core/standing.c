/* SPDX-License-Identifier: Apache-2.0
 *
 * Counting refusals, and letting attempts go on by turns. */
#include "core/standing.h"

#include "core/buffer.h"
#include <stdlib.h>
#include <string.h>

/* Seconds without a request after HWC_MOST_REFUSALS. */
#define PAUSE 60.0

/* Refusals in a row that are possible: the fifth would lock the key. */
#define POSSIBLE_REFUSALS (HWC_MOST_REFUSALS + 1)

/* --- Who shares one ------------------------------------------------------- */

struct hwc_standing *hwc_standing_new(void)
{
  struct hwc_standing *made = calloc(1, sizeof *made);

  if (made != NULL)
    made->references = 1;
  return made;
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

void hwc_standing_unref(struct hwc_standing *standing)
{
  if (--standing->references > 0)
    return;
  leave_list(standing);
  hwc_wipe(standing->digest, sizeof standing->digest);
  free(standing);
}

void hwc_standings_done(struct hwc_standings *standings)
{
  while (standings->first != NULL)
    leave_list(standings->first);
}

struct hwc_standing *hwc_standing_share(struct hwc_standing *standing,
                                        struct hwc_standings *standings)
{
  for (struct hwc_standing *s = standings->first; s != NULL; s = s->next)
    if (memcmp(s->digest, standing->digest, sizeof s->digest) == 0) {
      s->references++;
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

static void take(struct hwc_standing *standing, struct hwc_turn *turn)
{
  turn->taken = true;
  standing->under_way++;
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
    take(standing, turn);
    turn->go(turn);
  }
  standing->going_on = false;
}

bool hwc_standing_take_turn(struct hwc_standing *standing,
                            struct hwc_turn *turn, double now)
{
  bool first = turn->refusals > 0 || standing->turns.first == NULL;

  if (first && has_room(standing, turn, now)) {
    take(standing, turn);
    return true;
  }
  if (turn->refusals > 0)
    hwc_queue_prepend(&standing->turns, &turn->queued);
  else
    hwc_queue_append(&standing->turns, &turn->queued);
  return false;
}

void hwc_standing_yield_turn(struct hwc_standing *standing,
                             struct hwc_turn *turn)
{
  turn->taken = false;
  standing->under_way--;
}

void hwc_standing_end_turn(struct hwc_standing *standing, struct hwc_turn *turn,
                           double now)
{
  if (turn->queued.waiting) {
    hwc_queue_remove(&standing->turns, &turn->queued);
  } else if (turn->taken) {
    hwc_standing_yield_turn(standing, turn);
  } else if (turn->refusals == 0) {
    return;
  }
  count_refusals(standing, turn, now);
  /* Those that go on may let go of all other references. */
  standing->references++;
  go_on(standing, now);
  hwc_standing_unref(standing);
}
