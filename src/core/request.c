/* SPDX-License-Identifier: Apache-2.0
 *
 * A call from its start to its end: what each attempt came to, and whether
 * another one follows after a pause. */
#include "core/request.h"

#include "core/attempt.h"
#include "core/headers.h"
#include "core/hint.h"
#include "core/http_date.h"
#include "core/service_error.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Clocks that differ by more, in seconds, make signing allow for it. */
#define CLOCK_TOLERANCE 60.0

/* Of a request, by a server of HTTP/2; more of them count as attempts. */
#define MOST_REFUSED_SENDS 10

/* A Date that is further away is not believed. */
#define MOST_CLOCK_OFFSET (24 * 3600.0)

struct hwc_request {
  struct hwc_event event;
  struct hwc_attempt attempt;
  struct hwc_result result;
  struct hwc_timer deadline_timer;
  struct hwc_timer late_timer;  /* at `send_before` */
  struct hwc_timer pause_timer; /* between attempts */
  struct hwc_loop *loop;
  struct hwc_shared *shared; /* the client's, or NULL */
  double started;
  int most_attempts;
  int retries; /* of those that cost */
  int cost;    /* of the last one */
  bool safe;
  bool fate_unknown; /* an attempt was sent and may have been acted on */
  bool resigned;     /* once more, by the service's clock */

  /* Of the attempt that ended last. */
  double clock_error; /* the service's clock minus that of the signature; 0:
                         not known */
  struct hwc_service_error service_error;
};

const char *hwc_exhausted_name(enum hwc_exhausted exhausted)
{
  static const char *const names[] = {
    [HWC_EXHAUSTED_NOT] = NULL,
    [HWC_EXHAUSTED_ATTEMPTS] = "attempts",
    [HWC_EXHAUSTED_QUOTA] = "quota",
    [HWC_EXHAUSTED_DEADLINE] = "deadline",
    [HWC_EXHAUSTED_SEND_BEFORE] = "send_before",
  };
  return names[exhausted];
}

/* --- The end of a call -------------------------------------------------- */

static enum hwc_fate fate_of(const struct hwc_request *request)
{
  const struct hwc_result *result = &request->result;

  if (result->error.kind == HWC_KIND_NONE)
    return HWC_FATE_ANSWERED;
  if (request->fate_unknown)
    return HWC_FATE_UNKNOWN;
  return result->sent ? HWC_FATE_REFUSED : HWC_FATE_NOT_SENT;
}

static void finish(struct hwc_request *request)
{
  hwc_loop_clear_timer(request->loop, &request->deadline_timer);
  hwc_loop_clear_timer(request->loop, &request->late_timer);
  request->result.elapsed = hwc_loop_now(request->loop) - request->started;
  request->result.fate = fate_of(request);
  hwc_wire_done(&request->attempt.wire);
  if (request->attempt.download != NULL)
    hwc_download_discard(request->attempt.download);
  hwc_loop_finish(request->loop, &request->event);
}

static struct hwc_ended_attempt ended(const struct hwc_request *request)
{
  return (struct hwc_ended_attempt){.code = request->service_error.code,
                                    .started = request->attempt.started,
                                    .fate = request->attempt.transfer.fate};
}

static const char *describe_fate(const struct hwc_request *request)
{
  if (request->fate_unknown)
    return "the request was sent and may have been acted on";
  return request->result.sent ? "what was sent was refused"
                              : "nothing was sent";
}

static void note_fate(struct hwc_request *request, bool nothing_done)
{
  if (request->attempt.transfer.fate != HWC_FATE_NOT_SENT)
    request->result.sent = true;
  if (!nothing_done)
    request->fate_unknown = true;
}

/* Ends a call from outside, and says what is known of its fate. `retryable`
 * where it might be made again, if nothing was done. */
