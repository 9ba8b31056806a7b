/* SPDX-License-Identifier: Apache-2.0
 *
 * The steps of an attempt: rate limit, permit of the breaker, queue for a
 * connection, signature, send. Each step starts the next, at once if it does
 * not have to wait. */
#include "core/attempt.h"

#include <math.h>
#include <stddef.h>

/* Ends an attempt that cannot be sent, for a permanent reason. */
static void refuse(struct hwc_attempt *attempt, enum hwc_status status,
                   const struct hwc_error *error)
{
  hwc_attempt_abort(attempt);
  hwc_result_clear(attempt->result);
  if (error->kind != HWC_KIND_NONE)
    attempt->result->error = *error;
  else
    hwc_error_set(&attempt->result->error, HWC_KIND_TRANSPORT,
                  "the attempt did not start: %s", hwc_status_text(status));
  attempt->transfer.fate = HWC_FATE_NOT_SENT;
  attempt->transfer.permanent = true;
  attempt->done(attempt);
}

/* Checks, with a connection available, whether the request may be sent now;
 * fills `error` if not. */
static bool may_send(const struct hwc_attempt *attempt, struct hwc_error *error)
{
  double now = hwc_loop_now(attempt->loop);

  if (attempt->send_before > 0 &&
      hwc_loop_boot_time(attempt->loop) >= attempt->send_before) {
    hwc_error_set(error, HWC_KIND_TIMEOUT,
                  "send_before has passed; nothing was sent");
    return false;
  }
  if (attempt->breaker == NULL)
    return true;
  double pause = hwc_breaker_open_for(attempt->breaker, now);
  if (pause <= 0)
    return true;
  hwc_error_set(error, HWC_KIND_CREDENTIALS,
                "the last %d requests with these credentials were refused with "
                "status 401, so nothing is sent with them for another %.0f s: "
                "%s after 5 failures",
                HWC_MOST_REFUSALS, ceil(pause),
                attempt->request.credentials != NULL
                  ? "the service locks an access key for 5 minutes"
                  : "IAM locks a user");
  attempt->result->retry_after = ceil(pause);
  return false;
}

/* Only some servers of a host may support HTTP/2. Files use HTTP/1.1: with
 * HTTP/2 libcurl reports a file as complete when its connection ended, if its
 * length was not announced. */
static bool may_be_stream(const struct hwc_attempt *attempt)
{
  return attempt->connection->http_2 && attempt->request.endpoint->https &&
         !attempt->needs_http_1 && !attempt->is_file;
}

static enum hwc_status sign_and_send(struct hwc_attempt *attempt, bool fresh,
                                     struct hwc_error *error)
{
  struct hwc_request *request = &attempt->request;
  double time = hwc_loop_unix_time(attempt->loop) + attempt->clock_offset;
  enum hwc_status status =
    hwc_request_sign(request, (int64_t)floor(time), error);
  struct hwc_transfer_options options = {
    .method = request->method,
    .target = request->target.data,
    .headers = request->list,
    .body = hwc_buffer_text(&request->body),
    .has_body = request->has_body,
    .endpoint = request->endpoint,
    .connection = attempt->connection,
    .is_file = attempt->is_file,
    .download = attempt->download,
    .timeout = attempt->timeout,
    .deadline = attempt->deadline,
    .send_before = attempt->send_before,
    .multiplexed = may_be_stream(attempt),
    .fresh = fresh,
  };

  if (status == HWC_OK)
    status = hwc_transfer_start(&attempt->transfer, &options);
  return status;
}

/* Called when a connection is free. */
static void admitted(struct hwc_slot *slot)
{
  struct hwc_attempt *attempt = slot->owner;
  /* libcurl may keep an HTTP/2 connection that no longer responds. */
  bool fresh = attempt->result->error.kind == HWC_KIND_TIMEOUT;
  struct hwc_error error = {0};

  attempt->started = hwc_loop_now(attempt->loop);
  if (attempt->shared != NULL && !attempt->own_clock)
    attempt->clock_offset = attempt->shared->clock_offset;
  if (!may_send(attempt, &error)) {
    refuse(attempt, HWC_OK, &error);
    return;
  }
  enum hwc_status status = sign_and_send(attempt, fresh, &error);
  if (status != HWC_OK) {
    refuse(attempt, status, &error);
    return;
  }
  attempt->result->attempts++;
  hwc_record_attempt(&attempt->recorder);
}

static enum hwc_status join(struct hwc_attempt *attempt)
{
  return hwc_admission_join(hwc_loop_admissions(attempt->loop), &attempt->slot,
                            hwc_buffer_text(&attempt->request.endpoint->origin),
                            may_be_stream(attempt));
}

static enum hwc_status watch_permit(struct hwc_attempt *attempt)
{
  return hwc_loop_set_timer(attempt->loop, &attempt->permit_timer,
                            hwc_loop_now(attempt->loop) + HWC_PERMIT_PATIENCE);
}

static enum hwc_status acquire_permit(struct hwc_attempt *attempt)
{
  if (attempt->breaker != NULL && !attempt->permit.granted &&
      !hwc_breaker_acquire(attempt->breaker, &attempt->permit,
                           hwc_loop_now(attempt->loop)))
    return watch_permit(attempt);
  return join(attempt);
}

static void proceed(struct hwc_attempt *attempt, enum hwc_status status)
{
  const struct hwc_error none = {0};

  if (status != HWC_OK)
    refuse(attempt, status, &none);
}

/* Called when the rate limit admits the attempt. */
static void release(struct hwc_throttled *throttled)
{
  proceed(throttled->owner, acquire_permit(throttled->owner));
}

static void permit_granted(struct hwc_permit *permit)
{
  struct hwc_attempt *attempt = permit->owner;

  hwc_loop_clear_timer(attempt->loop, &attempt->permit_timer);
  proceed(attempt, join(attempt));
}

