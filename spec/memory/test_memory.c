/* SPDX-License-Identifier: Apache-2.0
 *
 * Out of memory. Whole calls are repeated while the 1st, 2nd, 3rd ...
 * allocation fails: of Lua's allocator, of libcurl's, of the library's own.
 * None may crash, leak or leave a partial result: the call must fail cleanly,
 * and work when repeated.
 *
 *   test_memory sampled|full [lua|curl|library [step]]
 *
 * With `sampled`, only some allocations of each step are chosen. Each is tried
 * twice: it fails alone, and it fails with all that follow. Linked with --wrap,
 * so that the library's malloc() etc. are those below. */
#define _POSIX_C_SOURCE 200809L
#include "spec/support/canned_server.h"
#include "spec/support/check.h"
#include <curl/curl.h>
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdbool.h>
#include <unistd.h>

#define SAMPLES 12
#define SECONDS_PER_TRY 10 /* far more than needed: then it hangs */

int luaopen__hwc(lua_State *L);
int luaopen__hwc_apig(lua_State *L);
int luaopen__hwc_cph(lua_State *L);
int luaopen__hwc_devserver(lua_State *L);
int luaopen__hwc_iam(lua_State *L);

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void __real_free(void *memory);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *old, size_t size);
void __wrap_free(void *memory);

enum allocator { LUA, CURL_LIBRARY, LIBRARY, ALLOCATORS };

static const char *const allocator_names[ALLOCATORS] = {"lua", "curl",
                                                        "library"};

/* The failure plan of this thread; the server's thread has none. */
static _Thread_local struct {
  bool armed;
  enum allocator allocator;
  long at;      /* allocation to fail, from 1 */
  bool and_all; /* and all that follow */
  long seen;
  bool fired;
  const void *refused; /* by Lua's allocator, which tries again */
  size_t refused_size;
} plan;

/* Blocks allocated and not freed. */
static long held[ALLOCATORS];

static bool refuses(enum allocator allocator)
{
  if (!plan.armed || plan.allocator != allocator)
    return false;
  plan.seen++;
  if (plan.seen < plan.at || (plan.seen > plan.at && !plan.and_all))
    return false;
  plan.fired = true;
  return true;
}

static void *count(enum allocator allocator, const void *old, void *memory)
{
  if (old == NULL && memory != NULL)
    held[allocator]++;
  return memory;
}

/* After a failure Lua collects garbage and tries again: that fails, too. */
static void *allocate_for_lua(void *user, void *old, size_t old_size,
                              size_t size)
{
  (void)user;
  if (size == 0) {
    if (old != NULL)
      held[LUA]--;
    __real_free(old);
    return NULL;
  }
  if (old == NULL || size > old_size) {
    if (plan.armed && plan.refused_size == size && plan.refused == old) {
      plan.refused_size = 0;
      return NULL;
    }
    if (refuses(LUA)) {
      plan.refused = old;
      plan.refused_size = plan.and_all ? 0 : size;
      return NULL;
    }
  }
  return count(LUA, old, __real_realloc(old, size));
}

static void *curl_malloc(size_t size)
{
  return refuses(CURL_LIBRARY) ? NULL
                               : count(CURL_LIBRARY, NULL, __real_malloc(size));
}

static void *curl_calloc(size_t number, size_t size)
{
  return refuses(CURL_LIBRARY)
           ? NULL
           : count(CURL_LIBRARY, NULL, __real_calloc(number, size));
}

static void *curl_realloc(void *old, size_t size)
{
  return refuses(CURL_LIBRARY)
           ? NULL
           : count(CURL_LIBRARY, old, __real_realloc(old, size));
}

static char *curl_strdup(const char *string)
{
  char *copy = curl_malloc(strlen(string) + 1);

  return copy != NULL ? strcpy(copy, string) : NULL;
}

static void curl_give_back(void *memory)
{
  if (memory != NULL)
    held[CURL_LIBRARY]--;
  __real_free(memory);
}

void *__wrap_malloc(size_t size)
{
  return refuses(LIBRARY) ? NULL : count(LIBRARY, NULL, __real_malloc(size));
}

void *__wrap_calloc(size_t number, size_t size)
{
  return refuses(LIBRARY) ? NULL
                          : count(LIBRARY, NULL, __real_calloc(number, size));
}

void *__wrap_realloc(void *old, size_t size)
{
  return refuses(LIBRARY) ? NULL
                          : count(LIBRARY, old, __real_realloc(old, size));
}

void __wrap_free(void *memory)
{
  if (memory != NULL)
    held[LIBRARY]--;
  __real_free(memory);
}

/* The current try, for messages. */
static struct {
  enum allocator allocator;
  const char *step;
  bool full;
  struct canned_server *server;
  long tries;
} sweep;

