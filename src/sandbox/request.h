/* SPDX-License-Identifier: Apache-2.0
 *
 * One request as it arrives, from its first line to the end of its
 * response. */
#ifndef HWC_SANDBOX_REQUEST_H
#define HWC_SANDBOX_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include <microhttpd.h>

struct header {
  const char *name; /* the connection's memory */
  const char *value;
  size_t name_length;
  size_t value_length;
};

struct request {
  char *target; /* as in the request line */
  char *body;
  size_t length;
  size_t capacity;
  struct header *headers;
  size_t header_count;
  size_t header_capacity;
  bool begun;
  bool too_large; /* the body, which is dropped */
  bool broken;    /* memory ran out */
  bool answered;
  unsigned status; /* of the response; 0: none, the connection is closed */
  struct MHD_Response *response; /* owned */
};

/* NULL: memory ran out. */
struct request *request_new(const char *target);

void request_free(struct request *request);

/* False: memory ran out, and the request is broken. */
bool request_add_header(struct request *request, const struct header *header);

/* Takes more of the body. One of more than `max` bytes is dropped, and so is
 * all that follows, so that the sender gets to read its response. */
void request_add_body(struct request *request, const char *data, size_t size,
                      size_t max);

#endif
