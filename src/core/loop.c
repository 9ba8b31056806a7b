/* SPDX-License-Identifier: Apache-2.0
 *
 * The loop: passes socket events and time-outs to libcurl's multi handle, and
 * queues what has finished. */
#define _POSIX_C_SOURCE 200809L
#include "core/loop.h"

#include "core/breaker.h"
#include "core/curl_memory.h"
#include "core/fork_mark.h"
#include "core/loop_internal.h"
#include "core/poller.h"
#include "core/tls.h"
#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define READY_CAPACITY 64
#define SPARES 256
#define IDLE_CONNECTIONS 64
#define CONNECTIONS 10

/* Seconds between polls of all transfers while `starved` is set. */
#define STARVED_INTERVAL 0.01

struct hwc_loop {
  struct hwc_poller poller;
  struct hwc_sockets sockets;
  struct hwc_streams streams;
  struct hwc_breakers breakers;
  struct hwc_pool *calls;
  bool has_http_1; /* there were HTTP/1.1 transfers */
  bool has_http_2;
  CURLM *multi;
  struct hwc_fork_mark mark;
  bool stepping;
  bool watched;   /* a host watches the descriptor */
  bool wake;      /* something finished outside of a step */
  bool starved;   /* out of memory: a socket or time-out is not watched */
  double look_at; /* while starved: next poll of all transfers */
  bool used;      /* connections may exist */
  bool fresh;     /* a transfer was added since the last step */
  size_t transfers;
  double idle_since; /* since when there have been no transfers */
  double keep_idle; /* seconds to keep connections from then on; while there are
                       transfers libcurl does it */
  struct hwc_clock clock;
  double arrived_at; /* when the step in progress last looked for bytes */
  struct hwc_admissions admissions;
  struct hwc_timers timers;
  struct hwc_timer curl_timer;
  struct hwc_watch *watches;
  struct hwc_signals *signals;
  struct hwc_event *first_finished;
  struct hwc_event *last_finished;
  struct hwc_handle *spares[SPARES];
  size_t spare_count;
};

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;
static CURLcode curl_started = CURLE_FAILED_INIT;

static bool curl_is_old;

static void start_curl(void)
{
  curl_started = hwc_curl_memory_start();
  curl_is_old = curl_version_info(CURLVERSION_NOW)->version_num < 0x080600;
  if (curl_started == CURLE_OK)
    hwc_tls_start();
}

