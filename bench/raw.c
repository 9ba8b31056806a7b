/* SPDX-License-Identifier: Apache-2.0
 *
 * What libcurl alone costs: sends a request that is finished and signed, read
 * from standard input as calls.lua writes it, again and again.
 *
 *   raw first                              one call
 *   raw loop CALLS                         one after the other
 *   raw many CALLS IN_FLIGHT CONNECTIONS   from a multi handle, by epoll
 *
 * loop and many print seconds of wall clock and of CPU for the calls, and the
 * peak of resident memory in KiB. Time-outs and limits are those of hwc. */
#define _POSIX_C_SOURCE 200809L
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define READY 64

struct request {
  char text[65536];
  const char *method;
  const char *url;
  const char *body;
  struct curl_slist *headers;
};

struct answer {
  char body[65536];
  size_t length;
};

static void fail(const char *what)
{
  fprintf(stderr, "raw: %s\n", what);
  exit(1);
}

static char *take_line(char **rest)
{
  char *line = *rest;
  char *end = strchr(line, '\n');

  if (end == NULL)
    fail("the request is cut");
  *end = '\0';
  *rest = end + 1;
  return line;
}

static void read_request(struct request *request)
{
  size_t length = fread(request->text, 1, sizeof request->text - 1, stdin);
  char *rest = request->text;
  char *line;

  request->text[length] = '\0';
  request->method = take_line(&rest);
  request->url = take_line(&rest);
  while (*(line = take_line(&rest)) != '\0')
    request->headers = curl_slist_append(request->headers, line);
  request->headers = curl_slist_append(request->headers, "Accept:");
  request->headers = curl_slist_append(request->headers, "Expect:");
  request->body = rest;
}

static size_t on_body(char *data, size_t size, size_t count, void *user)
{
  struct answer *answer = user;
  size_t length = size * count;

  if (length > sizeof answer->body - answer->length)
    return 0;
  memcpy(answer->body + answer->length, data, length);
  answer->length += length;
  return length;
}

static CURL *new_handle(const struct request *request, struct answer *answer)
{
  CURL *easy = curl_easy_init();

  if (easy == NULL)
    fail("no easy handle");
  curl_easy_setopt(easy, CURLOPT_URL, request->url);
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request->method);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request->body);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, request->headers);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, answer);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, answer);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, 5000L);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 30000L);
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, 30L);
  return easy;
}

static void check(CURL *easy, const struct answer *answer, CURLcode code)
{
  long status = 0;

  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  if (code != CURLE_OK || status != 200 || answer->length == 0)
    fail("a call failed");
}

static double seconds_of(clockid_t clock)
{
  struct timespec now;

  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static void report(double wall, double cpu)
{
  struct rusage usage;

  getrusage(RUSAGE_SELF, &usage);
  printf("%.6f %.6f %ld\n", seconds_of(CLOCK_MONOTONIC) - wall,
         seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu, usage.ru_maxrss);
}

static void first(const struct request *request)
{
  static struct answer answer;
  CURL *easy = new_handle(request, &answer);

  check(easy, &answer, curl_easy_perform(easy));
  curl_easy_cleanup(easy);
}

static void loop(const struct request *request, long calls)
{
  static struct answer answer;
  CURL *easy = new_handle(request, &answer);
  double wall = 0;
  double cpu = 0;

  for (long i = 0; i <= calls; i++) { /* the first one is not measured */
    answer.length = 0;
    CURLcode code = curl_easy_perform(easy);
    check(easy, &answer, code);
    if (i == 0) {
      wall = seconds_of(CLOCK_MONOTONIC);
      cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    }
  }
  report(wall, cpu);
  curl_easy_cleanup(easy);
}

struct multi {
  CURLM *curl;
  int epoll;
  long timeout; /* milliseconds; -1: none */
  long left;    /* calls that are not under way yet */
  long done;
};

static int on_socket(CURL *easy, curl_socket_t socket, int what, void *user,
                     void *socket_user)
{
  struct multi *multi = user;
  struct epoll_event event = {.data.fd = socket};

  (void)easy;
  if (what == CURL_POLL_REMOVE) {
    epoll_ctl(multi->epoll, EPOLL_CTL_DEL, socket, &event);
    return 0;
  }
  if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
    event.events |= EPOLLIN;
  if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
    event.events |= EPOLLOUT;
  epoll_ctl(multi->epoll, socket_user ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket,
            &event);
  curl_multi_assign(multi->curl, socket, multi);
  return 0;
}

static int on_timer(CURLM *curl, long milliseconds, void *user)
{
  struct multi *multi = user;

  (void)curl;
  multi->timeout = milliseconds;
  return 0;
}

static void collect(struct multi *multi)
{
  CURLMsg *message;
  int queued;

  while ((message = curl_multi_info_read(multi->curl, &queued)) != NULL) {
    CURL *easy = message->easy_handle;
    CURLcode code = message->data.result;
    struct answer *answer;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &answer);
    check(easy, answer, code);
    curl_multi_remove_handle(multi->curl, easy);
    multi->done++;
    answer->length = 0;
    if (multi->left > 0) {
      multi->left--;
      curl_multi_add_handle(multi->curl, easy);
    } else {
      curl_easy_cleanup(easy);
      free(answer);
    }
  }
}

