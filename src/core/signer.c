/* SPDX-License-Identifier: Apache-2.0
 *
 * Canonical requests and their signatures. All hashing is done by libcrypto;
 * the digest is fetched and the HMAC keyed once for each signer. */
#include "core/signer.h"

#include "core/headers.h"
#include "core/signed_headers.h"
#include "core/uri.h"
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>
#include <stdlib.h>
#include <string.h>

enum { HASH_SIZE = 32, HEX_SIZE = 2 * HASH_SIZE, DAY_SIZE = 8 };

struct algorithm {
  const char *name;
  const char *digest;
  const char *content_header;
};

/* By enum hwc_algorithm. */
static const struct algorithm algorithms[] = {
  [HWC_SDK_HMAC_SHA256] = {"SDK-HMAC-SHA256", "SHA256", "X-Sdk-Content-Sha256"},
  [HWC_SDK_HMAC_SM3] = {"SDK-HMAC-SM3", "SM3", "X-Sdk-Content-Sm3"},
  [HWC_V11_HMAC_SHA256] = {"V11-HMAC-SHA256", "SHA256", "X-Sdk-Content-Sha256"},
};

struct hwc_signer {
  enum hwc_algorithm algorithm;
  EVP_MD *digest;
  EVP_MD_CTX *hashing;
  EVP_MAC_CTX *hmac; /* with its key; V11: with the key of `day` */
  struct hwc_buffer ak;
  struct hwc_buffer sk;      /* V11 only: a new key is derived every day */
  struct hwc_buffer scope;   /* V11: "/region/service" */
  char day[DAY_SIZE];        /* all zero until the first key is derived */
  int64_t dated;             /* Unix seconds of `date`, unless that is empty */
  char date[17];             /* hwc_signer_date_at() */
  struct hwc_buffer scratch; /* decoded path, then query */
  struct hwc_signature stages;       /* hwc_signer_scratch() */
  struct hwc_signed_headers headers; /* of requests without prepared ones */
  struct hwc_pair *pairs;            /* query members */
  size_t pair_capacity;
};

const char *hwc_algorithm_name(enum hwc_algorithm algorithm)
{
  return algorithms[algorithm].name;
}

bool hwc_algorithm_find(enum hwc_algorithm *algorithm, struct hwc_text name)
{
  for (size_t i = 0; i < sizeof algorithms / sizeof algorithms[0]; i++)
    if (hwc_text_equal(name, hwc_text_of(algorithms[i].name))) {
      *algorithm = (enum hwc_algorithm)i;
      return true;
    }
  return false;
}

const char *hwc_algorithm_content_header(enum hwc_algorithm algorithm)
{
  return algorithms[algorithm].content_header;
}

static char hex_digit(int value)
{
  return (char)(value + (value < 10 ? '0' : 'a' - 10));
}

static void to_hex(char out[HEX_SIZE], const unsigned char hash[HASH_SIZE])
{
  for (size_t i = 0; i < HASH_SIZE; i++) {
    out[2 * i] = hex_digit(hash[i] >> 4);
    out[2 * i + 1] = hex_digit(hash[i] & 15);
  }
}

enum hwc_status hwc_algorithm_hash(char out[65], enum hwc_algorithm algorithm,
                                   struct hwc_text body)
{
  unsigned char hash[EVP_MAX_MD_SIZE];
  size_t length = 0;

  ERR_set_mark();
  int good =
    EVP_Q_digest(NULL, algorithms[algorithm].digest, NULL,
                 body.length > 0 ? body.data : "", body.length, hash, &length);
  ERR_pop_to_mark();
  if (!good || length != HASH_SIZE)
    return HWC_CRYPTO;
  to_hex(out, hash);
  out[HEX_SIZE] = '\0';
  return HWC_OK;
}

/* libcrypto takes parameters as char * but only reads them. */
static OSSL_PARAM text_param(const char *name, const char *value)
{
  return OSSL_PARAM_construct_utf8_string(name, (char *)value, 0);
}

