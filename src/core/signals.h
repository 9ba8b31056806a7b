/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals as events of a loop. A listener blocks its signals in the thread that
 * makes it, and is told of them by a signalfd of the loop. Threads that were
 * there before and do not block them may still get them. */
#ifndef HWC_CORE_SIGNALS_H
#define HWC_CORE_SIGNALS_H

#include "core/loop.h"

/* One that listens. All listeners of a loop get a signal that is theirs. */
struct hwc_signals;

/* `numbers` are `count` signals that can be blocked. HWC_SYSTEM: the system
 * refused, and nothing has changed. */
enum hwc_status hwc_signals_new(struct hwc_signals **signals,
                                struct hwc_loop *loop, const int *numbers,
                                size_t count);

/* Ends it, in the thread that made it: signals that it blocked and no other
 * listener wants are no longer blocked. Those who wait for it get none. One
 * that came and was not asked for is forgotten if the listener has read it; if
 * not, it is delivered as usual. Takes NULL. */
void hwc_signals_free(struct hwc_signals *signals);

/* Waits for the next signal of a listener. It finishes at once where one has
 * come. The first who waits gets it. `user` is given back by
 * hwc_loop_next_finished(). It may be freed after its listener. */
struct hwc_signal_wait;
enum hwc_status hwc_signal_wait_new(struct hwc_signal_wait **wait,
                                    struct hwc_signals *signals, void *user);

bool hwc_signal_wait_finished(const struct hwc_signal_wait *wait);

/* Ends it; it has finished then. A signal that has come stays. */
void hwc_signal_wait_cancel(struct hwc_signal_wait *wait);

/* The signal, once it has finished; 0: none has come, or it was taken. */
int hwc_signal_wait_take(struct hwc_signal_wait *wait);

/* A signal that was not taken is there for others. Takes NULL. */
void hwc_signal_wait_free(struct hwc_signal_wait *wait);

#endif
