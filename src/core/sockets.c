/* SPDX-License-Identifier: Apache-2.0
 *
 * Counts the bytes written to sockets. On Linux the kernel reports how many
 * were acknowledged and how many it still holds. On other systems, or if an
 * emulator hides it, nothing is proven. */
#define _DEFAULT_SOURCE
#include "core/sockets.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#ifdef __linux__
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <sys/ioctl.h>
#endif

#define WIDE_BUFFER (512 * 1024)

struct hwc_socket {
  struct hwc_send *send; /* the watched send, or NULL */
  bool open;
  bool http_1;    /* HTTP/1.1 is used on it */
  int local_port; /* 0: not yet known */
  int next;       /* in its list: see struct hwc_sockets; 0: none */
  CURL *retired;  /* list, linked by CURLOPT_PRIVATE */
};

/* --- Kernel counters ------------------------------------------------------ */

enum connection_state { STATE_UNKNOWN, STATE_OPEN, STATE_ENDING };

#ifdef __linux__

/* TCP_ESTABLISHED; no header defines it together with the struct. */
#define ESTABLISHED 1

/* Members that this system does not know are all ones. Emulators that fill in
 * few members do not even count segments, of which each connection has sent
 * some. */
static bool read_info(int descriptor, struct tcp_info *info)
{
  socklen_t length = sizeof *info;

  memset(info, 0xff, sizeof *info);
  return getsockopt(descriptor, IPPROTO_TCP, TCP_INFO, info, &length) == 0 &&
         length >= offsetof(struct tcp_info, tcpi_segs_out) +
                     sizeof info->tcpi_segs_out &&
         info->tcpi_segs_out > 0;
}

/* True if the kernel holds no written bytes. A connection that was reset does
 * not report the ones that it had sent. Kernels that know the last member read
 * all of them at one moment. */
static bool holds_nothing(const struct tcp_info *info)
{
  return info->tcpi_state == ESTABLISHED && info->tcpi_unacked == 0 &&
         info->tcpi_notsent_bytes == 0 && info->tcpi_busy_time != UINT64_MAX;
}

static bool read_queue(int descriptor, uint64_t *queued)
{
  int bytes = 0;

  if (ioctl(descriptor, SIOCOUTQ, &bytes) != 0 || bytes < 0)
    return false;
  *queued = (uint64_t)bytes;
  return true;
}

/* Sets `written` to the bytes ever written to the socket: acknowledged plus
 * held by the kernel. The latter take another system call, and both are read
 * again if an acknowledgement arrived in between. */
static bool count_written(int descriptor, uint64_t *written,
                          enum connection_state *state)
{
  struct tcp_info info;
  uint64_t queued = 0;

  if (!read_info(descriptor, &info))
    return false;
  *state = info.tcpi_state == ESTABLISHED ? STATE_OPEN : STATE_ENDING;
  bool known = holds_nothing(&info);
  *written = info.tcpi_bytes_acked;
  for (int i = 0; !known && i < 4; i++) {
    if (!read_queue(descriptor, &queued) || !read_info(descriptor, &info))
      return false;
    known = *written == info.tcpi_bytes_acked;
    *written = info.tcpi_bytes_acked;
  }
  *written += queued;
  return known;
}

#else

static bool read_queue(int descriptor, uint64_t *queued)
{
  (void)descriptor;
  (void)queued;
  return false;
}

static bool count_written(int descriptor, uint64_t *written,
                          enum connection_state *state)
{
  (void)descriptor;
  (void)written;
  (void)state;
  return false;
}

#endif

/* Port of an address, and its text if `text` is not NULL; 0 for an unknown
 * family. */
static int read_address(const struct sockaddr_storage *address,
                        char text[INET6_ADDRSTRLEN])
{
  const struct sockaddr_in *in = (const struct sockaddr_in *)address;
  const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)address;
  bool is_6 = address->ss_family == AF_INET6;
  const void *bytes =
    is_6 ? (const void *)&in6->sin6_addr : (const void *)&in->sin_addr;

  if (!is_6 && address->ss_family != AF_INET)
    return 0;
  if (text != NULL)
    inet_ntop(address->ss_family, bytes, text, INET6_ADDRSTRLEN);
  return ntohs(is_6 ? in6->sin6_port : in->sin_port);
}

static bool is_at(const struct sockaddr_storage *address, const char *text,
                  int port)
{
  char its_text[INET6_ADDRSTRLEN] = "";

  return read_address(address, its_text) == port && text != NULL &&
         strcmp(its_text, text) == 0;
}

