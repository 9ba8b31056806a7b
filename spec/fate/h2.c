/* SPDX-License-Identifier: Apache-2.0
 *
 * Frames (RFC 9113, 4 and 6), and three tables: what happens to a request, what
 * the server allows, and how a connection ends. */
#define _POSIX_C_SOURCE 200809L
#include "spec/fate/h2.h"

#include <nghttp2/nghttp2.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>

#define FRAME_HEAD 9
#define MOST_FRAME 16384
#define USUAL_WINDOW 65535

/* Maximum requests of a connection before it ends. */
#define MOST_REQUESTS 120

/* Milliseconds. */
#define LOOK 50
#define PATIENCE 600 /* for streams, once the connection is to end */
#define LONGEST_STALL 25

/* One of so many requests is followed by a PING, or by a stall. */
#define PINGS 12
#define STALLS 60

enum act {
  INTERIM = 1,    /* 100 Continue */
  HEAD = 2,       /* of the response */
  BODY = 4,       /* complete */
  HALF = 8,       /* half of the body */
  END = 16,       /* END_STREAM on the last of the frames above */
  RST = 32,       /* RST_STREAM */
  NO_LENGTH = 64, /* the response has no Content-Length */
  APART = 128,    /* END_STREAM in a frame of its own */
  STARVE = 256,   /* the stream window is not opened again */
  EARLY = 512, /* respond after the headers of the request, not after its end */
  WHOLE = HEAD | BODY | END,
};

struct manner {
  unsigned weight; /* relative probability */
  unsigned acts;
  int status;
  uint32_t code;  /* of RST_STREAM */
  unsigned pause; /* maximum milliseconds before it */
};

struct limits {
  unsigned weight;
  int streams; /* -1: setting not sent */
  int window;
};

enum goaway { NO_GOAWAY, GOAWAY_LATER, GOAWAY_SOME, GOAWAY_ALL };

struct ending {
  unsigned weight;
  enum goaway first, second;
  enum { SERVE, MUTE, DEAF, GARBAGE } then;
  unsigned pause; /* maximum milliseconds */
  enum h2_close close;
};

/* clang-format off */

static const struct manner manners[] = {
  {240, WHOLE, 200, 0, 0},
  {40, WHOLE, 200, 0, 8},
  {24, WHOLE | APART, 200, 0, 2},
  {20, WHOLE | NO_LENGTH, 200, 0, 0},
  {10, INTERIM | WHOLE, 200, 0, 4},
  {24, EARLY | WHOLE, 200, 0, 0},
  {10, EARLY | WHOLE, 200, 0, 8},
  {10, EARLY | WHOLE | STARVE, 200, 0, 0},
  {10, EARLY | WHOLE | NO_LENGTH | STARVE, 200, 0, 2},
  {14, EARLY | WHOLE | RST, 200, NGHTTP2_NO_ERROR, 0},
  {6, EARLY | INTERIM | WHOLE | STARVE, 200, 0, 0},
  {6, WHOLE | RST, 200, NGHTTP2_CANCEL, 0},
  {4, HEAD | BODY | RST, 200, NGHTTP2_NO_ERROR, 0},
  {4, HEAD | BODY | RST, 200, NGHTTP2_CANCEL, 2},
  {4, HEAD | BODY | RST, 200, NGHTTP2_INTERNAL_ERROR, 0},
  {4, EARLY | HEAD | BODY | RST, 200, NGHTTP2_CANCEL, 0},
  {2, HEAD | BODY, 200, 0, 0},
  {2, HEAD | BODY | NO_LENGTH, 200, 0, 0},
  {3, HEAD | BODY | NO_LENGTH | RST, 200, NGHTTP2_CANCEL, 0},
  {4, HEAD | HALF | RST, 200, NGHTTP2_INTERNAL_ERROR, 0},
  {3, HEAD | HALF | RST, 200, NGHTTP2_NO_ERROR, 0},
  {3, HEAD | HALF | END, 200, 0, 0},
  {2, HEAD | HALF | RST, 503, NGHTTP2_CANCEL, 0},
  {2, HEAD | HALF | NO_LENGTH | RST, 200, NGHTTP2_INTERNAL_ERROR, 0},
  {2, HEAD | HALF, 200, 0, 0},
  {2, HEAD, 200, 0, 0},
  {2, 0, 0, 0, 0},
  {1, INTERIM, 100, 0, 0},
  {16, EARLY | RST, 0, NGHTTP2_REFUSED_STREAM, 0},
  {8, EARLY | RST, 0, NGHTTP2_REFUSED_STREAM, 4},
  {8, RST, 0, NGHTTP2_REFUSED_STREAM, 4},
  {2, INTERIM | RST, 0, NGHTTP2_REFUSED_STREAM, 0},
  {4, EARLY | RST, 0, NGHTTP2_NO_ERROR, 0},
  {4, RST, 0, NGHTTP2_CANCEL, 2},
  {3, RST, 0, NGHTTP2_INTERNAL_ERROR, 0},
  {3, EARLY | RST, 0, NGHTTP2_ENHANCE_YOUR_CALM, 0},
  {2, EARLY | RST, 0, NGHTTP2_HTTP_1_1_REQUIRED, 0},
  {8, WHOLE, 429, 0, 0},
  {4, EARLY | WHOLE, 429, 0, 0},
  {8, WHOLE, 503, 0, 0},
  {3, EARLY | WHOLE | STARVE, 503, 0, 0},
  {3, WHOLE, 500, 0, 0},
  {3, WHOLE, 404, 0, 0},
  {3, EARLY | WHOLE | RST, 413, NGHTTP2_NO_ERROR, 0},
  {2, HEAD | BODY | RST, 429, NGHTTP2_CANCEL, 0},
};

