/* SPDX-License-Identifier: Apache-2.0
 *
 * Connections that are reused, lost or never established; responses of all
 * kinds; and the ends of calls: each request is sent once, and the result
 * states what happened. */
#define _POSIX_C_SOURCE 200809L
#include "core/call.h"
#include "core/headers.h"
#include "spec/support/call.h"

#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static void keeps_the_connection_for_the_next_request(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct call call;

  call_begin(&call, script, COUNT(script));
  call_perform(&call, "GET", "/1", NULL);
  call_perform(&call, "POST", "/2", "{}");
  CHECK(raw_server_requests(call.server) == 2);
  CHECK(raw_server_connections(call.server) == 1);
  call_finish(&call);
}

/* The server receives a second request on a reused connection and closes it:
 * the fate is unknown. */
static void sends_once_when_a_kept_connection_dies(void)
{
  static const struct {
    const char *method;
    const char *body;
  } cases[] = {{"GET", NULL}, {"POST", "{\"a\":1}"}, {"POST", NULL},
               {"PUT", NULL}, {"DELETE", NULL},      {"DELETE", "{}"}};
  const struct raw_reply closing[] = {
    {OK_REPLY, RAW_KEEP}, {NULL, RAW_CLOSE}, {OK_REPLY, RAW_KEEP}};
  const struct raw_reply resetting[] = {
    {OK_REPLY, RAW_KEEP}, {NULL, RAW_RESET}, {OK_REPLY, RAW_KEEP}};
  struct call call;

  for (size_t i = 0; i < COUNT(cases) * 2; i++) {
    call_begin(&call, i % 2 ? closing : resetting, 3);
    call_perform(&call, "GET", "/", NULL);
    call_perform(&call, cases[i / 2].method, "/once", cases[i / 2].body);
    CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
    CHECK(call.result->sent);
    CHECK(call.result->status == 0);
    CHECK(strstr(call.result->error.message,
                 "the connection was lost before a response arrived; the "
                 "request was sent and may have been acted on") != NULL);
    CHECK(raw_server_requests(call.server) == 2);
    /* The next call succeeds. */
    call_perform(&call, "GET", "/", NULL);
    CHECK(call.result->status == 200);
    CHECK(raw_server_requests(call.server) == 3);
    call_finish(&call);
  }
}

static void notices_that_a_kept_connection_was_closed(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_CLOSE},
                                     {OK_REPLY, RAW_KEEP}};
  struct call call;

  call_begin(&call, script, COUNT(script));
  call_perform(&call, "GET", "/", NULL);
  poll(NULL, 0, 20); /* the end of the connection arrives */
  call_perform(&call, "POST", "/", "{}");
  CHECK(call.result->status == 200);
  CHECK(raw_server_requests(call.server) == 2);
  CHECK(raw_server_connections(call.server) == 2);
  call_finish(&call);
}

static void says_when_nobody_listens(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct raw_server *server =
    raw_server_start("127.0.0.1", script, COUNT(script));
  struct call call;

  call_begin(&call, NULL, 0);
  call_set_endpoint(&call, "http://127.0.0.1:%d", raw_server_port(server));
  raw_server_stop(server);
  call_perform(&call, "POST", "/", "{}");
  CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
  CHECK(!call.result->sent);
  CHECK(strstr(call.result->error.message, "refused") != NULL);
  CHECK(strstr(call.result->error.message, "127.0.0.1:") != NULL);
  call_finish(&call);
}

static void says_when_a_host_is_unknown(void)
{
  struct call call;

  call_begin(&call, NULL, 0);
  call.connection.proxy = "";
  call.connection.connect_timeout = 1;
  call_set_endpoint(&call, "http://no-such-host.invalid", 0);
  call_perform(&call, "GET", "/", NULL);
  CHECK(call.result->error.kind == HWC_KIND_TRANSPORT ||
        call.result->error.kind == HWC_KIND_TIMEOUT);
  CHECK(!call.result->sent);
  call_finish(&call);
}

