/* SPDX-License-Identifier: Apache-2.0
 *
 * The state machine of a call: sign, send, classify, done. Each attempt is
 * signed anew, over the very bytes that libcurl is given. */
#define _POSIX_C_SOURCE 200809L
#include "core/request.h"

#include "core/headers.h"
#include "core/signer.h"
#include "core/transport.h"
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* X-Sdk-Date and Authorization; lines that keep libcurl from adding its
 * own. */
#define ADDED_HEADERS 2
#define EMPTIED_HEADERS 3

struct hwc_request {
  struct hwc_event event;
  struct hwc_transfer transfer;
  struct hwc_result result;
  struct hwc_alarm deadline_alarm;
  struct hwc_loop *loop;
  const struct hwc_endpoint *endpoint;
  const struct hwc_connection_options *connection;
  struct hwc_credentials *credentials;
  const char *method;
  double timeout;
  double deadline;
  double started;
  struct hwc_buffer url;
  struct hwc_buffer headers; /* a block: those that attempts share */
  struct hwc_buffer body;
  bool has_body;

  /* Of the attempt under way. */
  struct hwc_buffer lines; /* "Name: value" NUL ... */
  struct curl_slist list[HWC_HEADERS_MAX + ADDED_HEADERS + EMPTIED_HEADERS];
};

/* A header of ours, unless the caller sets it or there is no value. */
static enum hwc_status add_header(struct hwc_request *request,
                                  struct hwc_text extra, struct hwc_text name,
                                  struct hwc_text value,
                                  struct hwc_error *error)
{
  struct hwc_pair header = {name, hwc_text_trim(value)};

  if (header.value.length == 0 || hwc_headers_find(extra, name).data != NULL)
    return HWC_OK;
  hwc_headers_append(&request->headers, header.name, header.value);
  return hwc_header_check(header, error);
}

/* The credentials' own headers are never the caller's to set: the request
 * would say one thing and be signed with another. */
static enum hwc_status
check_credentials_headers(const struct hwc_credentials *credentials,
                          struct hwc_text extra, struct hwc_error *error)
{
  static const char *const names[] = {"Authorization", "X-Auth-Token",
                                      "X-Security-Token"};

  if (credentials == NULL)
    return HWC_OK;
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (hwc_headers_find(extra, hwc_text_of(names[i])).data == NULL)
      continue;
    hwc_error_set(error, HWC_KIND_VALIDATION,
                  "header \"%s\" cannot be set: it belongs to the credentials",
                  names[i]);
    return HWC_INVALID;
  }
  return HWC_OK;
}

static bool begins(struct hwc_text text, struct hwc_text prefix)
{
  return text.length >= prefix.length &&
         memcmp(text.data, prefix.data, prefix.length) == 0;
}

/* Bodies other than JSON are not hashed, as the official clients do. */
static bool has_unsigned_payload(struct hwc_text content_type,
                                 struct hwc_text body)
{
  return body.length > 0 && content_type.length > 0 &&
         !begins(content_type, HWC_TEXT("application/json")) &&
         !begins(content_type, HWC_TEXT("application/bson"));
}

static enum hwc_status
add_signed_headers(struct hwc_request *request,
                   const struct hwc_request_options *options,
                   struct hwc_text extra, struct hwc_error *error)
{
  struct hwc_credentials *credentials = request->credentials;
  enum hwc_status status = add_header(request, extra, HWC_TEXT("X-Project-Id"),
                                      options->project_id, error);

  if (status == HWC_OK)
    status = add_header(request, extra, HWC_TEXT("X-Domain-Id"),
                        options->domain_id, error);
  if (status == HWC_OK)
    status = add_header(request, extra, HWC_TEXT("X-Security-Token"),
                        hwc_buffer_text(&credentials->security_token), error);
  if (status != HWC_OK)
    return status;
  struct hwc_text type = hwc_headers_find(hwc_buffer_text(&request->headers),
                                          HWC_TEXT("Content-Type"));
  if (type.data == NULL)
    type = hwc_text_trim(hwc_headers_find(extra, HWC_TEXT("Content-Type")));
  if (!has_unsigned_payload(type, hwc_buffer_text(&request->body)))
    return HWC_OK;
  const char *name =
    hwc_algorithm_content_header(hwc_signer_algorithm(credentials->signer));
  return add_header(request, extra, hwc_text_of(name),
                    HWC_TEXT("UNSIGNED-PAYLOAD"), error);
}

/* Makes the block of headers that all attempts share. */
static enum hwc_status set_headers(struct hwc_request *request,
                                   const struct hwc_request_options *options,
                                   struct hwc_error *error)
{
  struct hwc_text extra = {NULL, 0};
  struct hwc_pair header;

