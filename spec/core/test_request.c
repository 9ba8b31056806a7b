/* SPDX-License-Identifier: Apache-2.0
 *
 * Requests against a server that keeps every byte: what goes on the wire is
 * what was signed, and goes there once. */
#define _POSIX_C_SOURCE 200809L
#include "core/headers.h"
#include "core/request.h"
#include "spec/support/check.h"
#include "spec/support/raw_server.h"

#include <ctype.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <poll.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define AK "AKEXAMPLE"
#define SK "sk-that-nobody-has"
#define OK_REPLY "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* Everything a request is made of, with defaults. */
struct call {
  struct hwc_loop *loop;
  struct raw_server *server;
  struct hwc_endpoint endpoint;
  struct hwc_connection_options connection;
  struct hwc_credentials *credentials;
  struct hwc_request_options options;
  struct hwc_buffer target;
  struct hwc_buffer headers;
  struct hwc_buffer body;
  struct hwc_request *request;
  const struct hwc_result *result;
  struct hwc_error error;
};

static void set_endpoint(struct call *call, const char *format, int port)
{
  char url[100];
  struct hwc_error error = {0};

  hwc_endpoint_done(&call->endpoint);
  snprintf(url, sizeof url, format, port);
  REQUIRE(hwc_endpoint_init(&call->endpoint, hwc_text_of(url), true, &error) ==
          HWC_OK);
}

static struct hwc_credentials *new_keys(enum hwc_algorithm algorithm,
                                        const char *security_token)
{
  struct hwc_credentials *credentials;
  struct hwc_error error = {0};
  const struct hwc_signer_options keys = {
    .algorithm = algorithm, .ak = HWC_TEXT(AK), .sk = HWC_TEXT(SK)};

  REQUIRE(hwc_credentials_new(&credentials, &keys, hwc_text_of(security_token),
                              hwc_text_of(NULL), &error) == HWC_OK);
  return credentials;
}

static void begin(struct call *call, const struct raw_reply *script,
                  size_t count)
{
  *call = (struct call){0};
  REQUIRE(hwc_loop_new(&call->loop) == HWC_OK);
  if (count > 0) {
    call->server = raw_server_start("127.0.0.1", script, count);
    REQUIRE(call->server != NULL);
    set_endpoint(call, "http://127.0.0.1:%d", raw_server_port(call->server));
  }
  call->credentials = new_keys(HWC_SDK_HMAC_SHA256, NULL);
  call->options = (struct hwc_request_options){
    .method = "GET",
    .endpoint = &call->endpoint,
    .connection = &call->connection,
    .credentials = call->credentials,
    .user_agent = HWC_TEXT("hwc-test/1"),
    .content_type = HWC_TEXT("application/json"),
    .target = &call->target,
    .headers = &call->headers,
    .body = &call->body,
  };
}

static enum hwc_status start(struct call *call, const char *method,
                             const char *target, const char *body)
{
  hwc_request_free(call->request);
  call->request = NULL;
  call->result = NULL;
  call->error = (struct hwc_error){0};
  call->options.method = method;
  call->options.has_body = body != NULL;
  call->options.user = call;
  hwc_buffer_append_string(&call->target, target);
  if (body != NULL)
    hwc_buffer_append_string(&call->body, body);
  return hwc_request_start(&call->request, call->loop, &call->options,
                           &call->error);
}

static void wait_for(struct call *call)
{
  double begun = hwc_loop_now();

  while (!hwc_request_finished(call->request)) {
    REQUIRE(hwc_loop_now() - begun < 20);
    REQUIRE(hwc_loop_step(call->loop, 1) == HWC_OK);
  }
  CHECK(hwc_loop_next_finished(call->loop) == call);
  CHECK(hwc_loop_next_finished(call->loop) == NULL);
  call->result = hwc_request_result(call->request);
}

static void perform(struct call *call, const char *method, const char *target,
                    const char *body)
{
  enum hwc_status status = start(call, method, target, body);

  if (status != HWC_OK)
    fprintf(stderr, "%s\n", call->error.message);
  REQUIRE(status == HWC_OK);
  wait_for(call);
}

static void finish(struct call *call)
{
  hwc_request_free(call->request);
  hwc_credentials_unref(call->credentials);
  hwc_endpoint_done(&call->endpoint);
  hwc_buffer_done(&call->target);
  hwc_buffer_done(&call->headers);
  hwc_buffer_done(&call->body);
  hwc_loop_free(call->loop);
  if (call->server != NULL)
    raw_server_stop(call->server);
}

static void add(struct call *call, const char *name, const char *value)
{
  hwc_headers_append(&call->headers, hwc_text_of(name), hwc_text_of(value));
}

