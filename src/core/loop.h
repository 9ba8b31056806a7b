/* SPDX-License-Identifier: Apache-2.0
 *
 * The event loop: one libcurl multi handle, the poller below it and timers.
 * One loop belongs to one thread. Nothing here calls back into its user:
 * what finished is asked for with hwc_loop_next_finished() after a step, when
 * libcurl has returned. */
#ifndef HWC_CORE_LOOP_H
#define HWC_CORE_LOOP_H

#include "core/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hwc_loop;
struct hwc_breakers;

/* What a loop can finish: a request or a timer. Embedded in both. */
struct hwc_event {
  struct hwc_event *previous_finished;
  struct hwc_event *next_finished;
  void *user; /* the owner's; given back by hwc_loop_next_finished() */
  bool finished;
  bool queued; /* in the loop's list of finished events */
};

/* Starts libcurl once per process, guarded against threads. */
enum hwc_status hwc_loop_new(struct hwc_loop **loop);

/* Requests and timers have to be freed or cancelled first. Takes NULL. */
void hwc_loop_free(struct hwc_loop *loop);

/* Frees what is kept of finished transfers for the next ones: libcurl's
 * handles, which still have the URL of the last request. Does nothing in a
 * forked process. */
void hwc_loop_drop_spares(struct hwc_loop *loop);

/* The descriptor a host watches for reading: sockets and the timer are in
 * it. The timer is kept up to date from the first call on. */
int hwc_loop_descriptor(struct hwc_loop *loop);

/* Seconds until step() has work without input; negative: none. 0 also where
 * something was cancelled that hwc_loop_next_finished() has not given yet. */
double hwc_loop_due(const struct hwc_loop *loop);

/* Waits at most `timeout` seconds (negative: until something happens, or not
 * at all where nothing is under way) and does what is due. HWC_INVALID when
 * called inside itself or in a process forked since the loop was made. */
enum hwc_status hwc_loop_turn(struct hwc_loop *loop, double timeout);

/* Which signals are blocked while turns wait, from now on; NULL: those that the
 * thread blocks. `mask` stays the caller's. */
struct hwc_signal_mask;
void hwc_loop_wait_with(struct hwc_loop *loop,
                        const struct hwc_signal_mask *mask);

/* The `user` of an event that finished, each once, in order; NULL when there
 * are no more. */
void *hwc_loop_next_finished(struct hwc_loop *loop);

/* The clocks of a loop, in seconds: one that never goes back, by which it
 * waits, the time of day since 1970, and one that never goes back and counts
 * the time that the machine is suspended (CLOCK_BOOTTIME). */
struct hwc_clock {
  double (*monotonic)(void *user);
  double (*unix_time)(void *user);
  double (*boot_time)(void *user);
  void *user;
};

double hwc_loop_now(const struct hwc_loop *loop);
double hwc_loop_unix_time(const struct hwc_loop *loop);
double hwc_loop_boot_time(const struct hwc_loop *loop);

/* Replaces the clocks of the system, before the loop is used; for tests, which
 * step with a time-out of 0. Time-outs of libcurl go by the system's. */
void hwc_loop_set_clock(struct hwc_loop *loop, const struct hwc_clock *clock);

/* Most connections to a host at a time, by default 10; requests beyond them
 * wait. */
void hwc_loop_limit_connections(struct hwc_loop *loop, size_t connections);

/* What services said of the credentials that are used in the loop. */
struct hwc_breakers *hwc_loop_breakers(struct hwc_loop *loop);

/* True in a child process: nothing of the loop may be used there. */
bool hwc_loop_forked(const struct hwc_loop *loop);

/* A timer finishes once, `seconds` from now. Freeing cancels. */
struct hwc_timer_event;
enum hwc_status hwc_timer_event_new(struct hwc_timer_event **timer,
                                    struct hwc_loop *loop, double seconds,
                                    void *user);
bool hwc_timer_event_finished(const struct hwc_timer_event *timer);
void hwc_timer_event_free(struct hwc_timer_event *timer);

#endif
