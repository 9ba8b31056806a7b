/* SPDX-License-Identifier: Apache-2.0
 *
 * The state machine of a call. An attempt passes the client's rate limit, is
 * admitted to a connection, signed, and sent; what ended it decides whether
 * another one follows after a pause. */
#define _POSIX_C_SOURCE 200809L
#include "core/request.h"

#include "core/headers.h"
#include "core/hint.h"
#include "core/http_date.h"
#include "core/service_error.h"
#include "core/transport.h"
#include "core/wire.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Clocks that differ by more, in seconds, make signing allow for it. */
#define CLOCK_TOLERANCE 60.0

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
  const char *operation;
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

/* --- Records ------------------------------------------------------------ */

static void copy_line(char *out, size_t size, struct hwc_text text)
{
  if (text.length >= size)
    text.length = size - 1;
  for (size_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    out[i] = c < 0x20 || c >= 0x7f ? '?' : text.data[i];
  }
  out[text.length] = '\0';
}

/* A record of this call, or NULL where nobody asked or memory is short. */
static struct hwc_trace_record *add_record(struct hwc_request *request,
                                           enum hwc_trace_kind kind)
{
  struct hwc_trace_record *record = NULL;

  if (request->shared != NULL && request->shared->trace != NULL)
    record = hwc_trace_add(request->shared->trace, kind);
  if (record == NULL)
    return NULL;
  struct hwc_text path = hwc_wire_target(&request->wire);
  const char *query = hwc_text_find_any(path, "?");
  if (query != NULL)
    path.length = (size_t)(query - path.data);
  record->at = hwc_loop_unix_time(request->loop);
  record->call = request->call;
  record->attempt = request->result.attempts;
  record->operation = request->operation;
  record->method = request->wire.method;
  copy_line(record->path, sizeof record->path, path);
  return record;
}

static void add_timed_record(struct hwc_request *request,
                             enum hwc_trace_kind kind, double seconds)
{
  struct hwc_trace_record *record = add_record(request, kind);

  if (record != NULL)
    record->seconds = seconds;
}

static struct hwc_text request_id(const struct hwc_result *result)
{
  struct hwc_text id = hwc_result_header(result, "x-request-id");

  return id.data != NULL ? id : hwc_result_header(result, "x-iam-trace-id");
}

/* Adds what is known of the attempt that ended. */
static void record_end(struct hwc_request *request, enum hwc_trace_kind kind,
                       double seconds, const char *reason)
{
  const struct hwc_result *result = &request->result;
  struct hwc_trace_record *record = add_record(request, kind);

  if (record == NULL)
    return;
  record->seconds = seconds;
  record->reason = reason;
  record->status = result->status;
  copy_line(record->code, sizeof record->code,
            hwc_text_of(request->service_error.code));
  copy_line(record->request_id, sizeof record->request_id, request_id(result));
  record->duration = hwc_loop_now(request->loop) - request->attempt_started;
  record->bytes_sent = request->wire.body.length;
  record->bytes_received = result->body.length;
  record->sent = request->transfer.sent;
  record->error = result->error;
}

/* --- The end of a call -------------------------------------------------- */

/* Lets go of all that an attempt may wait for. */
static void stop_waiting(struct hwc_request *request)
{
  hwc_loop_clear_alarm(request->loop, &request->pause_alarm);
  if (request->shared != NULL)
    hwc_shared_unhold(request->shared, &request->held);
  hwc_admission_leave(hwc_loop_admissions(request->loop), &request->place);
}

static void finish(struct hwc_request *request)
{
  hwc_loop_clear_alarm(request->loop, &request->deadline_alarm);
  request->result.elapsed = hwc_loop_now(request->loop) - request->started;
  hwc_wire_done(&request->wire);
  hwc_loop_finish(request->loop, &request->event);
}