/* --- The second implementation: from the bytes on the wire alone. -------- */

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

/* The value of a header, in a buffer of the caller's; NULL where absent. */
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

/* The Authorization of a captured request, computed again from its bytes.
 * Only for targets that are in canonical form already. */
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

/* Every header of a request is signed, but for those that cannot be. */
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

/* --- What goes on the wire ----------------------------------------------- */

static void sends_the_bytes_it_signed(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct call call;
  char value[600];

  begin(&call, script, COUNT(script));
  call.options.project_id = HWC_TEXT("0123456789abcdef");
  call.options.domain_id = HWC_TEXT("fedcba");
  add(&call, "X-Language", " en-us ");
  add(&call, "X-Empty", "");
  perform(&call, "POST", "/v1/a%20b/c?limit=10&offset=2", "{\"a\":1}");

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
  /* Taken, as the contract says. */
  CHECK(call.target.length == 0 && call.headers.length == 0 &&
        call.body.length == 0);
  finish(&call);
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

  begin(&call, script, COUNT(script));
  for (size_t i = 0; i < COUNT(cases); i++) {
    perform(&call, cases[i].method, "/", cases[i].body);
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
  finish(&call);
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

  begin(&call, script, COUNT(script));
  set_endpoint(&call, "http://127.0.0.1:%d/gate/way/",
               raw_server_port(call.server));
  for (size_t i = 0; i < COUNT(targets); i++) {
    perform(&call, "GET", targets[i], NULL);
    snprintf(line, sizeof line, "GET /gate/way%s HTTP/1.1\r\n", targets[i]);
    CHECK(starts(raw_server_request(call.server, i)->bytes, line));
  }
  perform(&call, "GET", "/base/is/signed", NULL);
  check_signature(raw_server_request(call.server, COUNT(targets)));
  finish(&call);
}

static void refuses_targets_that_would_change_on_the_way(void)
{
  static const char *const targets[] = {
    "",           "a",         "http://other/", "/a b", "/a#b",
    "/a\r\nX: y", "/\xc3\xa9", "/\x7f",         "?a=b",
  };
  struct call call;

  begin(&call, NULL, 0);
  set_endpoint(&call, "http://127.0.0.1:%d", 1);
  for (size_t i = 0; i < COUNT(targets); i++) {
    CHECK(start(&call, "GET", targets[i], NULL) == HWC_INVALID);
    CHECK(call.error.kind == HWC_KIND_VALIDATION);
  }
  finish(&call);
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

  begin(&call, script, COUNT(script));
  snprintf(proxy, sizeof proxy, "http://127.0.0.1:%d",
           raw_server_port(call.server));
  call.connection.proxy = proxy;
  for (size_t i = 0; i < COUNT(hosts); i++) {
    snprintf(url, sizeof url, "http://%s", hosts[i]);
    set_endpoint(&call, url, 0);
    perform(&call, "PUT", "/v1", NULL);
    CHECK(call.result->status == 200);
    const struct raw_request *request = raw_server_request(call.server, i);
    REQUIRE(request != NULL);
    CHECK_STRING(hosts[i],
                 header_value(value, sizeof value, request->bytes, "Host"));
    check_signature(request);
  }
  /* The proxy is left out where the endpoint is this machine. */
  call.connection.proxy = "http://127.0.0.1:1";
  set_endpoint(&call, "http://LOCALHOST:%d", raw_server_port(call.server));
  perform(&call, "GET", "/", NULL);
  CHECK(call.result->status == 200);
  const struct raw_request *request =
    raw_server_request(call.server, COUNT(hosts));
  snprintf(url, sizeof url, "LOCALHOST:%d", raw_server_port(call.server));
  CHECK_STRING(url, header_value(value, sizeof value, request->bytes, "Host"));
  check_signature(request);
  finish(&call);
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
  begin(&call, NULL, 0);
  set_endpoint(&call, "http://[::1]:%d/x", raw_server_port(server));
  CHECK(call.endpoint.loopback);
  perform(&call, "GET", "/y", NULL);
  CHECK(call.result->status == 200);
  const struct raw_request *request = raw_server_request(server, 0);
  REQUIRE(request != NULL);
  snprintf(host, sizeof host, "[::1]:%d", raw_server_port(server));
  CHECK_STRING(host, header_value(value, sizeof value, request->bytes, "Host"));
  check_signature(request);
  finish(&call);
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

  begin(&call, script, COUNT(script));
  call.options.project_id = HWC_TEXT("project");

  hwc_credentials_unref(call.credentials);
  call.credentials = new_keys(HWC_SDK_HMAC_SHA256, "temporary-token");
  call.options.credentials = call.credentials;
  perform(&call, "GET", "/", NULL);
  const struct raw_request *request = raw_server_request(call.server, 0);
  CHECK_STRING(
    "temporary-token",
    header_value(value, sizeof value, request->bytes, "X-Security-Token"));
  check_signature(request);
  check_all_signed(request);

  hwc_credentials_unref(call.credentials);
  call.credentials = new_keys(HWC_SDK_HMAC_SM3, NULL);
  call.options.credentials = call.credentials;
  perform(&call, "POST", "/", "{}");
  request = raw_server_request(call.server, 1);
  header_value(value, sizeof value, request->bytes, "Authorization");
  recompute(expected, sizeof expected, request, "SDK-HMAC-SM3", "SM3");
  CHECK_STRING(expected, value);

  hwc_credentials_unref(call.credentials);
  REQUIRE(hwc_credentials_new(&call.credentials, &none, hwc_text_of(NULL),
                              HWC_TEXT("a-token"), &error) == HWC_OK);
  call.options.credentials = call.credentials;
  perform(&call, "GET", "/", NULL);
  request = raw_server_request(call.server, 2);
  CHECK_STRING("a-token", header_value(value, sizeof value, request->bytes,
                                       "X-Auth-Token"));
  CHECK(header_line(request->bytes, "Authorization") == NULL);
  CHECK(header_line(request->bytes, "X-Sdk-Date") == NULL);
  CHECK(header_line(request->bytes, "X-Project-Id") == NULL);

  call.options.credentials = NULL;
  perform(&call, "GET", "/", NULL);
  request = raw_server_request(call.server, 3);
  CHECK(header_line(request->bytes, "Authorization") == NULL);
  CHECK(header_line(request->bytes, "X-Auth-Token") == NULL);
  CHECK(header_line(request->bytes, "X-Sdk-Date") == NULL);
  finish(&call);
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

  begin(&call, script, COUNT(script));
  for (size_t i = 0; i < COUNT(cases); i++) {
    call.options.content_type = hwc_text_of(cases[i].type);
    perform(&call, "POST", "/", cases[i].body);
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
  finish(&call);
}

static void lets_the_caller_replace_some_headers(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct call call;
  char value[100];

  begin(&call, script, COUNT(script));
  add(&call, "content-type", "text/csv");
  add(&call, "User-Agent", "mine/2");
  add(&call, "Accept", "text/html");
  perform(&call, "POST", "/", "a;b");
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
  finish(&call);
}

static void refuses_headers_that_cannot_be(void)
{
  static const struct {
    const char *name;
    const char *value;
    const char *told; /* part of the message */
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
    {"AUTHORIZATION", "b", "\"AUTHORIZATION\" cannot be set"},
    {"x-sdk-date", "20240101T000000Z", "\"x-sdk-date\" cannot be set"},
    {"Connection", "close", "\"Connection\" cannot be set"},
    {"Expect", "100-continue", "\"Expect\" cannot be set"},
    {"Accept-Encoding", "gzip", "\"Accept-Encoding\" cannot be set"},
    {"X-Auth-Token", "secret", "\"X-Auth-Token\" cannot be set"},
    {"x-security-token", "secret", "\"X-Security-Token\" cannot be set"},
  };
  struct call call;

  begin(&call, NULL, 0);
  set_endpoint(&call, "http://127.0.0.1:%d", 1);
  for (size_t i = 0; i < COUNT(cases); i++) {
    add(&call, cases[i].name, cases[i].value);
    CHECK(start(&call, "GET", "/", NULL) == HWC_INVALID);
    CHECK(call.error.kind == HWC_KIND_VALIDATION);
    if (strstr(call.error.message, cases[i].told) == NULL)
      CHECK_STRING(cases[i].told, call.error.message);
    CHECK(strstr(call.error.message, "secret") == NULL);
  }
  add(&call, "X-Twice", "a");
  add(&call, "x-tWICE", "b");
  CHECK(start(&call, "GET", "/", NULL) == HWC_INVALID);
  CHECK(strstr(call.error.message, "more than once") != NULL);

  hwc_buffer_append(&call.headers, "X-A\0b\0c", 8);
  CHECK(start(&call, "GET", "/", NULL) == HWC_INVALID);
  CHECK(strstr(call.error.message, "NUL") != NULL);

  for (int i = 0; i <= HWC_HEADERS_MAX / 2; i++) {
    char name[20];
    snprintf(name, sizeof name, "X-%d", i);
    add(&call, name, "a");
  }
  CHECK(start(&call, "GET", "/", NULL) == HWC_INVALID);
  CHECK(strstr(call.error.message, "at most 32, got 33") != NULL);

  call.options.project_id = HWC_TEXT("a\nb");
  CHECK(start(&call, "GET", "/", NULL) == HWC_INVALID);
  CHECK(strstr(call.error.message, "\"X-Project-Id\"") != NULL);
  finish(&call);
}

/* --- Connections --------------------------------------------------------- */

static void keeps_the_connection_for_the_next_request(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct call call;

  begin(&call, script, COUNT(script));
  perform(&call, "GET", "/1", NULL);
  perform(&call, "POST", "/2", "{}");
  CHECK(raw_server_requests(call.server) == 2);
  CHECK(raw_server_connections(call.server) == 1);
  finish(&call);
}

/* The server takes a second request on a kept connection and goes away: who
 * can tell what it did? */
static void sends_once_when_a_kept_connection_dies(void)
{
  static const struct {
    const char *method;
    const char *body;
  } cases[] = {{"GET", NULL}, {"POST", "{\"a\":1}"}, {"POST", NULL},
               {"PUT", NULL}, {"DELETE", NULL},      {"DELETE", "{}"}};
  const struct raw_reply closing[] = {
    {OK_REPLY, RAW_KEEP}, {NULL, RAW_CLOSE}, {OK_REPLY, RAW_KEEP}};
  const struct raw_reply resetting[] = {
    {OK_REPLY, RAW_KEEP}, {NULL, RAW_RESET}, {OK_REPLY, RAW_KEEP}};
  struct call call;

  for (size_t i = 0; i < COUNT(cases) * 2; i++) {
    begin(&call, i % 2 ? closing : resetting, 3);
    perform(&call, "GET", "/", NULL);
    perform(&call, cases[i / 2].method, "/once", cases[i / 2].body);
    CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
    CHECK(call.result->sent);
    CHECK(call.result->status == 0);
    CHECK(strstr(call.result->error.message,
                 "the connection was lost before an answer came; the request "
                 "was sent and may have been acted on") != NULL);
    CHECK(raw_server_requests(call.server) == 2);
    /* The next call is fine. */
    perform(&call, "GET", "/", NULL);
    CHECK(call.result->status == 200);
    CHECK(raw_server_requests(call.server) == 3);
    finish(&call);
  }
}

static void notices_that_a_kept_connection_was_closed(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_CLOSE},
                                     {OK_REPLY, RAW_KEEP}};
  struct call call;

  begin(&call, script, COUNT(script));
  perform(&call, "GET", "/", NULL);
  poll(NULL, 0, 20); /* the end of the connection arrives */
  perform(&call, "POST", "/", "{}");
  CHECK(call.result->status == 200);
  CHECK(raw_server_requests(call.server) == 2);
  CHECK(raw_server_connections(call.server) == 2);
  finish(&call);
}

