/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls with several attempts: retries, delays, rates and their end. */
#define _POSIX_C_SOURCE 200809L
#include "spec/support/attempts.h"

#include <math.h>
#include <time.h>

/* --- Retries --- */

static void repeats_what_may_pass(void)
{
  const struct raw_reply script[] = {
    {BUSY, RAW_CLOSE}, {BUSY, RAW_CLOSE}, {OK, RAW_CLOSE}};
  struct attempts test;

  attempts_begin(&test, script, COUNT(script));
  attempts_perform(&test, "GET", NULL);
  CHECK_STRING("1 503, +0.025 transient, 2 503, +0.05 transient, 3 200, ",
               test.log);
  CHECK(test.call.result->status == 200);
  CHECK(test.call.result->attempts == 3);
  CHECK_STRING("{}", test.call.result->body.data);
  CHECK(!test.call.result->retryable);
  CHECK(attempts_seen(&test) == 3);
  /* Two retries were charged, and the last one returned. */
  CHECK(test.shared.quota.left == 500 - 14);
  attempts_finish(&test);
}

static void gives_up_after_as_many_as_allowed(void)
{
  const struct raw_reply script[] = {{BUSY, RAW_CLOSE}};
  struct attempts test;

  for (int most = 1; most <= 4; most++) {
    attempts_begin(&test, script, COUNT(script));
    test.call.options.attempts = most;
    attempts_perform(&test, "GET", NULL);
    CHECK(test.call.result->status == 503);
    CHECK(test.call.result->attempts == most);
    CHECK(test.call.result->retryable);
    CHECK(test.call.result->exhausted ==
          (most > 1 ? HWC_EXHAUSTED_ATTEMPTS : HWC_EXHAUSTED_NOT));
    CHECK(attempts_seen(&test) == (size_t)most);
    attempts_finish(&test);
  }
  attempts_begin(&test, script, COUNT(script));
  attempts_perform(&test, "GET", NULL);
  CHECK(test.call.result->attempts == HWC_ATTEMPTS);
  attempts_finish(&test);
  /* Without shared state there is one attempt. */
  attempts_begin(&test, script, COUNT(script));
  test.call.options.shared = NULL;
  attempts_perform(&test, "GET", NULL);
  CHECK(test.call.result->attempts == 1);
  CHECK(test.call.result->retryable);
  attempts_finish(&test);
}

static void repeats_others_only_where_nothing_was_done(void)
{
  static const struct {
    const char *response;
    int repeated;
  } cases[] = {
    {BUSY, 0},
    {RESPONSE("500", "", "{\"error_code\":\"APIG.9999\",\"error_msg\":\"\"}"),
     0},
    {RESPONSE("400", "", "{\"error_code\":\"CPS.0003\",\"error_msg\":\"\"}"),
     0},
    {RESPONSE("400", "", "{\"error_code\":\"CPS.0061\",\"error_msg\":\"\"}"),
     0},
    {RESPONSE("404", "", ""), 0},
    {TOO_MANY, 1},
    {RESPONSE("400", "",
              "{\"request_id\":\"1\",\"error_code\":\"CPS.0042\","
              "\"error_msg\":\"System busy\"}"),
     1},
    {RESPONSE("403", "", "{\"error_code\":\"APIG.0308\",\"error_msg\":\"\"}"),
     1},
  };
  static const char *const methods[] = {"POST", "PUT", "DELETE"};
  struct attempts test;

  for (size_t i = 0; i < COUNT(cases) * COUNT(methods); i++) {
    const char *method = methods[i % COUNT(methods)];
    int repeated = cases[i / COUNT(methods)].repeated;
    const struct raw_reply script[] = {
      {cases[i / COUNT(methods)].response, RAW_CLOSE}, {OK, RAW_CLOSE}};
    attempts_begin(&test, script, COUNT(script));
    attempts_perform(&test, method, "{}");
    CHECK(attempts_seen(&test) == (repeated ? 2 : 1));
    CHECK(test.call.result->attempts == (repeated ? 2 : 1));
    CHECK((test.call.result->status == 200) == repeated);
    CHECK(!test.call.result->retryable);
    CHECK(test.call.result->sent);
    attempts_finish(&test);
  }
}

