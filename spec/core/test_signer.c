/* SPDX-License-Identifier: Apache-2.0
 *
 * Compares the signer with signatures of official clients, stage by stage, and
 * tests what it must reject. Lua only reads the recorded vectors. */
#include "core/credentials.h"
#include "core/signer.h"

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NORMATIVE = 121, MAX_HEADERS = 32 };

static const char *current = "";
static int failures;

static void fail(const char *what, struct hwc_text want, struct hwc_text got)
{
  failures++;
  fprintf(stderr, "%s: %s\n  want %.*s\n  got  %.*s\n", current, what,
          (int)want.length, want.length ? want.data : "", (int)got.length,
          got.length ? got.data : "");
}

static void expect_text(const char *what, struct hwc_text want,
                        struct hwc_text got)
{
  if (!hwc_text_equal(want, got))
    fail(what, want, got);
}

static void expect(const char *what, bool good)
{
  if (!good)
    fail(what, HWC_TEXT("true"), HWC_TEXT("false"));
}

/* A string member of the table on top of the stack; valid as long as the
 * table. */
static struct hwc_text member(lua_State *L, const char *name)
{
  struct hwc_text text = {0};

  lua_getfield(L, -1, name);
  text.data = lua_tolstring(L, -1, &text.length);
  lua_pop(L, 1);
  return text;
}

static size_t append_headers(lua_State *L, const char *name,
                             struct hwc_pair *headers, size_t count)
{
  lua_getfield(L, -1, name);
  for (lua_Integer i = 1; i <= luaL_len(L, -1); i++) {
    struct hwc_pair *header = &headers[count++];
    expect("room for headers", count <= MAX_HEADERS);
    lua_rawgeti(L, -1, i);
    lua_rawgeti(L, -1, 1);
    lua_rawgeti(L, -2, 2);
    header->name.data = lua_tolstring(L, -2, &header->name.length);
    header->value.data = lua_tolstring(L, -1, &header->value.length);
    lua_pop(L, 3);
  }
  lua_pop(L, 1);
  return count;
}

/* Line `number` (from 0) of a canonical request. */
static struct hwc_text line_of(const struct hwc_buffer *text, int number)
{
  const char *start = text->data;

  while (number-- > 0)
    start = strchr(start, '\n') + 1;
  const char *end = strchr(start, '\n');
  return (struct hwc_text){start,
                           end != NULL ? (size_t)(end - start) : strlen(start)};
}

static struct hwc_text last_line(const struct hwc_buffer *text)
{
  const char *start = strrchr(text->data, '\n') + 1;
  return hwc_text_of(start);
}

/* Computes the signature again by a one-shot HMAC with the derived key of the
 * vector. */
static void check_derived_key(struct hwc_text key, struct hwc_text string,
                              const char *signature)
{
  unsigned char mac[EVP_MAX_MD_SIZE];
  char hex[2 * EVP_MAX_MD_SIZE + 1];
  size_t length = 0;

  EVP_Q_mac(NULL, "HMAC", NULL, "SHA256", NULL, key.data, key.length,
            (const unsigned char *)string.data, string.length, mac, sizeof mac,
            &length);
  for (size_t i = 0; i < length; i++)
    snprintf(hex + 2 * i, 3, "%02x", mac[i]);
  expect_text("derived_key", hwc_text_of(hex), hwc_text_of(signature));
}

/* The vector is on top of the stack. */
static void check_stages(lua_State *L, const struct hwc_signature *stages)
{
  lua_getfield(L, -1, "expect");
  expect_text("canonical_uri", member(L, "canonical_uri"),
              line_of(&stages->canonical_request, 1));
  expect_text("canonical_query", member(L, "canonical_query"),
              line_of(&stages->canonical_request, 2));
  expect_text("signed_headers", member(L, "signed_headers"),
              hwc_buffer_text(&stages->signed_headers));
  expect_text("payload_hash", member(L, "payload_hash"),
              last_line(&stages->canonical_request));
  expect_text("canonical_request", member(L, "canonical_request"),
              hwc_buffer_text(&stages->canonical_request));
  expect_text("canonical_request_hash", member(L, "canonical_request_hash"),
              last_line(&stages->string_to_sign));
  expect_text("string_to_sign", member(L, "string_to_sign"),
              hwc_buffer_text(&stages->string_to_sign));
  if (member(L, "derived_key").data != NULL)
    check_derived_key(member(L, "derived_key"),
                      hwc_buffer_text(&stages->string_to_sign),
                      stages->signature);
  expect_text("signature", member(L, "signature"),
              hwc_text_of(stages->signature));
  expect_text("authorization", member(L, "authorization"),
              hwc_buffer_text(&stages->authorization));
  lua_pop(L, 1);
}