static const struct limits limits[] = {
  {60, -1, -1},
  {10, 100, -1},
  {10, 128, 200000},
  {8, 20, -1},
  {6, 5, -1},
  {4, 2, 20000},
  {4, 1, -1},
  {8, -1, 1000},
  {5, -1, 100},
  {5, -1, 0},
};

static const struct ending endings[] = {
  {24, GOAWAY_LATER, GOAWAY_ALL, SERVE, 8, H2_CLOSE},
  {6, GOAWAY_LATER, GOAWAY_ALL, SERVE, 0, H2_DROP},
  {4, GOAWAY_LATER, GOAWAY_SOME, SERVE, 4, H2_CLOSE},
  {4, GOAWAY_LATER, GOAWAY_ALL, MUTE, 4, H2_RESET},
  {12, GOAWAY_SOME, NO_GOAWAY, SERVE, 0, H2_CLOSE},
  {6, GOAWAY_SOME, GOAWAY_SOME, SERVE, 4, H2_CLOSE},
  {5, GOAWAY_SOME, NO_GOAWAY, MUTE, 3, H2_CLOSE},
  {5, GOAWAY_SOME, NO_GOAWAY, MUTE, 3, H2_DROP},
  {5, GOAWAY_SOME, NO_GOAWAY, MUTE, 3, H2_RESET},
  {4, GOAWAY_SOME, NO_GOAWAY, MUTE, 0, H2_RESET},
  {4, GOAWAY_SOME, NO_GOAWAY, MUTE, 450, H2_CLOSE},
  {6, GOAWAY_ALL, NO_GOAWAY, SERVE, 0, H2_CLOSE},
  {4, GOAWAY_ALL, NO_GOAWAY, MUTE, 3, H2_CLOSE},
  {4, GOAWAY_ALL, NO_GOAWAY, MUTE, 3, H2_RESET},
  {2, GOAWAY_ALL, NO_GOAWAY, MUTE, 450, H2_DROP},
  {4, NO_GOAWAY, NO_GOAWAY, MUTE, 3, H2_CLOSE},
  {4, NO_GOAWAY, NO_GOAWAY, MUTE, 3, H2_DROP},
  {4, NO_GOAWAY, NO_GOAWAY, MUTE, 3, H2_RESET},
  {4, NO_GOAWAY, NO_GOAWAY, MUTE, 0, H2_CLOSE},
  {4, NO_GOAWAY, NO_GOAWAY, MUTE, 0, H2_RESET},
  {1, NO_GOAWAY, NO_GOAWAY, MUTE, 450, H2_RESET},
  {2, NO_GOAWAY, NO_GOAWAY, DEAF, 450, H2_RESET},
  {1, GOAWAY_SOME, NO_GOAWAY, DEAF, 450, H2_DROP},
  {3, NO_GOAWAY, NO_GOAWAY, GARBAGE, 3, H2_CLOSE},
};

