/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls with several attempts, against a server that counts them. The test
 * controls the clock of the loop, which jumps over each pause. */
#define _POSIX_C_SOURCE 200809L
#include "core/call.h"
#include "core/trace.h"
#include "spec/support/call.h"

#include <math.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <sys/socket.h>
#include <time.h>

#define RESPONSE(status, headers, body)                                        \
  "HTTP/1.1 " status " X\r\n" headers "Connection: close\r\n\r\n" body

#define OK RESPONSE("200", "", "{}")
#define BUSY RESPONSE("503", "", "")
#define TOO_MANY RESPONSE("429", "", "")
#define REFUSED_BY(code, headers)                                              \
  RESPONSE("401", headers,                                                     \
           "{\"error_code\":\"" code "\",\"error_msg\":\"not you\"}")

/* Sun, 22 Nov 2026 08:00:00 GMT */
#define SERVER_TIME 1795334400.0
#define SERVER_DATE "Date: Sun, 22 Nov 2026 08:00:00 GMT\r\n"

/* A call and what its client shares. */
struct attempts {
  struct call call;
  struct hwc_shared shared;
  struct hwc_trace trace;
  double now;
  double unix_time;
  double passed;     /* added to `now` and `unix_time` */
  double connecting; /* seconds that connecting takes, by the test's clock */
  char log[1000];
};

/* True if this process is connected to the server. */
static bool is_connected(struct attempts *test)
{
  int port = raw_server_port(test->call.server);

  for (int i = 3; i < 100; i++) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    if (getpeername(i, (struct sockaddr *)&address, &length) == 0 &&
        address.sin_family == AF_INET && ntohs(address.sin_port) == port)
      return true;
  }
  return false;
}

static double fake_monotonic(void *user)
{
  struct attempts *test = user;
  double now = test->now + test->passed;

  if (test->connecting > 0 && is_connected(test))
    now += test->connecting;
  return now;
}

static double fake_unix_time(void *user)
{
  struct attempts *test = user;
  return test->unix_time + test->passed;
}

static double draw_half(struct hwc_random *random)
{
  (void)random;
  return 0.5;
}

static void begin(struct attempts *test, const struct raw_reply *script,
                  size_t count)
{
  struct hwc_clock clock = {fake_monotonic, fake_unix_time, fake_monotonic,
                            test};

  memset(test, 0, sizeof *test);
  test->now = 1000;
  test->unix_time = SERVER_TIME;
  call_begin(&test->call, script, count);
  hwc_loop_set_clock(test->call.loop, &clock);
  hwc_shared_init(&test->shared, test->call.loop);
  test->shared.random.draw = draw_half;
  test->shared.trace = &test->trace;
  test->call.options.shared = &test->shared;
}

static void done(struct attempts *test)
{
  call_finish(&test->call);
  hwc_trace_done(&test->trace);
}

static void say(struct attempts *test, const char *format, ...)
{
  size_t used = strlen(test->log);
  va_list arguments;

  va_start(arguments, format);
  vsnprintf(test->log + used, sizeof test->log - used, format, arguments);
  va_end(arguments);
}

/* Appends the records as text: "1 503 +0.025 transient, 2 200, ", and advances
 * the clock over pauses. */
static void read_records(struct attempts *test)
{
  struct hwc_trace_record *record;

  while ((record = hwc_trace_take(&test->trace)) != NULL) {
    switch (record->kind) {
    case HWC_TRACE_ATTEMPT:
      say(test, "%d ", record->attempt);
      break;
    case HWC_TRACE_RESPONSE:
      if (record->error.kind != HWC_KIND_NONE)
        say(test, "%s%s, ", hwc_kind_name(record->error.kind),
            record->fate != HWC_FATE_NOT_SENT ? " sent" : "");
      else
        say(test, "%d%s%s, ", record->status, record->code[0] ? " " : "",
            record->code);
      break;
    case HWC_TRACE_RETRY:
      say(test, "+%g %s, ", record->seconds, record->reason);
      test->passed += record->seconds + 1e-6;
      break;
    case HWC_TRACE_THROTTLED:
      say(test, "held %g, ", record->seconds);
      test->passed += record->seconds + 1e-6;
      break;
    case HWC_TRACE_CLOCK:
      say(test, "clock %+g, ", record->seconds);
      break;
    }
    free(record);
  }
}

static void wait_for(struct attempts *test)
{
  struct call *call = &test->call;

  read_records(test);
  for (int i = 0; !hwc_call_finished(call->core); i++) {
    REQUIRE(i < 2000);
    REQUIRE(hwc_loop_turn(call->loop, 0.01) == HWC_OK);
    read_records(test);
  }
  while (hwc_loop_next_finished(call->loop) != NULL)
    continue;
  call->result = hwc_call_result(call->core);
}

