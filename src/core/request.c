/* SPDX-License-Identifier: Apache-2.0
 *
 * Builds the headers, and signs exactly the bytes that libcurl is given. */
#include "core/request.h"

#include <string.h>

/* Usual size of the lines of an attempt, reserved in advance. */
#define USUAL_LINES 511

/* From this length of the body on libcurl might add the header Expect (1 MB in
 * current versions). */
#define LARGE_BODY 1024

/* Maximum bytes of path, query and headers together; gateways accept far
 * less. */
#define MAX_HEAD (256 * 1024)

static void blame(struct hwc_error *error, const char *field)
{
  if (error != NULL)
    error->field = field;
}

/* The head of this request: that of the last one with these credentials if it
 * is the same. Headers of the caller may be secret, so they are not kept. */
static enum hwc_status set_head(struct hwc_request *request,
                                const struct hwc_call_options *options,
                                struct hwc_error *error)
{
  struct hwc_credentials *credentials = request->credentials;
  struct hwc_head_parts parts = {
    .texts = {[HWC_HEAD_HOST] = hwc_buffer_text(&request->endpoint->authority),
              [HWC_HEAD_CONTENT_TYPE] = options->content_type,
              [HWC_HEAD_USER_AGENT] = options->user_agent,
              [HWC_HEAD_PROJECT_ID] = options->project_id,
              [HWC_HEAD_DOMAIN_ID] = options->domain_id},
    .has_content = request->body.length > 0,
  };

  if (options->headers != NULL)
    parts.extra = hwc_buffer_text(options->headers);
  if (credentials == NULL)
    return hwc_head_new(&request->head, &parts, error);
  if (credentials->head != NULL && hwc_head_is_of(credentials->head, &parts)) {
    request->head = hwc_head_ref(credentials->head);
    return HWC_OK;
  }
  parts.signer = credentials->signer;
  parts.security_token = hwc_buffer_text(&credentials->security_token);
  parts.token = hwc_buffer_text(&credentials->token);
  enum hwc_status status = hwc_head_new(&request->head, &parts, error);
  if (status == HWC_OK && parts.extra.length == 0) {
    hwc_head_unref(credentials->head);
    credentials->head = hwc_head_ref(request->head);
  }
  return status;
}

/* Only visible ASCII may be sent, and libcurl would drop a fragment. */
static bool is_target(struct hwc_text target)
{
  unsigned char bad = target.length == 0 || target.data[0] != '/';

  for (size_t i = 0; i < target.length; i++) { /* many at a time */
    unsigned char c = (unsigned char)target.data[i];
    bad |= (c <= 0x20) | (c >= 0x7f) | (c == '#');
  }
  return !bad;
}

static enum hwc_status set_target(struct hwc_request *request,
                                  struct hwc_buffer *target,
                                  struct hwc_error *error)
{
  const struct hwc_buffer *base = &request->endpoint->base;

  if (!is_target(hwc_buffer_text(target))) {
    hwc_error_set(error, HWC_KIND_VALIDATION,
                  "path: has to begin with '/' and be percent-encoded");
    blame(error, "path");
    return HWC_INVALID;
  }
  if (base->length == 0) {
    hwc_buffer_move(&request->target, target);
    return HWC_OK;
  }
  hwc_buffer_reserve(&request->target, base->length + target->length);
  hwc_buffer_append_text(&request->target, hwc_buffer_text(base));
  hwc_buffer_append_text(&request->target, hwc_buffer_text(target));
  return request->target.status;
}

/* A signature is a secret: with it the request could be sent again. */
static enum hwc_status redact_signature(struct hwc_request *request,
                                        const struct hwc_signature *signature)
{
  if (request->secrets == NULL)
    return HWC_OK;
  hwc_buffer_append_string(request->secrets, signature->signature);
  hwc_buffer_append_char(request->secrets, '\0');
  return request->secrets->status;
}

static void append_line(struct hwc_request *request, const char *name,
                        struct hwc_text value)
{
  hwc_buffer_append_string(&request->lines, name);
  hwc_buffer_append_text(&request->lines, value);
  hwc_buffer_append_char(&request->lines, '\0');
}

