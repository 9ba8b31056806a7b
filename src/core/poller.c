/* SPDX-License-Identifier: Apache-2.0
 *
 * The poller on Linux: epoll, with a timerfd inside it. */
#define _POSIX_C_SOURCE 200809L
#include "core/poller.h"

#include "core/signal_mask.h"
#include <errno.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#define BATCH 64

/* A socket opened by hwc_poller_open(); all zero for other descriptors. */
struct hwc_poll_socket {
  bool open;
  unsigned char wanted;  /* HWC_POLL_* */
  unsigned char watched; /* registered with epoll, wanted or not */
};

enum hwc_status hwc_poller_init(struct hwc_poller *poller)
{
  poller->armed = -1;
  poller->timer = -1;
  poller->mask = NULL;
  poller->epoll = epoll_create1(EPOLL_CLOEXEC);
  if (poller->epoll < 0)
    return HWC_SYSTEM;
  poller->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
  if (poller->timer < 0 ||
      hwc_poller_watch(poller, poller->timer, HWC_POLL_READ) != HWC_OK) {
    hwc_poller_done(poller);
    return HWC_SYSTEM;
  }
  return HWC_OK;
}

void hwc_poller_done(struct hwc_poller *poller)
{
  if (poller->timer >= 0)
    close(poller->timer);
  if (poller->epoll >= 0)
    close(poller->epoll);
  poller->timer = -1;
  poller->epoll = -1;
  free(poller->sockets);
  poller->sockets = NULL;
  poller->socket_count = 0;
}

int hwc_poller_descriptor(const struct hwc_poller *poller)
{
  return poller->epoll;
}

static enum hwc_status tell_system(const struct hwc_poller *poller,
                                   int descriptor, unsigned interest)
{
  struct epoll_event event = {.data.fd = descriptor};

  if (interest == 0) {
    /* A closed descriptor has left the set by itself. */
    epoll_ctl(poller->epoll, EPOLL_CTL_DEL, descriptor, &event);
    return HWC_OK;
  }
  if (interest & HWC_POLL_READ)
    event.events |= EPOLLIN;
  if (interest & HWC_POLL_WRITE)
    event.events |= EPOLLOUT;
  if (epoll_ctl(poller->epoll, EPOLL_CTL_MOD, descriptor, &event) == 0)
    return HWC_OK;
  if (errno == ENOENT &&
      epoll_ctl(poller->epoll, EPOLL_CTL_ADD, descriptor, &event) == 0)
    return HWC_OK;
  return HWC_SYSTEM;
}

static struct hwc_poll_socket *find_socket(const struct hwc_poller *poller,
                                           int descriptor)
{
  if ((size_t)descriptor >= poller->socket_count ||
      !poller->sockets[descriptor].open)
    return NULL;
  return &poller->sockets[descriptor];
}

/* If out of memory the socket is treated like any other descriptor. */
static void note_socket(struct hwc_poller *poller, int descriptor)
{
  size_t needed = (size_t)descriptor + 1;

  if (needed > poller->socket_count) {
    size_t count = needed > 64 ? needed * 2 : 64;
    struct hwc_poll_socket *sockets =
      realloc(poller->sockets, count * sizeof *sockets);
    if (sockets == NULL)
      return;
    memset(sockets + poller->socket_count, 0,
           (count - poller->socket_count) * sizeof *sockets);
    poller->sockets = sockets;
    poller->socket_count = count;
  }
  poller->sockets[descriptor] = (struct hwc_poll_socket){.open = true};
}

int hwc_poller_open(struct hwc_poller *poller, int family, int type,
                    int protocol)
{
  int descriptor = socket(family, type | SOCK_CLOEXEC, protocol);

  if (descriptor >= 0)
    note_socket(poller, descriptor);
  return descriptor;
}

int hwc_poller_close(struct hwc_poller *poller, int descriptor)
{
  struct hwc_poll_socket *known = find_socket(poller, descriptor);

  if (known != NULL) {
    if (known->watched != 0)
      tell_system(poller, descriptor, 0);
    *known = (struct hwc_poll_socket){0};
  }
  return close(descriptor);
}

enum hwc_status hwc_poller_watch(struct hwc_poller *poller, int descriptor,
                                 unsigned interest)
{
  struct hwc_poll_socket *known = find_socket(poller, descriptor);

  if (known == NULL)
    return tell_system(poller, descriptor, interest);
  known->wanted = (unsigned char)interest;
  if (interest == 0 || interest == known->watched)
    return HWC_OK;
  enum hwc_status status = tell_system(poller, descriptor, interest);
  if (status == HWC_OK)
    known->watched = (unsigned char)interest;
  return status;
}

void hwc_poller_arm(struct hwc_poller *poller, double at)
{
  struct itimerspec when = {{0, 0}, {0, 0}};

  /* A superfluous wake-up costs less than setting the timer each time. */
  if (at < 0 || (poller->armed >= 0 && poller->armed <= at))
    return;
  when.it_value.tv_sec = (time_t)at;
  when.it_value.tv_nsec = (long)((at - (double)when.it_value.tv_sec) * 1e9);
  if (when.it_value.tv_sec == 0 && when.it_value.tv_nsec == 0)
    when.it_value.tv_nsec = 1; /* zero would disarm the timer */
  if (timerfd_settime(poller->timer, TFD_TIMER_ABSTIME, &when, NULL) == 0)
    poller->armed = at;
}

/* Rounds up, so that what is due at the end is due after the wait. */
static int milliseconds(double seconds)
{
  if (seconds < 0)
    return -1;
  if (seconds > INT_MAX / 1000 - 1)
    return INT_MAX;
  int whole = (int)(seconds * 1000);
  return (double)whole < seconds * 1000 ? whole + 1 : whole;
}

int hwc_poller_wait(struct hwc_poller *poller, double timeout,
                    struct hwc_poll_ready *ready, int capacity)
{
  struct epoll_event events[BATCH];
  int filled = 0;

  if (capacity > BATCH)
    capacity = BATCH;
  int count =
    epoll_pwait(poller->epoll, events, capacity, milliseconds(timeout),
                poller->mask != NULL ? &poller->mask->signals : NULL);
  if (count < 0)
    return errno == EINTR ? 0 : -1;
  for (int i = 0; i < count; i++) {
    struct hwc_poll_ready *one = &ready[filled];
    if (events[i].data.fd == poller->timer) {
      uint64_t expirations;
      if (read(poller->timer, &expirations, sizeof expirations) > 0)
        poller->armed = -1;
      continue;
    }
    struct hwc_poll_socket *known = find_socket(poller, events[i].data.fd);
    if (known != NULL && known->wanted == 0) {
      /* For example an idle connection that its peer has closed. */
      tell_system(poller, events[i].data.fd, 0);
      known->watched = 0;
      continue;
    }
    *one = (struct hwc_poll_ready){.descriptor = events[i].data.fd};
    if (events[i].events & (EPOLLIN | EPOLLHUP))
      one->ready |= HWC_POLL_READ;
    if (events[i].events & EPOLLOUT)
      one->ready |= HWC_POLL_WRITE;
    if (events[i].events & EPOLLERR)
      one->ready |= HWC_POLL_ERROR;
    filled++;
  }
  return filled;
}
