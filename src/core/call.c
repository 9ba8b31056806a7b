/* SPDX-License-Identifier: Apache-2.0
 *
 * A call from start to end: classifies each ended attempt and decides whether
 * another one follows after a pause. */
#include "core/call.h"

#include "core/attempt.h"
#include "core/headers.h"
#include "core/hint.h"
#include "core/http_date.h"
#include "core/pool.h"
#include "core/service_error.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

/* Seconds by which clocks may differ without a correction of the signing
 * time. */
#define CLOCK_TOLERANCE 60.0

/* HTTP/2 refusals retried for one call beyond its attempts. */
#define MOST_REFUSED_SENDS 10

/* Dates of responses that differ more from the local clock are ignored. */
#define MOST_CLOCK_OFFSET (24 * 3600.0)

/* Maximum number of ended calls whose memory is kept for new ones. */
#define SPARE_CALLS 64

struct hwc_call {
  struct hwc_pool *pool; /* that its memory is returned to */
  struct hwc_event event;
  struct hwc_attempt attempt;
  struct hwc_result result;
  struct hwc_timer deadline_timer;
  struct hwc_timer send_before_timer; /* at `send_before` */
  struct hwc_timer pause_timer;       /* between attempts */
  struct hwc_loop *loop;
  struct hwc_shared *shared; /* the client's, or NULL */
  double started;
  int most_attempts;
  int retries; /* retries that the quota was charged for */
  int cost;    /* of the last retry */
  bool idempotent;
  bool fate_unknown; /* an attempt was sent and may have been processed */
  bool resigned;     /* signed again by the service's clock */

  /* Of the last ended attempt. */
  double clock_error; /* the service's clock minus that of the signature; 0:
                         unknown */
  struct hwc_service_error service_error;
};

/* --- End of a call ------------------------------------------------------ */

static enum hwc_fate fate_of(const struct hwc_call *call)
{
  const struct hwc_result *result = &call->result;

  if (result->error.kind == HWC_KIND_NONE)
    return HWC_FATE_RESPONDED;
  if (call->fate_unknown)
    return HWC_FATE_UNKNOWN;
  return result->sent ? HWC_FATE_REFUSED : HWC_FATE_NOT_SENT;
}

static void finish(struct hwc_call *call)
{
  hwc_loop_clear_timer(call->loop, &call->deadline_timer);
  hwc_loop_clear_timer(call->loop, &call->send_before_timer);
  call->result.elapsed = hwc_loop_now(call->loop) - call->started;
  call->result.fate = fate_of(call);
  hwc_request_done(&call->attempt.request);
  if (call->attempt.download != NULL)
    hwc_download_discard(call->attempt.download);
  hwc_loop_finish(call->loop, &call->event);
}

static struct hwc_ended_attempt ended(const struct hwc_call *call)
{
  return (struct hwc_ended_attempt){.code = call->service_error.code,
                                    .started = call->attempt.started,
                                    .fate = call->attempt.transfer.fate};
}

static const char *describe_fate(const struct hwc_call *call)
{
  if (call->fate_unknown)
    return "the request was sent and may have been acted on";
  return call->result.sent ? "the server did not process it"
                           : "nothing was sent";
}

static void note_fate(struct hwc_call *call, bool nothing_done)
{
  if (call->attempt.transfer.fate != HWC_FATE_NOT_SENT)
    call->result.sent = true;
  if (!nothing_done)
    call->fate_unknown = true;
}

/* Ends a call before its attempt has ended. `retryable`: the cause is not
 * permanent. */