static void says_when_nobody_listens(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct raw_server *server =
    raw_server_start("127.0.0.1", script, COUNT(script));
  struct call call;

  begin(&call, NULL, 0);
  set_endpoint(&call, "http://127.0.0.1:%d", raw_server_port(server));
  raw_server_stop(server);
  perform(&call, "POST", "/", "{}");
  CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
  CHECK(!call.result->sent);
  CHECK(strstr(call.result->error.message, "refused") != NULL);
  CHECK(strstr(call.result->error.message, "127.0.0.1:") != NULL);
  finish(&call);
}

static void says_when_a_host_is_unknown(void)
{
  struct call call;

  begin(&call, NULL, 0);
  call.connection.proxy = "";
  call.connection.connect_timeout = 1;
  set_endpoint(&call, "http://no-such-host.invalid", 0);
  perform(&call, "GET", "/", NULL);
  CHECK(call.result->error.kind == HWC_KIND_TRANSPORT ||
        call.result->error.kind == HWC_KIND_TIMEOUT);
  CHECK(!call.result->sent);
  finish(&call);
}

static void keeps_secrets_of_the_proxy_to_itself(void)
{
  struct call call;

  begin(&call, NULL, 0);
  call.connection.proxy = "odd://user:hidden-word@127.0.0.1:1";
  set_endpoint(&call, "http://example.invalid", 0);
  perform(&call, "GET", "/", NULL);
  CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
  CHECK(strstr(call.result->error.message, "hidden-word") == NULL);
  finish(&call);
}

