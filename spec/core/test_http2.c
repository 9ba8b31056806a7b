/* SPDX-License-Identifier: Apache-2.0
 *
 * What libcurl's debug lines prove about HTTP/2 streams, and what not: a
 * request wrongly considered refused is sent twice. */
#include "core/http2.h"
#include "spec/support/check.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Two on one connection, one on another with the same local port. */
struct requests {
  struct hwc_streams all;
  struct hwc_stream a, b, other;
};

static const struct hwc_connection_name here = {"10.0.0.1", "10.0.0.2", 40000,
                                                443};
static const struct hwc_connection_name there = {"10.0.0.1", "10.0.0.3", 40000,
                                                 443};

static void hear(struct requests *requests, struct hwc_stream *stream,
                 const char *line)
{
  /* A block of exactly this length, without a zero byte. */
  char *copy = malloc(strlen(line));

  memcpy(copy, line, strlen(line));
  hwc_stream_read(&requests->all, stream,
                  (struct hwc_text){copy, strlen(line)});
  free(copy);
}

static void start(struct requests *requests)
{
  *requests = (struct requests){0};
  hwc_stream_join(&requests->all, &requests->a);
  hwc_stream_join(&requests->all, &requests->b);
  hwc_stream_join(&requests->all, &requests->other);
  CHECK(hwc_stream_sent(&requests->all, &requests->a, &here));
  hear(requests, &requests->a, "Using Stream ID: 5 (easy handle 0x55d0)\n");
  CHECK(hwc_stream_sent(&requests->all, &requests->b, &here));
  CHECK(hwc_stream_sent(&requests->all, &requests->other, &there));
  hear(requests, &requests->b,
       "[HTTP/2] [7] OPENED stream for https://10.0.0.2/\n");
  hear(requests, &requests->other, "Using Stream ID: 9 (easy handle 0x1)\n");
}

static void goaway_refuses_what_is_above_on_its_connection(void)
{
  static const struct {
    const char *line;
    bool a, b;
  } cases[] = {
    {"recveived GOAWAY, error=0, last_stream=5\n", false, true},
    {"received GOAWAY, error=0, last_stream=5\n", false, true},
    {"received GOAWAY, error=-1, last_stream=5\n", false, true},
    {"received GOAWAY, error=2, last_stream=6\n", false, true},
    {"received GOAWAY, error=0, last_stream=0\n", true, true},
    {"received GOAWAY, error=0, last_stream=4", true, true},
    {"received GOAWAY, error=0, last_stream=7\n", false, false},
    {"received GOAWAY, error=0, last_stream=2147483647\n", false, false},
  };

  for (size_t i = 0; i < COUNT(cases); i++) {
    struct requests requests;
    start(&requests);
    hear(&requests, &requests.a, cases[i].line);
    CHECK(requests.a.refused == cases[i].a);
    CHECK(requests.b.refused == cases[i].b);
    CHECK(!requests.other.refused);
  }
}

static void other_lines_prove_nothing(void)
{
  static const char *const lines[] = {
    "",
    "received GOAWAY",
    "received GOAWAY, error=0",
    "received GOAWAY, error=0, last_stream=",
    "received GOAWAY, error=0, last_stream=-1\n",
    "received GOAWAY, error=0, last_stream=x\n",
    "received GOAWAY, error=0, last_stream=4294967296\n",
    "received GOAWAY, error=0, last=1\n",
    "sent GOAWAY, error=0, last_stream=1\n",
    " received GOAWAY, error=0, last_stream=1\n",
    "REFUSED_STREAM\n",
    "h2h3 [x: REFUSED_STREAM, retrying]\n",
    "Connection died, retrying a fresh connect (retry count: 1)\n",
    "HTTP/2 stream 5 was not closed cleanly: REFUSED_STREAM (err 7)\n",
  };

  for (size_t i = 0; i < COUNT(lines); i++) {
    struct requests requests;
    start(&requests);
    hear(&requests, &requests.a, lines[i]);
    CHECK(!requests.a.refused && !requests.b.refused &&
          !requests.other.refused);
  }
}

static void a_refused_stream_is_one(void)
{
  struct requests requests;

  start(&requests);
  hear(&requests, &requests.a, "REFUSED_STREAM, retrying a fresh connect\n");
  CHECK(requests.a.refused && !requests.b.refused && !requests.other.refused);
}

/* libcurl checks idle connections before it sends, and reports what it reads
 * there to the transfer that looks for a connection. */