static void pauses_longer_where_the_service_is_busy(void)
{
  const struct raw_reply script[] = {
    {TOO_MANY, RAW_CLOSE}, {TOO_MANY, RAW_CLOSE}, {OK, RAW_CLOSE}};
  struct attempts test;

  attempts_begin(&test, script, COUNT(script));
  attempts_perform(&test, "POST", "{}");
  CHECK_STRING("1 429, +0.5 throttled, 2 429, +1 throttled, 3 200, ", test.log);
  CHECK(test.shared.quota.left == 500 - 5);
  /* Each attempt was signed when it was sent. */
  CHECK(strncmp(attempts_signed_date(&test, 0), "20261122T080000Z", 16) == 0);
  CHECK(strncmp(attempts_signed_date(&test, 1), "20261122T080000Z", 16) == 0);
  CHECK(strncmp(attempts_signed_date(&test, 2), "20261122T080001Z", 16) == 0);
  attempts_finish(&test);
}

/* The server reads the request and closes the connection. */
static void never_retries_what_may_have_been_done(void)
{
  static const struct {
    const char *method;
    const char *body;
  } cases[] = {{"POST", "{\"a\":1}"},
               {"POST", ""},
               {"PUT", "{}"},
               {"DELETE", NULL},
               {"PATCH", "{}"}};
  const struct raw_reply closing[] = {{NULL, RAW_CLOSE}, {OK, RAW_CLOSE}};
  const struct raw_reply resetting[] = {{NULL, RAW_RESET}, {OK, RAW_CLOSE}};
  const struct raw_reply cutting[] = {{"HTTP/1.1 200 OK\r\nA", RAW_CLOSE},
                                      {OK, RAW_CLOSE}};
  const struct raw_reply *const scripts[] = {closing, resetting, cutting};
  struct attempts test;

  for (size_t i = 0; i < COUNT(cases) * COUNT(scripts); i++) {
    attempts_begin(&test, scripts[i % COUNT(scripts)], 2);
    attempts_perform(&test, cases[i / COUNT(scripts)].method,
                     cases[i / COUNT(scripts)].body);
    CHECK(test.call.result->error.kind == HWC_KIND_TRANSPORT);
    CHECK(test.call.result->sent);
    CHECK(!test.call.result->retryable);
    CHECK(test.call.result->attempts == 1);
    CHECK_STRING("1 transport sent, ", test.log);
    CHECK(attempts_seen(&test) == 1);
    CHECK(test.shared.quota.left == 500);
    attempts_finish(&test);
  }
  for (size_t i = 0; i < COUNT(scripts); i++) {
    attempts_begin(&test, scripts[i], 2);
    attempts_perform(&test, "GET", NULL);
    CHECK_STRING("1 transport sent, +0.025 transient, 2 200, ", test.log);
    CHECK(attempts_seen(&test) == 2);
    attempts_finish(&test);
  }
}

static void repeats_anything_that_was_not_sent(void)
{
  const struct raw_reply script[] = {{OK, RAW_CLOSE}};
  struct raw_server *server = raw_server_start("127.0.0.1", script, 1);
  int port = raw_server_port(server);
  struct attempts test;

  raw_server_stop(server);
  attempts_begin(&test, NULL, 0);
  call_set_endpoint(&test.call, "http://127.0.0.1:%d", port);
  attempts_perform(&test, "POST", "{}");
  CHECK_STRING("1 transport, +0.025 transient, 2 transport, +0.05 transient, "
               "3 transport, ",
               test.log);
  CHECK(!test.call.result->sent);
  CHECK(test.call.result->retryable);
  attempts_finish(&test);
}