static void end(struct hwc_call *call, enum hwc_kind kind, bool retryable,
                const char *why)
{
  struct hwc_result *result = &call->result;
  char before[60] = "";

  /* A complete response takes precedence. */
  if (hwc_transfer_end_whole(&call->attempt.transfer) && call->event.finished)
    return;
  bool under_way = call->attempt.transfer.begun;

  hwc_attempt_abort(&call->attempt);
  hwc_loop_clear_timer(call->loop, &call->pause_timer);
  if (under_way) {
    note_fate(call, call->attempt.transfer.fate != HWC_FATE_UNKNOWN);
    hwc_buffer_done(&result->body);
  } else {
    if (result->status != 0)
      snprintf(before, sizeof before,
               " (the previous attempt ended with status %d)", result->status);
    hwc_result_clear(result);
  }
  hwc_error_set(&result->error, kind, "%s%s; %s", why, before,
                describe_fate(call));
  result->retryable = retryable && (call->idempotent || !call->fate_unknown);
  if (under_way) {
    call->service_error = (struct hwc_service_error){0};
    struct hwc_ended_attempt attempt = ended(call);
    hwc_record_response(&call->attempt.recorder, &attempt);
    if (attempt.fate == HWC_FATE_NOT_SENT)
      result->attempts--; /* it does not count as an attempt */
  }
  finish(call);
}

static void fire_deadline(struct hwc_timer *timer)
{
  struct hwc_call *call = timer->owner;
  const char *why = "the deadline of the call has passed";

  if (call->attempt.slot.queued.waiting)
    why = "the deadline of the call has passed while it waited for a free "
          "connection";
  else if (call->attempt.permit.queued.waiting && !call->attempt.permit.granted)
    why = "the deadline of the call has passed while it waited for the first "
          "calls with these credentials to be accepted";
  else if (call->attempt.throttled.queued.waiting)
    why = "the deadline of the call has passed while it waited for the "
          "client's rate limit";
  end(call, HWC_KIND_TIMEOUT, true, why);
}

/* The timer uses the loop's clock, which may run ahead of the boot time. */
static enum hwc_status watch_send_before(struct hwc_call *call)
{
  double left = call->attempt.send_before - hwc_loop_boot_time(call->loop);

  return hwc_loop_set_timer(call->loop, &call->send_before_timer,
                            hwc_loop_now(call->loop) + left);
}

/* Ends the call unless libcurl has begun to send it. */
static void fire_send_before(struct hwc_timer *timer)
{
  struct hwc_call *call = timer->owner;

  if (call->attempt.transfer.begun && call->attempt.transfer.sending)
    return;
  /* Cannot fail: a timer that has just fired has its memory. */
  if (hwc_loop_boot_time(call->loop) < call->attempt.send_before) {
    watch_send_before(call);
    return;
  }
  end(call, HWC_KIND_TIMEOUT, false, "send_before has passed");
}

/* --- Next attempt ------------------------------------------------------- */

/* Ends a call when out of memory. */
static void fail(struct hwc_call *call, enum hwc_status status)
{
  hwc_attempt_abort(&call->attempt);
  hwc_result_clear(&call->result);
  hwc_error_set(&call->result.error, HWC_KIND_TRANSPORT,
                "the attempt did not start: %s", hwc_status_text(status));
  finish(call);
}

static void fire_pause(struct hwc_timer *timer)
{
  struct hwc_call *call = timer->owner;
  enum hwc_status status = hwc_attempt_start(&call->attempt);

  if (status != HWC_OK)
    fail(call, status);
}

/* Schedules another attempt; false if out of memory. */
static bool pause_for(struct hwc_call *call, double seconds, const char *reason)
{
  struct hwc_ended_attempt attempt = ended(call);

  if (hwc_loop_set_timer(call->loop, &call->pause_timer,
                         hwc_loop_now(call->loop) + seconds) != HWC_OK)
    return false;
  hwc_record_retry(&call->attempt.recorder, &attempt, seconds, reason);
  return true;
}

/* HTTP/2 refusals do not count. */
static bool may_attempt_again(const struct hwc_call *call)
{
  return call->result.attempts - call->attempt.refusals < call->most_attempts;
}

static enum hwc_exhausted find_limit(const struct hwc_call *call, double wait)
{
  const struct hwc_attempt *attempt = &call->attempt;

  if (attempt->deadline > 0 &&
      hwc_loop_now(call->loop) + wait >= attempt->deadline)
    return HWC_EXHAUSTED_DEADLINE;
  if (attempt->send_before > 0 &&
      hwc_loop_boot_time(call->loop) + wait >= attempt->send_before)
    return HWC_EXHAUSTED_SEND_BEFORE;
  return HWC_EXHAUSTED_NOT;
}