static void keeps_secrets_of_the_proxy_to_itself(void)
{
  struct call call;

  call_begin(&call, NULL, 0);
  call.connection.proxy = "odd://user:hidden-word@127.0.0.1:1";
  call_set_endpoint(&call, "http://example.invalid", 0);
  call_perform(&call, "GET", "/", NULL);
  CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
  CHECK(strstr(call.result->error.message, "hidden-word") == NULL);
  call_finish(&call);
}

static void says_when_a_tls_setting_is_wrong(void)
{
  const struct raw_reply script[] = {{"not TLS", RAW_CLOSE}};
  struct call call;

  call_begin(&call, script, COUNT(script));
  call_set_endpoint(&call, "https://127.0.0.1:%d",
                    raw_server_port(call.server));
  call.connection.ca_file = "/no/such/file.pem";
  call_perform(&call, "GET", "/", NULL);
  CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
  CHECK(strstr(call.result->error.message, "TLS could not be set up") != NULL);
  CHECK(!call.result->sent);
  /* The next call uses the default again. */
  call.connection.ca_file = NULL;
  call_set_endpoint(&call, "http://127.0.0.1:%d", raw_server_port(call.server));
  call_perform(&call, "GET", "/", NULL);
  CHECK(strstr(call.result->error.message, "not HTTP") != NULL);
  call_finish(&call);
}

static void takes_the_final_response(void)
{
  static const struct {
    const char *text;
    int status;
    const char *body;
  } cases[] = {
    {"HTTP/1.1 204 No Content\r\n\r\n", 204, NULL},
    {"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n", 302,
     NULL},
    {"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy", 503, "busy"},
    {"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nContent-Length: 2\r\n\r\nok", 200,
     "ok"},
    {"HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n"
     "HTTP/1.1 103 Early\r\nX-Interim: 2\r\n\r\n"
     "HTTP/1.1 201 Made\r\nX-Final: 3\r\nContent-Length: 2\r\n\r\nok",
     201, "ok"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n"
     "2\r\nab\r\n3\r\ncde\r\n0\r\nX-T: late\r\nHTTP/1.1 500: No\r\n\r\n",
     200, "abcde"},
  };
  struct call call;

  for (size_t i = 0; i < COUNT(cases); i++) {
    const struct raw_reply script[] = {{cases[i].text, RAW_KEEP}};
    call_begin(&call, script, COUNT(script));
    call_perform(&call, "POST", "/", "{}");
    CHECK_STRING("", call.result->error.message);
    CHECK(call.result->status == cases[i].status);
    if (cases[i].body != NULL)
      CHECK_STRING(cases[i].body, call.result->body.data);
    else
      CHECK(call.result->body.length == 0);
    CHECK(hwc_result_header(call.result, "x-interim").data == NULL);
    CHECK(hwc_result_header(call.result, "x-t").data == NULL);
    CHECK(raw_server_requests(call.server) == 1);
    call_finish(&call);
  }
}

static void keeps_headers_in_order_and_lower_case(void)
{
  static const char expected[] = "x-b=1|set-cookie=a|set-cookie=b|"
                                 "folded=one two|empty=|content-length=0|";
  const struct raw_reply script[] = {
    {"HTTP/1.1 200 OK\r\nX-B:1\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n"
     "Folded: one\r\n  two\r\nEmpty:\r\nContent-Length: 0\r\n\r\n",
     RAW_KEEP}};
  struct hwc_pair header;
  struct call call;
  char all[200] = "";

  call_begin(&call, script, COUNT(script));
  call_perform(&call, "GET", "/", NULL);
  struct hwc_text rest = hwc_buffer_text(&call.result->headers);
  while (hwc_headers_next(&rest, &header)) {
    size_t used = strlen(all);
    snprintf(all + used, sizeof all - used, "%s=%s|", header.name.data,
             header.value.data);
  }
  CHECK_STRING(expected, all);
  CHECK(hwc_text_equal(hwc_result_header(call.result, "set-cookie"),
                       HWC_TEXT("a")));
  call_finish(&call);
}