static void check_vector(lua_State *L, struct hwc_signature *stages)
{
  struct hwc_signer_options options = {.ak = member(L, "ak"),
                                       .sk = member(L, "sk")};
  struct hwc_pair headers[MAX_HEADERS];
  struct hwc_error error = {0};
  struct hwc_signer *signer = NULL;

  expect("algorithm",
         hwc_algorithm_find(&options.algorithm, member(L, "algorithm")));
  lua_getfield(L, -1, "derived");
  if (lua_istable(L, -1)) {
    options.region = member(L, "region_id");
    options.service = member(L, "service");
  }
  lua_pop(L, 1);

  struct hwc_signing signing = {.method = member(L, "method"),
                                .headers = headers,
                                .body = member(L, "body"),
                                .date = member(L, "x_sdk_date")};
  signing.header_count = append_headers(L, "headers", headers, 0);
  lua_getfield(L, -1, "expect");
  signing.header_count =
    append_headers(L, "headers_added", headers, signing.header_count);
  signing.target = member(L, "request_target");
  lua_pop(L, 1);
  for (size_t i = 0; i < signing.header_count; i++)
    if (hwc_text_equal_nocase(headers[i].name, HWC_TEXT("X-Sdk-Date")))
      signing.date = headers[i].value;

  enum hwc_status status = hwc_signer_new(&signer, &options, &error);
  expect_text("hwc_signer_new", HWC_TEXT(""), hwc_text_of(error.message));
  /* Twice: the HMAC state and the memory are reused. */
  for (int i = 0; i < 2 && status == HWC_OK; i++) {
    status = hwc_signer_sign(signer, &signing, stages, &error);
    expect_text("hwc_signer_sign", HWC_TEXT(""), hwc_text_of(error.message));
    if (status == HWC_OK)
      check_stages(L, stages);
  }
  hwc_signer_free(signer);
}

static void check_vectors(void)
{
  struct hwc_signature stages = HWC_SIGNATURE_INIT;
  lua_State *L = luaL_newstate();

  luaL_openlibs(L);
  if (luaL_dostring(L, "return dofile('spec/support/vectors.lua')"
                       ".load('vectors')") != LUA_OK) {
    current = "vectors";
    fail(lua_tostring(L, -1), HWC_TEXT(""), HWC_TEXT(""));
  } else {
    expect("number of vectors", luaL_len(L, -1) == NORMATIVE);
    for (lua_Integer i = 1; i <= luaL_len(L, -1); i++) {
      lua_rawgeti(L, -1, i);
      current = member(L, "name").data;
      check_vector(L, &stages);
      lua_pop(L, 1);
    }
  }
  current = "";
  hwc_signature_done(&stages);
  lua_close(L);
}

/* A valid request, to be made invalid by changes. */
static const struct hwc_signer_options keys = {.ak = {"example-ak", 10},
                                               .sk = {"example-sk-secret", 17}};
static const struct hwc_pair good_headers[] = {
  {{"Host", 4}, {"example.com", 11}},
  {{"X-Sdk-Date", 10}, {"20240809T101112Z", 16}},
  {{"X-Other", 7}, {"1", 1}},
};

static void expect_signing(const char *what, struct hwc_signing signing,
                           enum hwc_status want, const char *message)
{
  struct hwc_signature stages = HWC_SIGNATURE_INIT;
  struct hwc_error error = {0};
  struct hwc_signer *signer = NULL;

  current = what;
  expect("signer", hwc_signer_new(&signer, &keys, &error) == HWC_OK);
  expect("status", hwc_signer_sign(signer, &signing, &stages, &error) == want);
  expect_text("message", hwc_text_of(message), hwc_text_of(error.message));
  expect("kind",
         error.kind == (want == HWC_OK ? HWC_KIND_NONE : HWC_KIND_VALIDATION));
  hwc_signer_free(signer);
  hwc_signature_done(&stages);
  current = "";
}

