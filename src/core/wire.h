/* SPDX-License-Identifier: Apache-2.0
 *
 * A request as it goes on the wire: its URL, its headers, its body, and the
 * signature over them that each attempt has of its own. */
#ifndef HWC_CORE_WIRE_H
#define HWC_CORE_WIRE_H

#include "core/headers.h"
#include "core/request_options.h"
#include "core/signer.h"
#include <curl/curl.h>

/* X-Sdk-Date and Authorization; lines that keep libcurl from adding its
 * own. */
#define HWC_ADDED_LINES 5

/* Zeroed it is empty. */
struct hwc_wire {
  const struct hwc_endpoint *endpoint;
  struct hwc_credentials *credentials;
  const char *method;
  struct hwc_buffer url;
  struct hwc_buffer headers; /* a block: those that attempts share */
  struct hwc_buffer body;
  bool has_body;
  struct hwc_buffer *secrets; /* as in struct hwc_request_options */

  /* Of the attempt under way. */
  struct hwc_buffer lines; /* "Name: value" NUL ... */
  struct curl_slist list[HWC_HEADERS_MAX + HWC_ADDED_LINES];

  /* Where set, it gets the stages of the signature. */
  struct hwc_signature *stages;
};

/* Takes what `options` have; see hwc_request_start(). What was taken is given
 * back by hwc_wire_done(), after a failure too. */
enum hwc_status hwc_wire_init(struct hwc_wire *wire,
                              const struct hwc_request_options *options,
                              struct hwc_error *error);
void hwc_wire_done(struct hwc_wire *wire);

/* Signs with the time of the signature (Unix seconds), where there are keys,
 * and writes the lines that libcurl is given. */
enum hwc_status hwc_wire_sign(struct hwc_wire *wire, int64_t time,
                              struct hwc_error *error);

/* Whether it is signed with keys, and not with a token or not at all. */
bool hwc_wire_is_signed(const struct hwc_wire *wire);

/* Path and query: the URL without scheme and host. */
struct hwc_text hwc_wire_target(const struct hwc_wire *wire);

#endif
