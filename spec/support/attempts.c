/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "spec/support/attempts.h"

#include <netinet/in.h>
#include <stdarg.h>
#include <sys/socket.h>

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

void attempts_begin(struct attempts *test, const struct raw_reply *script,
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

void attempts_finish(struct attempts *test)
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

void attempts_read_records(struct attempts *test)
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

void attempts_wait(struct attempts *test)
{
  struct call *call = &test->call;

  attempts_read_records(test);
  for (int i = 0; !hwc_call_finished(call->core); i++) {
    REQUIRE(i < 2000);
    REQUIRE(hwc_loop_turn(call->loop, 0.01) == HWC_OK);
    attempts_read_records(test);
  }
  while (hwc_loop_next_finished(call->loop) != NULL)
    continue;
  call->result = hwc_call_result(call->core);
}

void attempts_perform(struct attempts *test, const char *method,
                      const char *body)
{
  test->log[0] = '\0';
  test->call.options.idempotent = strcmp(method, "GET") == 0;
  REQUIRE(call_start(&test->call, method, "/v1/x?secret=1", body) == HWC_OK);
  attempts_wait(test);
}

size_t attempts_seen(struct attempts *test)
{
  return raw_server_requests(test->call.server);
}

const char *attempts_signed_date(struct attempts *test, size_t index)
{
  const struct raw_request *request =
    raw_server_request(test->call.server, index);

  REQUIRE(request != NULL);
  const char *line = strstr(request->bytes, "X-Sdk-Date: ");
  return line != NULL ? line + strlen("X-Sdk-Date: ") : "";
}
