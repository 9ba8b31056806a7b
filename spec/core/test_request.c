/* SPDX-License-Identifier: Apache-2.0
 *
 * The bytes sent are those that were signed: requests are verified from what
 * the server received. */
#define _POSIX_C_SOURCE 200809L
#include "core/call.h"
#include "core/headers.h"
#include "spec/support/call.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <strings.h>

/* A second implementation of signatures, from the received bytes alone. */

static const char *header_line(const char *bytes, const char *name)
{
  size_t length = strlen(name);
  const char *end = strstr(bytes, "\r\n\r\n");

  for (const char *line = strstr(bytes, "\r\n") + 2; line < end;
       line = strstr(line, "\r\n") + 2)
    if (strncasecmp(line, name, length) == 0 && line[length] == ':')
      return line;
  return NULL;
}

/* Copies the value of a header to the caller's buffer; NULL if absent. */
static char *header_value(char *out, size_t size, const char *bytes,
                          const char *name)
{
  const char *line = header_line(bytes, name);

  if (line == NULL)
    return NULL;
  line += strlen(name) + 1;
  while (*line == ' ')
    line++;
  size_t length = (size_t)(strstr(line, "\r\n") - line);
  REQUIRE(length < size);
  memcpy(out, line, length);
  out[length] = '\0';
  return out;
}

static void hash_hex(char out[65], const char *digest, const void *data,
                     size_t length)
{
  unsigned char hash[EVP_MAX_MD_SIZE];
  unsigned size = 0;

  REQUIRE(EVP_Digest(data, length, hash, &size, EVP_get_digestbyname(digest),
                     NULL) == 1 &&
          size == 32);
  for (unsigned i = 0; i < size; i++)
    snprintf(out + i * 2, 3, "%02x", hash[i]);
}

/* Appends name:value LF for each signed header. */
static void append_signed(char *out, size_t size, const char *bytes,
                          const char *list)
{
  char name[100];
  char value[600];

  while (*list != '\0') {
    size_t length = strcspn(list, ";");
    REQUIRE(length < sizeof name);
    memcpy(name, list, length);
    name[length] = '\0';
    REQUIRE(header_value(value, sizeof value, bytes, name) != NULL);
    size_t used = strlen(out);
    snprintf(out + used, size - used, "%s:%s\n", name, value);
    list += length + (list[length] == ';');
  }
}

/* Computes the Authorization of a received request again from its bytes. Only
 * for targets in canonical form. */
static void recompute(char *out, size_t size, const struct raw_request *request,
                      const char *algorithm, const char *digest)
{
  const char *bytes = request->bytes;
  char canonical[4000];
  char authorization[600];
  char list[400];
  char date[40];
  char hash[65];
  char payload[65];
  char value[100];

  REQUIRE(header_value(authorization, sizeof authorization, bytes,
                       "Authorization") != NULL);
  const char *names = strstr(authorization, "SignedHeaders=");
  REQUIRE(names != NULL);
  names += strlen("SignedHeaders=");
  snprintf(list, sizeof list, "%.*s", (int)strcspn(names, ","), names);
  REQUIRE(header_value(date, sizeof date, bytes, "X-Sdk-Date") != NULL);

  const char *path = strchr(bytes, ' ') + 1;
  if (strncmp(path, "http://", 7) == 0) /* as sent to a proxy */
    path = strchr(path + 7, '/');
  size_t path_length = strcspn(path, "? ");
  const char *query = path + path_length;
  size_t query_length = *query == '?' ? strcspn(++query, " ") : 0;
  snprintf(canonical, sizeof canonical, "%.*s\n%.*s%s\n%.*s\n",
           (int)strcspn(bytes, " "), bytes, (int)path_length, path,
           path[path_length - 1] == '/' ? "" : "/", (int)query_length, query);
  append_signed(canonical, sizeof canonical, bytes, list);
  const char *body = strstr(bytes, "\r\n\r\n") + 4;
  hash_hex(payload, digest, body, request->length - (size_t)(body - bytes));
  size_t used = strlen(canonical);
  snprintf(canonical + used, sizeof canonical - used, "\n%s\n%s", list,
           strstr(list, "x-sdk-content-") != NULL
             ? header_value(value, sizeof value, bytes,
                            strstr(list, "x-sdk-content-sm3") != NULL
                              ? "X-Sdk-Content-Sm3"
                              : "X-Sdk-Content-Sha256")
             : payload);
  hash_hex(hash, digest, canonical, strlen(canonical));

  char to_sign[200];
  unsigned char mac[EVP_MAX_MD_SIZE];
  unsigned mac_size = 0;
  snprintf(to_sign, sizeof to_sign, "%s\n%s\n%s", algorithm, date, hash);
  REQUIRE(HMAC(EVP_get_digestbyname(digest), SK, (int)strlen(SK),
               (const unsigned char *)to_sign, strlen(to_sign), mac,
               &mac_size) != NULL);
  int length =
    snprintf(out, size, "%s Access=%s, SignedHeaders=%s, Signature=", algorithm,
             AK, list);
  for (unsigned i = 0; i < mac_size; i++)
    snprintf(out + length + i * 2, 3, "%02x", mac[i]);
}