static void end(struct hwc_request *request, enum hwc_kind kind, bool retryable,
                const char *why)
{
  struct hwc_result *result = &request->result;
  char before[60] = "";

  /* A response that has come whole is worth more than the end of the call. */
  if (hwc_transfer_end_whole(&request->attempt.transfer) &&
      request->event.finished)
    return;
  bool under_way = request->attempt.transfer.begun;

  hwc_attempt_abort(&request->attempt);
  hwc_loop_clear_timer(request->loop, &request->pause_timer);
  if (under_way) {
    note_fate(request, request->attempt.transfer.fate != HWC_FATE_UNKNOWN);
    hwc_buffer_done(&result->body);
  } else {
    if (result->status != 0)
      snprintf(before, sizeof before,
               " (the attempt before ended with status %d)", result->status);
    hwc_result_clear(result);
  }
  hwc_error_set(&result->error, kind, "%s%s; %s", why, before,
                describe_fate(request));
  result->retryable = retryable && (request->safe || !request->fate_unknown);
  if (under_way) {
    request->service_error = (struct hwc_service_error){0};
    struct hwc_ended_attempt attempt = ended(request);
    hwc_record_response(&request->attempt.recorder, &attempt);
    if (attempt.fate == HWC_FATE_NOT_SENT)
      result->attempts--; /* which it was none of */
  }
  finish(request);
}

static void fire_deadline(struct hwc_timer *timer)
{
  struct hwc_request *request = timer->owner;
  const char *why = "the deadline of the call has passed";

  if (request->attempt.slot.queued.waiting)
    why = "the deadline of the call has passed while it waited for a free "
          "connection";
  else if (request->attempt.turn.queued.waiting && !request->attempt.turn.taken)
    why = "the deadline of the call has passed while it waited for others, "
          "which were the first with these credentials, to be accepted";
  else if (request->attempt.throttled.queued.waiting)
    why = "the deadline of the call has passed while the client's rate limit "
          "held it back";
  end(request, HWC_KIND_TIMEOUT, true, why);
}

/* Rings at `send_before`, by the loop's clock: the other one may be behind. */
static enum hwc_status watch_send_before(struct hwc_request *request)
{
  double left =
    request->attempt.send_before - hwc_loop_boot_time(request->loop);

  return hwc_loop_set_timer(request->loop, &request->late_timer,
                            hwc_loop_now(request->loop) + left);
}

/* What still waits to be sent ends; what is being sent goes on. */
static void fire_late(struct hwc_timer *timer)
{
  struct hwc_request *request = timer->owner;

  if (request->attempt.transfer.begun && request->attempt.transfer.allowed)
    return;
  /* It had its place a moment ago, so setting it again needs no memory. */
  if (hwc_loop_boot_time(request->loop) < request->attempt.send_before) {
    watch_send_before(request);
    return;
  }
  end(request, HWC_KIND_TIMEOUT, false, "it is later than send_before");
}

/* --- What follows an attempt -------------------------------------------- */

/* Ends a call for want of memory. */
static void fail(struct hwc_request *request, enum hwc_status status)
{
  hwc_attempt_abort(&request->attempt);
  hwc_result_clear(&request->result);
  hwc_error_set(&request->result.error, HWC_KIND_TRANSPORT,
                "the attempt did not start: %s", hwc_status_text(status));
  finish(request);
}

static void fire_pause(struct hwc_timer *timer)
{
  struct hwc_request *request = timer->owner;
  enum hwc_status status = hwc_attempt_start(&request->attempt);

  if (status != HWC_OK)
    fail(request, status);
}

/* Lets another attempt follow. */
static bool pause_for(struct hwc_request *request, double seconds,
                      const char *reason)
{
  struct hwc_ended_attempt attempt = ended(request);

  if (hwc_loop_set_timer(request->loop, &request->pause_timer,
                         hwc_loop_now(request->loop) + seconds) != HWC_OK)
    return false;
  hwc_record_retry(&request->attempt.recorder, &attempt, seconds, reason);
  return true;
}

/* What a server of HTTP/2 refused unprocessed does not count. */
static bool may_attempt_again(const struct hwc_request *request)
{
  return request->result.attempts - request->attempt.refusals <
         request->most_attempts;
}

static enum hwc_exhausted find_limit(const struct hwc_request *request,
                                     double wait)
{
  const struct hwc_attempt *attempt = &request->attempt;

  if (attempt->deadline > 0 &&
      hwc_loop_now(request->loop) + wait >= attempt->deadline)
    return HWC_EXHAUSTED_DEADLINE;
  if (attempt->send_before > 0 &&
      hwc_loop_boot_time(request->loop) + wait >= attempt->send_before)
    return HWC_EXHAUSTED_SEND_BEFORE;
  return HWC_EXHAUSTED_NOT;
}

/* What a server refused unprocessed, and again when it was sent again at once,
 * follows after pauses. It costs nothing: the end of a connection refuses many
 * requests, and the next one may end soon as well. */
