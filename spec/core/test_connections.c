/* SPDX-License-Identifier: Apache-2.0
 *
 * Connections: their number, queueing, stalled responses, and closing. */
#define _POSIX_C_SOURCE 200809L
#include "core/call.h"
#include "spec/support/call.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define RESPONSE(status, headers, body)                                        \
  "HTTP/1.1 " status " X\r\n" headers "Connection: close\r\n\r\n" body

/* A call in a loop whose clock is controlled by the test. */
struct timed {
  struct call call;
  double passed;
};

static double fake_time(void *user)
{
  struct timed *test = user;
  return 1000 + test->passed;
}

static void begin(struct timed *test, const struct raw_reply *script,
                  size_t count)
{
  struct hwc_clock clock = {fake_time, fake_time, fake_time, test};

  test->passed = 0;
  call_begin(&test->call, script, count);
  hwc_loop_set_clock(test->call.loop, &clock);
}

/* A server controlled by the test, which tolerates half-closed connections. */
static int listen_here(int *port)
{
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);

  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(bind(listener, (struct sockaddr *)&address, length) == 0);
  REQUIRE(listen(listener, 4) == 0);
  REQUIRE(getsockname(listener, (struct sockaddr *)&address, &length) == 0);
  *port = ntohs(address.sin_port);
  return listener;
}

/* Accepts a request on a connection; on a new one if `connection` is
 * negative. */
static int take_request(struct call *call, int connection, int listener)
{
  char request[4096];
  ssize_t length = 0;

  if (connection < 0) {
    REQUIRE(hwc_loop_turn(call->loop, 0.1) == HWC_OK);
    connection = accept(listener, NULL, NULL);
  }
  while (length <= 0) {
    REQUIRE(hwc_loop_turn(call->loop, 0.01) == HWC_OK);
    length = recv(connection, request, sizeof request, MSG_DONTWAIT);
  }
  return connection;
}

static int serve_one(struct call *call, int connection, int listener)
{
  connection = take_request(call, connection, listener);
  REQUIRE(write(connection, OK_REPLY, strlen(OK_REPLY)) > 0);
  return connection;
}

/* This process's client socket connected to `port`. */
static int find_client_socket(int port)
{
  for (int i = 3; i < 100; i++) {
    struct sockaddr_in address;
    socklen_t length = sizeof address;
    if (getpeername(i, (struct sockaddr *)&address, &length) == 0 &&
        address.sin_family == AF_INET && ntohs(address.sin_port) == port)
      return i;
  }
  return -1;
}

static int port_of(int connection)
{
  struct sockaddr_in address;
  socklen_t length = sizeof address;

  REQUIRE(getsockname(connection, (struct sockaddr *)&address, &length) == 0);
  return ntohs(address.sin_port);
}

/* Sends bytes to the call and takes one turn of the loop. */
static void send_bytes(struct call *call, int connection, const char *bytes)
{
  struct pollfd polled = {find_client_socket(port_of(connection)), POLLIN, 0};

  REQUIRE(write(connection, bytes, strlen(bytes)) > 0);
  REQUIRE(poll(&polled, 1, 5000) == 1);
  REQUIRE(hwc_loop_turn(call->loop, 0) == HWC_OK);
}