/* Sets the HMAC key. EVP_MAC_init() with a NULL key later starts from this
 * state. */
static bool set_key(struct hwc_signer *signer, const void *key, size_t length)
{
  OSSL_PARAM params[] = {
    text_param(OSSL_MAC_PARAM_DIGEST, algorithms[signer->algorithm].digest),
    OSSL_PARAM_construct_end(),
  };
  return EVP_MAC_init(signer->hmac, key, length, params) == 1;
}

static bool new_hmac(struct hwc_signer *signer)
{
  EVP_MAC *mac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);

  if (mac == NULL)
    return false;
  signer->hmac = EVP_MAC_CTX_new(mac);
  EVP_MAC_free(mac); /* the context has its own reference */
  return signer->hmac != NULL;
}

/* Derives the V11 key for the day in `info`, unless it is current. */
static bool derive_key(struct hwc_signer *signer, struct hwc_text info)
{
  unsigned char derived[HASH_SIZE];
  char hex[HEX_SIZE];
  EVP_KDF *hkdf = EVP_KDF_fetch(NULL, OSSL_KDF_NAME_HKDF, NULL);
  EVP_KDF_CTX *deriving = hkdf != NULL ? EVP_KDF_CTX_new(hkdf) : NULL;
  OSSL_PARAM params[] = {
    text_param(OSSL_KDF_PARAM_DIGEST, algorithms[signer->algorithm].digest),
    OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, signer->sk.data,
                                      signer->sk.length),
    OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, signer->ak.data,
                                      signer->ak.length),
    OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (char *)info.data,
                                      info.length),
    OSSL_PARAM_construct_end(),
  };

  bool good = deriving != NULL &&
              EVP_KDF_derive(deriving, derived, sizeof derived, params) == 1;
  if (good) {
    to_hex(hex, derived);
    good = set_key(signer, hex, sizeof hex);
  }
  if (good)
    memcpy(signer->day, info.data, DAY_SIZE);
  else
    signer->day[0] = '\0';
  hwc_wipe(derived, sizeof derived);
  hwc_wipe(hex, sizeof hex);
  EVP_KDF_CTX_free(deriving);
  EVP_KDF_free(hkdf);
  return good;
}

static enum hwc_status check_member(const char *name, struct hwc_text value,
                                    struct hwc_error *error)
{
  if (value.length == 0) {
    hwc_error_set(error, HWC_KIND_VALIDATION, "%s: must not be empty", name);
    return HWC_INVALID;
  }
  if (hwc_text_find_control(value) != NULL) {
    hwc_error_set(error, HWC_KIND_VALIDATION,
                  "%s: must not contain control bytes, got %zu bytes with some "
                  "(a line end?)",
                  name, value.length);
    return HWC_INVALID;
  }
  return HWC_OK;
}

/* Region and service are separated by slashes in Authorization. */
static enum hwc_status check_scope(const char *name, struct hwc_text value,
                                   struct hwc_error *error)
{
  enum hwc_status status = check_member(name, value, error);

  if (status == HWC_OK && hwc_text_find_any(value, "/, ") != NULL) {
    hwc_error_set(error, HWC_KIND_VALIDATION,
                  "%s: must not contain slashes, commas or spaces", name);
    return HWC_INVALID;
  }
  return status;
}

static enum hwc_status check_options(const struct hwc_signer_options *options,
                                     struct hwc_error *error)
{
  enum hwc_status status = check_member("ak", options->ak, error);

  if (status == HWC_OK && hwc_text_find_any(options->ak, ", ") != NULL) {
    hwc_error_set(error, HWC_KIND_VALIDATION,
                  "ak: must not contain commas or spaces");
    status = HWC_INVALID;
  }
  if (status == HWC_OK)
    status = check_member("sk", options->sk, error);
  if (options->algorithm == HWC_V11_HMAC_SHA256) {
    if (status == HWC_OK)
      status = check_scope("region", options->region, error);
    if (status == HWC_OK)
      status = check_scope("service", options->service, error);
  }
  return status;
}