/* clang-format on */

struct stream {
  struct stream *next; /* highest number first */
  uint32_t number;
  struct arrival arrival;
  const struct manner *manner;
  uint64_t due; /* milliseconds, time of the next action; 0: unknown */
  bool over;    /* ended or refused */
  bool starved;
};

struct peer {
  const struct h2_connection *connection;
  uint64_t random;
  nghttp2_hd_inflater *inflater;
  struct stream *streams;
  uint32_t highest;  /* highest stream received */
  uint32_t answered; /* highest stream that had a response */
  uint32_t last;     /* of the last GOAWAY */
  long count;        /* of streams */
  long most;         /* streams before the connection ends */
  const struct limits *limits;
  const struct ending *ending; /* NULL: serving */
  uint64_t due;                /* next step of the ending */
  bool second_due;             /* the next step is the second GOAWAY */
  bool ended;                  /* nothing can be read or written */
  bool greeted;
  size_t length; /* bytes read */
  char bytes[2 * (FRAME_HEAD + MOST_FRAME)];
};

static uint64_t now(void)
{
  struct timespec time;

  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000 + (uint64_t)time.tv_nsec / 1000000;
}

static unsigned below(struct peer *peer, unsigned bound)
{
  return (unsigned)(peer_random(&peer->random) % bound);
}

/* Draws a row from a table whose rows begin with their weight. */
static const void *draw(struct peer *peer, const void *rows, size_t count,
                        size_t size)
{
  const char *row = rows;
  unsigned total = 0;

  for (size_t i = 0; i < count; i++)
    total += *(const unsigned *)(row + i * size);
  unsigned at = below(peer, total);
  while (at >= *(const unsigned *)row) {
    at -= *(const unsigned *)row;
    row += size;
  }
  return row;
}

#define DRAW(peer, rows)                                                       \
  draw(peer, rows, sizeof(rows) / sizeof(rows)[0], sizeof(rows)[0])

/* --- Sending frames ----------------------------------------------------- */

static void put_number(char *at, uint32_t number)
{
  for (int i = 0; i < 4; i++)
    at[i] = (char)(number >> (24 - 8 * i));
}

static uint32_t get_number(const char *at)
{
  uint32_t number = 0;

  for (int i = 0; i < 4; i++)
    number = number << 8 | (unsigned char)at[i];
  return number;
}

/* False if the system did not accept it. */
static bool send_frame(struct peer *peer, uint8_t type, uint8_t flags,
                       uint32_t stream, const char *payload, size_t length)
{
  char frame[FRAME_HEAD + 400];
  int size = (int)(FRAME_HEAD + length);

  if (peer->ended || (size_t)size > sizeof frame)
    return false;
  put_number(frame, (uint32_t)length << 8);
  frame[3] = (char)type;
  frame[4] = (char)flags;
  put_number(frame + 5, stream);
  if (length > 0)
    memcpy(frame + FRAME_HEAD, payload, length);
  if (SSL_write(peer->connection->tls, frame, size) != size)
    peer->ended = true;
  return !peer->ended;
}

static bool send_numbers(struct peer *peer, uint8_t type, uint32_t stream,
                         const uint32_t *numbers, size_t count)
{
  char payload[8];

  for (size_t i = 0; i < count; i++)
    put_number(payload + 4 * i, numbers[i]);
  return send_frame(peer, type, 0, stream, payload, 4 * count);
}

static void send_setting(char *payload, size_t *length, uint16_t name,
                         uint32_t value)
{
  payload[*length] = (char)(name >> 8);
  payload[*length + 1] = (char)name;
  put_number(payload + *length + 2, value);
  *length += 6;
}

static void send_settings(struct peer *peer)
{
  char payload[12];
  size_t length = 0;

  if (peer->limits->streams >= 0)
    send_setting(payload, &length, NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS,
                 (uint32_t)peer->limits->streams);
  if (peer->limits->window >= 0)
    send_setting(payload, &length, NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE,
                 (uint32_t)peer->limits->window);
  send_frame(peer, NGHTTP2_SETTINGS, 0, 0, payload, length);
}