/* Time in the queue does not count towards the attempt's time-out. */
static void admits_as_many_as_there_are_connections(void)
{
  enum { MANY = 12 };
  const struct raw_reply silent[] = {{NULL, RAW_KEEP}};
  struct hwc_call *calls[MANY];
  struct call call;
  size_t finished = 0;

  call_begin(&call, silent, COUNT(silent));
  hwc_breaker_accepted(call.credentials->breaker, &(struct hwc_permit){0});
  call.options.timeout = 0.1;
  for (size_t i = 0; i < MANY; i++) {
    REQUIRE(call_start(&call, "POST", "/", "{}") == HWC_OK);
    calls[i] = call.core;
    call.core = NULL;
  }
  while (finished < MANY) {
    REQUIRE(hwc_loop_turn(call.loop, 1) == HWC_OK);
    while (hwc_loop_next_finished(call.loop) != NULL)
      finished++;
  }
  for (size_t i = 0; i < MANY; i++) {
    const struct hwc_result *result = hwc_call_result(calls[i]);
    CHECK(result->error.kind == HWC_KIND_TIMEOUT);
    CHECK(result->sent);
    CHECK(result->elapsed >= (i < 10 ? 0.1 : 0.2));
    CHECK(result->elapsed < (i < 10 ? 0.19 : 5));
    hwc_call_free(calls[i]);
  }
  CHECK(raw_server_requests(call.server) == MANY);
  call_finish(&call);
}

/* A call that waits for a connection or a permit ends at `send_before`; a
 * request that was sent does not. */
static void counts_waiting_towards_send_before(void)
{
  const struct raw_reply silent[] = {{NULL, RAW_KEEP}};
  struct hwc_call *calls[3];
  struct timed test;
  struct call *call = &test.call;

  for (size_t most = 1; most <= 10; most += 9) {
    begin(&test, silent, COUNT(silent));
    hwc_loop_limit_connections(call->loop, most);
    call->options.send_before = 1010;
    for (size_t i = 0; i < COUNT(calls); i++) {
      REQUIRE(call_start(call, "GET", "/", NULL) == HWC_OK);
      calls[i] = call->core;
      call->core = NULL;
    }
    REQUIRE(call_start(call, "POST", "/last", "{}") == HWC_OK);
    while (raw_server_requests(call->server) < 1)
      REQUIRE(hwc_loop_turn(call->loop, 0.01) == HWC_OK);
    test.passed = 9.9;
    for (int i = 0; i < 5; i++)
      REQUIRE(hwc_loop_turn(call->loop, 0.01) == HWC_OK);
    CHECK(!hwc_call_finished(call->core));
    test.passed = 10;
    for (int i = 0; i < 5; i++)
      REQUIRE(hwc_loop_turn(call->loop, 0.01) == HWC_OK);
    REQUIRE(hwc_call_finished(call->core));
    CHECK(!hwc_call_finished(calls[0]));
    call->result = hwc_call_result(call->core);
    CHECK(call->result->error.kind == HWC_KIND_TIMEOUT);
    CHECK_STRING("send_before has passed; nothing was sent",
                 call->result->error.message);
    CHECK(call->result->attempts == 0);
    CHECK(!call->result->sent);
    CHECK(call->result->fate == HWC_FATE_NOT_SENT);
    CHECK(!call->result->retryable);
    for (size_t i = 0; i < COUNT(calls); i++)
      hwc_call_free(calls[i]);
    call_finish(call);
  }
}

/* Services lock keys after 5 failures, so at most 3 calls are in progress with
 * keys that are not yet accepted. */
static void sends_few_until_the_keys_are_accepted(void)
{
  enum { MANY = 8 };
  static const char *const responses[] = {
    "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 401 Who\r\nContent-Length: 0\r\n\r\n"};
  static const size_t seen[] = {MANY, MANY, MANY, 3};

  for (size_t i = 0; i < COUNT(responses); i++) {
    const struct raw_reply script[] = {{responses[i], RAW_KEEP}};
    struct hwc_call *calls[MANY];
    struct call call;
    size_t finished = 0;

    call_begin(&call, script, COUNT(script));
    for (size_t j = 0; j < MANY; j++) {
      REQUIRE(call_start(&call, "POST", "/", "{}") == HWC_OK);
      calls[j] = call.core;
      call.core = NULL;
    }
    while (finished < MANY) {
      REQUIRE(hwc_loop_turn(call.loop, 1) == HWC_OK);
      while (hwc_loop_next_finished(call.loop) != NULL)
        finished++;
    }
    CHECK(raw_server_requests(call.server) == seen[i]);
    for (size_t j = 0; j < MANY; j++)
      hwc_call_free(calls[j]);
    call_finish(&call);
  }
}