  if (options->headers != NULL)
    extra = hwc_buffer_text(options->headers);
  enum hwc_status status = hwc_headers_check_extra(extra, error);
  if (status == HWC_OK)
    status = check_credentials_headers(request->credentials, extra, error);
  if (status == HWC_OK)
    status = add_header(request, extra, HWC_TEXT("Host"),
                        hwc_buffer_text(&request->endpoint->authority), error);
  if (status == HWC_OK)
    status = add_header(request, extra, HWC_TEXT("Content-Type"),
                        options->content_type, error);
  if (status == HWC_OK)
    status = add_header(request, extra, HWC_TEXT("User-Agent"),
                        options->user_agent, error);
  if (status == HWC_OK && request->credentials != NULL) {
    if (request->credentials->signer != NULL)
      status = add_signed_headers(request, options, extra, error);
    else
      status = add_header(request, extra, HWC_TEXT("X-Auth-Token"),
                          hwc_buffer_text(&request->credentials->token), error);
  }
  if (status != HWC_OK)
    return status;
  while (hwc_headers_next(&extra, &header))
    hwc_headers_append(&request->headers, header.name,
                       hwc_text_trim(header.value));
  return request->headers.status;
}

/* The wire takes visible ASCII only, and libcurl would cut a fragment off. */
static enum hwc_status set_url(struct hwc_request *request,
                               struct hwc_text target, struct hwc_error *error)
{
  bool good = target.length > 0 && target.data[0] == '/';

  for (size_t i = 0; good && i < target.length; i++) {
    unsigned char c = (unsigned char)target.data[i];
    good = c > 0x20 && c < 0x7f && c != '#';
  }
  if (!good) {
    hwc_error_set(error, HWC_KIND_VALIDATION,
                  "path: has to begin with '/' and be percent-encoded");
    return HWC_INVALID;
  }
  hwc_buffer_append_text(&request->url,
                         hwc_buffer_text(&request->endpoint->url));
  hwc_buffer_append_text(&request->url, target);
  return request->url.status;
}

/* Path and query as they go on the wire: the URL without scheme and host. */
static struct hwc_text wire_target(const struct hwc_request *request)
{
  struct hwc_text target = hwc_buffer_text(&request->url);
  size_t before =
    request->endpoint->url.length - request->endpoint->base.length;

  return (struct hwc_text){target.data + before, target.length - before};
}

static void append_line(struct hwc_buffer *lines, struct hwc_text name,
                        struct hwc_text value)
{
  hwc_buffer_append_text(lines, name);
  hwc_buffer_append_string(lines, value.length > 0 ? ": " : ";");
  hwc_buffer_append_text(lines, value);
  hwc_buffer_append_char(lines, '\0');
}

/* A line without a value keeps libcurl from adding a header by itself. */
static void append_emptied(struct hwc_request *request, const char *name)
{
  struct hwc_text headers = hwc_buffer_text(&request->headers);

  if (hwc_headers_find(headers, hwc_text_of(name)).data != NULL)
    return;
  hwc_buffer_append_string(&request->lines, name);
  hwc_buffer_append(&request->lines, ":", 2);
}

/* Signs `pairs` as they are and appends the result as one more line. */
static enum hwc_status sign(struct hwc_request *request,
                            const struct hwc_pair *pairs, size_t count,
                            struct hwc_text date, struct hwc_error *error)
{
  struct hwc_signature signature = HWC_SIGNATURE_INIT;
  const struct hwc_signing signing = {
    .method = hwc_text_of(request->method),
    .target = wire_target(request),
    .headers = pairs,
    .header_count = count,
    .body = hwc_buffer_text(&request->body),
    .date = date,
  };
  enum hwc_status status =
    hwc_signer_sign(request->credentials->signer, &signing, &signature, error);

  if (status == HWC_OK)
    append_line(&request->lines, HWC_TEXT("Authorization"),
                hwc_buffer_text(&signature.authorization));
  hwc_signature_done(&signature);
  return status;
}

/* Writes the lines of this attempt and links them as libcurl reads them:
 * without copies that nobody would wipe. */
static enum hwc_status write_headers(struct hwc_request *request,
                                     struct hwc_error *error)
{
  struct hwc_pair pairs[HWC_HEADERS_MAX + 1];
  struct hwc_text rest = hwc_buffer_text(&request->headers);
  enum hwc_status status = HWC_OK;
  char date[17];
  size_t count = 0;

  hwc_buffer_clear(&request->lines);
  while (count < HWC_HEADERS_MAX && hwc_headers_next(&rest, &pairs[count])) {
    append_line(&request->lines, pairs[count].name, pairs[count].value);
    count++;
  }
  if (request->credentials != NULL && request->credentials->signer != NULL) {
    hwc_signer_date(date, (int64_t)time(NULL));
    pairs[count] = (struct hwc_pair){HWC_TEXT("X-Sdk-Date"), hwc_text_of(date)};
    append_line(&request->lines, pairs[count].name, pairs[count].value);
    status = sign(request, pairs, count + 1, pairs[count].value, error);
  }
  append_emptied(request, "Accept");
  append_emptied(request, "Content-Type");
  append_emptied(request, "Expect");
  if (status != HWC_OK)
    return status;
  if (request->lines.status != HWC_OK)
    return request->lines.status;

