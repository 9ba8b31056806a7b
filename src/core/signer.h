/* SPDX-License-Identifier: Apache-2.0
 *
 * Request signatures: SDK-HMAC-SHA256, SDK-HMAC-SM3 and V11-HMAC-SHA256, as the
 * API Request Signing Guide and the official clients compute them. */
#ifndef HWC_CORE_SIGNER_H
#define HWC_CORE_SIGNER_H

#include "core/buffer.h"
#include "core/signed_headers.h"
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

/* Writes the lower-case hexadecimal hash of a body, zero-terminated, by the
 * algorithm's hash function: the value of the content header unless that is
 * UNSIGNED-PAYLOAD. */
enum hwc_status hwc_algorithm_hash(char out[65], enum hwc_algorithm algorithm,
                                   struct hwc_text body);

/* An access key and its secret key, with a prepared HMAC state. Opaque; wiped
 * when freed. Not thread-safe. */
struct hwc_signer;

/* `region` and `service` are required by V11-HMAC-SHA256 (HWC_INVALID if
 * missing, with details in `error`) and ignored otherwise. */
struct hwc_signer_options {
  enum hwc_algorithm algorithm;
  struct hwc_text ak;
  struct hwc_text sk;
  struct hwc_text region;
  struct hwc_text service;
};

/* Copies the options. Rejects keys that are empty or contain control bytes,
 * naming the member in `error`. */
enum hwc_status hwc_signer_new(struct hwc_signer **signer,
                               const struct hwc_signer_options *options,
                               struct hwc_error *error);

/* Accepts NULL. */
void hwc_signer_free(struct hwc_signer *signer);
enum hwc_algorithm hwc_signer_algorithm(const struct hwc_signer *signer);

/* Input of a signature. `target` is the path and query as sent; `headers` are
 * all headers to sign, in any order and case, with the values as sent. They
 * must include X-Sdk-Date with the value `date` (YYYYMMDDTHHMMSSZ). If they
 * include the content header of the algorithm, its value replaces the hash of
 * the body. */
struct hwc_signing {
  struct hwc_text method;
  struct hwc_text target;
  const struct hwc_pair *headers;
  size_t header_count;
  /* instead of `headers`: prepared, for any date; NULL: not */
  const struct hwc_signed_headers *prepared;
  struct hwc_text body;
  struct hwc_text date;
  bool with_underscores; /* also sign headers with '_' in their name, as some
                            official clients do: for verification */
};

/* The stages of one signature; hwc_signature_done() wipes and frees them. */
struct hwc_signature {
  struct hwc_buffer canonical_request;
  struct hwc_buffer string_to_sign;
  struct hwc_buffer signed_headers; /* names joined by ';' */
  struct hwc_buffer authorization;  /* the complete header value */
  char signature[65];               /* lower-case hex, zero-terminated */
};

#define HWC_SIGNATURE_INIT                                                     \
  {                                                                            \
    0                                                                          \
  }

/* Returns HWC_INVALID if two header names differ only in case, a name or the
 * method is not a token, a value contains control bytes other than tab, or the
 * date is malformed. Authorization and headers with an underscore in their name
 * are not signed. A signature may be reused for the next request, without
 * hwc_signature_done(): it keeps its memory. */
enum hwc_status hwc_signer_sign(struct hwc_signer *signer,
                                const struct hwc_signing *signing,
                                struct hwc_signature *signature,
                                struct hwc_error *error);
void hwc_signature_done(struct hwc_signature *signature);

/* Wipes the bytes but keeps the memory. */
void hwc_signature_clear(struct hwc_signature *signature);

/* Returns stages owned by the signer, for callers that need them only until the
 * next call; clear them after use. */
struct hwc_signature *hwc_signer_scratch(struct hwc_signer *signer);

/* Writes YYYYMMDDTHHMMSSZ for a Unix time, zero-terminated; times outside the
 * years 1970 to 9999 are clamped. */
void hwc_signer_date(char out[17], int64_t unix_seconds);

/* The same text, written again only if the second has changed. Owned by the
 * signer, valid until the next call. */
struct hwc_text hwc_signer_date_at(struct hwc_signer *signer,
                                   int64_t unix_seconds);

/* Parses YYYYMMDDTHHMMSSZ into Unix seconds; false if malformed. */
bool hwc_signer_parse_date(int64_t *unix_seconds, struct hwc_text date);

#endif
