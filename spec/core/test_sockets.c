/* SPDX-License-Identifier: Apache-2.0
 *
 * Which socket a connection uses, and what was written to it: a request whose
 * send is watched on the wrong socket would count as not sent, and be sent
 * twice. */
#define _DEFAULT_SOURCE
#include "core/sockets.h"
#include "spec/support/check.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static bool emulated;

/* Replaces the one of the C library. An emulator (gVisor) reports the state of
 * a connection and little else. */
int getsockopt(int descriptor, int level, int name, void *value,
               socklen_t *length)
{
  long result = syscall(SYS_getsockopt, descriptor, level, name, value, length);

  if (result == 0 && emulated && level == IPPROTO_TCP && name == TCP_INFO)
    memset((char *)value + 1, 0, *length - 1);
  return (int)result;
}

/* A connection between two loopback addresses, and its name. */
struct connection {
  struct hwc_connection_name name;
  int descriptor;
  int peer;
};

static struct sockaddr_in address_of(const char *text, int port)
{
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons((uint16_t)port)};

  REQUIRE(inet_pton(AF_INET, text, &address.sin_addr) == 1);
  return address;
}

static int port_of(int descriptor)
{
  struct sockaddr_in address;
  socklen_t length = sizeof address;

  REQUIRE(getsockname(descriptor, (struct sockaddr *)&address, &length) == 0);
  return ntohs(address.sin_port);
}

/* Port 0 lets the system choose one; `port` is set to it. */
static int listen_at(const char *text, int *port)
{
  struct sockaddr_in address = address_of(text, *port);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  int on = 1;

  REQUIRE(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0);
  REQUIRE(bind(listener, (struct sockaddr *)&address, sizeof address) == 0);
  REQUIRE(listen(listener, 1) == 0);
  *port = port_of(listener);
  return listener;
}

/* From a local port that other connections may share. */
static void connect_from(struct connection *connection,
                         struct hwc_sockets *sockets, const char *local,
                         int *local_port, const char *remote, int *remote_port)
{
  int listener = listen_at(remote, remote_port);
  struct sockaddr_in here = address_of(local, *local_port);
  struct sockaddr_in there = address_of(remote, *remote_port);
  int descriptor = hwc_sockets_open(sockets, AF_INET, SOCK_STREAM, 0);
  int on = 1;

  REQUIRE(setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) ==
          0);
  REQUIRE(bind(descriptor, (struct sockaddr *)&here, sizeof here) == 0);
  REQUIRE(connect(descriptor, (struct sockaddr *)&there, sizeof there) == 0);
  *local_port = port_of(descriptor);
  connection->name =
    (struct hwc_connection_name){local, remote, *local_port, *remote_port};
  connection->descriptor = descriptor;
  connection->peer = accept(listener, NULL, NULL);
  REQUIRE(connection->peer >= 0);
  close(listener);
}

/* Each of the two is watched while only one of them is written to. */
static void check_told_apart(struct hwc_sockets *sockets,
                             struct connection connections[2])
{
  for (int written = 0; written < 2; written++) {
    struct hwc_send sends[2];
    for (int i = 0; i < 2; i++) {
      REQUIRE(hwc_send_begin(&sends[i], sockets, &connections[i].name, false));
      CHECK(sends[i].socket != NULL);
      CHECK(sends[i].descriptor == connections[i].descriptor);
    }
    REQUIRE(write(connections[written].descriptor, "x", 1) == 1);
    for (int i = 0; i < 2; i++) {
      hwc_send_end(&sends[i]);
      CHECK(hwc_send_wrote_nothing(&sends[i]) == (i != written));
    }
  }
}