static void check_signature(const struct raw_request *request)
{
  char sent[600];
  char expected[600];

  REQUIRE(request != NULL);
  header_value(sent, sizeof sent, request->bytes, "Authorization");
  recompute(expected, sizeof expected, request, "SDK-HMAC-SHA256", "SHA256");
  CHECK_STRING(expected, sent);
}

static int starts(const char *bytes, const char *prefix)
{
  return strncmp(bytes, prefix, strlen(prefix)) == 0;
}

/* All headers of a request are signed, except those that cannot be. */
static void check_all_signed(const struct raw_request *request)
{
  char list[400];
  char entry[120];
  char authorization[600];
  const char *end = strstr(request->bytes, "\r\n\r\n");

  header_value(authorization, sizeof authorization, request->bytes,
               "Authorization");
  const char *names = strstr(authorization, "SignedHeaders=") + 14;
  snprintf(list, sizeof list, ";%.*s;", (int)strcspn(names, ","), names);
  for (const char *line = strstr(request->bytes, "\r\n") + 2; line < end;
       line = strstr(line, "\r\n") + 2) {
    snprintf(entry, sizeof entry, ";%.*s;", (int)strcspn(line, ":"), line);
    for (char *c = entry; *c != '\0'; c++)
      *c = (char)tolower((unsigned char)*c);
    if (strcmp(entry, ";authorization;") != 0 &&
        strcmp(entry, ";content-length;") != 0)
      CHECK(strstr(list, entry) != NULL);
  }
}

static void sends_the_bytes_it_signed(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct call call;
  char value[600];

  call_begin(&call, script, COUNT(script));
  call.options.project_id = HWC_TEXT("0123456789abcdef");
  call.options.domain_id = HWC_TEXT("fedcba");
  call_add(&call, "X-Language", " en-us ");
  call_add(&call, "X-Empty", "");
  call_perform(&call, "POST", "/v1/a%20b/c?limit=10&offset=2", "{\"a\":1}");

  const struct raw_request *request = raw_server_request(call.server, 0);
  REQUIRE(request != NULL);
  CHECK(
    starts(request->bytes, "POST /v1/a%20b/c?limit=10&offset=2 HTTP/1.1\r\n"));
  CHECK_STRING("{\"a\":1}", strstr(request->bytes, "\r\n\r\n") + 4);
  CHECK_STRING(
    "7", header_value(value, sizeof value, request->bytes, "Content-Length"));
  CHECK_STRING("en-us",
               header_value(value, sizeof value, request->bytes, "X-Language"));
  CHECK_STRING("",
               header_value(value, sizeof value, request->bytes, "X-Empty"));
  CHECK_STRING(
    "0123456789abcdef",
    header_value(value, sizeof value, request->bytes, "X-Project-Id"));
  CHECK_STRING(
    "fedcba", header_value(value, sizeof value, request->bytes, "X-Domain-Id"));
  CHECK(header_line(request->bytes, "Accept") == NULL);
  CHECK(header_line(request->bytes, "Expect") == NULL);
  CHECK(header_line(request->bytes, "X-Security-Token") == NULL);
  check_signature(request);
  check_all_signed(request);

  CHECK(call.result->error.kind == HWC_KIND_NONE);
  CHECK(call.result->status == 200);
  CHECK(call.result->attempts == 1);
  CHECK(call.result->sent);
  CHECK(call.result->elapsed > 0);
  CHECK_STRING("{}", call.result->body.data);
  CHECK(hwc_text_equal(hwc_result_header(call.result, "content-length"),
                       HWC_TEXT("2")));
  CHECK(hwc_result_header(call.result, "absent").data == NULL);
  /* Moved, as documented. */
  CHECK(call.target.length == 0 && call.headers.length == 0 &&
        call.body.length == 0);
  call_finish(&call);
}