/* Retries after a pause if the server refused an HTTP/2 stream again after the
 * immediate retry. Free of charge: a closing connection refuses many requests,
 * and the next one may close soon as well. */
static bool back_off_refused(struct hwc_call *call)
{
  struct hwc_attempt *attempt = &call->attempt;

  if (attempt->transfer.fate != HWC_FATE_REFUSED || !attempt->resends ||
      attempt->refusals >= MOST_REFUSED_SENDS)
    return false;
  double wait = hwc_back_off(HWC_FAILURE_TRANSIENT, attempt->refusals,
                             &call->shared->random);
  if (find_limit(call, wait) != HWC_EXHAUSTED_NOT)
    return false;
  attempt->refusals++;
  return pause_for(call, wait, "refused");
}

/* Retries after a pause if limits allow it; else returns false, with the reason
 * in `exhausted`. */
static bool back_off(struct hwc_call *call, enum hwc_failure failure)
{
  struct hwc_result *result = &call->result;
  struct hwc_shared *shared = call->shared;

  if (shared == NULL || call->most_attempts == 1)
    return false;
  if (!may_attempt_again(call)) {
    result->exhausted = HWC_EXHAUSTED_ATTEMPTS;
    return false;
  }
  double wait = hwc_back_off(failure, call->retries, &shared->random);
  wait = hwc_retry_delay(wait, result->retry_after);
  if (wait < 0)
    return false;
  result->exhausted = find_limit(call, wait);
  if (result->exhausted != HWC_EXHAUSTED_NOT)
    return false;
  int cost = hwc_quota_take(&shared->quota, failure);
  if (cost == 0) {
    result->exhausted = HWC_EXHAUSTED_QUOTA;
    return false;
  }
  call->cost = cost;
  call->retries++;
  return pause_for(
    call, wait, failure == HWC_FAILURE_THROTTLED ? "throttled" : "transient");
}

/* --- Clocks and identities ---------------------------------------------- */

/* Compares the Date of a response with the local clock: sets `offset` to the
 * difference in seconds. False if the response has no usable date. */
static bool compare_clocks(const struct hwc_call *call, double *offset)
{
  const struct hwc_transfer *transfer = &call->attempt.transfer;
  const struct hwc_result *result = &call->result;
  int64_t date;

  if (transfer->responded_at <= 0 ||
      hwc_result_header(result, "age").data != NULL || /* from a cache */
      !hwc_http_date_parse(&date, hwc_result_header(result, "date")))
    return false;
  *offset = (double)date - floor(transfer->responded_at);
  return true;
}

/* Retries a request once, signed by the service's clock, if the difference of
 * the clocks explains why its signature was refused. */
static bool sign_again(struct hwc_call *call, double offset)
{
  if (fabs(call->clock_error) <= CLOCK_TOLERANCE ||
      fabs(offset) > MOST_CLOCK_OFFSET || call->resigned ||
      call->shared == NULL || !may_attempt_again(call) ||
      !hwc_breaker_allows_retry(call->attempt.breaker,
                                hwc_loop_now(call->loop)) ||
      find_limit(call, 0) != HWC_EXHAUSTED_NOT)
    return false;
  call->resigned = true;
  call->attempt.own_clock = true;
  call->attempt.clock_offset = offset;
  return pause_for(call, 0, "clock");
}

/* The service's clock is adopted only after a signature of that date was
 * accepted, because any proxy can set Date. */
static void adopt_clock(struct hwc_call *call)
{
  double offset = call->attempt.clock_offset;

  if (!call->resigned || call->shared->clock_offset == offset)
    return;
  call->shared->clock_offset = offset;
  hwc_record_clock(&call->attempt.recorder, offset);
}

/* True if a response proves that the credentials were accepted. A success does.
 * Another status, such as 404, may come from a gateway that has not checked
 * them, unless it refused them just before, when the same request was signed by
 * another clock. */
static bool shows_acceptance(const struct hwc_call *call)
{
  int status = call->result.status;

  if (status >= 200 && status < 300)
    return true;
  return call->attempt.permit.refusals > 0 && status >= 400 && status < 500 &&
         status != 407 && status != 408 && status != 421 && status != 425 &&
         status != 429;
}

/* Reports to the breaker whether the credentials were accepted. True if the
 * attempt is retried by another clock. */
