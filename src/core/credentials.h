/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys or a token, held so that they are wiped when the last user lets go.
 * A request in flight keeps the credentials it was signed with, whatever its
 * client renews meanwhile. Never shared between threads. */
#ifndef HWC_CORE_CREDENTIALS_H
#define HWC_CORE_CREDENTIALS_H

#include "core/breaker.h"
#include "core/buffer.h"
#include "core/signer.h"

/* Bytes that are wiped when freed. */
struct hwc_secret {
  struct hwc_buffer bytes;
};

struct hwc_credentials {
  unsigned references;
  struct hwc_breaker *breaker; /* referenced */
  struct hwc_buffer ak;        /* not secret: shown redacted all the same */
  struct hwc_buffer security_token; /* goes with temporary keys */
  struct hwc_buffer token;          /* in place of ak and sk */
  struct hwc_signer *signer;        /* NULL where `token` is used */
};

/* Either `token` or options->ak and options->sk are set. Refuses values with
 * control bytes or that are empty, naming the member in `error`. */
enum hwc_status hwc_credentials_new(struct hwc_credentials **credentials,
                                    const struct hwc_signer_options *options,
                                    struct hwc_text security_token,
                                    struct hwc_text token,
                                    struct hwc_error *error);

/* Counts refusals together with those of equal credentials. Before the first
 * use. */
void hwc_credentials_share(struct hwc_credentials *c,
                           struct hwc_breakers *breakers);

struct hwc_credentials *hwc_credentials_ref(struct hwc_credentials *c);
/* Takes NULL. */
void hwc_credentials_unref(struct hwc_credentials *c);

#endif
