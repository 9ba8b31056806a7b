/* SPDX-License-Identifier: Apache-2.0
 *
 * Many Lua states in many threads at once, each with a loop and clients of its
 * own, on one server: for the thread sanitizer, and without it.
 *
 *   test_threads [threads [calls]] */
#define _POSIX_C_SOURCE 200809L
#include "hwc.h"
#include "spec/support/canned_server.h"
#include "spec/support/check.h"
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <pthread.h>

#define MOST_THREADS 64

static const char script[] =
  "local url, calls = ...\n"
  "package.path = './?.lua;' .. package.path\n"
  "local steps = require('spec.memory.steps')\n"
  "local names = { 'update_keypair', 'restart', 'update_signature_key',\n"
  "  'change_os', 'refused_by_service', 'refused_here', 'call',\n"
  "  'update_keypair', 'restart', 'first_call', 'sign_and_verify', 'json' }\n"
  "local context = steps.open(url)\n"
  "for i = 1, calls do\n"
  "  local name = names[i % #names + 1]\n"
  "  local good, err = steps.steps[name](context)\n"
  "  if not good then error(name .. ': ' .. tostring(err)) end\n"
  "end\n"
  "assert(steps.steps.tasks(context))\n"
  "assert(steps.steps.lost(context))\n"
  "return calls\n";

struct worker {
  pthread_t thread;
  int port;
  int calls;
  int done;
  char message[300];
};

static void *work(void *argument)
{
  struct worker *worker = argument;
  char url[50];
  lua_State *L = luaL_newstate();

  if (L == NULL)
    return NULL;
  snprintf(url, sizeof url, "http://127.0.0.1:%d", worker->port);
  luaL_openlibs(L);
  luaL_requiref(L, "hwc", luaopen_hwc, 0);
  lua_pop(L, 1);
  if (luaL_loadstring(L, script) == LUA_OK) {
    lua_pushstring(L, url);
    lua_pushinteger(L, worker->calls);
    if (lua_pcall(L, 2, 1, 0) == LUA_OK)
      worker->done = (int)lua_tointeger(L, -1);
  }
  if (worker->done != worker->calls)
    snprintf(worker->message, sizeof worker->message, "%s",
             luaL_tolstring(L, -1, NULL));
  lua_close(L);
  return NULL;
}

int main(int argc, char **argv)
{
  static struct worker workers[MOST_THREADS];
  int count = argc > 1 ? atoi(argv[1]) : 8;
  int calls = argc > 2 ? atoi(argv[2]) : 500;
  struct canned_server *server = canned_server_start();

  REQUIRE(server != NULL && count > 0 && count <= MOST_THREADS);
  for (int i = 0; i < count; i++) {
    workers[i].port = canned_server_port(server);
    workers[i].calls = calls;
    REQUIRE(pthread_create(&workers[i].thread, NULL, work, &workers[i]) == 0);
  }
  for (int i = 0; i < count; i++) {
    pthread_join(workers[i].thread, NULL);
    CHECK_STRING("", workers[i].message);
  }
  canned_server_stop(server);
  return check_failures();
}