static void fire_permit(struct hwc_timer *timer)
{
  struct hwc_attempt *attempt = timer->owner;

  if (hwc_breaker_acquire_extra(attempt->breaker, &attempt->permit,
                                hwc_loop_now(attempt->loop)))
    proceed(attempt, join(attempt));
  else
    proceed(attempt, watch_permit(attempt));
}

static void record_end(const struct hwc_attempt *attempt)
{
  const struct hwc_ended_attempt over = {
    .code = "", .started = attempt->started, .fate = attempt->transfer.fate};

  hwc_record_response(&attempt->recorder, &over);
}

/* True if the reused connection was dead before a byte was sent, or carried
 * another request. The same attempt then continues over a new connection,
 * once. */
static bool may_reconnect(const struct hwc_attempt *attempt)
{
  const struct hwc_transfer *transfer = &attempt->transfer;

  if (transfer->fate != HWC_FATE_NOT_SENT || attempt->reconnected)
    return false;
  return transfer->failure == HWC_TRANSFER_CROWDED ||
         (transfer->reused && (transfer->failure == HWC_TRANSFER_DEAD ||
                               transfer->failure == HWC_TRANSFER_RESENT));
}

/* True if the server stated that it did not process the request, as it does for
 * all streams after the last one of a closing connection. The first time it is
 * sent again at once, as another attempt. */
static bool may_resend(const struct hwc_attempt *attempt)
{
  return attempt->transfer.fate == HWC_FATE_REFUSED &&
         !attempt->transfer.permanent && attempt->resends &&
         attempt->refusals == 0;
}

static bool send_again(struct hwc_attempt *attempt)
{
  bool reconnects = may_reconnect(attempt);

  if (!reconnects && !may_resend(attempt))
    return false;
  struct hwc_error error = {0};
  if (!reconnects)
    record_end(attempt);
  enum hwc_status status = sign_and_send(attempt, reconnects, &error);
  if (status != HWC_OK) {
    refuse(attempt, status, &error);
    return true;
  }
  if (reconnects) {
    attempt->reconnected = true;
  } else {
    attempt->refusals++;
    attempt->result->sent = true;
    attempt->result->attempts++;
    hwc_record_attempt(&attempt->recorder);
  }
  return true;
}

/* Returns to our own queue without counting as an attempt. */
static bool wait_for_stream(struct hwc_attempt *attempt)
{
  if (attempt->transfer.failure != HWC_TRANSFER_NO_STREAM ||
      !hwc_admission_return(&attempt->slot))
    return false;
  hwc_result_clear(attempt->result);
  attempt->result->attempts--;
  return true;
}

/* Waits for an HTTP/1.1 connection without counting as an attempt. */
static bool change_to_http_1(struct hwc_attempt *attempt)
{
  if (attempt->transfer.failure != HWC_TRANSFER_FULL)
    return false;
  attempt->needs_http_1 = true;
  hwc_admission_leave(hwc_loop_admissions(attempt->loop), &attempt->slot);
  hwc_result_clear(attempt->result);
  attempt->result->attempts--;
  proceed(attempt, join(attempt));
  return true;
}

static void transfer_done(struct hwc_transfer *transfer)
{
  struct hwc_attempt *attempt =
    (struct hwc_attempt *)((char *)transfer -
                           offsetof(struct hwc_attempt, transfer));

  hwc_admission_set_protocol(hwc_loop_admissions(attempt->loop), &attempt->slot,
                             transfer->protocol);
  if (wait_for_stream(attempt) || change_to_http_1(attempt) ||
      send_again(attempt))
    return;
  attempt->done(attempt);
}

void hwc_attempt_release(struct hwc_attempt *attempt, bool again)
{
  hwc_admission_leave(hwc_loop_admissions(attempt->loop), &attempt->slot);
  hwc_loop_clear_timer(attempt->loop, &attempt->permit_timer);
  if (attempt->breaker == NULL)
    return;
  if (again)
    hwc_breaker_return(attempt->breaker, &attempt->permit);
  else
    hwc_breaker_release(attempt->breaker, &attempt->permit,
                        hwc_loop_now(attempt->loop));
}

enum hwc_status hwc_attempt_start(struct hwc_attempt *attempt)
{
  double wait = 0;

  attempt->transfer.loop = attempt->loop;
  attempt->transfer.result = attempt->result;
  attempt->transfer.done = transfer_done;
  attempt->throttled.release = release;
  attempt->throttled.owner = attempt;
  attempt->permit.on_grant = permit_granted;
  attempt->permit.owner = attempt;
  attempt->permit.origin = hwc_buffer_text(&attempt->request.endpoint->origin);
  attempt->permit_timer.fire = fire_permit;
  attempt->permit_timer.owner = attempt;
  attempt->slot.admitted = admitted;
  attempt->slot.owner = attempt;
  attempt->reconnected = false;
  attempt->needs_http_1 = false;
  attempt->result->retry_after = 0;
  if (attempt->shared != NULL)
    wait = hwc_shared_throttle(attempt->shared, &attempt->throttled);
  if (wait < 0)
    return HWC_NO_MEMORY;
  if (wait == 0)
    return acquire_permit(attempt);
  hwc_record_throttled(&attempt->recorder, wait);
  return HWC_OK;
}

void hwc_attempt_abort(struct hwc_attempt *attempt)
{
  hwc_transfer_abort(&attempt->transfer);
  if (attempt->shared != NULL)
    hwc_shared_unthrottle(attempt->shared, &attempt->throttled);
  if (hwc_loop_forked(attempt->loop))
    hwc_admissions_stop(hwc_loop_admissions(attempt->loop));
  hwc_attempt_release(attempt, false);
}