/* Failures that would occur again. */
static void does_not_retry_permanent_failures(void)
{
  const struct raw_reply script[] = {
    {RESPONSE("200", "", "{\"a\":1}"), RAW_CLOSE}};
  struct attempts test;

  attempts_begin(&test, script, COUNT(script));
  test.call.connection.max_response = 3;
  attempts_perform(&test, "GET", NULL);
  CHECK(test.call.result->error.kind == HWC_KIND_TRANSPORT);
  CHECK(!test.call.result->retryable);
  CHECK(attempts_seen(&test) == 1);
  attempts_finish(&test);
}

static void says_that_a_lost_delete_may_have_worked(void)
{
  const struct raw_reply script[] = {{NULL, RAW_CLOSE},
                                     {RESPONSE("404", "", ""), RAW_CLOSE}};
  const struct raw_reply missing[] = {{RESPONSE("404", "", ""), RAW_CLOSE}};
  struct attempts test;

  attempts_begin(&test, script, COUNT(script));
  test.call.options.idempotent = true;
  REQUIRE(call_start(&test.call, "DELETE", "/", NULL) == HWC_OK);
  attempts_wait(&test);
  CHECK(test.call.result->status == 404);
  CHECK(strstr(test.call.result->hint, "may have deleted it") != NULL);
  attempts_finish(&test);
  attempts_begin(&test, missing, COUNT(missing));
  attempts_perform(&test, "DELETE", NULL);
  CHECK_STRING("", test.call.result->hint);
  attempts_finish(&test);
}

/* --- Delays --- */

static void waits_as_long_as_the_service_asks(void)
{
  static const struct {
    const char *response;
    const char *log;
    double retry_after;
  } cases[] = {
    {RESPONSE("503", "Retry-After: 3\r\n", ""), "1 503, +3 transient, 2 200, ",
     0},
    {RESPONSE("429", "Retry-After: 5\r\n", ""), "1 429, +5 throttled, 2 200, ",
     0},
    {RESPONSE("429", "Retry-After: 6\r\n", ""), "1 429, ", 6},
    {RESPONSE("503", "Retry-After: 3600\r\n", ""), "1 503, ", 3600},
    {RESPONSE("503", "Retry-After: 3601\r\n", ""), "1 503, ", 3601},
    {RESPONSE("429", "Retry-After: 86400\r\n", ""), "1 429, ", 86400},
    {RESPONSE("503",
              SERVER_DATE "Retry-After: Sun, 22 Nov 2026 10:00:00 GMT\r\n", ""),
     "1 503, ", 7200},
    {RESPONSE("503", "Retry-After: 0\r\n", ""),
     "1 503, +0.025 transient, 2 200, ", 0},
    {RESPONSE("503", "Retry-After: later\r\n", ""),
     "1 503, +0.025 transient, 2 200, ", 0},
    {RESPONSE("503",
              SERVER_DATE "Retry-After: Sun, 22 Nov 2026 08:00:04 GMT\r\n", ""),
     "1 503, +4 transient, 2 200, ", 0},
    /* By the service's clock, which is an hour behind. */
    {RESPONSE("503",
              "Date: Sun, 22 Nov 2026 07:00:00 GMT\r\n"
              "Retry-After: Sun, 22 Nov 2026 07:00:04 GMT\r\n",
              ""),
     "1 503, +4 transient, 2 200, ", 0},
    {RESPONSE("404", "Retry-After: 3\r\n", ""), "1 404, ", 3},
  };
  struct attempts test;

  for (size_t i = 0; i < COUNT(cases); i++) {
    const struct raw_reply script[] = {{cases[i].response, RAW_CLOSE},
                                       {OK, RAW_CLOSE}};
    attempts_begin(&test, script, COUNT(script));
    attempts_perform(&test, "GET", NULL);
    CHECK_STRING(cases[i].log, test.log);
    CHECK(test.call.result->retry_after == cases[i].retry_after);
    if (cases[i].retry_after > 0)
      CHECK(test.call.result->exhausted == HWC_EXHAUSTED_NOT);
    attempts_finish(&test);
  }
}

