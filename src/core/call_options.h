/* SPDX-License-Identifier: Apache-2.0
 *
 * The options of a call. */
#ifndef HWC_CORE_CALL_OPTIONS_H
#define HWC_CORE_CALL_OPTIONS_H

#include "core/buffer.h"
#include "core/credentials.h"
#include "core/endpoint.h"
#include "core/file.h"
#include "core/shared.h"
#include "core/text.h"

/* The options of a call. hwc_call_start() empties the buffers `target`,
 * `headers` and `body` and copies everything else, except `endpoint`,
 * `connection` and `download`, which must outlive the call.
 *
 * Extra headers may replace Content-Type, User-Agent, X-Project-Id and
 * X-Domain-Id. Rejected are headers that belong to the connection, the
 * signature or the credentials; names that are not tokens or contain an
 * underscore; names given twice in any case; and values with control bytes. */
struct hwc_call_options {
  const char *method; /* "GET", ...: a string literal */
  const struct hwc_endpoint *endpoint;
  const struct hwc_connection_options *connection;
  struct hwc_credentials *credentials; /* referenced; NULL: unsigned */
  struct hwc_text proof; /* identity in the body of an unsigned request, such as
                            user and password; empty: none. Not kept */
  struct hwc_text project_id; /* X-Project-Id if signed with keys */
  struct hwc_text domain_id;  /* X-Domain-Id if signed with keys */
  struct hwc_text user_agent;
  struct hwc_text content_type;
  /* path?query as sent, without the endpoint's base */
  struct hwc_buffer *target;
  /* extra headers: name NUL value NUL name NUL ... */
  struct hwc_buffer *headers;
  struct hwc_buffer *body;
  bool has_body; /* if set, an empty body is sent as an empty body */
  bool is_file; /* the body of a success is a file: no compression is requested,
                   and an incomplete body is an error */
  /* receives the body of a status 200, of any length, if `is_file`; NULL: it
   * goes into the result */
  struct hwc_download *download;
  double timeout;  /* of each attempt, from admission on, in seconds; 0: 30 */
  double deadline; /* of the whole call, in seconds; 0: none */
  double send_before; /* nothing is sent from this hwc_loop_boot_time() on, and
                         a call that is not sent by then ends; 0: none */
  struct hwc_shared *shared; /* of the client; NULL: no retries */
  int attempts;              /* maximum; 0: HWC_ATTEMPTS */
  bool idempotent;           /* retry even if the fate is unknown */
  enum hwc_rate_limit rate_limit;
  const char *operation;      /* for records: a string literal, or NULL */
  struct hwc_buffer *secrets; /* values to redact in records, each followed by a
                                 NUL; the signature of each attempt is added;
                                 must outlive the call; NULL: none */
  void *user;                 /* returned by hwc_loop_next_finished() */
};

#endif
