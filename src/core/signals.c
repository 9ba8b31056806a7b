/* SPDX-License-Identifier: Apache-2.0
 *
 * Listeners for signals. Their descriptor is watched only while there is a
 * wait; otherwise signals stay pending in the system. */
#define _POSIX_C_SOURCE 200809L
#include "core/signals.h"

#include "core/loop_internal.h"
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#define NUMBERS 65 /* one more than the highest signal */

struct hwc_signals {
  struct hwc_watch watch; /* on the signalfd */
  struct hwc_loop *loop;
  struct hwc_signals *next;        /* next listener of the loop */
  struct hwc_signal_wait *waiting; /* first wait */
  struct hwc_signal_wait *last_waiting;
  sigset_t wanted;
  sigset_t blocked; /* signals that were not blocked before */
  sigset_t pending; /* read without a wait for them */
  size_t users;     /* references: the owner, and waits */
  bool closed;
};

struct hwc_signal_wait {
  struct hwc_event event;
  struct hwc_loop *loop;
  struct hwc_signals *signals;
  struct hwc_signal_wait *previous;
  struct hwc_signal_wait *next;
  int number;
};

/* --- Delivery ----------------------------------------------------------- */

static void finish(struct hwc_signal_wait *wait, int number)
{
  struct hwc_signals *signals = wait->signals;

  if (wait->previous != NULL)
    wait->previous->next = wait->next;
  else
    signals->waiting = wait->next;
  if (wait->next != NULL)
    wait->next->previous = wait->previous;
  else
    signals->last_waiting = wait->previous;
  wait->number = number;
  if (signals->waiting == NULL)
    hwc_loop_unwatch(signals->loop, &signals->watch);
  hwc_loop_finish(wait->loop, &wait->event);
}

static void deliver(struct hwc_signals *signals, int number)
{
  if (!sigismember(&signals->wanted, number))
    return;
  if (signals->waiting != NULL)
    finish(signals->waiting, number);
  else
    sigaddset(&signals->pending, number);
}

/* One read delivers a signal to all listeners. */
static void read_all(struct hwc_signals *signals)
{
  struct hwc_loop *loop = signals->loop;
  struct signalfd_siginfo info;

  while (read(signals->watch.descriptor, &info, sizeof info) == sizeof info)
    for (struct hwc_signals *s = *hwc_loop_signals(loop); s != NULL;
         s = s->next)
      deliver(s, (int)info.ssi_signo);
}

static void on_ready(struct hwc_watch *watch)
{
  read_all(watch->owner);
}

static int take_pending(struct hwc_signals *signals)
{
  for (int number = 1; number < NUMBERS; number++)
    if (sigismember(&signals->pending, number) == 1) {
      sigdelset(&signals->pending, number);
      return number;
    }
  return 0;
}

/* --- Listeners ---------------------------------------------------------- */

static void release(struct hwc_signals *signals)
{
  if (--signals->users == 0)
    free(signals);
}

/* Sets `out` to the signals of `all` that are not in `some`. */
static void subtract(sigset_t *out, const sigset_t *all, const sigset_t *some)
{
  sigemptyset(out);
  for (int number = 1; number < NUMBERS; number++)
    if (sigismember(all, number) == 1 && sigismember(some, number) != 1)
      sigaddset(out, number);
}

static enum hwc_status open_descriptor(struct hwc_signals *signals)
{
  sigset_t before;

  if (pthread_sigmask(SIG_BLOCK, &signals->wanted, &before) != 0)
    return HWC_SYSTEM;
  subtract(&signals->blocked, &signals->wanted, &before);
  signals->watch.descriptor =
    signalfd(-1, &signals->wanted, SFD_NONBLOCK | SFD_CLOEXEC);
  if (signals->watch.descriptor >= 0)
    return HWC_OK;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return HWC_SYSTEM;
}

