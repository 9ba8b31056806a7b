/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses in numbers, and what the machine says of them. */
#define _POSIX_C_SOURCE 200809L

#include "sandbox/address.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <unistd.h>

static socklen_t size_of(int family)
{
  return family == AF_INET6 ? sizeof(struct sockaddr_in6)
                            : sizeof(struct sockaddr_in);
}

bool address_parse(const char *text, uint16_t port,
                   struct sockaddr_storage *address)
{
  struct sockaddr_in *v4 = (struct sockaddr_in *)address;
  struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)address;

  memset(address, 0, sizeof(*address));
  if (inet_pton(AF_INET, text, &v4->sin_addr) == 1) {
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    return true;
  }
  if (inet_pton(AF_INET6, text, &v6->sin6_addr) == 1) {
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    return true;
  }
  return false;
}

int address_bind_error(const struct sockaddr *address)
{
  int reuse = 1;
  int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return errno;
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof(reuse));
  int reason = bind(fd, address, size_of(address->sa_family)) == 0 ? 0 : errno;
  close(fd);
  return reason;
}

bool address_outward(int family, char text[INET6_ADDRSTRLEN])
{
  /* Of the blocks for documentation: a datagram socket that is connected looks
   * the route up, and sends nothing. */
  const char *far = family == AF_INET6 ? "2001:db8::1" : "192.0.2.1";
  struct sockaddr_storage address;
  struct sockaddr_storage own;
  socklen_t size = sizeof(own);

  if (!address_parse(far, 9, &address))
    return false;
  int fd = socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return false;
  bool known =
    connect(fd, (const struct sockaddr *)&address, size_of(family)) == 0 &&
    getsockname(fd, (struct sockaddr *)&own, &size) == 0;
  close(fd);
  if (!known)
    return false;
  const void *number =
    family == AF_INET6 ? (const void *)&((struct sockaddr_in6 *)&own)->sin6_addr
                       : (const void *)&((struct sockaddr_in *)&own)->sin_addr;
  return inet_ntop(family, number, text, INET6_ADDRSTRLEN) != NULL;
}
