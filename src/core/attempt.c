/* SPDX-License-Identifier: Apache-2.0
 *
 * The attempts of a call. Each passes the client's rate limit, is admitted to
 * a connection, signed, and sent; what ended it decides whether another one
 * follows after a pause. */
#include "core/request_internal.h"

#include "core/hint.h"
#include "core/http_date.h"
#include "core/mask.h"
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* Clocks that differ by more, in seconds, make signing allow for it. */
#define CLOCK_TOLERANCE 60.0

/* --- Records ------------------------------------------------------------ */

/* Copies `text` as it may be shown. */
static void copy_line(const struct hwc_request *request, char *out, size_t size,
                      struct hwc_text text)
{
  struct hwc_buffer shown = HWC_BUFFER_INIT;

  if (request->secrets != NULL) {
    hwc_mask_values(&shown, hwc_buffer_text(request->secrets), text);
    text = hwc_buffer_text(&shown);
    if (shown.status != HWC_OK)
      text.length = 0;
  }
  if (text.length >= size)
    text.length = size - 1;
  for (size_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    out[i] = c < 0x20 || c >= 0x7f ? '?' : text.data[i];
  }
  out[text.length] = '\0';
  hwc_buffer_done(&shown);
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
  copy_line(request, record->path, sizeof record->path, path);
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

/* The code of the service, where it looks like one. Of other texts bytes were
 * replaced, so that a secret would no longer be found in them. */
static struct hwc_text error_code(const struct hwc_request *request)
{
  struct hwc_text code = hwc_text_of(request->service_error.code);

  for (size_t i = 0; i < code.length; i++) {
    char c = code.data[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_')
      return HWC_TEXT("");
  }
  return code;
}

static size_t received(const struct hwc_request *request)
{
  size_t length = request->result.body.length;

  if (request->download != NULL)
    length += (size_t)hwc_download_length(request->download);
  return length;
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
  copy_line(request, record->code, sizeof record->code, error_code(request));
  copy_line(request, record->request_id, sizeof record->request_id,
            request_id(result));
  record->duration = hwc_loop_now(request->loop) - request->attempt_started;
  record->bytes_sent = request->wire.body.length;
  record->bytes_received = received(request);
  record->sent = request->transfer.sent;
  record->error.kind = result->error.kind;
  copy_line(request, record->error.message, sizeof record->error.message,
            hwc_text_of(result->error.message));
}

void hwc_attempt_given_up(struct hwc_request *request)
{
  request->service_error = (struct hwc_service_error){0};
  record_end(request, HWC_TRACE_RESPONSE, 0, NULL);
}

/* --- Attempts ----------------------------------------------------------- */

void hwc_attempts_stop(struct hwc_request *request)
{
  hwc_loop_clear_alarm(request->loop, &request->pause_alarm);
  if (request->shared != NULL)
    hwc_shared_unhold(request->shared, &request->held);
  hwc_admission_leave(hwc_loop_admissions(request->loop), &request->place);
}

/* Ends a call for want of memory and the like. */
static void fail(struct hwc_request *request, enum hwc_status status,
                 const struct hwc_error *error)
{
  hwc_attempts_stop(request);
  hwc_result_clear(&request->result);
  if (error != NULL && error->kind != HWC_KIND_NONE)
    request->result.error = *error;
  else
    hwc_error_set(&request->result.error, HWC_KIND_TRANSPORT,
                  "the attempt did not start: %s", hwc_status_text(status));
  hwc_request_finish(request);
}

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
    .target = hwc_wire_target(wire).data,
    .headers = wire->list,
    .body = hwc_buffer_text(&wire->body),
    .has_body = wire->has_body,
    .endpoint = wire->endpoint,
    .connection = request->connection,
    .download = request->download,
    .timeout = request->timeout,
    .known_http_1 =
      !wire->endpoint->https || hwc_admission_protocol(place) == HWC_HTTP_1,
    /* libcurl keeps a connection of HTTP/2 that has fallen silent. */
    .fresh = request->result.error.kind == HWC_KIND_TIMEOUT,
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
enum hwc_status hwc_attempt_set_out(struct hwc_request *request)
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
  enum hwc_status status = hwc_attempt_set_out(request);

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

static void read_retry_after(struct hwc_result *result, double unix_time)
{
  int64_t now;

  result->retry_after = 0;
  if (result->status < 400)
    return;
  struct hwc_text value = hwc_result_header(result, "retry-after");
  if (value.data == NULL)
    return;
  if (!hwc_http_date_parse(&now, hwc_result_header(result, "date")))
    now = (int64_t)floor(unix_time);
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

static bool may_pass(struct hwc_verdict verdict)
{
  return verdict.failure == HWC_FAILURE_TRANSIENT ||
         verdict.failure == HWC_FAILURE_THROTTLED;
}

static struct hwc_verdict judge(const struct hwc_result *result, bool sent,
                                bool lasting,
                                struct hwc_service_error *service_error)
{
  *service_error = (struct hwc_service_error){0};
  if (result->error.kind == HWC_KIND_NONE && result->status >= 400)
    hwc_service_error_find(service_error, hwc_buffer_text(&result->body));
  struct hwc_outcome outcome = {
    .kind = result->error.kind,
    .status = result->status,
    .code = service_error->code,
    .sent = sent,
    .lasting = lasting,
  };
  return hwc_judge(&outcome);
}

void hwc_result_judge(struct hwc_result *result, bool safe_to_repeat,
                      double unix_time)
{
  struct hwc_service_error service_error;
  struct hwc_verdict verdict =
    judge(result, result->sent, false, &service_error);

  result->retryable =
    may_pass(verdict) && (safe_to_repeat || verdict.nothing_done);
  read_retry_after(result, unix_time);
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
  struct hwc_verdict verdict =
    judge(result, transfer->sent, transfer->lasting, &request->service_error);
  bool fate_was_unknown = request->fate_unknown;

  if (verdict.failure != HWC_FAILURE_NONE && !verdict.nothing_done)
    request->fate_unknown = true;
  read_retry_after(result, hwc_loop_unix_time(request->loop));
  record_end(request, HWC_TRACE_RESPONSE, 0, NULL);
  bool corrected = correct_clock(request);
  if (request->shared != NULL && result->error.kind == HWC_KIND_NONE)
    hwc_shared_learn(request->shared, request->held.mode,
                     verdict.failure == HWC_FAILURE_THROTTLED,
                     hwc_text_of(request->service_error.message));
  result->retryable =
    may_pass(verdict) && (request->safe || !request->fate_unknown);
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
  hwc_request_finish(request);
}

void hwc_attempts_init(struct hwc_request *request)
{
  request->transfer.loop = request->loop;
  request->transfer.result = &request->result;
  request->transfer.done = attempt_done;
  request->pause_alarm.ring = ring_pause;
  request->pause_alarm.owner = request;
  request->held.let_go = let_go;
  request->held.owner = request;
  request->place.admitted = admitted;
  request->place.owner = request;
}