static bool prepare(struct hwc_signer *signer,
                    const struct hwc_signer_options *options)
{
  signer->digest =
    EVP_MD_fetch(NULL, algorithms[signer->algorithm].digest, NULL);
  signer->hashing = EVP_MD_CTX_new();
  if (signer->digest == NULL || signer->hashing == NULL || !new_hmac(signer))
    return false;
  return signer->algorithm == HWC_V11_HMAC_SHA256 ||
         set_key(signer, options->sk.data, options->sk.length);
}

enum hwc_status hwc_signer_new(struct hwc_signer **signer,
                               const struct hwc_signer_options *options,
                               struct hwc_error *error)
{
  *signer = NULL;
  enum hwc_status status = check_options(options, error);
  if (status != HWC_OK)
    return status;
  struct hwc_signer *made = calloc(1, sizeof *made);
  if (made == NULL)
    return HWC_NO_MEMORY;

  made->algorithm = options->algorithm;
  hwc_buffer_append_text(&made->ak, options->ak);
  status = made->ak.status;
  if (options->algorithm == HWC_V11_HMAC_SHA256) {
    hwc_buffer_append_text(&made->sk, options->sk);
    hwc_buffer_append_char(&made->scope, '/');
    hwc_buffer_append_text(&made->scope, options->region);
    hwc_buffer_append_char(&made->scope, '/');
    hwc_buffer_append_text(&made->scope, options->service);
    if (status == HWC_OK)
      status = made->sk.status;
    if (status == HWC_OK)
      status = made->scope.status;
  }
  if (status == HWC_OK) {
    ERR_set_mark();
    if (!prepare(made, options)) {
      hwc_error_set(error, HWC_KIND_CREDENTIALS,
                    "libcrypto does not support %s",
                    hwc_algorithm_name(options->algorithm));
      status = HWC_CRYPTO;
    }
    ERR_pop_to_mark();
  }
  if (status != HWC_OK) {
    hwc_signer_free(made);
    return status;
  }
  *signer = made;
  return HWC_OK;
}

void hwc_signer_free(struct hwc_signer *signer)
{
  if (signer == NULL)
    return;
  EVP_MAC_CTX_free(signer->hmac); /* also wipes the key */
  EVP_MD_CTX_free(signer->hashing);
  EVP_MD_free(signer->digest);
  hwc_buffer_done(&signer->ak);
  hwc_buffer_done(&signer->sk);
  hwc_buffer_done(&signer->scope);
  hwc_buffer_done(&signer->scratch);
  hwc_signature_done(&signer->stages);
  hwc_signed_headers_done(&signer->headers);
  free(signer->pairs);
  free(signer);
}

enum hwc_algorithm hwc_signer_algorithm(const struct hwc_signer *signer)
{
  return signer->algorithm;
}

static bool reserve_pairs(struct hwc_signer *signer, size_t count)
{
  if (count <= signer->pair_capacity)
    return true;
  if (count > SIZE_MAX / sizeof *signer->pairs)
    return false;
  struct hwc_pair *pairs =
    realloc(signer->pairs, count * sizeof *signer->pairs);
  if (pairs == NULL)
    return false;
  signer->pairs = pairs;
  signer->pair_capacity = count;
  return true;
}

static enum hwc_status append_hash(struct hwc_buffer *out,
                                   struct hwc_signer *signer,
                                   struct hwc_text bytes)
{
  unsigned char hash[HASH_SIZE];
  char hex[HEX_SIZE];