static void reports_malformed_responses(void)
{
  static const struct {
    struct raw_reply reply;
    const char *expected;
    int status;
  } cases[] = {
    {{NULL, RAW_CLOSE}, "lost before a response", 0},
    {{NULL, RAW_RESET}, "lost before a response", 0},
    {{"HTTP/1.1 200 OK\r\nContent-Type: text/pl", RAW_CLOSE},
     "within the response headers",
     200},
    {{"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n", RAW_CLOSE},
     "within the response headers",
     200},
    {{"HTTP/1.1 200 OK\r\n", RAW_CLOSE}, "within the response headers", 200},
    {{"HTTP/1.1 100 Continue\r\n\r\n", RAW_CLOSE},
     "lost before a response",
     100},
    {{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", RAW_CLOSE},
     "lost within the response",
     200},
    {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
      RAW_CLOSE},
     "lost within the response",
     200},
    {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
      RAW_CLOSE},
     "lost within the response",
     200},
    {{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 2\r\n\r\nhello",
      RAW_KEEP},
     "Content-Length is not a single number",
     200},
    {{"HTTP/1.1 200 OK\r\nContent-Length: 2, 5\r\n\r\nhello", RAW_KEEP},
     "Content-Length is not a single number",
     200},
    {{"<html>who is there?</html>\r\n\r\n", RAW_CLOSE}, "not HTTP", 0},
  };
  struct call call;

  for (size_t i = 0; i < COUNT(cases); i++) {
    call_begin(&call, &cases[i].reply, 1);
    call_perform(&call, "POST", "/", "{}");
    CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
    if (strstr(call.result->error.message, cases[i].expected) == NULL)
      CHECK_STRING(cases[i].expected, call.result->error.message);
    CHECK(strstr(call.result->error.message, "may have been acted on") != NULL);
    CHECK(call.result->status == cases[i].status);
    CHECK(call.result->body.length == 0);
    CHECK(call.result->sent);
    CHECK(raw_server_requests(call.server) == 1);
    call_finish(&call);
  }
}

static void limits_the_body_of_a_response(void)
{
  static const struct {
    const char *text;
    int good;
  } cases[] = {
    {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 1},
    {"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello!", 0},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
     "5\r\nhello\r\n0\r\n\r\n",
     1},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
     "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n",
     0},
  };
  const struct raw_reply endless[] = {{"HTTP/1.1 200 OK\r\n\r\n", RAW_FLOOD}};
  struct call call;

  for (size_t i = 0; i < COUNT(cases); i++) {
    const struct raw_reply script[] = {{cases[i].text, RAW_KEEP}};
    call_begin(&call, script, COUNT(script));
    call.connection.max_response = 5;
    call_perform(&call, "GET", "/", NULL);
    if (cases[i].good) {
      CHECK_STRING("hello", call.result->body.data);
    } else {
      CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
      CHECK(strstr(call.result->error.message, "max_response (5 bytes)") !=
            NULL);
      CHECK(call.result->body.length == 0);
    }
    call_finish(&call);
  }
  /* 64 MiB by default. */
  static const char *const lengths[] = {
    "HTTP/1.1 200 OK\r\nContent-Length: 67108864\r\n\r\nhello",
    "HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\nhello"};
  for (size_t i = 0; i < COUNT(lengths); i++) {
    const struct raw_reply script[] = {{lengths[i], RAW_CLOSE}};
    call_begin(&call, script, COUNT(script));
    call_perform(&call, "GET", "/", NULL);
    const char *expected =
      i == 0 ? "lost within the response" : "max_response (67108864 bytes)";
    CHECK(strstr(call.result->error.message, expected) != NULL);
    call_finish(&call);
  }
  call_begin(&call, endless, COUNT(endless));
  call.connection.max_response = 1 << 20;
  call_perform(&call, "GET", "/", NULL);
  CHECK(strstr(call.result->error.message, "max_response") != NULL);
  call_finish(&call);
}

