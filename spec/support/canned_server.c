/* SPDX-License-Identifier: Apache-2.0
 *
 * One thread, one poll() over all connections, no allocation. */
#define _POSIX_C_SOURCE 200809L
#include "spec/support/canned_server.h"

#include "spec/support/http_socket.h"
#include <poll.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CONNECTIONS 256
#define REQUEST_BYTES 16384

#define SERVER_ID "1678567b8bab40f93711234cb80d0123"
#define JOB_ID "1564ff5f8d9a4b5fb9a34c8ea2b2c7f1"
#define MACHINE_ID "b8d1c5e8-1a2b-4c3d-9e8f-0123456789ab"
#define NO_SIGN "/signs/00000000-0000-4000-8000-000000000000"

#define ONE_JOB "\"server_id\":\"" SERVER_ID "\",\"job_id\":\"" JOB_ID "\""
#define MACHINE "{\"id\":\"" MACHINE_ID "\",\"name\":\"machine\","

enum then { KEEP, CLOSE };

struct connection {
  int socket; /* negative: free */
  size_t length;
  char bytes[REQUEST_BYTES];
};

struct canned_server {
  pthread_t thread;
  int listener;
  int stop[2];
  int port;
  struct connection connections[CONNECTIONS];
};

/* The first entry whose `part` occurs in the request line is sent, if the
 * request has everything it needs; otherwise status 400. */
static const struct answer {
  const char *part;
  const char *status;
  const char *headers;
  const char *body; /* NULL: no response */
  enum then then;
  const char *needs; /* NULL: nothing */
} answers[] = {
  {"/servers/open-access", "200 OK", "",
   "{\"request_id\":\"6837531fd3f54550927b930180a706bf\","
   "\"jobs\":[{" ONE_JOB "}]}",
   KEEP,
   "\r\n\r\n{\"servers\":[{\"server_id\":\"" SERVER_ID "\","
   "\"keypair_name\":\"ops\"}]}"},
  {"/servers/batch-restart", "200 OK", "",
   "{\"request_id\":\"6837531fd3f54550927b930180a706bf\","
   "\"jobs\":[{" ONE_JOB ",\"error_code\":null,\"error_msg\":\"\"}]}",
   KEEP, "\r\n\r\n{\"server_ids\":[\"" SERVER_ID "\"]}"},
  {"/cloud-phone/jobs", "200 OK", "",
   "{\"request_id\":\"6837531fd3f54550927b930180a706bf\",\"count\":1,"
   "\"jobs\":[{" ONE_JOB ",\"status\":2,"
   "\"begin_time\":\"2024-05-06T07:08:09Z\"}]}",
   KEEP, NULL},
  {NO_SIGN, "404 Not Found", "",
   "{\"error_code\":\"APIG.3017\",\"error_msg\":\"The signature key is not "
   "there\"}",
   KEEP, NULL},
  {"/signs/", "200 OK", "",
   "{\"id\":\"0b0e8f456b8742218af75f945307173c\",\"name\":\"orders\","
   "\"sign_type\":\"hmac\",\"sign_key\":\"signkeysignkey\","
   "\"sign_secret\":\"sig**********ret\",\"sign_algorithm\":\"\","
   "\"create_time\":\"2024-05-06T07:08:09Z\","
   "\"update_time\":\"2024-05-06T07:08:09.123456789Z\"}",
   KEEP, "\r\n\r\n{\"name\":\"orders\"}"},
  {"/changeos", "200 OK", "",
   MACHINE "\"status\":\"CHANGINGOS\",\"create_at\":1699348284990}", KEEP,
   "\"key_pair_name\":\"ops\""},
  {"/dev-servers/", "200 OK", "",
   MACHINE "\"status\":\"RUNNING\",\"create_at\":1699348284990}", KEEP, NULL},
  {"/v3/auth/tokens", "201 Created", "X-Subject-Token: token-of-tests\r\n",
   "{\"token\":{\"expires_at\":\"2099-01-01T00:00:00.000000Z\","
   "\"methods\":[\"password\"],\"user\":{\"id\":\"u\",\"name\":\"n\"}}}",
   KEEP, NULL},
  {"/v3/projects", "200 OK", "",
   "{\"projects\":[{\"id\":\"0123456789abcdef0123456789abcdef\","
   "\"name\":\"cn-north-4\",\"enabled\":true}],\"links\":{}}",
   KEEP, NULL},
  {"/hang", NULL, NULL, NULL, KEEP, NULL},
  {"/drop", NULL, NULL, NULL, CLOSE, NULL},
  {"/close", "200 OK", "Connection: close\r\n", "{}", CLOSE, NULL},
  {"/page", "502 Bad Gateway", "Content-Type: text/html\r\n",
   "<html><body>Bad Gateway</body></html>", KEEP, NULL},
  {"/anything?a=x%20y&b=1&b=2", "200 OK", "", "{}", KEEP, "\r\nX-Extra: 1\r\n"},
  {"/anything", "400 Bad Request", "", "{}", KEEP, NULL},
  {"", "200 OK", "", "{}", KEEP, NULL},
};