static void open_window(struct peer *peer, uint32_t stream, size_t bytes)
{
  const uint32_t number = (uint32_t)bytes;

  if (bytes > 0)
    send_numbers(peer, NGHTTP2_WINDOW_UPDATE, stream, &number, 1);
}

static bool reset_stream(struct peer *peer, uint32_t stream, uint32_t code)
{
  return send_numbers(peer, NGHTTP2_RST_STREAM, stream, &code, 1);
}

/* --- Responses ---------------------------------------------------------- */

/* A header field without indexing (RFC 7541, 6.2.2). */
static size_t add_field(char *block, const char *name, const char *value)
{
  size_t name_length = strlen(name);
  size_t value_length = strlen(value);

  block[0] = 0;
  block[1] = (char)name_length;
  memcpy(block + 2, name, name_length);
  block[2 + name_length] = (char)value_length;
  memcpy(block + 3 + name_length, value, value_length);
  return 3 + name_length + value_length;
}

static bool send_head(struct peer *peer, const struct stream *stream,
                      int status, size_t length, unsigned acts)
{
  char block[300];
  char number[24];
  size_t size;

  snprintf(number, sizeof number, "%d", status);
  size = add_field(block, ":status", number);
  if (status >= 200) {
    size += add_field(block + size, "content-type", "application/json");
    snprintf(number, sizeof number, "%ld", stream->arrival.number);
    size += add_field(block + size, "x-request-id", number);
  }
  if (status >= 200 && (acts & NO_LENGTH) == 0) {
    snprintf(number, sizeof number, "%zu", length);
    size += add_field(block + size, "content-length", number);
  }
  return send_frame(peer, NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS,
                    stream->number, block, size);
}

static bool send_body(struct peer *peer, const struct stream *stream,
                      const char *body, size_t length, unsigned acts)
{
  bool end = (acts & END) != 0;
  bool apart = (acts & APART) != 0;

  return send_frame(peer, NGHTTP2_DATA,
                    end && !apart ? NGHTTP2_FLAG_END_STREAM : 0, stream->number,
                    body, length) &&
         (!end || !apart ||
          send_frame(peer, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM,
                     stream->number, NULL, 0));
}

static void respond(struct peer *peer, struct stream *stream)
{
  const struct manner *manner = stream->manner;
  struct arrival *arrival = &stream->arrival;
  unsigned acts = manner->acts;
  char body[80];
  size_t length = arrival_reply(body, sizeof body, arrival,
                                stream->number / 2 + 1, manner->status);
  size_t sent = (acts & BODY) != 0 ? length : length / 2;

  arrival->response = RESPONSE_PART;
  arrival->status = manner->status;
  if (send_head(peer, stream, manner->status, length, acts) &&
      (acts & (BODY | HALF)) != 0 &&
      send_body(peer, stream, body, sent, acts) && (acts & BODY) != 0)
    arrival->response = RESPONSE_WHOLE;
}

static void note_answered(struct peer *peer, const struct stream *stream)
{
  if (stream->number > peer->answered)
    peer->answered = stream->number;
}

/* Acts on a request as drawn for it. */
static void act(struct peer *peer, struct stream *stream)
{
  const struct manner *manner = stream->manner;
  unsigned acts = manner->acts;
  bool refuses =
    (acts & (HEAD | RST)) == RST && manner->code == NGHTTP2_REFUSED_STREAM;

  stream->due = 0;
  if ((acts & STARVE) != 0)
    stream->starved = true;
  if (!refuses)
    note_answered(peer, stream);
  if ((acts & INTERIM) != 0)
    send_head(peer, stream, 100, 0, acts);
  if ((acts & HEAD) != 0)
    respond(peer, stream);
  if ((acts & RST) != 0 && reset_stream(peer, stream->number, manner->code) &&
      refuses)
    stream->arrival.refusal = REFUSED_STREAM;
  if ((acts & (END | RST)) != 0)
    stream->over = true;
}

/* --- GOAWAY ------------------------------------------------------------- */

static uint32_t draw_last(struct peer *peer)
{
  unsigned between = (peer->highest - peer->answered) / 2;

  return peer->answered + 2 * below(peer, between + 1);
}