static void says_when_a_tls_setting_is_wrong(void)
{
  const struct raw_reply script[] = {{"not TLS", RAW_CLOSE}};
  struct call call;

  begin(&call, script, COUNT(script));
  set_endpoint(&call, "https://127.0.0.1:%d", raw_server_port(call.server));
  call.connection.ca_file = "/no/such/file.pem";
  perform(&call, "GET", "/", NULL);
  CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
  CHECK(strstr(call.result->error.message, "TLS could not be set up") != NULL);
  CHECK(!call.result->sent);
  /* The default is back for the next one. */
  call.connection.ca_file = NULL;
  set_endpoint(&call, "http://127.0.0.1:%d", raw_server_port(call.server));
  perform(&call, "GET", "/", NULL);
  CHECK(strstr(call.result->error.message, "not HTTP") != NULL);
  finish(&call);
}

/* --- Answers ------------------------------------------------------------- */

static void takes_the_final_answer(void)
{
  static const struct {
    const char *text;
    int status;
    const char *body;
  } cases[] = {
    {"HTTP/1.1 204 No Content\r\n\r\n", 204, NULL},
    {"HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n", 302,
     NULL},
    {"HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy", 503, "busy"},
    {"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nContent-Length: 2\r\n\r\nok", 200,
     "ok"},
    {"HTTP/1.1 100 Continue\r\nX-Interim: 1\r\n\r\n"
     "HTTP/1.1 103 Early\r\nX-Interim: 2\r\n\r\n"
     "HTTP/1.1 201 Made\r\nX-Final: 3\r\nContent-Length: 2\r\n\r\nok",
     201, "ok"},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n"
     "2\r\nab\r\n3\r\ncde\r\n0\r\nX-T: late\r\nHTTP/1.1 500: No\r\n\r\n",
     200, "abcde"},
  };
  struct call call;

  for (size_t i = 0; i < COUNT(cases); i++) {
    const struct raw_reply script[] = {{cases[i].text, RAW_KEEP}};
    begin(&call, script, COUNT(script));
    perform(&call, "POST", "/", "{}");
    CHECK_STRING("", call.result->error.message);
    CHECK(call.result->status == cases[i].status);
    if (cases[i].body != NULL)
      CHECK_STRING(cases[i].body, call.result->body.data);
    else
      CHECK(call.result->body.length == 0);
    CHECK(hwc_result_header(call.result, "x-interim").data == NULL);
    CHECK(hwc_result_header(call.result, "x-t").data == NULL);
    CHECK(raw_server_requests(call.server) == 1);
    finish(&call);
  }
}