static void perform(struct attempts *test, const char *method, const char *body)
{
  test->log[0] = '\0';
  test->call.options.idempotent = strcmp(method, "GET") == 0;
  REQUIRE(call_start(&test->call, method, "/v1/x?secret=1", body) == HWC_OK);
  wait_for(test);
}

static size_t seen(struct attempts *test)
{
  return raw_server_requests(test->call.server);
}

static const char *signed_date(struct attempts *test, size_t index)
{
  const struct raw_request *request =
    raw_server_request(test->call.server, index);

  REQUIRE(request != NULL);
  const char *line = strstr(request->bytes, "X-Sdk-Date: ");
  return line != NULL ? line + strlen("X-Sdk-Date: ") : "";
}

/* --- Retries --- */

static void repeats_what_may_pass(void)
{
  const struct raw_reply script[] = {
    {BUSY, RAW_CLOSE}, {BUSY, RAW_CLOSE}, {OK, RAW_CLOSE}};
  struct attempts test;

  begin(&test, script, COUNT(script));
  perform(&test, "GET", NULL);
  CHECK_STRING("1 503, +0.025 transient, 2 503, +0.05 transient, 3 200, ",
               test.log);
  CHECK(test.call.result->status == 200);
  CHECK(test.call.result->attempts == 3);
  CHECK_STRING("{}", test.call.result->body.data);
  CHECK(!test.call.result->retryable);
  CHECK(seen(&test) == 3);
  /* Two retries were charged, and the last one returned. */
  CHECK(test.shared.quota.left == 500 - 14);
  done(&test);
}

static void gives_up_after_as_many_as_allowed(void)
{
  const struct raw_reply script[] = {{BUSY, RAW_CLOSE}};
  struct attempts test;

  for (int most = 1; most <= 4; most++) {
    begin(&test, script, COUNT(script));
    test.call.options.attempts = most;
    perform(&test, "GET", NULL);
    CHECK(test.call.result->status == 503);
    CHECK(test.call.result->attempts == most);
    CHECK(test.call.result->retryable);
    CHECK(test.call.result->exhausted ==
          (most > 1 ? HWC_EXHAUSTED_ATTEMPTS : HWC_EXHAUSTED_NOT));
    CHECK(seen(&test) == (size_t)most);
    done(&test);
  }
  begin(&test, script, COUNT(script));
  perform(&test, "GET", NULL);
  CHECK(test.call.result->attempts == HWC_ATTEMPTS);
  done(&test);
  /* Without shared state there is one attempt. */
  begin(&test, script, COUNT(script));
  test.call.options.shared = NULL;
  perform(&test, "GET", NULL);
  CHECK(test.call.result->attempts == 1);
  CHECK(test.call.result->retryable);
  done(&test);
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
    begin(&test, script, COUNT(script));
    perform(&test, method, "{}");
    CHECK(seen(&test) == (repeated ? 2 : 1));
    CHECK(test.call.result->attempts == (repeated ? 2 : 1));
    CHECK((test.call.result->status == 200) == repeated);
    CHECK(!test.call.result->retryable);
    CHECK(test.call.result->sent);
    done(&test);
  }
}

static void pauses_longer_where_the_service_is_busy(void)
{
  const struct raw_reply script[] = {
    {TOO_MANY, RAW_CLOSE}, {TOO_MANY, RAW_CLOSE}, {OK, RAW_CLOSE}};
  struct attempts test;

  begin(&test, script, COUNT(script));
  perform(&test, "POST", "{}");
  CHECK_STRING("1 429, +0.5 throttled, 2 429, +1 throttled, 3 200, ", test.log);
  CHECK(test.shared.quota.left == 500 - 5);
  /* Each attempt was signed when it was sent. */
  CHECK(strncmp(signed_date(&test, 0), "20261122T080000Z", 16) == 0);
  CHECK(strncmp(signed_date(&test, 1), "20261122T080000Z", 16) == 0);
  CHECK(strncmp(signed_date(&test, 2), "20261122T080001Z", 16) == 0);
  done(&test);
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
    begin(&test, scripts[i % COUNT(scripts)], 2);
    perform(&test, cases[i / COUNT(scripts)].method,
            cases[i / COUNT(scripts)].body);
    CHECK(test.call.result->error.kind == HWC_KIND_TRANSPORT);
    CHECK(test.call.result->sent);
    CHECK(!test.call.result->retryable);
    CHECK(test.call.result->attempts == 1);
    CHECK_STRING("1 transport sent, ", test.log);
    CHECK(seen(&test) == 1);
    CHECK(test.shared.quota.left == 500);
    done(&test);
  }
  for (size_t i = 0; i < COUNT(scripts); i++) {
    begin(&test, scripts[i], 2);
    perform(&test, "GET", NULL);
    CHECK_STRING("1 transport sent, +0.025 transient, 2 200, ", test.log);
    CHECK(seen(&test) == 2);
    done(&test);
  }
}

