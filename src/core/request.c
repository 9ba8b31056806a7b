/* SPDX-License-Identifier: Apache-2.0
 *
 * Builds the headers, and signs exactly the bytes that libcurl is given. */
#include "core/request.h"

#include <string.h>

/* Usual size of headers and lines, reserved in advance. */
#define USUAL_HEAD 1024

/* Maximum bytes of path, query and headers together; gateways accept far
 * less. */
#define MAX_HEAD (256 * 1024)

static void blame(struct hwc_error *error, const char *field)
{
  if (error != NULL)
    error->field = field;
}

/* Adds a default header, unless the caller sets it or the value is empty. */
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

/* Rejects caller headers that belong to the credentials: the request would
 * contradict its signature. */
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
    hwc_error_set(
      error, HWC_KIND_VALIDATION,
      "header \"%s\" cannot be set: it is taken from the credentials",
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

/* Bodies other than JSON are not hashed, like in the official clients. */
static bool has_unsigned_payload(struct hwc_text content_type,
                                 struct hwc_text body)
{
  return body.length > 0 && content_type.length > 0 &&
         !begins(content_type, HWC_TEXT("application/json")) &&
         !begins(content_type, HWC_TEXT("application/bson"));
}

static enum hwc_status
add_signed_headers(struct hwc_request *request,
                   const struct hwc_call_options *options,
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

/* Builds the header block shared by all attempts. */
static enum hwc_status set_headers(struct hwc_request *request,
                                   const struct hwc_call_options *options,
                                   struct hwc_error *error)
{
  struct hwc_text extra = {NULL, 0};
  struct hwc_pair header;

  if (options->headers != NULL)
    extra = hwc_buffer_text(options->headers);
  hwc_buffer_reserve(&request->headers, USUAL_HEAD / 2);
  enum hwc_status status = hwc_headers_check_extra(extra, error);
  if (status == HWC_OK)
    status = check_credentials_headers(request->credentials, extra, error);
  if (status == HWC_INVALID)
    blame(error, "headers");
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

/* Only visible ASCII may be sent, and libcurl would drop a fragment. */
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
    blame(error, "path");
    return HWC_INVALID;
  }
  hwc_buffer_reserve(&request->url,
                     request->endpoint->url.length + target.length);
  hwc_buffer_append_text(&request->url,
                         hwc_buffer_text(&request->endpoint->url));
  hwc_buffer_append_text(&request->url, target);
  return request->url.status;
}

struct hwc_text hwc_request_target(const struct hwc_request *request)
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

/* "Name:" without a value stops libcurl from adding that header. */
static void append_emptied(struct hwc_request *request, const char *name)
{
  struct hwc_text headers = hwc_buffer_text(&request->headers);

  if (hwc_headers_find(headers, hwc_text_of(name)).data != NULL)
    return;
  hwc_buffer_append_string(&request->lines, name);
  hwc_buffer_append(&request->lines, ":", 2);
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

/* Signs `pairs` and appends the Authorization line. */
static enum hwc_status sign(struct hwc_request *request,
                            const struct hwc_pair *pairs, size_t count,
                            struct hwc_text date, struct hwc_error *error)
{
  struct hwc_signer *signer = request->credentials->signer;
  struct hwc_signature *signature =
    request->stages != NULL ? request->stages : hwc_signer_scratch(signer);
  const struct hwc_signing signing = {
    .method = hwc_text_of(request->method),
    .target = hwc_request_target(request),
    .headers = pairs,
    .header_count = count,
    .body = hwc_buffer_text(&request->body),
    .date = date,
  };
  enum hwc_status status = hwc_signer_sign(signer, &signing, signature, error);

  if (status == HWC_OK)
    append_line(&request->lines, HWC_TEXT("Authorization"),
                hwc_buffer_text(&signature->authorization));
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
  size_t length = request->url.length + request->headers.length;

  if (length <= MAX_HEAD)
    return HWC_OK;
  hwc_error_set(error, HWC_KIND_VALIDATION,
                "path, query and headers: at most %d bytes in all, got %zu",
                MAX_HEAD, length);
  if (request->headers.length > request->url.length)
    blame(error, "headers");
  else
    blame(error, memchr(request->url.data, '?', request->url.length) != NULL
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
    status = set_url(request, hwc_buffer_text(options->target), error);
  if (status == HWC_OK)
    status = set_headers(request, options, error);
  if (status == HWC_OK)
    status = check_head(request, error);
  if (options->headers != NULL)
    hwc_buffer_done(options->headers);
  hwc_buffer_done(options->target);
  return status;
}

void hwc_request_done(struct hwc_request *request)
{
  hwc_buffer_done(&request->url);
  hwc_buffer_done(&request->headers);
  hwc_buffer_done(&request->body);
  hwc_buffer_done(&request->lines);
  hwc_credentials_unref(request->credentials);
  request->credentials = NULL;
}

bool hwc_request_is_signed(const struct hwc_request *request)
{
  return request->credentials != NULL && request->credentials->signer != NULL;
}

/* Links the lines for libcurl without copies that would not be wiped. */
static void link_lines(struct hwc_request *request)
{
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
}

enum hwc_status hwc_request_sign(struct hwc_request *request, int64_t time,
                                 struct hwc_error *error)
{
  struct hwc_pair pairs[HWC_HEADERS_MAX + 1];
  struct hwc_text rest = hwc_buffer_text(&request->headers);
  enum hwc_status status = HWC_OK;
  char date[17];
  size_t count = 0;

  hwc_buffer_clear(&request->lines);
  hwc_buffer_reserve(&request->lines, USUAL_HEAD);
  while (count < HWC_HEADERS_MAX && hwc_headers_next(&rest, &pairs[count])) {
    append_line(&request->lines, pairs[count].name, pairs[count].value);
    count++;
  }
  if (hwc_request_is_signed(request)) {
    hwc_signer_date(date, time);
    pairs[count] = (struct hwc_pair){HWC_TEXT("X-Sdk-Date"), hwc_text_of(date)};
    append_line(&request->lines, pairs[count].name, pairs[count].value);
    status = sign(request, pairs, count + 1, pairs[count].value, error);
  }
  append_emptied(request, "Accept");
  append_emptied(request, "Content-Type");
  append_emptied(request, "Expect");
  if (status != HWC_OK)
    return status;
  if (request->lines.status == HWC_OK)
    link_lines(request);
  return request->lines.status;
}