/* Ends a call for want of memory and the like. */
static void fail(struct hwc_request *request, enum hwc_status status,
                 const struct hwc_error *error)
{
  stop_waiting(request);
  hwc_result_clear(&request->result);
  if (error != NULL && error->kind != HWC_KIND_NONE)
    request->result.error = *error;
  else
    hwc_error_set(&request->result.error, HWC_KIND_TRANSPORT,
                  "the attempt did not start: %s", hwc_status_text(status));
  finish(request);
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

  if (request->transfer.begun) {
    request->fate_unknown |= request->transfer.sent;
    hwc_transfer_abort(&request->transfer);
    hwc_buffer_done(&result->body);
  } else {
    if (result->status != 0)
      snprintf(before, sizeof before,
               " (the attempt before ended with status %d)", result->status);
    hwc_result_clear(result);
  }
  stop_waiting(request);
  hwc_error_set(&result->error, kind, "%s%s; %s", why, before, fate(request));
  result->retryable =
    kind == HWC_KIND_TIMEOUT && (request->safe || !request->fate_unknown);
  finish(request);
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

/* --- Attempts ----------------------------------------------------------- */

/* Sign, send. A connection is free for it. */
static void admitted(struct hwc_place *place)
{
  struct hwc_request *request = place->owner;
  struct hwc_wire *wire = &request->wire;
  struct hwc_error error = {0};

  request->clock_offset =
    request->shared != NULL ? request->shared->clock_offset : 0;
  request->clock_error = 0;
  request->attempt_started = hwc_loop_now(request->loop);
  double time = hwc_loop_unix_time(request->loop) + request->clock_offset;
  enum hwc_status status = hwc_wire_sign(wire, (int64_t)floor(time), &error);
  struct hwc_transfer_options options = {
    .method = wire->method,
    .url = wire->url.data,
    .headers = wire->list,
    .body = hwc_buffer_text(&wire->body),
    .has_body = wire->has_body,
    .endpoint = wire->endpoint,
    .connection = request->connection,
    .timeout = request->timeout,
    .known_http_1 =
      !wire->endpoint->https || hwc_admission_protocol(place) == HWC_HTTP_1,
  };
  if (status == HWC_OK)
    status = hwc_transfer_start(&request->transfer, &options);
  if (status != HWC_OK) {
    fail(request, status, &error);
    return;
  }
  request->result.attempts++;
  add_record(request, HWC_TRACE_ATTEMPT);
}

static enum hwc_status join(struct hwc_request *request)
{
  return hwc_admission_join(hwc_loop_admissions(request->loop), &request->place,
                            hwc_buffer_text(&request->wire.endpoint->origin));
}

static void let_go(struct hwc_held *held)
{
  struct hwc_request *request = held->owner;
  enum hwc_status status = join(request);

  if (status != HWC_OK)
    fail(request, status, NULL);
}

/* The next attempt sets out. */
static enum hwc_status set_out(struct hwc_request *request)
{
  double wait = 0;

  if (request->shared != NULL)
    wait = hwc_shared_hold(request->shared, &request->held);
  if (wait < 0)
    return HWC_NO_MEMORY;
  if (wait == 0)
    return join(request);
  add_timed_record(request, HWC_TRACE_THROTTLED, wait);
  return HWC_OK;
}

static void ring_pause(struct hwc_alarm *alarm)
{
  struct hwc_request *request = alarm->owner;
  enum hwc_status status = set_out(request);

  if (status != HWC_OK)
    fail(request, status, NULL);
}

/* --- What an attempt came to -------------------------------------------- */

/* Compares the clocks by the Date of an answer, where there are signatures to
 * be dated. True where the one of this attempt was dated wrongly. */
static bool correct_clock(struct hwc_request *request)
{
  struct hwc_shared *shared = request->shared;
  const struct hwc_transfer *transfer = &request->transfer;
  const struct hwc_result *result = &request->result;
  int64_t date;

  if (!hwc_wire_is_signed(&request->wire) || transfer->answered <= 0 ||
      hwc_result_header(result, "age").data != NULL || /* out of a cache */
      !hwc_http_date_parse(&date, hwc_result_header(result, "date")))
    return false;
  double offset = (double)date - floor(transfer->answered);
  request->clock_error = offset - request->clock_offset;
  if (shared != NULL && fabs(offset - shared->clock_offset) > CLOCK_TOLERANCE) {
    shared->clock_offset = offset;
    add_timed_record(request, HWC_TRACE_CLOCK, offset);
  }
  return fabs(request->clock_error) > CLOCK_TOLERANCE;
}

static void read_retry_after(struct hwc_request *request)
{
  struct hwc_result *result = &request->result;
  struct hwc_text value = hwc_result_header(result, "retry-after");
  int64_t now;

  result->retry_after = 0;
  if (value.data == NULL || result->status < 400)
    return;
  if (!hwc_http_date_parse(&now, hwc_result_header(result, "date")))
    now = (int64_t)floor(hwc_loop_unix_time(request->loop));
  result->retry_after = hwc_retry_after(value, now);
}

/* Lets another attempt follow. */
static bool pause_for(struct hwc_request *request, double seconds,
                      const char *reason)
{
  if (hwc_loop_set_alarm(request->loop, &request->pause_alarm,
                         hwc_loop_now(request->loop) + seconds) != HWC_OK)
    return false;
  record_end(request, HWC_TRACE_RETRY, seconds, reason);
  return true;
}

/* False, with the reason in the result, where no other attempt follows one
 * that could be repeated. */
static bool back_off(struct hwc_request *request, enum hwc_failure failure)
{
  struct hwc_result *result = &request->result;
  struct hwc_shared *shared = request->shared;

  if (shared == NULL || request->most_attempts == 1)
    return false;
  if (result->attempts >= request->most_attempts) {
    result->exhausted = HWC_EXHAUSTED_ATTEMPTS;
    return false;
  }
  double wait = hwc_back_off(failure, request->retries, &shared->random);
  wait = hwc_retry_delay(wait, result->retry_after);
  if (wait < 0)
    return false;
  double passed = hwc_loop_now(request->loop) - request->started;
  if (request->deadline > 0 && passed + wait >= request->deadline) {
    result->exhausted = HWC_EXHAUSTED_DEADLINE;
    return false;
  }
  int cost = hwc_quota_take(&shared->quota, failure);
  if (cost == 0) {
    result->exhausted = HWC_EXHAUSTED_QUOTA;
    return false;
  }
  request->cost = cost;
  request->retries++;
  return pause_for(request, wait,
                   failure == HWC_FAILURE_THROTTLED ? "throttled"
                                                    : "transient");
}

/* A signature that was dated wrongly is made again, once. */
static bool repeat_with_right_clock(struct hwc_request *request, bool corrected)
{
  if (!corrected || request->clock_repeated || request->shared == NULL ||
      request->result.attempts >= request->most_attempts)
    return false;
  request->clock_repeated = true;
  return pause_for(request, 0, "clock");
}

static void set_hint(struct hwc_request *request, bool fate_was_unknown)
{
  struct hwc_result *result = &request->result;
  const struct hwc_credentials *credentials = request->wire.credentials;

  if (result->status == 401 && credentials != NULL) {
    struct hwc_identity identity = {
      .keys = hwc_wire_is_signed(&request->wire),
      .temporary = credentials->security_token.length > 0,
      .clock_error = request->clock_error,
      .clock_offset = request->clock_offset,
      .code = request->service_error.code,
      .message = request->service_error.message,
    };
    hwc_hint_identity(result->hint, sizeof result->hint, &identity);
  } else if (result->status == 404 && fate_was_unknown &&
             strcmp(request->wire.method, "DELETE") == 0) {
    snprintf(result->hint, sizeof result->hint,
             "an attempt before, whose answer was lost, may have deleted it");
  } else if (result->exhausted == HWC_EXHAUSTED_QUOTA) {
    snprintf(result->hint, sizeof result->hint,
             "it was not repeated: too many calls of this client failed "
             "lately");
  }
}

static struct hwc_verdict judge(struct hwc_request *request)
{
  const struct hwc_result *result = &request->result;

  request->service_error = (struct hwc_service_error){0};
  if (result->error.kind == HWC_KIND_NONE && result->status >= 400)
    hwc_service_error_find(&request->service_error,
                           hwc_buffer_text(&result->body));
  struct hwc_outcome outcome = {
    .kind = result->error.kind,
    .status = result->status,
    .code = request->service_error.code,
    .sent = request->transfer.sent,
    .lasting = request->transfer.lasting,
  };
  return hwc_judge(&outcome);
}

/* Classify, and repeat or finish. */
static void attempt_done(struct hwc_transfer *transfer)
{
  struct hwc_request *request =
    (struct hwc_request *)((char *)transfer -
                           offsetof(struct hwc_request, transfer));
  struct hwc_admissions *admissions = hwc_loop_admissions(request->loop);
  struct hwc_result *result = &request->result;

  hwc_admission_learn(admissions, &request->place, transfer->protocol);
  hwc_admission_leave(admissions, &request->place);
  struct hwc_verdict verdict = judge(request);
  bool fate_was_unknown = request->fate_unknown;
  bool passing = verdict.failure == HWC_FAILURE_TRANSIENT ||
                 verdict.failure == HWC_FAILURE_THROTTLED;

  if (verdict.failure != HWC_FAILURE_NONE && !verdict.nothing_done)
    request->fate_unknown = true;
  read_retry_after(request);
  record_end(request, HWC_TRACE_RESPONSE, 0, NULL);
  bool corrected = correct_clock(request);
  if (request->shared != NULL && result->error.kind == HWC_KIND_NONE)
    hwc_shared_learn(request->shared, request->held.mode,
                     verdict.failure == HWC_FAILURE_THROTTLED,
                     hwc_text_of(request->service_error.message));
  result->retryable = passing && (request->safe || !request->fate_unknown);
  if (verdict.failure == HWC_FAILURE_NONE) {
    if (request->shared != NULL)
      hwc_quota_give(&request->shared->quota, request->cost);
  } else if (verdict.failure == HWC_FAILURE_IDENTITY) {
    if (repeat_with_right_clock(request, corrected))
      return;
  } else if (result->retryable && back_off(request, verdict.failure)) {
    return;
  }
  set_hint(request, fate_was_unknown);
  finish(request);
}

/* --- Requests ----------------------------------------------------------- */

static void init(struct hwc_request *request, struct hwc_loop *loop,
                 const struct hwc_request_options *options)
{
  request->event.user = options->user;
  request->transfer.loop = loop;
  request->transfer.result = &request->result;
  request->transfer.done = attempt_done;
  request->deadline_alarm.ring = ring_deadline;
  request->deadline_alarm.owner = request;
  request->pause_alarm.ring = ring_pause;
  request->pause_alarm.owner = request;
  request->held.let_go = let_go;
  request->held.owner = request;
  request->held.mode = options->rate_limit;
  request->place.admitted = admitted;
  request->place.owner = request;
  request->loop = loop;
  request->shared = options->shared;
  request->connection = options->connection;
  request->operation = options->operation;
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
  return status == HWC_OK ? set_out(request) : status;
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
    stop_waiting(request);
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

const struct hwc_result *hwc_request_result(const struct hwc_request *request)
{
  return request->event.finished ? &request->result : NULL;
}

struct hwc_text hwc_result_header(const struct hwc_result *result,
                                  const char *name)
{
  return hwc_headers_find(hwc_buffer_text(&result->headers), hwc_text_of(name));
}