static void repeats_anything_that_was_not_sent(void)
{
  const struct raw_reply script[] = {{OK, RAW_CLOSE}};
  struct raw_server *server = raw_server_start("127.0.0.1", script, 1);
  int port = raw_server_port(server);
  struct attempts test;

  raw_server_stop(server);
  begin(&test, NULL, 0);
  call_set_endpoint(&test.call, "http://127.0.0.1:%d", port);
  perform(&test, "POST", "{}");
  CHECK_STRING("1 transport, +0.025 transient, 2 transport, +0.05 transient, "
               "3 transport, ",
               test.log);
  CHECK(!test.call.result->sent);
  CHECK(test.call.result->retryable);
  done(&test);
}

/* Failures that would occur again. */
static void does_not_retry_permanent_failures(void)
{
  const struct raw_reply script[] = {
    {RESPONSE("200", "", "{\"a\":1}"), RAW_CLOSE}};
  struct attempts test;

  begin(&test, script, COUNT(script));
  test.call.connection.max_response = 3;
  perform(&test, "GET", NULL);
  CHECK(test.call.result->error.kind == HWC_KIND_TRANSPORT);
  CHECK(!test.call.result->retryable);
  CHECK(seen(&test) == 1);
  done(&test);
}

static void says_that_a_lost_delete_may_have_worked(void)
{
  const struct raw_reply script[] = {{NULL, RAW_CLOSE},
                                     {RESPONSE("404", "", ""), RAW_CLOSE}};
  const struct raw_reply missing[] = {{RESPONSE("404", "", ""), RAW_CLOSE}};
  struct attempts test;

  begin(&test, script, COUNT(script));
  test.call.options.idempotent = true;
  REQUIRE(call_start(&test.call, "DELETE", "/", NULL) == HWC_OK);
  wait_for(&test);
  CHECK(test.call.result->status == 404);
  CHECK(strstr(test.call.result->hint, "may have deleted it") != NULL);
  done(&test);
  begin(&test, missing, COUNT(missing));
  perform(&test, "DELETE", NULL);
  CHECK_STRING("", test.call.result->hint);
  done(&test);
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
    begin(&test, script, COUNT(script));
    perform(&test, "GET", NULL);
    CHECK_STRING(cases[i].log, test.log);
    CHECK(test.call.result->retry_after == cases[i].retry_after);
    if (cases[i].retry_after > 0)
      CHECK(test.call.result->exhausted == HWC_EXHAUSTED_NOT);
    done(&test);
  }
}

static void does_not_wait_beyond_the_deadline(void)
{
  const struct raw_reply script[] = {
    {RESPONSE("503", "Retry-After: 3\r\n", ""), RAW_CLOSE}, {OK, RAW_CLOSE}};
  struct attempts test;

  begin(&test, script, COUNT(script));
  test.call.options.deadline = 3;
  perform(&test, "GET", NULL);
  CHECK_STRING("1 503, ", test.log);
  CHECK(test.call.result->status == 503);
  CHECK(test.call.result->retryable);
  CHECK(test.call.result->exhausted == HWC_EXHAUSTED_DEADLINE);
  done(&test);
  begin(&test, script, COUNT(script));
  test.call.options.deadline = 3.01;
  perform(&test, "GET", NULL);
  CHECK(test.call.result->status == 200);
  CHECK(fabs(test.call.result->elapsed - 3) < 0.01);
  done(&test);
}

static void stops_when_too_much_fails(void)
{
  const struct raw_reply script[] = {
    {BUSY, RAW_CLOSE}, {BUSY, RAW_CLOSE}, {BUSY, RAW_CLOSE}, {OK, RAW_CLOSE}};
  struct attempts test;

  begin(&test, script, COUNT(script));
  test.shared.quota.left = 14 + 13;
  perform(&test, "GET", NULL);
  CHECK_STRING("1 503, +0.025 transient, 2 503, ", test.log);
  CHECK(test.call.result->exhausted == HWC_EXHAUSTED_QUOTA);
  CHECK_STRING("quota", hwc_exhausted_name(test.call.result->exhausted));
  CHECK(test.call.result->retryable);
  CHECK(strstr(test.call.result->hint, "too many calls") != NULL);
  CHECK(test.shared.quota.left == 13);
  perform(&test, "GET", NULL);
  CHECK_STRING("1 503, ", test.log);
  perform(&test, "GET", NULL);
  CHECK(test.call.result->status == 200);
  CHECK(test.shared.quota.left == 14);
  done(&test);
}

