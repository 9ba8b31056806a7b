/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls in C, from their arguments to the reply. */
#include "lua/lua_call.h"

#include "core/json.h"
#include "core/proxy.h"
#include "core/uri.h"
#include "lua/client_parts.h"
#include "lua/decode.h"
#include "lua/lua_error.h"
#include "lua/lua_info.h"
#include "lua/lua_interrupt.h"
#include "lua/lua_loop.h"
#include "lua/userdata.h"

#include <errno.h>
#include <lauxlib.h>
#include <string.h>

/* Slots of the stack for a reply of the deepest JSON, which takes two for each
 * object. */
#define MOST_REPLY_SLOTS (2 * HWC_JSON_DEPTH + 4 * LUA_MINSTACK)

static void close_download(struct call *call)
{
  struct hwc_download *download = call->download;
  call->download = NULL;
  hwc_download_free(download);
}

/* Frees what a call holds. */
static void drop(struct hwcL_kept *kept)
{
  struct call *call = (struct call *)kept;
  struct hwc_call *running = call->core;
  call->core = NULL;
  hwc_call_free(running);
  close_download(call);
  hwc_message_done(&call->message);
}

/* The same for the call at `index` when its reply has been pushed, except for
 * what the info, which is on top of the stack, will need. */
static void finish(lua_State *L, int index, struct call *call, bool info_waits)
{
  struct hwc_buffer headers = HWC_BUFFER_INIT;
  struct hwc_buffer secrets = HWC_BUFFER_INIT;

  if (info_waits) {
    hwcL_info_wait(L, index);
    hwc_call_take_headers(call->core, &headers);
    hwc_buffer_move(&secrets, &call->message.secrets);
  }
  drop(&call->kept);
  call->message.headers = headers;
  call->message.secrets = secrets;
  lua_pushnil(L); /* the client may go */
  lua_setiuservalue(L, index, 1);
}

/* hwcL_push_call() where it is known that no finalizer runs. */
static struct call *push_call(lua_State *L)
{
  struct call *call = lua_newuserdatauv(L, sizeof *call, 2);
  memset(call, 0, sizeof *call);
  call->kept.drop = drop;
  hwc_message_init(&call->message);
  lua_pushvalue(L, lua_upvalueindex(HWCL_UP_CALL));
  lua_setmetatable(L, -2);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  return call;
}

struct call *hwcL_push_call(lua_State *L)
{
  hwcL_refuse_finalizing(L, "a call");
  return push_call(L);
}

/* Number of seconds in the table at `index`, or `otherwise`. */
static double option_seconds(lua_State *L, int index, const char *name,
                             double otherwise)
{
  double seconds = otherwise;

  if (lua_istable(L, index)) {
    lua_getfield(L, index, name);
    if (!lua_isnil(L, -1))
      seconds = lua_tonumber(L, -1);
    lua_pop(L, 1);
  }
  return seconds;
}

/* Set by hwc's own Lua code for requests without a row; not available to
 * scripts. */
static bool option_idempotent(lua_State *L, int index)
{
  bool idempotent = false;

  if (lua_istable(L, index)) {
    lua_getfield(L, index, "idempotent");
    idempotent = lua_toboolean(L, -1);
    lua_pop(L, 1);
  }
  return idempotent;
}

/* Reads are idempotent; other operations only if the row says so. */
static bool is_idempotent(const struct hwc_operation *operation,
                          const char *method)
{
  return strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0 ||
         (operation != NULL && (operation->flags & HWC_IDEMPOTENT) != 0);
}

/* A row may extend the default time-out; an explicit one is used as it is. */
static double attempt_timeout(const struct client *c,
                              const struct hwc_operation *operation)
{
  if (c->timeout > 0 || operation == NULL ||
      operation->timeout < HWC_ATTEMPT_TIMEOUT)
    return c->timeout;
  return operation->timeout;
}

bool hwcL_is_unsigned(const struct client *c, const struct call *call)
{
  return c->plain || call->has_token ||
         (call->operation != NULL &&
          (call->operation->flags & HWC_UNSIGNED) != 0);
}