static void counts_waiting_for_a_permit_towards_the_deadline(void)
{
  const struct raw_reply silent[] = {{NULL, RAW_KEEP}};
  struct hwc_call *calls[3];
  struct call call;

  call_begin(&call, silent, COUNT(silent));
  for (size_t i = 0; i < COUNT(calls); i++) {
    REQUIRE(call_start(&call, "GET", "/", NULL) == HWC_OK);
    calls[i] = call.core;
    call.core = NULL;
  }
  call.options.deadline = 0.03;
  REQUIRE(call_start(&call, "POST", "/fourth", "{}") == HWC_OK);
  call_wait_for(&call);
  CHECK(call.result->error.kind == HWC_KIND_TIMEOUT);
  CHECK(call.result->attempts == 0);
  CHECK(!call.result->sent);
  CHECK(call.result->retryable);
  CHECK(strstr(call.result->error.message,
               "to be accepted; nothing was sent") != NULL);
  /* Waiting calls may be freed or cancelled; the next one proceeds. */
  call.options.deadline = 0;
  REQUIRE(call_start(&call, "POST", "/fifth", "{}") == HWC_OK);
  hwc_call_cancel(call.core);
  call_wait_for(&call);
  REQUIRE(call_start(&call, "POST", "/sixth", "{}") == HWC_OK);
  hwc_call_free(calls[0]);
  while (raw_server_requests(call.server) < 4)
    REQUIRE(hwc_loop_turn(call.loop, 0.01) == HWC_OK);
  CHECK(strstr(raw_server_request(call.server, 3)->bytes, "/sixth") != NULL);
  hwc_call_free(calls[1]);
  hwc_call_free(calls[2]);
  call_finish(&call);
}

static void counts_waiting_for_a_connection_towards_the_deadline(void)
{
  const struct raw_reply silent[] = {{NULL, RAW_KEEP}};
  struct hwc_call *first;
  struct call call;

  call_begin(&call, silent, COUNT(silent));
  hwc_loop_limit_connections(call.loop, 1);
  REQUIRE(call_start(&call, "GET", "/first", NULL) == HWC_OK);
  first = call.core;
  call.core = NULL;
  call.options.deadline = 0.03;
  REQUIRE(call_start(&call, "POST", "/second", "{}") == HWC_OK);
  call_wait_for(&call);
  CHECK(call.result->error.kind == HWC_KIND_TIMEOUT);
  CHECK(call.result->attempts == 0);
  CHECK(call.result->retryable);
  CHECK(strstr(call.result->error.message,
               "while it waited for a free connection; nothing was sent") !=
        NULL);
  /* Waiting calls may be freed or cancelled; another proceeds when a connection
   * is free. */
  call.options.deadline = 0;
  REQUIRE(call_start(&call, "POST", "/third", "{}") == HWC_OK);
  hwc_call_cancel(call.core);
  call_wait_for(&call);
  CHECK(strstr(call.result->error.message, "nothing was sent") != NULL);
  REQUIRE(call_start(&call, "POST", "/fourth", "{}") == HWC_OK);
  hwc_call_free(call.core);
  call.core = NULL;
  REQUIRE(call_start(&call, "POST", "/fifth", "{}") == HWC_OK);
  hwc_call_free(first);
  while (
    raw_server_requests(call.server) == 0 ||
    strstr(raw_server_request(call.server, raw_server_requests(call.server) - 1)
             ->bytes,
           "/fifth") == NULL)
    REQUIRE(hwc_loop_turn(call.loop, 0.01) == HWC_OK);
  CHECK(raw_server_requests(call.server) <= 2);
  call_finish(&call);
}