/* --- Clocks and identities --- */

static void signs_by_the_clock_of_the_service(void)
{
  const struct raw_reply script[] = {
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("200", SERVER_DATE, "{}"), RAW_CLOSE}};
  struct attempts test;

  for (int ahead = 0; ahead < 2; ahead++) {
    begin(&test, script, COUNT(script));
    test.unix_time += ahead ? 1000 : -1000;
    perform(&test, "POST", "{}");
    CHECK_STRING(ahead ? "1 401 APIGW.0301, +0 clock, 2 200, clock -1000, "
                       : "1 401 APIGW.0301, +0 clock, 2 200, clock +1000, ",
                 test.log);
    CHECK(strncmp(signed_date(&test, 0),
                  ahead ? "20261122T081640Z" : "20261122T074320Z", 16) == 0);
    CHECK(strncmp(signed_date(&test, 1), "20261122T080000Z", 16) == 0);
    /* The next call is correct at once. */
    perform(&test, "POST", "{}");
    CHECK_STRING("1 200, ", test.log);
    CHECK(strncmp(signed_date(&test, 2), "20261122T080000Z", 16) == 0);
    done(&test);
  }
}

/* The local clock is set while the client exists. */
static void forgets_an_offset_that_is_right_no_more(void)
{
  const struct raw_reply script[] = {
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("200", SERVER_DATE, "{}"), RAW_CLOSE},
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("200", SERVER_DATE, "{}"), RAW_CLOSE}};
  struct attempts test;

  begin(&test, script, COUNT(script));
  test.unix_time -= 1000;
  perform(&test, "POST", "{}");
  CHECK(fabs(test.shared.clock_offset - 1000) < 1);
  test.unix_time = SERVER_TIME;
  perform(&test, "POST", "{}");
  CHECK(test.call.result->status == 200);
  CHECK(fabs(test.shared.clock_offset) < 1);
  CHECK(strncmp(signed_date(&test, 3), "20261122T080000Z", 16) == 0);
  done(&test);
}

/* Only a refused identity indicates that the date of the signature was
 * wrong. */
static void takes_the_time_from_no_other_response(void)
{
  static const char *const statuses[] = {"200", "404", "429", "502", "503"};
  static const double offs[] = {-61, 1000, -1e6};
  struct attempts test;
  char text[200];

  for (size_t i = 0; i < COUNT(statuses) * COUNT(offs); i++) {
    const struct raw_reply script[] = {{text, RAW_CLOSE}};
    snprintf(text, sizeof text, "HTTP/1.1 %s X\r\n" SERVER_DATE "%s\r\n{}",
             statuses[i % COUNT(statuses)], "Connection: close\r\n");
    begin(&test, script, COUNT(script));
    test.unix_time += offs[i / COUNT(statuses)];
    test.call.options.attempts = 2;
    perform(&test, "GET", NULL);
    CHECK(test.shared.clock_offset == 0);
    CHECK(strstr(test.log, "clock") == NULL);
    done(&test);
  }
}

/* The offset is kept only if the attempt signed with it is accepted. */
static void drops_an_offset_that_did_not_help(void)
{
  static const char *const responses[] = {REFUSED_BY("APIGW.0301", SERVER_DATE),
                                          RESPONSE("502", "", ""),
                                          RESPONSE("429", "", ""), NULL};
  struct attempts test;

  for (size_t i = 0; i < COUNT(responses); i++) {
    const struct raw_reply script[] = {
      {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
      {responses[i], RAW_CLOSE}};
    begin(&test, script, COUNT(script));
    test.unix_time -= 1000;
    test.call.options.attempts = 2;
    perform(&test, "POST", "{}");
    CHECK(seen(&test) == 2);
    CHECK(strncmp(signed_date(&test, 1), "20261122T080000Z", 16) == 0);
    CHECK(test.shared.clock_offset == 0);
    CHECK(strstr(test.log, "clock +") == NULL);
    done(&test);
  }
}

/* A Date more than a day away is ignored. */
static void takes_no_offset_beyond_a_day(void)
{
  const struct raw_reply script[] = {
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("200", SERVER_DATE, "{}"), RAW_CLOSE}};
  static const struct {
    double off;
    size_t seen;
  } cases[] = {{-86399, 2}, {86399, 2}, {-86401, 1}, {86401, 1}, {3e8, 1}};
  struct attempts test;

  for (size_t i = 0; i < COUNT(cases); i++) {
    begin(&test, script, COUNT(script));
    test.unix_time += cases[i].off;
    perform(&test, "POST", "{}");
    CHECK(seen(&test) == cases[i].seen);
    CHECK(test.shared.clock_offset == (cases[i].seen == 2 ? -cases[i].off : 0));
    done(&test);
  }
}