static bool back_off_refused(struct hwc_request *request)
{
  struct hwc_attempt *attempt = &request->attempt;

  if (attempt->transfer.fate != HWC_FATE_REFUSED || !attempt->resends ||
      attempt->refusals >= MOST_REFUSED_SENDS)
    return false;
  double wait = hwc_back_off(HWC_FAILURE_TRANSIENT, attempt->refusals,
                             &request->shared->random);
  if (find_limit(request, wait) != HWC_EXHAUSTED_NOT)
    return false;
  attempt->refusals++;
  return pause_for(request, wait, "refused");
}

/* False, with the reason in the result, where no other attempt follows one
 * that could be repeated. */
static bool back_off(struct hwc_request *request, enum hwc_failure failure)
{
  struct hwc_result *result = &request->result;
  struct hwc_shared *shared = request->shared;

  if (shared == NULL || request->most_attempts == 1)
    return false;
  if (!may_attempt_again(request)) {
    result->exhausted = HWC_EXHAUSTED_ATTEMPTS;
    return false;
  }
  double wait = hwc_back_off(failure, request->retries, &shared->random);
  wait = hwc_retry_delay(wait, result->retry_after);
  if (wait < 0)
    return false;
  result->exhausted = find_limit(request, wait);
  if (result->exhausted != HWC_EXHAUSTED_NOT)
    return false;
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

/* --- Clocks and identities ---------------------------------------------- */

/* The service's clock minus this machine's, by the Date of a response; false
 * where that does not say. */
static bool compare_clocks(const struct hwc_request *request, double *offset)
{
  const struct hwc_transfer *transfer = &request->attempt.transfer;
  const struct hwc_result *result = &request->result;
  int64_t date;

  if (transfer->answered <= 0 ||
      hwc_result_header(result, "age").data != NULL || /* out of a cache */
      !hwc_http_date_parse(&date, hwc_result_header(result, "date")))
    return false;
  *offset = (double)date - floor(transfer->answered);
  return true;
}

/* A signature that was refused because of its date is made again, once, by
 * the service's clock. */
static bool sign_again(struct hwc_request *request, double offset)
{
  if (fabs(request->clock_error) <= CLOCK_TOLERANCE ||
      fabs(offset) > MOST_CLOCK_OFFSET || request->resigned ||
      request->shared == NULL || !may_attempt_again(request) ||
      !hwc_breaker_may_try_again(request->attempt.breaker,
                                 hwc_loop_now(request->loop)) ||
      find_limit(request, 0) != HWC_EXHAUSTED_NOT)
    return false;
  request->resigned = true;
  request->attempt.own_clock = true;
  request->attempt.clock_offset = offset;
  return pause_for(request, 0, "clock");
}

/* The clock of a service is believed only once it has accepted a signature of
 * that date: any proxy can write a Date. */
static void adopt_clock(struct hwc_request *request)
{
  double offset = request->attempt.clock_offset;

  if (!request->resigned || request->shared->clock_offset == offset)
    return;
  request->shared->clock_offset = offset;
  hwc_record_clock(&request->attempt.recorder, offset);
}

/* Whether a response shows that the credentials were accepted. A success does.
 * What refuses for another reason, such as a 404, may come from a gateway that
 * has not looked at them, unless it was them that it refused a moment ago, when
 * the same request was signed by another clock. */
static bool shows_acceptance(const struct hwc_request *request)
{
  int status = request->result.status;

  if (status >= 200 && status < 300)
    return true;
  return request->attempt.turn.refusals > 0 && status >= 400 && status < 500 &&
         status != 407 && status != 408 && status != 421 && status != 425 &&
         status != 429;
}

/* Learns from a response whether the credentials are good. True where the
 * attempt is made again, by another clock. */
static bool check_identity(struct hwc_request *request,
                           enum hwc_failure failure)
{
  struct hwc_breaker *breaker = request->attempt.breaker;
  int status = request->result.status;
  double offset = 0;

  request->clock_error = 0;
  if (breaker == NULL || request->attempt.transfer.fate != HWC_FATE_ANSWERED)
    return false;
  if (status == 401) {
    hwc_breaker_refused(breaker, &request->attempt.turn);
    if (hwc_wire_is_signed(&request->attempt.wire) &&
        compare_clocks(request, &offset))
      request->clock_error = offset - request->attempt.clock_offset;
    return failure == HWC_FAILURE_IDENTITY && sign_again(request, offset);
  }
  if (shows_acceptance(request)) {
    hwc_breaker_accepted(breaker, &request->attempt.turn);
    if (status < 300)
      adopt_clock(request);
  }
  return false;
}

static void set_hint(struct hwc_request *request, bool fate_was_unknown)
{
  struct hwc_result *result = &request->result;
  const struct hwc_wire *wire = &request->attempt.wire;
  const struct hwc_credentials *credentials = wire->credentials;

  if (result->status == 401 && credentials != NULL) {
    struct hwc_identity identity = {
      .keys = hwc_wire_is_signed(wire),
      .temporary = credentials->security_token.length > 0,
      .clock_error = request->clock_error,
      .clock_offset = request->attempt.clock_offset,
      .code = request->service_error.code,
      .message = request->service_error.message,
    };
    hwc_hint_identity(result->hint, sizeof result->hint, &identity);
  } else if (result->status == 404 && fate_was_unknown &&
             strcmp(wire->method, "DELETE") == 0) {
    snprintf(result->hint, sizeof result->hint,
             "an attempt before, whose answer was lost, may have deleted it");
  } else if (result->exhausted == HWC_EXHAUSTED_QUOTA) {
    snprintf(result->hint, sizeof result->hint,
             "it was not repeated: too many calls of this client failed "
             "lately");
  }
}

/* --- What an attempt came to -------------------------------------------- */

static bool may_pass(struct hwc_verdict verdict)
{
  return verdict.failure == HWC_FAILURE_TRANSIENT ||
         verdict.failure == HWC_FAILURE_THROTTLED;
}

/* Once an attempt was made, credentials that are not sent any more are not the
 * only thing that is wrong with the call. */
static bool refuses_credentials(const struct hwc_result *result,
                                struct hwc_verdict verdict)
{
  return verdict.failure == HWC_FAILURE_IDENTITY &&
         (result->error.kind == HWC_KIND_NONE || result->attempts == 0);
}

static struct hwc_verdict classify(const struct hwc_result *result,
                                   enum hwc_fate fate, bool lasting,
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
    .lasting = lasting,
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

/* Tells the client's limits how the attempt ended. */
static void teach(struct hwc_request *request, enum hwc_failure failure)
{
  if (request->shared == NULL)
    return;
  if (request->result.error.kind == HWC_KIND_NONE)
    hwc_shared_learn(request->shared, request->attempt.throttled.mode,
                     failure == HWC_FAILURE_THROTTLED,
                     hwc_text_of(request->service_error.message));
  if (failure == HWC_FAILURE_NONE)
    hwc_quota_give(&request->shared->quota, request->cost);
}

/* Whether the deadline or `send_before` passed right before the send. */
static bool came_too_late(const struct hwc_attempt *attempt)
{
  return attempt->transfer.fate == HWC_FATE_NOT_SENT &&
         (attempt->transfer.failure == HWC_TRANSFER_PAST_DEADLINE ||
          attempt->transfer.failure == HWC_TRANSFER_TOO_LATE);
}

/* Classify, and repeat or finish. */
static void attempt_done(struct hwc_attempt *attempt)
{
  struct hwc_request *request = attempt->owner;
  struct hwc_result *result = &request->result;
  enum hwc_fate fate = attempt->transfer.fate;
  struct hwc_verdict verdict =
    classify(result, fate, attempt->transfer.lasting, &request->service_error);
  bool fate_was_unknown = request->fate_unknown;

  note_fate(request,
            verdict.failure == HWC_FAILURE_NONE || verdict.nothing_done);
  if (result->status != 0)
    read_retry_after(result, hwc_loop_unix_time(request->loop));
  struct hwc_ended_attempt over = ended(request);
  hwc_record_response(&attempt->recorder, &over);
  bool late = came_too_late(attempt);
  if (late)
    result->attempts--; /* which it was none of */
  teach(request, verdict.failure);
  result->retryable =
    may_pass(verdict) && (request->safe || !request->fate_unknown);
  result->credentials_refused = refuses_credentials(result, verdict);
  bool again = check_identity(request, verdict.failure);
  hwc_attempt_release(attempt, again);
  if (again)
    return;
  if (result->retryable && !late &&
      (back_off_refused(request) || back_off(request, verdict.failure)))
    return;
  set_hint(request, fate_was_unknown);
  finish(request);
}

/* --- Requests ----------------------------------------------------------- */

static void init_attempt(struct hwc_request *request,
                         const struct hwc_request_options *options)
{
  struct hwc_attempt *attempt = &request->attempt;

  attempt->done = attempt_done;
  attempt->owner = request;
  attempt->loop = request->loop;
  attempt->shared = options->shared;
  attempt->connection = options->connection;
  attempt->is_file = options->is_file;
  attempt->download = options->download;
  attempt->result = &request->result;
  attempt->timeout = options->timeout;
  attempt->send_before = options->send_before;
  if (options->deadline > 0)
    attempt->deadline = request->started + options->deadline;
  attempt->throttled.mode = options->rate_limit;
  attempt->recorder = (struct hwc_recorder){
    .loop = request->loop,
    .wire = &attempt->wire,
    .result = &request->result,
    .download = options->download,
    .operation = options->operation,
    .secrets = options->secrets,
  };
  if (options->shared == NULL)
    return;
  attempt->resends = request->most_attempts > 1;
  attempt->recorder.trace = options->shared->trace;
  attempt->recorder.call = ++options->shared->calls;
}

static void init(struct hwc_request *request, struct hwc_loop *loop,
                 const struct hwc_request_options *options)
{
  request->event.user = options->user;
  request->deadline_timer.fire = fire_deadline;
  request->deadline_timer.owner = request;
  request->late_timer.fire = fire_late;
  request->late_timer.owner = request;
  request->pause_timer.fire = fire_pause;
  request->pause_timer.owner = request;
  request->loop = loop;
  request->shared = options->shared;
  request->most_attempts =
    options->attempts > 0 ? options->attempts : HWC_ATTEMPTS;
  request->safe = options->idempotent;
  request->started = hwc_loop_now(loop);
  init_attempt(request, options);
}

/* Counts refusals together with those of whatever else has the same
 * credentials, or proves the same identity in its body. */
static enum hwc_status share_breaker(struct hwc_request *request,
                                     const struct hwc_request_options *options)
{
  struct hwc_attempt *attempt = &request->attempt;

  if (options->credentials != NULL)
    attempt->breaker = hwc_breaker_ref(options->credentials->breaker);
  if (options->credentials != NULL || options->proof.length == 0)
    return HWC_OK;
  enum hwc_status status =
    hwc_breaker_new(&attempt->breaker, HWC_TEXT("in the body"), options->proof);
  if (status != HWC_OK)
    return status;
  attempt->breaker->lasting = true;
  attempt->breaker =
    hwc_breaker_share(attempt->breaker, hwc_loop_breakers(request->loop));
  return HWC_OK;
}

static enum hwc_status start(struct hwc_request *request,
                             const struct hwc_request_options *options,
                             struct hwc_error *error)
{
  enum hwc_status status = share_breaker(request, options);

  /* It takes the body. */
  if (status == HWC_OK)
    status = hwc_wire_init(&request->attempt.wire, options, error);
  if (status == HWC_OK && request->attempt.deadline > 0)
    status = hwc_loop_set_timer(request->loop, &request->deadline_timer,
                                request->attempt.deadline);
  if (status == HWC_OK && request->attempt.send_before > 0)
    status = watch_send_before(request);
  return status == HWC_OK ? hwc_attempt_start(&request->attempt) : status;
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
    end(request, HWC_KIND_CANCELLED, false, "the call was cancelled");
}

void hwc_request_free(struct hwc_request *request)
{
  if (request == NULL)
    return;
  /* A finished one does not touch its loop, which may be gone. */
  if (!request->event.finished) {
    hwc_attempt_abort(&request->attempt);
    hwc_loop_clear_timer(request->loop, &request->pause_timer);
    hwc_loop_clear_timer(request->loop, &request->deadline_timer);
    hwc_loop_clear_timer(request->loop, &request->late_timer);
  }
  if (request->event.queued)
    hwc_loop_forget(request->loop, &request->event);
  hwc_wire_done(&request->attempt.wire);
  hwc_breaker_unref(request->attempt.breaker);
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
  const struct hwc_attempt *attempt = &request->attempt;

  *received =
    attempt->download != NULL ? hwc_download_length(attempt->download) : 0;
  /* What was said counts the bytes before they are unpacked. */
  *total = hwc_result_header(&request->result, "content-encoding").data == NULL
             ? attempt->transfer.expected
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