static void does_not_wait_beyond_the_deadline(void)
{
  const struct raw_reply script[] = {
    {RESPONSE("503", "Retry-After: 3\r\n", ""), RAW_CLOSE}, {OK, RAW_CLOSE}};
  struct attempts test;

  attempts_begin(&test, script, COUNT(script));
  test.call.options.deadline = 3;
  attempts_perform(&test, "GET", NULL);
  CHECK_STRING("1 503, ", test.log);
  CHECK(test.call.result->status == 503);
  CHECK(test.call.result->retryable);
  CHECK(test.call.result->exhausted == HWC_EXHAUSTED_DEADLINE);
  attempts_finish(&test);
  attempts_begin(&test, script, COUNT(script));
  test.call.options.deadline = 3.01;
  attempts_perform(&test, "GET", NULL);
  CHECK(test.call.result->status == 200);
  CHECK(fabs(test.call.result->elapsed - 3) < 0.01);
  attempts_finish(&test);
}

static void stops_when_too_much_fails(void)
{
  const struct raw_reply script[] = {
    {BUSY, RAW_CLOSE}, {BUSY, RAW_CLOSE}, {BUSY, RAW_CLOSE}, {OK, RAW_CLOSE}};
  struct attempts test;

  attempts_begin(&test, script, COUNT(script));
  test.shared.quota.left = 14 + 13;
  attempts_perform(&test, "GET", NULL);
  CHECK_STRING("1 503, +0.025 transient, 2 503, ", test.log);
  CHECK(test.call.result->exhausted == HWC_EXHAUSTED_QUOTA);
  CHECK_STRING("quota", hwc_exhausted_name(test.call.result->exhausted));
  CHECK(test.call.result->retryable);
  CHECK(strstr(test.call.result->hint, "too many calls") != NULL);
  CHECK(test.shared.quota.left == 13);
  attempts_perform(&test, "GET", NULL);
  CHECK_STRING("1 503, ", test.log);
  attempts_perform(&test, "GET", NULL);
  CHECK(test.call.result->status == 200);
  CHECK(test.shared.quota.left == 14);
  attempts_finish(&test);
}

/* --- send_before --- */

static void sends_nothing_after_send_before(void)
{
  const struct raw_reply script[] = {{OK, RAW_CLOSE}};
  struct attempts test;

  attempts_begin(&test, script, COUNT(script));
  test.call.options.send_before = 1000.5;
  attempts_perform(&test, "POST", "{}");
  CHECK(test.call.result->status == 200);
  test.now = 1000.5;
  attempts_perform(&test, "POST", "{}");
  CHECK(attempts_seen(&test) == 1);
  CHECK(test.call.result->error.kind == HWC_KIND_TIMEOUT);
  CHECK(strstr(test.call.result->error.message, "send_before") != NULL);
  CHECK(!test.call.result->sent);
  CHECK(test.call.result->fate == HWC_FATE_NOT_SENT);
  CHECK(!test.call.result->retryable);
  attempts_finish(&test);
}

/* The process may be suspended while it connects: the send itself is
 * refused. */