static void keeps_headers_in_order_and_lower_case(void)
{
  static const char expected[] = "x-b=1|set-cookie=a|set-cookie=b|"
                                 "folded=one two|empty=|content-length=0|";
  const struct raw_reply script[] = {
    {"HTTP/1.1 200 OK\r\nX-B:1\r\nSet-Cookie: a\r\nSet-Cookie: b\r\n"
     "Folded: one\r\n  two\r\nEmpty:\r\nContent-Length: 0\r\n\r\n",
     RAW_KEEP}};
  struct hwc_pair header;
  struct call call;
  char all[200] = "";

  begin(&call, script, COUNT(script));
  perform(&call, "GET", "/", NULL);
  struct hwc_text rest = hwc_buffer_text(&call.result->headers);
  while (hwc_headers_next(&rest, &header)) {
    size_t used = strlen(all);
    snprintf(all + used, sizeof all - used, "%s=%s|", header.name.data,
             header.value.data);
  }
  CHECK_STRING(expected, all);
  CHECK(hwc_text_equal(hwc_result_header(call.result, "set-cookie"),
                       HWC_TEXT("a")));
  finish(&call);
}

static void reports_broken_answers(void)
{
  static const struct {
    struct raw_reply reply;
    const char *told;
    int status;
  } cases[] = {
    {{NULL, RAW_CLOSE}, "lost before an answer", 0},
    {{NULL, RAW_RESET}, "lost before an answer", 0},
    {{"HTTP/1.1 200 OK\r\nContent-Type: text/pl", RAW_CLOSE},
     "within the headers",
     200},
    {{"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n", RAW_CLOSE},
     "within the headers",
     200},
    {{"HTTP/1.1 200 OK\r\n", RAW_CLOSE}, "within the headers", 200},
    {{"HTTP/1.1 100 Continue\r\n\r\n", RAW_CLOSE},
     "lost before an answer",
     100},
    {{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello", RAW_CLOSE},
     "lost within the answer",
     200},
    {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
      RAW_CLOSE},
     "lost within the answer",
     200},
    {{"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
      RAW_CLOSE},
     "lost within the answer",
     200},
    {{"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 2\r\n\r\nhello",
      RAW_KEEP},
     "Content-Length is not one number",
     200},
    {{"HTTP/1.1 200 OK\r\nContent-Length: 2, 5\r\n\r\nhello", RAW_KEEP},
     "Content-Length is not one number",
     200},
    {{"<html>who is there?</html>\r\n\r\n", RAW_CLOSE}, "not HTTP", 0},
  };
  struct call call;

  for (size_t i = 0; i < COUNT(cases); i++) {
    begin(&call, &cases[i].reply, 1);
    perform(&call, "POST", "/", "{}");
    CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
    if (strstr(call.result->error.message, cases[i].told) == NULL)
      CHECK_STRING(cases[i].told, call.result->error.message);
    CHECK(strstr(call.result->error.message, "may have been acted on") != NULL);
    CHECK(call.result->status == cases[i].status);
    CHECK(call.result->body.length == 0);
    CHECK(call.result->sent);
    CHECK(raw_server_requests(call.server) == 1);
    finish(&call);
  }
}

