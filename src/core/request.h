/* SPDX-License-Identifier: Apache-2.0
 *
 * One call: sign, send, classify, back off and sign again, or done. */
#ifndef HWC_CORE_REQUEST_H
#define HWC_CORE_REQUEST_H

#include "core/buffer.h"
#include "core/credentials.h"
#include "core/file.h"
#include "core/loop.h"
#include "core/shared.h"
#include "core/text.h"

/* Where a client's requests go, and how. Owned by the client, which outlives
 * its requests; strings are copied by hwc_endpoint_init(). */
struct hwc_endpoint {
  struct hwc_buffer url;       /* scheme://authority[/base], no final slash */
  struct hwc_buffer authority; /* host[:port] as written: the Host header */
  struct hwc_buffer base;      /* path in front of every target; may be empty */
  struct hwc_buffer origin;    /* scheme://authority in lower case, the port
                                  where it is not the scheme's own */
  bool https;
  bool loopback;                 /* proxies are never used */
  struct curl_slist *connect_to; /* where another address is connected to */
  /* libcurl's form of the origin, parsed once; NULL where a proxy may have to
   * be told whole URLs. */
  struct Curl_URL *parsed;
};

/* Parses and checks: http only for loopback unless `allow_http`, no query,
 * no user information. */
enum hwc_status hwc_endpoint_init(struct hwc_endpoint *endpoint,
                                  struct hwc_text url, bool allow_http,
                                  struct hwc_error *error);
void hwc_endpoint_done(struct hwc_endpoint *endpoint);

/* Names another host in the Host header, as a gateway is to see it; the one
 * that is connected to, and whose certificate is checked, stays. */
enum hwc_status hwc_endpoint_set_host(struct hwc_endpoint *endpoint,
                                      struct hwc_text host,
                                      struct hwc_error *error);

/* Connects to `address` where `name`, a "host:port", is the endpoint; else does
 * nothing. Refuses a name without a port, or with one that cannot be. The name
 * stays that of the certificate. Refuses it for http, unless `allow_http`: a
 * name of loopback must not lead elsewhere unencrypted. */
enum hwc_status hwc_endpoint_resolve(struct hwc_endpoint *endpoint,
                                     struct hwc_text name,
                                     struct hwc_text address, bool allow_http,
                                     struct hwc_error *error);

/* Seconds of an attempt, where the options say nothing. */
#define HWC_ATTEMPT_TIMEOUT 30.0

/* Settings of the connection, shared by the requests of a client. Zeroed is
 * the default. Strings are zero-terminated or NULL. */
struct hwc_connection_options {
  const char *ca_file;
  const char *ca_path;
  const char *certificate;
  const char *key;
  const char *proxy;      /* NULL: the environment's; "": none */
  bool no_verify;         /* spelled out by the caller */
  double connect_timeout; /* seconds; 0: 5 */
  double stall_timeout;   /* seconds without a byte within an answer; 0: 20 */
  double idle_timeout;    /* whole seconds for which a connection without a
                             request may be used again; 0: 30 */
  bool http_2;            /* where the server speaks it; else HTTP/1.1 */
  size_t max_response;    /* bytes of the body, unpacked; 0: 64 MiB */
  bool compressed;        /* asks for compressed answers */
};

/* What is asked. hwc_request_start() copies or takes all of it: the buffers
 * `target`, `headers` and `body` are left empty, the rest is only read during
 * the call, but `endpoint`, `connection` and `download` have to outlive the
 * request.
 *
 * Extra headers may replace Content-Type, User-Agent, X-Project-Id and
 * X-Domain-Id. Refused are those that belong to the connection, the signature
 * or the credentials, names that are no tokens or have an underscore, names
 * given twice in whatever case, and values with control bytes. */