void hwcL_set_call_options(lua_State *L, struct client *c, struct call *call,
                           const char *method, int options,
                           struct hwc_call_options *out)
{
  struct hwcL_retry retry = c->retry;
  struct hwc_text form = hwc_text_of(call->message.content_type);

  if (call->is_one_of_many)
    retry.rate_limit = HWC_RATE_ADAPTIVE;
  hwcL_read_retry(L, options, &retry);
  *out = (struct hwc_call_options){
    .method = method,
    .endpoint = &c->endpoint,
    .connection = &c->connection,
    .credentials = hwcL_is_unsigned(c, call) ? NULL : c->credentials,
    .project_id = hwc_buffer_text(&c->texts[TEXT_PROJECT_ID]),
    .user_agent = hwc_buffer_text(&c->texts[TEXT_USER_AGENT]),
    .content_type = form.length > 0 ? form : HWC_TEXT("application/json"),
    .target = &call->message.target,
    .headers = &call->message.headers,
    .body = &call->message.body,
    .has_body = call->message.has_body,
    .is_file =
      call->operation != NULL && (call->operation->flags & HWC_DOWNLOAD) != 0,
    .download = call->download,
    .timeout = option_seconds(L, options, "timeout",
                              attempt_timeout(c, call->operation)),
    .deadline = option_seconds(L, options, "deadline", c->deadline),
    .send_before = option_seconds(L, options, "send_before", 0),
    .shared = &c->shared,
    .attempts = retry.attempts,
    .rate_limit = retry.rate_limit,
    .idempotent =
      is_idempotent(call->operation, method) || option_idempotent(L, options),
    .operation = call->operation != NULL ? call->operation->name : NULL,
    .secrets = &call->message.secrets,
    .user = call,
  };
}

/* Creates the file for the response if options.to is set. False: an error was
 * pushed. */
static bool open_download(lua_State *L, struct call *call, int options)
{
  if (call->operation == NULL || !lua_istable(L, options) ||
      (call->operation->flags & HWC_DOWNLOAD) == 0)
    return true;
  lua_getfield(L, options, "to");
  const char *path = lua_tostring(L, -1);
  bool private = (call->operation->flags & HWC_SECRET_FILE) != 0;
  enum hwc_status status =
    path != NULL ? hwc_download_new(&call->download, path, private) : HWC_OK;
  if (status == HWC_OK) {
    lua_pop(L, 1);
    return true;
  }
  if (status == HWC_SYSTEM)
    hwcL_pusherror(L, HWC_KIND_VALIDATION, "to: %s cannot be written: %s", path,
                   strerror(errno));
  else if (status == HWC_INVALID)
    hwcL_pusherror(L, HWC_KIND_VALIDATION,
                   "to: %s cannot be written: it is not a regular file", path);
  else
    luaL_error(L, "%s", hwc_status_text(status));
  hwcL_set_string(L, "field", "to");
  hwcL_set_string(L, "operation", call->operation->name);
  return false;
}

/* Adds the password of the proxy, as written and decoded, to the secrets. */
static void redact_proxy_password(const struct client *c,
                                  struct hwc_message *message)
{
  const char *option = c->connection.proxy;
  struct hwc_text written = hwc_proxy_password(
    option != NULL ? hwc_text_of(option) : hwc_proxy_of(NULL, &c->endpoint));

  if (written.length == 0)
    return;
  struct hwc_buffer decoded = HWC_BUFFER_INIT;
  hwc_uri_decode(&decoded, written);
  hwc_message_redact(message, written);
  if (decoded.status == HWC_OK &&
      !hwc_text_equal(hwc_buffer_text(&decoded), written))
    hwc_message_redact(message, hwc_buffer_text(&decoded));
  hwc_buffer_done(&decoded);
}