static void bounds_the_body_of_an_answer(void)
{
  static const struct {
    const char *text;
    int good;
  } cases[] = {
    {"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 1},
    {"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello!", 0},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
     "5\r\nhello\r\n0\r\n\r\n",
     1},
    {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
     "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n",
     0},
  };
  const struct raw_reply endless[] = {{"HTTP/1.1 200 OK\r\n\r\n", RAW_FLOOD}};
  struct call call;

  for (size_t i = 0; i < COUNT(cases); i++) {
    const struct raw_reply script[] = {{cases[i].text, RAW_KEEP}};
    begin(&call, script, COUNT(script));
    call.connection.max_response = 5;
    perform(&call, "GET", "/", NULL);
    if (cases[i].good) {
      CHECK_STRING("hello", call.result->body.data);
    } else {
      CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
      CHECK(strstr(call.result->error.message, "max_response (5 bytes)") !=
            NULL);
      CHECK(call.result->body.length == 0);
    }
    finish(&call);
  }
  begin(&call, endless, COUNT(endless));
  call.connection.max_response = 1 << 20;
  perform(&call, "GET", "/", NULL);
  CHECK(strstr(call.result->error.message, "max_response") != NULL);
  finish(&call);
}

static void bounds_the_headers_of_an_answer(void)
{
  enum { LINES = 300, LINE = 1000 };
  static char text[LINES * LINE + 100];
  struct raw_reply script[] = {{text, RAW_KEEP}};
  struct call call;
  char *end = text;

  end += sprintf(end, "HTTP/1.1 200 OK\r\n");
  for (int i = 0; i < LINES; i++) {
    end += sprintf(end, "X-%03d: ", i);
    memset(end, 'a', LINE - 9);
    end += LINE - 9;
    end += sprintf(end, "\r\n");
  }
  sprintf(end, "Content-Length: 0\r\n\r\n");
  begin(&call, script, COUNT(script));
  perform(&call, "GET", "/", NULL);
  CHECK(call.result->error.kind == HWC_KIND_TRANSPORT);
  CHECK(strstr(call.result->error.message, "headers") != NULL);
  finish(&call);
}

/* --- Time, and ends from outside ----------------------------------------- */

static void ends_an_attempt_in_time(void)
{
  const struct raw_reply script[] = {{NULL, RAW_KEEP}};
  struct call call;

  begin(&call, script, COUNT(script));
  call.options.timeout = 0.05;
  perform(&call, "POST", "/", "{}");
  CHECK(call.result->error.kind == HWC_KIND_TIMEOUT);
  CHECK(call.result->sent);
  CHECK(strstr(call.result->error.message, "within 0.05 s; the request was "
                                           "sent") != NULL);
  CHECK(call.result->elapsed >= 0.05 && call.result->elapsed < 5);
  finish(&call);
}

/* A listener whose queue is full: the handshake never ends. */
static void ends_connecting_in_time(void)
{
  struct sockaddr_in address = {.sin_family = AF_INET};
  socklen_t length = sizeof address;
  struct call call;
  int filling[2];

  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  REQUIRE(bind(listener, (struct sockaddr *)&address, length) == 0);
  REQUIRE(listen(listener, 0) == 0);
  REQUIRE(getsockname(listener, (struct sockaddr *)&address, &length) == 0);
  for (int i = 0; i < 2; i++) {
    filling[i] = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    connect(filling[i], (struct sockaddr *)&address, length);
  }
  begin(&call, NULL, 0);
  call.connection.connect_timeout = 0.05;
  set_endpoint(&call, "http://127.0.0.1:%d", ntohs(address.sin_port));
  perform(&call, "POST", "/", "{}");
  CHECK(call.result->error.kind == HWC_KIND_TIMEOUT);
  CHECK(!call.result->sent);
  CHECK(strstr(call.result->error.message, "no connection within 0.05 s") !=
        NULL);
  finish(&call);
  close(filling[0]);
  close(filling[1]);
  close(listener);
}