static double seconds_of(clockid_t clock)
{
  struct timespec now;

  clock_gettime(clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

static double system_monotonic(void *user)
{
  (void)user;
  return seconds_of(CLOCK_MONOTONIC);
}

static double system_unix_time(void *user)
{
  (void)user;
  return seconds_of(CLOCK_REALTIME);
}

static double system_boot_time(void *user)
{
  (void)user;
#ifdef CLOCK_BOOTTIME
  return seconds_of(CLOCK_BOOTTIME);
#else
  return seconds_of(CLOCK_MONOTONIC);
#endif
}

double hwc_loop_now(const struct hwc_loop *loop)
{
  return loop->clock.monotonic(loop->clock.user);
}

double hwc_loop_arrival_time(const struct hwc_loop *loop)
{
  return loop->arrived_at;
}

double hwc_loop_unix_time(const struct hwc_loop *loop)
{
  return loop->clock.unix_time(loop->clock.user);
}

double hwc_loop_boot_time(const struct hwc_loop *loop)
{
  return loop->clock.boot_time(loop->clock.user);
}

void hwc_loop_set_clock(struct hwc_loop *loop, const struct hwc_clock *clock)
{
  loop->clock = *clock;
}

bool hwc_loop_forked(const struct hwc_loop *loop)
{
  return hwc_fork_mark_forked(&loop->mark);
}

/* Time of the next work without input; negative: none. */
static double next_time(const struct hwc_loop *loop)
{
  const struct hwc_timer *first = hwc_timers_first(&loop->timers);

  if (loop->wake)
    return 0;
  if (loop->starved && (first == NULL || loop->look_at < first->at))
    return loop->look_at;
  return first != NULL ? first->at : -1;
}

static bool has_idle_connections(const struct hwc_loop *loop)
{
  return loop->used && loop->transfers == 0;
}

/* Only for hosts, since a blocking step uses its time-out. In a forked process
 * the timer belongs to the parent. */
static void arm(struct hwc_loop *loop)
{
  if (!loop->watched || loop->stepping || hwc_loop_forked(loop))
    return;
  double at = next_time(loop);
  if (at < 0 && has_idle_connections(loop))
    at = loop->idle_since + loop->keep_idle;
  hwc_poller_arm(&loop->poller, at);
}

/* Out of memory: a socket or a time-out could not be watched. From then on all
 * transfers are polled, until the multi handle can be replaced: reusing that
 * socket crashes libcurl 7.88. The callbacks do not report the failure to
 * libcurl, which would abort all transfers. */
static void starve(struct hwc_loop *loop)
{
  loop->starved = true;
  loop->look_at = 0;
}

static int on_socket(CURL *easy, curl_socket_t socket, int what, void *user,
                     void *socket_user)
{
  struct hwc_loop *loop = user;
  unsigned interest = 0;

  (void)easy;
  (void)socket_user;
  if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
    interest |= HWC_POLL_READ;
  if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
    interest |= HWC_POLL_WRITE;
  if (hwc_poller_watch(&loop->poller, socket, interest) != HWC_OK)
    starve(loop);
  return 0;
}

static int on_timer(CURLM *multi, long milliseconds, void *user)
{
  struct hwc_loop *loop = user;

  (void)multi;
  if (milliseconds < 0) {
    hwc_loop_clear_timer(loop, &loop->curl_timer);
    return 0;
  }
  double at = hwc_loop_now(loop) + (double)milliseconds * 1e-3;
  if (hwc_loop_set_timer(loop, &loop->curl_timer, at) != HWC_OK)
    starve(loop);
  return 0;
}

static void act(struct hwc_loop *loop, curl_socket_t socket, int what)
{
  int running;

  if (loop->starved ||
      curl_multi_socket_action(loop->multi, socket, what, &running) != CURLM_OK)
    starve(loop);
}

static void fire_curl(struct hwc_timer *timer)
{
  act(timer->owner, CURL_SOCKET_TIMEOUT, 0);
}

/* Maximum connections of a host, for libcurl. HTTP/1.1 and HTTP/2 transfers are
 * admitted separately, so if there are both, twice as many. */
static size_t most_connections(const struct hwc_loop *loop)
{
  size_t connections = loop->admissions.connections;

  return loop->has_http_1 && loop->has_http_2 ? 2 * connections : connections;
}

/* Admission keeps the number of transfers below this limit, so only idle
 * connections that fit no transfer reach it; libcurl then closes them. The
 * cache holds all connections of one host between two transfers. */
static void limit_connections(CURLM *multi, size_t connections)
{
  size_t idle = connections > IDLE_CONNECTIONS ? connections : IDLE_CONNECTIONS;

  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)connections);
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, (long)idle);
}

static CURLM *new_multi(struct hwc_loop *loop)
{
  CURLM *multi = curl_multi_init();

  if (multi == NULL)
    return NULL;
  curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, loop);
  curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(multi, CURLMOPT_TIMERDATA, loop);
  limit_connections(multi, most_connections(loop));
  return multi;
}

static enum hwc_status start(struct hwc_loop *loop)
{
  enum hwc_status status = hwc_poller_init(&loop->poller);

  if (status != HWC_OK)
    return status;
  loop->multi = new_multi(loop);
  return loop->multi != NULL ? HWC_OK : HWC_CURL;
}

/* Replaces the multi handle, and drops its connections, if there are no
 * transfers. */
static bool replace_multi(struct hwc_loop *loop)
{
  CURLM *fresh = new_multi(loop);

  if (fresh == NULL)
    return false;
  curl_multi_cleanup(loop->multi);
  hwc_loop_clear_timer(loop, &loop->curl_timer);
  loop->multi = fresh;
  loop->used = false;
  return true;
}

/* libcurl has no other way to close connections while nothing is sent. */
static void close_idle_connections(struct hwc_loop *loop)
{
  if (has_idle_connections(loop) &&
      hwc_loop_now(loop) >= loop->idle_since + loop->keep_idle)
    replace_multi(loop);
}