/* Fills `request` for the core. False: an error was pushed. */
static bool prepare(lua_State *L, struct client *c, struct call *call,
                    const char *method, int options,
                    struct hwc_call_options *request)
{
  if (!hwcL_is_unsigned(c, call) && c->credentials == NULL)
    return luaL_error(L, "the client has no credentials");
  call->loop = c->loop;
  call->plain = c->plain;
  call->is_iam = c->service->is_identity && !c->plain;
  if (!open_download(L, call, options))
    return false;
  hwcL_set_call_options(L, c, call, method, options, request);
  hwcL_refuse_forked(L, c->loop);
  if (request->credentials != NULL) {
    hwc_message_redact(&call->message,
                       hwc_buffer_text(&request->credentials->token));
    hwc_message_redact(&call->message,
                       hwc_buffer_text(&request->credentials->security_token));
  }
  redact_proxy_password(c, &call->message);
  call->has_secrets = call->message.secrets.length > 0;
  if (request->credentials != NULL)
    hwc_message_redact(&call->message,
                       hwc_buffer_text(&request->credentials->ak));
  if (call->message.secrets.status != HWC_OK)
    return luaL_error(L, "%s", hwc_status_text(call->message.secrets.status));
  if (request->credentials == NULL)
    request->proof = hwc_message_proof(&call->message);
  return true;
}

/* Passes the call at `index` to the core. False: an error was pushed. */
static bool begin(lua_State *L, int index,
                  const struct hwc_call_options *request)
{
  struct call *call = lua_touserdata(L, index);
  struct hwc_error error = {0};
  enum hwc_status status =
    hwc_call_start(&call->core, call->loop, request, &error);

  if (status == HWC_OK)
    return true;
  close_download(call);
  hwcL_release(L, index);
  hwcL_fail_status(L, status, HWC_KIND_TRANSPORT, &error);
  if (call->operation != NULL)
    hwcL_set_string(L, "operation", call->operation->name);
  return false;
}

/* Starts the call at `index`, which the loop keeps alive. */
static int start(lua_State *L, struct client *c, int index, const char *method,
                 int options)
{
  struct call *call = lua_touserdata(L, index);
  struct hwc_call_options request;

  if (!prepare(L, c, call, method, options, &request))
    return hwcL_fail_unsent(L);
  hwcL_keep(L, index);
  if (!begin(L, index, &request))
    return hwcL_fail_unsent(L);
  lua_pushvalue(L, index);
  return 1;
}

/* Most calls have no options: nil is read faster than an empty table. */
static void forget_empty(lua_State *L, int index)
{
  if (!lua_istable(L, index))
    return;
  lua_pushnil(L);
  if (lua_next(L, index)) {
    lua_pop(L, 2);
  } else {
    lua_pushnil(L);
    lua_replace(L, index);
  }
}

/* client:start(name, arguments, options?) -> request | nil, err */
static int client_start(lua_State *L)
{
  struct client *c = hwcL_check_client(L);

  luaL_checktype(L, 3, LUA_TTABLE);
  lua_settop(L, 4);
  forget_empty(L, 4);
  struct call *call = hwcL_push_call(L);
  if (!hwcL_write_operation(L, c, call,
                            hwc_buffer_text(&c->texts[TEXT_PROJECT_ID])))
    return hwcL_fail_unsent(L);
  return start(L, c, 5, call->operation->method, 4);
}

/* client:check(name, arguments, options?) -> true | nil, err: validates the
 * arguments of a call; the project ID may be unknown */
static int client_check(lua_State *L)
{
  struct client *c = hwcL_check_client(L);
  struct hwc_text project_id = hwc_buffer_text(&c->texts[TEXT_PROJECT_ID]);

  luaL_checktype(L, 3, LUA_TTABLE);
  lua_settop(L, 4);
  struct call *call = hwcL_push_call(L);
  if (project_id.length == 0)
    project_id = HWC_TEXT("to-be-looked-up");
  if (!hwcL_write_operation(L, c, call, project_id))
    return hwcL_fail_unsent(L);
  hwc_message_done(&call->message);
  lua_pushboolean(L, true);
  return 1;
}

/* client:start_call(arguments, options?) -> request | nil, err */
static int client_start_call(lua_State *L)
{
  struct client *c = hwcL_check_client(L);
  const char *method;

  lua_settop(L, 3);
  struct call *call = hwcL_push_call(L);
  if (!hwcL_write_call(L, c, call, hwc_buffer_text(&c->texts[TEXT_PROJECT_ID]),
                       &method))
    return hwcL_fail_unsent(L);
  return start(L, c, 4, method, 3);
}

