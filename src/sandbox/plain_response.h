/* SPDX-License-Identifier: Apache-2.0
 *
 * Responses that are made without the behaviour: it failed, or the client did
 * before there was a request. */
#ifndef HWC_SANDBOX_PLAIN_RESPONSE_H
#define HWC_SANDBOX_PLAIN_RESPONSE_H

#include <stddef.h>

struct plain_response {
  unsigned status;
  char id[33];    /* of the request */
  char text[640]; /* the whole response, after which the connection ends */
  size_t length;
  const char *body; /* in `text` */
  size_t body_length;
};

/* The status is 408, 414, 500 or 503. */
void plain_response_init(struct plain_response *response, unsigned status);

#endif