static void ends_a_call_at_its_deadline(void)
{
  const struct raw_reply script[] = {{NULL, RAW_KEEP}};
  struct call call;

  begin(&call, script, COUNT(script));
  call.options.deadline = 0.05;
  perform(&call, "POST", "/", "{}");
  CHECK(call.result->error.kind == HWC_KIND_TIMEOUT);
  CHECK(call.result->sent);
  CHECK(strstr(call.result->error.message, "deadline") != NULL);
  CHECK(call.result->elapsed >= 0.05 && call.result->elapsed < 5);
  CHECK(hwc_loop_timeout(call.loop) < 0);
  finish(&call);
}

static void lets_a_call_be_cancelled(void)
{
  const struct raw_reply script[] = {{NULL, RAW_KEEP}};
  struct call call;

  begin(&call, script, COUNT(script));
  call.options.deadline = 60;
  REQUIRE(start(&call, "POST", "/", "{}") == HWC_OK);
  CHECK(hwc_request_result(call.request) == NULL);
  hwc_request_cancel(call.request);
  hwc_request_cancel(call.request);
  wait_for(&call);
  CHECK(call.result->error.kind == HWC_KIND_CANCELLED);
  CHECK(!call.result->sent);
  CHECK(strstr(call.result->error.message, "nothing was sent") != NULL);

  REQUIRE(start(&call, "POST", "/", "{}") == HWC_OK);
  while (raw_server_requests(call.server) == 0)
    REQUIRE(hwc_loop_step(call.loop, 0.01) == HWC_OK);
  hwc_request_cancel(call.request);
  wait_for(&call);
  CHECK(call.result->error.kind == HWC_KIND_CANCELLED);
  CHECK(call.result->sent);
  CHECK(strstr(call.result->error.message, "may have been acted on") != NULL);
  finish(&call);
}

static void wakes_its_host_for_a_cancelled_call(void)
{
  const struct raw_reply script[] = {{NULL, RAW_KEEP}};
  struct call call;

  begin(&call, script, COUNT(script));
  struct pollfd polled = {hwc_loop_pollfd(call.loop), POLLIN, 0};
  REQUIRE(start(&call, "GET", "/", NULL) == HWC_OK);
  while (raw_server_requests(call.server) == 0)
    REQUIRE(hwc_loop_step(call.loop, 0.01) == HWC_OK);
  while (poll(&polled, 1, 0) > 0)
    REQUIRE(hwc_loop_step(call.loop, 0) == HWC_OK);
  hwc_request_cancel(call.request);
  CHECK(hwc_loop_timeout(call.loop) == 0);
  CHECK(poll(&polled, 1, 5000) == 1);
  wait_for(&call);
  finish(&call);
}

static void lets_requests_be_freed_at_any_time(void)
{
  const struct raw_reply script[] = {{NULL, RAW_KEEP}};
  struct call call;

  begin(&call, script, COUNT(script));
  call.options.deadline = 60;
  REQUIRE(start(&call, "POST", "/", "{}") == HWC_OK);
  hwc_request_free(call.request);
  call.request = NULL;
  REQUIRE(start(&call, "POST", "/", "{}") == HWC_OK);
  while (raw_server_requests(call.server) == 0)
    REQUIRE(hwc_loop_step(call.loop, 0.01) == HWC_OK);
  hwc_request_free(call.request);
  call.request = NULL;
  REQUIRE(start(&call, "POST", "/", "{}") == HWC_OK);
  hwc_request_cancel(call.request);
  hwc_request_free(call.request); /* still queued as finished */
  call.request = NULL;
  CHECK(hwc_loop_next_finished(call.loop) == NULL);
  CHECK(hwc_loop_step(call.loop, 0) == HWC_OK);
  hwc_request_free(NULL);
  finish(&call);
}

/* --- Hosts, forks, numbers ----------------------------------------------- */

static void runs_in_the_epoll_of_a_host(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct epoll_event event = {.events = EPOLLIN};
  struct call call;
  int host = epoll_create1(0);

  begin(&call, script, COUNT(script));
  REQUIRE(epoll_ctl(host, EPOLL_CTL_ADD, hwc_loop_pollfd(call.loop), &event) ==
          0);
  for (int i = 0; i < 3; i++) {
    REQUIRE(start(&call, "POST", "/", "{}") == HWC_OK);
    while (!hwc_request_finished(call.request)) {
      REQUIRE(epoll_wait(host, &event, 1, 5000) == 1);
      REQUIRE(hwc_loop_step(call.loop, 0) == HWC_OK);
    }
    wait_for(&call);
    CHECK(call.result->status == 200);
  }
  finish(&call);
  close(host);
}