/* client:check_call(arguments, options?) -> true | nil, err */
static int client_check_call(lua_State *L)
{
  const char *method;

  struct client *c = hwcL_check_client(L);
  lua_settop(L, 3);
  struct call *call = hwcL_push_call(L);
  if (!hwcL_write_call(L, c, call, HWC_TEXT("to-be-looked-up"), &method))
    return hwcL_fail_unsent(L);
  hwc_message_done(&call->message);
  lua_pushboolean(L, true);
  return 1;
}

static struct call *check_call(lua_State *L)
{
  return hwcL_check_self(L, HWCL_UP_CALL, HWCL_CALL_TYPE);
}

/* request:finished() -> boolean */
static int call_finished(lua_State *L)
{
  struct call *call = check_call(L);
  lua_pushboolean(L, call->core == NULL || hwc_call_finished(call->core));
  return 1;
}

/* request:progress() -> received, total | nil: bytes of a download */
static int call_progress(lua_State *L)
{
  struct call *call = check_call(L);
  uint64_t received = 0;
  uint64_t total = 0;

  if (call->core != NULL)
    hwc_call_progress(call->core, &received, &total);
  lua_pushinteger(L, (lua_Integer)received);
  if (total > 0)
    lua_pushinteger(L, (lua_Integer)total);
  else
    lua_pushnil(L);
  return 2;
}

/* request:cancel() */
static int call_cancel(lua_State *L)
{
  struct call *call = check_call(L);
  if (call->core != NULL)
    hwc_call_cancel(call->core);
  return 0;
}

/* Pushes what finish() of the finished call at `index` returns, once; returns
 * the number of results. `misfits` may be NULL. */
static int push_result(lua_State *L, int index, bool *misfits)
{
  struct call *call = lua_touserdata(L, index);
  struct hwcL_response response = {
    .operation = call->operation,
    .result = hwc_call_result(call->core),
    .secrets = hwc_buffer_text(&call->message.secrets),
    .download = call->download,
    .plain = call->plain,
    .is_iam = call->is_iam,
    .without_headers = hwcL_info_may_wait(call),
  };
  int count = hwcL_push_reply(L, &response);
  bool failed = lua_isnil(L, -2);

  if (misfits != NULL)
    *misfits = response.misfits;
  if (call->plain && failed) {
    struct hwc_text body = hwc_buffer_text(&response.result->body);
    lua_pushlstring(L, body.data != NULL ? body.data : "", body.length);
    count++;
  }
  finish(L, index, call, response.without_headers && !failed);
  return count;
}

/* The same for a call that may have finished. */
static int take_result(lua_State *L, int index, bool *misfits)
{
  struct call *call = lua_touserdata(L, index);

  if (call->core == NULL || !hwc_call_finished(call->core))
    return luaL_error(
      L, "the call has not finished, or its result was already taken");
  /* It may still be in both lists. If memory runs out, the result may be taken
   * again. */
  hwc_call_forget(call->core);
  hwcL_release(L, index);
  return push_result(L, index, misfits);
}

/* request:finish() -> reply, info | nil, err, body: once, after it has
 * finished. `body`, for plain clients only, is the body of the response that
 * the error does not contain */
static int call_finish(lua_State *L)
{
  check_call(L);
  return take_result(L, 1, NULL);
}

/* request:complete() -> what finish() returns: steps the loop until the request
 * has finished. Returns false if anything else has finished with it, and
 * nothing if anything has before or if the program is interrupted */
static int call_complete(lua_State *L)
{
  struct call *call = check_call(L);

  if (call->core == NULL)
    return 0;
  hwcL_step_until_finished(L, call->loop);
  if (!hwc_call_finished(call->core))
    return 0;
  hwc_call_forget(call->core);
  if (!hwc_loop_has_finished(call->loop))
    return call_finish(L);
  lua_pushboolean(L, false);
  return 1;
}

static int call_gc(lua_State *L)
{
  drop(&check_call(L)->kept);
  return 0;
}

static int call_tostring(lua_State *L)
{
  struct call *call = check_call(L);
  bool waits = call->core != NULL && !hwc_call_finished(call->core);
  lua_pushfstring(L, "hwc.request: %s %s",
                  call->operation != NULL ? call->operation->name : "call",
                  waits ? "under way" : "finished");
  return 1;
}