static void ends_a_response_that_stalls(void)
{
  static const char *const beginnings[] = {
    "HTTP/1.1 200 OK\r\nA: b\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\"",
  };
  struct call call;

  for (size_t i = 0; i < COUNT(beginnings); i++) {
    const struct raw_reply script[] = {{beginnings[i], RAW_KEEP}};
    call_begin(&call, script, COUNT(script));
    call.connection.stall_timeout = 0.05;
    call_perform(&call, "POST", "/", "{}");
    CHECK(call.result->error.kind == HWC_KIND_TIMEOUT);
    CHECK(call.result->elapsed >= 0.05 && call.result->elapsed < 5);
    CHECK(strstr(call.result->error.message, "began, but then stalled") !=
          NULL);
    CHECK(call.result->body.length == 0);
    call_finish(&call);
  }
  /* A response that has not begun may use the whole time-out of the attempt. */
  static const char *const waits[] = {NULL, "HTTP/1.1 100 Continue\r\n\r\n"};
  for (size_t i = 0; i < COUNT(waits); i++) {
    const struct raw_reply script[] = {{waits[i], RAW_KEEP}};
    call_begin(&call, script, COUNT(script));
    call.connection.stall_timeout = 0.02;
    call.options.timeout = 0.1;
    call_perform(&call, "POST", "/", "{}");
    CHECK(call.result->elapsed >= 0.1);
    CHECK(strstr(call.result->error.message,
                 "no complete response within 0.1 s") != NULL);
    call_finish(&call);
  }
}

/* 25 bytes that decompress to 1174. */
#define PACKED                                                                 \
  "\x78\xda\xab\x56\x4a\x54\xb2\x52\x4a\x1c\x05\xa3\x60\x14\x8c\x82\x41\x01"   \
  "\x94\x6a\x01\x81\x5f\xbb\xf9"

static void counts_what_was_unpacked(void)
{
  const struct raw_reply script[] = {
    {RESPONSE("200", "Content-Encoding: deflate\r\n", PACKED), RAW_CLOSE}};
  static const size_t bounds[] = {1174, 1173};
  struct call call;

  for (size_t i = 0; i < COUNT(bounds); i++) {
    call_begin(&call, script, COUNT(script));
    call.connection.compressed = true;
    call.connection.max_response = bounds[i];
    call_perform(&call, "GET", "/", NULL);
    CHECK(strstr(raw_server_request(call.server, 0)->bytes,
                 "Accept-Encoding: gzip, deflate\r\n") != NULL);
    if (i == 0)
      CHECK(call.result->body.length == 1174);
    else
      CHECK(strstr(call.result->error.message, "max_response") != NULL);
    /* Compression is requested only if enabled. */
    call.connection.compressed = false;
    call_perform(&call, "GET", "/", NULL);
    CHECK(strstr(raw_server_request(call.server, 1)->bytes,
                 "Accept-Encoding") == NULL);
    CHECK(call.result->body.length == 25);
    call_finish(&call);
  }
}

/* All calls of a loop use one easy handle here: none may be sent with what
 * another one set. */
static void sets_for_each_call_what_it_asks_for(void)
{
  static const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP},
                                            {OK_REPLY, RAW_KEEP},
                                            {OK_REPLY, RAW_KEEP},
                                            {OK_REPLY, RAW_KEEP},
                                            {NULL, RAW_KEEP}};
  struct call call;
  char url[60];

  call_begin(&call, script, COUNT(script));
  int port = raw_server_port(call.server);
  snprintf(url, sizeof url, "http://127.0.0.1:%d", port);
  setenv("http_proxy", url, 1);
  for (size_t i = 0; i < 4; i++) {
    bool direct = i % 2 == 0;
    const char *line = direct ? "GET /a HTTP/1.1\r\n"
                              : "GET http://example.invalid/a HTTP/1.1\r\n";
    call_set_endpoint(&call, direct ? url : "http://example.invalid", 0);
    call_perform(&call, "GET", "/a", NULL);
    CHECK(call.result->status == 200);
    const struct raw_request *request = raw_server_request(call.server, i);
    REQUIRE(request != NULL);
    CHECK(strncmp(request->bytes, line, strlen(line)) == 0);
  }
  call.options.timeout = 0.1;
  call_perform(&call, "GET", "/a", NULL);
  CHECK(call.result->error.kind == HWC_KIND_TIMEOUT);
  CHECK(call.result->elapsed >= 0.1 && call.result->elapsed < 5);
  unsetenv("http_proxy");
  call_finish(&call);
}