/* Signs the request and appends the Authorization line. */
static enum hwc_status sign(struct hwc_request *request, struct hwc_text date,
                            struct hwc_error *error)
{
  struct hwc_signer *signer = request->credentials->signer;
  struct hwc_signature *signature =
    request->stages != NULL ? request->stages : hwc_signer_scratch(signer);
  const struct hwc_signing signing = {
    .method = hwc_text_of(request->method),
    .target = hwc_buffer_text(&request->target),
    .prepared = &request->head->canonical,
    .body = hwc_buffer_text(&request->body),
    .date = date,
  };
  enum hwc_status status = hwc_signer_sign(signer, &signing, signature, error);

  if (status == HWC_OK)
    append_line(request,
                "Authorization: ", hwc_buffer_text(&signature->authorization));
  if (status == HWC_OK)
    status = redact_signature(request, signature);
  if (signature != request->stages)
    hwc_signature_clear(signature);
  return status;
}

/* Past 1 MB libcurl fails late, with CURLE_OUT_OF_MEMORY. */
static enum hwc_status check_head(const struct hwc_request *request,
                                  struct hwc_error *error)
{
  size_t length = request->target.length + request->head->length;

  if (length <= MAX_HEAD)
    return HWC_OK;
  hwc_error_set(error, HWC_KIND_VALIDATION,
                "path, query and headers: at most %d bytes in all, got %zu",
                MAX_HEAD, length);
  if (request->head->length > request->target.length)
    blame(error, "headers");
  else
    blame(error,
          memchr(request->target.data, '?', request->target.length) != NULL
            ? "query"
            : "path");
  return HWC_INVALID;
}

/* Parts that are incomplete because memory ran out must not be sent. */
static enum hwc_status check_parts(const struct hwc_call_options *options)
{
  enum hwc_status status = options->target->status;

  if (status == HWC_OK && options->headers != NULL)
    status = options->headers->status;
  if (status == HWC_OK && options->body != NULL)
    status = options->body->status;
  return status;
}

enum hwc_status hwc_request_init(struct hwc_request *request,
                                 const struct hwc_call_options *options,
                                 struct hwc_error *error)
{
  enum hwc_status status = check_parts(options);

  request->endpoint = options->endpoint;
  request->method = options->method;
  request->has_body = options->has_body;
  request->secrets = options->secrets;
  if (options->credentials != NULL)
    request->credentials = hwc_credentials_ref(options->credentials);
  if (options->body != NULL)
    hwc_buffer_move(&request->body, options->body);
  if (status == HWC_OK)
    status = set_target(request, options->target, error);
  if (status == HWC_OK)
    status = set_head(request, options, error);
  if (status == HWC_OK)
    status = check_head(request, error);
  if (options->headers != NULL)
    hwc_buffer_done(options->headers);
  hwc_buffer_done(options->target);
  return status;
}

void hwc_request_done(struct hwc_request *request)
{
  hwc_buffer_done(&request->target);
  hwc_buffer_done(&request->body);
  hwc_buffer_done(&request->lines);
  hwc_head_unref(request->head);
  request->head = NULL;
  hwc_credentials_unref(request->credentials);
  request->credentials = NULL;
}

bool hwc_request_is_signed(const struct hwc_request *request)
{
  return request->credentials != NULL && request->credentials->signer != NULL;
}

/* Links the lines, without copies that would not be wiped, after the first
 * header of the head, which is Host: libcurl sends that first. */
static void link_lines(struct hwc_request *request)
{
  struct curl_slist *head = request->head->list;
  struct curl_slist *last = request->own_list;
  char *line = request->lines.data;
  char *end = line + request->lines.length;

  *last = (struct curl_slist){.data = head->data};
  while (line < end) {
    last->next = last + 1;
    last = last->next;
    last->data = line;
    line += strlen(line) + 1;
  }
  last->next = head->next;
  request->list = request->own_list;
}

enum hwc_status hwc_request_sign(struct hwc_request *request, int64_t time,
                                 struct hwc_error *error)
{
  enum hwc_status status = HWC_OK;

  hwc_buffer_clear(&request->lines);
  request->list = request->head->list;
  if (hwc_request_is_signed(request)) {
    hwc_buffer_reserve(&request->lines, USUAL_LINES);
    struct hwc_text date =
      hwc_signer_date_at(request->credentials->signer, time);
    append_line(request, "X-Sdk-Date: ", date);
    status = sign(request, date, error);
  }
  if (request->body.length >= LARGE_BODY)
    append_line(request, "Expect:", HWC_TEXT(""));
  if (status == HWC_OK)
    status = request->lines.status;
  if (status == HWC_OK && request->lines.length > 0)
    link_lines(request);
  return status;
}