struct hwc_request_options {
  const char *method; /* "GET", ...: a literal */
  const struct hwc_endpoint *endpoint;
  const struct hwc_connection_options *connection;
  struct hwc_credentials *credentials; /* referenced; NULL: sent unsigned */
  struct hwc_text proof;               /* what an unsigned request proves an
                                          identity with, such as a user and a
                                          password; empty: nothing. Only read
                                          during the call */
  struct hwc_text project_id;          /* X-Project-Id when signed with keys */
  struct hwc_text domain_id;           /* X-Domain-Id, likewise */
  struct hwc_text user_agent;
  struct hwc_text content_type;
  struct hwc_buffer *target;  /* path?query as on the wire, after the base */
  struct hwc_buffer *headers; /* extra ones: name NUL value NUL name NUL ... */
  struct hwc_buffer *body;
  bool has_body; /* an empty body is sent as such when set */
  bool is_file;  /* the body of a success is a file: it is not asked for
                    compressed, and taken only whole */
  struct hwc_download *download; /* gets the body of a status 200, whatever its
                                    length, for `is_file`; NULL: the result has
                                    it */
  double timeout;     /* of an attempt from its admission on, seconds; 0: 30 */
  double deadline;    /* of the whole call, seconds; 0: none */
  double send_before; /* hwc_loop_boot_time() from which on nothing is sent any
                         more, and a call that waits to be sent ends; 0: any
                         time */
  struct hwc_shared *shared; /* of the client; NULL: nothing is repeated */
  int attempts;              /* most of them; 0: HWC_ATTEMPTS */
  bool safe_to_repeat;       /* even where nobody knows whether it was done */
  enum hwc_rate_limit rate_limit;
  const char *operation;      /* for records: a literal, or NULL */
  struct hwc_buffer *secrets; /* values that no record may show, each with a NUL
                                 behind it; gets the signature of each attempt;
                                 outlives the request; NULL: none */
  void *user;                 /* given back by hwc_loop_next_finished() */
};

struct hwc_request;

/* Signs and hands the first attempt to libcurl. HWC_INVALID with `error`
 * filled where a header is malformed; nothing was sent then. */
enum hwc_status hwc_request_start(struct hwc_request **request,
                                  struct hwc_loop *loop,
                                  const struct hwc_request_options *options,
                                  struct hwc_error *error);

/* Ends a request that is under way; it finishes with kind `cancelled`. */
void hwc_request_cancel(struct hwc_request *request);

/* Takes NULL; a request under way is abandoned without a result. */
void hwc_request_free(struct hwc_request *request);

bool hwc_request_finished(const struct hwc_request *request);

/* Why a call was not repeated (again) that could have been. */
enum hwc_exhausted {
  HWC_EXHAUSTED_NOT,
  HWC_EXHAUSTED_ATTEMPTS,    /* there were as many as allowed */
  HWC_EXHAUSTED_QUOTA,       /* the client's quota of retries is used up */
  HWC_EXHAUSTED_DEADLINE,    /* the pause would have outlasted it */
  HWC_EXHAUSTED_SEND_BEFORE, /* likewise */
};

/* "attempts", "quota", "deadline", "send_before"; NULL for
 * HWC_EXHAUSTED_NOT. */
const char *hwc_exhausted_name(enum hwc_exhausted exhausted);

/* What came of it. Valid while the request is. `error.kind` is
 * HWC_KIND_NONE where an answer arrived whole, whatever its status; other
 * kinds are transport, timeout, credentials and cancelled. `status` is 0 and
 * `headers` empty where no answer began. */
struct hwc_result {
  struct hwc_error error;
  int status;
  int attempts;
  double elapsed;     /* seconds since hwc_request_start() */
  bool sent;          /* bytes may have reached the service, of any attempt */
  enum hwc_fate fate; /* of the call: UNKNOWN where one of its attempts may
                         have been acted on and none was answered */
  bool retryable;     /* to repeat the call is harmless, and may help */
  double retry_after; /* seconds that the service asked for; 0: none */
  enum hwc_exhausted exhausted;
  char hint[320];            /* what to look at; empty for none */
  struct hwc_buffer headers; /* lower-case name NUL value NUL ..., in order */
  struct hwc_buffer body;    /* empty unless the answer arrived whole, and
                                where a download got it */
};

/* Fills `retryable` and `retry_after` from the answer, as the only attempt of
 * a request would have. */
void hwc_result_judge(struct hwc_result *result, bool safe_to_repeat,
                      double unix_time);

/* What has arrived of a download in the attempt under way, or the last one, and
 * what it will be in all (0: not known), in bytes. */
void hwc_request_progress(const struct hwc_request *request, uint64_t *received,
                          uint64_t *total);

/* NULL until finished. */
const struct hwc_result *hwc_request_result(const struct hwc_request *request);

/* The value of a header of the answer (`name` in lower case); data is NULL
 * where there is none. */
struct hwc_text hwc_result_header(const struct hwc_result *result,
                                  const char *name);

#endif