static void expect_header(const char *what, struct hwc_pair header,
                          enum hwc_status want, const char *message)
{
  struct hwc_pair headers[3];
  struct hwc_signing signing = {.method = HWC_TEXT("GET"),
                                .target = HWC_TEXT("/"),
                                .headers = headers,
                                .header_count = 3,
                                .date = HWC_TEXT("20240809T101112Z")};

  memcpy(headers, good_headers, sizeof headers);
  headers[2] = header;
  expect_signing(what, signing, want, message);
}

static void check_refusals(void)
{
  struct hwc_signing good = {.method = HWC_TEXT("GET"),
                             .target = HWC_TEXT("/"),
                             .headers = good_headers,
                             .header_count = 3,
                             .date = HWC_TEXT("20240809T101112Z")};
  struct hwc_signing bad = good;

  expect_signing("a good request", good, HWC_OK, "");
  bad.method = HWC_TEXT("GET\n/x");
  expect_signing("method", bad, HWC_INVALID, "method: is not an HTTP token");
  bad.method = HWC_TEXT("");
  expect_signing("no method", bad, HWC_INVALID, "method: is not an HTTP token");
  bad = good;
  bad.date = HWC_TEXT("20240809T101113Z");
  expect_signing("another date", bad, HWC_INVALID,
                 "headers: X-Sdk-Date has to hold the date");
  bad.date = HWC_TEXT("20240230T101113Z");
  expect_signing("no date", bad, HWC_INVALID,
                 "date: has to be a UTC date as YYYYMMDDTHHMMSSZ");
  bad = good;
  bad.header_count = 1;
  expect_signing("date not among the headers", bad, HWC_INVALID,
                 "headers: X-Sdk-Date has to hold the date");

  expect_header("same name in another case",
                (struct hwc_pair){HWC_TEXT("HOST"), HWC_TEXT("a")}, HWC_INVALID,
                "headers: host is given twice");
  expect_header("line end in a value",
                (struct hwc_pair){HWC_TEXT("X-A"), HWC_TEXT("1\r\nX-B: 2")},
                HWC_INVALID,
                "headers[3]: the value of X-A must not contain control bytes");
  expect_header(
    "NUL in a value", (struct hwc_pair){HWC_TEXT("X-A"), HWC_TEXT("1\0")},
    HWC_INVALID, "headers[3]: the value of X-A must not contain control bytes");
  expect_header("tab in a value",
                (struct hwc_pair){HWC_TEXT("X-A"), HWC_TEXT("1\t2")}, HWC_OK,
                "");
  expect_header("space in a name",
                (struct hwc_pair){HWC_TEXT("X A"), HWC_TEXT("1")}, HWC_INVALID,
                "headers[3]: the name is not an HTTP token");
  expect_header("empty name", (struct hwc_pair){HWC_TEXT(""), HWC_TEXT("1")},
                HWC_INVALID, "headers[3]: the name is not an HTTP token");
}

/* How a query is canonicalised: empty members are dropped, '+' is a plus sign,
 * malformed escapes are literal. */
static void check_query(const char *target, const char *path, const char *query)
{
  struct hwc_signature stages = HWC_SIGNATURE_INIT;
  struct hwc_signer *signer = NULL;
  struct hwc_signing signing = {.method = HWC_TEXT("GET"),
                                .target = hwc_text_of(target),
                                .headers = good_headers,
                                .header_count = 3,
                                .date = HWC_TEXT("20240809T101112Z")};

  current = target;
  expect("signer",
         hwc_signer_new(&signer, &keys, NULL) == HWC_OK &&
           hwc_signer_sign(signer, &signing, &stages, NULL) == HWC_OK);
  expect_text("path", hwc_text_of(path), line_of(&stages.canonical_request, 1));
  expect_text("query", hwc_text_of(query),
              line_of(&stages.canonical_request, 2));
  hwc_signer_free(signer);
  hwc_signature_done(&stages);
  current = "";
}

static void check_targets(void)
{
  check_query("", "/", "");
  check_query("/?", "/", "");
  check_query("/a?b=2&&a=1&", "/a/", "a=1&b=2");
  check_query("/a?b&a", "/a/", "a=&b=");
  check_query("/a?=1&x=y=z", "/a/", "=1&x=y%3Dz");
  check_query("/a?q=1+2%2B3", "/a/", "q=1%2B2%2B3");
  check_query("/a?q=%zz%4", "/a/", "q=%25zz%254");
  check_query("/a%zz/%", "/a%25zz/%25/", "");
  check_query("/a?q=/?", "/a/", "q=%2F%3F");
  check_query("/a?q=%e4%ba%91&q=%E4%BA%90", "/a/", "q=%E4%BA%90&q=%E4%BA%91");
}