enum hwc_status hwc_loop_new(struct hwc_loop **loop)
{
  pthread_once(&curl_once, start_curl);
  if (curl_started != CURLE_OK)
    return HWC_CURL;

  struct hwc_loop *made = calloc(1, sizeof *made);
  if (made == NULL)
    return HWC_NO_MEMORY;
  hwc_fork_mark_init(&made->mark);
  made->clock.monotonic = system_monotonic;
  made->clock.unix_time = system_unix_time;
  made->clock.boot_time = system_boot_time;
  made->admissions.connections = CONNECTIONS;
  made->curl_timer.fire = fire_curl;
  made->curl_timer.owner = made;
  made->sockets.poller = &made->poller;
  made->poller.epoll = -1;
  made->poller.timer = -1;
  enum hwc_status status = start(made);
  if (status != HWC_OK) {
    hwc_loop_free(made);
    return status;
  }
  made->streams.fragile = curl_is_old;
  *loop = made;
  return HWC_OK;
}

void hwc_loop_free(struct hwc_loop *loop)
{
  if (loop == NULL)
    return;
  /* In a forked process the sockets are shared with the parent: closing TLS
   * here would end its connections. They are left alone. */
  if (!hwc_loop_forked(loop)) {
    assert(loop->transfers == 0);
    hwc_loop_drop_spares(loop);
    curl_multi_cleanup(loop->multi);
    hwc_sockets_drop_retired(&loop->sockets, true);
  }
  while (hwc_loop_next_finished(loop) != NULL || loop->first_finished != NULL)
    continue;
  hwc_admissions_done(&loop->admissions);
  hwc_timers_done(&loop->timers);
  hwc_breakers_done(&loop->breakers);
  hwc_pool_end(loop->calls);
  hwc_sockets_done(&loop->sockets);
  hwc_poller_done(&loop->poller);
  hwc_fork_mark_done(&loop->mark);
  free(loop);
}

int hwc_loop_descriptor(struct hwc_loop *loop)
{
  loop->watched = true;
  arm(loop);
  return hwc_poller_descriptor(&loop->poller);
}

double hwc_loop_due(const struct hwc_loop *loop)
{
  double at = next_time(loop);

  if (at < 0)
    return -1;
  double rest = at - hwc_loop_now(loop);
  return rest > 0 ? rest : 0;
}

/* Returns each finished transfer to its owner. */
static void collect(struct hwc_loop *loop)
{
  CURLMsg *message;
  int left;

  while ((message = curl_multi_info_read(loop->multi, &left)) != NULL) {
    void *owner = NULL;
    CURLcode code = message->data.result;
    if (message->msg != CURLMSG_DONE)
      continue;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &owner);
    struct hwc_handle *handle = owner;
    hwc_loop_remove(loop, handle);
    handle->done(handle, code);
  }
}

static void fire_due(struct hwc_loop *loop)
{
  double now = hwc_loop_now(loop);
  struct hwc_timer *first;

  while ((first = hwc_timers_first(&loop->timers)) != NULL &&
         first->at <= now) {
    hwc_timers_clear(&loop->timers, first);
    first->fire(first);
  }
}

static void act_on(struct hwc_loop *loop, const struct hwc_poll_ready *ready)
{
  int what = 0;

  for (struct hwc_watch *w = loop->watches; w != NULL; w = w->next)
    if (w->descriptor == ready->descriptor) {
      w->ready(w);
      return;
    }
  if (ready->ready & HWC_POLL_READ)
    what |= CURL_CSELECT_IN;
  if (ready->ready & HWC_POLL_WRITE)
    what |= CURL_CSELECT_OUT;
  if (ready->ready & HWC_POLL_ERROR)
    what |= CURL_CSELECT_ERR;
  /* libcurl 7.88 stores the events with the connection, where the first
   * transfer that shares it consumes them; another one might miss its response.
   * Without events each transfer polls the socket itself. */
  if (loop->streams.first != NULL)
    what = 0;
  act(loop, ready->descriptor, what);
}