  if (EVP_DigestInit_ex2(signer->hashing, signer->digest, NULL) != 1 ||
      EVP_DigestUpdate(signer->hashing, bytes.data, bytes.length) != 1 ||
      EVP_DigestFinal_ex(signer->hashing, hash, NULL) != 1)
    return HWC_CRYPTO;
  to_hex(hex, hash);
  hwc_buffer_append(out, hex, sizeof hex);
  return out->status;
}

/* Appends the path: decoded, encoded except for '/', ending with '/'. */
static enum hwc_status append_path(struct hwc_buffer *out,
                                   struct hwc_signer *signer,
                                   struct hwc_text path)
{
  struct hwc_buffer *decoded = &signer->scratch;

  hwc_buffer_clear(decoded);
  if (path.length > 0 && memchr(path.data, '%', path.length) != NULL) {
    hwc_uri_decode(decoded, path);
    path = hwc_buffer_text(decoded);
  }
  hwc_uri_encode_path(out, path);
  if (path.length == 0 || path.data[path.length - 1] != '/')
    hwc_buffer_append_char(out, '/');
  return decoded->status != HWC_OK ? decoded->status : out->status;
}

static struct hwc_text decode_part(struct hwc_buffer *decoded, const char *data,
                                   size_t length)
{
  size_t start = decoded->length;

  hwc_uri_decode(decoded, (struct hwc_text){data, length});
  return (struct hwc_text){decoded->data + start, decoded->length - start};
}

/* Appends the query: split at '&' and '=', decoded, sorted, encoded. Empty
 * members ("a=1&&b=2") are dropped; '+' is a plus sign. */
static enum hwc_status append_query(struct hwc_buffer *out,
                                    struct hwc_signer *signer,
                                    struct hwc_text query)
{
  struct hwc_buffer *decoded = &signer->scratch;
  size_t most = 1;
  size_t count = 0;

  if (query.length == 0)
    return HWC_OK;
  for (size_t i = 0; i < query.length; i++)
    most += query.data[i] == '&';
  if (!reserve_pairs(signer, most))
    return HWC_NO_MEMORY;
  hwc_buffer_clear(decoded);
  /* Decoded text is never longer, so the slices stay valid. */
  hwc_buffer_reserve(decoded, query.length);
  if (decoded->status != HWC_OK)
    return decoded->status;
  while (query.length > 0) {
    const char *end = memchr(query.data, '&', query.length);
    size_t length = end != NULL ? (size_t)(end - query.data) : query.length;
    const char *equal = length > 0 ? memchr(query.data, '=', length) : NULL;
    size_t name = equal != NULL ? (size_t)(equal - query.data) : length;
    size_t value = equal != NULL ? name + 1 : length;
    if (length > 0) {
      struct hwc_pair *pair = &signer->pairs[count++];
      pair->name = decode_part(decoded, query.data, name);
      pair->value = decode_part(decoded, query.data + value, length - value);
    }
    length += end != NULL;
    query.data += length;
    query.length -= length;
  }
  return hwc_uri_append_query(out, signer->pairs, count);
}

static enum hwc_status invalid(struct hwc_error *error, const char *message)
{
  hwc_error_set(error, HWC_KIND_VALIDATION, "%s", message);
  return HWC_INVALID;
}

static void append_upper(struct hwc_buffer *out, struct hwc_text text)
{
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i];
    hwc_buffer_append_char(out,
                           c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c);
  }
}