/* The derived key follows the day, forwards and backwards. */
static void check_days(void)
{
  static const char *const days[] = {"20240809T101112Z", "20240810T000000Z",
                                     "20240809T235959Z"};
  struct hwc_signer_options options = keys;
  struct hwc_signer *kept = NULL;
  struct hwc_signature stages = HWC_SIGNATURE_INIT;
  struct hwc_signature fresh_stages = HWC_SIGNATURE_INIT;

  options.algorithm = HWC_V11_HMAC_SHA256;
  options.region = HWC_TEXT("cn-north-4");
  options.service = HWC_TEXT("cph");
  expect("signer", hwc_signer_new(&kept, &options, NULL) == HWC_OK);
  for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
    struct hwc_signer *fresh = NULL;
    struct hwc_pair header = {HWC_TEXT("x-sdk-date"), hwc_text_of(days[i])};
    struct hwc_signing signing = {.method = HWC_TEXT("GET"),
                                  .target = HWC_TEXT("/"),
                                  .headers = &header,
                                  .header_count = 1,
                                  .date = hwc_text_of(days[i])};
    current = days[i];
    expect("fresh signer", hwc_signer_new(&fresh, &options, NULL) == HWC_OK);
    expect("signs",
           hwc_signer_sign(kept, &signing, &stages, NULL) == HWC_OK &&
             hwc_signer_sign(fresh, &signing, &fresh_stages, NULL) == HWC_OK);
    expect_text("authorization", hwc_buffer_text(&fresh_stages.authorization),
                hwc_buffer_text(&stages.authorization));
    hwc_signer_free(fresh);
  }
  hwc_signer_free(kept);
  hwc_signature_done(&stages);
  hwc_signature_done(&fresh_stages);
  current = "";
}

static void expect_date(int64_t seconds, const char *text)
{
  char date[17];
  int64_t parsed = -1;

  current = text;
  hwc_signer_date(date, seconds);
  expect_text("date", hwc_text_of(text), hwc_text_of(date));
  expect("parses", hwc_signer_parse_date(&parsed, hwc_text_of(text)));
  expect("same time", parsed == seconds);
  current = "";
}

static void check_dates(void)
{
  static const char *const wrong[] = {
    "",
    "20240809T101112",
    "20240809T101112ZZ",
    "20240809 101112Z",
    "20240809t101112Z",
    "20240809T101112z",
    "20240809T24:112Z",
    "20240009T101112Z",
    "20241309T101112Z",
    "20240800T101112Z",
    "20240832T101112Z",
    "20240431T101112Z",
    "20230229T101112Z",
    "19000229T101112Z",
    "20240809T241112Z",
    "20240809T106012Z",
    "20240809T101160Z",
    "2024-08-09T10:11",
  };
  char date[17];
  int64_t seconds;

  /* Times from date(1). */
  expect_date(0, "19700101T000000Z");
  expect_date(951782399, "20000228T235959Z");
  expect_date(951782400, "20000229T000000Z");
  expect_date(951868800, "20000301T000000Z");
  expect_date(1709251199, "20240229T235959Z");
  expect_date(1723198272, "20240809T101112Z");
  expect_date(1735689599, "20241231T235959Z");
  expect_date(1735689600, "20250101T000000Z");
  expect_date(4107542399, "21000228T235959Z");
  expect_date(4107542400, "21000301T000000Z");
  expect_date(253402300799, "99991231T235959Z");
  for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
    if (hwc_signer_parse_date(&seconds, hwc_text_of(wrong[i])))
      fail("no date", HWC_TEXT("refused"), hwc_text_of(wrong[i]));
  hwc_signer_date(date, -1);
  expect_text("before 1970", HWC_TEXT("19700101T000000Z"), hwc_text_of(date));
  hwc_signer_date(date, INT64_MAX);
  expect_text("after 9999", HWC_TEXT("99991231T235959Z"), hwc_text_of(date));
  expect("before 1970",
         hwc_signer_parse_date(&seconds, HWC_TEXT("19691231T235959Z")) &&
           seconds == -1);
}

