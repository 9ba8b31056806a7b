/* SPDX-License-Identifier: Apache-2.0
 *
 * Timers, waiting, and misuse of the loop. */
#define _POSIX_C_SOURCE 200809L
#include "core/loop.h"
#include "core/loop_internal.h"
#include "core/timer.h"
#include "spec/support/check.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

static void finishes_timers_in_the_order_of_their_time(void)
{
  struct hwc_loop *loop;
  struct hwc_timer_event *timers[4];
  char names[4] = {'a', 'b', 'c', 'd'};
  const double seconds[4] = {0.03, 0.01, 0.02, 0.01};
  char order[5] = "";
  size_t count = 0;

  REQUIRE(hwc_loop_new(&loop) == HWC_OK);
  for (int i = 0; i < 4; i++)
    REQUIRE(hwc_timer_event_new(&timers[i], loop, seconds[i], &names[i]) ==
            HWC_OK);
  while (count < 4) {
    char *name;
    REQUIRE(hwc_loop_turn(loop, -1) == HWC_OK);
    while ((name = hwc_loop_next_finished(loop)) != NULL)
      order[count++] = *name;
  }
  CHECK_STRING("bdca", order);
  for (int i = 0; i < 4; i++) {
    CHECK(hwc_timer_event_finished(timers[i]));
    hwc_timer_event_free(timers[i]);
  }
  CHECK(hwc_loop_next_finished(loop) == NULL);
  hwc_loop_free(loop);
}

static void does_not_finish_a_timer_early(void)
{
  struct hwc_loop *loop;
  struct hwc_timer_event *timer;

  REQUIRE(hwc_loop_new(&loop) == HWC_OK);
  double begun = hwc_loop_now(loop);
  REQUIRE(hwc_timer_event_new(&timer, loop, 0.015, loop) == HWC_OK);
  while (!hwc_timer_event_finished(timer))
    REQUIRE(hwc_loop_turn(loop, -1) == HWC_OK);
  CHECK(hwc_loop_now(loop) - begun >= 0.015);
  hwc_timer_event_free(timer);
  hwc_loop_free(loop);
}

static void forgets_freed_timers(void)
{
  struct hwc_loop *loop;
  struct hwc_timer_event *kept[2];
  struct hwc_timer_event *freed;

  REQUIRE(hwc_loop_new(&loop) == HWC_OK);
  REQUIRE(hwc_timer_event_new(&freed, loop, 0, "under way") == HWC_OK);
  hwc_timer_event_free(freed);
  CHECK(hwc_loop_due(loop) < 0);

  REQUIRE(hwc_timer_event_new(&kept[0], loop, 0, "first") == HWC_OK);
  REQUIRE(hwc_timer_event_new(&kept[1], loop, 0, "second") == HWC_OK);
  REQUIRE(hwc_timer_event_new(&freed, loop, 0, "last") == HWC_OK);
  REQUIRE(hwc_loop_turn(loop, -1) == HWC_OK);
  hwc_timer_event_free(freed); /* the last of the queue */
  hwc_timer_event_free(kept[0]);
  CHECK_STRING("second", hwc_loop_next_finished(loop));
  CHECK(hwc_loop_next_finished(loop) == NULL);
  hwc_timer_event_free(kept[1]);
  hwc_timer_event_free(NULL);
  hwc_loop_free(loop);
}

static void waits_no_longer_than_told(void)
{
  struct hwc_loop *loop;
  struct hwc_timer_event *timer;

  REQUIRE(hwc_loop_new(&loop) == HWC_OK);
  CHECK(hwc_loop_due(loop) < 0);
  CHECK(hwc_loop_turn(loop, -1) == HWC_OK); /* nothing could ever happen */
  REQUIRE(hwc_timer_event_new(&timer, loop, 60, loop) == HWC_OK);
  CHECK(hwc_loop_due(loop) > 59 && hwc_loop_due(loop) <= 60);
  double begun = hwc_loop_now(loop);
  CHECK(hwc_loop_turn(loop, 0) == HWC_OK);
  CHECK(hwc_loop_turn(loop, 0.01) == HWC_OK);
  double waited = hwc_loop_now(loop) - begun;
  CHECK(waited >= 0.01 && waited < 5);
  CHECK(!hwc_timer_event_finished(timer));
  hwc_timer_event_free(timer);
  hwc_loop_free(loop);
}

static void wakes_a_host_through_one_descriptor(void)
{
  struct epoll_event event = {.events = EPOLLIN};
  struct hwc_loop *loop;
  struct hwc_timer_event *timers[2];
  int host = epoll_create1(0);

  REQUIRE(host >= 0);
  REQUIRE(hwc_loop_new(&loop) == HWC_OK);
  REQUIRE(hwc_timer_event_new(&timers[0], loop, 0.02, "late") == HWC_OK);
  REQUIRE(epoll_ctl(host, EPOLL_CTL_ADD, hwc_loop_descriptor(loop), &event) ==
          0);
  /* Set after the descriptor was handed out, and due earlier. */
  REQUIRE(hwc_timer_event_new(&timers[1], loop, 0.01, "early") == HWC_OK);
  CHECK(epoll_wait(host, &event, 1, 0) == 0);

  CHECK(epoll_wait(host, &event, 1, 5000) == 1);
  CHECK(hwc_loop_turn(loop, 0) == HWC_OK);
  CHECK_STRING("early", hwc_loop_next_finished(loop));
  CHECK(hwc_loop_next_finished(loop) == NULL);

  CHECK(epoll_wait(host, &event, 1, 5000) == 1);
  CHECK(hwc_loop_turn(loop, 0) == HWC_OK);
  CHECK_STRING("late", hwc_loop_next_finished(loop));

  /* No further wake-up is needed. */
  CHECK(epoll_wait(host, &event, 1, 0) == 0);
  hwc_timer_event_free(timers[0]);
  hwc_timer_event_free(timers[1]);
  hwc_loop_free(loop);
  close(host);
}