static bool connects(int descriptor, const struct hwc_connection_name *name)
{
  struct sockaddr_storage local = {0};
  struct sockaddr_storage remote = {0};
  socklen_t local_length = sizeof local;
  socklen_t remote_length = sizeof remote;

  return getsockname(descriptor, (struct sockaddr *)&local, &local_length) ==
           0 &&
         getpeername(descriptor, (struct sockaddr *)&remote, &remote_length) ==
           0 &&
         is_at(&local, name->local, name->local_port) &&
         is_at(&remote, name->remote, name->remote_port);
}

static int read_local_port(int descriptor)
{
  struct sockaddr_storage local = {0};
  socklen_t length = sizeof local;

  if (getsockname(descriptor, (struct sockaddr *)&local, &length) != 0)
    return 0;
  return read_address(&local, NULL);
}

/* --- Table of sockets ----------------------------------------------------- */

void hwc_sockets_done(struct hwc_sockets *sockets)
{
  for (size_t i = 0; i < sockets->count; i++)
    if (sockets->table[i].send != NULL)
      sockets->table[i].send->socket = NULL;
  free(sockets->table);
  *sockets = (struct hwc_sockets){0};
}

/* Moves the table; watched sends point to their sockets and are updated. */
static bool grow(struct hwc_sockets *sockets, size_t needed)
{
  size_t count = needed > 64 ? needed * 2 : 64;
  struct hwc_socket *table = calloc(count, sizeof *table);

  if (table == NULL)
    return false;
  for (size_t i = 0; i < sockets->count; i++) {
    table[i] = sockets->table[i];
    if (table[i].send != NULL)
      table[i].send->socket = &table[i];
  }
  free(sockets->table);
  sockets->table = table;
  sockets->count = count;
  return true;
}

/* The list that a socket with that local port is in. */
static int *list_of(struct hwc_sockets *sockets, int local_port)
{
  return local_port == 0 ? &sockets->unknown
                         : &sockets->by_port[local_port % HWC_PORT_LISTS];
}

static void join_list(struct hwc_sockets *sockets, int descriptor)
{
  struct hwc_socket *socket = &sockets->table[descriptor];
  int *list = list_of(sockets, socket->local_port);

  socket->next = *list;
  *list = descriptor + 1;
}

static void leave_list(struct hwc_sockets *sockets, int descriptor)
{
  struct hwc_socket *socket = &sockets->table[descriptor];
  int *link = list_of(sockets, socket->local_port);

  while (*link != descriptor + 1)
    link = &sockets->table[*link - 1].next;
  *link = socket->next;
}

/* Reads the local ports that were not known yet. */
static void read_local_ports(struct hwc_sockets *sockets)
{
  int next;

  for (int at = sockets->unknown; at != 0; at = next) {
    struct hwc_socket *socket = &sockets->table[at - 1];
    int port = read_local_port(at - 1);
    next = socket->next;
    if (port == 0)
      continue;
    leave_list(sockets, at - 1);
    socket->local_port = port;
    join_list(sockets, at - 1);
  }
}

/* --- Retired handles ------------------------------------------------------ */

static CURL *take_retired(CURL **list)
{
  CURL *easy = *list;
  char *next = NULL;

  if (easy != NULL)
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &next);
  *list = (CURL *)next;
  return easy;
}

static void put_retired(CURL *easy, CURL **list)
{
  curl_easy_setopt(easy, CURLOPT_PRIVATE, *list);
  *list = easy;
}

static void move_retired(CURL **from, CURL **to)
{
  while (*from != NULL)
    put_retired(take_retired(from), to);
}

/* NULL if the connection is closed or was never known. */
static struct hwc_socket *socket_of(const struct hwc_sockets *sockets,
                                    const struct hwc_send *send)
{
  if (send->local_port == 0 || (size_t)send->descriptor >= sockets->count)
    return NULL;
  struct hwc_socket *socket = &sockets->table[send->descriptor];
  return socket->open && socket->local_port == send->local_port ? socket : NULL;
}

void hwc_sockets_retire(struct hwc_sockets *sockets,
                        const struct hwc_send *send, CURL *easy)
{
  struct hwc_socket *socket = socket_of(sockets, send);

  if (socket != NULL)
    put_retired(easy, &socket->retired);
  else
    put_retired(easy,
                send->local_port == 0 ? &sockets->retired : &sockets->unneeded);
}

void hwc_sockets_drop_retired(struct hwc_sockets *sockets, bool all)
{
  for (size_t i = 0; all && i < sockets->count; i++)
    move_retired(&sockets->table[i].retired, &sockets->unneeded);
  if (all)
    move_retired(&sockets->retired, &sockets->unneeded);
  while (sockets->unneeded != NULL)
    curl_easy_cleanup(take_retired(&sockets->unneeded));
}

/* --- Opening and closing -------------------------------------------------- */

