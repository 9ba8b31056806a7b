/* SPDX-License-Identifier: Apache-2.0
 *
 * Listeners for signals: what they block, and which wait gets a signal. */
#define _POSIX_C_SOURCE 200809L
#include "core/signals.h"
#include "spec/support/check.h"

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static volatile sig_atomic_t handled;

static void handle(int number)
{
  (void)number;
  handled++;
}

static struct hwc_loop *new_loop(void)
{
  struct hwc_loop *loop;

  REQUIRE(hwc_loop_new(&loop) == HWC_OK);
  return loop;
}

static struct hwc_signals *listen_for(struct hwc_loop *loop, int first,
                                      int second)
{
  struct hwc_signals *signals;
  int numbers[] = {first, second};

  REQUIRE(hwc_signals_new(&signals, loop, numbers, second ? 2 : 1) == HWC_OK);
  return signals;
}

static struct hwc_signal_wait *wait_for(struct hwc_signals *signals)
{
  struct hwc_signal_wait *wait;

  REQUIRE(hwc_signal_wait_new(&wait, signals, signals) == HWC_OK);
  return wait;
}

static bool is_blocked(int number)
{
  sigset_t mask;

  REQUIRE(pthread_sigmask(SIG_BLOCK, NULL, &mask) == 0);
  return sigismember(&mask, number) == 1;
}

static void set_blocked(int how, int number)
{
  sigset_t mask;

  sigemptyset(&mask);
  sigaddset(&mask, number);
  REQUIRE(pthread_sigmask(how, &mask, NULL) == 0);
}

/* To the process, like a terminal. */
static void send(int number)
{
  REQUIRE(kill(getpid(), number) == 0);
}

static void step(struct hwc_loop *loop)
{
  REQUIRE(hwc_loop_turn(loop, 0) == HWC_OK);
}

static bool is_readable(struct hwc_loop *loop)
{
  struct pollfd host = {.fd = hwc_loop_descriptor(loop), .events = POLLIN};
  return poll(&host, 1, 0) == 1;
}

static void blocks_while_it_is_open(void)
{
  struct hwc_loop *loop = new_loop();

  set_blocked(SIG_BLOCK, SIGUSR2); /* already blocked, so it stays blocked */
  struct hwc_signals *first = listen_for(loop, SIGTERM, SIGUSR2);
  struct hwc_signals *second = listen_for(loop, SIGTERM, SIGUSR1);
  CHECK(is_blocked(SIGTERM) && is_blocked(SIGUSR1) && is_blocked(SIGUSR2));
  CHECK(!is_blocked(SIGINT));
  hwc_signals_free(first);
  CHECK(is_blocked(SIGTERM) && is_blocked(SIGUSR1) && is_blocked(SIGUSR2));
  hwc_signals_free(second);
  CHECK(!is_blocked(SIGTERM) && !is_blocked(SIGUSR1) && is_blocked(SIGUSR2));
  set_blocked(SIG_UNBLOCK, SIGUSR2);
  hwc_loop_free(loop);
}

static void waits_for_the_next_one(void)
{
  struct hwc_loop *loop = new_loop();
  struct hwc_signals *signals = listen_for(loop, SIGTERM, SIGUSR1);

  send(SIGTERM);
  CHECK(!is_readable(loop)); /* no wait */
  struct hwc_signal_wait *wait = wait_for(signals);
  CHECK(hwc_signal_wait_finished(wait));
  CHECK(hwc_loop_next_finished(loop) == signals);
  CHECK(hwc_signal_wait_take(wait) == SIGTERM);
  CHECK(hwc_signal_wait_take(wait) == 0);
  hwc_signal_wait_free(wait);

  wait = wait_for(signals);
  step(loop);
  CHECK(!is_readable(loop) && !hwc_signal_wait_finished(wait));
  CHECK(hwc_loop_due(loop) < 0);
  send(SIGUSR1);
  CHECK(is_readable(loop));
  CHECK(hwc_loop_turn(loop, -1) == HWC_OK);
  CHECK(hwc_signal_wait_finished(wait));
  CHECK(hwc_signal_wait_take(wait) == SIGUSR1);
  hwc_signal_wait_free(wait);
  CHECK(!is_readable(loop));
  hwc_signals_free(signals);
  hwc_loop_free(loop);
}

