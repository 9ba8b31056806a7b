/* SPDX-License-Identifier: Apache-2.0
 *
 * A call from its start to its end: sign, send, classify, back off and sign
 * again are attempt.c's. */
#include "core/request_internal.h"

#include <stdio.h>
#include <stdlib.h>

const char *hwc_exhausted_name(enum hwc_exhausted exhausted)
{
  static const char *const names[] = {
    [HWC_EXHAUSTED_NOT] = NULL,
    [HWC_EXHAUSTED_ATTEMPTS] = "attempts",
    [HWC_EXHAUSTED_QUOTA] = "quota",
    [HWC_EXHAUSTED_DEADLINE] = "deadline",
  };
  return names[exhausted];
}

/* --- The end of a call -------------------------------------------------- */

void hwc_request_finish(struct hwc_request *request)
{
  hwc_loop_clear_alarm(request->loop, &request->deadline_alarm);
  request->result.elapsed = hwc_loop_now(request->loop) - request->started;
  hwc_wire_done(&request->wire);
  if (request->download != NULL)
    hwc_download_discard(request->download);
  hwc_loop_finish(request->loop, &request->event);
}

static const char *fate(const struct hwc_request *request)
{
  if (request->fate_unknown)
    return "the request was sent and may have been acted on";
  return request->result.sent ? "what was sent was refused"
                              : "nothing was sent";
}

/* Ends a call from outside, and says what is known of its fate. */
static void end(struct hwc_request *request, enum hwc_kind kind,
                const char *why)
{
  struct hwc_result *result = &request->result;
  char before[60] = "";
  bool under_way = request->transfer.begun;

  if (under_way) {
    request->fate_unknown |= request->transfer.sent;
    hwc_transfer_abort(&request->transfer);
    hwc_buffer_done(&result->body);
  } else {
    if (result->status != 0)
      snprintf(before, sizeof before,
               " (the attempt before ended with status %d)", result->status);
    hwc_result_clear(result);
  }
  hwc_attempts_stop(request);
  hwc_error_set(&result->error, kind, "%s%s; %s", why, before, fate(request));
  result->retryable =
    kind == HWC_KIND_TIMEOUT && (request->safe || !request->fate_unknown);
  if (under_way)
    hwc_attempt_given_up(request);
  hwc_request_finish(request);
}

static void ring_deadline(struct hwc_alarm *alarm)
{
  struct hwc_request *request = alarm->owner;
  const char *why = "the deadline of the call has passed";

  if (request->place.waiting)
    why = "the deadline of the call has passed while it waited for a free "
          "connection";
  else if (request->held.waiting)
    why = "the deadline of the call has passed while the client's rate limit "
          "held it back";
  end(request, HWC_KIND_TIMEOUT, why);
}

/* --- Requests ----------------------------------------------------------- */

static void init(struct hwc_request *request, struct hwc_loop *loop,
                 const struct hwc_request_options *options)
{
  request->event.user = options->user;
  request->deadline_alarm.ring = ring_deadline;
  request->deadline_alarm.owner = request;
  request->held.mode = options->rate_limit;
  request->loop = loop;
  hwc_attempts_init(request);
  request->shared = options->shared;
  request->connection = options->connection;
  request->download = options->download;
  request->operation = options->operation;
  request->secrets = options->secrets;
  request->timeout = options->timeout;
  request->deadline = options->deadline;
  request->most_attempts =
    options->attempts > 0 ? options->attempts : HWC_ATTEMPTS;
  request->safe = options->safe_to_repeat;
  request->started = hwc_loop_now(loop);
  if (request->shared != NULL)
    request->call = ++request->shared->calls;
}

static enum hwc_status start(struct hwc_request *request,
                             const struct hwc_request_options *options,
                             struct hwc_error *error)
{
  enum hwc_status status = hwc_wire_init(&request->wire, options, error);

  if (status == HWC_OK && request->deadline > 0)
    status = hwc_loop_set_alarm(request->loop, &request->deadline_alarm,
                                request->started + request->deadline);
  return status == HWC_OK ? hwc_attempt_set_out(request) : status;
}

enum hwc_status hwc_request_start(struct hwc_request **request,
                                  struct hwc_loop *loop,
                                  const struct hwc_request_options *options,
                                  struct hwc_error *error)
{
  if (hwc_loop_forked(loop)) {
    hwc_error_set(error, HWC_KIND_TRANSPORT,
                  "a loop cannot be used after fork; make a new one");
    return HWC_INVALID;
  }
  struct hwc_request *made = calloc(1, sizeof *made);
  if (made == NULL) {
    hwc_error_set(error, HWC_KIND_TRANSPORT, "not enough memory");
    return HWC_NO_MEMORY;
  }
  init(made, loop, options);
  enum hwc_status status = start(made, options, error);
  if (status != HWC_OK) {
    if (status != HWC_INVALID)
      hwc_error_set(error, HWC_KIND_TRANSPORT, "%s", hwc_status_text(status));
    hwc_request_free(made);
    return status;
  }
  *request = made;
  return HWC_OK;
}

void hwc_request_cancel(struct hwc_request *request)
{
  if (!request->event.finished && !hwc_loop_forked(request->loop))
    end(request, HWC_KIND_CANCELLED, "the call was cancelled");
}

void hwc_request_free(struct hwc_request *request)
{
  if (request == NULL)
    return;
  /* A finished one does not touch its loop, which may be gone. In a forked
   * process the loop is the parent's: who waits there must not be started
   * here. */
  hwc_transfer_abort(&request->transfer);
  if (!request->event.finished && !hwc_loop_forked(request->loop)) {
    hwc_attempts_stop(request);
    hwc_loop_clear_alarm(request->loop, &request->deadline_alarm);
  }
  if (request->event.queued)
    hwc_loop_forget(request->loop, &request->event);
  hwc_wire_done(&request->wire);
  hwc_result_clear(&request->result);
  free(request);
}

bool hwc_request_finished(const struct hwc_request *request)
{
  return request->event.finished;
}

void hwc_request_progress(const struct hwc_request *request, uint64_t *received,
                          uint64_t *total)
{
  *received =
    request->download != NULL ? hwc_download_length(request->download) : 0;
  /* What was said counts the bytes before they are unpacked. */
  *total = hwc_result_header(&request->result, "content-encoding").data == NULL
             ? request->transfer.expected
             : 0;
}

const struct hwc_result *hwc_request_result(const struct hwc_request *request)
{
  return request->event.finished ? &request->result : NULL;
}

struct hwc_text hwc_result_header(const struct hwc_result *result,
                                  const char *name)
{
  return hwc_headers_find(hwc_buffer_text(&result->headers), hwc_text_of(name));
}