static void tells_connections_of_one_local_port_apart(void)
{
  static const struct {
    const char *local[2];
    const char *remote[2];
    bool one_remote_port;
  } cases[] = {
    {{"127.0.0.1", "127.0.0.1"}, {"127.0.0.2", "127.0.0.3"}, true},
    {{"127.0.0.1", "127.0.0.1"}, {"127.0.0.2", "127.0.0.3"}, false},
    {{"127.0.0.1", "127.0.0.1"}, {"127.0.0.2", "127.0.0.2"}, false},
    {{"127.0.0.4", "127.0.0.5"}, {"127.0.0.2", "127.0.0.2"}, true},
  };

  for (size_t i = 0; i < COUNT(cases); i++) {
    struct hwc_poller poller = {0};
    struct hwc_sockets sockets = {.poller = &poller};
    struct connection connections[2];
    int local_port = 0;
    int remote_port = 0;
    REQUIRE(hwc_poller_init(&poller) == HWC_OK);
    for (int j = 0; j < 2; j++) {
      if (!cases[i].one_remote_port)
        remote_port = 0;
      connect_from(&connections[j], &sockets, cases[i].local[j], &local_port,
                   cases[i].remote[j], &remote_port);
    }
    REQUIRE(connections[0].name.local_port == connections[1].name.local_port);
    check_told_apart(&sockets, connections);
    for (int j = 0; j < 2; j++) {
      hwc_sockets_close(&sockets, connections[j].descriptor);
      close(connections[j].peer);
    }
    hwc_sockets_done(&sockets);
    hwc_poller_done(&poller);
  }
}

static void check_found(struct hwc_sockets *sockets,
                        const struct connection *connection)
{
  struct hwc_send send;

  REQUIRE(hwc_send_begin(&send, sockets, &connection->name, false));
  CHECK(send.socket != NULL);
  CHECK(send.descriptor == connection->descriptor);
  hwc_send_end(&send);
  CHECK(hwc_send_wrote_nothing(&send));
}

/* Also after others were closed, and their descriptors opened again. */
static void finds_each_of_many(void)
{
  enum { MANY = 400 };
  static struct connection connections[MANY];
  struct hwc_poller poller = {0};
  struct hwc_sockets sockets = {.poller = &poller};

  REQUIRE(hwc_poller_init(&poller) == HWC_OK);
  for (int round = 0; round < 3; round++) {
    for (int i = 0; i < MANY; i++) {
      int local_port = 0;
      int remote_port = 0;
      if (round > 0 && i % (round + 2) != 0)
        continue;
      connect_from(&connections[i], &sockets, "127.0.0.1", &local_port,
                   "127.0.0.1", &remote_port);
    }
    for (int i = MANY - 1; i >= 0; i--)
      check_found(&sockets, &connections[i]);
    for (int i = 0; i < MANY; i++)
      if (round == 2 || i % (round + 3) == 0) {
        hwc_sockets_close(&sockets, connections[i].descriptor);
        close(connections[i].peer);
      }
  }
  hwc_sockets_done(&sockets);
  hwc_poller_done(&poller);
}

/* A descriptor that was closed elsewhere, and is opened again. */
static void forgets_a_socket_that_was_closed_elsewhere(void)
{
  struct hwc_poller poller = {0};
  struct hwc_sockets sockets = {.poller = &poller};
  struct connection connection;

  REQUIRE(hwc_poller_init(&poller) == HWC_OK);
  for (int i = 0; i < 3; i++) {
    int local_port = 0;
    int remote_port = 0;
    connect_from(&connection, &sockets, "127.0.0.1", &local_port, "127.0.0.1",
                 &remote_port);
    check_found(&sockets, &connection);
    close(connection.descriptor);
    close(connection.peer);
  }
  hwc_sockets_done(&sockets);
  hwc_poller_done(&poller);
}