  struct curl_slist *last = NULL;
  char *line = request->lines.data;
  char *end = line + request->lines.length;
  for (size_t i = 0; line < end; i++) {
    request->list[i] = (struct curl_slist){.data = line};
    if (last != NULL)
      last->next = &request->list[i];
    last = &request->list[i];
    line += strlen(line) + 1;
  }
  return HWC_OK;
}

/* Sign, send. */
static enum hwc_status begin_attempt(struct hwc_request *request,
                                     struct hwc_error *error)
{
  enum hwc_status status = write_headers(request, error);
  struct hwc_transfer_options options = {
    .method = request->method,
    .url = request->url.data,
    .headers = request->list,
    .body = hwc_buffer_text(&request->body),
    .has_body = request->has_body,
    .endpoint = request->endpoint,
    .connection = request->connection,
    .timeout = request->timeout,
  };

  if (status != HWC_OK)
    return status;
  status = hwc_transfer_start(&request->transfer, &options);
  if (status == HWC_OK)
    request->result.attempts++;
  else
    hwc_error_set(error, HWC_KIND_TRANSPORT, "the transfer did not start: %s",
                  hwc_status_text(status));
  return status;
}

/* Gives back what only sending needs. */
static void drop(struct hwc_request *request)
{
  hwc_buffer_done(&request->url);
  hwc_buffer_done(&request->headers);
  hwc_buffer_done(&request->body);
  hwc_buffer_done(&request->lines);
  hwc_credentials_unref(request->credentials);
  request->credentials = NULL;
}

static void finish(struct hwc_request *request)
{
  hwc_loop_clear_alarm(request->loop, &request->deadline_alarm);
  request->result.elapsed = hwc_loop_now() - request->started;
  drop(request);
  hwc_loop_finish(request->loop, &request->event);
}

/* Classify. An attempt that may be repeated would go on from here, by way of
 * an alarm and begin_attempt(); as long as none is, every one is the last. */
static void attempt_done(struct hwc_transfer *transfer)
{
  struct hwc_request *request =
    (struct hwc_request *)((char *)transfer -
                           offsetof(struct hwc_request, transfer));

  finish(request);
}

/* Ends a call from outside, and says what is known of its fate. */
static void end(struct hwc_request *request, enum hwc_kind kind,
                const char *why)
{
  hwc_transfer_abort(&request->transfer);
  hwc_buffer_done(&request->result.body);
  hwc_error_set(&request->result.error, kind, "%s; %s", why,
                request->result.sent
                  ? "the request was sent and may have been acted on"
                  : "nothing was sent");
  finish(request);
}

static void ring_deadline(struct hwc_alarm *alarm)
{
  struct hwc_request *request = alarm->owner;

  end(request, HWC_KIND_TIMEOUT, "the deadline of the call has passed");
}

static enum hwc_status set_up(struct hwc_request *request,
                              const struct hwc_request_options *options,
                              struct hwc_error *error)
{
  enum hwc_status status =
    set_url(request, hwc_buffer_text(options->target), error);

  if (status != HWC_OK)
    return status;
  status = set_headers(request, options, error);
  if (status == HWC_OK && options->deadline > 0)
    status = hwc_loop_set_alarm(request->loop, &request->deadline_alarm,
                                request->started + options->deadline);
  return status == HWC_OK ? begin_attempt(request, error) : status;
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
  made->event.user = options->user;
  made->transfer.loop = loop;
  made->transfer.result = &made->result;
  made->transfer.done = attempt_done;
  made->deadline_alarm.ring = ring_deadline;
  made->deadline_alarm.owner = made;
  made->loop = loop;
  made->endpoint = options->endpoint;
  made->connection = options->connection;
  made->method = options->method;
  made->timeout = options->timeout;
  made->has_body = options->has_body;
  made->started = hwc_loop_now();
  if (options->credentials != NULL)
    made->credentials = hwc_credentials_ref(options->credentials);
  if (options->body != NULL)
    hwc_buffer_move(&made->body, options->body);
  enum hwc_status status = set_up(made, options, error);
  if (options->headers != NULL)
    hwc_buffer_done(options->headers);
  hwc_buffer_done(options->target);
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
  /* A finished one does not touch its loop, which may be gone. */
  hwc_transfer_abort(&request->transfer);
  if (request->deadline_alarm.place != 0)
    hwc_loop_clear_alarm(request->loop, &request->deadline_alarm);
  if (request->event.queued)
    hwc_loop_forget(request->loop, &request->event);
  drop(request);
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
