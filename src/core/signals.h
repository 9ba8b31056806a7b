/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals as events of a loop. A listener blocks its signals in the thread that
 * creates it and receives them from a signalfd of the loop. Threads that
 * existed before and do not block them may still receive them. */
#ifndef HWC_CORE_SIGNALS_H
#define HWC_CORE_SIGNALS_H

#include "core/loop.h"

/* A listener. Each listener of a loop receives every signal that it listens
 * for. */
struct hwc_signals;

/* Creates a listener for `count` signals that can be blocked. HWC_SYSTEM: a
 * system call failed; nothing has changed. */
enum hwc_status hwc_signals_new(struct hwc_signals **signals,
                                struct hwc_loop *loop, const int *numbers,
                                size_t count);

/* Frees a listener, in the thread that created it. Signals that it blocked are
 * unblocked unless another listener uses them. Waits on it end without a
 * signal. A pending signal is dropped if the listener has read it; otherwise it
 * is delivered as usual. Accepts NULL. */
void hwc_signals_free(struct hwc_signals *signals);

/* A wait for the next signal of a listener; finishes at once if one is pending.
 * Waits are served in order. `user` is returned by hwc_loop_next_finished().
 * May be freed after its listener. */
struct hwc_signal_wait;
enum hwc_status hwc_signal_wait_new(struct hwc_signal_wait **wait,
                                    struct hwc_signals *signals, void *user);

bool hwc_signal_wait_finished(const struct hwc_signal_wait *wait);

/* Ends the wait; it then counts as finished. A signal that has arrived is
 * kept. */
void hwc_signal_wait_cancel(struct hwc_signal_wait *wait);

/* Takes the signal of a finished wait; 0: none arrived, or it was taken. */
int hwc_signal_wait_take(struct hwc_signal_wait *wait);

/* A signal that was not taken goes to other waits. Accepts NULL. */
void hwc_signal_wait_free(struct hwc_signal_wait *wait);

#endif