/* A call to a server controlled by the test, with a reused connection. */
static int begin_kept(struct call *call, int listener, int port)
{
  call_begin(call, NULL, 0);
  call_set_endpoint(call, "http://127.0.0.1:%d", port);
  REQUIRE(call_start(call, "GET", "/", NULL) == HWC_OK);
  int connection = serve_one(call, -1, listener);
  call_wait_for(call);
  CHECK(call->result->status == 200);
  return connection;
}

/* A POST must arrive on another connection, since the first one was
 * unusable. */
static void check_moves(struct call *call, const char *body, int listener,
                        int first)
{
  REQUIRE(call_start(call, "POST", "/", body) == HWC_OK);
  int second = serve_one(call, -1, listener);
  call_wait_for(call);
  CHECK(call->result->error.kind == HWC_KIND_NONE);
  CHECK(call->result->status == 200);
  CHECK_STRING("{}", call->result->body.data);
  CHECK(call->result->attempts == 1);
  call_finish(call);
  close(first);
  close(second);
  close(listener);
}

/* Nothing can be written to the reused connection: that is certain, so the same
 * attempt goes to a new one. */
static void takes_another_connection_where_nothing_was_sent(void)
{
  static const char *const bodies[] = {"{\"a\":1}", ""};
  struct call call;
  int port;

  for (size_t i = 0; i < COUNT(bodies); i++) {
    int listener = listen_here(&port);
    int first = begin_kept(&call, listener, port);
    int client = find_client_socket(port);
    REQUIRE(client >= 0);
    CHECK(fcntl(client, F_GETFD) & FD_CLOEXEC); /* close-on-exec */
    REQUIRE(shutdown(client, SHUT_WR) == 0);
    check_moves(&call, bodies[i], listener, first);
  }
}

/* A server may send 408 or anything else on an idle connection. The next
 * request would take it for its response, and the one after it would get that
 * of the first. */
static void rejects_a_response_that_came_before_the_request(void)
{
  static const char *const pushed[] = {
    "HTTP/1.1 408 Idle\r\nContent-Length: 0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{\"id\":-1}", "x"};
  struct call call;
  int port;

  for (size_t i = 0; i < COUNT(pushed); i++) {
    int listener = listen_here(&port);
    int first = begin_kept(&call, listener, port);
    struct pollfd polled = {find_client_socket(port), POLLIN, 0};
    REQUIRE(write(first, pushed[i], strlen(pushed[i])) > 0);
    REQUIRE(poll(&polled, 1, 5000) == 1);
    check_moves(&call, "{\"a\":1}", listener, first);
  }
}

static int descriptors(void)
{
  int count = 0;

  for (int i = 0; i < 200; i++)
    count += fcntl(i, F_GETFD) >= 0;
  return count;
}

/* 20 s by default, from the last byte on. The attempt's time-out uses the real
 * clock. */
static void waits_20_seconds_for_the_rest_of_a_response(void)
{
  static const char response[] =
    "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{";
  struct timed test;
  int port;
  int listener = listen_here(&port);

  begin(&test, NULL, 0);
  call_set_endpoint(&test.call, "http://127.0.0.1:%d", port);
  REQUIRE(call_start(&test.call, "POST", "/", "{}") == HWC_OK);
  int server = take_request(&test.call, -1, listener);
  send_bytes(&test.call, server, response);
  for (int i = 0; i < 4; i++) {
    test.passed += 19.9;
    REQUIRE(hwc_loop_turn(test.call.loop, 0) == HWC_OK);
    CHECK(!hwc_call_finished(test.call.core));
    send_bytes(&test.call, server, " ");
  }
  test.passed += 20.1;
  call_wait_for(&test.call);
  CHECK(test.call.result->error.kind == HWC_KIND_TIMEOUT);
  CHECK(strstr(test.call.result->error.message, "began, but then stalled") !=
        NULL);
  call_finish(&test.call);
  close(server);
  close(listener);
}