/* Refuses all streams above `last` that have not ended. */
static void go_away(struct peer *peer, uint32_t last, uint32_t code)
{
  const uint32_t numbers[] = {last, code};

  if (!send_numbers(peer, NGHTTP2_GOAWAY, 0, numbers, 2))
    return;
  peer->last = last;
  for (struct stream *s = peer->streams; s != NULL; s = s->next)
    if (s->number > last && !s->over) {
      s->over = true;
      s->arrival.refusal = REFUSED_GOAWAY;
    }
}

static void say_goaway(struct peer *peer, enum goaway kind)
{
  static const uint32_t codes[] = {NGHTTP2_NO_ERROR, NGHTTP2_NO_ERROR,
                                   NGHTTP2_ENHANCE_YOUR_CALM,
                                   NGHTTP2_INTERNAL_ERROR};

  if (kind == GOAWAY_LATER)
    go_away(peer, INT32_MAX, NGHTTP2_NO_ERROR);
  else if (kind == GOAWAY_SOME)
    go_away(peer, draw_last(peer), codes[below(peer, 4)]);
  else if (kind == GOAWAY_ALL)
    go_away(peer, peer->highest < peer->last ? peer->highest : peer->last,
            NGHTTP2_NO_ERROR);
}

static void begin_ending(struct peer *peer)
{
  const struct ending *ending = DRAW(peer, endings);

  peer->ending = ending;
  say_goaway(peer, ending->first);
  peer->second_due = ending->second != NO_GOAWAY;
  peer->due = now() + below(peer, ending->pause + 1);
  if (ending->then == SERVE && !peer->second_due)
    peer->due = now() + PATIENCE;
  if (ending->then == GARBAGE)
    send_frame(peer, NGHTTP2_DATA, 0, 0, "no", 2);
}

static bool has_work(const struct peer *peer)
{
  for (const struct stream *s = peer->streams; s != NULL; s = s->next)
    if (!s->over)
      return true;
  return false;
}

/* True when the connection is to be closed. */
static bool go_on_ending(struct peer *peer)
{
  if (peer->ending == NULL)
    return false;
  if (peer->second_due && now() >= peer->due) {
    say_goaway(peer, peer->ending->second);
    peer->second_due = false;
    peer->due = now() + (peer->ending->then == SERVE ? PATIENCE : 3);
  }
  if (peer->second_due)
    return false;
  return now() >= peer->due || (peer->ending->then == SERVE && !has_work(peer));
}

/* --- Reading frames ----------------------------------------------------- */

static struct stream *find_stream(struct peer *peer, uint32_t number)
{
  for (struct stream *s = peer->streams; s != NULL; s = s->next)
    if (s->number == number)
      return s;
  return NULL;
}

static long count_open(const struct peer *peer)
{
  long open = 0;

  for (const struct stream *s = peer->streams; s != NULL; s = s->next)
    open += !s->over;
  return open;
}

static struct stream *add_stream(struct peer *peer, uint32_t number)
{
  struct stream *stream = calloc(1, sizeof *stream);

  if (stream == NULL)
    abort();
  stream->number = number;
  stream->next = peer->streams;
  peer->streams = stream;
  peer->highest = number;
  peer->count++;
  arrival_begin(&stream->arrival, peer->connection->ledger,
                peer->connection->number);
  return stream;
}

/* Decodes a header block for method and path. */
static void read_block(struct peer *peer, struct arrival *arrival,
                       const char *block, size_t length)
{
  const uint8_t *at = (const uint8_t *)block;
  int flags = 0;

  while ((flags & NGHTTP2_HD_INFLATE_FINAL) == 0) {
    nghttp2_nv field;
    ssize_t used =
      nghttp2_hd_inflate_hd2(peer->inflater, &field, &flags, at, length, 1);
    if (used < 0)
      abort(); /* the client's blocks are valid */
    at += used;
    length -= (size_t)used;
    if ((flags & NGHTTP2_HD_INFLATE_EMIT) == 0)
      continue;
    if (field.namelen == 7 && memcmp(field.name, ":method", 7) == 0)
      arrival_set_method(arrival, (char *)field.value, field.valuelen);
    else if (field.namelen == 5 && memcmp(field.name, ":path", 5) == 0)
      arrival_set_path(arrival, (char *)field.value, field.valuelen);
  }
  nghttp2_hd_inflate_end_headers(peer->inflater);
}