/* The service locks keys after 5 failures. */
static void stops_after_three_refusals_of_the_same_keys(void)
{
  const struct raw_reply script[] = {{REFUSED_BY("APIGW.0301", ""), RAW_CLOSE},
                                     {REFUSED_BY("APIG.9", ""), RAW_CLOSE},
                                     {RESPONSE("401", "", ""), RAW_CLOSE},
                                     {RESPONSE("401", "", ""), RAW_CLOSE},
                                     {OK, RAW_CLOSE},
                                     {RESPONSE("401", "", ""), RAW_CLOSE},
                                     {RESPONSE("401", "", ""), RAW_CLOSE},
                                     {OK, RAW_CLOSE},
                                     {RESPONSE("401", "", ""), RAW_CLOSE}};
  struct attempts test;

  begin(&test, script, COUNT(script));
  for (size_t i = 1; i <= 3; i++) {
    perform(&test, "GET", NULL);
    CHECK(test.call.result->status == 401);
    CHECK(seen(&test) == i);
  }
  for (int i = 0; i < 10; i++) {
    perform(&test, "POST", "{}");
    CHECK(seen(&test) == 3);
    CHECK(test.call.result->error.kind == HWC_KIND_CREDENTIALS);
    CHECK(test.call.result->status == 0);
    CHECK(test.call.result->attempts == 0);
    CHECK(!test.call.result->sent);
    CHECK(test.call.result->fate == HWC_FATE_NOT_SENT);
    CHECK(!test.call.result->retryable);
    CHECK(fabs(test.call.result->retry_after - (60 - 5 * i)) <= 1);
    CHECK(strstr(test.call.result->error.message, "status 401") != NULL);
    test.now += 5;
  }
  test.now += 9.9;
  perform(&test, "GET", NULL);
  CHECK(seen(&test) == 3);
  /* One more try after the breaker was open. */
  test.now += 0.2;
  perform(&test, "GET", NULL);
  CHECK(seen(&test) == 4);
  perform(&test, "GET", NULL);
  CHECK(seen(&test) == 4);
  test.now += 61;
  perform(&test, "GET", NULL);
  CHECK(test.call.result->status == 200);
  /* A success resets the count. */
  for (size_t i = 6; i <= 11; i++) {
    perform(&test, "GET", NULL);
    CHECK(seen(&test) == i);
  }
  perform(&test, "GET", NULL);
  CHECK(seen(&test) == 11);
  done(&test);
}

/* Wrong keys and a wrong clock: the refusal of the request signed again counts,
 * too, however the call continues. */