static enum hwc_status build_request(struct hwc_signature *signature,
                                     struct hwc_signer *signer,
                                     const struct hwc_signing *signing)
{
  struct hwc_buffer *out = &signature->canonical_request;
  struct hwc_text path = signing->target;
  struct hwc_text query = {0};
  const char *question =
    path.length > 0 ? memchr(path.data, '?', path.length) : NULL;

  if (question != NULL) {
    path.length = (size_t)(question - path.data);
    query.data = question + 1;
    query.length = signing->target.length - path.length - 1;
  }
  append_upper(out, signing->method);
  hwc_buffer_append_char(out, '\n');
  enum hwc_status status = append_path(out, signer, path);
  if (status != HWC_OK)
    return status;
  hwc_buffer_append_char(out, '\n');
  status = append_query(out, signer, query);
  if (status != HWC_OK)
    return status;
  hwc_buffer_append_char(out, '\n');

  const struct hwc_signed_headers *headers = signing->prepared;
  struct hwc_text lines = hwc_buffer_text(&headers->lines);
  hwc_buffer_append(out, lines.data, headers->date_at);
  hwc_buffer_append_text(out, signing->date);
  hwc_buffer_append(out, lines.data + headers->date_at,
                    lines.length - headers->date_at);
  hwc_buffer_append_char(out, '\n');
  hwc_buffer_append_text(out, hwc_buffer_text(&headers->names));
  hwc_buffer_append_char(out, '\n');
  if (headers->content.data == NULL)
    return append_hash(out, signer, signing->body);
  hwc_buffer_append_text(out, headers->content);
  return out->status;
}

/* YYYYMMDD/region/service */
static void append_scope(struct hwc_buffer *out,
                         const struct hwc_signer *signer, struct hwc_text date)
{
  hwc_buffer_append(out, date.data, DAY_SIZE);
  hwc_buffer_append_text(out, hwc_buffer_text(&signer->scope));
}

static enum hwc_status build_string(struct hwc_signature *signature,
                                    struct hwc_signer *signer,
                                    const struct hwc_signing *signing)
{
  struct hwc_buffer *out = &signature->string_to_sign;

  hwc_buffer_append_string(out, hwc_algorithm_name(signer->algorithm));
  hwc_buffer_append_char(out, '\n');
  hwc_buffer_append_text(out, signing->date);
  hwc_buffer_append_char(out, '\n');
  if (signer->algorithm == HWC_V11_HMAC_SHA256) {
    size_t start = out->length;
    append_scope(out, signer, signing->date);
    if (out->status != HWC_OK)
      return out->status;
    struct hwc_text info = {out->data + start, out->length - start};
    if (memcmp(signer->day, info.data, DAY_SIZE) != 0 &&
        !derive_key(signer, info))
      return HWC_CRYPTO;
    hwc_buffer_append_char(out, '\n');
  }
  return append_hash(out, signer,
                     hwc_buffer_text(&signature->canonical_request));
}

static enum hwc_status build_signature(struct hwc_signature *signature,
                                       struct hwc_signer *signer)
{
  unsigned char mac[HASH_SIZE];
  size_t length = 0;
  const struct hwc_buffer *text = &signature->string_to_sign;

  if (EVP_MAC_init(signer->hmac, NULL, 0, NULL) != 1 ||
      EVP_MAC_update(signer->hmac, (const unsigned char *)text->data,
                     text->length) != 1 ||
      EVP_MAC_final(signer->hmac, mac, &length, sizeof mac) != 1 ||
      length != sizeof mac)
    return HWC_CRYPTO;
  to_hex(signature->signature, mac);
  signature->signature[HEX_SIZE] = '\0';
  return HWC_OK;
}

static enum hwc_status build_header(struct hwc_signature *signature,
                                    const struct hwc_signer *signer,
                                    const struct hwc_signing *signing)
{
  struct hwc_buffer *out = &signature->authorization;
  bool scoped = signer->algorithm == HWC_V11_HMAC_SHA256;

  hwc_buffer_append_string(out, hwc_algorithm_name(signer->algorithm));
  hwc_buffer_append_string(out, scoped ? " Credential=" : " Access=");
  hwc_buffer_append_text(out, hwc_buffer_text(&signer->ak));
  if (scoped) {
    hwc_buffer_append_char(out, '/');
    append_scope(out, signer, signing->date);
  }
  hwc_buffer_append_string(out, ", SignedHeaders=");
  hwc_buffer_append_text(out, hwc_buffer_text(&signing->prepared->names));
  hwc_buffer_append_string(out, ", Signature=");
  hwc_buffer_append(out, signature->signature, HEX_SIZE);
  return out->status;
}