/* One step while starved. */
static void look_at_all(struct hwc_loop *loop)
{
  int running;

  if (!loop->starved || loop->look_at > hwc_loop_now(loop))
    return;
  curl_multi_perform(loop->multi, &running);
  collect(loop);
  loop->look_at = hwc_loop_now(loop) + STARVED_INTERVAL;
  if (loop->transfers == 0 && replace_multi(loop))
    loop->starved = false;
}

/* Seconds to wait: at most `timeout`, and not beyond the next timer; 0 if
 * nothing could ever happen. */
static double waiting_time(const struct hwc_loop *loop, double timeout)
{
  double wait = hwc_loop_due(loop);

  if (loop->first_finished != NULL)
    return 0;
  if (timeout >= 0 && (wait < 0 || timeout < wait))
    return timeout;
  if (wait < 0 && loop->transfers == 0 && loop->watches == NULL)
    return 0;
  return wait;
}

/* True if something has finished and no descriptor can report more, neither to
 * this loop nor to a host. */
static bool needs_no_poll(const struct hwc_loop *loop)
{
  return loop->first_finished != NULL && loop->transfers == 0 &&
         loop->watches == NULL && !loop->watched;
}

/* Starts a single transfer at once: there are no responses to collect first.
 * Otherwise new transfers start with what is due. */
static void start_only_one(struct hwc_loop *loop)
{
  if (loop->fresh && loop->transfers == 1) {
    loop->arrived_at = hwc_loop_now(loop);
    act(loop, CURL_SOCKET_TIMEOUT, 0);
  }
  loop->fresh = false;
  collect(loop);
}

static enum hwc_status step(struct hwc_loop *loop, double timeout)
{
  struct hwc_poll_ready ready[READY_CAPACITY];

  start_only_one(loop);
  double wait = waiting_time(loop, timeout);
  loop->wake = false;
  int count = 0;
  if (!needs_no_poll(loop))
    count = hwc_poller_wait(&loop->poller, wait, ready, READY_CAPACITY);
  if (count < 0)
    return HWC_SYSTEM;
  loop->arrived_at = hwc_loop_now(loop);
  for (int i = 0; i < count; i++)
    act_on(loop, &ready[i]);
  /* A response that has arrived takes precedence over a deadline. */
  collect(loop);
  fire_due(loop);
  collect(loop);
  look_at_all(loop);
  close_idle_connections(loop);
  return HWC_OK;
}

enum hwc_status hwc_loop_turn(struct hwc_loop *loop, double timeout)
{
  if (loop->stepping || hwc_loop_forked(loop))
    return HWC_INVALID;
  loop->stepping = true;
  enum hwc_status status = step(loop, timeout);
  loop->stepping = false;
  arm(loop);
  return status;
}

void hwc_loop_wait_with(struct hwc_loop *loop,
                        const struct hwc_signal_mask *mask)
{
  loop->poller.mask = mask;
}

void hwc_loop_finish(struct hwc_loop *loop, struct hwc_event *event)
{
  event->finished = true;
  event->queued = true;
  event->previous_finished = loop->last_finished;
  event->next_finished = NULL;
  if (loop->last_finished != NULL)
    loop->last_finished->next_finished = event;
  else
    loop->first_finished = event;
  loop->last_finished = event;
  if (!loop->stepping) {
    loop->wake = true;
    arm(loop);
  }
}

bool hwc_loop_has_finished(const struct hwc_loop *loop)
{
  return loop->first_finished != NULL;
}

void *hwc_loop_next_finished(struct hwc_loop *loop)
{
  struct hwc_event *event = loop->first_finished;

  if (event == NULL)
    return NULL;
  loop->first_finished = event->next_finished;
  if (loop->first_finished == NULL) {
    loop->last_finished = NULL;
    loop->wake = false;
  } else {
    loop->first_finished->previous_finished = NULL;
  }
  event->next_finished = NULL;
  event->queued = false;
  return event->user;
}

void hwc_loop_forget(struct hwc_loop *loop, struct hwc_event *event)
{
  struct hwc_event *previous = event->previous_finished;
  struct hwc_event *next = event->next_finished;

  if (!event->queued)
    return;
  if (previous != NULL)
    previous->next_finished = next;
  else
    loop->first_finished = next;
  if (next != NULL)
    next->previous_finished = previous;
  else
    loop->last_finished = previous;
  event->queued = false;
}

