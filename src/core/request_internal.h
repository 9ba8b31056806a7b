/* SPDX-License-Identifier: Apache-2.0
 *
 * A request as its two halves see it: request.c begins and ends calls,
 * attempt.c carries them out. */
#ifndef HWC_CORE_REQUEST_INTERNAL_H
#define HWC_CORE_REQUEST_INTERNAL_H

#include "core/service_error.h"
#include "core/transport.h"
#include "core/wire.h"

struct hwc_request {
  struct hwc_event event;
  struct hwc_transfer transfer;
  struct hwc_result result;
  struct hwc_wire wire;
  struct hwc_alarm deadline_alarm;
  struct hwc_alarm pause_alarm; /* between attempts */
  struct hwc_held held;         /* by the rate limit */
  struct hwc_place place;       /* in the queue for a connection */
  struct hwc_loop *loop;
  struct hwc_shared *shared; /* the client's, or NULL */
  const struct hwc_connection_options *connection;
  struct hwc_download *download; /* the caller's, or NULL */
  const char *operation;
  const struct hwc_buffer *secrets; /* NULL: none */
  uint64_t call;
  double timeout;
  double deadline;
  double started;
  int most_attempts;
  int retries; /* of those that cost */
  int cost;    /* of the last one */
  bool safe;
  bool fate_unknown; /* an attempt was sent and may have been acted on */
  bool clock_repeated;

  /* Of the attempt under way, or the last one. */
  double attempt_started;
  double clock_offset; /* that it was signed with */
  double clock_error;  /* what was left of it, by the answer; 0: not known */
  struct hwc_service_error service_error;
};

/* In attempt.c. */

/* Sets callbacks and owners of what attempts wait for. */
void hwc_attempts_init(struct hwc_request *request);

/* The first attempt, or the next one, sets out. After a failure it waits for
 * nothing. */
enum hwc_status hwc_attempt_set_out(struct hwc_request *request);

/* Records the end of the attempt that was under way, the result being complete
 * but for that. */
void hwc_attempt_given_up(struct hwc_request *request);

/* Lets go of all that attempts wait for; the next request may be admitted. */
void hwc_attempts_stop(struct hwc_request *request);

/* In request.c. */

/* The call is over, its result complete. */
void hwc_request_finish(struct hwc_request *request);

#endif