static void counts_each_refusal_though_the_clock_is_wrong(void)
{
  static const char *const responses[] = {REFUSED_BY("APIGW.0301", SERVER_DATE),
                                          RESPONSE("503", "", ""),
                                          RESPONSE("429", "", ""), NULL};
  struct attempts test;

  for (size_t i = 0; i < COUNT(responses); i++) {
    const struct raw_reply script[] = {
      {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
      {responses[i], RAW_CLOSE},
      {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
      {responses[i], RAW_CLOSE},
      {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
      {responses[i], RAW_CLOSE},
      {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
      {responses[i], RAW_CLOSE}};
    begin(&test, script, COUNT(script));
    test.unix_time -= 1000;
    test.call.options.attempts = 2;
    for (int j = 0; j < 10; j++)
      perform(&test, "POST", "{}");
    CHECK(test.call.result->error.kind == HWC_KIND_CREDENTIALS);
    CHECK(!test.call.result->sent);
    /* every second attempt was not refused */
    CHECK(seen(&test) <= (i == 0 ? 4 : 8));
    done(&test);
  }
}

/* Other keys are sent; refusals explained by the clock, and tokens that are
 * renewed, are counted separately. */
static void counts_refusals_for_the_keys_alone(void)
{
  static const struct {
    double off;
    int attempts;
    const char *response;
    size_t seen;
  } clocks[] = {
    /* The retry by the service's clock is refused as well. */
    {-1000, 3, REFUSED_BY("APIGW.0301", SERVER_DATE), 4},
    {-1000, 1, REFUSED_BY("APIGW.0301", SERVER_DATE), 3},
    {-1000, 3, REFUSED_BY("APIG.9", SERVER_DATE), 3},
    {2e5, 3, REFUSED_BY("APIGW.0301", SERVER_DATE), 3},
  };
  const struct raw_reply late[] = {
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE}};
  struct attempts test;

  begin(&test, late, COUNT(late));
  for (size_t i = 0; i < 3; i++)
    perform(&test, "GET", NULL);
  CHECK(seen(&test) == 3);
  struct hwc_credentials *refused = test.call.credentials;
  test.call.credentials = call_new_keys(HWC_SDK_HMAC_SHA256, NULL);
  test.call.options.credentials = test.call.credentials;
  perform(&test, "GET", NULL);
  CHECK(seen(&test) == 4);
  hwc_credentials_unref(refused);
  done(&test);

  /* A wrong clock explains nothing if its correction does not help. */
  for (size_t i = 0; i < COUNT(clocks); i++) {
    const struct raw_reply script[] = {{clocks[i].response, RAW_CLOSE}};
    begin(&test, script, COUNT(script));
    test.unix_time += clocks[i].off;
    test.call.options.attempts = clocks[i].attempts;
    for (int j = 0; j < 8; j++)
      perform(&test, "POST", "{}");
    CHECK(seen(&test) == clocks[i].seen);
    done(&test);
  }
}

/* Responses that do not concern the identity neither reset the count of
 * refusals nor prove a clock offset. */
static void takes_few_responses_for_acceptance(void)
{
  static const char *const others[] = {
    RESPONSE("302", "Location: /\r\n", ""), RESPONSE("408", "", ""),
    RESPONSE("429", "Retry-After: 60\r\n", ""), RESPONSE("500", "", ""),
    /* Gateways also send these before they check the identity. */
    RESPONSE("400", "", ""), RESPONSE("403", "", ""), RESPONSE("404", "", "")};
  struct attempts test;

  for (size_t i = 0; i < COUNT(others); i++) {
    const struct raw_reply script[] = {{RESPONSE("401", "", ""), RAW_CLOSE},
                                       {others[i], RAW_CLOSE},
                                       {RESPONSE("401", "", ""), RAW_CLOSE},
                                       {others[i], RAW_CLOSE},
                                       {RESPONSE("401", "", ""), RAW_CLOSE}};
    begin(&test, script, COUNT(script));
    for (int j = 0; j < 9; j++)
      perform(&test, "POST", "{}");
    CHECK(seen(&test) == 5);
    done(&test);
  }
  static const char *const unproven[] = {
    RESPONSE("302", "Location: /\r\n", ""), RESPONSE("403", "", ""),
    RESPONSE("404", "", ""), RESPONSE("408", "", "")};
  for (size_t i = 0; i < COUNT(unproven); i++) {
    const struct raw_reply script[] = {
      {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
      {unproven[i], RAW_CLOSE}};
    begin(&test, script, COUNT(script));
    test.unix_time -= 1000;
    test.call.options.attempts = 2;
    perform(&test, "POST", "{}");
    CHECK(seen(&test) == 2);
    CHECK(test.shared.clock_offset == 0);
    done(&test);
  }
}

/* A request that was refused for its date, then accepted but refused for its
 * content, does not indicate wrong keys. */
static void counts_no_refusal_that_the_clock_explains(void)
{
  const struct raw_reply script[] = {
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("404", "", ""), RAW_CLOSE},
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("404", "", ""), RAW_CLOSE},
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("404", "", ""), RAW_CLOSE},
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE},
    {RESPONSE("404", "", ""), RAW_CLOSE}};
  struct attempts test;

  begin(&test, script, COUNT(script));
  test.unix_time -= 1000;
  test.call.options.attempts = 2;
  for (size_t i = 1; i <= 4; i++) {
    perform(&test, "POST", "{}");
    CHECK(seen(&test) == 2 * i);
    CHECK(test.call.result->status == 404);
  }
  done(&test);
}

/* --- send_before --- */