static void schedule(struct peer *peer, struct stream *stream)
{
  stream->due = now() + below(peer, stream->manner->pause + 1);
  if (stream->due <= now())
    act(peer, stream);
}

/* Draws what happens to a request whose headers have arrived. */
static void begin(struct peer *peer, struct stream *stream)
{
  static const struct manner beyond_limit = {0, EARLY | RST, 0,
                                             NGHTTP2_REFUSED_STREAM, 0};
  const struct limits *allowed = peer->limits;

  stream->manner = DRAW(peer, manners);
  if (stream->number > peer->last) {
    stream->over = true;
    stream->arrival.refusal = REFUSED_LATE;
    return;
  }
  if (allowed->streams >= 0 && count_open(peer) > allowed->streams)
    stream->manner = &beyond_limit;
  if ((stream->manner->acts & EARLY) != 0)
    schedule(peer, stream);
  else if (allowed->window == 0)
    open_window(peer, stream->number, 1 + below(peer, USUAL_WINDOW));
  if (below(peer, PINGS) == 0)
    send_frame(peer, NGHTTP2_PING, 0, 0, "whoisit?", 8);
}

static void take_end(struct peer *peer, struct stream *stream, uint8_t flags)
{
  if ((flags & NGHTTP2_FLAG_END_STREAM) == 0)
    return;
  stream->arrival.whole = true;
  if (!stream->over && (stream->manner->acts & EARLY) == 0)
    schedule(peer, stream);
}

static void take_headers(struct peer *peer, uint8_t flags, uint32_t number,
                         const char *payload, size_t length)
{
  struct stream *stream = add_stream(peer, number);

  if ((flags & NGHTTP2_FLAG_END_HEADERS) == 0)
    abort(); /* this client's blocks are short */
  if ((flags & NGHTTP2_FLAG_PADDED) != 0) {
    length -= 1 + (size_t)(unsigned char)payload[0];
    payload++;
  }
  if ((flags & NGHTTP2_FLAG_PRIORITY) != 0) {
    payload += 5;
    length -= 5;
  }
  read_block(peer, &stream->arrival, payload, length);
  begin(peer, stream);
  take_end(peer, stream, flags);
  if (peer->ending == NULL && peer->count >= peer->most)
    begin_ending(peer);
}

/* Opens the windows by the size of received data, unless the stream is to
 * starve. */
static void take_data(struct peer *peer, uint8_t flags, uint32_t number,
                      const char *payload, size_t length)
{
  struct stream *stream = find_stream(peer, number);
  size_t padding = 0;

  if (stream == NULL)
    return;
  if ((flags & NGHTTP2_FLAG_PADDED) != 0)
    padding = 1 + (size_t)(unsigned char)payload[0];
  stream->arrival.body += length - padding;
  take_end(peer, stream, flags);
  open_window(peer, 0, length);
  if (!stream->starved && (flags & NGHTTP2_FLAG_END_STREAM) == 0)
    open_window(peer, number, length + below(peer, 2000));
}

static void take_frame(struct peer *peer, uint8_t type, uint8_t flags,
                       uint32_t number, const char *payload, size_t length)
{
  struct stream *stream;

  switch (type) {
  case NGHTTP2_DATA:
    take_data(peer, flags, number, payload, length);
    break;
  case NGHTTP2_HEADERS:
    take_headers(peer, flags, number, payload, length);
    break;
  case NGHTTP2_RST_STREAM:
    stream = find_stream(peer, number);
    if (stream != NULL)
      stream->over = true;
    break;
  case NGHTTP2_SETTINGS:
    if ((flags & NGHTTP2_FLAG_ACK) == 0)
      send_frame(peer, NGHTTP2_SETTINGS, NGHTTP2_FLAG_ACK, 0, NULL, 0);
    break;
  case NGHTTP2_PING:
    if ((flags & NGHTTP2_FLAG_ACK) == 0)
      send_frame(peer, NGHTTP2_PING, NGHTTP2_FLAG_ACK, 0, payload, length);
    break;
  default:
    break; /* windows are large enough for responses */
  }
}

