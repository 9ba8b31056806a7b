/* SPDX-License-Identifier: Apache-2.0
 *
 * Request signatures: SDK-HMAC-SHA256, SDK-HMAC-SM3 and V11-HMAC-SHA256, as
 * the API Request Signing Guide and the official clients compute them. */
#ifndef HWC_CORE_SIGNER_H
#define HWC_CORE_SIGNER_H

#include "core/buffer.h"
#include "core/text.h"

enum hwc_algorithm {
  HWC_SDK_HMAC_SHA256,
  HWC_SDK_HMAC_SM3,
  HWC_V11_HMAC_SHA256,
};

/* "SDK-HMAC-SHA256", ... */
const char *hwc_algorithm_name(enum hwc_algorithm algorithm);
bool hwc_algorithm_find(enum hwc_algorithm *algorithm, struct hwc_text name);

/* The header that carries the hash of the body for this algorithm:
 * X-Sdk-Content-Sha256 or X-Sdk-Content-Sm3. */
const char *hwc_algorithm_content_header(enum hwc_algorithm algorithm);

/* The lower-case hex hash of a body, zero-terminated, by the hash function of
 * the algorithm: what the content header holds where it does not say
 * UNSIGNED-PAYLOAD. */
enum hwc_status hwc_algorithm_hash(char out[65], enum hwc_algorithm algorithm,
                                   struct hwc_text body);

/* A pair of access key and secret key with its keyed HMAC state, prepared
 * once. Opaque; wiped when freed. Not for use by two threads at once. */
struct hwc_signer;

/* `region` and `service` are used by V11-HMAC-SHA256 alone, where both are
 * needed (HWC_INVALID otherwise, details in `error`). */
struct hwc_signer_options {
  enum hwc_algorithm algorithm;
  struct hwc_text ak;
  struct hwc_text sk;
  struct hwc_text region;
  struct hwc_text service;
};

/* Copies what it needs. Refuses keys that are empty or have control bytes,
 * naming the member in `error`. */
enum hwc_status hwc_signer_new(struct hwc_signer **signer,
                               const struct hwc_signer_options *options,
                               struct hwc_error *error);
/* Takes NULL. */
void hwc_signer_free(struct hwc_signer *signer);
enum hwc_algorithm hwc_signer_algorithm(const struct hwc_signer *signer);

/* What is signed. `target` is the path and query as they go on the wire;
 * `headers` are all headers to sign, in any order and case, values as sent.
 * X-Sdk-Date has to be among them; its value is `date` (YYYYMMDDTHHMMSSZ).
 * If the content header of the algorithm is among them, its value takes the
 * place of the body's hash. */
struct hwc_signing {
  struct hwc_text method;
  struct hwc_text target;
  const struct hwc_pair *headers;
  size_t header_count;
  struct hwc_text body;
  struct hwc_text date;
  bool with_underscores; /* headers with '_' in their name are signed too, as
                          * some official clients do: for the receiving end */
};

/* The stages of one signature; hwc_signature_done() wipes and frees them. */
struct hwc_signature {
  struct hwc_buffer canonical_request;
  struct hwc_buffer string_to_sign;
  struct hwc_buffer signed_headers; /* names joined by ';' */
  struct hwc_buffer authorization;  /* the header's whole value */
  char signature[65];               /* lower-case hex, zero-terminated */
};

#define HWC_SIGNATURE_INIT                                                     \
  {                                                                            \
    0                                                                          \
  }

/* Fails with HWC_INVALID where two header names differ only in case, a name is
 * no token, a value has control bytes other than tab, the method is no token
 * or the date no date. Headers whose names have an underscore, and
 * Authorization, are left out. A
 * signature may be used again for the next request without hwc_signature_done:
 * it keeps its memory. */
enum hwc_status hwc_signer_sign(struct hwc_signer *signer,
                                const struct hwc_signing *signing,
                                struct hwc_signature *signature,
                                struct hwc_error *error);
void hwc_signature_done(struct hwc_signature *signature);

/* Wipes the bytes but keeps the memory. */
void hwc_signature_clear(struct hwc_signature *signature);

/* Stages that the signer has room for already, for who needs them only until
 * the next call; to be cleared after use. */
struct hwc_signature *hwc_signer_scratch(struct hwc_signer *signer);

/* YYYYMMDDTHHMMSSZ for a Unix time, zero-terminated; times outside the years
 * 1970 to 9999 give the nearest inside. */
void hwc_signer_date(char out[17], int64_t unix_seconds);

/* The Unix time of YYYYMMDDTHHMMSSZ; false where it is no such date. */
bool hwc_signer_parse_date(int64_t *unix_seconds, struct hwc_text date);

#endif
