/* SPDX-License-Identifier: Apache-2.0
 *
 * A list under a lock, walked by a thread four times a second. A late peer is
 * told so, where its response has not begun, and its socket is shut down:
 * libmicrohttpd finds the end of the connection and closes it. */
#define _POSIX_C_SOURCE 200809L
#include "sandbox/peers.h"

#include "sandbox/plain_response.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>

#define TICK_NANOSECONDS 250000000L

/* Refused connections get a response once they have sent a request, at the
 * latest after this. */
#define REFUSED_SECONDS 1.0

struct peer {
  struct peer *next;
  struct peer *previous;
  int fd;
  double due; /* monotonic; 0: nothing is due */
  enum peer_phase phase;
  bool plain;
  bool refused;
  bool cut;
};

struct peers {
  struct peers_options options;
  pthread_t thread;
  pthread_mutex_t lock;
  pthread_cond_t wake; /* a peer is there, or `ending` */
  struct peer *first;
  unsigned count; /* without refused ones */
  bool ending;
};

static double now_of(struct timespec *now)
{
  clock_gettime(CLOCK_MONOTONIC, now);
  return (double)now->tv_sec + (double)now->tv_nsec / 1e9;
}

static double monotonic(void)
{
  struct timespec now;
  return now_of(&now);
}

/* Where a request has begun, or has to be refused, the client is told why. */
static void cut(struct peer *peer)
{
  struct plain_response response;

  peer->due = 0;
  peer->cut = true;
  if (peer->plain && (peer->refused || peer->phase != PEER_IDLE)) {
    plain_response_init(&response, peer->refused ? 503 : 408);
    /* What does not fit into the socket's buffer is not waited for. */
    (void)!send(peer->fd, response.text, response.length,
                MSG_DONTWAIT | MSG_NOSIGNAL);
  }
  shutdown(peer->fd, SHUT_RDWR);
}

static void *watch(void *argument)
{
  struct peers *peers = argument;
  struct timespec time;

  pthread_mutex_lock(&peers->lock);
  while (!peers->ending) {
    if (peers->first == NULL) {
      pthread_cond_wait(&peers->wake, &peers->lock);
      continue;
    }
    double now = now_of(&time);
    for (struct peer *peer = peers->first; peer != NULL; peer = peer->next)
      if (peer->due > 0 && peer->due <= now)
        cut(peer);
    time.tv_nsec += TICK_NANOSECONDS;
    time.tv_sec += time.tv_nsec / 1000000000L;
    time.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&peers->wake, &peers->lock, &time);
  }
  pthread_mutex_unlock(&peers->lock);
  return NULL;
}

static bool init_locks(struct peers *peers)
{
  pthread_condattr_t clock;

  if (pthread_condattr_init(&clock) != 0)
    return false;
  bool good = pthread_condattr_setclock(&clock, CLOCK_MONOTONIC) == 0 &&
              pthread_cond_init(&peers->wake, &clock) == 0;
  pthread_condattr_destroy(&clock);
  if (!good)
    return false;
  if (pthread_mutex_init(&peers->lock, NULL) == 0)
    return true;
  pthread_cond_destroy(&peers->wake);
  return false;
}

static void destroy(struct peers *peers)
{
  pthread_cond_destroy(&peers->wake);
  pthread_mutex_destroy(&peers->lock);
  free(peers);
}

struct peers *peers_new(const struct peers_options *options)
{
  sigset_t all, before;
  struct peers *peers = calloc(1, sizeof(*peers));

  if (peers == NULL)
    return NULL;
  peers->options = *options;
  if (!init_locks(peers)) {
    free(peers);
    return NULL;
  }
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  bool started = pthread_create(&peers->thread, NULL, watch, peers) == 0;
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (!started) {
    destroy(peers);
    return NULL;
  }
  return peers;
}

void peers_free(struct peers *peers)
{
  if (peers == NULL)
    return;
  pthread_mutex_lock(&peers->lock);
  peers->ending = true;
  pthread_cond_signal(&peers->wake);
  pthread_mutex_unlock(&peers->lock);
  pthread_join(peers->thread, NULL);
  destroy(peers);
}

struct peer *peers_add(struct peers *peers, int fd, bool plain)
{
  struct peer *peer = calloc(1, sizeof(*peer));

  if (peer == NULL)
    return NULL;
  peer->fd = fd;
  peer->plain = plain;
  pthread_mutex_lock(&peers->lock);
  peer->refused = peers->count >= peers->options.max;
  peers->count += !peer->refused;
  peer->due = monotonic() +
              (peer->refused ? REFUSED_SECONDS : peers->options.header_seconds);
  peer->next = peers->first;
  if (peer->next != NULL)
    peer->next->previous = peer;
  else
    pthread_cond_signal(&peers->wake);
  peers->first = peer;
  pthread_mutex_unlock(&peers->lock);
  return peer;
}

void peers_remove(struct peers *peers, struct peer *peer)
{
  if (peer == NULL)
    return;
  pthread_mutex_lock(&peers->lock);
  peers->count -= !peer->refused;
  if (peer->next != NULL)
    peer->next->previous = peer->previous;
  if (peer->previous != NULL)
    peer->previous->next = peer->next;
  else
    peers->first = peer->next;
  pthread_mutex_unlock(&peers->lock);
  free(peer);
}

/* When a phase that begins now has to be over; 0: never. */
static double due_of(const struct peers *peers, enum peer_phase phase)
{
  const struct peers_options *options = &peers->options;

  switch (phase) {
  case PEER_HEAD:
  case PEER_FIELDS:
    return monotonic() + options->header_seconds;
  case PEER_IDLE:
    return monotonic() + options->idle_seconds + options->header_seconds;
  case PEER_BODY:
    return monotonic() + options->body_seconds;
  case PEER_NOTHING:
    break;
  }
  return 0;
}

bool peers_expect(struct peers *peers, struct peer *peer, enum peer_phase phase)
{
  pthread_mutex_lock(&peers->lock);
  bool good = !peer->cut;
  /* The time of a first head runs from the beginning of its connection, and
   * that of refused peers is short. */
  bool runs = peer->phase == PEER_HEAD && phase == PEER_FIELDS;
  if (good && !runs && !(peer->refused && phase != PEER_NOTHING))
    peer->due = due_of(peers, phase);
  peer->phase = phase;
  pthread_mutex_unlock(&peers->lock);
  return good;
}

bool peer_is_refused(const struct peer *peer)
{
  return peer->refused;
}