static void says_how_long_a_body_is(void)
{
  static const struct {
    const char *method;
    const char *body;
    const char *length; /* Content-Length; NULL: none */
  } cases[] = {
    {"GET", NULL, NULL},         {"DELETE", NULL, NULL}, {"POST", NULL, "0"},
    {"PUT", NULL, "0"},          {"PATCH", NULL, "0"},   {"POST", "", "0"},
    {"DELETE", "{}", "2"},       {"GET", "{}", "2"},     {"PUT", "{}", "2"},
    {"PATCH", "{\"a\":2}", "7"},
  };
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct call call;
  char value[600];

  call_begin(&call, script, COUNT(script));
  for (size_t i = 0; i < COUNT(cases); i++) {
    call_perform(&call, cases[i].method, "/", cases[i].body);
    const struct raw_request *request = raw_server_request(call.server, i);
    REQUIRE(request != NULL);
    CHECK(starts(request->bytes, cases[i].method));
    const char *length =
      header_value(value, sizeof value, request->bytes, "Content-Length");
    if (cases[i].length == NULL)
      CHECK(length == NULL);
    else
      CHECK_STRING(cases[i].length, length);
    check_signature(request);
    check_all_signed(request);
  }
  CHECK(raw_server_connections(call.server) == 1);
  call_finish(&call);
}

static void keeps_paths_as_they_are_written(void)
{
  static const char *const targets[] = {
    "/",
    "//a//b/",
    "/a/../b/./c",
    "/%7Ea/%2F%2f",
    "/a?x=%20&y=%2B",
    "/a;b,c=d@e:f$g!h*i'(j)",
    "/?a={b}|c",
    "/a?b?c",
  };
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct call call;
  char line[100];

  call_begin(&call, script, COUNT(script));
  call_set_endpoint(&call, "http://127.0.0.1:%d/gate/way/",
                    raw_server_port(call.server));
  for (size_t i = 0; i < COUNT(targets); i++) {
    call_perform(&call, "GET", targets[i], NULL);
    snprintf(line, sizeof line, "GET /gate/way%s HTTP/1.1\r\n", targets[i]);
    CHECK(starts(raw_server_request(call.server, i)->bytes, line));
  }
  call_perform(&call, "GET", "/base/is/signed", NULL);
  check_signature(raw_server_request(call.server, COUNT(targets)));
  call_finish(&call);
}

static void refuses_targets_that_would_change_on_the_way(void)
{
  static const char *const targets[] = {
    "",           "a",         "http://other/", "/a b", "/a#b",
    "/a\r\nX: y", "/\xc3\xa9", "/\x7f",         "?a=b",
  };
  struct call call;

  call_begin(&call, NULL, 0);
  call_set_endpoint(&call, "http://127.0.0.1:%d", 1);
  for (size_t i = 0; i < COUNT(targets); i++) {
    CHECK(call_start(&call, "GET", targets[i], NULL) == HWC_INVALID);
    CHECK(call.error.kind == HWC_KIND_VALIDATION);
    CHECK_STRING("path", call.error.field);
  }
  call_finish(&call);
}

