/* SPDX-License-Identifier: Apache-2.0
 *
 * Which requests over HTTP/2 the server says it did not process: streams that
 * it refused (RST_STREAM with REFUSED_STREAM), and streams above the last one
 * that a GOAWAY names (RFC 9113, 8.7 and 6.8). libcurl tells it nowhere but in
 * the texts that it writes for people. Where those read otherwise than in the
 * versions known here (7.88 to 8.14), nothing is concluded from them. */
#ifndef HWC_CORE_HTTP2_H
#define HWC_CORE_HTTP2_H

#include "core/sockets.h"
#include "core/text.h"
#include <stdbool.h>
#include <stdint.h>

/* Room for two addresses with their ports. */
#define HWC_CONNECTION_NAME 120

/* A request that may be a stream. Zeroed it is in no list. */
struct hwc_stream {
  struct hwc_stream *next;
  char connection[HWC_CONNECTION_NAME]; /* it was sent on; empty: none */
  uint32_t number;                      /* 0: not known */
  size_t size;                          /* bytes of the request, or more */
  bool refused; /* the server says that it did not process it */
};

/* The requests of a loop that may share connections. Zeroed it is empty.
 *
 * `fragile`: libcurl is older than 8.6.0. Before 8.1.0 it loses count where a
 * socket of HTTP/2 takes no more bytes for now: it sends the head of a request
 * once more as its body, or parts of the body twice, or nothing until the time
 * is up. Requests that a connection might not take at once go over HTTP/1.1
 * there. Before 8.6.0 a connection keeps
 * a pointer to the handle of a transfer that ends before its stream was opened:
 * such handles are kept as well, see hwc_sockets_retire(). */
struct hwc_streams {
  struct hwc_stream *first;
  bool fragile;
};

void hwc_stream_join(struct hwc_streams *streams, struct hwc_stream *stream);

/* Safe on one that is in no list. */
void hwc_stream_leave(struct hwc_streams *streams, struct hwc_stream *stream);

/* It is about to be sent on that connection. False where another request is
 * on it that is not known to be a stream: it must not be sent there. Where a
 * host speaks now HTTP/2 and now HTTP/1.1, libcurl (7.88) gives connections of
 * HTTP/1.1 to several requests at a time, and then the response of one to
 * another. */
bool hwc_stream_sent(struct hwc_streams *streams, struct hwc_stream *stream,
                     const struct hwc_connection_name *name);

/* The bytes of all requests on its connection, and its own. */
size_t hwc_streams_size(const struct hwc_streams *streams,
                        const struct hwc_stream *stream);

/* Takes a line of libcurl's (CURLINFO_TEXT) about the request. Nothing of it
 * is kept: such lines may hold headers. */
void hwc_stream_read(struct hwc_streams *streams, struct hwc_stream *stream,
                     struct hwc_text line);

#endif
