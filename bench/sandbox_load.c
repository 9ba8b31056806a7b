/* SPDX-License-Identifier: Apache-2.0
 *
 * Sends one request, read from standard input, again and again over several
 * connections to a server on this machine, and counts its responses:
 *
 *   sandbox_load PORT CONNECTIONS SECONDS
 *
 * Prints the number of responses with status 200, and the seconds. Ends with
 * status 1 at the first other response. */
#define _POSIX_C_SOURCE 200809L
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_CONNECTIONS = 256 };

static char request[65536];
static size_t request_length;
static char response[1 << 22];

static void fail(const char *what)
{
  fprintf(stderr, "sandbox_load: %s\n", what);
  exit(1);
}

static double seconds_now(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int connect_to(int port)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons((uint16_t)port),
    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
  };
  int fd = socket(AF_INET, SOCK_STREAM, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
    fail("cannot connect");
  return fd;
}

static void send_request(int fd)
{
  for (size_t sent = 0; sent < request_length;) {
    ssize_t count = write(fd, request + sent, request_length - sent);
    if (count <= 0)
      fail("cannot send");
    sent += (size_t)count;
  }
}

static const char *find_length(const char *head)
{
  for (const char *line = head; (line = strchr(line, '\n')) != NULL;)
    if (strncasecmp(++line, "content-length:", 15) == 0)
      return line + 15;
  return NULL;
}

static void read_response(int fd)
{
  size_t length = 0;
  const char *body = NULL;
  size_t whole = sizeof response;

  while (body == NULL || length < whole) {
    ssize_t count = read(fd, response + length, sizeof response - 1 - length);
    if (count <= 0)
      fail("the connection ended");
    length += (size_t)count;
    response[length] = '\0';
    body = body != NULL ? body : strstr(response, "\r\n\r\n");
    if (body == NULL)
      continue;
    const char *stated = find_length(response);
    if (stated == NULL)
      fail("a response without Content-Length");
    whole = (size_t)(body + 4 - response) + strtoul(stated, NULL, 10);
  }
  if (strncmp(response, "HTTP/1.1 200 ", 13) != 0)
    fail(response);
}

int main(int argc, char **argv)
{
  int connections[MAX_CONNECTIONS];

  if (argc != 4)
    fail("needs a port, connections and seconds");
  int count = atoi(argv[2]);
  double wanted = strtod(argv[3], NULL);
  if (count < 1 || count > MAX_CONNECTIONS)
    fail("1 to 256 connections");
  request_length = fread(request, 1, sizeof request, stdin);
  for (int i = 0; i < count; i++)
    connections[i] = connect_to(atoi(argv[1]));

  unsigned long done = 0;
  double begun = seconds_now(), passed = 0;
  while (passed < wanted) {
    for (int i = 0; i < count; i++)
      send_request(connections[i]);
    for (int i = 0; i < count; i++)
      read_response(connections[i]);
    done += (unsigned long)count;
    passed = seconds_now() - begun;
  }
  printf("%lu %.6f\n", done, passed);
  return 0;
}