static void sends_the_host_as_it_is_written(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  static const char *const hosts[] = {"EXAMPLE.Invalid:80", "example.invalid",
                                      "Example.invalid:8080"};
  struct call call;
  char proxy[60];
  char url[60];
  char value[60];

  call_begin(&call, script, COUNT(script));
  snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d",
           raw_server_port(call.server));
  call.connection.proxy = proxy;
  for (size_t i = 0; i < COUNT(hosts); i++) {
    snprintf(url, sizeof url, "http://%s", hosts[i]);
    call_set_endpoint(&call, url, 0);
    call_perform(&call, "PUT", "/v1", NULL);
    CHECK(call.result->status == 200);
    const struct raw_request *request = raw_server_request(call.server, i);
    REQUIRE(request != NULL);
    CHECK_STRING(hosts[i],
                 header_value(value, sizeof value, request->bytes, "Host"));
    check_signature(request);
  }
  /* No proxy is used for loopback endpoints. */
  call.connection.proxy = "http://127.0.0.1:1";
  call_set_endpoint(&call, "http://LOCALHOST:%d", raw_server_port(call.server));
  call_perform(&call, "GET", "/", NULL);
  CHECK(call.result->status == 200);
  const struct raw_request *request =
    raw_server_request(call.server, COUNT(hosts));
  snprintf(url, sizeof url, "LOCALHOST:%d", raw_server_port(call.server));
  CHECK_STRING(url, header_value(value, sizeof value, request->bytes, "Host"));
  check_signature(request);
  call_finish(&call);
}

static void reaches_ipv6_hosts(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct raw_server *server = raw_server_start("::1", script, COUNT(script));
  struct call call;
  char value[60];
  char host[60];

  if (server == NULL)
    return; /* this machine has no IPv6 */
  call_begin(&call, NULL, 0);
  call_set_endpoint(&call, "http://[::1]:%d/x", raw_server_port(server));
  CHECK(call.endpoint.loopback);
  call_perform(&call, "GET", "/y", NULL);
  CHECK(call.result->status == 200);
  const struct raw_request *request = raw_server_request(server, 0);
  REQUIRE(request != NULL);
  snprintf(host, sizeof host, "[::1]:%d", raw_server_port(server));
  CHECK_STRING(host, header_value(value, sizeof value, request->bytes, "Host"));
  check_signature(request);
  call_finish(&call);
  raw_server_stop(server);
}

static void signs_by_what_the_credentials_are(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  const struct hwc_signer_options none = {0};
  struct hwc_error error = {0};
  struct call call;
  char value[600];
  char expected[600];

  call_begin(&call, script, COUNT(script));
  call.options.project_id = HWC_TEXT("project");

  hwc_credentials_unref(call.credentials);
  call.credentials = call_new_keys(HWC_SDK_HMAC_SHA256, "temporary-token");
  call.options.credentials = call.credentials;
  call_perform(&call, "GET", "/", NULL);
  const struct raw_request *request = raw_server_request(call.server, 0);
  CHECK_STRING(
    "temporary-token",
    header_value(value, sizeof value, request->bytes, "X-Security-Token"));
  check_signature(request);
  check_all_signed(request);

  hwc_credentials_unref(call.credentials);
  call.credentials = call_new_keys(HWC_SDK_HMAC_SM3, NULL);
  call.options.credentials = call.credentials;
  call_perform(&call, "POST", "/", "{}");
  request = raw_server_request(call.server, 1);
  header_value(value, sizeof value, request->bytes, "Authorization");
  recompute(expected, sizeof expected, request, "SDK-HMAC-SM3", "SM3");
  CHECK_STRING(expected, value);

  hwc_credentials_unref(call.credentials);
  REQUIRE(hwc_credentials_new(&call.credentials, &none, hwc_text_of(NULL),
                              HWC_TEXT("a-token"), &error) == HWC_OK);
  call.options.credentials = call.credentials;
  call_perform(&call, "GET", "/", NULL);
  request = raw_server_request(call.server, 2);
  CHECK_STRING("a-token", header_value(value, sizeof value, request->bytes,
                                       "X-Auth-Token"));
  CHECK(header_line(request->bytes, "Authorization") == NULL);
  CHECK(header_line(request->bytes, "X-Sdk-Date") == NULL);
  CHECK(header_line(request->bytes, "X-Project-Id") == NULL);

  call.options.credentials = NULL;
  call_perform(&call, "GET", "/", NULL);
  request = raw_server_request(call.server, 3);
  CHECK(header_line(request->bytes, "Authorization") == NULL);
  CHECK(header_line(request->bytes, "X-Auth-Token") == NULL);
  CHECK(header_line(request->bytes, "X-Sdk-Date") == NULL);
  call_finish(&call);
}

