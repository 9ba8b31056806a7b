/* SPDX-License-Identifier: Apache-2.0
 *
 * Fixture of C tests for calls: a loop, a server, credentials, and a call with
 * default options. */
#ifndef SPEC_SUPPORT_CALL_H
#define SPEC_SUPPORT_CALL_H

#include "core/call.h"
#include "spec/support/check.h"
#include "spec/support/raw_server.h"

#define AK "AKEXAMPLE"
#define SK "sk-that-nobody-has"
#define OK_REPLY "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* A call and everything it needs. */
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

/* Sets up a call with keys and, if `count` is not 0, a server of its own.
 * Ignores proxies of the environment. */
void call_begin(struct call *call, const struct raw_reply *script,
                size_t count);
void call_finish(struct call *call);

/* `format` is a URL with %d for the port. */
void call_set_endpoint(struct call *call, const char *format, int port);

struct hwc_credentials *call_new_keys(enum hwc_algorithm algorithm,
                                      const char *security_token);

/* Adds a header to the next call. */
void call_add(struct call *call, const char *name, const char *value);

/* Starts a call and frees the previous one. `body` may be NULL. */
enum hwc_status call_start(struct call *call, const char *method,
                           const char *target, const char *body);

/* Steps until the call has finished, and sets `result`. */
void call_wait_for(struct call *call);

/* Starts a call and waits for it. */
void call_perform(struct call *call, const char *method, const char *target,
                  const char *body);

#endif