static const struct answer refusal = {
  "",
  "400 Bad Request",
  "",
  "{\"error_code\":\"TEST.0001\",\"error_msg\":\"the request is not whole\"}",
  KEEP,
  NULL};

/* Requests with keys must sign at least these headers. */
static bool is_signed_whole(const char *request)
{
  const char *list = strstr(request, ", SignedHeaders=");

  if (strstr(request, "\r\nAuthorization: ") == NULL)
    return strstr(request, "\r\nX-Auth-Token: ") != NULL ||
           strstr(request, " /v3/") != NULL;
  return list != NULL && strstr(list, "content-type;host;") != NULL &&
         strstr(list, ";x-project-id;x-sdk-") != NULL &&
         strstr(list, "x-sdk-date, Signature=") != NULL;
}

static void drop(struct connection *connection)
{
  close(connection->socket);
  connection->socket = -1;
}

static void answer(struct connection *connection)
{
  static const char cut[] =
    "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"cut\":";
  const struct answer *found = answers;
  char *end = strchr(connection->bytes, '\r');
  char text[2048];

  *end = '\0'; /* only the request line */
  if (strstr(connection->bytes, " /slow/") != NULL)
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  if (strstr(connection->bytes, "/cut") != NULL) {
    http_send(connection->socket, cut, sizeof cut - 1);
    drop(connection);
    return;
  }
  while (strstr(connection->bytes, found->part) == NULL)
    found++;
  *end = '\r';
  if ((found->needs != NULL &&
       strstr(connection->bytes, found->needs) == NULL) ||
      !is_signed_whole(connection->bytes))
    found = &refusal;
  if (found->body != NULL) {
    int length =
      snprintf(text, sizeof text,
               "HTTP/1.1 %s\r\nContent-Length: %zu\r\n"
               "X-Request-Id: 1564ff5f8d9a4b5fb9a34c8ea2b2c7f1\r\n"
               "%s\r\n%s",
               found->status, strlen(found->body), found->headers, found->body);
    http_send(connection->socket, text, (size_t)length);
  }
  if (found->then == CLOSE)
    drop(connection);
}

static void receive(struct connection *connection)
{
  size_t whole;
  ssize_t got = recv(connection->socket, connection->bytes + connection->length,
                     REQUEST_BYTES - 1 - connection->length, 0);

  if (got <= 0) {
    drop(connection);
    return;
  }
  connection->length += (size_t)got;
  connection->bytes[connection->length] = '\0';
  while (connection->socket >= 0 &&
         (whole = http_whole_request(connection->bytes, connection->length)) >
           0) {
    answer(connection);
    connection->length -= whole;
    memmove(connection->bytes, connection->bytes + whole,
            connection->length + 1);
  }
}

static void accept_one(struct canned_server *server)
{
  int socket = accept(server->listener, NULL, NULL);

  if (socket < 0)
    return;
  for (size_t i = 0; i < CONNECTIONS; i++)
    if (server->connections[i].socket < 0) {
      server->connections[i].socket = socket;
      server->connections[i].length = 0;
      return;
    }
  close(socket);
}

static void *serve(void *argument)
{
  struct canned_server *server = argument;
  struct pollfd polled[CONNECTIONS + 2];

  for (;;) {
    polled[0] = (struct pollfd){server->stop[0], POLLIN, 0};
    polled[1] = (struct pollfd){server->listener, POLLIN, 0};
    for (size_t i = 0; i < CONNECTIONS; i++)
      polled[i + 2] = (struct pollfd){server->connections[i].socket, POLLIN, 0};
    if (poll(polled, CONNECTIONS + 2, -1) < 0)
      continue;
    if (polled[0].revents != 0)
      return NULL;
    for (size_t i = 0; i < CONNECTIONS; i++)
      if (polled[i + 2].fd >= 0 && polled[i + 2].revents != 0)
        receive(&server->connections[i]);
    if (polled[1].revents != 0)
      accept_one(server);
  }
}

struct canned_server *canned_server_start(void)
{
  struct canned_server *server = calloc(1, sizeof *server);

  if (server == NULL)
    return NULL;
  for (size_t i = 0; i < CONNECTIONS; i++)
    server->connections[i].socket = -1;
  server->listener = http_listen("127.0.0.1", &server->port);
  if (server->listener < 0 || pipe(server->stop) != 0) {
    free(server);
    return NULL;
  }
  if (pthread_create(&server->thread, NULL, serve, server) != 0)
    abort();
  return server;
}

int canned_server_port(const struct canned_server *server)
{
  return server->port;
}

void canned_server_stop(struct canned_server *server)
{
  if (write(server->stop[1], "", 1) != 1)
    abort();
  pthread_join(server->thread, NULL);
  for (size_t i = 0; i < CONNECTIONS; i++)
    if (server->connections[i].socket >= 0)
      close(server->connections[i].socket);
  close(server->listener);
  close(server->stop[0]);
  close(server->stop[1]);
  free(server);
}
