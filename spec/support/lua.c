/* SPDX-License-Identifier: Apache-2.0
 *
 * A replacement for the lua5.4 program, built with the sanitizers: modules
 * built with them need a process that has their runtime. Supports the options
 * -e, -l and --, a script ("-": standard input) and its arguments, and handles
 * SIGINT like lua5.4. */
#define _POSIX_C_SOURCE 200809L
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static lua_State *interrupted;

static void handle_with(void (*handler)(int number))
{
  struct sigaction action = {.sa_handler = handler};

  sigaction(SIGINT, &action, NULL);
}

static void stop(lua_State *L, lua_Debug *activation)
{
  (void)activation;
  lua_sethook(L, NULL, 0, 0);
  luaL_error(L, "interrupted!");
}

/* The second signal ends the process. */
static void interrupt(int number)
{
  int mask = LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT;

  (void)number;
  handle_with(SIG_DFL);
  lua_sethook(interrupted, stop, mask, 1);
}

static int traceback(lua_State *L)
{
  const char *message = luaL_tolstring(L, 1, NULL);
  luaL_traceback(L, L, message, 1);
  return 1;
}

/* Calls the function on the stack with the `arguments` above it. */
static int call(lua_State *L, int arguments)
{
  int base = lua_gettop(L) - arguments;

  lua_pushcfunction(L, traceback);
  lua_insert(L, base);
  interrupted = L;
  handle_with(interrupt);
  int rc = lua_pcall(L, arguments, 0, base);
  handle_with(SIG_DFL);
  lua_remove(L, base);
  return rc;
}

static int require(lua_State *L, const char *name)
{
  lua_getglobal(L, "require");
  lua_pushstring(L, name);
  return call(L, 1);
}

/* Sets the global `arg`; the script is number 0. */
static void set_arg(lua_State *L, int argc, char **argv, int script)
{
  lua_createtable(L, argc, 1);
  for (int i = 0; i < argc; i++) {
    lua_pushstring(L, argv[i]);
    lua_rawseti(L, -2, i - script);
  }
  lua_setglobal(L, "arg");
}

static int run(lua_State *L, int argc, char **argv)
{
  int i = 1;
  int rc = LUA_OK;

  for (; i + 1 < argc && rc == LUA_OK; i += 2) {
    if (strcmp(argv[i], "-e") == 0) {
      rc = luaL_loadstring(L, argv[i + 1]);
      if (rc == LUA_OK)
        rc = call(L, 0);
    } else if (strcmp(argv[i], "-l") == 0) {
      rc = require(L, argv[i + 1]);
    } else {
      break;
    }
  }
  if (i < argc && strcmp(argv[i], "--") == 0)
    i++;
  if (rc != LUA_OK || i >= argc)
    return rc;
  set_arg(L, argc, argv, i);
  rc = luaL_loadfile(L, strcmp(argv[i], "-") == 0 ? NULL : argv[i]);
  if (rc != LUA_OK)
    return rc;
  luaL_checkstack(L, argc, NULL);
  for (int j = i + 1; j < argc; j++)
    lua_pushstring(L, argv[j]);
  return call(L, argc - i - 1);
}

int main(int argc, char **argv)
{
  lua_State *L = luaL_newstate();

  if (L == NULL)
    return EXIT_FAILURE;
  luaL_openlibs(L);
  int rc = run(L, argc, argv);
  if (rc != LUA_OK)
    fprintf(stderr, "lua5.4: %s\n", luaL_tolstring(L, -1, NULL));
  lua_close(L);
  return rc == LUA_OK ? EXIT_SUCCESS : EXIT_FAILURE;
}