static void limits_the_headers_of_a_response(void)
{
  enum { LINES = 300, LINE = 1000 };
  static char text[LINES * LINE + 100];
  struct raw_reply script[] = {{text, RAW_KEEP}};
  struct call call;
  char *end = text;

  end += sprintf(end, "HTTP/1.1 200 OK\r\n");
  for (int i = 0; i < LINES; i++) {
    end += sprintf(end, "X-%03d: ", i);
    memset(end, 'a', LINE - 9);
    end += LINE - 9;
    end += sprintf(end, "\r\n");
  }
  sprintf(end, "Content-Length: 0\r\n\r\n");
  call_begin(&call, script, COUNT(script));
  call_perform(&call, "GET", "/", NULL);
  CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
  CHECK(strstr(call.result->error.message, "headers") != NULL);
  call_finish(&call);
}

static void ends_an_attempt_in_time(void)
{
  const struct raw_reply script[] = {{NULL, RAW_KEEP}};
  struct call call;

  call_begin(&call, script, COUNT(script));
  call.options.timeout = 0.05;
  call_perform(&call, "POST", "/", "{}");
  CHECK(call.result->error.kind == HWC_KIND_TIMEOUT);
  CHECK(call.result->sent);
  CHECK(strstr(call.result->error.message, "within 0.05 s; the request was "
                                           "sent") != NULL);
  CHECK(call.result->elapsed >= 0.05 && call.result->elapsed < 5);
  call_finish(&call);
}

