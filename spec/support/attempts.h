/* SPDX-License-Identifier: Apache-2.0
 *
 * Fixture of C tests for calls with several attempts, against a server that
 * counts them. The test controls the clock of the loop, which jumps over each
 * pause. */
#ifndef SPEC_SUPPORT_ATTEMPTS_H
#define SPEC_SUPPORT_ATTEMPTS_H

#include "core/call.h"
#include "core/trace.h"
#include "spec/support/call.h"

#define RESPONSE(status, headers, body)                                        \
  "HTTP/1.1 " status " X\r\n" headers "Connection: close\r\n\r\n" body

#define OK RESPONSE("200", "", "{}")
#define BUSY RESPONSE("503", "", "")
#define TOO_MANY RESPONSE("429", "", "")
#define REFUSED_BY(code, headers)                                              \
  RESPONSE("401", headers,                                                     \
           "{\"error_code\":\"" code "\",\"error_msg\":\"not you\"}")

/* Sun, 22 Nov 2026 08:00:00 GMT */
#define SERVER_TIME 1795334400.0
#define SERVER_DATE "Date: Sun, 22 Nov 2026 08:00:00 GMT\r\n"

/* A call and what its client shares. */
struct attempts {
  struct call call;
  struct hwc_shared shared;
  struct hwc_trace trace;
  double now;
  double unix_time;
  double passed;     /* added to `now` and `unix_time` */
  double connecting; /* seconds that connecting takes, by the test's clock */
  char log[1000];
};

void attempts_begin(struct attempts *test, const struct raw_reply *script,
                    size_t count);
void attempts_finish(struct attempts *test);

/* Performs a call to the end; what happened is in `log`. */
void attempts_perform(struct attempts *test, const char *method,
                      const char *body);

/* Drives the loop until the call that was started has ended. */
void attempts_wait(struct attempts *test);

/* Appends the records as text: "1 503 +0.025 transient, 2 200, ", and advances
 * the clock over pauses. */
void attempts_read_records(struct attempts *test);

/* How many requests the server has read. */
size_t attempts_seen(struct attempts *test);

/* The X-Sdk-Date of a request and what follows it. */
const char *attempts_signed_date(struct attempts *test, size_t index);

#endif