/* Nothing is proven if the socket of a connection is ambiguous. */
static void watches_none_that_is_not_certain(void)
{
  struct hwc_poller poller = {0};
  struct hwc_sockets sockets = {.poller = &poller};
  struct connection connections[2];
  struct hwc_send send;
  int local_port = 0;
  int remote_port = 0;

  REQUIRE(hwc_poller_init(&poller) == HWC_OK);
  connect_from(&connections[0], &sockets, "127.0.0.1", &local_port, "127.0.0.2",
               &remote_port);
  connect_from(&connections[1], &sockets, "127.0.0.1", &local_port, "127.0.0.3",
               &remote_port);
  const struct hwc_connection_name others[] = {
    {"127.0.0.1", "127.0.0.4", local_port, remote_port},
    {"127.0.0.4", "127.0.0.2", local_port, remote_port},
    {"127.0.0.1", "127.0.0.2", local_port, remote_port ^ 1},
    {"127.0.0.1", "127.0.0.2", 0, remote_port},
    {"127.0.0.1", NULL, local_port, remote_port},
    {NULL, "127.0.0.2", local_port, remote_port},
  };
  for (size_t i = 0; i < COUNT(others); i++) {
    CHECK(hwc_send_begin(&send, &sockets, &others[i], false));
    CHECK(send.socket == NULL);
    hwc_send_end(&send);
    CHECK(!hwc_send_wrote_nothing(&send));
  }
  for (int i = 0; i < 2; i++) {
    hwc_sockets_close(&sockets, connections[i].descriptor);
    close(connections[i].peer);
  }
  hwc_sockets_done(&sockets);
  hwc_poller_done(&poller);
}

/* A connection with a send in progress. */
struct sending {
  struct hwc_poller poller;
  struct hwc_sockets sockets;
  struct connection connection;
  struct hwc_send send;
};

static void begin(struct sending *sending, bool multiplexed)
{
  int local_port = 0;
  int remote_port = 0;

  *sending = (struct sending){.sockets.poller = &sending->poller};
  REQUIRE(hwc_poller_init(&sending->poller) == HWC_OK);
  connect_from(&sending->connection, &sending->sockets, "127.0.0.1",
               &local_port, "127.0.0.2", &remote_port);
  REQUIRE(hwc_send_begin(&sending->send, &sending->sockets,
                         &sending->connection.name, multiplexed));
}

static void done_sockets(struct sending *sending)
{
  hwc_sockets_done(&sending->sockets);
  hwc_poller_done(&sending->poller);
}

static void done(struct sending *sending)
{
  close(sending->connection.peer);
  done_sockets(sending);
}

static int queued_bytes(int descriptor)
{
  int bytes = 0;

  REQUIRE(ioctl(descriptor, SIOCOUTQ, &bytes) == 0);
  return bytes;
}

/* The peer acknowledges late, and resets the connection before. */
static void proves_nothing_if_written_bytes_were_never_acknowledged(void)
{
  const struct linger at_once = {.l_onoff = 1};
  const int late = 0;
  int unacknowledged = 0;

  for (int i = 0; i < 100 && unacknowledged == 0; i++) {
    struct sending sending;
    begin(&sending, false);
    int descriptor = sending.connection.descriptor;
    int peer = sending.connection.peer;
    struct pollfd end = {.fd = descriptor, .events = POLLIN};
    REQUIRE(setsockopt(peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) ==
            0);
    REQUIRE(setsockopt(peer, IPPROTO_TCP, TCP_QUICKACK, &late, sizeof late) ==
            0);
    REQUIRE(write(descriptor, "x", 1) == 1);
    close(peer);
    REQUIRE(poll(&end, 1, 10000) == 1);
    unacknowledged = queued_bytes(descriptor);
    hwc_send_end(&sending.send);
    CHECK(!hwc_send_wrote_nothing(&sending.send));
    hwc_sockets_close(&sending.sockets, descriptor);
    done_sockets(&sending);
  }
  CHECK(unacknowledged > 0);
}

/* The counters never change there. */
static void proves_nothing_in_an_emulator_that_counts_nothing(void)
{
  struct sending sending;
  char byte;

  emulated = true;
  begin(&sending, false);
  REQUIRE(write(sending.connection.descriptor, "x", 1) == 1);
  REQUIRE(read(sending.connection.peer, &byte, 1) == 1);
  hwc_send_end(&sending.send);
  CHECK(!hwc_send_wrote_nothing(&sending.send));
  hwc_sockets_close(&sending.sockets, sending.connection.descriptor);
  done(&sending);
  emulated = false;
}

