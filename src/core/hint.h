/* SPDX-License-Identifier: Apache-2.0
 *
 * Hints for a person, when a service refuses the credentials. */
#ifndef HWC_CORE_HINT_H
#define HWC_CORE_HINT_H

#include <stdbool.h>
#include <stddef.h>

/* A response with status 401 and the credentials of its request. */
struct hwc_identity {
  bool keys;           /* signed with keys; else a token */
  bool temporary;      /* the keys have a security token */
  double clock_error;  /* the service's clock minus that of the signature, in
                          seconds; 0: unknown */
  double clock_offset; /* already applied when signing */
  const char *code;    /* error code of the response */
  const char *message;
};

/* Writes one or two sentences, without any value from the caller. */
void hwc_hint_identity(char *out, size_t size,
                       const struct hwc_identity *identity);

#endif