static bool check_identity(struct hwc_call *call, enum hwc_failure failure)
{
  struct hwc_breaker *breaker = call->attempt.breaker;
  int status = call->result.status;
  double offset = 0;

  call->clock_error = 0;
  if (breaker == NULL || call->attempt.transfer.fate != HWC_FATE_RESPONDED)
    return false;
  if (status == 401) {
    hwc_breaker_refused(breaker, &call->attempt.permit);
    if (hwc_request_is_signed(&call->attempt.request) &&
        compare_clocks(call, &offset))
      call->clock_error = offset - call->attempt.clock_offset;
    return failure == HWC_FAILURE_IDENTITY && sign_again(call, offset);
  }
  if (shows_acceptance(call)) {
    hwc_breaker_accepted(breaker, &call->attempt.permit);
    if (status < 300)
      adopt_clock(call);
  }
  return false;
}

static void set_hint(struct hwc_call *call, bool fate_was_unknown)
{
  struct hwc_result *result = &call->result;
  const struct hwc_request *request = &call->attempt.request;
  const struct hwc_credentials *credentials = request->credentials;

  if (result->status == 401 && credentials != NULL) {
    struct hwc_identity identity = {
      .keys = hwc_request_is_signed(request),
      .temporary = credentials->security_token.length > 0,
      .clock_error = call->clock_error,
      .clock_offset = call->attempt.clock_offset,
      .code = call->service_error.code,
      .message = call->service_error.message,
    };
    hwc_hint_identity(result->hint, sizeof result->hint, &identity);
  } else if (result->status == 404 && fate_was_unknown &&
             strcmp(request->method, "DELETE") == 0) {
    snprintf(
      result->hint, sizeof result->hint,
      "a previous attempt, whose response was lost, may have deleted it");
  } else if (result->exhausted == HWC_EXHAUSTED_QUOTA) {
    snprintf(
      result->hint, sizeof result->hint,
      "it was not retried: too many calls of this client failed recently");
  }
}

/* --- Outcome of an attempt ---------------------------------------------- */

static bool may_pass(struct hwc_verdict verdict)
{
  return verdict.failure == HWC_FAILURE_TRANSIENT ||
         verdict.failure == HWC_FAILURE_THROTTLED;
}

/* After an attempt was made, an open breaker is not the only cause of the
 * failure. */
static bool refuses_credentials(const struct hwc_result *result,
                                struct hwc_verdict verdict)
{
  return verdict.failure == HWC_FAILURE_IDENTITY &&
         (result->error.kind == HWC_KIND_NONE || result->attempts == 0);
}