static void many(const struct request *request, long calls, long in_flight,
                 long connections)
{
  struct multi multi = {curl_multi_init(), epoll_create1(0), 0, calls, 0};
  int running;

  curl_multi_setopt(multi.curl, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi.curl, CURLMOPT_SOCKETDATA, &multi);
  curl_multi_setopt(multi.curl, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(multi.curl, CURLMOPT_TIMERDATA, &multi);
  curl_multi_setopt(multi.curl, CURLMOPT_MAX_HOST_CONNECTIONS, connections);
  curl_multi_setopt(multi.curl, CURLMOPT_MAXCONNECTS, connections);
  double wall = seconds_of(CLOCK_MONOTONIC);
  double cpu = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
  for (long i = 0; i < in_flight && multi.left > 0; i++, multi.left--) {
    struct answer *answer = calloc(1, sizeof *answer);
    if (answer == NULL)
      fail("not enough memory");
    curl_multi_add_handle(multi.curl, new_handle(request, answer));
  }
  while (multi.done < calls) {
    struct epoll_event events[READY];
    int count = epoll_wait(multi.epoll, events, READY, (int)multi.timeout);
    for (int i = 0; i < count; i++) {
      int what = 0;
      if (events[i].events & (EPOLLIN | EPOLLHUP))
        what |= CURL_CSELECT_IN;
      if (events[i].events & EPOLLOUT)
        what |= CURL_CSELECT_OUT;
      curl_multi_socket_action(multi.curl, events[i].data.fd, what, &running);
    }
    if (count <= 0)
      curl_multi_socket_action(multi.curl, CURL_SOCKET_TIMEOUT, 0, &running);
    collect(&multi);
  }
  report(wall, cpu);
  curl_multi_cleanup(multi.curl);
  close(multi.epoll);
}

static long number(const char *text)
{
  long value = strtol(text, NULL, 10);

  if (value <= 0)
    fail("a number is needed");
  return value;
}

int main(int argc, char **argv)
{
  static struct request request;

  curl_global_init(CURL_GLOBAL_DEFAULT);
  read_request(&request);
  if (argc == 2 && strcmp(argv[1], "first") == 0)
    first(&request);
  else if (argc == 3 && strcmp(argv[1], "loop") == 0)
    loop(&request, number(argv[2]));
  else if (argc == 5 && strcmp(argv[1], "many") == 0)
    many(&request, number(argv[2]), number(argv[3]), number(argv[4]));
  else
    fail("first, loop CALLS, or many CALLS IN_FLIGHT CONNECTIONS");
  curl_slist_free_all(request.headers);
  curl_global_cleanup();
  return 0;
}
