/* SPDX-License-Identifier: Apache-2.0
 *
 * What a person should look at when a service does not believe who called. */
#ifndef HWC_CORE_HINT_H
#define HWC_CORE_HINT_H

#include <stdbool.h>
#include <stddef.h>

/* An answer with status 401, and what the request was sent with. */
struct hwc_identity {
  bool keys;           /* signed; else with a token */
  bool temporary;      /* the keys have a security token */
  double clock_error;  /* the service's clock minus that of the signature,
                          seconds; 0: not known */
  double clock_offset; /* what signing allows for already */
  const char *code;    /* of the answer */
  const char *message;
};

/* Writes one or two sentences, never a value of the caller's. */
void hwc_hint_identity(char *out, size_t size,
                       const struct hwc_identity *identity);

#endif
