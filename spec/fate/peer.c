/* SPDX-License-Identifier: Apache-2.0
 *
 * A blocking socket, plain or with TLS, and the steps performed on it. */
#define _GNU_SOURCE /* POLLRDHUP */
#include "spec/fate/peer.h"

#include "spec/fate/h2.h"
#include "spec/support/http_socket.h"
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define BUFFER 65536

struct peer {
  int socket;
  SSL *tls; /* NULL: plain */
  bool greeted;
  bool h2;    /* its plan has the step h2 */
  bool ended; /* closed by the peer or by us */
  long connection;
  long place; /* number of the request on its connection */
  uint64_t random;
  struct ledger *ledger;
  peer_stopping *stopping;
  size_t length; /* bytes read that belong to no request yet */
  char bytes[BUFFER];
  struct arrival arrival; /* of its request; number 0: none yet */
  bool has_head;
  size_t body_left; /* bytes not read */
};

struct step {
  const char *name;
  void (*run)(struct peer *peer, long number);
  long otherwise; /* default of the number */
};

uint64_t peer_random(uint64_t *state)
{
  uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static void sleep_for(uint64_t microseconds)
{
  struct timespec time = {(time_t)(microseconds / 1000000),
                          (long)(microseconds % 1000000) * 1000};

  nanosleep(&time, NULL);
}

/* --- Socket ------------------------------------------------------------- */

static void greet(struct peer *peer)
{
  if (peer->greeted || peer->ended)
    return;
  peer->greeted = true;
  if (peer->tls != NULL && SSL_accept(peer->tls) != 1)
    peer->ended = true;
}

/* Reads at most `most` bytes into the buffer. */
static bool receive(struct peer *peer, size_t most)
{
  size_t room = BUFFER - 1 - peer->length;
  char *at = peer->bytes + peer->length;
  ssize_t got;

  greet(peer);
  if (most > room)
    most = room;
  if (peer->ended || most == 0)
    return false;
  if (peer->tls != NULL)
    got = SSL_read(peer->tls, at, (int)most);
  else
    got = recv(peer->socket, at, most, 0);
  if (got <= 0) {
    peer->ended = true;
    return false;
  }
  peer->length += (size_t)got;
  peer->bytes[peer->length] = '\0';
  return true;
}

static bool transmit(struct peer *peer, const char *data, size_t length)
{
  greet(peer);
  if (peer->ended)
    return false;
  if (peer->tls != NULL)
    return SSL_write(peer->tls, data, (int)length) == (int)length;
  while (length > 0) {
    ssize_t sent = send(peer->socket, data, length, MSG_NOSIGNAL);
    if (sent <= 0)
      return false;
    data += sent;
    length -= (size_t)sent;
  }
  return true;
}

static void end(struct peer *peer)
{
  peer->ended = true;
  if (peer->socket >= 0)
    close(peer->socket);
  peer->socket = -1;
}

/* --- Requests ----------------------------------------------------------- */

static void begin_request(struct peer *peer)
{
  arrival_begin(&peer->arrival, peer->ledger, peer->connection);
  peer->has_head = false;
  peer->body_left = 0;
  peer->place++;
}

/* Removes bytes that were processed. */
static void consume(struct peer *peer, size_t length)
{
  peer->length -= length;
  memmove(peer->bytes, peer->bytes + length, peer->length + 1);
}

/* Parses the available part of "METHOD /…/ID HTTP/1.1". */
static void read_request_line(struct peer *peer)
{
  const char *space = memchr(peer->bytes, ' ', peer->length);

  if (space == NULL)
    return;
  arrival_set_method(&peer->arrival, peer->bytes,
                     (size_t)(space - peer->bytes));
  const char *target_end = strchr(space + 1, ' ');
  if (target_end != NULL)
    arrival_set_path(&peer->arrival, space + 1,
                     (size_t)(target_end - space - 1));
}

static void take_body(struct peer *peer)
{
  size_t length = peer->body_left;

  if (length > peer->length)
    length = peer->length;
  peer->arrival.body += length;
  peer->body_left -= length;
  consume(peer, length);
}

/* True when the headers of the request are complete; they are then removed. */
static bool take_head(struct peer *peer)
{
  read_request_line(peer);
  const char *head_end = strstr(peer->bytes, "\r\n\r\n");
  if (head_end == NULL)
    return false;
  for (const char *line = peer->bytes; line < head_end;
       line = strstr(line, "\r\n") + 2)
    if (strncasecmp(line, "Content-Length:", 15) == 0)
      peer->body_left = (size_t)strtoul(line + 15, NULL, 10);
  peer->has_head = true;
  consume(peer, (size_t)(head_end + 4 - peer->bytes));
  take_body(peer);
  return true;
}

static void record(struct peer *peer)
{
  if (peer->arrival.number == 0)
    return;
  peer->arrival.whole = peer->has_head && peer->body_left == 0;
  arrival_record(&peer->arrival, peer->ledger);
  peer->arrival.number = 0;
}

/* --- Steps -------------------------------------------------------------- */

static void step_tunnel(struct peer *peer, long number)
{
  static const char text[] = "HTTP/1.1 200 Connected\r\n\r\n";
  char bytes[4096];
  size_t length = 0;

  (void)number;
  while (length < 4 || memcmp(bytes + length - 4, "\r\n\r\n", 4) != 0) {
    ssize_t got =
      length < sizeof bytes ? recv(peer->socket, bytes + length, 1, 0) : 0;
    if (got <= 0) {
      peer->ended = true;
      return;
    }
    length++;
  }
  http_send(peer->socket, text, sizeof text - 1);
}

static void step_tls12(struct peer *peer, long number)
{
  (void)number;
  if (peer->tls != NULL)
    SSL_set_max_proto_version(peer->tls, TLS1_2_VERSION);
}

static void step_hello(struct peer *peer, long number)
{
  (void)number;
  greet(peer);
}

static void step_head(struct peer *peer, long number)
{
  (void)number;
  record(peer);
  if (peer->length == 0 && !receive(peer, BUFFER))
    return;
  begin_request(peer);
  while (!take_head(peer))
    if (!receive(peer, BUFFER))
      return;
}

/* Reads the body until so many bytes of it remain. */
static void read_until(struct peer *peer, size_t left)
{
  while (peer->body_left > left && receive(peer, peer->body_left - left))
    take_body(peer);
}

static void step_part(struct peer *peer, long number)
{
  size_t left = peer->body_left;

  read_until(peer, left > (size_t)number ? left - (size_t)number : 0);
}

static void step_tail(struct peer *peer, long number)
{
  read_until(peer, peer_random(&peer->random) % ((size_t)number + 1));
}

static void step_body(struct peer *peer, long number)
{
  (void)number;
  read_until(peer, 0);
}

static void step_continue(struct peer *peer, long number)
{
  static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";

  (void)number;
  transmit(peer, text, sizeof text - 1);
}

/* Sends a response that names its arrival. `missing` bytes of the announced
 * body are not sent. */
static bool send_response(struct peer *peer, long arrival, long status,
                          int missing)
{
  char body[80];
  char text[300];
  int length =
    (int)arrival_reply(body, sizeof body, &peer->arrival, peer->place, status);
  length = snprintf(text, sizeof text,
                    "HTTP/1.1 %ld Status\r\nContent-Type: application/json\r\n"
                    "X-Request-Id: %ld\r\nContent-Length: %d\r\n\r\n%s",
                    status, arrival, length + missing, body);
  return transmit(peer, text, (size_t)length);
}

static void respond(struct peer *peer, long status, int missing)
{
  bool taken = send_response(peer, peer->arrival.number, status, missing);

  peer->arrival.response =
    taken && missing == 0 ? RESPONSE_WHOLE : RESPONSE_PART;
  peer->arrival.status = (int)status;
}

static void step_respond(struct peer *peer, long number)
{
  respond(peer, number, 0);
}

static void step_cut(struct peer *peer, long number)
{
  respond(peer, number, 20);
}

static void step_crumb(struct peer *peer, long number)
{
  (void)number;
  transmit(peer, "HTTP/1.1 2", 10);
  peer->arrival.response = RESPONSE_PART;
}

static void step_stray(struct peer *peer, long number)
{
  send_response(peer, 0, number, 0);
}

static void step_pause(struct peer *peer, long number)
{
  (void)peer;
  sleep_for((uint64_t)number * 1000);
}

static void step_jitter(struct peer *peer, long number)
{
  sleep_for(peer_random(&peer->random) % ((uint64_t)number * 1000 + 1));
}

static void step_deaf(struct peer *peer, long number)
{
  struct pollfd polled = {peer->socket, 0, 0};

  (void)number;
  greet(peer);
  polled.events = POLLRDHUP;
  while (!peer->ended && poll(&polled, 1, 50) == 0 && !peer->stopping())
    continue;
  peer->ended = true;
}

static void step_fin(struct peer *peer, long number)
{
  (void)number;
  if (peer->tls != NULL && peer->greeted)
    SSL_shutdown(peer->tls);
  shutdown(peer->socket, SHUT_WR);
}

static void step_close(struct peer *peer, long number)
{
  (void)number;
  if (peer->tls != NULL && peer->greeted)
    SSL_shutdown(peer->tls);
  end(peer);
}

static void step_drop(struct peer *peer, long number)
{
  (void)number;
  end(peer);
}

static void step_reset(struct peer *peer, long number)
{
  struct linger now = {1, 0};

  (void)number;
  setsockopt(peer->socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  end(peer);
}

static bool agreed_on_h2(const struct peer *peer)
{
  const unsigned char *protocol;
  unsigned length;

  SSL_get0_alpn_selected(peer->tls, &protocol, &length);
  return length > 0;
}

static void serve_http_1(struct peer *peer)
{
  while (!peer->ended) {
    step_head(peer, 0);
    step_body(peer, 0);
    step_respond(peer, 200);
  }
}

static void step_h2(struct peer *peer, long number)
{
  (void)number;
  greet(peer);
  if (peer->ended || peer->tls == NULL)
    return;
  if (!agreed_on_h2(peer)) {
    serve_http_1(peer);
    return;
  }
  struct h2_connection connection = {
    .socket = peer->socket,
    .tls = peer->tls,
    .number = peer->connection,
    .random = peer->random,
    .ledger = peer->ledger,
    .stopping = peer->stopping,
  };
  switch (h2_serve(&connection)) {
  case H2_CLOSE:
    step_close(peer, 0);
    break;
  case H2_RESET:
    step_reset(peer, 0);
    break;
  case H2_DROP:
    step_drop(peer, 0);
    break;
  }
}

/* clang-format off */
static const struct step steps[] = {
  {"tunnel", step_tunnel, 0},
  {"tls12", step_tls12, 0},
  {"hello", step_hello, 0},
  {"head", step_head, 0},
  {"part", step_part, 1},
  {"tail", step_tail, 0},
  {"body", step_body, 0},
  {"continue", step_continue, 0},
  {"respond", step_respond, 200},
  {"cut", step_cut, 200},
  {"crumb", step_crumb, 0},
  {"stray", step_stray, 429},
  {"pause", step_pause, 1},
  {"jitter", step_jitter, 1},
  {"deaf", step_deaf, 0},
  {"fin", step_fin, 0},
  {"close", step_close, 0},
  {"drop", step_drop, 0},
  {"reset", step_reset, 0},
  {"h2", step_h2, 0},
  {"again", NULL, 0},
};
/* clang-format on */

/* --- Plans -------------------------------------------------------------- */

/* Finds the step at the start of `text`, and its number. Returns the position
 * of the next step, or NULL if there is no such step. */
static const char *parse_step(const char *text, const struct step **step,
                              long *number)
{
  size_t length = strcspn(text, ",=");

  *step = NULL;
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++)
    if (strlen(steps[i].name) == length &&
        memcmp(steps[i].name, text, length) == 0)
      *step = &steps[i];
  if (*step == NULL)
    return NULL;
  *number = (*step)->otherwise;
  text += length;
  if (*text == '=') {
    char *number_end;
    *number = strtol(text + 1, &number_end, 10);
    text = number_end;
  }
  if (*text == ',')
    return text + 1;
  return *text == '\0' ? text : NULL;
}

bool peer_is_plan(const char *plan)
{
  const struct step *step;
  long number;

  while (plan != NULL && *plan != '\0')
    plan = parse_step(plan, &step, &number);
  return plan != NULL;
}

static void follow(struct peer *peer, const char *plan)
{
  const char *at = plan;
  const struct step *step;
  long number;

  while (*at != '\0' && !peer->ended) {
    at = parse_step(at, &step, &number);
    if (step->run == NULL)
      at = plan;
    else
      step->run(peer, number);
  }
}

static bool has_h2(const char *plan)
{
  const struct step *step = NULL;
  long number;

  while (*plan != '\0') {
    plan = parse_step(plan, &step, &number);
    if (step->run == step_h2)
      return true;
  }
  return false;
}

static int choose_protocol(SSL *tls, const unsigned char **out,
                           unsigned char *length, const unsigned char *offered,
                           unsigned offered_length, void *unused)
{
  static const unsigned char h2[] = "\2h2";
  const struct peer *peer = SSL_get_app_data(tls);
  unsigned char *chosen;

  (void)unused;
  if (!peer->h2 ||
      SSL_select_next_proto(&chosen, length, h2, sizeof h2 - 1, offered,
                            offered_length) != OPENSSL_NPN_NEGOTIATED)
    return SSL_TLSEXT_ERR_NOACK;
  *out = chosen;
  return SSL_TLSEXT_ERR_OK;
}

void peer_offer_h2(SSL_CTX *context)
{
  SSL_CTX_set_alpn_select_cb(context, choose_protocol, NULL);
}

void peer_serve(int socket, SSL_CTX *context, long connection, const char *plan,
                uint64_t random, struct ledger *ledger, peer_stopping *stopping)
{
  struct peer *peer = calloc(1, sizeof *peer);
  int on = 1;

  if (peer == NULL)
    abort();
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  peer->socket = socket;
  peer->connection = connection;
  peer->random = random;
  peer->ledger = ledger;
  peer->stopping = stopping;
  if (context != NULL) {
    peer->tls = SSL_new(context);
    if (peer->tls == NULL || SSL_set_fd(peer->tls, socket) != 1)
      abort();
    SSL_set_app_data(peer->tls, peer);
  }
  peer->h2 = has_h2(plan);
  follow(peer, plan);
  /* Remaining bytes belong to another request, unless they are the headers of a
   * request that never became complete. */
  bool more = peer->length > 0 && (peer->arrival.number == 0 || peer->has_head);
  record(peer);
  if (more) {
    begin_request(peer);
    take_head(peer);
    record(peer);
  }
  end(peer);
  SSL_free(peer->tls);
  ERR_clear_error();
  free(peer);
}