/* --- Whole calls -------------------------------------------------------- */

/* Upvalues of call_whole() and call_in_task(), after those of all methods. */
enum { UP_LOOP = HWCL_UPVALUES + 1, UP_REST, UP_ENDED };
enum { UP_WAITS = HWCL_UPVALUES + 1 };

/* What is left of the Lua stack has to suffice for any reply, and, where tasks
 * and timers are in progress, what is left of the C stack for them: once the
 * request is sent it is too late to find that out. */
static bool has_room(lua_State *L)
{
  if (!lua_checkstack(L, MOST_REPLY_SLOTS))
    return false;
  if (!hwcL_is_idle(L))
    hwcL_check_c_stack(L);
  return true;
}

/* Takes no arguments for none; false if they are no table. */
static bool take_arguments(lua_State *L, int index)
{
  if (lua_isnil(L, index)) {
    lua_newtable(L);
    lua_replace(L, index);
  }
  return lua_istable(L, index);
}

/* Passes the results of attend() on top of the stack, which concern a call of
 * `operation`, to the function that raises an error if it was interrupted. */
static int end_attended(lua_State *L, const struct hwc_operation *operation,
                        int count)
{
  int first = lua_gettop(L) - count + 1;

  luaL_checkstack(L, 2, NULL);
  lua_pushvalue(L, lua_upvalueindex(UP_ENDED));
  lua_insert(L, first);
  lua_pushstring(L, operation->name);
  lua_insert(L, first + 1);
  lua_call(L, count + 1, LUA_MULTRET);
  return lua_gettop(L) - first + 1;
}

/* Leaves the rest of the started call at index 5 to Lua. */
static int go_on(lua_State *L, const struct call *call,
                 struct hwcL_interrupt *interrupt)
{
  const struct hwc_operation *operation = call->operation;

  hwcL_keep(L, 5);
  lua_pushvalue(L, lua_upvalueindex(UP_LOOP));
  lua_replace(L, 1);
  lua_pushvalue(L, lua_upvalueindex(UP_REST));
  lua_replace(L, 2);
  lua_copy(L, 5, 3);
  lua_pushboolean(L, hwc_loop_has_finished(call->loop));
  lua_replace(L, 4);
  lua_settop(L, 4);
  return end_attended(L, operation, hwcL_interrupt_go_on(L, interrupt));
}

/* Raises the error of an interrupt that came before the two results on top of
 * the stack were complete. */
static int raise_interrupt(lua_State *L, const struct hwc_operation *operation)
{
  lua_pushboolean(L, true); /* interrupted */
  lua_pushboolean(L, true); /* no error was raised */
  lua_rotate(L, -4, 2);
  return end_attended(L, operation, 4);
}

/* Writes the request of the call at index 5, of the operation named at 2 with
 * the arguments at 3, and passes it to the core. False: an error was pushed. */
static bool start_whole(lua_State *L, struct client *c, struct call *call)
{
  struct hwc_call_options request;

  return hwcL_write_operation(L, c, call,
                              hwc_buffer_text(&c->texts[TEXT_PROJECT_ID])) &&
         prepare(L, c, call, call->operation->method, 4, &request) &&
         begin(L, 5, &request);
}

/* call_whole(client, name, arguments | nil) -> reply, info, misfits | nil, err:
 * makes a call of the operation `name`, without options, and waits for it.
 * `misfits` is true if info.unexpected is set. Returns nothing, and does
 * nothing, for wrong arguments, in a finalizer and where the stack is nearly
 * full. */
