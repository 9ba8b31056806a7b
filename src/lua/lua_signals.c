/* SPDX-License-Identifier: Apache-2.0
 *
 * Listeners for signals as userdata. */
#define _POSIX_C_SOURCE 200809L
#include "lua/lua_signals.h"

#include "core/signals.h"
#include "lua/lua_loop.h"
#include <errno.h>
#include <lauxlib.h>
#include <signal.h>
#include <string.h>

#define SIGNALS_TYPE "hwc.signals"
#define WAIT_TYPE "hwc.signal"

/* Signals that can be listened for. */
static const struct {
  const char *name;
  int number;
} names[] = {
  {"ALRM", SIGALRM}, {"CHLD", SIGCHLD}, {"CONT", SIGCONT},   {"HUP", SIGHUP},
  {"INT", SIGINT},   {"QUIT", SIGQUIT}, {"TERM", SIGTERM},   {"TSTP", SIGTSTP},
  {"USR1", SIGUSR1}, {"USR2", SIGUSR2}, {"WINCH", SIGWINCH},
};

#define NAMES (sizeof names / sizeof *names)

struct signals {
  struct hwc_signals *core; /* owned; NULL once closed */
  struct hwc_loop *loop;
};

struct wait {
  struct hwcL_kept kept;
  struct hwc_signal_wait *core; /* owned; NULL once closed */
};

/* signals{number, ...} -> listener */
static int new_signals(lua_State *L)
{
  int numbers[NAMES];
  size_t count = 0;

  luaL_checktype(L, 1, LUA_TTABLE);
  hwcL_refuse_finalizing(L, "a listener for signals");
  /* There cannot be more, since no number may be given twice. */
  luaL_argcheck(L, lua_rawlen(L, 1) <= NAMES, 1, "too many signals");
  for (lua_Integer i = 1; i <= (lua_Integer)lua_rawlen(L, 1); i++) {
    lua_rawgeti(L, 1, i);
    numbers[count++] = (int)luaL_checkinteger(L, -1);
    lua_pop(L, 1);
  }
  lua_settop(L, 1);
  struct signals *signals = lua_newuserdatauv(L, sizeof *signals, 1);
  signals->core = NULL;
  luaL_setmetatable(L, SIGNALS_TYPE);
  signals->loop = hwcL_push_loop(L); /* the loop outlives its listeners */
  lua_setiuservalue(L, 2, 1);
  hwcL_refuse_forked(L, signals->loop);
  enum hwc_status status =
    hwc_signals_new(&signals->core, signals->loop, numbers, count);
  if (status == HWC_SYSTEM)
    return luaL_error(L, "cannot listen for signals: %s", strerror(errno));
  if (status != HWC_OK)
    return luaL_error(L, "%s", hwc_status_text(status));
  return 1;
}

/* listener:close(), __gc and __close: safe to call twice */
static int signals_close(lua_State *L)
{
  struct signals *signals = luaL_checkudata(L, 1, SIGNALS_TYPE);
  struct hwc_signals *core = signals->core;
  signals->core = NULL;
  hwc_signals_free(core);
  return 0;
}

/* listener:closed() -> boolean */
static int signals_closed(lua_State *L)
{
  struct signals *signals = luaL_checkudata(L, 1, SIGNALS_TYPE);
  lua_pushboolean(L, signals->core == NULL);
  return 1;
}

static void drop(struct hwcL_kept *kept)
{
  struct wait *wait = (struct wait *)kept;
  struct hwc_signal_wait *core = wait->core;
  wait->core = NULL;
  hwc_signal_wait_free(core);
}

