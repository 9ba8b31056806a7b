/* SPDX-License-Identifier: Apache-2.0
 *
 * The event loop: one libcurl multi handle, the poller below it, and timers. A
 * loop belongs to one thread. It never calls back into its user: after a step,
 * when libcurl has returned, hwc_loop_next_finished() returns what has
 * finished. */
#ifndef HWC_CORE_LOOP_H
#define HWC_CORE_LOOP_H

#include "core/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hwc_loop;
struct hwc_breakers;

/* Base of what a loop can finish: a call, a timer or a wait for a signal. */
struct hwc_event {
  struct hwc_event *previous_finished;
  struct hwc_event *next_finished;
  void *user; /* of the owner; returned by hwc_loop_next_finished() */
  bool finished;
  bool queued; /* in the loop's list of finished events */
};

/* Creates a loop. Initialises libcurl once per process, thread-safe. */
enum hwc_status hwc_loop_new(struct hwc_loop **loop);

/* Free or cancel all calls and timers first. Accepts NULL. */
void hwc_loop_free(struct hwc_loop *loop);

/* Frees libcurl handles that are kept for reuse; they still hold the URL of
 * their last request. Does nothing in a forked process. */
void hwc_loop_drop_spares(struct hwc_loop *loop);

/* Returns the descriptor that a host watches for reading; it covers all sockets
 * and the timers. The timer is kept up to date from the first call on. */
int hwc_loop_descriptor(struct hwc_loop *loop);

/* Seconds until the next turn has work without input; negative: none. 0 also if
 * hwc_loop_next_finished() has events to return. */
double hwc_loop_due(const struct hwc_loop *loop);

/* One iteration: waits at most `timeout` seconds (negative: until something
 * happens, or not at all if nothing is in progress) and does what is due.
 * HWC_INVALID if called from within itself or in a process forked since the
 * loop was created. */
enum hwc_status hwc_loop_turn(struct hwc_loop *loop, double timeout);

/* Sets the signals that are blocked while turns wait; NULL: those of the
 * thread. `mask` remains owned by the caller and must outlive its use. */
struct hwc_signal_mask;
void hwc_loop_wait_with(struct hwc_loop *loop,
                        const struct hwc_signal_mask *mask);

/* True if hwc_loop_next_finished() has an event to return. */
bool hwc_loop_has_finished(const struct hwc_loop *loop);

/* Returns the `user` of each finished event once, in order; NULL if there are
 * no more. */
void *hwc_loop_next_finished(struct hwc_loop *loop);

/* The clocks of a loop, in seconds: a monotonic clock for waiting, the time of
 * day since 1970, and a monotonic clock that includes suspended time
 * (CLOCK_BOOTTIME). */
struct hwc_clock {
  double (*monotonic)(void *user);
  double (*unix_time)(void *user);
  double (*boot_time)(void *user);
  void *user;
};

double hwc_loop_now(const struct hwc_loop *loop);
double hwc_loop_unix_time(const struct hwc_loop *loop);
double hwc_loop_boot_time(const struct hwc_loop *loop);

/* Replaces the clocks before the loop is used; for tests, which use a `timeout`
 * of 0. libcurl's own time-outs still use the system's clock. */
void hwc_loop_set_clock(struct hwc_loop *loop, const struct hwc_clock *clock);

/* Maximum number of connections to a host, by default 10; further requests
 * wait. */
void hwc_loop_limit_connections(struct hwc_loop *loop, size_t connections);

/* The breakers of the credentials used in the loop. */
struct hwc_breakers *hwc_loop_breakers(struct hwc_loop *loop);

/* True in a child process, where the loop must not be used. */
bool hwc_loop_forked(const struct hwc_loop *loop);

/* A timer that finishes once, after `seconds`. Freeing it cancels it. */
struct hwc_timer_event;
enum hwc_status hwc_timer_event_new(struct hwc_timer_event **timer,
                                    struct hwc_loop *loop, double seconds,
                                    void *user);
bool hwc_timer_event_finished(const struct hwc_timer_event *timer);
void hwc_timer_event_free(struct hwc_timer_event *timer);

#endif