/* Only the signal, sent by a child, ends the wait. */
static void a_turn_lasts_until_it_comes(void)
{
  struct hwc_loop *loop = new_loop();
  struct hwc_signals *signals = listen_for(loop, SIGTERM, 0);
  struct hwc_signal_wait *wait = wait_for(signals);
  pid_t child = fork();

  REQUIRE(child >= 0);
  if (child == 0) {
    struct timespec moment = {0, 20000000};
    nanosleep(&moment, NULL);
    kill(getppid(), SIGTERM);
    _exit(0);
  }
  CHECK(hwc_loop_turn(loop, -1) == HWC_OK);
  CHECK(hwc_signal_wait_finished(wait));
  waitpid(child, NULL, 0);
  hwc_signal_wait_free(wait);
  hwc_signals_free(signals);
  hwc_loop_free(loop);
}

static void gives_it_to_each_listener_and_to_one_who_waits(void)
{
  struct hwc_loop *loop = new_loop();
  struct hwc_signals *one = listen_for(loop, SIGTERM, 0);
  struct hwc_signals *other = listen_for(loop, SIGTERM, SIGUSR1);
  struct hwc_signals *unrelated = listen_for(loop, SIGUSR1, 0);
  struct hwc_signal_wait *first = wait_for(one);
  struct hwc_signal_wait *second = wait_for(one);
  struct hwc_signal_wait *third = wait_for(unrelated);

  send(SIGTERM);
  step(loop);
  CHECK(hwc_signal_wait_finished(first));
  CHECK(!hwc_signal_wait_finished(second));
  CHECK(!hwc_signal_wait_finished(third));
  struct hwc_signal_wait *fourth = wait_for(other);
  CHECK(hwc_signal_wait_finished(fourth));
  CHECK(hwc_signal_wait_take(fourth) == SIGTERM);

  /* A signal not taken from the first wait goes to the second. */
  hwc_signal_wait_free(first);
  CHECK(hwc_signal_wait_finished(second));
  hwc_signal_wait_free(second);
  first = wait_for(one);
  CHECK(hwc_signal_wait_take(first) == SIGTERM);

  hwc_signal_wait_free(first);
  hwc_signal_wait_free(third);
  hwc_signal_wait_free(fourth);
  hwc_signals_free(other);
  hwc_signals_free(one);
  hwc_signals_free(unrelated);
  hwc_loop_free(loop);
}

static void ends_those_who_wait(void)
{
  struct hwc_loop *loop = new_loop();
  struct hwc_signals *signals = listen_for(loop, SIGTERM, 0);
  struct hwc_signal_wait *first = wait_for(signals);
  struct hwc_signal_wait *second = wait_for(signals);

  hwc_signal_wait_cancel(first);
  CHECK(hwc_signal_wait_finished(first) && hwc_signal_wait_take(first) == 0);
  hwc_signals_free(signals);
  CHECK(hwc_signal_wait_finished(second) && hwc_signal_wait_take(second) == 0);
  hwc_signal_wait_free(second);
  hwc_signal_wait_free(first);
  CHECK(hwc_loop_next_finished(loop) == NULL);
  hwc_loop_free(loop);
}

static void leaves_what_it_did_not_read(void)
{
  struct hwc_loop *loop = new_loop();
  struct hwc_signals *signals = listen_for(loop, SIGUSR1, 0);
  struct sigaction action = {.sa_handler = handle};

  REQUIRE(sigaction(SIGUSR1, &action, NULL) == 0);
  send(SIGUSR1);
  CHECK(handled == 0);
  hwc_signals_free(signals);
  CHECK(handled == 1);
  hwc_loop_free(loop);
}

static void is_not_disturbed_by_a_child(void)
{
  struct hwc_loop *loop = new_loop();
  struct hwc_signals *signals = listen_for(loop, SIGTERM, 0);
  struct hwc_signal_wait *wait = wait_for(signals);
  int status;

  step(loop);
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    hwc_signal_wait_free(wait);
    hwc_signals_free(signals);
    CHECK(!is_blocked(SIGTERM));
    hwc_loop_free(loop);
    _exit(check_failures());
  }
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  send(SIGTERM);
  CHECK(is_readable(loop));
  step(loop);
  CHECK(hwc_signal_wait_take(wait) == SIGTERM);
  hwc_signal_wait_free(wait);
  hwc_signals_free(signals);
  hwc_loop_free(loop);
}

int main(void)
{
  blocks_while_it_is_open();
  waits_for_the_next_one();
  a_turn_lasts_until_it_comes();
  gives_it_to_each_listener_and_to_one_who_waits();
  ends_those_who_wait();
  leaves_what_it_did_not_read();
  is_not_disturbed_by_a_child();
  return check_failures();
}