/* Removes the first `length` bytes from the buffer. */
static void consume(struct peer *peer, size_t length)
{
  peer->length -= length;
  memmove(peer->bytes, peer->bytes + length, peer->length);
}

static void take_all(struct peer *peer)
{
  size_t preface = NGHTTP2_CLIENT_MAGIC_LEN;

  if (!peer->greeted) {
    if (peer->length < preface)
      return;
    if (memcmp(peer->bytes, NGHTTP2_CLIENT_MAGIC, preface) != 0)
      abort();
    consume(peer, preface);
    peer->greeted = true;
    send_settings(peer);
  }
  while (peer->length >= FRAME_HEAD) {
    size_t length = get_number(peer->bytes) >> 8;
    if (length > MOST_FRAME)
      abort();
    if (peer->length < FRAME_HEAD + length)
      return;
    take_frame(peer, (uint8_t)peer->bytes[3], (uint8_t)peer->bytes[4],
               get_number(peer->bytes + 5) & INT32_MAX,
               peer->bytes + FRAME_HEAD, length);
    consume(peer, FRAME_HEAD + length);
  }
}

/* --- Connection --------------------------------------------------------- */

static void receive(struct peer *peer)
{
  int got = SSL_read(peer->connection->tls, peer->bytes + peer->length,
                     (int)(sizeof peer->bytes - peer->length));

  if (got <= 0) {
    peer->ended =
      SSL_get_error(peer->connection->tls, got) != SSL_ERROR_WANT_READ;
    return;
  }
  peer->length += (size_t)got;
  take_all(peer);
}

/* Performs due actions. Returns the milliseconds until the next one. */
static int act_on_time(struct peer *peer)
{
  bool mute = peer->ending != NULL && peer->ending->then != SERVE;
  uint64_t next = now() + LOOK;

  for (struct stream *s = peer->streams; s != NULL; s = s->next) {
    if (s->due == 0 || s->over || mute)
      continue;
    if (s->due <= now())
      act(peer, s);
    else if (s->due < next)
      next = s->due;
  }
  if (peer->ending != NULL && peer->due < next)
    next = peer->due;
  return next > now() ? (int)(next - now()) : 0;
}

static void stall(struct peer *peer)
{
  const struct timespec time = {0, (long)(1 + below(peer, LONGEST_STALL)) *
                                     1000000};

  nanosleep(&time, NULL);
}

/* Reading fails if the rest of a TLS record does not arrive at once. */
static void limit_reading(const struct peer *peer)
{
  const struct timeval time = {0, 5000};

  setsockopt(peer->connection->socket, SOL_SOCKET, SO_RCVTIMEO, &time,
             sizeof time);
}

static void serve(struct peer *peer)
{
  const struct h2_connection *connection = peer->connection;

  limit_reading(peer);
  while (!peer->ended && !connection->stopping()) {
    int wait = act_on_time(peer);
    bool deaf = peer->ending != NULL && peer->ending->then == DEAF;
    struct pollfd polled = {connection->socket, POLLIN, 0};
    if (go_on_ending(peer))
      return;
    if (SSL_pending(connection->tls) == 0 || deaf)
      poll(&polled, deaf ? 0 : 1, wait);
    else
      polled.revents = POLLIN;
    if (!deaf && polled.revents != 0)
      receive(peer);
    if (below(peer, STALLS) == 0)
      stall(peer);
  }
}

static void end(struct peer *peer)
{
  while (peer->streams != NULL) {
    struct stream *stream = peer->streams;
    peer->streams = stream->next;
    arrival_record(&stream->arrival, peer->connection->ledger);
    free(stream);
  }
  nghttp2_hd_inflate_del(peer->inflater);
}

enum h2_close h2_serve(const struct h2_connection *connection)
{
  struct peer *peer = calloc(1, sizeof *peer);

  if (peer == NULL || nghttp2_hd_inflate_new(&peer->inflater) != 0)
    abort();
  peer->connection = connection;
  peer->random = connection->random;
  peer->limits = DRAW(peer, limits);
  peer->last = INT32_MAX;
  peer->most = 1 + (long)below(peer, 1 + below(peer, MOST_REQUESTS));
  serve(peer);
  enum h2_close close =
    !peer->ended && peer->ending != NULL ? peer->ending->close : H2_DROP;
  end(peer);
  free(peer);
  return close;
}