/* A listener with a full queue: the handshake never completes. */
static void ends_connecting_in_time(void)
{
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t length = sizeof address;
  struct call call;
  int filling[2];

  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  REQUIRE(bind(listener, (struct sockaddr *)&address, length) == 0);
  REQUIRE(listen(listener, 0) == 0);
  REQUIRE(getsockname(listener, (struct sockaddr *)&address, &length) == 0);
  for (int i = 0; i < 2; i++) {
    filling[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    connect(filling[i], (struct sockaddr *)&address, length);
  }
  call_begin(&call, NULL, 0);
  call.connection.connect_timeout = 0.05;
  call_set_endpoint(&call, "http://127.0.0.1:%d", ntohs(address.sin_port));
  call_perform(&call, "POST", "/", "{}");
  CHECK(call.result->error.kind == HWC_KIND_TIMEOUT);
  CHECK(!call.result->sent);
  CHECK(strstr(call.result->error.message, "no connection within 0.05 s") !=
        NULL);
  /* The loop waits for the default of 5 s. */
  call.connection.connect_timeout = 0;
  REQUIRE(call_start(&call, "POST", "/", "{}") == HWC_OK);
  for (int i = 0; i < 100 && hwc_loop_due(call.loop) < 2; i++)
    REQUIRE(hwc_loop_turn(call.loop, 0.01) == HWC_OK);
  CHECK(hwc_loop_due(call.loop) > 2 && hwc_loop_due(call.loop) <= 5.01);
  call_finish(&call);
  close(filling[0]);
  close(filling[1]);
  close(listener);
}

static void ends_a_call_at_its_deadline(void)
{
  const struct raw_reply script[] = {{NULL, RAW_KEEP}};
  struct call call;

  call_begin(&call, script, COUNT(script));
  call.options.deadline = 0.05;
  call_perform(&call, "POST", "/", "{}");
  CHECK(call.result->error.kind == HWC_KIND_TIMEOUT);
  CHECK(call.result->sent);
  CHECK(strstr(call.result->error.message, "deadline") != NULL);
  CHECK(call.result->elapsed >= 0.05 && call.result->elapsed < 5);
  CHECK(hwc_loop_due(call.loop) < 0);
  call_finish(&call);
}

/* The response is complete, though the server no longer reads the request. */
static void keeps_a_complete_response_that_came_early(void)
{
  static char large[8 << 20];
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t length = sizeof address;
  struct call call;

  memset(large, 'x', sizeof large - 1);
  for (int cancel = 0; cancel < 2; cancel++) {
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = 0;
    REQUIRE(bind(listener, (struct sockaddr *)&address, length) == 0);
    REQUIRE(listen(listener, 4) == 0);
    REQUIRE(getsockname(listener, (struct sockaddr *)&address, &length) == 0);
    call_begin(&call, NULL, 0);
    call_set_endpoint(&call, "http://127.0.0.1:%d", ntohs(address.sin_port));
    call.options.deadline = cancel ? 0 : 0.3;
    REQUIRE(call_start(&call, "POST", "/", large) == HWC_OK);
    REQUIRE(hwc_loop_turn(call.loop, 0.1) == HWC_OK);
    int connection = accept(listener, NULL, NULL);
    REQUIRE(connection >= 0);
    REQUIRE(write(connection, OK_REPLY, strlen(OK_REPLY)) > 0);
    for (int i = 0; i < 10; i++)
      REQUIRE(hwc_loop_turn(call.loop, 0.01) == HWC_OK);
    if (cancel)
      hwc_call_cancel(call.core);
    call_wait_for(&call);
    CHECK(call.result->error.kind == HWC_KIND_NONE);
    CHECK(call.result->status == 200);
    CHECK(call.result->fate == HWC_FATE_RESPONDED);
    call_finish(&call);
    close(connection);
    close(listener);
  }
}

/* The announced 20 bytes, which are not gzip. */
static void rejects_a_response_that_cannot_be_decompressed(void)
{
  const struct raw_reply script[] = {
    {"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 20\r\n\r\n"
     "\x1f\x8b\x08 no gzip at all..",
     RAW_KEEP}};
  struct call call;

  call_begin(&call, script, COUNT(script));
  call.connection.compressed = true;
  call_perform(&call, "POST", "/", "{}");
  CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
  CHECK(call.result->fate == HWC_FATE_UNKNOWN);
  call_finish(&call);
}

static void lets_a_call_be_cancelled(void)
{
  const struct raw_reply script[] = {{NULL, RAW_KEEP}};
  struct call call;

  call_begin(&call, script, COUNT(script));
  call.options.deadline = 60;
  REQUIRE(call_start(&call, "POST", "/", "{}") == HWC_OK);
  CHECK(hwc_call_result(call.core) == NULL);
  hwc_call_cancel(call.core);
  hwc_call_cancel(call.core);
  call_wait_for(&call);
  CHECK(call.result->error.kind == HWC_KIND_CANCELLED);
  CHECK(!call.result->sent);
  CHECK(strstr(call.result->error.message, "nothing was sent") != NULL);

  REQUIRE(call_start(&call, "POST", "/", "{}") == HWC_OK);
  while (raw_server_requests(call.server) == 0)
    REQUIRE(hwc_loop_turn(call.loop, 0.01) == HWC_OK);
  hwc_call_cancel(call.core);
  call_wait_for(&call);
  CHECK(call.result->error.kind == HWC_KIND_CANCELLED);
  CHECK(call.result->sent);
  CHECK(strstr(call.result->error.message, "may have been acted on") != NULL);
  call_finish(&call);
}

static void wakes_its_host_for_a_cancelled_call(void)
{
  const struct raw_reply script[] = {{NULL, RAW_KEEP}};
  struct call call;

  call_begin(&call, script, COUNT(script));
  struct pollfd polled = {hwc_loop_descriptor(call.loop), POLLIN, 0};
  REQUIRE(call_start(&call, "GET", "/", NULL) == HWC_OK);
  while (raw_server_requests(call.server) == 0)
    REQUIRE(hwc_loop_turn(call.loop, 0.01) == HWC_OK);
  while (poll(&polled, 1, 0) > 0)
    REQUIRE(hwc_loop_turn(call.loop, 0) == HWC_OK);
  hwc_call_cancel(call.core);
  CHECK(hwc_loop_due(call.loop) == 0);
  CHECK(poll(&polled, 1, 5000) == 1);
  call_wait_for(&call);
  call_finish(&call);
}

static void lets_requests_be_freed_at_any_time(void)
{
  const struct raw_reply script[] = {{NULL, RAW_KEEP}};
  struct call call;

  call_begin(&call, script, COUNT(script));
  call.options.deadline = 60;
  REQUIRE(call_start(&call, "POST", "/", "{}") == HWC_OK);
  hwc_call_free(call.core);
  call.core = NULL;
  REQUIRE(call_start(&call, "POST", "/", "{}") == HWC_OK);
  while (raw_server_requests(call.server) == 0)
    REQUIRE(hwc_loop_turn(call.loop, 0.01) == HWC_OK);
  hwc_call_free(call.core);
  call.core = NULL;
  REQUIRE(call_start(&call, "POST", "/", "{}") == HWC_OK);
  hwc_call_cancel(call.core);
  hwc_call_free(call.core); /* still queued as finished */
  call.core = NULL;
  CHECK(hwc_loop_next_finished(call.loop) == NULL);
  CHECK(hwc_loop_turn(call.loop, 0) == HWC_OK);
  hwc_call_free(NULL);
  call_finish(&call);
}

static void runs_in_the_epoll_of_a_host(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct epoll_event event = {.events = EPOLLIN};
  struct call call;
  int host = epoll_create1(0);

  call_begin(&call, script, COUNT(script));
  REQUIRE(epoll_ctl(host, EPOLL_CTL_ADD, hwc_loop_descriptor(call.loop),
                    &event) == 0);
  for (int i = 0; i < 3; i++) {
    REQUIRE(call_start(&call, "POST", "/", "{}") == HWC_OK);
    while (!hwc_call_finished(call.core)) {
      REQUIRE(epoll_wait(host, &event, 1, 5000) == 1);
      REQUIRE(hwc_loop_turn(call.loop, 0) == HWC_OK);
    }
    call_wait_for(&call);
    CHECK(call.result->status == 200);
  }
  call_finish(&call);
  close(host);
}

static void leaves_the_connections_of_the_parent_alone(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}, {NULL, RAW_KEEP}};
  struct call call;
  int status = -1;

  call_begin(&call, script, COUNT(script));
  call_perform(&call, "GET", "/", NULL);
  REQUIRE(call_start(&call, "POST", "/", "{}") == HWC_OK);
  while (raw_server_requests(call.server) == 1)
    REQUIRE(hwc_loop_turn(call.loop, 0.01) == HWC_OK);
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    struct hwc_call *running = call.core;
    int bad = 0;
    call.core = NULL;
    hwc_call_cancel(running);
    bad |= hwc_call_finished(running);
    bad |= call_start(&call, "GET", "/", NULL) != HWC_INVALID;
    bad |= strstr(call.error.message, "fork") == NULL;
    hwc_call_free(running);
    hwc_loop_free(call.loop);
    /* Not exit(): what libcurl keeps for the parent would count as a leak. */
    execlp(bad ? "false" : "true", "child", (char *)NULL);
    _exit(1);
  }
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK(!hwc_call_finished(call.core));
  hwc_call_cancel(call.core);
  call_wait_for(&call);
  CHECK(raw_server_connections(call.server) == 1);
  call_finish(&call);
}