int hwc_sockets_open(struct hwc_sockets *sockets, int family, int type,
                     int protocol)
{
  int descriptor = hwc_poller_open(sockets->poller, family, type, protocol);

  if (descriptor < 0)
    return descriptor;
  size_t needed = (size_t)descriptor + 1;
  if (needed > sockets->count && !grow(sockets, needed)) {
    sockets->incomplete = true;
    return descriptor;
  }
  /* It may have been closed behind libcurl's back. */
  if (sockets->table[descriptor].open)
    leave_list(sockets, descriptor);
  sockets->table[descriptor] = (struct hwc_socket){.open = true};
  join_list(sockets, descriptor);
  return descriptor;
}

int hwc_sockets_close(struct hwc_sockets *sockets, int descriptor)
{
  if (descriptor >= 0 && (size_t)descriptor < sockets->count) {
    struct hwc_socket *socket = &sockets->table[descriptor];
    if (socket->send != NULL)
      hwc_send_end(socket->send);
    if (socket->open)
      leave_list(sockets, descriptor);
    move_retired(&socket->retired, &sockets->unneeded);
    *socket = (struct hwc_socket){0};
  }
  return hwc_poller_close(sockets->poller, descriptor);
}

void hwc_sockets_widen(int descriptor)
{
  const int bytes = WIDE_BUFFER;

  setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

/* A socket with that local port and, with `both_ends`, the same peer. */
static struct hwc_socket *search(const struct hwc_sockets *sockets,
                                 const struct hwc_connection_name *name,
                                 bool both_ends, size_t *matches)
{
  struct hwc_socket *found = NULL;
  int at = sockets->by_port[name->local_port % HWC_PORT_LISTS];

  *matches = 0;
  for (; at != 0; at = sockets->table[at - 1].next) {
    struct hwc_socket *socket = &sockets->table[at - 1];
    if (socket->local_port != name->local_port ||
        (both_ends && !connects(at - 1, name)))
      continue;
    found = socket;
    ++*matches;
  }
  return found;
}

/* NULL if ambiguous. A local port almost always identifies one socket, but
 * connections to two peers may share it. */
static struct hwc_socket *find(struct hwc_sockets *sockets,
                               const struct hwc_connection_name *name)
{
  size_t matches;

  if (sockets->incomplete || name->local_port <= 0)
    return NULL;
  read_local_ports(sockets);
  struct hwc_socket *found = search(sockets, name, false, &matches);
  if (matches > 1)
    found = search(sockets, name, true, &matches);
  return matches == 1 ? found : NULL;
}

/* --- Watching sends ------------------------------------------------------- */

/* Ends a watch with the number of bytes written so far. */
static void end_watch(struct hwc_send *send, uint64_t written)
{
  send->ended = true;
  send->after = written;
  hwc_send_forget(send);
}

bool hwc_send_begin(struct hwc_send *send, struct hwc_sockets *sockets,
                    const struct hwc_connection_name *name, bool multiplexed)
{
  struct hwc_socket *socket = find(sockets, name);

  *send = (struct hwc_send){0};
  if (socket == NULL)
    return true;
  send->descriptor = (int)(socket - sockets->table);
  send->local_port = socket->local_port;
  enum connection_state state = STATE_UNKNOWN;
  bool counted = count_written(send->descriptor, &send->before, &state);
  if (state == STATE_ENDING)
    return false;
  if ((multiplexed && !socket->http_1) || !counted)
    return true;
  if (socket->send != NULL) /* of the request before */
    end_watch(socket->send, send->before);
  send->counted = true;
  send->socket = socket;
  socket->send = send;
  return true;
}

bool hwc_send_has_input(const struct hwc_send *send)
{
  char byte;

  return send->socket != NULL &&
         recv(send->descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

bool hwc_send_has_room(const struct hwc_send *send, size_t bytes)
{
  int room = 0;
  socklen_t length = sizeof room;
  uint64_t queued = 0;

  if (send->local_port == 0 ||
      getsockopt(send->descriptor, SOL_SOCKET, SO_SNDBUF, &room, &length) != 0)
    return true;
  if (!read_queue(send->descriptor, &queued))
    queued = 0;
  return queued + bytes <= (uint64_t)room / 2;
}

void hwc_send_note_http_1(const struct hwc_send *send,
                          struct hwc_sockets *sockets)
{
  struct hwc_socket *socket = socket_of(sockets, send);

  if (socket != NULL)
    socket->http_1 = true;
}

void hwc_send_forget(struct hwc_send *send)
{
  if (send->socket != NULL)
    send->socket->send = NULL;
  send->socket = NULL;
}

void hwc_send_end(struct hwc_send *send)
{
  if (send->socket == NULL)
    return;
  enum connection_state state;
  uint64_t written;
  if (count_written(send->descriptor, &written, &state))
    end_watch(send, written);
  else
    hwc_send_forget(send);
}

bool hwc_send_wrote_nothing(const struct hwc_send *send)
{
  return send->counted && send->ended && send->before == send->after;
}