static void leaves_bodies_other_than_json_unsigned(void)
{
  static const struct {
    const char *type;
    const char *body;
    const char *content; /* X-Sdk-Content-Sha256; NULL: none */
  } cases[] = {
    {"application/json", "{}", NULL},
    {"application/json; charset=utf-8", "{}", NULL},
    {"application/bson", "{}", NULL},
    {"text/plain", "hello", "UNSIGNED-PAYLOAD"},
    {"text/plain", NULL, NULL},
    {"", "hello", NULL},
  };
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct call call;
  char value[100];

  call_begin(&call, script, COUNT(script));
  for (size_t i = 0; i < COUNT(cases); i++) {
    call.options.content_type = hwc_text_of(cases[i].type);
    call_perform(&call, "POST", "/", cases[i].body);
    const struct raw_request *request = raw_server_request(call.server, i);
    const char *content =
      header_value(value, sizeof value, request->bytes, "X-Sdk-Content-Sha256");
    if (cases[i].content == NULL)
      CHECK(content == NULL);
    else
      CHECK_STRING(cases[i].content, content);
    const char *type =
      header_value(value, sizeof value, request->bytes, "Content-Type");
    if (cases[i].type[0] == '\0')
      CHECK(type == NULL);
    else
      CHECK_STRING(cases[i].type, type);
    check_signature(request);
    check_all_signed(request);
  }
  call_finish(&call);
}

static void lets_the_caller_replace_some_headers(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct call call;
  char value[100];

  call_begin(&call, script, COUNT(script));
  call_add(&call, "content-type", "text/csv");
  call_add(&call, "User-Agent", "mine/2");
  call_add(&call, "Accept", "text/html");
  call_perform(&call, "POST", "/", "a;b");
  const struct raw_request *request = raw_server_request(call.server, 0);
  const char *type = header_line(request->bytes, "Content-Type");
  CHECK(type != NULL && header_line(type, "Content-Type") == NULL);
  CHECK_STRING("text/csv", header_value(value, sizeof value, request->bytes,
                                        "Content-Type"));
  CHECK_STRING(
    "UNSIGNED-PAYLOAD",
    header_value(value, sizeof value, request->bytes, "X-Sdk-Content-Sha256"));
  CHECK_STRING("mine/2",
               header_value(value, sizeof value, request->bytes, "User-Agent"));
  check_signature(request);
  check_all_signed(request);
  call_finish(&call);
}