static void a_request_speaks_only_of_the_connection_it_is_on(void)
{
  static const char *const leaving[] = {
    "Connection died, retrying a fresh connect (retry count: 1)\n",
    "REFUSED_STREAM, retrying a fresh connect\n",
    "Issue another request to this URL: 'https://10.0.0.2/'\n",
  };
  static const char goaway[] = "received GOAWAY, error=0, last_stream=1\n";

  for (size_t i = 0; i < COUNT(leaving); i++) {
    struct requests requests;
    start(&requests);
    hear(&requests, &requests.a, leaving[i]);
    hear(&requests, &requests.a, goaway);
    CHECK(!requests.b.refused && !requests.other.refused);
  }

  struct requests requests;
  struct hwc_stream looking;
  start(&requests);
  hwc_stream_join(&requests.all, &looking);
  hear(&requests, &looking, goaway);
  hwc_stream_sent(&requests.all, &looking, &here);
  hear(&requests, &looking, goaway); /* not sent yet */
  CHECK(!requests.a.refused && !requests.b.refused && !looking.refused);
  hear(&requests, &looking, "Using Stream ID: 11 (easy handle 0x2)\n");
  hear(&requests, &looking, goaway);
  CHECK(requests.a.refused && requests.b.refused && looking.refused);
}

/* Over HTTP/1.1 it would be unknown whose response arrives on a shared
 * connection. */
static void only_streams_share_a_connection(void)
{
  struct requests requests;
  struct hwc_stream later, last;

  start(&requests);
  hwc_stream_join(&requests.all, &later);
  hwc_stream_join(&requests.all, &last);
  CHECK(hwc_stream_sent(&requests.all, &later, &here));
  CHECK(!hwc_stream_sent(&requests.all, &last, &here));
  /* It is not on the connection, so it blocks no other request. */
  hear(&requests, &later, "Using Stream ID: 11 (easy handle 0x2)\n");
  CHECK(hwc_stream_sent(&requests.all, &last, &here));

  hwc_stream_leave(&requests.all, &requests.other);
  CHECK(hwc_stream_sent(&requests.all, &later, &there));
  CHECK(!hwc_stream_sent(&requests.all, &last, &there));
  hwc_stream_leave(&requests.all, &later);
  CHECK(hwc_stream_sent(&requests.all, &last, &there));
}

static void a_connection_without_names_is_none(void)
{
  static const struct hwc_connection_name nameless[] = {
    {NULL, NULL, 0, 0}, {"", "", -1, -1}, {"10.0.0.1", NULL, 1, 1}};

  for (size_t i = 0; i < COUNT(nameless); i++) {
    struct requests requests;
    start(&requests);
    hwc_stream_sent(&requests.all, &requests.a, &nameless[i]);
    hwc_stream_sent(&requests.all, &requests.b, &nameless[i]);
    hear(&requests, &requests.a, "Using Stream ID: 5 (easy handle 0x1)\n");
    hear(&requests, &requests.b, "Using Stream ID: 7 (easy handle 0x1)\n");
    hear(&requests, &requests.a, "received GOAWAY, error=0, last_stream=1\n");
    CHECK(!requests.a.refused && !requests.b.refused);
  }
}

static void those_that_left_are_forgotten(void)
{
  struct requests requests;

  start(&requests);
  hwc_stream_leave(&requests.all, &requests.b);
  hwc_stream_leave(&requests.all, &requests.b);
  hear(&requests, &requests.a, "received GOAWAY, error=0, last_stream=1\n");
  CHECK(requests.a.refused && !requests.b.refused);
  hwc_stream_leave(&requests.all, &requests.a);
  hwc_stream_leave(&requests.all, &requests.other);
  CHECK(requests.all.first == NULL);
}

static void counts_the_bytes_of_its_connection(void)
{
  struct requests requests;

  start(&requests);
  requests.a.size = 1;
  requests.b.size = 20;
  requests.other.size = 300;
  CHECK(hwc_streams_size(&requests.all, &requests.a) == 21);
  CHECK(hwc_streams_size(&requests.all, &requests.other) == 300);
  hear(&requests, &requests.b, "REFUSED_STREAM, retrying a fresh connect\n");
  CHECK(hwc_streams_size(&requests.all, &requests.a) == 1);
  hwc_stream_leave(&requests.all, &requests.a);
  hwc_stream_leave(&requests.all, &requests.b);
  CHECK(hwc_streams_size(&requests.all, &requests.other) == 300);
}

int main(void)
{
  counts_the_bytes_of_its_connection();
  goaway_refuses_what_is_above_on_its_connection();
  other_lines_prove_nothing();
  a_refused_stream_is_one();
  a_request_speaks_only_of_the_connection_it_is_on();
  only_streams_share_a_connection();
  a_connection_without_names_is_none();
  those_that_left_are_forgotten();
  return check_failures();
}