/* Makes the signature of a request whose headers are prepared. */
static enum hwc_status build(struct hwc_signature *signature,
                             struct hwc_signer *signer,
                             const struct hwc_signing *signing)
{
  enum hwc_status status = build_request(signature, signer, signing);

  if (status == HWC_OK)
    status = build_string(signature, signer, signing);
  if (status == HWC_OK)
    status = build_signature(signature, signer);
  if (status == HWC_OK)
    status = build_header(signature, signer, signing);
  return status;
}

struct hwc_text hwc_signer_date_at(struct hwc_signer *signer,
                                   int64_t unix_seconds)
{
  if (signer->dated != unix_seconds || signer->date[0] == '\0') {
    hwc_signer_date(signer->date, unix_seconds);
    signer->dated = unix_seconds;
  }
  return (struct hwc_text){signer->date, sizeof signer->date - 1};
}

static bool is_date(const struct hwc_signer *signer, struct hwc_text date)
{
  int64_t seconds;

  return date.data == signer->date || hwc_signer_parse_date(&seconds, date);
}

/* Prepares the headers, unless they are. */
static enum hwc_status prepare_headers(struct hwc_signer *signer,
                                       struct hwc_signing *signing,
                                       struct hwc_error *error)
{
  struct hwc_text date;

  if (signing->prepared != NULL)
    return HWC_OK;
  enum hwc_status status = hwc_signed_headers_set(
    &signer->headers, signing->headers, signing->header_count,
    hwc_algorithm_content_header(signer->algorithm), signing->with_underscores,
    &date, error);
  if (status != HWC_OK)
    return status;
  if (!hwc_text_equal(date, signing->date))
    return invalid(error, "headers: X-Sdk-Date has to hold the date");
  signing->prepared = &signer->headers;
  return HWC_OK;
}

enum hwc_status hwc_signer_sign(struct hwc_signer *signer,
                                const struct hwc_signing *signing,
                                struct hwc_signature *signature,
                                struct hwc_error *error)
{
  struct hwc_signing request = *signing;

  hwc_signature_clear(signature);
  if (!hwc_is_token(signing->method))
    return invalid(error, "method: is not an HTTP token");
  if (!is_date(signer, signing->date))
    return invalid(error, "date: has to be a UTC date as YYYYMMDDTHHMMSSZ");
  enum hwc_status status = prepare_headers(signer, &request, error);
  if (status == HWC_INVALID)
    return status;

  ERR_set_mark();
  if (status == HWC_OK)
    status = build(signature, signer, &request);
  ERR_pop_to_mark();
  if (status == HWC_OK) {
    hwc_buffer_append_text(&signature->signed_headers,
                           hwc_buffer_text(&request.prepared->names));
    status = signature->signed_headers.status;
  }
  if (status != HWC_OK)
    hwc_error_set(error, HWC_KIND_CREDENTIALS, "cannot sign: %s",
                  hwc_status_text(status));
  return status;
}

void hwc_signature_clear(struct hwc_signature *signature)
{
  hwc_buffer_clear(&signature->canonical_request);
  hwc_buffer_clear(&signature->string_to_sign);
  hwc_buffer_clear(&signature->signed_headers);
  hwc_buffer_clear(&signature->authorization);
  hwc_wipe(signature->signature, sizeof signature->signature);
}

struct hwc_signature *hwc_signer_scratch(struct hwc_signer *signer)
{
  return &signer->stages;
}

void hwc_signature_done(struct hwc_signature *signature)
{
  hwc_buffer_done(&signature->canonical_request);
  hwc_buffer_done(&signature->string_to_sign);
  hwc_buffer_done(&signature->signed_headers);
  hwc_buffer_done(&signature->authorization);
  hwc_wipe(signature->signature, sizeof signature->signature);
}