/* Calls with the same credentials share what is the same in their headers. */
static void gives_each_call_its_own_headers(void)
{
  static const struct {
    const char *user_agent;
    const char *project;
    const char *type;
    const char *extra; /* value of X-Extra; NULL: none */
    const char *body;
  } cases[] = {
    {"one", "p1", "application/json", NULL, "{}"},
    {"one", "p1", "application/json", NULL, NULL},
    {"one", "p1", "application/json", "secret", "{}"},
    {"one", "p1", "application/json", NULL, "{}"},
    {"two", "p1", "application/json", NULL, "{}"},
    {"two", "p2", "application/json", NULL, "{}"},
    {"two", "p2", "text/plain", NULL, "{}"},
    {"two", "p2", "text/plain", NULL, NULL},
    {"two", "p2", "text/plain", NULL, "{}"},
    {"two", "", "text/plain", NULL, "{}"},
    {"one", "p1", "application/json", NULL, "{}"},
  };
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct call call;
  char value[100];

  call_begin(&call, script, COUNT(script));
  for (size_t i = 0; i < COUNT(cases); i++) {
    call.options.user_agent = hwc_text_of(cases[i].user_agent);
    call.options.project_id = hwc_text_of(cases[i].project);
    call.options.content_type = hwc_text_of(cases[i].type);
    if (cases[i].extra != NULL)
      call_add(&call, "X-Extra", cases[i].extra);
    call_perform(&call, "POST", "/", cases[i].body);
    const char *bytes = raw_server_request(call.server, i)->bytes;
    CHECK_STRING(cases[i].user_agent,
                 header_value(value, sizeof value, bytes, "User-Agent"));
    CHECK_STRING(cases[i].type,
                 header_value(value, sizeof value, bytes, "Content-Type"));
    CHECK((cases[i].project[0] != '\0') ==
          (header_line(bytes, "X-Project-Id") != NULL));
    CHECK((cases[i].extra != NULL) == (header_line(bytes, "X-Extra") != NULL));
    CHECK((cases[i].type[0] == 't' && cases[i].body != NULL) ==
          (header_line(bytes, "X-Sdk-Content-Sha256") != NULL));
    check_signature(raw_server_request(call.server, i));
    check_all_signed(raw_server_request(call.server, i));
  }
  call_finish(&call);
}

/* libcurl would announce large bodies and wait for the server's consent. */
static void sends_large_bodies_at_once(void)
{
  static const size_t lengths[] = {0, 1023, 1024, 1025, 60000};
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct call call;

  call_begin(&call, script, COUNT(script));
  for (size_t i = 0; i < COUNT(lengths); i++) {
    char *body = malloc(lengths[i] + 1);
    REQUIRE(body != NULL);
    memset(body, 'x', lengths[i]);
    body[lengths[i]] = '\0';
    call.options.credentials = i % 2 ? NULL : call.credentials;
    call_perform(&call, "POST", "/", body);
    CHECK(header_line(raw_server_request(call.server, i)->bytes, "Expect") ==
          NULL);
    free(body);
  }
  call_finish(&call);
}

/* Headers of the caller may be secret: they end with the call. */
static void keeps_no_headers_of_the_caller(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct call call;

  call_begin(&call, script, COUNT(script));
  call_add(&call, "X-Extra", "secret");
  call_perform(&call, "GET", "/", NULL);
  CHECK(call.credentials->head == NULL);
  call_perform(&call, "GET", "/", NULL);
  REQUIRE(call.credentials->head != NULL);
  const struct hwc_head *kept = call.credentials->head;
  call_add(&call, "X-Extra", "secret");
  call_perform(&call, "GET", "/", NULL);
  CHECK(call.credentials->head == kept);
  call_finish(&call);
}

