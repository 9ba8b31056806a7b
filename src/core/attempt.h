/* SPDX-License-Identifier: Apache-2.0
 *
 * One attempt of a call: passes the client's rate limit, waits for a slot of
 * its host, is signed, and is sent. The call decides whether another attempt
 * follows (call.c). */
#ifndef HWC_CORE_ATTEMPT_H
#define HWC_CORE_ATTEMPT_H

#include "core/record.h"
#include "core/request.h"
#include "core/transport.h"

/* Zero-initialise and set the members above the line; then it may be started,
 * any number of times. Must not move in memory. */
struct hwc_attempt {
  /* Called when the attempt has ended, during a step or within
   * hwc_attempt_start(). `result` and `transfer.fate` hold the outcome. May
   * start the attempt again. */
  void (*done)(struct hwc_attempt *attempt);
  void *owner;
  struct hwc_loop *loop;
  struct hwc_shared *shared; /* the client's, or NULL */
  const struct hwc_connection_options *connection;
  bool is_file;                  /* as in struct hwc_call_options */
  struct hwc_download *download; /* the caller's, or NULL */
  struct hwc_recorder recorder;
  struct hwc_request request;
  /* counts refusals of the credentials, or of the identity in the body; NULL:
   * the request has neither */
  struct hwc_breaker *breaker;
  struct hwc_result *result;
  double timeout;      /* seconds, counted from admission */
  double deadline;     /* of the loop's clock; 0: none */
  double send_before;  /* of hwc_loop_boot_time(); 0: none */
  double clock_offset; /* seconds to add to the local time for signing */
  bool resends;        /* retry at once if the server refused an HTTP/2 stream
                          unprocessed */
  bool own_clock; /* `clock_offset` was set by the call; else the client's is
                     used */
  struct hwc_throttled throttled;
  /* ---- */
  struct hwc_transfer transfer;
  struct hwc_permit permit;      /* to use the credentials */
  struct hwc_timer permit_timer; /* while it waits for a permit */
  struct hwc_slot slot;          /* in the queue for a connection */
  double started;                /* when it was admitted */
  bool reconnected;  /* one new connection was tried because the reused one was
                        dead */
  bool needs_http_1; /* an HTTP/2 connection might not take all bytes at once */
  int refusals;      /* HTTP/2 refusals that were retried beyond the maximum of
                        attempts */
};

/* Starts an attempt. On failure nothing is queued and `done` is not called. */
enum hwc_status hwc_attempt_start(struct hwc_attempt *attempt);

/* Releases the slot and the permit. `done` must call it, after reporting to the
 * breaker whether the credentials were accepted. With `again` the permit is
 * kept for the next attempt of the same call, ahead of other calls. */
void hwc_attempt_release(struct hwc_attempt *attempt, bool again);

/* Ends an attempt in any state, without calling `done`. Does nothing if it has
 * ended. In a forked process, where the loop belongs to the parent, no other
 * attempt is admitted. */
void hwc_attempt_abort(struct hwc_attempt *attempt);

#endif