static void sends_nothing_after_send_before(void)
{
  const struct raw_reply script[] = {{OK, RAW_CLOSE}};
  struct attempts test;

  begin(&test, script, COUNT(script));
  test.call.options.send_before = 1000.5;
  perform(&test, "POST", "{}");
  CHECK(test.call.result->status == 200);
  test.now = 1000.5;
  perform(&test, "POST", "{}");
  CHECK(seen(&test) == 1);
  CHECK(test.call.result->error.kind == HWC_KIND_TIMEOUT);
  CHECK(strstr(test.call.result->error.message, "send_before") != NULL);
  CHECK(!test.call.result->sent);
  CHECK(test.call.result->fate == HWC_FATE_NOT_SENT);
  CHECK(!test.call.result->retryable);
  done(&test);
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
    begin(&test, script, COUNT(script));
    test.call.options.send_before = cases[i].send_before;
    test.call.options.deadline = cases[i].deadline;
    test.connecting = 5;
    perform(&test, "POST", "{}");
    /* Connected; the server's thread may be a little late. */
    for (int j = 0; j < 1000 && raw_server_connections(test.call.server) == 0;
         j++)
      nanosleep(&(struct timespec){0, 1000000}, NULL);
    CHECK(raw_server_connections(test.call.server) == 1);
    CHECK(seen(&test) == 0);
    CHECK(test.call.result->error.kind == HWC_KIND_TIMEOUT);
    CHECK(!test.call.result->sent);
    CHECK(test.call.result->fate == HWC_FATE_NOT_SENT);
    CHECK(test.call.result->attempts == 0);
    CHECK(test.call.result->retryable == (cases[i].deadline > 0));
    CHECK(test.call.result->exhausted == HWC_EXHAUSTED_NOT);
    done(&test);
  }
}

/* A retry that would be too late does not hide the known result. */
static void does_not_wait_beyond_send_before(void)
{
  const struct raw_reply script[] = {
    {RESPONSE("429", "Retry-After: 3\r\n", ""), RAW_CLOSE}, {OK, RAW_CLOSE}};
  struct attempts test;

  for (int late = 0; late < 2; late++) {
    begin(&test, script, COUNT(script));
    test.call.options.send_before = late ? 1003 : 1003.1;
    perform(&test, "POST", "{}");
    CHECK(test.call.result->status == (late ? 429 : 200));
    if (late)
      CHECK(test.call.result->exhausted == HWC_EXHAUSTED_SEND_BEFORE);
    CHECK_STRING("send_before", hwc_exhausted_name(HWC_EXHAUSTED_SEND_BEFORE));
    done(&test);
  }
}

static void repeats_a_wrong_date_once_and_explains_the_rest(void)
{
  static const struct {
    const char *response;
    double off;
    size_t seen;
    const char *hint;
  } cases[] = {
    {REFUSED_BY("APIGW.0301", SERVER_DATE), -1000, 2,
     "the clock of this machine is 1000 s behind that of the service, which is "
     "already corrected when signing"},
    {REFUSED_BY("APIGW.0301", SERVER_DATE), -30, 1,
     "the service does not know the access key"},
    {REFUSED_BY("APIG.1002", ""), -1000, 1,
     "the service does not know the access key"},
    {REFUSED_BY("CPS.0001", SERVER_DATE), -1000, 1,
     "1000 s behind that of the service, and signatures are valid for 15 "
     "minutes"},
  };
  struct attempts test;

  for (size_t i = 0; i < COUNT(cases); i++) {
    const struct raw_reply script[] = {{cases[i].response, RAW_CLOSE}};
    begin(&test, script, COUNT(script));
    test.unix_time += cases[i].off;
    perform(&test, "POST", "{}");
    CHECK(test.call.result->status == 401);
    CHECK(!test.call.result->retryable);
    CHECK(seen(&test) == cases[i].seen);
    if (strstr(test.call.result->hint, cases[i].hint) == NULL)
      CHECK_STRING(cases[i].hint, test.call.result->hint);
    done(&test);
  }
  /* One attempt only. */
  const struct raw_reply script[] = {
    {REFUSED_BY("APIGW.0301", SERVER_DATE), RAW_CLOSE}};
  begin(&test, script, COUNT(script));
  test.unix_time -= 1000;
  test.call.options.attempts = 1;
  perform(&test, "GET", NULL);
  CHECK(seen(&test) == 1);
  CHECK(strstr(test.call.result->hint, "1000 s behind") != NULL);
  done(&test);
}

