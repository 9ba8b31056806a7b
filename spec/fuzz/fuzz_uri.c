/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares URLs, percent-encoding and the canonical request with a simpler
 * second implementation, written from the rules with fixed buffers. The first
 * byte selects the rest: a URL, or the target of a request. */
#include "core/signer.h"
#include "core/uri.h"
#include "spec/fuzz/fuzz.h"
#include <stdbool.h>
#include <string.h>

#define ROOM 16384
#define MEMBERS 4096

/* A text in a fixed buffer. */
struct plain {
  char text[ROOM];
  size_t length;
};

static void add(struct plain *out, char c)
{
  EXPECT(out->length < ROOM);
  out->text[out->length++] = c;
}

static void encode(struct plain *out, const char *text, size_t length)
{
  static const char kept[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                             "abcdefghijklmnopqrstuvwxyz0123456789-._~";
  char escape[4];

  for (size_t i = 0; i < length; i++) {
    if (text[i] != '\0' && strchr(kept, text[i]) != NULL) {
      add(out, text[i]);
      continue;
    }
    snprintf(escape, sizeof escape, "%%%02X", (unsigned char)text[i]);
    for (size_t j = 0; j < 3; j++)
      add(out, escape[j]);
  }
}

static bool is_hex(char c)
{
  return c != '\0' && strchr("0123456789abcdefABCDEF", c) != NULL;
}

static void decode(struct plain *out, const char *text, size_t length)
{
  for (size_t i = 0; i < length; i++) {
    char digits[3] = "";
    if (text[i] == '%' && length - i > 2 && is_hex(text[i + 1]) &&
        is_hex(text[i + 2])) {
      memcpy(digits, text + i + 1, 2);
      add(out, (char)strtol(digits, NULL, 16));
      i += 2;
    } else {
      add(out, text[i]);
    }
  }
}

static bool is_equal(const struct plain *expected, struct hwc_text actual)
{
  return expected->length == actual.length &&
         (actual.length == 0 ||
          memcmp(expected->text, actual.data, actual.length) == 0);
}

static void check_encoding(const char *text, size_t length)
{
  static struct plain encoded, decoded;
  struct hwc_buffer out = HWC_BUFFER_INIT;

  encoded.length = decoded.length = 0;
  encode(&encoded, text, length);
  decode(&decoded, text, length);
  hwc_uri_encode(&out, (struct hwc_text){text, length});
  EXPECT(out.status == HWC_OK && is_equal(&encoded, hwc_buffer_text(&out)));

  /* Encoded text decodes to itself. */
  struct hwc_buffer back = HWC_BUFFER_INIT;
  hwc_uri_decode(&back, hwc_buffer_text(&out));
  EXPECT(
    hwc_text_equal(hwc_buffer_text(&back), (struct hwc_text){text, length}) ||
    length == 0);
  hwc_buffer_clear(&back);
  hwc_uri_decode(&back, (struct hwc_text){text, length});
  EXPECT(is_equal(&decoded, hwc_buffer_text(&back)));
  hwc_buffer_done(&back);
  hwc_buffer_done(&out);
}

/* --- URLs ---------------------------------------------------------------- */

static bool is_port(struct hwc_text port)
{
  char digits[6] = "";

  if (port.length == 0 || port.length > 5)
    return false;
  memcpy(digits, port.data, port.length);
  if (strspn(digits, "0123456789") != port.length)
    return false;
  long value = strtol(digits, NULL, 10);
  return value >= 1 && value <= 65535;
}

static void check_url(const char *text, size_t length)
{
  struct hwc_uri uri;
  struct hwc_error error = {0};
  static struct plain whole;

  if (hwc_uri_parse(&uri, (struct hwc_text){text, length}, &error) != HWC_OK) {
    EXPECT(error.kind == HWC_KIND_VALIDATION && error.message[0] != '\0');
    return;
  }
  /* The parts give the whole again, except for the case of the scheme. */
  whole.length = 0;
  for (const char *c = uri.https ? "https://" : "http://"; *c; c++)
    add(&whole, *c);
  for (size_t i = 0; i < uri.authority.length; i++)
    add(&whole, uri.authority.data[i]);
  for (size_t i = 0; i < uri.path.length; i++)
    add(&whole, uri.path.data[i]);
  if (uri.has_query)
    add(&whole, '?');
  for (size_t i = 0; i < uri.query.length; i++)
    add(&whole, uri.query.data[i]);
  EXPECT(hwc_text_equal_nocase((struct hwc_text){whole.text, whole.length},
                               (struct hwc_text){text, length}));
  EXPECT(uri.host.length > 0);
  EXPECT(uri.port.length == 0 || is_port(uri.port));
  EXPECT(hwc_text_find_any(uri.authority, "@#?/\\ ") == NULL);
  EXPECT(uri.path.length == 0 || uri.path.data[0] == '/');
  hwc_uri_is_loopback(uri.host);
  hwc_uri_is_link_local(uri.host);
}

/* --- Canonical requests -------------------------------------------------- */

static void canonical_path(struct plain *out, const char *path, size_t length)
{
  static struct plain decoded;
  size_t start = 0;

  decoded.length = 0;
  decode(&decoded, path, length);
  for (size_t i = 0; i <= decoded.length; i++) {
    if (i < decoded.length && decoded.text[i] != '/')
      continue;
    encode(out, decoded.text + start, i - start);
    if (i < decoded.length)
      add(out, '/');
    start = i + 1;
  }
  if (decoded.length == 0 || decoded.text[decoded.length - 1] != '/')
    add(out, '/');
}

struct member {
  const char *name;
  size_t name_length;
  const char *value;
  size_t value_length;
};

static int compare_bytes(const char *a, size_t a_length, const char *b,
                         size_t b_length)
{
  for (size_t i = 0; i < a_length && i < b_length; i++)
    if (a[i] != b[i])
      return (unsigned char)a[i] < (unsigned char)b[i] ? -1 : 1;
  return a_length == b_length ? 0 : a_length < b_length ? -1 : 1;
}

static int compare(const struct member *a, const struct member *b)
{
  int names = compare_bytes(a->name, a->name_length, b->name, b->name_length);
  return names != 0 ? names
                    : compare_bytes(a->value, a->value_length, b->value,
                                    b->value_length);
}

/* Splits at & and the first =, decodes, sorts by insertion, encodes. */
static void canonical_query(struct plain *out, const char *query, size_t length)
{
  static struct plain decoded;
  static struct member members[MEMBERS];
  size_t count = 0;
  size_t start = 0;

  decoded.length = 0;
  for (size_t i = 0; i <= length; i++) {
    if (i < length && query[i] != '&')
      continue;
    size_t equal = start;
    while (equal < i && query[equal] != '=')
      equal++;
    if (i > start) {
      struct member made = {decoded.text + decoded.length, 0, NULL, 0};
      EXPECT(count < MEMBERS);
      decode(&decoded, query + start, equal - start);
      made.name_length = (size_t)(decoded.text + decoded.length - made.name);
      made.value = decoded.text + decoded.length;
      if (equal < i)
        decode(&decoded, query + equal + 1, i - equal - 1);
      made.value_length = (size_t)(decoded.text + decoded.length - made.value);
      size_t place = count++;
      for (; place > 0 && compare(&made, &members[place - 1]) < 0; place--)
        members[place] = members[place - 1];
      members[place] = made;
    }
    start = i + 1;
  }
  for (size_t i = 0; i < count; i++) {
    if (i > 0)
      add(out, '&');
    encode(out, members[i].name, members[i].name_length);
    add(out, '=');
    encode(out, members[i].value, members[i].value_length);
  }
}

static void check_canonical(const char *target, size_t length)
{
  static struct hwc_signer *signer;
  static struct hwc_signature signature;
  static struct plain expected;
  static const struct hwc_signer_options keys = {
    .algorithm = HWC_SDK_HMAC_SHA256,
    .ak = {"AKEXAMPLE", 9},
    .sk = {"sk-that-nobody-has", 18}};
  const struct hwc_pair date = {HWC_TEXT("X-Sdk-Date"),
                                HWC_TEXT("20240506T070809Z")};
  struct hwc_error error = {0};

  if (signer == NULL)
    EXPECT(hwc_signer_new(&signer, &keys, &error) == HWC_OK);
  const struct hwc_signing signing = {.method = HWC_TEXT("GET"),
                                      .target = {target, length},
                                      .headers = &date,
                                      .header_count = 1,
                                      .date = date.value};
  EXPECT(hwc_signer_sign(signer, &signing, &signature, &error) == HWC_OK);

  const char *question = length > 0 ? memchr(target, '?', length) : NULL;
  size_t path = question != NULL ? (size_t)(question - target) : length;
  expected.length = 0;
  for (const char *c = "GET\n"; *c; c++)
    add(&expected, *c);
  canonical_path(&expected, target, path);
  add(&expected, '\n');
  if (question != NULL)
    canonical_query(&expected, question + 1, length - path - 1);
  for (const char *c = "\nx-sdk-date:20240506T070809Z\n\nx-sdk-date\n"
                       "e3b0c44298fc1c149afbf4c8996fb924"
                       "27ae41e4649b934ca495991b7852b855";
       *c; c++)
    add(&expected, *c);
  EXPECT(is_equal(&expected, hwc_buffer_text(&signature.canonical_request)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size == 0 || size > ROOM / 4)
    return 0;
  const char *text = (const char *)data + 1;
  check_encoding(text, size - 1);
  if (data[0] == 'u')
    check_url(text, size - 1);
  else
    check_canonical(text, size - 1);
  return 0;
}
