/* SPDX-License-Identifier: Apache-2.0
 *
 * Parses libcurl's debug texts about streams. */
#include "core/http2.h"

#include <stdio.h>
#include <string.h>

void hwc_stream_join(struct hwc_streams *streams, struct hwc_stream *stream)
{
  *stream = (struct hwc_stream){.next = streams->first, .size = stream->size};
  streams->first = stream;
}

void hwc_stream_leave(struct hwc_streams *streams, struct hwc_stream *stream)
{
  for (struct hwc_stream **link = &streams->first; *link != NULL;
       link = &(*link)->next)
    if (*link == stream) {
      *link = stream->next;
      return;
    }
}

bool hwc_stream_sent(struct hwc_streams *streams, struct hwc_stream *stream,
                     const struct hwc_connection_name *name)
{
  stream->number = 0;
  stream->connection[0] = '\0';
  if (name->local == NULL || name->remote == NULL || name->local_port <= 0)
    return true; /* connections without a name are not equal */
  snprintf(stream->connection, sizeof stream->connection, "%s %d %s %d",
           name->local, name->local_port, name->remote, name->remote_port);
  for (struct hwc_stream *s = streams->first; s != NULL; s = s->next)
    if (s != stream && s->number == 0 &&
        strcmp(s->connection, stream->connection) == 0) {
      stream->connection[0] = '\0';
      return false;
    }
  return true;
}

size_t hwc_streams_size(const struct hwc_streams *streams,
                        const struct hwc_stream *stream)
{
  size_t size = stream->size;

  for (struct hwc_stream *s = streams->first; s != NULL; s = s->next)
    if (s != stream && s->connection[0] != '\0' &&
        strcmp(s->connection, stream->connection) == 0)
      size += s->size;
  return size;
}

/* Takes `word` from the front of the line. */
static bool take_word(struct hwc_text *line, const char *word)
{
  size_t length = strlen(word);

  if (line->length < length || memcmp(line->data, word, length) != 0)
    return false;
  line->data += length;
  line->length -= length;
  return true;
}

/* Takes the number of a stream or an error. */
static bool take_number(struct hwc_text *line, uint32_t *number)
{
  uint64_t value = 0;
  size_t digits = 0;

  while (digits < line->length && line->data[digits] >= '0' &&
         line->data[digits] <= '9' && value <= UINT32_MAX)
    value = value * 10 + (uint64_t)(line->data[digits++] - '0');
  if (digits == 0 || value > UINT32_MAX)
    return false;
  *number = (uint32_t)value;
  line->data += digits;
  line->length -= digits;
  return true;
}

/* "Using Stream ID: 3" (7.88), "[HTTP/2] [3] OPENED stream for ..." (8.x) */
static bool read_number(struct hwc_stream *stream, struct hwc_text line)
{
  uint32_t number;

  if (stream->number != 0 || (!take_word(&line, "Using Stream ID: ") &&
                              !take_word(&line, "[HTTP/2] [")))
    return false;
  if (take_number(&line, &number))
    stream->number = number;
  return true;
}

/* "received GOAWAY, error=0, last_stream=99" (8.x); 7.88 misspells the first
 * word. All requests on that connection with higher numbers are refused. */
static bool read_goaway(struct hwc_streams *streams,
                        const struct hwc_stream *source, struct hwc_text line)
{
  uint32_t last;

  if (!take_word(&line, "recveived GOAWAY, error=") &&
      !take_word(&line, "received GOAWAY, error="))
    return false;
  while (line.length > 0 && line.data[0] != ',') {
    line
      .data++; /* the error code; some versions print large ones as negative */
    line.length--;
  }
  /* Until its stream number is known, a request may be trying another
   * connection. */
  if (source->number == 0 || source->connection[0] == '\0' ||
      !take_word(&line, ", last_stream=") || !take_number(&line, &last))
    return true;
  for (struct hwc_stream *s = streams->first; s != NULL; s = s->next)
    if (s->number > last && strcmp(s->connection, source->connection) == 0)
      s->refused = true;
  return true;
}

void hwc_stream_read(struct hwc_streams *streams, struct hwc_stream *stream,
                     struct hwc_text line)
{
  if (read_number(stream, line) || read_goaway(streams, stream, line))
    return;
  bool refused = take_word(&line, "REFUSED_STREAM, retrying");
  if (refused)
    stream->refused = true;
  /* The request leaves its connection; later lines may concern another one. */
  if (refused || take_word(&line, "Connection died, retrying") ||
      take_word(&line, "Issue another request"))
    stream->connection[0] = '\0';
}