static void complain(lua_State *L, const char *what)
{
  fprintf(stderr, "%s, step %s, request %ld%s: %s: %s\n",
          allocator_names[sweep.allocator], sweep.step, plan.at,
          plan.and_all ? " and all that follow" : "", what,
          L != NULL ? luaL_tolstring(L, -1, NULL) : "");
  check_failed++;
}

/* Leaves the function of a step and its context on the stack, called in a state
 * with all modules available and none loaded. */
static int open_step(lua_State *L)
{
  lua_getglobal(L, "require");
  lua_pushliteral(L, "spec.memory.steps");
  lua_call(L, 1, 1);
  lua_getfield(L, -1, "steps");
  lua_getfield(L, -1, sweep.step);
  if (!lua_isfunction(L, -1))
    return luaL_error(L, "no such step");
  lua_getfield(L, -3, "open");
  lua_pushfstring(L, "http://127.0.0.1:%d", canned_server_port(sweep.server));
  lua_call(L, 1, 1);
  return 2;
}

/* Everything from the first require on. */
static int open_and_run(lua_State *L)
{
  lua_settop(L, 0);
  open_step(L);
  lua_call(L, 1, 2);
  return 2;
}

static lua_State *new_state(void)
{
  static const luaL_Reg modules[] = {
    {"_hwc", luaopen__hwc},         {"_hwc.apig", luaopen__hwc_apig},
    {"_hwc.cph", luaopen__hwc_cph}, {"_hwc.devserver", luaopen__hwc_devserver},
    {"_hwc.iam", luaopen__hwc_iam}, {NULL, NULL},
  };
  lua_State *L = lua_newstate(allocate_for_lua, NULL);

  REQUIRE(L != NULL);
  luaL_openlibs(L);
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  luaL_setfuncs(L, modules, 0);
  lua_pop(L, 1);
  REQUIRE(luaL_dostring(L, "package.path = './?.lua;' .. package.path") ==
          LUA_OK);
  return L;
}

static void arm(long at, bool and_all)
{
  alarm(SECONDS_PER_TRY);
  plan.at = at;
  plan.and_all = and_all;
  plan.seen = 0;
  plan.fired = false;
  plan.refused_size = 0;
  plan.allocator = sweep.allocator;
  plan.armed = true;
}

/* luaL_checkstack() reports out of memory as a stack overflow. */
static bool is_memory_message(const char *message)
{
  return message != NULL && (strstr(message, "not enough memory") != NULL ||
                             strstr(message, "stack overflow") != NULL ||
                             strstr(message, "libcurl could not be") != NULL);
}

/* Verifies that the status and the two values on the stack are a clean
 * failure. */
static void check_outcome(lua_State *L, int status)
{
  if (status != LUA_OK) {
    if (!is_memory_message(lua_tostring(L, -1)))
      complain(L, "raised");
    return;
  }
  if (lua_toboolean(L, -2))
    return;
  if (!lua_istable(L, -1)) {
    complain(L, "failed without an error");
    return;
  }
  if (lua_getfield(L, -1, "kind") != LUA_TSTRING ||
      lua_getfield(L, -2, "message") != LUA_TSTRING) {
    complain(L, "the error is not whole");
  } else if (getenv("HWC_MEMORY_VERBOSE") != NULL) {
    lua_pushfstring(L, "%s: %s", lua_tostring(L, -2), lua_tostring(L, -1));
    fprintf(stderr, "%s %s %ld%s: %s\n", allocator_names[sweep.allocator],
            sweep.step, plan.at, plan.and_all ? "+" : "", lua_tostring(L, -1));
  }
}

/* Repeats with unlimited memory. Steps with a deadline may need several tries
 * on a busy machine. */
static void again(lua_State *L, int arguments)
{
  int base = lua_gettop(L) - arguments - 1;
  bool good = false;

  for (int goes = 0; goes < 5 && !good; goes++) {
    lua_settop(L, base + 1 + arguments);
    for (int i = 0; i <= arguments; i++)
      lua_pushvalue(L, base + 1 + i);
    if (lua_pcall(L, arguments, 2, 0) != LUA_OK) {
      complain(L, "does not work any more");
      break;
    }
    good = lua_toboolean(L, -2);
    if (goes == 4 && !good)
      complain(L, "fails from then on");
  }
  lua_settop(L, base + 1 + arguments);
}

/* One try of what is on top of the stack: a function with an argument, or a C
 * function without. Returns true if an allocation failed. */