/* Calls step() from within a step. */
static enum hwc_status inner_status;

static void fire(struct hwc_timer *timer)
{
  inner_status = hwc_loop_turn(timer->owner, 0);
}

static void refuses_a_step_inside_a_step(void)
{
  struct hwc_timer timer = {.fire = fire};
  struct hwc_loop *loop;

  REQUIRE(hwc_loop_new(&loop) == HWC_OK);
  timer.owner = loop;
  REQUIRE(hwc_loop_set_timer(loop, &timer, 0) == HWC_OK);
  CHECK(hwc_loop_turn(loop, 0) == HWC_OK);
  CHECK(inner_status == HWC_INVALID);
  hwc_loop_free(loop);
}

static void refuses_to_work_in_a_forked_process(void)
{
  struct hwc_loop *loop;
  struct hwc_timer_event *timer;
  struct hwc_timer_event *other;
  int status = -1;

  REQUIRE(hwc_loop_new(&loop) == HWC_OK);
  REQUIRE(hwc_timer_event_new(&timer, loop, 0.02, "parent") == HWC_OK);
  struct pollfd polled = {hwc_loop_descriptor(loop), POLLIN, 0};
  CHECK(!hwc_loop_forked(loop));
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int bad = 0;
    bad |= !hwc_loop_forked(loop);
    bad |= hwc_loop_turn(loop, 0) != HWC_INVALID;
    /* Changes in the child's copy must not affect the parent's timer. */
    bad |= hwc_timer_event_new(&other, loop, 0, "child") != HWC_OK;
    hwc_timer_event_free(other);
    hwc_timer_event_free(timer);
    hwc_loop_free(loop);
    /* Not exit(): what libcurl keeps for the parent would count as a leak. */
    execlp(bad ? "false" : "true", "child", (char *)NULL);
    _exit(1);
  }
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK(poll(&polled, 1, 5000) == 1);
  CHECK(hwc_loop_turn(loop, 0) == HWC_OK);
  CHECK_STRING("parent", hwc_loop_next_finished(loop));
  hwc_timer_event_free(timer);
  hwc_loop_free(loop);
}

/* Compared with a linear search. */
static void keeps_timers_in_order_however_they_come_and_go(void)
{
  enum { COUNT = 200, ROUNDS = 5000 };
  static struct hwc_timer all[COUNT];
  struct hwc_timers timers = {0};
  unsigned random = 1;

  for (int round = 0; round < ROUNDS; round++) {
    random = random * 1103515245u + 12345u;
    struct hwc_timer *timer = &all[(random >> 16) % COUNT];
    random = random * 1103515245u + 12345u;
    if ((random >> 16) % 3 == 0)
      hwc_timers_clear(&timers, timer);
    else
      REQUIRE(hwc_timers_set(&timers, timer, (random >> 18) % 50) == HWC_OK);
    const struct hwc_timer *first = NULL;
    for (int i = 0; i < COUNT; i++) {
      if (all[i].position == 0)
        continue;
      if (first == NULL || all[i].at < first->at ||
          (all[i].at == first->at && all[i].sequence < first->sequence))
        first = &all[i];
    }
    CHECK(hwc_timers_first(&timers) == first);
  }
  hwc_timers_done(&timers);
  CHECK(hwc_timers_first(&timers) == NULL);
}

static void note_ready(struct hwc_watch *watch)
{
  ++*(int *)watch->owner;
}

/* A program that makes call after call, each finished at once, still notices
 * signals. */
static void serves_a_watch_while_something_has_always_finished(void)
{
  struct hwc_loop *loop;
  struct hwc_timer_event *timer;
  int ready = 0;
  int ends[2];
  struct hwc_watch watch = {.ready = note_ready, .owner = &ready};

  REQUIRE(pipe(ends) == 0);
  watch.descriptor = ends[0];
  REQUIRE(hwc_loop_new(&loop) == HWC_OK);
  REQUIRE(hwc_timer_event_new(&timer, loop, 0, loop) == HWC_OK);
  REQUIRE(hwc_loop_turn(loop, 0) == HWC_OK);
  REQUIRE(hwc_loop_has_finished(loop));
  REQUIRE(hwc_loop_watch(loop, &watch) == HWC_OK);
  REQUIRE(write(ends[1], "x", 1) == 1);
  REQUIRE(hwc_loop_turn(loop, -1) == HWC_OK);
  CHECK(ready == 1);
  hwc_loop_unwatch(loop, &watch);
  hwc_timer_event_free(timer);
  hwc_loop_free(loop);
  close(ends[0]);
  close(ends[1]);
}

int main(void)
{
  finishes_timers_in_the_order_of_their_time();
  does_not_finish_a_timer_early();
  forgets_freed_timers();
  waits_no_longer_than_told();
  wakes_a_host_through_one_descriptor();
  refuses_a_step_inside_a_step();
  refuses_to_work_in_a_forked_process();
  keeps_timers_in_order_however_they_come_and_go();
  serves_a_watch_while_something_has_always_finished();
  return check_failures();
}
