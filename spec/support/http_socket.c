/* SPDX-License-Identifier: Apache-2.0
 *
 * Sockets of the servers of tests. */
#define _POSIX_C_SOURCE 200809L
#include "spec/support/http_socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 256

int http_listen(const char *host, int *port)
{
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6};
  struct sockaddr_in v4 = {.sin_family = AF_INET};
  int is_v6 = inet_pton(AF_INET6, host, &v6.sin6_addr) == 1;
  struct sockaddr *address =
    is_v6 ? (struct sockaddr *)&v6 : (struct sockaddr *)&v4;
  socklen_t length = is_v6 ? sizeof v6 : sizeof v4;

  if (!is_v6 && inet_pton(AF_INET, host, &v4.sin_addr) != 1)
    return -1;
  int listener = socket(address->sa_family, SOCK_STREAM, 0);
  if (listener < 0)
    return -1;
  if (bind(listener, address, length) != 0 || listen(listener, BACKLOG) != 0 ||
      getsockname(listener, address, &length) != 0) {
    close(listener);
    return -1;
  }
  *port = ntohs(is_v6 ? v6.sin6_port : v4.sin_port);
  return listener;
}

size_t http_whole_request(const char *bytes, size_t length)
{
  const char *end = strstr(bytes, "\r\n\r\n");
  size_t body = 0;

  if (end == NULL)
    return 0;
  for (const char *line = bytes; line < end; line = strstr(line, "\r\n") + 2)
    if (strncasecmp(line, "Content-Length:", 15) == 0)
      body = (size_t)strtoul(line + 15, NULL, 10);
  size_t whole = (size_t)(end + 4 - bytes) + body;
  return whole <= length ? whole : 0;
}

void http_send(int socket, const char *data, size_t length)
{
  while (length > 0) {
    ssize_t sent = send(socket, data, length, MSG_NOSIGNAL);
    if (sent <= 0)
      return;
    data += sent;
    length -= (size_t)sent;
  }
}
