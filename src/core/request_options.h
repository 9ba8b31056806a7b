/* SPDX-License-Identifier: Apache-2.0
 *
 * What a request asks. */
#ifndef HWC_CORE_REQUEST_OPTIONS_H
#define HWC_CORE_REQUEST_OPTIONS_H

#include "core/buffer.h"
#include "core/credentials.h"
#include "core/endpoint.h"
#include "core/file.h"
#include "core/shared.h"
#include "core/text.h"

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
  bool idempotent;           /* even where nobody knows whether it was done */
  enum hwc_rate_limit rate_limit;
  const char *operation;      /* for records: a literal, or NULL */
  struct hwc_buffer *secrets; /* values that no record may show, each with a NUL
                                 behind it; gets the signature of each attempt;
                                 outlives the request; NULL: none */
  void *user;                 /* given back by hwc_loop_next_finished() */
};

#endif