static struct hwc_verdict classify(const struct hwc_result *result,
                                   enum hwc_fate fate, bool permanent,
                                   struct hwc_service_error *service_error)
{
  *service_error = (struct hwc_service_error){0};
  if (result->error.kind == HWC_KIND_NONE && result->status >= 400)
    hwc_service_error_find(service_error, hwc_buffer_text(&result->body));
  struct hwc_outcome outcome = {
    .kind = result->error.kind,
    .status = result->status,
    .code = service_error->code,
    .fate = fate,
    .permanent = permanent,
  };
  return hwc_classify(&outcome);
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

void hwc_result_classify(struct hwc_result *result, bool idempotent,
                         double unix_time)
{
  struct hwc_service_error service_error;
  struct hwc_verdict verdict =
    classify(result, result->fate, false, &service_error);

  result->retryable = may_pass(verdict) && (idempotent || verdict.nothing_done);
  result->credentials_refused = refuses_credentials(result, verdict);
  read_retry_after(result, unix_time);
}

/* Updates the client's rate limit and quota with the outcome of an attempt. */
static void update_limits(struct hwc_call *call, enum hwc_failure failure)
{
  if (call->shared == NULL)
    return;
  if (call->result.error.kind == HWC_KIND_NONE)
    hwc_shared_update(call->shared, call->attempt.throttled.mode,
                      failure == HWC_FAILURE_THROTTLED,
                      hwc_text_of(call->service_error.message));
  if (failure == HWC_FAILURE_NONE)
    hwc_quota_give(&call->shared->quota, call->cost);
}

/* True if the deadline or `send_before` passed immediately before the send. */
static bool came_too_late(const struct hwc_attempt *attempt)
{
  return attempt->transfer.fate == HWC_FATE_NOT_SENT &&
         (attempt->transfer.failure == HWC_TRANSFER_PAST_DEADLINE ||
          attempt->transfer.failure == HWC_TRANSFER_TOO_LATE);
}

/* Classifies the outcome, then retries or finishes. */
static void attempt_done(struct hwc_attempt *attempt)
{
  struct hwc_call *call = attempt->owner;
  struct hwc_result *result = &call->result;
  enum hwc_fate fate = attempt->transfer.fate;
  struct hwc_verdict verdict =
    classify(result, fate, attempt->transfer.permanent, &call->service_error);
  bool fate_was_unknown = call->fate_unknown;

  note_fate(call, verdict.failure == HWC_FAILURE_NONE || verdict.nothing_done);
  if (result->status != 0)
    read_retry_after(result, hwc_loop_unix_time(call->loop));
  struct hwc_ended_attempt over = ended(call);
  hwc_record_response(&attempt->recorder, &over);
  bool late = came_too_late(attempt);
  if (late)
    result->attempts--; /* it does not count as an attempt */
  update_limits(call, verdict.failure);
  result->retryable =
    may_pass(verdict) && (call->idempotent || !call->fate_unknown);
  result->credentials_refused = refuses_credentials(result, verdict);
  bool again = check_identity(call, verdict.failure);
  hwc_attempt_release(attempt, again);
  if (again)
    return;
  if (result->retryable && !late &&
      (back_off_refused(call) || back_off(call, verdict.failure)))
    return;
  set_hint(call, fate_was_unknown);
  finish(call);
}

/* --- Calls -------------------------------------------------------------- */

static void init_attempt(struct hwc_call *call,
                         const struct hwc_call_options *options)
{
  struct hwc_attempt *attempt = &call->attempt;

  attempt->done = attempt_done;
  attempt->owner = call;
  attempt->loop = call->loop;
  attempt->shared = options->shared;
  attempt->connection = options->connection;
  attempt->is_file = options->is_file;
  attempt->download = options->download;
  attempt->result = &call->result;
  attempt->timeout = options->timeout;
  attempt->send_before = options->send_before;
  if (options->deadline > 0)
    attempt->deadline = call->started + options->deadline;
  attempt->throttled.mode = options->rate_limit;
  attempt->recorder = (struct hwc_recorder){
    .loop = call->loop,
    .request = &attempt->request,
    .result = &call->result,
    .download = options->download,
    .operation = options->operation,
    .secrets = options->secrets,
  };
  if (options->shared == NULL)
    return;
  attempt->resends = call->most_attempts > 1;
  attempt->recorder.trace = options->shared->trace;
  attempt->recorder.call = ++options->shared->calls;
}

static void init(struct hwc_call *call, struct hwc_loop *loop,
                 const struct hwc_call_options *options)
{
  call->event.user = options->user;
  call->deadline_timer.fire = fire_deadline;
  call->deadline_timer.owner = call;
  call->send_before_timer.fire = fire_send_before;
  call->send_before_timer.owner = call;
  call->pause_timer.fire = fire_pause;
  call->pause_timer.owner = call;
  call->loop = loop;
  call->shared = options->shared;
  call->most_attempts =
    options->attempts > 0 ? options->attempts : HWC_ATTEMPTS;
  call->idempotent = options->idempotent;
  call->started = hwc_loop_now(loop);
  init_attempt(call, options);
}

/* Shares the breaker with all calls that use the same credentials, or prove the
 * same identity in the body. */
static enum hwc_status share_breaker(struct hwc_call *call,
                                     const struct hwc_call_options *options)
{
  struct hwc_attempt *attempt = &call->attempt;

  if (options->credentials != NULL)
    attempt->breaker = hwc_breaker_ref(options->credentials->breaker);
  if (options->credentials != NULL || options->proof.length == 0)
    return HWC_OK;
  enum hwc_status status =
    hwc_breaker_new(&attempt->breaker, HWC_TEXT("in the body"), options->proof);
  if (status != HWC_OK)
    return status;
  attempt->breaker->permanent = true;
  attempt->breaker =
    hwc_breaker_share(attempt->breaker, hwc_loop_breakers(call->loop));
  return HWC_OK;
}

static enum hwc_status start(struct hwc_call *call,
                             const struct hwc_call_options *options,
                             struct hwc_error *error)
{
  enum hwc_status status = share_breaker(call, options);