static void expect_refused(const struct hwc_signer_options *options,
                           const char *security_token, const char *token,
                           const char *message)
{
  struct hwc_credentials *credentials = NULL;
  struct hwc_error error = {0};

  current = message;
  expect("status",
         hwc_credentials_new(&credentials, options, hwc_text_of(security_token),
                             hwc_text_of(token), &error) == HWC_INVALID);
  expect("nothing made", credentials == NULL);
  expect_text("message", hwc_text_of(message), hwc_text_of(error.message));
  current = "";
}

static void check_credentials(void)
{
  struct hwc_credentials *credentials = NULL;
  struct hwc_signer_options none = {0};
  struct hwc_signer_options options = keys;

  expect("keys", hwc_credentials_new(&credentials, &keys, HWC_TEXT("st"),
                                     HWC_TEXT(""), NULL) == HWC_OK);
  expect("signer", credentials->signer != NULL);
  expect_text("ak", keys.ak, hwc_buffer_text(&credentials->ak));
  expect_text("security token", HWC_TEXT("st"),
              hwc_buffer_text(&credentials->security_token));
  expect("reference", hwc_credentials_ref(credentials) == credentials);
  hwc_credentials_unref(credentials);
  expect_text("still there", keys.ak, hwc_buffer_text(&credentials->ak));
  hwc_credentials_unref(credentials);
  hwc_credentials_unref(NULL);

  expect("token", hwc_credentials_new(&credentials, &none, HWC_TEXT(""),
                                      HWC_TEXT("tk"), NULL) == HWC_OK);
  expect("no signer", credentials->signer == NULL);
  expect_text("token", HWC_TEXT("tk"), hwc_buffer_text(&credentials->token));
  hwc_credentials_unref(credentials);

  expect_refused(&none, "", "", "ak: must not be empty");
  expect_refused(&keys, "", "tk",
                 "token: must not be combined with ak, sk or security_token");
  expect_refused(&none, "", "a\nb",
                 "token: must not contain spaces or control bytes, got 3 bytes "
                 "with some (a line end?)");
  expect_refused(
    &keys, "a b", "",
    "security_token: must not contain spaces or control bytes, got "
    "3 bytes with some (a line end?)");
  options.sk = HWC_TEXT("");
  expect_refused(&options, "", "", "sk: must not be empty");
  options.sk = HWC_TEXT("abc\n");
  expect_refused(
    &options, "", "",
    "sk: must not contain spaces or control bytes, got 4 bytes with "
    "some (a line end?)");
  options = keys;
  options.ak = HWC_TEXT("a,b");
  expect_refused(&options, "", "", "ak: must not contain commas or spaces");
  options = keys;
  options.algorithm = HWC_V11_HMAC_SHA256;
  expect_refused(&options, "", "", "region: must not be empty");
  options.region = HWC_TEXT("cn-north-4");
  expect_refused(&options, "", "", "service: must not be empty");
  options.service = HWC_TEXT("a/b");
  expect_refused(&options, "", "",
                 "service: must not contain slashes, commas or spaces");
}

static void check_hash(void)
{
  char hex[65];

  expect("hash", hwc_algorithm_hash(hex, HWC_SDK_HMAC_SHA256,
                                    (struct hwc_text){0}) == HWC_OK);
  expect_text("SHA-256 of nothing",
              HWC_TEXT("e3b0c44298fc1c149afbf4c8996fb924"
                       "27ae41e4649b934ca495991b7852b855"),
              hwc_text_of(hex));
  expect("hash",
         hwc_algorithm_hash(hex, HWC_SDK_HMAC_SM3, HWC_TEXT("abc")) == HWC_OK);
  expect_text("SM3 of GB/T 32905-2016, example 1",
              HWC_TEXT("66c7f0f462eeedd9d1f2d46bdc10e4e2"
                       "4167c4875cf2f7a2297da02b8f4ba8e0"),
              hwc_text_of(hex));
}

int main(void)
{
  check_vectors();
  check_refusals();
  check_targets();
  check_days();
  check_dates();
  check_credentials();
  check_hash();
  if (failures > 0)
    fprintf(stderr, "%d failures\n", failures);
  return failures > 0 ? EXIT_FAILURE : EXIT_SUCCESS;
}