/* listener:wait() -> a wait that finishes when a signal has arrived */
static int signals_wait(lua_State *L)
{
  struct signals *signals = luaL_checkudata(L, 1, SIGNALS_TYPE);

  if (signals->core == NULL)
    return luaL_error(L, "attempt to use a closed listener");
  hwcL_refuse_forked(L, signals->loop);
  struct wait *wait = lua_newuserdatauv(L, sizeof *wait, 2);
  wait->kept = (struct hwcL_kept){.drop = drop};
  wait->core = NULL;
  luaL_setmetatable(L, WAIT_TYPE);
  lua_pushvalue(L, 1);
  lua_setiuservalue(L, -2, 1);
  hwcL_keep(L, -1);
  enum hwc_status status =
    hwc_signal_wait_new(&wait->core, signals->core, wait);
  if (status == HWC_OK)
    return 1;
  hwcL_release(L, -1);
  return luaL_error(L, "%s", hwc_status_text(status));
}

static struct wait *check_wait(lua_State *L)
{
  return luaL_checkudata(L, 1, WAIT_TYPE);
}

/* wait:finished() -> boolean */
static int wait_finished(lua_State *L)
{
  struct wait *wait = check_wait(L);
  lua_pushboolean(L,
                  wait->core == NULL || hwc_signal_wait_finished(wait->core));
  return 1;
}

/* wait:cancel(): finishes it */
static int wait_cancel(lua_State *L)
{
  struct wait *wait = check_wait(L);
  if (wait->core != NULL)
    hwc_signal_wait_cancel(wait->core);
  return 0;
}

/* wait:take() -> number | nil */
static int wait_take(lua_State *L)
{
  struct wait *wait = check_wait(L);
  int number = wait->core != NULL ? hwc_signal_wait_take(wait->core) : 0;
  if (number == 0)
    lua_pushnil(L);
  else
    lua_pushinteger(L, number);
  return 1;
}

/* wait:close(), __close: safe to call twice */
static int wait_close(lua_State *L)
{
  drop(&check_wait(L)->kept);
  hwcL_release(L, 1);
  return 0;
}

static int wait_gc(lua_State *L)
{
  drop(&check_wait(L)->kept);
  return 0;
}

static void do_nothing(int number)
{
  (void)number;
}

/* catch_broken_pipes(): for programs. Writes to a pipe without a reader fail
 * from now on. Other than with SIG_IGN, programs that are started are ended by
 * SIGPIPE as usual. */
static int catch_broken_pipes(lua_State *L)
{
  struct sigaction before;
  struct sigaction action = {.sa_handler = do_nothing, .sa_flags = SA_RESTART};

  if (sigaction(SIGPIPE, NULL, &before) == 0 && before.sa_handler == SIG_IGN)
    return 0; /* who started this process wanted it so */
  if (sigaction(SIGPIPE, &action, NULL) != 0)
    return luaL_error(L, "cannot catch SIGPIPE: %s", strerror(errno));
  return 0;
}

void hwcL_open_signals(lua_State *L)
{
  static const luaL_Reg signals_methods[] = {
    {"wait", signals_wait},     {"close", signals_close},
    {"closed", signals_closed}, {"__close", signals_close},
    {"__gc", signals_close},    {NULL, NULL},
  };
  static const luaL_Reg wait_methods[] = {
    {"waiter", hwcL_waiter},
    {"set_waiter", hwcL_set_waiter},
    {"finished", wait_finished},
    {"cancel", wait_cancel},
    {"take", wait_take},
    {"close", wait_close},
    {"__close", wait_close},
    {"__gc", wait_gc},
    {NULL, NULL},
  };

  luaL_newmetatable(L, SIGNALS_TYPE);
  luaL_setfuncs(L, signals_methods, 0);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  luaL_newmetatable(L, WAIT_TYPE);
  luaL_setfuncs(L, wait_methods, 0);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 2);
  lua_pushcfunction(L, new_signals);
  lua_setfield(L, -2, "signals");
  lua_pushcfunction(L, catch_broken_pipes);
  lua_setfield(L, -2, "catch_broken_pipes");
  lua_createtable(L, 0, (int)NAMES);
  for (size_t i = 0; i < NAMES; i++) {
    lua_pushinteger(L, names[i].number);
    lua_setfield(L, -2, names[i].name);
  }
  lua_setfield(L, -2, "signal_numbers");
}
