/* SPDX-License-Identifier: Apache-2.0
 *
 * Sets up, starts and ends the calls of C tests. */
#define _POSIX_C_SOURCE 200809L
#include "spec/support/call.h"

#include "core/headers.h"

void call_set_endpoint(struct call *call, const char *format, int port)
{
  char url[100];
  struct hwc_error error = {0};

  hwc_endpoint_done(&call->endpoint);
  snprintf(url, sizeof url, format, port);
  REQUIRE(hwc_endpoint_init(&call->endpoint, hwc_text_of(url), true, &error) ==
          HWC_OK);
}

struct hwc_credentials *call_new_keys(enum hwc_algorithm algorithm,
                                      const char *security_token)
{
  struct hwc_credentials *credentials;
  struct hwc_error error = {0};
  const struct hwc_signer_options keys = {
    .algorithm = algorithm, .ak = HWC_TEXT(AK), .sk = HWC_TEXT(SK)};

  REQUIRE(hwc_credentials_new(&credentials, &keys, hwc_text_of(security_token),
                              hwc_text_of(NULL), &error) == HWC_OK);
  return credentials;
}

void call_begin(struct call *call, const struct raw_reply *script, size_t count)
{
  unsetenv("http_proxy");
  unsetenv("https_proxy");
  unsetenv("all_proxy");
  *call = (struct call){0};
  REQUIRE(hwc_loop_new(&call->loop) == HWC_OK);
  if (count > 0) {
    call->server = raw_server_start("127.0.0.1", script, count);
    REQUIRE(call->server != NULL);
    call_set_endpoint(call, "http://127.0.0.1:%d",
                      raw_server_port(call->server));
  }
  call->credentials = call_new_keys(HWC_SDK_HMAC_SHA256, NULL);
  call->options = (struct hwc_call_options){
    .method = "GET",
    .endpoint = &call->endpoint,
    .connection = &call->connection,
    .credentials = call->credentials,
    .user_agent = HWC_TEXT("hwc-test/1"),
    .content_type = HWC_TEXT("application/json"),
    .target = &call->target,
    .headers = &call->headers,
    .body = &call->body,
  };
}

enum hwc_status call_start(struct call *call, const char *method,
                           const char *target, const char *body)
{
  hwc_call_free(call->core);
  call->core = NULL;
  call->result = NULL;
  call->error = (struct hwc_error){0};
  call->options.method = method;
  call->options.has_body = body != NULL;
  call->options.user = call;
  hwc_buffer_append_string(&call->target, target);
  if (body != NULL)
    hwc_buffer_append_string(&call->body, body);
  return hwc_call_start(&call->core, call->loop, &call->options, &call->error);
}

void call_wait_for(struct call *call)
{
  double begun = hwc_loop_now(call->loop);

  while (!hwc_call_finished(call->core)) {
    REQUIRE(hwc_loop_now(call->loop) - begun < 20);
    REQUIRE(hwc_loop_turn(call->loop, 1) == HWC_OK);
  }
  CHECK(hwc_loop_next_finished(call->loop) == call);
  CHECK(hwc_loop_next_finished(call->loop) == NULL);
  call->result = hwc_call_result(call->core);
}

void call_perform(struct call *call, const char *method, const char *target,
                  const char *body)
{
  enum hwc_status status = call_start(call, method, target, body);

  if (status != HWC_OK)
    fprintf(stderr, "%s\n", call->error.message);
  REQUIRE(status == HWC_OK);
  call_wait_for(call);
}

void call_finish(struct call *call)
{
  hwc_call_free(call->core);
  hwc_credentials_unref(call->credentials);
  hwc_endpoint_done(&call->endpoint);
  hwc_buffer_done(&call->target);
  hwc_buffer_done(&call->headers);
  hwc_buffer_done(&call->body);
  hwc_loop_free(call->loop);
  if (call->server != NULL)
    raw_server_stop(call->server);
}

void call_add(struct call *call, const char *name, const char *value)
{
  hwc_headers_append(&call->headers, hwc_text_of(name), hwc_text_of(value));
}