enum hwc_status hwc_signals_new(struct hwc_signals **signals,
                                struct hwc_loop *loop, const int *numbers,
                                size_t count)
{
  struct hwc_signals *made = calloc(1, sizeof *made);

  if (made == NULL)
    return HWC_NO_MEMORY;
  made->loop = loop;
  made->users = 1;
  made->watch.ready = on_ready;
  made->watch.owner = made;
  sigemptyset(&made->wanted);
  sigemptyset(&made->pending);
  for (size_t i = 0; i < count; i++)
    sigaddset(&made->wanted, numbers[i]);
  enum hwc_status status = open_descriptor(made);
  if (status != HWC_OK) {
    free(made);
    return status;
  }
  made->next = *hwc_loop_signals(loop);
  *hwc_loop_signals(loop) = made;
  *signals = made;
  return HWC_OK;
}

/* If another listener wants the signal, that one keeps it blocked from now
 * on. */
static bool hand_over(struct hwc_signals *signals, int number)
{
  for (struct hwc_signals *s = *hwc_loop_signals(signals->loop); s != NULL;
       s = s->next)
    if (sigismember(&s->wanted, number) == 1) {
      sigaddset(&s->blocked, number);
      return true;
    }
  return false;
}

static void unblock(struct hwc_signals *signals)
{
  sigset_t ours;

  sigemptyset(&ours);
  for (int number = 1; number < NUMBERS; number++)
    if (sigismember(&signals->blocked, number) == 1 &&
        !hand_over(signals, number))
      sigaddset(&ours, number);
  pthread_sigmask(SIG_UNBLOCK, &ours, NULL);
}

void hwc_signals_free(struct hwc_signals *signals)
{
  if (signals == NULL)
    return;
  while (signals->waiting != NULL)
    hwc_signal_wait_cancel(signals->waiting);
  struct hwc_signals **link = hwc_loop_signals(signals->loop);
  while (*link != signals)
    link = &(*link)->next;
  *link = signals->next;
  close(signals->watch.descriptor);
  unblock(signals);
  signals->closed = true;
  release(signals);
}

/* --- Waits -------------------------------------------------------------- */

static enum hwc_status wait_for_next(struct hwc_signals *signals,
                                     struct hwc_signal_wait *wait)
{
  struct hwc_signal_wait *last = signals->last_waiting;

  if (last == NULL) {
    enum hwc_status status = hwc_loop_watch(signals->loop, &signals->watch);
    if (status != HWC_OK)
      return status;
  }
  if (last != NULL)
    last->next = wait;
  else
    signals->waiting = wait;
  wait->previous = last;
  signals->last_waiting = wait;
  wait->signals = signals;
  signals->users++;
  return HWC_OK;
}

enum hwc_status hwc_signal_wait_new(struct hwc_signal_wait **wait,
                                    struct hwc_signals *signals, void *user)
{
  struct hwc_signal_wait *made = calloc(1, sizeof *made);

  if (made == NULL)
    return HWC_NO_MEMORY;
  made->event.user = user;
  made->loop = signals->loop;
  enum hwc_status status = wait_for_next(signals, made);
  if (status != HWC_OK) {
    free(made);
    return status;
  }
  read_all(signals);
  if (!made->event.finished) {
    int number = take_pending(signals);
    if (number != 0)
      finish(made, number);
  }
  *wait = made;
  return HWC_OK;
}

bool hwc_signal_wait_finished(const struct hwc_signal_wait *wait)
{
  return wait->event.finished;
}

void hwc_signal_wait_cancel(struct hwc_signal_wait *wait)
{
  if (!wait->event.finished)
    finish(wait, 0);
}

int hwc_signal_wait_take(struct hwc_signal_wait *wait)
{
  int number = wait->number;

  wait->number = 0;
  return number;
}

void hwc_signal_wait_free(struct hwc_signal_wait *wait)
{
  if (wait == NULL)
    return;
  hwc_signal_wait_cancel(wait);
  if (wait->event.queued)
    hwc_loop_forget(wait->loop, &wait->event);
  if (wait->number != 0 && !wait->signals->closed)
    deliver(wait->signals, wait->number);
  release(wait->signals);
  free(wait);
}