/* Like a request: headers, then body, each in one write. */
static void has_room_for_what_is_written_at_once(void)
{
  enum { HEAD = 500, MOST = 10000 };
  static const char bytes[40000];
  static const size_t bodies[] = {0, 100, 1500, sizeof bytes};

  for (size_t i = 0; i < COUNT(bodies); i++) {
    struct sending sending;
    size_t size = HEAD + bodies[i] + 2048;
    int requests = 0;
    begin(&sending, true);
    hwc_sockets_widen(sending.connection.descriptor);
    fcntl(sending.connection.descriptor, F_SETFL, O_NONBLOCK);
    while (hwc_send_has_room(&sending.send, size) && requests < MOST) {
      CHECK(write(sending.connection.descriptor, bytes, HEAD) == HEAD);
      CHECK(write(sending.connection.descriptor, bytes, bodies[i]) ==
            (ssize_t)bodies[i]);
      requests++;
    }
    CHECK(requests > 2);
    CHECK(requests < MOST); /* the peer does not read */
    CHECK(!hwc_send_has_room(&sending.send, (size_t)1 << 30));
    hwc_sockets_close(&sending.sockets, sending.connection.descriptor);
    done(&sending);
  }
}

static void keeps_handles_until_their_connection_is_closed(void)
{
  struct sending sending;
  CURL *first = curl_easy_init();
  CURL *second = curl_easy_init();
  CURL *late = curl_easy_init();

  begin(&sending, true);
  hwc_sockets_retire(&sending.sockets, &sending.send, first);
  hwc_sockets_retire(&sending.sockets, &sending.send, second);
  CHECK(sending.sockets.unneeded == NULL);
  hwc_sockets_drop_retired(&sending.sockets, false);
  CHECK(curl_easy_setopt(first, CURLOPT_URL, "http://a") == CURLE_OK);
  CHECK(curl_easy_setopt(second, CURLOPT_URL, "http://a") == CURLE_OK);
  hwc_sockets_close(&sending.sockets, sending.connection.descriptor);
  CHECK(sending.sockets.unneeded != NULL);
  hwc_sockets_drop_retired(&sending.sockets, false);
  CHECK(sending.sockets.unneeded == NULL);
  hwc_sockets_retire(&sending.sockets, &sending.send, late);
  CHECK(sending.sockets.unneeded == late);
  hwc_sockets_drop_retired(&sending.sockets, false);
  done(&sending);
}

static void keeps_handles_of_unknown_connections_to_the_end(void)
{
  struct sending sending;
  CURL *unknown = curl_easy_init();
  CURL *known = curl_easy_init();

  begin(&sending, true);
  hwc_sockets_retire(&sending.sockets, &(struct hwc_send){0}, unknown);
  hwc_sockets_retire(&sending.sockets, &sending.send, known);
  hwc_sockets_drop_retired(&sending.sockets, false);
  CHECK(curl_easy_setopt(unknown, CURLOPT_URL, "http://a") == CURLE_OK);
  hwc_sockets_drop_retired(&sending.sockets, true);
  CHECK(sending.sockets.retired == NULL);
  hwc_sockets_close(&sending.sockets, sending.connection.descriptor);
  CHECK(sending.sockets.unneeded == NULL);
  done(&sending);
}

int main(void)
{
  curl_global_init(CURL_GLOBAL_DEFAULT);
  has_room_for_what_is_written_at_once();
  keeps_handles_until_their_connection_is_closed();
  keeps_handles_of_unknown_connections_to_the_end();
  tells_connections_of_one_local_port_apart();
  finds_each_of_many();
  forgets_a_socket_that_was_closed_elsewhere();
  watches_none_that_is_not_certain();
  proves_nothing_if_written_bytes_were_never_acknowledged();
  proves_nothing_in_an_emulator_that_counts_nothing();
  curl_global_cleanup();
  return check_failures();
}
