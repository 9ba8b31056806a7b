/* SPDX-License-Identifier: Apache-2.0
 *
 * Detects requests over HTTP/2 that the server did not process: refused streams
 * (RST_STREAM with REFUSED_STREAM), and streams above the last one named by a
 * GOAWAY (RFC 9113, 8.7 and 6.8). libcurl reports this only in its debug texts,
 * so they are parsed. Texts that differ from those of the known versions (7.88
 * to 8.14) are ignored. */
#ifndef HWC_CORE_HTTP2_H
#define HWC_CORE_HTTP2_H

#include "core/sockets.h"
#include "core/text.h"
#include <stdbool.h>
#include <stdint.h>

/* Room for two addresses with their ports. */
#define HWC_CONNECTION_NAME 120

/* A request that may be a stream. Zero-initialised means in no list. */
struct hwc_stream {
  struct hwc_stream *next;
  char connection[HWC_CONNECTION_NAME]; /* that it was sent on; empty: none */
  uint32_t number;                      /* 0: unknown */
  size_t size;                          /* upper bound of the request's bytes */
  bool refused; /* the server stated that it did not process it */
};

/* The requests of a loop that may share connections. Zero-initialised means
 * empty.
 *
 * `fragile`: libcurl is older than 8.6.0. Before 8.1.0 it miscounts when a
 * socket of HTTP/2 is full: it sends the head of a request again as its body,
 * or parts of the body twice, or nothing until the time-out. Requests that a
 * connection might not take at once use HTTP/1.1 there. Before 8.6.0 a
 * connection keeps a pointer to the handle of a transfer that ends before its
 * stream was opened; such handles are kept alive, see hwc_sockets_retire(). */
struct hwc_streams {
  struct hwc_stream *first;
  bool fragile;
};

void hwc_stream_join(struct hwc_streams *streams, struct hwc_stream *stream);

/* Does nothing if it is in no list. */
void hwc_stream_leave(struct hwc_streams *streams, struct hwc_stream *stream);

/* Call before sending on that connection. False if another request that is not
 * known to be a stream is on it: do not send. If a host alternates between
 * HTTP/2 and HTTP/1.1, libcurl (7.88) gives an HTTP/1.1 connection to several
 * requests at a time, and then the response of one to another. */
bool hwc_stream_sent(struct hwc_streams *streams, struct hwc_stream *stream,
                     const struct hwc_connection_name *name);

/* Returns the bytes of all requests on its connection, including its own. */
size_t hwc_streams_size(const struct hwc_streams *streams,
                        const struct hwc_stream *stream);

/* Parses a debug line of libcurl (CURLINFO_TEXT) about the request. Nothing of
 * it is stored: such lines may contain headers. */
void hwc_stream_read(struct hwc_streams *streams, struct hwc_stream *stream,
                     struct hwc_text line);

#endif