static void refuses_headers_that_cannot_be(void)
{
  static const struct {
    const char *name;
    const char *value;
    const char *expected; /* part of the message */
  } cases[] = {
    {"X-A", "a\r\nX-B: c", "\"X-A\""},
    {"X-A", "a\nb", "\"X-A\""},
    {"X-A", "a\x01", "\"X-A\""},
    {"X-A", "a\x7f", "\"X-A\""},
    {"X A", "b", "\"X A\""},
    {"X-A:", "b", "\"X-A:\""},
    {"X-\xc3\xa9", "b", "not a valid header name"},
    {"", "b", "\"\""},
    {"X-A\r\nB", "b", "\"X-A??B\""},
    {"X_A", "b", "\"X_A\""},
    {"host", "b", "\"host\" cannot be set"},
    {"Content-Length", "1", "\"Content-Length\" cannot be set"},
    {"Transfer-Encoding", "chunked", "\"Transfer-Encoding\" cannot be set"},
    {"AUTHORIZATION", "b", "\"Authorization\" cannot be set"},
    {"x-sdk-date", "20240101T000000Z", "\"x-sdk-date\" cannot be set"},
    {"Connection", "close", "\"Connection\" cannot be set"},
    {"Expect", "100-continue", "\"Expect\" cannot be set"},
    {"Accept-Encoding", "gzip", "\"Accept-Encoding\" cannot be set"},
    {"X-Auth-Token", "secret", "\"X-Auth-Token\" cannot be set"},
    {"x-security-token", "secret", "\"X-Security-Token\" cannot be set"},
  };
  struct call call;

  call_begin(&call, NULL, 0);
  call_set_endpoint(&call, "http://127.0.0.1:%d", 1);
  for (size_t i = 0; i < COUNT(cases); i++) {
    call_add(&call, cases[i].name, cases[i].value);
    CHECK(call_start(&call, "GET", "/", NULL) == HWC_INVALID);
    CHECK(call.error.kind == HWC_KIND_VALIDATION);
    CHECK_STRING("headers", call.error.field);
    if (strstr(call.error.message, cases[i].expected) == NULL)
      CHECK_STRING(cases[i].expected, call.error.message);
    CHECK(strstr(call.error.message, "secret") == NULL);
  }
  call_add(&call, "X-Twice", "a");
  call_add(&call, "x-tWICE", "b");
  CHECK(call_start(&call, "GET", "/", NULL) == HWC_INVALID);
  CHECK(strstr(call.error.message, "more than once") != NULL);

  hwc_buffer_append(&call.headers, "X-A\0b\0c", 8);
  CHECK(call_start(&call, "GET", "/", NULL) == HWC_INVALID);
  CHECK(strstr(call.error.message, "NUL") != NULL);

  for (int i = 0; i <= HWC_HEADERS_MAX / 2; i++) {
    char name[20];
    snprintf(name, sizeof name, "X-%d", i);
    call_add(&call, name, "a");
  }
  CHECK(call_start(&call, "GET", "/", NULL) == HWC_INVALID);
  CHECK(strstr(call.error.message, "at most 32, got 33") != NULL);

  call.options.project_id = HWC_TEXT("a\nb");
  CHECK(call_start(&call, "GET", "/", NULL) == HWC_INVALID);
  CHECK(strstr(call.error.message, "\"X-Project-Id\"") != NULL);
  CHECK(call.error.field == NULL);
  call_finish(&call);
}