  /* Takes over the body. */
  if (status == HWC_OK)
    status = hwc_request_init(&call->attempt.request, options, error);
  if (status == HWC_OK && call->attempt.deadline > 0)
    status = hwc_loop_set_timer(call->loop, &call->deadline_timer,
                                call->attempt.deadline);
  if (status == HWC_OK && call->attempt.send_before > 0)
    status = watch_send_before(call);
  return status == HWC_OK ? hwc_attempt_start(&call->attempt) : status;
}

/* Returns an empty call; NULL if out of memory. */
static struct hwc_call *new_call(struct hwc_loop *loop)
{
  struct hwc_pool **pool = hwc_loop_calls(loop);
  struct hwc_call *call = NULL;

  if (*pool == NULL)
    *pool = hwc_pool_new(sizeof *call, SPARE_CALLS);
  if (*pool != NULL)
    call = hwc_pool_take(*pool);
  if (call != NULL)
    call->pool = *pool;
  return call;
}

enum hwc_status hwc_call_start(struct hwc_call **call, struct hwc_loop *loop,
                               const struct hwc_call_options *options,
                               struct hwc_error *error)
{
  if (hwc_loop_forked(loop)) {
    hwc_error_set(error, HWC_KIND_TRANSPORT,
                  "a loop cannot be used after fork(); create a new one");
    return HWC_INVALID;
  }
  struct hwc_call *made = new_call(loop);
  if (made == NULL) {
    hwc_error_set(error, HWC_KIND_TRANSPORT, "not enough memory");
    return HWC_NO_MEMORY;
  }
  init(made, loop, options);
  enum hwc_status status = start(made, options, error);
  if (status != HWC_OK) {
    if (status != HWC_INVALID)
      hwc_error_set(error, HWC_KIND_TRANSPORT, "%s", hwc_status_text(status));
    hwc_call_free(made);
    return status;
  }
  *call = made;
  return HWC_OK;
}

void hwc_call_forget(struct hwc_call *call)
{
  if (call->event.queued)
    hwc_loop_forget(call->loop, &call->event);
}

void hwc_call_cancel(struct hwc_call *call)
{
  if (!call->event.finished && !hwc_loop_forked(call->loop))
    end(call, HWC_KIND_CANCELLED, false, "the call was cancelled");
}

void hwc_call_free(struct hwc_call *call)
{
  if (call == NULL)
    return;
  /* A finished call does not use its loop, which may be freed. */
  if (!call->event.finished) {
    hwc_attempt_abort(&call->attempt);
    hwc_loop_clear_timer(call->loop, &call->pause_timer);
    hwc_loop_clear_timer(call->loop, &call->deadline_timer);
    hwc_loop_clear_timer(call->loop, &call->send_before_timer);
  }
  hwc_call_forget(call);
  hwc_request_done(&call->attempt.request);
  hwc_breaker_unref(call->attempt.breaker);
  hwc_result_clear(&call->result);
  hwc_pool_give(call->pool, call);
}

bool hwc_call_finished(const struct hwc_call *call)
{
  return call->event.finished;
}

void hwc_call_progress(const struct hwc_call *call, uint64_t *received,
                       uint64_t *total)
{
  const struct hwc_attempt *attempt = &call->attempt;

  *received =
    attempt->download != NULL ? hwc_download_length(attempt->download) : 0;
  /* The announced length is that of the encoded body. */
  *total = hwc_result_header(&call->result, "content-encoding").data == NULL
             ? attempt->transfer.expected
             : 0;
}

const struct hwc_result *hwc_call_result(const struct hwc_call *call)
{
  return call->event.finished ? &call->result : NULL;
}

void hwc_call_take_headers(struct hwc_call *call, struct hwc_buffer *headers)
{
  hwc_buffer_move(headers, &call->result.headers);
}
