/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTTP request of a call: URL, headers, body, and a signature that is made
 * anew for each attempt. */
#ifndef HWC_CORE_REQUEST_H
#define HWC_CORE_REQUEST_H

#include "core/call_options.h"
#include "core/head.h"
#include <curl/curl.h>

/* Zero-initialised means empty. */
struct hwc_request {
  const struct hwc_endpoint *endpoint;
  struct hwc_credentials *credentials;
  const char *method;
  struct hwc_buffer target; /* path and query, with the endpoint's base */
  struct hwc_head *head;    /* referenced */
  struct hwc_buffer body;
  bool has_body;
  struct hwc_buffer *secrets; /* as in struct hwc_call_options */

  /* Of the current attempt: X-Sdk-Date and Authorization, if it is signed, and
   * an empty Expect for a large body. */
  struct hwc_buffer lines; /* "Name: value" NUL ... */
  struct curl_slist own_list[4];
  struct curl_slist *list; /* all headers: these among those of the head */

  /* If set, receives the stages of the signature. */
  struct hwc_signature *stages;
};

/* Takes over what `options` hold, see hwc_call_start(). hwc_request_done()
 * frees it, also after a failure. */
enum hwc_status hwc_request_init(struct hwc_request *request,
                                 const struct hwc_call_options *options,
                                 struct hwc_error *error);
void hwc_request_done(struct hwc_request *request);

/* Signs the request for `time` (Unix seconds) if there are keys, and writes the
 * header list for libcurl. */
enum hwc_status hwc_request_sign(struct hwc_request *request, int64_t time,
                                 struct hwc_error *error);

/* True if signed with keys; false with a token or without credentials. */
bool hwc_request_is_signed(const struct hwc_request *request);

#endif