static void leaves_the_connections_of_the_parent_alone(void)
{
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}, {NULL, RAW_KEEP}};
  struct call call;
  int status = -1;

  begin(&call, script, COUNT(script));
  perform(&call, "GET", "/", NULL);
  REQUIRE(start(&call, "POST", "/", "{}") == HWC_OK);
  while (raw_server_requests(call.server) == 1)
    REQUIRE(hwc_loop_step(call.loop, 0.01) == HWC_OK);
  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    struct hwc_request *request = call.request;
    int bad = 0;
    call.request = NULL;
    hwc_request_cancel(request);
    bad |= hwc_request_finished(request);
    bad |= start(&call, "GET", "/", NULL) != HWC_INVALID;
    bad |= strstr(call.error.message, "fork") == NULL;
    hwc_request_free(request);
    hwc_loop_free(call.loop);
    /* Not exit(): what libcurl keeps for the parent would count as a leak. */
    execlp(bad ? "false" : "true", "child", (char *)NULL);
    _exit(1);
  }
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  CHECK(!hwc_request_finished(call.request));
  hwc_request_cancel(call.request);
  wait_for(&call);
  CHECK(raw_server_connections(call.server) == 1);
  finish(&call);
}

static void carries_many_requests_at_once(void)
{
  enum { MANY = 12 };
  const struct raw_reply script[] = {{OK_REPLY, RAW_KEEP}};
  struct hwc_request *requests[MANY];
  struct call call;
  int seen[MANY] = {0};
  size_t done = 0;

  begin(&call, script, COUNT(script));
  for (size_t i = 0; i < MANY; i++) {
    REQUIRE(start(&call, "POST", "/", "{}") == HWC_OK);
    requests[i] = call.request;
    call.request = NULL;
  }
  while (done < MANY) {
    REQUIRE(hwc_loop_step(call.loop, 5) == HWC_OK);
    while (hwc_loop_next_finished(call.loop) != NULL)
      done++;
  }
  for (size_t i = 0; i < MANY; i++) {
    seen[i] = hwc_request_finished(requests[i]) &&
              hwc_request_result(requests[i])->status == 200;
    CHECK(seen[i]);
    hwc_request_free(requests[i]);
  }
  CHECK(raw_server_requests(call.server) == MANY);
  finish(&call);
}

/* --- Endpoints ----------------------------------------------------------- */

static void checks_endpoints(void)
{
  static const struct {
    const char *url;
    int allow_http;
    const char *base; /* NULL: refused */
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
    {"ftp://ecs.example.com", 1, NULL},
    {"ecs.example.com", 1, NULL},
    {"https://", 0, NULL},
    {"https://user@ecs.example.com", 0, NULL},
    {"https://ecs.example.com?x=1", 0, NULL},
    {"https://ecs.example.com/#x", 0, NULL},
    {"https://ecs.example.com/a b", 0, NULL},
    {"https://ecs.example.com/\xc3\xa9", 0, NULL},
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

int main(void)
{
  /* Proxies of the environment are for other tests. */
  unsetenv("http_proxy");
  unsetenv("https_proxy");
  unsetenv("all_proxy");

  sends_the_bytes_it_signed();
  says_how_long_a_body_is();
  keeps_paths_as_they_are_written();
  refuses_targets_that_would_change_on_the_way();
  sends_the_host_as_it_is_written();
  reaches_ipv6_hosts();
  signs_by_what_the_credentials_are();
  leaves_bodies_other_than_json_unsigned();
  lets_the_caller_replace_some_headers();
  refuses_headers_that_cannot_be();
  keeps_the_connection_for_the_next_request();
  sends_once_when_a_kept_connection_dies();
  notices_that_a_kept_connection_was_closed();
  says_when_nobody_listens();
  says_when_a_host_is_unknown();
  keeps_secrets_of_the_proxy_to_itself();
  says_when_a_tls_setting_is_wrong();
  takes_the_final_answer();
  keeps_headers_in_order_and_lower_case();
  reports_broken_answers();
  bounds_the_body_of_an_answer();
  bounds_the_headers_of_an_answer();
  ends_an_attempt_in_time();
  ends_connecting_in_time();
  ends_a_call_at_its_deadline();
  lets_a_call_be_cancelled();
  wakes_its_host_for_a_cancelled_call();
  lets_requests_be_freed_at_any_time();
  runs_in_the_epoll_of_a_host();
  leaves_the_connections_of_the_parent_alone();
  carries_many_requests_at_once();
  checks_endpoints();
  return check_failures();
}
