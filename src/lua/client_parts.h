/* SPDX-License-Identifier: Apache-2.0
 *
 * Private to the files that implement clients. */
#ifndef HWC_LUA_CLIENT_PARTS_H
#define HWC_LUA_CLIENT_PARTS_H

#include "api/service.h"
#include "core/call.h"
#include "core/credentials.h"
#include "lua/lua_loop.h"
#include "lua/lua_retry.h"
#include "lua/message.h"
#include <lauxlib.h>
#include <lua.h>

/* The metatables of clients and calls. */
#define HWCL_CLIENT_TYPE "hwc.core.client"
#define HWCL_CALL_TYPE "hwc.request"

/* Upvalues of the methods of clients and calls: the two metatables, and what
 * hwcL_push_infos() pushes. */
enum {
  HWCL_UP_CLIENT = 1,
  HWCL_UP_CALL,
  HWCL_UP_WAITING,
  HWCL_UP_INFO,
  HWCL_UPVALUES = HWCL_UP_INFO
};

/* Text settings that live as long as the client; zero-terminated. */
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
  const struct hwc_operation *operation; /* of the last call; or NULL */
  struct hwc_shared shared; /* its trace is kept alive by user value 2 */
  struct hwcL_retry retry;
  double timeout;
  double deadline;
  size_t gateway; /* index in the service's list */
  bool validate;
  bool plain; /* sends unsigned requests; replies are texts */
  bool closed;
};

struct call {
  struct hwcL_kept kept;
  /* Of the request. When the call has ended, it has only what the info needs:
   * the headers of the response, and the secrets. */
  struct hwc_message message;
  struct hwc_call *core; /* owned; NULL before the start and when finished */
  struct hwc_loop *loop; /* the client's */
  struct hwc_download *download; /* owned; NULL if the reply holds the body */
  const struct hwc_operation *operation; /* NULL for client:call */
  bool plain;
  bool is_iam;
  bool is_one_of_many; /* the adaptive rate limit applies */
  bool has_secrets;    /* other than the access key and signatures */
  bool has_token; /* an argument is a token, which replaces the credentials */
};

/* Pushes these upvalues. */
void hwcL_push_upvalues(lua_State *L);

/* Sets functions with these upvalues in the table on top of the stack. The
 * functions below are for such functions only. */
void hwcL_set_functions(lua_State *L, const luaL_Reg *functions);

/* Returns the client at index 1; raises an error if it is closed. */
struct client *hwcL_check_client(lua_State *L);

/* Pushes an empty call; its user value 1 keeps the client at index 1 alive.
 * Raises an error in a finalizer. */
struct call *hwcL_push_call(lua_State *L);

/* Validates the arguments at 3 by the row named at 2, and the options at 4, and
 * writes the request. False: an error was pushed. */
bool hwcL_write_operation(lua_State *L, struct client *c, struct call *call,
                          struct hwc_text project_id);

/* Writes the request {method=, path=, query=, body=} at 2 with the options at
 * 3. False: an error was pushed. */
bool hwcL_write_call(lua_State *L, const struct client *c, struct call *call,
                     struct hwc_text project_id, const char **method);

/* Fills `out` with the options for the core, for a call whose request is
 * written; `options` is the index of its options, or of nil. Unsigned if the
 * client has no credentials. */
void hwcL_set_call_options(lua_State *L, struct client *c, struct call *call,
                           const char *method, int options,
                           struct hwc_call_options *out);

/* True if the call is never signed, or has a token of its own. */
bool hwcL_is_unsigned(const struct client *c, const struct call *call);

#endif