static void checks_the_time_right_before_the_send(void)
{
  static const struct {
    double send_before;
    double deadline;
  } cases[] = {{1005, 0}, {0, 5}};
  const struct raw_reply script[] = {{OK, RAW_CLOSE}};
  struct attempts test;

  for (size_t i = 0; i < COUNT(cases); i++) {
    attempts_begin(&test, script, COUNT(script));
    test.call.options.send_before = cases[i].send_before;
    test.call.options.deadline = cases[i].deadline;
    test.connecting = 5;
    attempts_perform(&test, "POST", "{}");
    /* Connected; the server's thread may be a little late. */
    for (int j = 0; j < 1000 && raw_server_connections(test.call.server) == 0;
         j++)
      nanosleep(&(struct timespec){0, 1000000}, NULL);
    CHECK(raw_server_connections(test.call.server) == 1);
    CHECK(attempts_seen(&test) == 0);
    CHECK(test.call.result->error.kind == HWC_KIND_TIMEOUT);
    CHECK(!test.call.result->sent);
    CHECK(test.call.result->fate == HWC_FATE_NOT_SENT);
    CHECK(test.call.result->attempts == 0);
    CHECK(test.call.result->retryable == (cases[i].deadline > 0));
    CHECK(test.call.result->exhausted == HWC_EXHAUSTED_NOT);
    attempts_finish(&test);
  }
}

/* A retry that would be too late does not hide the known result. */
static void does_not_wait_beyond_send_before(void)
{
  const struct raw_reply script[] = {
    {RESPONSE("429", "Retry-After: 3\r\n", ""), RAW_CLOSE}, {OK, RAW_CLOSE}};
  struct attempts test;

  for (int late = 0; late < 2; late++) {
    attempts_begin(&test, script, COUNT(script));
    test.call.options.send_before = late ? 1003 : 1003.1;
    attempts_perform(&test, "POST", "{}");
    CHECK(test.call.result->status == (late ? 429 : 200));
    if (late)
      CHECK(test.call.result->exhausted == HWC_EXHAUSTED_SEND_BEFORE);
    CHECK_STRING("send_before", hwc_exhausted_name(HWC_EXHAUSTED_SEND_BEFORE));
    attempts_finish(&test);
  }
}

/* --- Rates --- */

static void keeps_to_the_rate_that_was_stated(void)
{
  const struct raw_reply script[] = {
    {RESPONSE("429", "",
              "{\"error_code\":\"APIGW.0308\",\"error_msg\":\"The throttling "
              "threshold has been reached: policy user over "
              "ratelimit,limit:15,time:1 minute\"}"),
     RAW_CLOSE},
    {OK, RAW_CLOSE}};
  struct attempts test;

  attempts_begin(&test, script, COUNT(script));
  attempts_perform(&test, "POST", "{}");
  CHECK_STRING("1 429 APIGW.0308, +0.5 throttled, held 3.5, 2 200, ", test.log);
  attempts_perform(&test, "POST", "{}");
  CHECK_STRING("held 4, 1 200, ", test.log);
  test.passed += 4;
  attempts_perform(&test, "POST", "{}");
  CHECK_STRING("1 200, ", test.log);
  test.call.options.rate_limit = HWC_RATE_FREE;
  attempts_perform(&test, "POST", "{}");
  CHECK_STRING("1 200, ", test.log);
  attempts_finish(&test);
}

static void adapts_the_rate_if_enabled(void)
{
  const struct raw_reply script[] = {{TOO_MANY, RAW_CLOSE}, {OK, RAW_CLOSE}};
  struct attempts test;

  attempts_begin(&test, script, COUNT(script));
  test.call.options.rate_limit = HWC_RATE_ADAPTIVE;
  attempts_perform(&test, "POST", "{}");
  /* The minimum rate is one attempt in two seconds. */
  CHECK_STRING("1 429, +0.5 throttled, held 1.5, 2 200, ", test.log);
  attempts_finish(&test);
  attempts_begin(&test, script, COUNT(script));
  attempts_perform(&test, "POST", "{}");
  CHECK_STRING("1 429, +0.5 throttled, 2 200, ", test.log);
  attempts_finish(&test);
}

/* --- Cancellation and deadlines --- */

