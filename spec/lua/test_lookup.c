/* SPDX-License-Identifier: Apache-2.0
 *
 * Calls that end while a name lookup hangs: by cancellation, deadline, connect
 * time-out, or closing the Lua state. None may block the thread. This program's
 * getaddrinfo() replaces that of the C library and hangs. */
#define _POSIX_C_SOURCE 200809L
#include "spec/support/check.h"
#include <hwc.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <time.h>

/* Seconds. On a busy machine a step may be late, so each case is tried several
 * times and the best result counts: a step that blocks on the resolver is late
 * in all of them. */
#define MOST 0.05
#define GOES 5

static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int hanging;
static int exposed; /* lookup threads that did not block signals */
static bool over;

int getaddrinfo(const char *node, const char *service,
                const struct addrinfo *hints, struct addrinfo **found)
{
  sigset_t blocked;

  (void)node;
  (void)service;
  (void)hints;
  (void)found;
  pthread_sigmask(SIG_BLOCK, NULL, &blocked);
  pthread_mutex_lock(&guard);
  hanging++;
  if (sigismember(&blocked, SIGINT) != 1 || sigismember(&blocked, SIGTERM) != 1)
    exposed++;
  while (!over)
    pthread_cond_wait(&changed, &guard);
  hanging--;
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&guard);
  return EAI_AGAIN;
}

static int count_hanging(void)
{
  pthread_mutex_lock(&guard);
  int count = hanging;
  pthread_mutex_unlock(&guard);
  return count;
}

/* Ends the lookups, so that no thread is left. */
static void end_hanging(void)
{
  pthread_mutex_lock(&guard);
  over = true;
  pthread_cond_broadcast(&changed);
  while (hanging > 0)
    pthread_cond_wait(&changed, &guard);
  pthread_mutex_unlock(&guard);
}

static double now(void)
{
  struct timespec time;

  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void run(lua_State *L, const char *script)
{
  if (luaL_dostring(L, script) != LUA_OK) {
    fprintf(stderr, "%s\n", lua_tostring(L, -1));
    exit(1);
  }
  lua_settop(L, 0);
}

/* Creates a state with a task whose call hangs in a lookup. `settings` are
 * client options. */
static lua_State *begin(const char *settings)
{
  static const char script[] =
    "client = assert(require('cph').client{\n"
    "  endpoint = 'https://a-name-to-look-up.invalid', project_id = 'p',\n"
    "  ak = 'ak', sk = 'sk', retry = false, proxy = '' })\n"
    "task = require('hwc').spawn(function()\n"
    "  local _, err = client:list_cloud_phone_servers(nil, options)\n"
    "  kind, sent, ended = err.kind, tostring(err.sent), true\n"
    "end)\n";
  lua_State *L = luaL_newstate();
  int before = count_hanging();

  REQUIRE(L != NULL);
  luaL_openlibs(L);
  luaL_requiref(L, "hwc", luaopen_hwc, 0);
  lua_pop(L, 1);
  run(L, settings);
  run(L, script);
  while (count_hanging() == before)
    REQUIRE(hwc_loop_step(L, 0.001) == LUA_OK);
  return L;
}

static bool is_set(lua_State *L, const char *name)
{
  lua_getglobal(L, name);
  bool set = !lua_isnil(L, -1);
  lua_pop(L, 1);
  return set;
}

/* Steps like a host until the script has set `ended`; returns the longest
 * duration of a step. */
static double step_until_end(lua_State *L)
{
  struct pollfd polled = {hwc_loop_pollfd(L), POLLIN, 0};
  double longest = 0;
  double begun = now();

  while (!is_set(L, "ended")) {
    REQUIRE(now() - begun < 20);
    REQUIRE(poll(&polled, 1, 1000) >= 0);
    double before = now();
    REQUIRE(hwc_loop_step(L, 0) == LUA_OK);
    double took = now() - before;
    if (took > longest)
      longest = took;
  }
  return longest;
}

static void check_text(lua_State *L, const char *name, const char *expected)
{
  lua_getglobal(L, name);
  CHECK_STRING(expected, lua_tostring(L, -1));
  lua_pop(L, 1);
}

static double close_state(lua_State *L)
{
  double before = now();

  lua_close(L);
  return now() - before;
}

static void keep_least(double *least, double seconds)
{
  if (seconds < *least)
    *least = seconds;
}

static void ends_by_cancellation(void)
{
  double least_cancel = 1e9;
  double least_step = 1e9;
  double least_close = 1e9;

  for (int i = 0; i < GOES; i++) {
    lua_State *L = begin("");
    double before = now();
    run(L, "task:cancel()");
    keep_least(&least_cancel, now() - before);
    keep_least(&least_step, step_until_end(L));
    check_text(L, "kind", "cancelled");
    check_text(L, "sent", "false");
    keep_least(&least_close, close_state(L));
  }
  CHECK(least_cancel < MOST);
  CHECK(least_step < MOST);
  CHECK(least_close < MOST);
}

static void ends_by_a_limit(const char *limit)
{
  double least_step = 1e9;
  double least_close = 1e9;

  for (int i = 0; i < GOES; i++) {
    lua_State *L = begin(limit);
    keep_least(&least_step, step_until_end(L));
    check_text(L, "kind", "timeout");
    check_text(L, "sent", "false");
    keep_least(&least_close, close_state(L));
  }
  CHECK(least_step < MOST);
  CHECK(least_close < MOST);
}

static void ends_with_the_state(void)
{
  double least = 1e9;

  for (int i = 0; i < GOES; i++)
    keep_least(&least, close_state(begin("")));
  CHECK(least < MOST);
}

/* A blocking call also observes its deadline. */
static void ends_a_call_that_blocks(void)
{
  double least = 1e9;

  for (int i = 0; i < GOES; i++) {
    lua_State *L = begin("");
    double before = now();
    run(L, "local options = { deadline = 0.1 }\n"
           "local _, err = client:list_cloud_phone_servers(nil, options)\n"
           "blocked = err.kind");
    keep_least(&least, now() - before);
    check_text(L, "blocked", "timeout");
    lua_close(L);
  }
  CHECK(least >= 0.1);
  CHECK(least < 0.1 + MOST);
}

int main(void)
{
  ends_by_cancellation();
  ends_by_a_limit("options = { deadline = 0.05 }");
  ends_by_a_limit("options = { timeout = 0.05 }");
  ends_with_the_state();
  ends_a_call_that_blocks();
  end_hanging();
  CHECK(exposed == 0);
  return check_failures();
}
