/* SPDX-License-Identifier: Apache-2.0
 *
 * The URL that a client sends requests to, and its connection settings. */
#ifndef HWC_CORE_ENDPOINT_H
#define HWC_CORE_ENDPOINT_H

#include "core/buffer.h"
#include "core/error.h"
#include "core/text.h"
#include <stdbool.h>
#include <stddef.h>

/* The destination of a client's requests. Owned by the client, which outlives
 * its requests; hwc_endpoint_init() copies strings. */
struct hwc_endpoint {
  struct hwc_buffer url; /* scheme://authority[/base], no trailing slash */
  struct hwc_buffer authority; /* host[:port] as written: the Host header */
  struct hwc_buffer base;      /* path prefix of every target; may be empty */
  struct hwc_buffer origin; /* scheme://authority in lower case; the port only
                               if not the default */
  bool https;
  bool loopback;                 /* never use a proxy */
  struct curl_slist *connect_to; /* if another address is to be used */
  /* The origin as libcurl's URL handle, parsed once; NULL if a proxy may need
   * the whole URL. */
  struct Curl_URL *parsed;
};

/* Parses and validates `url`. Rejects http unless the host is a loopback
 * address or `allow_http` is set; rejects a query and user information. */
enum hwc_status hwc_endpoint_init(struct hwc_endpoint *endpoint,
                                  struct hwc_text url, bool allow_http,
                                  struct hwc_error *error);
void hwc_endpoint_done(struct hwc_endpoint *endpoint);

/* What precedes the path in the URL: "scheme://authority" as written. */
struct hwc_text hwc_endpoint_site(const struct hwc_endpoint *endpoint);

/* Sets another host for the Host header, for gateways that route by it. The
 * host to connect to, and to verify the certificate for, is unchanged. */
enum hwc_status hwc_endpoint_set_host(struct hwc_endpoint *endpoint,
                                      struct hwc_text host,
                                      struct hwc_error *error);

/* Connects to `address` instead if `name`, a "host:port", is the endpoint;
 * otherwise does nothing. The certificate is still verified for the name.
 * Rejects a name without a valid port. Rejects it for http unless `allow_http`
 * is set: a loopback name must not lead to another machine unencrypted. */
enum hwc_status hwc_endpoint_resolve(struct hwc_endpoint *endpoint,
                                     struct hwc_text name,
                                     struct hwc_text address, bool allow_http,
                                     struct hwc_error *error);

/* Default time-out of an attempt in seconds. */
#define HWC_ATTEMPT_TIMEOUT 30.0

/* Connection settings, shared by the requests of a client. Zero-initialised
 * means the defaults. Strings are zero-terminated or NULL. */
struct hwc_connection_options {
  const char *ca_file;
  const char *ca_path;
  const char *certificate;
  const char *key;
  const char *proxy;      /* NULL: from the environment; "": none */
  bool no_verify;         /* set explicitly by the caller */
  double connect_timeout; /* seconds; 0: 5 */
  /* seconds without a byte of a response in progress; 0: 20 */
  double stall_timeout;
  /* whole seconds an idle connection may be reused; 0: 30 */
  double idle_timeout;
  bool http_2;         /* if the server supports it; else HTTP/1.1 */
  size_t max_response; /* maximum bytes of the decompressed body; 0: 64 MiB */
  bool compressed;     /* request compressed responses */
};

#endif
