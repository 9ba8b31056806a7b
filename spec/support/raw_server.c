/* SPDX-License-Identifier: Apache-2.0
 *
 * The scripted server: poll() over a listener, a pipe that ends it, and its
 * connections. */
#define _POSIX_C_SOURCE 200809L
#include "raw_server.h"

#include "http_socket.h"
#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CONNECTIONS 16
#define REQUESTS 64
#define REQUEST_BYTES 65536

struct connection {
  int socket; /* -1: closed */
  size_t length;
  char bytes[REQUEST_BYTES];
};

struct raw_server {
  pthread_t thread;
  pthread_mutex_t lock;
  int listener;
  int stop[2];
  int port;
  const struct raw_reply *script;
  size_t script_count;
  size_t connection_count;
  size_t request_count;
  struct connection connections[CONNECTIONS];
  struct raw_request requests[REQUESTS];
};

static void close_connection(struct connection *connection, int reset)
{
  struct linger now = {1, 0};

  if (reset)
    setsockopt(connection->socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close(connection->socket);
  connection->socket = -1;
}

static void flood(struct raw_server *server, int socket)
{
  static const char zeros[16384];
  struct pollfd stop = {server->stop[0], POLLIN, 0};

  while (poll(&stop, 1, 0) == 0 &&
         send(socket, zeros, sizeof zeros, MSG_NOSIGNAL) > 0)
    continue;
}

static void answer(struct raw_server *server, struct connection *connection,
                   size_t index)
{
  size_t last = server->script_count - 1;
  const struct raw_reply *reply = &server->script[index < last ? index : last];

  if (reply->text != NULL)
    http_send(connection->socket, reply->text, strlen(reply->text));
  if (reply->then == RAW_FLOOD)
    flood(server, connection->socket);
  if (reply->then != RAW_KEEP)
    close_connection(connection, reply->then == RAW_RESET);
}

static void take_requests(struct raw_server *server,
                          struct connection *connection)
{
  size_t whole;

  while (connection->socket >= 0 &&
         (whole = http_whole_request(connection->bytes, connection->length)) >
           0) {
    pthread_mutex_lock(&server->lock);
    size_t index = server->request_count++;
    if (index >= REQUESTS)
      abort();
    struct raw_request *request = &server->requests[index];
    request->connection = (int)(connection - server->connections);
    request->length = whole;
    request->bytes = calloc(1, whole + 1);
    if (request->bytes == NULL)
      abort();
    memcpy(request->bytes, connection->bytes, whole);
    pthread_mutex_unlock(&server->lock);
    connection->length -= whole;
    memmove(connection->bytes, connection->bytes + whole,
            connection->length + 1);
    answer(server, connection, index);
  }
}

static void receive(struct raw_server *server, struct connection *connection)
{
  ssize_t got = recv(connection->socket, connection->bytes + connection->length,
                     REQUEST_BYTES - 1 - connection->length, 0);

  if (got <= 0) {
    close_connection(connection, 0);
    return;
  }
  connection->length += (size_t)got;
  connection->bytes[connection->length] = '\0';
  take_requests(server, connection);
}

static void accept_one(struct raw_server *server)
{
  int socket = accept(server->listener, NULL, NULL);

  if (socket < 0)
    return;
  pthread_mutex_lock(&server->lock);
  if (server->connection_count == CONNECTIONS)
    abort();
  server->connections[server->connection_count++].socket = socket;
  pthread_mutex_unlock(&server->lock);
}

static void *serve(void *argument)
{
  struct raw_server *server = argument;
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
        receive(server, &server->connections[i]);
    if (polled[1].revents != 0)
      accept_one(server);
  }
}

struct raw_server *
raw_server_start(const char *host, const struct raw_reply *script, size_t count)
{
  struct raw_server *server = calloc(1, sizeof *server);

  if (server == NULL)
    return NULL;
  server->script = script;
  server->script_count = count;
  for (size_t i = 0; i < CONNECTIONS; i++)
    server->connections[i].socket = -1;
  server->listener = http_listen(host, &server->port);
  if (server->listener < 0 || pipe(server->stop) != 0) {
    free(server);
    return NULL;
  }
  pthread_mutex_init(&server->lock, NULL);
  if (pthread_create(&server->thread, NULL, serve, server) != 0)
    abort();
  return server;
}

int raw_server_port(const struct raw_server *server)
{
  return server->port;
}

size_t raw_server_requests(struct raw_server *server)
{
  pthread_mutex_lock(&server->lock);
  size_t count = server->request_count;
  pthread_mutex_unlock(&server->lock);
  return count;
}

size_t raw_server_connections(struct raw_server *server)
{
  pthread_mutex_lock(&server->lock);
  size_t count = server->connection_count;
  pthread_mutex_unlock(&server->lock);
  return count;
}

const struct raw_request *raw_server_request(struct raw_server *server,
                                             size_t index)
{
  const struct raw_request *request = NULL;

  pthread_mutex_lock(&server->lock);
  if (index < server->request_count)
    request = &server->requests[index];
  pthread_mutex_unlock(&server->lock);
  return request;
}

void raw_server_stop(struct raw_server *server)
{
  if (write(server->stop[1], "", 1) != 1)
    abort();
  pthread_join(server->thread, NULL);
  for (size_t i = 0; i < CONNECTIONS; i++)
    if (server->connections[i].socket >= 0)
      close(server->connections[i].socket);
  for (size_t i = 0; i < server->request_count; i++)
    free(server->requests[i].bytes);
  close(server->listener);
  close(server->stop[0]);
  close(server->stop[1]);
  pthread_mutex_destroy(&server->lock);
  free(server);
}