/* Starts a call and steps until the server has received it. */
static struct hwc_call *start_and_send(struct call *call, size_t requests)
{
  struct hwc_call *running;

  REQUIRE(call_start(call, "GET", "/", NULL) == HWC_OK);
  running = call->core;
  call->core = NULL;
  while (raw_server_requests(call->server) < requests)
    REQUIRE(hwc_loop_turn(call->loop, 0.01) == HWC_OK);
  return running;
}

/* In every state with a timer: between attempts, in progress, and in the queue
 * for a connection. A child that frees such calls leaves nothing of them in the
 * loop. */
static void lets_a_child_free_what_is_in_progress(void)
{
  const struct raw_reply script[] = {
    {"HTTP/1.1 503 Busy\r\nRetry-After: 4\r\nContent-Length: 0\r\n\r\n",
     RAW_KEEP},
    {"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", RAW_KEEP}};
  struct hwc_call *calls[3];
  struct hwc_shared shared;
  struct hwc_timer_event *timer;
  struct call call;
  int status = -1;

  call_begin(&call, script, COUNT(script));
  hwc_loop_limit_connections(call.loop, 1);
  hwc_shared_init(&shared, call.loop);
  call.options.shared = &shared;
  call.options.idempotent = true;
  call.options.deadline = 25;
  call.connection.connect_timeout = 40;
  calls[0] = start_and_send(&call, 1);
  while (hwc_loop_due(call.loop) > 5) /* until it pauses */
    REQUIRE(hwc_loop_turn(call.loop, 0.01) == HWC_OK);
  calls[1] = start_and_send(&call, 2);
  for (int i = 0; i < 10; i++)
    REQUIRE(hwc_loop_turn(call.loop, 0.01) == HWC_OK);
  calls[2] = start_and_send(&call, 2);
  REQUIRE(hwc_timer_event_new(&timer, call.loop, 25, NULL) == HWC_OK);
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    int bad = 0;
    for (size_t i = 0; i < COUNT(calls); i++)
      hwc_call_free(calls[i]);
    hwc_timer_event_free(timer);
    hwc_shared_done(&shared);
    /* The remaining timers are libcurl's, of 30 s and more. */
    double due = hwc_loop_due(call.loop);
    bad |= due >= 0 && due < 26;
    hwc_loop_free(call.loop);
    execlp(bad ? "false" : "true", "child", (char *)NULL);
    _exit(1);
  }
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK(raw_server_requests(call.server) == 2);
  for (size_t i = 0; i < COUNT(calls); i++)
    hwc_call_free(calls[i]);
  hwc_timer_event_free(timer);
  call_finish(&call);
}