static int call_whole(lua_State *L)
{
  struct client *c = hwcL_check_client(L);
  struct hwcL_interrupt *interrupt =
    hwcL_loop_interrupt(L, lua_upvalueindex(UP_LOOP));
  bool nested = hwcL_interrupt_begin(L, interrupt);
  bool misfits = false;

  lua_settop(L, 3);
  if (!take_arguments(L, 3) || hwcL_finalizing(L) || !has_room(L))
    return 0;
  lua_pushnil(L); /* 4: no options */
  struct call *call = push_call(L);
  if (start_whole(L, c, call)) {
    hwcL_attend_steps(L, lua_upvalueindex(UP_LOOP));
    bool finished = hwc_call_finished(call->core);
    if (finished)
      hwc_call_forget(call->core);
    if (!finished || hwc_loop_has_finished(call->loop))
      return go_on(L, call, interrupt);
    push_result(L, 5, &misfits);
  } else {
    hwcL_fail_unsent(L);
  }
  if (!nested && hwcL_interrupt_end(L, interrupt))
    return raise_interrupt(L, call->operation);
  lua_pushboolean(L, misfits);
  return 3;
}

/* Continues call_in_task(), whose call is at index 6. */
static int end_in_task(lua_State *L, int status, lua_KContext context)
{
  bool misfits;

  (void)status;
  (void)context;
  take_result(L, 6, &misfits);
  lua_pushboolean(L, misfits);
  return 3;
}

/* call_in_task(client, name, arguments | nil, many, task) -> what call_whole()
 * returns: starts the call, for which `task` then waits, and yields. `many` is
 * true if the adaptive rate limit applies. Returns nothing, and does nothing,
 * for wrong arguments and where the task cannot yield, such as in a
 * finalizer. */
static int call_in_task(lua_State *L)
{
  struct client *c = hwcL_check_client(L);
  bool many = lua_toboolean(L, 4);

  lua_settop(L, 5);
  if (!take_arguments(L, 3) || !lua_isyieldable(L))
    return 0;
  lua_pushnil(L); /* no options */
  lua_replace(L, 4);
  struct call *call = push_call(L);
  call->is_one_of_many = many;
  if (!hwcL_write_operation(L, c, call,
                            hwc_buffer_text(&c->texts[TEXT_PROJECT_ID])))
    return hwcL_fail_unsent(L);
  if (start(L, c, 6, call->operation->method, 4) != 1)
    return 2;
  lua_setfield(L, 5, "object");
  lua_pushvalue(L, 5);
  lua_setiuservalue(L, 6, 2);
  lua_pushvalue(L, lua_upvalueindex(UP_WAITS));
  return lua_yieldk(L, 1, 0, end_in_task);
}

/* whole_calls(loop, rest, ended) -> call_whole. `rest(request, others)` waits
 * for a request that was started and returns true and the results, or false and
 * an error; `others` is true if other requests or timers have finished.
 * `ended(operation, interrupted, good, ...)` passes these results through, or
 * raises an error. */
static int whole_calls(lua_State *L)
{
  lua_settop(L, 3);
  hwcL_push_upvalues(L);
  for (int i = 1; i <= 3; i++)
    lua_pushvalue(L, i);
  lua_pushcclosure(L, call_whole, UP_ENDED);
  return 1;
}

/* calls_in_tasks(waits) -> call_in_task, which yields `waits` */
static int calls_in_tasks(lua_State *L)
{
  lua_settop(L, 1);
  hwcL_push_upvalues(L);
  lua_pushvalue(L, 1);
  lua_pushcclosure(L, call_in_task, UP_WAITS);
  return 1;
}

void hwcL_open_call(lua_State *L)
{
  static const luaL_Reg client_methods[] = {
    {"start", client_start},
    {"check", client_check},
    {"start_call", client_start_call},
    {"check_call", client_check_call},
    {NULL, NULL},
  };
  static const luaL_Reg methods[] = {
    {"finished", call_finished},     {"waiter", hwcL_waiter},
    {"set_waiter", hwcL_set_waiter}, {"finish", call_finish},
    {"complete", call_complete},     {"progress", call_progress},
    {"cancel", call_cancel},         {"__gc", call_gc},
    {"__tostring", call_tostring},   {NULL, NULL},
  };
  static const luaL_Reg functions[] = {
    {"whole_calls", whole_calls},
    {"calls_in_tasks", calls_in_tasks},
    {NULL, NULL},
  };

  luaL_getmetatable(L, HWCL_CLIENT_TYPE);
  hwcL_set_functions(L, client_methods);
  luaL_getmetatable(L, HWCL_CALL_TYPE);
  hwcL_set_functions(L, methods);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 2);
  luaL_setfuncs(L, functions, 0);
}