static void leaves_tokens_to_who_can_renew_them(void)
{
  const struct raw_reply script[] = {
    {REFUSED_BY("APIGW.0307", SERVER_DATE), RAW_CLOSE}};
  const struct hwc_signer_options none = {0};
  struct hwc_error error = {0};
  struct attempts test;

  begin(&test, script, COUNT(script));
  hwc_credentials_unref(test.call.credentials);
  REQUIRE(hwc_credentials_new(&test.call.credentials, &none, hwc_text_of(NULL),
                              HWC_TEXT("a-token"), &error) == HWC_OK);
  test.call.options.credentials = test.call.credentials;
  test.unix_time -= 1000;
  perform(&test, "GET", NULL);
  CHECK_STRING("1 401 APIGW.0307, ", test.log);
  CHECK(seen(&test) == 1);
  CHECK(test.shared.clock_offset == 0);
  CHECK(strstr(test.call.result->hint, "the token has expired") != NULL);
  done(&test);
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

  begin(&test, script, COUNT(script));
  perform(&test, "POST", "{}");
  CHECK_STRING("1 429 APIGW.0308, +0.5 throttled, held 3.5, 2 200, ", test.log);
  perform(&test, "POST", "{}");
  CHECK_STRING("held 4, 1 200, ", test.log);
  test.passed += 4;
  perform(&test, "POST", "{}");
  CHECK_STRING("1 200, ", test.log);
  test.call.options.rate_limit = HWC_RATE_FREE;
  perform(&test, "POST", "{}");
  CHECK_STRING("1 200, ", test.log);
  done(&test);
}

static void adapts_the_rate_if_enabled(void)
{
  const struct raw_reply script[] = {{TOO_MANY, RAW_CLOSE}, {OK, RAW_CLOSE}};
  struct attempts test;

  begin(&test, script, COUNT(script));
  test.call.options.rate_limit = HWC_RATE_ADAPTIVE;
  perform(&test, "POST", "{}");
  /* The minimum rate is one attempt in two seconds. */
  CHECK_STRING("1 429, +0.5 throttled, held 1.5, 2 200, ", test.log);
  done(&test);
  begin(&test, script, COUNT(script));
  perform(&test, "POST", "{}");
  CHECK_STRING("1 429, +0.5 throttled, 2 200, ", test.log);
  done(&test);
}

/* --- Cancellation and deadlines --- */

static void ends_while_it_pauses(void)
{
  const struct raw_reply script[] = {{BUSY, RAW_CLOSE}};
  const struct raw_reply refusing[] = {{TOO_MANY, RAW_CLOSE}};
  struct attempts test;

  for (int i = 0; i < 3; i++) {
    bool refused = i == 1;
    begin(&test, refused ? refusing : script, 1);
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
      wait_for(&test);
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
    done(&test);
  }
}

static void ends_while_the_rate_holds_it(void)
{
  const struct raw_reply script[] = {{OK, RAW_CLOSE}};
  struct attempts test;

  for (int i = 0; i < 4; i++) {
    begin(&test, script, COUNT(script));
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
      wait_for(&test);
      CHECK(test.call.result->error.kind == HWC_KIND_TIMEOUT);
      CHECK(test.call.result->retryable);
      CHECK(strstr(test.call.result->error.message,
                   "waited for the client's rate limit; nothing was sent") !=
            NULL);
    } else if (i == 3) {
      test.passed += 10;
      wait_for(&test);
      CHECK(test.call.result->error.kind == HWC_KIND_TIMEOUT);
      CHECK(!test.call.result->retryable);
      CHECK_STRING("send_before has passed; nothing was sent",
                   test.call.result->error.message);
    } else if (i == 1) {
      hwc_call_cancel(test.call.core);
      wait_for(&test);
      CHECK(test.call.result->error.kind == HWC_KIND_CANCELLED);
      CHECK(test.call.result->attempts == 0);
    } else {
      hwc_call_free(test.call.core);
      test.call.core = NULL;
    }
    CHECK(hwc_loop_due(test.call.loop) <= 0);
    CHECK(seen(&test) == 0);
    done(&test);
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
  signs_by_the_clock_of_the_service();
  forgets_an_offset_that_is_right_no_more();
  takes_the_time_from_no_other_response();
  drops_an_offset_that_did_not_help();
  takes_no_offset_beyond_a_day();
  stops_after_three_refusals_of_the_same_keys();
  counts_each_refusal_though_the_clock_is_wrong();
  counts_refusals_for_the_keys_alone();
  takes_few_responses_for_acceptance();
  counts_no_refusal_that_the_clock_explains();
  sends_nothing_after_send_before();
  checks_the_time_right_before_the_send();
  does_not_wait_beyond_send_before();
  repeats_a_wrong_date_once_and_explains_the_rest();
  leaves_tokens_to_who_can_renew_them();
  keeps_to_the_rate_that_was_stated();
  adapts_the_rate_if_enabled();
  ends_while_it_pauses();
  ends_while_the_rate_holds_it();
  return check_failures();
}
