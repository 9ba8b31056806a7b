/* SPDX-License-Identifier: Apache-2.0
 *
 * What tests of requests share: a loop, a server, credentials, and a request
 * with defaults for everything. */
#ifndef SPEC_SUPPORT_CALL_H
#define SPEC_SUPPORT_CALL_H

#include "core/call.h"
#include "spec/support/check.h"
#include "spec/support/raw_server.h"

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
  struct hwc_call_options options;
  struct hwc_buffer target;
  struct hwc_buffer headers;
  struct hwc_buffer body;
  struct hwc_call *core;
  const struct hwc_result *result;
  struct hwc_error error;
};

/* Makes a call with keys and, where `count` is not 0, a server of its own that
 * it goes to. Proxies of the environment are forgotten. */
void call_begin(struct call *call, const struct raw_reply *script,
                size_t count);
void call_finish(struct call *call);

/* `format` is a URL with %d for the port. */
void call_set_endpoint(struct call *call, const char *format, int port);

struct hwc_credentials *call_new_keys(enum hwc_algorithm algorithm,
                                      const char *security_token);

/* Adds a header to the next request. */
void call_add(struct call *call, const char *name, const char *value);

/* Starts a request; the one before is freed. `body` may be NULL. */
enum hwc_status call_start(struct call *call, const char *method,
                           const char *target, const char *body);

/* Steps until it is finished, and sets `result`. */
void call_wait_for(struct call *call);

/* Both. */
void call_perform(struct call *call, const char *method, const char *target,
                  const char *body);

#endif