static void carries_many_requests_at_once(void)
{
  enum { MANY = 12 };
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct hwc_call *calls[MANY];
  struct call call;
  int seen[MANY] = {0};
  size_t done = 0;

  call_begin(&call, script, COUNT(script));
  for (size_t i = 0; i < MANY; i++) {
    REQUIRE(call_start(&call, "POST", "/", "{}") == HWC_OK);
    calls[i] = call.core;
    call.core = NULL;
  }
  while (done < MANY) {
    REQUIRE(hwc_loop_turn(call.loop, 5) == HWC_OK);
    while (hwc_loop_next_finished(call.loop) != NULL)
      done++;
  }
  for (size_t i = 0; i < MANY; i++) {
    seen[i] =
      hwc_call_finished(calls[i]) && hwc_call_result(calls[i])->status == 200;
    CHECK(seen[i]);
    hwc_call_free(calls[i]);
  }
  CHECK(raw_server_requests(call.server) == MANY);
  call_finish(&call);
}

int main(void)
{
  keeps_the_connection_for_the_next_request();
  sends_once_when_a_kept_connection_dies();
  notices_that_a_kept_connection_was_closed();
  says_when_nobody_listens();
  says_when_a_host_is_unknown();
  keeps_secrets_of_the_proxy_to_itself();
  says_when_a_tls_setting_is_wrong();
  takes_the_final_response();
  keeps_headers_in_order_and_lower_case();
  reports_malformed_responses();
  limits_the_body_of_a_response();
  limits_the_headers_of_a_response();
  ends_an_attempt_in_time();
  ends_connecting_in_time();
  ends_a_call_at_its_deadline();
  keeps_a_complete_response_that_came_early();
  rejects_a_response_that_cannot_be_decompressed();
  lets_a_call_be_cancelled();
  wakes_its_host_for_a_cancelled_call();
  lets_requests_be_freed_at_any_time();
  runs_in_the_epoll_of_a_host();
  leaves_the_connections_of_the_parent_alone();
  lets_a_child_free_what_is_in_progress();
  carries_many_requests_at_once();
  return check_failures();
}
