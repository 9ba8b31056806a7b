/* SPDX-License-Identifier: Apache-2.0
 *
 * A list of suspended connections and the thread that resumes them. */
#define _POSIX_C_SOURCE 200809L

#include "sandbox/disturb.h"

#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

/* Seconds between two looks for clients that have gone. */
#define LOOK_SECONDS 0.1

struct suspended {
  struct MHD_Connection *connection;
  double due; /* of CLOCK_MONOTONIC; INFINITY: never */
};

struct disturb {
  pthread_t thread;
  pthread_mutex_t lock; /* guards what follows */
  pthread_cond_t changed;
  struct suspended *list;
  size_t count;
  size_t capacity;
  bool stopping;
};

static double now(void)
{
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* True if nobody waits for a response that never comes. A client that has only
 * ended its own direction looks the same: it gets responses that are due. */
static bool is_given_up(const struct suspended *s)
{
  char byte;

  if (s->due != INFINITY)
    return false;
  const union MHD_ConnectionInfo *info =
    MHD_get_connection_info(s->connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return info != NULL &&
         recv(info->connect_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT) == 0;
}

static void resume_due(struct disturb *d)
{
  double moment = now();

  for (size_t i = 0; i < d->count;) {
    struct suspended *s = &d->list[i];
    if (d->stopping || s->due <= moment || is_given_up(s)) {
      MHD_resume_connection(s->connection);
      *s = d->list[--d->count];
    } else {
      i++;
    }
  }
}

/* How long the thread may sleep while connections are suspended. */
static double next_look(const struct disturb *d)
{
  double wait = LOOK_SECONDS;
  double moment = now();

  for (size_t i = 0; i < d->count; i++)
    wait = fmin(wait, d->list[i].due - moment);
  return fmax(wait, 0);
}

static void *run(void *closure)
{
  struct disturb *d = closure;

  pthread_mutex_lock(&d->lock);
  while (!d->stopping) {
    if (d->count == 0) {
      pthread_cond_wait(&d->changed, &d->lock);
    } else {
      double until = now() + next_look(d);
      struct timespec t = {.tv_sec = (time_t)until};
      t.tv_nsec = (long)((until - (double)t.tv_sec) * 1e9);
      pthread_cond_timedwait(&d->changed, &d->lock, &t);
    }
    resume_due(d);
  }
  pthread_mutex_unlock(&d->lock);
  return NULL;
}

static bool make_condition(pthread_cond_t *condition)
{
  pthread_condattr_t attributes;

  if (pthread_condattr_init(&attributes) != 0)
    return false;
  bool made = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
              pthread_cond_init(condition, &attributes) == 0;
  pthread_condattr_destroy(&attributes);
  return made;
}

static bool start(struct disturb *d)
{
  sigset_t all, before;

  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  bool started = pthread_create(&d->thread, NULL, run, d) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return started;
}

struct disturb *disturb_new(void)
{
  struct disturb *d = calloc(1, sizeof(*d));

  if (d == NULL)
    return NULL;
  if (pthread_mutex_init(&d->lock, NULL) != 0) {
    free(d);
    return NULL;
  }
  if (!make_condition(&d->changed)) {
    pthread_mutex_destroy(&d->lock);
    free(d);
    return NULL;
  }
  if (!start(d)) {
    pthread_cond_destroy(&d->changed);
    pthread_mutex_destroy(&d->lock);
    free(d);
    return NULL;
  }
  return d;
}

void disturb_stop(struct disturb *d)
{
  if (d == NULL)
    return;
  pthread_mutex_lock(&d->lock);
  d->stopping = true;
  pthread_cond_signal(&d->changed);
  pthread_mutex_unlock(&d->lock);
  pthread_join(d->thread, NULL);
  resume_due(d);
}

void disturb_free(struct disturb *d)
{
  if (d == NULL)
    return;
  pthread_cond_destroy(&d->changed);
  pthread_mutex_destroy(&d->lock);
  free(d->list);
  free(d);
}

static bool make_room(struct disturb *d)
{
  if (d->count < d->capacity)
    return true;
  size_t capacity = d->capacity ? 2 * d->capacity : 16;
  struct suspended *grown = realloc(d->list, capacity * sizeof(*grown));
  if (grown == NULL)
    return false;
  d->list = grown;
  d->capacity = capacity;
  return true;
}

bool disturb_delay(struct disturb *d, struct MHD_Connection *connection,
                   double seconds)
{
  pthread_mutex_lock(&d->lock);
  bool taken = !d->stopping && make_room(d);
  if (taken) {
    MHD_suspend_connection(connection);
    d->list[d->count++] = (struct suspended){
      .connection = connection,
      .due = seconds < 0 ? INFINITY : now() + seconds,
    };
    pthread_cond_signal(&d->changed);
  }
  pthread_mutex_unlock(&d->lock);
  return taken;
}

/* The part of a body that is sent. */
struct part {
  size_t length;
  char data[];
};

static ssize_t read_part(void *closure, uint64_t position, char *out,
                         size_t room)
{
  const struct part *part = closure;

  if (position >= part->length)
    return MHD_CONTENT_READER_END_WITH_ERROR;
  size_t left = part->length - (size_t)position;
  size_t size = left < room ? left : room;
  memcpy(out, part->data + position, size);
  return (ssize_t)size;
}

struct MHD_Response *disturb_cut_response(const char *body, size_t length,
                                          size_t cut)
{
  size_t sent = cut < length ? cut : length;
  struct part *part = malloc(sizeof(*part) + sent);

  if (part == NULL)
    return NULL;
  part->length = sent;
  memcpy(part->data, body, sent);
  struct MHD_Response *response =
    MHD_create_response_from_callback(length, 4096, read_part, part, free);
  if (response == NULL)
    free(part);
  return response;
}