static void ends_while_it_pauses(void)
{
  const struct raw_reply script[] = {{BUSY, RAW_CLOSE}};
  const struct raw_reply refusing[] = {{TOO_MANY, RAW_CLOSE}};
  struct attempts test;

  for (int i = 0; i < 3; i++) {
    bool refused = i == 1;
    attempts_begin(&test, refused ? refusing : script, 1);
    test.call.options.idempotent = !refused;
    test.call.options.deadline = 60;
    REQUIRE(call_start(&test.call, refused ? "POST" : "GET", "/", NULL) ==
            HWC_OK);
    while (test.trace.count < 3)
      REQUIRE(hwc_loop_turn(test.call.loop, 0.01) == HWC_OK);
    if (i == 2) {
      hwc_call_free(test.call.core);
      test.call.core = NULL;
      CHECK(hwc_loop_due(test.call.loop) < 0);
    } else {
      hwc_call_cancel(test.call.core);
      attempts_wait(&test);
      CHECK(test.call.result->error.kind == HWC_KIND_CANCELLED);
      CHECK(test.call.result->status == 0);
      CHECK(test.call.result->sent);
      CHECK(!test.call.result->retryable);
      CHECK_STRING(
        refused ? "the call was cancelled (the previous attempt ended with "
                  "status 429); the server did not process it"
                : "the call was cancelled (the previous attempt ended with "
                  "status 503); the request was sent and may have been acted "
                  "on",
        test.call.result->error.message);
    }
    attempts_finish(&test);
  }
}

static void ends_while_the_rate_holds_it(void)
{
  const struct raw_reply script[] = {{OK, RAW_CLOSE}};
  struct attempts test;

  for (int i = 0; i < 4; i++) {
    attempts_begin(&test, script, COUNT(script));
    REQUIRE(hwc_limiter_read(&test.shared.limiter,
                             HWC_TEXT("over ratelimit,limit:1,time:20 seconds"),
                             test.now));
    test.call.options.deadline = i < 3 ? 10 : 15;
    test.call.options.send_before = i < 3 ? 0 : 1010;
    REQUIRE(call_start(&test.call, "GET", "/", NULL) == HWC_OK);
    CHECK(hwc_loop_turn(test.call.loop, 0) == HWC_OK);
    CHECK(!hwc_call_finished(test.call.core));
    if (i == 0) {
      test.passed += 10;
      attempts_wait(&test);
      CHECK(test.call.result->error.kind == HWC_KIND_TIMEOUT);
      CHECK(test.call.result->retryable);
      CHECK(strstr(test.call.result->error.message,
                   "waited for the client's rate limit; nothing was sent") !=
            NULL);
    } else if (i == 3) {
      test.passed += 10;
      attempts_wait(&test);
      CHECK(test.call.result->error.kind == HWC_KIND_TIMEOUT);
      CHECK(!test.call.result->retryable);
      CHECK_STRING("send_before has passed; nothing was sent",
                   test.call.result->error.message);
    } else if (i == 1) {
      hwc_call_cancel(test.call.core);
      attempts_wait(&test);
      CHECK(test.call.result->error.kind == HWC_KIND_CANCELLED);
      CHECK(test.call.result->attempts == 0);
    } else {
      hwc_call_free(test.call.core);
      test.call.core = NULL;
    }
    CHECK(hwc_loop_due(test.call.loop) <= 0);
    CHECK(attempts_seen(&test) == 0);
    attempts_finish(&test);
  }
}

int main(void)
{
  repeats_what_may_pass();
  gives_up_after_as_many_as_allowed();
  repeats_others_only_where_nothing_was_done();
  pauses_longer_where_the_service_is_busy();
  never_retries_what_may_have_been_done();
  repeats_anything_that_was_not_sent();
  does_not_retry_permanent_failures();
  says_that_a_lost_delete_may_have_worked();
  waits_as_long_as_the_service_asks();
  does_not_wait_beyond_the_deadline();
  stops_when_too_much_fails();
  sends_nothing_after_send_before();
  checks_the_time_right_before_the_send();
  does_not_wait_beyond_send_before();
  keeps_to_the_rate_that_was_stated();
  adapts_the_rate_if_enabled();
  ends_while_it_pauses();
  ends_while_the_rate_holds_it();
  return check_failures();
}