enum hwc_status hwc_loop_add(struct hwc_loop *loop, struct hwc_handle *handle)
{
  CURLMcode code = curl_multi_add_handle(loop->multi, handle->easy);
  if (code != CURLM_OK)
    return code == CURLM_OUT_OF_MEMORY ? HWC_NO_MEMORY : HWC_CURL;
  loop->transfers++;
  loop->fresh = true;
  loop->used = true;
  return HWC_OK;
}

void hwc_loop_remove(struct hwc_loop *loop, struct hwc_handle *handle)
{
  curl_multi_remove_handle(loop->multi, handle->easy);
  loop->transfers--;
  if (loop->transfers == 0)
    loop->idle_since = hwc_loop_now(loop);
}

enum hwc_status hwc_loop_watch(struct hwc_loop *loop, struct hwc_watch *watch)
{
  enum hwc_status status =
    hwc_poller_watch(&loop->poller, watch->descriptor, HWC_POLL_READ);

  if (status != HWC_OK)
    return status;
  watch->next = loop->watches;
  loop->watches = watch;
  return HWC_OK;
}

void hwc_loop_unwatch(struct hwc_loop *loop, struct hwc_watch *watch)
{
  struct hwc_watch **link = &loop->watches;

  while (*link != watch)
    link = &(*link)->next;
  *link = watch->next;
  /* In a forked process the epoll set belongs to the parent. */
  if (!hwc_loop_forked(loop))
    hwc_poller_watch(&loop->poller, watch->descriptor, 0);
}

struct hwc_signals **hwc_loop_signals(struct hwc_loop *loop)
{
  return &loop->signals;
}

struct hwc_pool **hwc_loop_calls(struct hwc_loop *loop)
{
  return &loop->calls;
}

struct hwc_sockets *hwc_loop_sockets(struct hwc_loop *loop)
{
  return &loop->sockets;
}

struct hwc_streams *hwc_loop_streams(struct hwc_loop *loop)
{
  return &loop->streams;
}

void hwc_loop_note_version(struct hwc_loop *loop, bool http_2)
{
  bool *noted = http_2 ? &loop->has_http_2 : &loop->has_http_1;

  if (*noted)
    return;
  *noted = true;
  limit_connections(loop->multi, most_connections(loop));
}

struct hwc_breakers *hwc_loop_breakers(struct hwc_loop *loop)
{
  return &loop->breakers;
}

void hwc_loop_keep_idle(struct hwc_loop *loop, double seconds)
{
  if (loop->keep_idle < seconds)
    loop->keep_idle = seconds;
}

struct hwc_admissions *hwc_loop_admissions(struct hwc_loop *loop)
{
  return &loop->admissions;
}

void hwc_loop_limit_connections(struct hwc_loop *loop, size_t connections)
{
  hwc_admissions_limit(&loop->admissions, connections);
  limit_connections(loop->multi, most_connections(loop));
}

void hwc_handle_free(struct hwc_handle *handle)
{
  curl_easy_cleanup(handle->easy);
  free(handle);
}

struct hwc_handle *hwc_loop_take_spare(struct hwc_loop *loop)
{
  return loop->spare_count > 0 ? loop->spares[--loop->spare_count] : NULL;
}

void hwc_loop_drop_spares(struct hwc_loop *loop)
{
  while (loop->spare_count > 0 && !hwc_loop_forked(loop))
    hwc_handle_free(loop->spares[--loop->spare_count]);
}

void hwc_loop_keep_spare(struct hwc_loop *loop, struct hwc_handle *handle)
{
  if (loop->spare_count < SPARES)
    loop->spares[loop->spare_count++] = handle;
  else
    hwc_handle_free(handle);
}

enum hwc_status hwc_loop_set_timer(struct hwc_loop *loop,
                                   struct hwc_timer *timer, double at)
{
  enum hwc_status status = hwc_timers_set(&loop->timers, timer, at);

  if (status == HWC_OK)
    arm(loop);
  return status;
}

void hwc_loop_clear_timer(struct hwc_loop *loop, struct hwc_timer *timer)
{
  hwc_timers_clear(&loop->timers, timer);
}
