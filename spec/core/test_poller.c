/* SPDX-License-Identifier: Apache-2.0
 *
 * Sockets opened by the poller: they stay registered between two uses, which
 * must not be noticeable. */
#define _POSIX_C_SOURCE 200809L
#include "core/poller.h"
#include "spec/support/check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

/* A socket that becomes readable when data is sent to it. */
static int open_receiver(struct hwc_poller *poller)
{
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int receiver = hwc_poller_open(poller, AF_INET, SOCK_DGRAM, 0);

  REQUIRE(receiver >= 0);
  REQUIRE(bind(receiver, (struct sockaddr *)&address, sizeof address) == 0);
  return receiver;
}

static void send_to(int receiver)
{
  struct sockaddr_in address;
  socklen_t length = sizeof address;

  REQUIRE(getsockname(receiver, (struct sockaddr *)&address, &length) == 0);
  REQUIRE(sendto(receiver, "x", 1, 0, (struct sockaddr *)&address, length) ==
          1);
}

static bool is_readable(const struct hwc_poller *poller)
{
  struct pollfd host = {.fd = hwc_poller_descriptor(poller), .events = POLLIN};
  return poll(&host, 1, 0) == 1;
}

/* The ready events of a socket; 0 if it is not reported. */
static unsigned ready_of(struct hwc_poller *poller, int descriptor)
{
  struct hwc_poll_ready ready[4];
  int count = hwc_poller_wait(poller, 0, ready, 4);

  REQUIRE(count >= 0 && count <= 1);
  CHECK(count == 0 || ready[0].descriptor == descriptor);
  return count == 1 ? ready[0].ready : 0;
}

static void reports_what_is_wanted_and_nothing_else(void)
{
  struct hwc_poller poller = {0};

  REQUIRE(hwc_poller_init(&poller) == HWC_OK);
  int receiver = open_receiver(&poller);
  CHECK(hwc_poller_watch(&poller, receiver, HWC_POLL_READ) == HWC_OK);
  CHECK(ready_of(&poller, receiver) == 0);
  send_to(receiver);
  CHECK(is_readable(&poller));
  CHECK(ready_of(&poller, receiver) == HWC_POLL_READ);

  CHECK(hwc_poller_watch(&poller, receiver, 0) == HWC_OK);
  CHECK(ready_of(&poller, receiver) == 0);
  CHECK(!is_readable(&poller)); /* a host is woken at most once */

  CHECK(hwc_poller_watch(&poller, receiver, HWC_POLL_READ) == HWC_OK);
  CHECK(ready_of(&poller, receiver) == HWC_POLL_READ);
  CHECK(hwc_poller_watch(&poller, receiver, HWC_POLL_WRITE) == HWC_OK);
  CHECK(ready_of(&poller, receiver) == HWC_POLL_WRITE);
  CHECK(hwc_poller_watch(&poller, receiver, HWC_POLL_READ | HWC_POLL_WRITE) ==
        HWC_OK);
  CHECK(ready_of(&poller, receiver) == (HWC_POLL_READ | HWC_POLL_WRITE));

  CHECK(hwc_poller_close(&poller, receiver) == 0);
  hwc_poller_done(&poller);
}

/* The same for a socket that was not ready between two uses. */
static void watches_again_without_a_system_call(void)
{
  struct hwc_poller poller = {0};

  REQUIRE(hwc_poller_init(&poller) == HWC_OK);
  int receiver = open_receiver(&poller);
  for (int i = 0; i < 3; i++) {
    CHECK(hwc_poller_watch(&poller, receiver, HWC_POLL_READ) == HWC_OK);
    CHECK(ready_of(&poller, receiver) == 0);
    CHECK(hwc_poller_watch(&poller, receiver, 0) == HWC_OK);
    CHECK(ready_of(&poller, receiver) == 0);
  }
  CHECK(hwc_poller_watch(&poller, receiver, HWC_POLL_READ) == HWC_OK);
  send_to(receiver);
  CHECK(ready_of(&poller, receiver) == HWC_POLL_READ);
  CHECK(hwc_poller_close(&poller, receiver) == 0);
  hwc_poller_done(&poller);
}

/* A closed socket is no longer watched, even if another process or descriptor
 * keeps it open; a new one with the same number starts afresh. */
static void forgets_what_is_closed(void)
{
  struct hwc_poller poller = {0};

  REQUIRE(hwc_poller_init(&poller) == HWC_OK);
  int receiver = open_receiver(&poller);
  CHECK(hwc_poller_watch(&poller, receiver, HWC_POLL_READ) == HWC_OK);
  CHECK(hwc_poller_watch(&poller, receiver, 0) == HWC_OK);
  int copy = dup(receiver);
  REQUIRE(copy >= 0);
  CHECK(hwc_poller_close(&poller, receiver) == 0);
  send_to(copy);
  CHECK(!is_readable(&poller));

  int next = open_receiver(&poller);
  CHECK(next == receiver);
  CHECK(hwc_poller_watch(&poller, next, HWC_POLL_READ) == HWC_OK);
  send_to(next);
  CHECK(ready_of(&poller, next) == HWC_POLL_READ);
  CHECK(hwc_poller_close(&poller, next) == 0);
  close(copy);
  hwc_poller_done(&poller);
}

static void watches_descriptors_of_others(void)
{
  struct hwc_poller poller = {0};
  int ends[2];

  REQUIRE(hwc_poller_init(&poller) == HWC_OK);
  REQUIRE(pipe(ends) == 0);
  CHECK(hwc_poller_watch(&poller, ends[0], HWC_POLL_READ) == HWC_OK);
  REQUIRE(write(ends[1], "x", 1) == 1);
  CHECK(ready_of(&poller, ends[0]) == HWC_POLL_READ);
  CHECK(hwc_poller_watch(&poller, ends[0], 0) == HWC_OK);
  CHECK(!is_readable(&poller));
  close(ends[0]);
  close(ends[1]);
  hwc_poller_done(&poller);
}

int main(void)
{
  reports_what_is_wanted_and_nothing_else();
  watches_again_without_a_system_call();
  forgets_what_is_closed();
  watches_descriptors_of_others();
  return check_failures();
}
