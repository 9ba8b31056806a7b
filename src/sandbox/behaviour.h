/* SPDX-License-Identifier: Apache-2.0
 *
 * The Lua state that responses the sandbox's requests, and the lock under which
 * it runs: the behaviour never runs twice at a time.
 *
 * The behaviour module has open(config, host) -> handle, control. `config` is
 * the text that start() was given; `host` has time() (Unix seconds) and
 * monotonic() (seconds), both with fractions.
 *   handle{method, target, version, values, repeated, head, body, too_large}
 *     -> status, {{name, value}, ...}, body, {delay, cut}
 *   `target` is as in the request line; `values` has the first value of each
 *   header by lower-case name, `repeated` is the set of names that arrived more
 *   than once, and `head` is all of them, "name:value\n" for each. Status nil
 *   closes the connection without a response. The response is sent `delay`
 *   seconds later (below 0: never); after `cut` bytes of the body the
 *   connection ends. Both may be nil, and so may their table.
 *   control(name, text) -> text */
#ifndef HWC_SANDBOX_BEHAVIOUR_H
#define HWC_SANDBOX_BEHAVIOUR_H

#include "sandbox/memory.h"
#include "sandbox/preload.h"
#include "sandbox/request.h"

#include <microhttpd.h>
#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include <lua.h>

struct behaviour {
  struct memory memory; /* of `lua` */
  lua_State *lua;       /* guarded by `lock`; NULL: not open */
  pthread_mutex_t lock;
  bool has_lock;
};

struct behaviour_options {
  const char *path;
  const char *cpath;
  const char *module;
  const char *config;
  size_t config_length;
  const struct preloaded *preloaded;
  size_t preloaded_count;
};

/* One request and its response, which the caller destroys also where the
 * behaviour failed. */
struct exchange {
  const struct request *request;
  const char *method;
  const char *version;
  unsigned status; /* 0: no response at all */
  struct MHD_Response *response;
  double delay; /* seconds; below 0: for ever */
};

struct command {
  const char *name;
  const char *text;
  size_t text_length;
  char *result; /* the caller frees it */
  size_t result_length;
};

/* Loads the module and opens it. On failure `message` has the reason;
 * behaviour_done() is due all the same. */
bool behaviour_init(struct behaviour *behaviour,
                    const struct behaviour_options *options, char *message,
                    size_t size);

/* No other thread may be inside. Safe to call twice. */
void behaviour_done(struct behaviour *behaviour);

/* False: the behaviour raised, and the client is owed some response. */
bool behaviour_answer(struct behaviour *behaviour, struct exchange *exchange);

/* On failure `message` has the reason. */
bool behaviour_command(struct behaviour *behaviour, struct command *command,
                       char *message, size_t size);

#endif
