/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys or a token. Reference-counted and wiped when the last reference is
 * released: a request in flight keeps the credentials it was signed with, even
 * if its client has renewed them. Not to be shared between threads. */
#ifndef HWC_CORE_CREDENTIALS_H
#define HWC_CORE_CREDENTIALS_H

#include "core/breaker.h"
#include "core/buffer.h"
#include "core/head.h"
#include "core/signer.h"

/* Bytes that are wiped when freed. */
struct hwc_secret {
  struct hwc_buffer bytes;
};

struct hwc_credentials {
  unsigned references;
  struct hwc_breaker *breaker;      /* referenced */
  struct hwc_buffer ak;             /* not secret, but redacted like one */
  struct hwc_buffer security_token; /* of temporary keys */
  struct hwc_buffer token;          /* instead of an access key */
  struct hwc_signer *signer;        /* NULL if `token` is used */
  struct hwc_head *head; /* of the last request without headers of the caller,
                            referenced; or NULL */
};

/* Creates credentials from a token, or from options->ak and options->sk.
 * Rejects values that are empty or contain control bytes, naming the member in
 * `error`. */
enum hwc_status hwc_credentials_new(struct hwc_credentials **credentials,
                                    const struct hwc_signer_options *options,
                                    struct hwc_text security_token,
                                    struct hwc_text token,
                                    struct hwc_error *error);

/* Shares the breaker with equal credentials of the loop. Call it before the
 * first use. */
void hwc_credentials_share(struct hwc_credentials *c,
                           struct hwc_breakers *breakers);

struct hwc_credentials *hwc_credentials_ref(struct hwc_credentials *c);
/* Accepts NULL. */
void hwc_credentials_unref(struct hwc_credentials *c);

#endif