static void checks_endpoints(void)
{
  static const struct {
    const char *url;
    int allow_http;
    const char *base; /* NULL: rejected */
  } cases[] = {
    {"https://ecs.example.com", 0, ""},
    {"https://ecs.example.com/", 0, ""},
    {"https://ecs.example.com/a/b/", 0, "/a/b"},
    {"https://ecs.example.com:443/a", 0, "/a"},
    {"HTTPS://ECS.example.com", 0, ""},
    {"http://127.0.0.1:8080", 0, ""},
    {"http://localhost", 0, ""},
    {"http://[::1]:80/x", 0, "/x"},
    {"http://ecs.example.com", 0, NULL},
    {"http://ecs.example.com", 1, ""},
    {"http://127.0.0.1.example.com", 0, NULL},
    {"http://127.255.255.254", 0, ""},
    {"http://[0:0:0:0:0:0:0:1]", 0, ""},
    {"http://LocalHost", 0, ""},
    {"http://phones.localhost", 0, ""},
    /* These resemble loopback names, but name other hosts or none. */
    {"http://127.0.0.999", 0, NULL},
    {"http://127.0.0.256", 0, NULL},
    {"http://127...1", 0, NULL},
    {"http://127.1", 0, NULL},
    {"http://127.0.0.1.", 0, NULL},
    {"http://127.0.0.0001", 0, NULL},
    {"http://127.0.0.1.0", 0, NULL},
    {"http://128.0.0.1", 0, NULL},
    {"http://.localhost", 0, NULL},
    {"http://a..localhost", 0, NULL},
    {"http://xlocalhost", 0, NULL},
    {"http://localhost.example.com", 0, NULL},
    {"http://[::2]", 0, NULL},
    {"http://[1::1]", 0, NULL},
    {"http://[::1:1]", 0, NULL},
    {"http://169.254.169.254", 0, NULL},
    {"ftp://ecs.example.com", 1, NULL},
    {"ecs.example.com", 1, NULL},
    {"https://", 0, NULL},
    {"https://user@ecs.example.com", 0, NULL},
    {"https://ecs.example.com?x=1", 0, NULL},
    {"https://ecs.example.com/#x", 0, NULL},
    {"https://ecs.example.com/a b", 0, NULL},
    {"https://ecs.example.com/\xc3\xa9", 0, NULL},
    {"https://ecs.example.com/a\"b", 0, NULL},
    {"https://ecs.example.com/{a}", 0, NULL},
    {"https://ecs.example.com/.a/b..c/...", 0, "/.a/b..c/..."},
    {"https://ecs.example.com/%2a%2e%2", 0, "/%2a%2e%2"},
    {"https://ecs.example.com/..", 0, NULL},
    {"https://ecs.example.com/.", 0, NULL},
    {"https://ecs.example.com/./a", 0, NULL},
    {"https://ecs.example.com/a/../b", 0, NULL},
    {"https://ecs.example.com/a/..//", 0, NULL},
    {"https://ecs.example.com/a/%2e%2E/b", 0, NULL},
    {"https://ecs.example.com/a/.%2e", 0, NULL},
    {"https://ecs.example.com/%2e", 0, NULL},
    {"https://ecs.example.com/a%2F..%2fb", 0, NULL},
    {"https://ecs.example.com/a%2F.b", 0, "/a%2F.b"},
    {"https://ecs.example.com:0", 0, NULL},
    {"https://[::1", 0, NULL},
  };

  for (size_t i = 0; i < COUNT(cases); i++) {
    struct hwc_endpoint endpoint;
    struct hwc_error error = {0};
    enum hwc_status status = hwc_endpoint_init(
      &endpoint, hwc_text_of(cases[i].url), cases[i].allow_http != 0, &error);
    if (cases[i].base == NULL) {
      CHECK(status == HWC_INVALID);
      CHECK(error.kind == HWC_KIND_VALIDATION);
      CHECK(starts(error.message, "endpoint: "));
      continue;
    }
    CHECK(status == HWC_OK);
    CHECK(hwc_text_equal(hwc_buffer_text(&endpoint.base),
                         hwc_text_of(cases[i].base)));
    CHECK(endpoint.https == (tolower(cases[i].url[4]) == 's'));
    hwc_endpoint_done(&endpoint);
  }
}

/* Connections are counted and queued by origin. */
static void normalises_the_spelling_of_an_authority(void)
{
  static const struct {
    const char *url;
    const char *origin;
  } cases[] = {
    {"https://ecs.example.com", "https://ecs.example.com"},
    {"https://ECS.Example.com", "https://ecs.example.com"},
    {"https://ecs.example.com:443/a", "https://ecs.example.com"},
    {"https://ecs.example.com:00443", "https://ecs.example.com"},
    {"https://ecs.example.com:0444", "https://ecs.example.com:444"},
    {"https://ecs.example.com:80", "https://ecs.example.com:80"},
    {"http://localhost:80", "http://localhost"},
    {"http://localhost:443", "http://localhost:443"},
    {"https://[::ABCD]:443", "https://[::abcd]"},
  };

  for (size_t i = 0; i < COUNT(cases); i++) {
    struct hwc_endpoint endpoint;
    struct hwc_error error = {0};
    REQUIRE(hwc_endpoint_init(&endpoint, hwc_text_of(cases[i].url), true,
                              &error) == HWC_OK);
    CHECK_STRING(cases[i].origin, endpoint.origin.data);
    hwc_endpoint_done(&endpoint);
  }
}

int main(void)
{
  sends_the_bytes_it_signed();
  says_how_long_a_body_is();
  keeps_paths_as_they_are_written();
  refuses_targets_that_would_change_on_the_way();
  sends_the_host_as_it_is_written();
  reaches_ipv6_hosts();
  signs_by_what_the_credentials_are();
  leaves_bodies_other_than_json_unsigned();
  lets_the_caller_replace_some_headers();
  gives_each_call_its_own_headers();
  keeps_no_headers_of_the_caller();
  sends_large_bodies_at_once();
  refuses_headers_that_cannot_be();
  checks_endpoints();
  normalises_the_spelling_of_an_authority();
  return check_failures();
}
