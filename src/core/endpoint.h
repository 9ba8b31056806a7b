/* SPDX-License-Identifier: Apache-2.0
 *
 * Where the requests of a client go, and how they are connected. */
#ifndef HWC_CORE_ENDPOINT_H
#define HWC_CORE_ENDPOINT_H

#include "core/buffer.h"
#include "core/error.h"
#include "core/text.h"
#include <stdbool.h>
#include <stddef.h>

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

#endif
