/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files about clients share; nobody else includes this. */
#ifndef HWC_LUA_CLIENT_PARTS_H
#define HWC_LUA_CLIENT_PARTS_H

#include "api/service.h"
#include "core/call.h"
#include "core/credentials.h"
#include "lua/encode.h"
#include "lua/lua_loop.h"
#include "lua/lua_retry.h"
#include <lua.h>

/* Texts of the settings that live as long as the client; each ends with a
 * zero byte. */
enum client_text {
  TEXT_PROJECT_ID,
  TEXT_INSTANCE_ID,
  TEXT_USER_AGENT,
  TEXT_CA_FILE,
  TEXT_CA_PATH,
  TEXT_CERTIFICATE,
  TEXT_KEY,
  TEXT_PROXY,
  TEXT_COUNT
};

struct client {
  const struct hwc_service *service;
  struct hwc_loop *loop; /* kept alive by user value 1 */
  struct hwc_endpoint endpoint;
  struct hwc_connection_options connection;
  struct hwc_credentials *credentials; /* referenced; NULL until set */
  struct hwc_buffer texts[TEXT_COUNT];
  struct hwc_shared shared; /* its trace is kept alive by user value 2 */
  struct hwcL_retry retry;
  double timeout;
  double deadline;
  size_t gateway; /* its position in the service's list */
  bool validate;
  bool plain; /* sends unsigned requests, takes answers as texts */
  bool closed;
};

struct call {
  struct hwcL_kept kept;
  struct hwc_message message;
  struct hwc_call *core;         /* owned; NULL before the start and after */
  struct hwc_download *download; /* owned; NULL where the reply has the body */
  const struct hwc_operation *operation; /* NULL for client:call */
  bool plain;
  bool of_iam;
  bool has_token; /* among its arguments; it stands for the credentials */
};

/* The open client at index 1. */
struct client *hwcL_check_client(lua_State *L);

/* Pushes a call that holds nothing yet; its user value 1 keeps the client at
 * index 1. */
struct call *hwcL_push_call(lua_State *L);

/* Checks the arguments at 3 by the row named at 2, and the options at 4, and
 * writes the message. False: an error was pushed. */
bool hwcL_write_operation(lua_State *L, struct client *c, struct call *call,
                          struct hwc_text project_id);

/* Writes the message of {method=, path=, query=, body=} at 2 with the options
 * at 3. False: an error was pushed. */
bool hwcL_write_call(lua_State *L, const struct client *c, struct call *call,
                     struct hwc_text project_id, const char **method);

/* What the core is asked for by a call whose message is written; `options` is
 * the index of its options, or of nil. Without credentials it is unsigned. */
void hwcL_ask(lua_State *L, struct client *c, struct call *call,
              const char *method, int options,
              struct hwc_call_options *request);

/* Whether the call is one that is never signed, or has a token of its own. */
bool hwcL_is_unsigned(const struct client *c, const struct call *call);

/* In lua_explain.c: methods of a client.
 *   explain(name, arguments, options?) -> table | nil, err
 *   explain_call(arguments, options?) -> table | nil, err */
int hwcL_explain(lua_State *L);
int hwcL_explain_call(lua_State *L);

#endif
