/* SPDX-License-Identifier: Apache-2.0
 *
 *   fate_server [-c CERTIFICATE -k KEY] [-b BYTES] [-s SEED] LEDGER PLAN ...
 *
 * A server that shares no code with the code under test. It follows the plans
 * of peer.h, one for each connection and the last one for all further ones;
 * random numbers are drawn from the seed. With a certificate it uses TLS; -b
 * sets the size of receive buffers.
 *
 * It writes its port to standard output, then serves until the end of its
 * standard input and until all connections have ended. */
#define _POSIX_C_SOURCE 200809L
#include "spec/fate/chaos.h"
#include "spec/fate/peer.h"
#include "spec/support/http_socket.h"
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* Seconds for connections to end after the end of standard input. */
#define PATIENCE 20

/* Maximum bytes of a plan. */
#define PLAN 2000

static struct {
  char **plans;
  int plan_count;
  uint64_t seed;
  SSL_CTX *context;
  struct ledger ledger;
  pthread_mutex_t lock;
  pthread_cond_t ended;
  int open; /* open connections */
  bool stopping;
} server;

typedef void draw_plan(char *plan, size_t size, uint64_t *random);

static const struct {
  const char *word;
  draw_plan *draw;
} drawn[] = {{"h2chaos", chaos_h2_plan}, {"chaos", chaos_plan}};

/* Copies the fixed part of a plan. Returns the function that draws the rest, or
 * NULL. */
static draw_plan *copy_plan(char *copy, size_t size, const char *plan)
{
  const char *comma = strrchr(plan, ',');
  const char *last = comma != NULL ? comma + 1 : plan;

  snprintf(copy, size, "%s", plan);
  for (size_t i = 0; i < sizeof drawn / sizeof drawn[0]; i++)
    if (strcmp(last, drawn[i].word) == 0) {
      copy[comma != NULL ? comma - plan : 0] = '\0';
      return drawn[i].draw;
    }
  return NULL;
}

struct connection {
  int socket;
  long number;
};

static bool stopping(void)
{
  pthread_mutex_lock(&server.lock);
  bool so = server.stopping;
  pthread_mutex_unlock(&server.lock);
  return so;
}

static void *serve(void *argument)
{
  struct connection *connection = argument;
  uint64_t random = server.seed + (uint64_t)connection->number * 7919;
  long last = server.plan_count;
  const char *given =
    server.plans[(connection->number < last ? connection->number : last) - 1];
  char plan[PLAN];

  draw_plan *draw = copy_plan(plan, sizeof plan, given);
  if (draw != NULL)
    draw(plan, sizeof plan, &random);
  peer_serve(connection->socket, server.context, connection->number, plan,
             random, &server.ledger, stopping);
  free(connection);
  OPENSSL_thread_stop(); /* the process may end before this thread does */
  pthread_mutex_lock(&server.lock);
  server.open--;
  pthread_cond_signal(&server.ended);
  pthread_mutex_unlock(&server.lock);
  return NULL;
}

static void start(int socket, long number)
{
  struct connection *connection = malloc(sizeof *connection);
  pthread_attr_t attributes;
  pthread_t thread;

  if (connection == NULL || pthread_attr_init(&attributes) != 0)
    abort();
  connection->socket = socket;
  connection->number = number;
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_mutex_lock(&server.lock);
  server.open++;
  pthread_mutex_unlock(&server.lock);
  if (pthread_create(&thread, &attributes, serve, connection) != 0)
    abort();
  pthread_attr_destroy(&attributes);
}

/* Accepts connections until the standard input ends. */
static void accept_all(int listener)
{
  struct pollfd polled[2] = {{listener, POLLIN, 0}, {0, POLLIN, 0}};
  char byte;

  for (long number = 1;;) {
    if (poll(polled, 2, -1) < 0)
      continue;
    if (polled[0].revents != 0) {
      int socket = accept(listener, NULL, NULL);
      if (socket >= 0)
        start(socket, number++);
    } else if (read(0, &byte, 1) <= 0) {
      return;
    }
  }
}

/* False if connections remain after PATIENCE. */
static bool wait_for_all(void)
{
  struct timespec limit;
  int status = 0;

  clock_gettime(CLOCK_REALTIME, &limit);
  limit.tv_sec += PATIENCE;
  pthread_mutex_lock(&server.lock);
  server.stopping = true;
  while (server.open > 0 && status == 0)
    status = pthread_cond_timedwait(&server.ended, &server.lock, &limit);
  pthread_mutex_unlock(&server.lock);
  return status == 0;
}

static SSL_CTX *new_context(const char *certificate, const char *key)
{
  SSL_CTX *context = SSL_CTX_new(TLS_server_method());

  if (context == NULL ||
      SSL_CTX_use_certificate_file(context, certificate, SSL_FILETYPE_PEM) !=
        1 ||
      SSL_CTX_use_PrivateKey_file(context, key, SSL_FILETYPE_PEM) != 1) {
    fprintf(stderr, "fate_server: the certificate or key is of no use\n");
    exit(2);
  }
  peer_offer_h2(context);
  return context;
}

static void set_buffer(int listener, const char *bytes)
{
  int size = (int)strtol(bytes, NULL, 10);

  if (setsockopt(listener, SOL_SOCKET, SO_RCVBUF, &size, sizeof size) != 0)
    abort();
}

int main(int argc, char **argv)
{
  const char *certificate = NULL;
  const char *key = NULL;
  const char *buffer = NULL;
  int option;
  int port;

  while ((option = getopt(argc, argv, "c:k:b:s:")) != -1)
    switch (option) {
    case 'c':
      certificate = optarg;
      break;
    case 'k':
      key = optarg;
      break;
    case 'b':
      buffer = optarg;
      break;
    case 's':
      server.seed = strtoull(optarg, NULL, 10);
      break;
    default:
      return 2;
    }
  if (argc - optind < 2)
    return 2;
  server.plans = argv + optind + 1;
  server.plan_count = argc - optind - 1;
  for (int i = 0; i < server.plan_count; i++) {
    char plan[PLAN];
    copy_plan(plan, sizeof plan, server.plans[i]);
    if (!peer_is_plan(plan)) {
      fprintf(stderr, "fate_server: not a plan: %s\n", server.plans[i]);
      return 2;
    }
  }
  if (certificate != NULL && key != NULL)
    server.context = new_context(certificate, key);
  server.ledger.file = fopen(argv[optind], "w");
  int listener = http_listen("127.0.0.1", &port);
  if (server.ledger.file == NULL || listener < 0)
    return 2;
  if (buffer != NULL)
    set_buffer(listener, buffer);
  signal(SIGPIPE, SIG_IGN);
  pthread_mutex_init(&server.ledger.lock, NULL);
  pthread_mutex_init(&server.lock, NULL);
  pthread_cond_init(&server.ended, NULL);
  printf("%d\n", port);
  fflush(stdout);
  accept_all(listener);
  if (!wait_for_all()) {
    fprintf(stderr, "fate_server: connections are left over\n");
    return 3;
  }
  SSL_CTX_free(server.context);
  return fclose(server.ledger.file) == 0 ? 0 : 4;
}