static bool try(lua_State *L, int arguments, long at, bool and_all)
{
  int base = lua_gettop(L) - arguments - 1;

  for (int i = 0; i <= arguments; i++)
    lua_pushvalue(L, base + 1 + i);
  arm(at, and_all);
  int status = lua_pcall(L, arguments, 2, 0);
  plan.armed = false;
  sweep.tries++;
  if (plan.fired || at == 0)
    check_outcome(L, status);
  lua_settop(L, base + 1 + arguments);

  again(L, arguments);
  alarm(0);
  return plan.fired;
}

/* Number of allocations of a call without failures. */
static long count_requests(lua_State *L, int arguments)
{
  try(L, arguments, 0, false);
  return plan.seen;
}

static long stride_of(long requests, long samples)
{
  if (sweep.full || requests <= samples)
    return 1;
  return requests / samples;
}

static void check_leaks(const long before[ALLOCATORS])
{
  for (int a = 0; a < ALLOCATORS; a++)
    if (held[a] != before[a]) {
      fprintf(stderr, "%ld pieces of memory of %s are left\n",
              held[a] - before[a], allocator_names[a]);
      complain(NULL, "leaks");
    }
}

/* Tries a step on clients that are kept. */
static void sweep_warm(const char *step)
{
  sweep.step = step;
  lua_State *L = new_state();
  lua_pushcfunction(L, open_step);
  if (lua_pcall(L, 0, 2, 0) != LUA_OK) {
    complain(L, "cannot be tried");
    lua_close(L);
    return;
  }
  count_requests(L, 1);
  long stride = stride_of(count_requests(L, 1), SAMPLES);
  for (int and_all = 0; and_all < 2; and_all++)
    for (long at = 1; try(L, 1, at, and_all); at += stride)
      if (at % 16 == 0)
        lua_gc(L, LUA_GCCOLLECT);
  lua_close(L);
}

/* Tries a step from the first require of a new state to lua_close(). */
static void sweep_cold(const char *step)
{
  bool more = true;
  long stride = 0;

  sweep.step = step;
  for (int and_all = 0; and_all < 2; and_all++, more = true)
    for (long at = stride == 0 ? 0 : 1; more; at += stride) {
      long before[ALLOCATORS];
      memcpy(before, held, sizeof held);
      lua_State *L = new_state();
      lua_pushcfunction(L, open_and_run);
      if (stride == 0)
        stride = stride_of(count_requests(L, 0), 2 * SAMPLES);
      else
        more = try(L, 0, at, and_all);
      lua_close(L);
      check_leaks(before);
    }
}

static void sweep_all(enum allocator allocator, const char *only)
{
  static const char *const steps[] = {
    "client",
    "first_call",
    "update_keypair",
    "restart",
    "beside_a_task",
    "update_signature_key",
    "change_os",
    "wait_jobs",
    "wait_dev_server",
    "refused_by_service",
    "refused_here",
    "lost",
    "cut",
    "deadline",
    "page",
    "call",
    "upload",
    "download",
    "sleep",
    "signals",
    "tasks",
    "cancelled",
    "sign_and_verify",
    "sign_scoped",
    "json",
    "operations",
    "explain",
    "watched",
  };

  sweep.allocator = allocator;
  for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
    long before[ALLOCATORS];
    if (only != NULL && strcmp(only, steps[i]) != 0)
      continue;
    memcpy(before, held, sizeof held);
    sweep_warm(steps[i]);
    check_leaks(before);
  }
  if (only == NULL || strcmp(only, "cold") == 0)
    sweep_cold("tour");
}

int main(int argc, char **argv)
{
  int next = 1;
  const char *which = NULL;
  const char *step = NULL;

  if (next < argc)
    sweep.full = strcmp(argv[next++], "full") == 0;
  if (next < argc)
    which = argv[next++];
  if (next < argc)
    step = argv[next++];
  /* Before the library does: libcurl keeps the functions of the first
   * initialisation. */
  REQUIRE(curl_global_init_mem(CURL_GLOBAL_DEFAULT, curl_malloc, curl_give_back,
                               curl_realloc, curl_strdup,
                               curl_calloc) == CURLE_OK);
  sweep.server = canned_server_start();
  REQUIRE(sweep.server != NULL);
  for (int a = 0; a < ALLOCATORS; a++) {
    long before = sweep.tries;
    if (which != NULL && strcmp(which, allocator_names[a]) != 0)
      continue;
    sweep_all((enum allocator)a, step);
    printf("%s: %ld tries\n", allocator_names[a], sweep.tries - before);
  }
  canned_server_stop(sweep.server);
  curl_global_cleanup();
  curl_global_cleanup();
  for (int a = 0; a < ALLOCATORS; a++)
    if (held[a] != 0) {
      fprintf(stderr, "%ld pieces of memory of %s are left at the end\n",
              held[a], allocator_names[a]);
      check_failed++;
    }
  return check_failures();
}