/* The beginning of a response that comes while the request is still being sent,
 * after a long time without a step. The server is another thread, so not all
 * tries are as fast as that. */
static void counts_a_stall_from_bytes_that_came_at_once(void)
{
  const struct raw_reply script[] = {
    {OK_REPLY, RAW_KEEP},
    {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", RAW_KEEP}};
  struct timed test;

  for (int i = 0; i < 20; i++) {
    begin(&test, script, COUNT(script));
    call_perform(&test.call, "POST", "/", "{}");
    test.passed += 25;
    REQUIRE(call_start(&test.call, "POST", "/", "{}") == HWC_OK);
    while (raw_server_requests(test.call.server) < 2)
      REQUIRE(hwc_loop_turn(test.call.loop, 0.01) == HWC_OK);
    for (int turn = 0; turn < 3; turn++)
      REQUIRE(hwc_loop_turn(test.call.loop, 0.002) == HWC_OK);
    CHECK(!hwc_call_finished(test.call.core));
    call_finish(&test.call);
  }
}

/* After 30 s, or the client's setting: a loop without work closes them, and
 * they are not reused. */
static void closes_connections_that_are_idle(void)
{
  static const double timeouts[] = {0, 45};
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct timed test;

  for (size_t i = 0; i < COUNT(timeouts); i++) {
    double kept = timeouts[i] > 0 ? timeouts[i] : 30;
    begin(&test, script, COUNT(script));
    test.call.connection.idle_timeout = timeouts[i];
    call_perform(&test.call, "GET", "/", NULL);
    int open = descriptors();
    test.passed += kept - 1;
    CHECK(hwc_loop_turn(test.call.loop, 0) == HWC_OK);
    CHECK(descriptors() == open);
    test.passed += 2;
    CHECK(hwc_loop_turn(test.call.loop, 0) == HWC_OK);
    CHECK(find_client_socket(raw_server_port(test.call.server)) < 0);
    call_perform(&test.call, "GET", "/", NULL);
    CHECK(test.call.result->status == 200);
    CHECK(raw_server_connections(test.call.server) == 2);
    call_finish(&test.call);
  }
}

/* While other calls are in progress libcurl does it, by its own clock. */
static void does_not_use_what_was_idle_for_too_long(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  const struct timespec pause = {2, 100000000};
  struct call call;

  call_begin(&call, script, COUNT(script));
  call.connection.idle_timeout = 1;
  call_perform(&call, "GET", "/", NULL);
  call_perform(&call, "GET", "/", NULL);
  CHECK(raw_server_connections(call.server) == 1);
  nanosleep(&pause, NULL);
  call_perform(&call, "GET", "/", NULL);
  CHECK(raw_server_connections(call.server) == 2);
  call_finish(&call);
}

int main(void)
{
  admits_as_many_as_there_are_connections();
  sends_few_until_the_keys_are_accepted();
  counts_waiting_for_a_permit_towards_the_deadline();
  counts_waiting_for_a_connection_towards_the_deadline();
  counts_waiting_towards_send_before();
  ends_a_response_that_stalls();
  waits_20_seconds_for_the_rest_of_a_response();
  counts_a_stall_from_bytes_that_came_at_once();
  counts_what_was_unpacked();
  sets_for_each_call_what_it_asks_for();
  takes_another_connection_where_nothing_was_sent();
  rejects_a_response_that_came_before_the_request();
  closes_connections_that_are_idle();
  does_not_use_what_was_idle_for_too_long();
  return check_failures();
}
