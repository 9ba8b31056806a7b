/* SPDX-License-Identifier: Apache-2.0
 *
 * One attempt of a call: it passes the client's rate limit, waits for a slot
 * of its host, is signed, and sent. What it came to, and whether another one
 * follows, is the call's to decide. */
#ifndef HWC_CORE_ATTEMPT_H
#define HWC_CORE_ATTEMPT_H

#include "core/record.h"
#include "core/transport.h"
#include "core/wire.h"

/* Zeroed, with what is above the line set, it may be started, again and again.
 * It must not move. */
struct hwc_attempt {
  /* The attempt ended: the result and `transfer.fate` say how. Called during a
   * step or within hwc_attempt_start(); it may start the attempt again. */
  void (*done)(struct hwc_attempt *attempt);
  void *owner;
  struct hwc_loop *loop;
  struct hwc_shared *shared; /* the client's, or NULL */
  const struct hwc_connection_options *connection;
  bool is_file;                  /* as in struct hwc_request_options */
  struct hwc_download *download; /* the caller's, or NULL */
  struct hwc_recorder recorder;
  struct hwc_wire wire;
  struct hwc_breaker *breaker; /* of what the request proves its identity
                                    with; NULL: it proves none */
  struct hwc_result *result;
  double timeout;      /* seconds, from the slot on */
  double deadline;     /* by the loop's clock; 0: none */
  double send_before;  /* by the loop's boot time; 0: any time */
  double clock_offset; /* seconds to add to this machine's time for signing */
  bool resends;        /* what a server of HTTP/2 refused unprocessed */
  bool own_clock;      /* it was set by the call; else the client's is used */
  struct hwc_throttled throttled;
  /* ---- */
  struct hwc_transfer transfer;
  struct hwc_turn turn;        /* to be sent with its credentials */
  struct hwc_timer turn_timer; /* while it waits for that */
  struct hwc_slot slot;        /* in the queue for a connection */
  double started;              /* when it had a slot */
  bool reconnected;  /* its first connection had ended before it was sent on */
  bool needs_http_1; /* a connection of HTTP/2 might not take it at once */
  int refusals;      /* of the call, after which it was sent again at once */
};

/* Starts an attempt. After a failure it waits for nothing, and `done` is not
 * called. */
enum hwc_status hwc_attempt_start(struct hwc_attempt *attempt);

/* Makes room for others, once it is known whether the credentials were
 * accepted; `done` has to call it. With `again` the next attempt of the call
 * goes before those of others. */
void hwc_attempt_release(struct hwc_attempt *attempt, bool again);

/* Gives an attempt up, whatever it waits for; `done` is not called. In a
 * forked process the loop is the parent's: nobody else is let through there.
 * Safe on one that is over. */
void hwc_attempt_abort(struct hwc_attempt *attempt);

#endif
