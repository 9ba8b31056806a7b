/* SPDX-License-Identifier: Apache-2.0
 *
 * The loop of a Lua state, and timers. Userdata in progress are kept alive by a
 * list, user value 2 of the loop, and each knows its index there. A table whose
 * keys come and go would be rehashed by Lua again and again. */
#define _POSIX_C_SOURCE 200809L
#include "lua/lua_loop.h"

#include "core/signal_mask.h"
#include "lua/lua_interrupt.h"
#include <errno.h>
#include <lauxlib.h>
#include <string.h>

#define LOOP_TYPE "hwc.loop"
#define TIMER_TYPE "hwc.timer"

#define LONGEST_WAIT (366.0 * 24 * 3600) /* seconds */

struct loop {
  struct hwc_loop *core; /* owned */
  size_t kept;           /* length of the list of kept userdata */
  struct hwcL_interrupt interrupt;
};

struct timer {
  struct hwcL_kept kept;
  struct hwc_timer_event *core; /* owned; NULL once closed */
};

/* Registry key. */
static const char loop_key;

/* Finds the loop, which must exist. */
static struct loop *find_loop(lua_State *L)
{
  lua_rawgetp(L, LUA_REGISTRYINDEX, &loop_key);
  struct loop *loop = lua_touserdata(L, -1);
  lua_pop(L, 1);
  return loop;
}

/* Pushes the list of kept userdata; returns the loop, which must exist. */
static struct loop *push_kept(lua_State *L)
{
  lua_rawgetp(L, LUA_REGISTRYINDEX, &loop_key);
  struct loop *loop = lua_touserdata(L, -1);
  lua_getiuservalue(L, -1, 2);
  lua_remove(L, -2);
  return loop;
}

void hwcL_keep(lua_State *L, int index)
{
  struct hwcL_kept *kept = lua_touserdata(L, index);

  index = lua_absindex(L, index);
  struct loop *loop = push_kept(L);
  lua_pushvalue(L, index);
  kept->place = luaL_ref(L, -2); /* may raise */
  loop->kept++;
  lua_pop(L, 1);
}

static void release(lua_State *L, struct hwcL_kept *kept)
{
  if (kept->place == 0)
    return;
  push_kept(L)->kept--;
  luaL_unref(L, -1, kept->place);
  lua_pop(L, 1);
  kept->place = 0;
}

void hwcL_release(lua_State *L, int index)
{
  release(L, lua_touserdata(L, index));
}

/* A state that is closed runs all finalizers before it frees memory. Calls
 * started by a finalizer are then in progress and will not be finalized, so
 * they are dropped here. The loop is at 1. */
static void drop_kept(lua_State *L)
{
  lua_getiuservalue(L, 1, 2);
  lua_Integer count = (lua_Integer)lua_rawlen(L, -1);
  for (lua_Integer i = 1; i <= count; i++) {
    lua_rawgeti(L, -1, i);
    struct hwcL_kept *kept = lua_touserdata(L, -1);
    lua_pop(L, 1);
    if (kept != NULL && kept->place == i)
      kept->drop(kept);
  }
  lua_pop(L, 1);
}

bool hwcL_finalizing(lua_State *L)
{
  return lua_gc(L, LUA_GCCOUNT) < 0; /* in a finalizer no option is valid */
}

void hwcL_refuse_finalizing(lua_State *L, const char *what)
{
  if (hwcL_finalizing(L))
    luaL_error(L, "a finalizer (__gc) cannot create %s", what);
}

static int fail_status(lua_State *L, enum hwc_status status)
{
  if (status == HWC_SYSTEM)
    return luaL_error(L, "%s: %s", hwc_status_text(status), strerror(errno));
  return luaL_error(L, "%s", hwc_status_text(status));
}

/* Finalizers that run after that of the loop, when the state is closed, may
 * still use it. */
static struct hwc_loop *core_of(lua_State *L, const struct loop *loop)
{
  if (loop->core == NULL)
    luaL_error(L, "the loop of this Lua state was closed");
  return loop->core;
}

struct hwc_loop *hwcL_push_loop(lua_State *L)
{
  struct loop *loop;

  if (lua_rawgetp(L, LUA_REGISTRYINDEX, &loop_key) == LUA_TUSERDATA)
    return core_of(L, lua_touserdata(L, -1));
  lua_pop(L, 1);
  hwcL_refuse_finalizing(L, "a loop");
  loop = lua_newuserdatauv(L, sizeof *loop, 2);
  *loop = (struct loop){.core = NULL};
  lua_newtable(L);
  lua_setiuservalue(L, -2, 2);
  luaL_setmetatable(L, LOOP_TYPE);
  enum hwc_status status = hwc_loop_new(&loop->core);
  if (status != HWC_OK)
    fail_status(L, status);
  hwcL_interrupt_init(L, &loop->interrupt);
  lua_pushvalue(L, -1);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &loop_key);
  return loop->core;
}

void hwcL_refuse_forked(lua_State *L, const struct hwc_loop *loop)
{
  if (hwc_loop_forked(loop))
    luaL_error(L, "the loop was created before fork(); a child process needs a "
                  "Lua state of its own");
}

static struct hwc_loop *check_loop(lua_State *L)
{
  struct hwc_loop *core = core_of(L, luaL_checkudata(L, 1, LOOP_TYPE));
  hwcL_refuse_forked(L, core);
  return core;
}

/* loop() -> the loop of this Lua state */
static int get_loop(lua_State *L)
{
  hwcL_push_loop(L);
  return 1;
}

/* now() -> seconds of a monotonic clock */
static int now(lua_State *L)
{
  lua_pushnumber(L, hwc_loop_now(hwcL_push_loop(L)));
  return 1;
}

/* boot_time() -> seconds of a monotonic clock that includes suspended time */
static int boot_time(lua_State *L)
{
  lua_pushnumber(L, hwc_loop_boot_time(hwcL_push_loop(L)));
  return 1;
}

/* finalizing() -> true in a finalizer (__gc) */
static int finalizing(lua_State *L)
{
  lua_pushboolean(L, hwcL_finalizing(L));
  return 1;
}

/* loop:pollfd() -> descriptor to watch */
static int loop_pollfd(lua_State *L)
{
  lua_pushinteger(L, hwc_loop_descriptor(check_loop(L)));
  return 1;
}

/* loop:events() -> "r": the events to watch for */
static int loop_events(lua_State *L)
{
  check_loop(L);
  lua_pushliteral(L, "r");
  return 1;
}

/* loop:timeout() -> seconds until a step is due, or nil */
static int loop_timeout(lua_State *L)
{
  double seconds = hwc_loop_due(check_loop(L));
  if (seconds < 0)
    lua_pushnil(L);
  else
    lua_pushnumber(L, seconds);
  return 1;
}

/* A turn whose wait is ended by any signal: signals are blocked except during
 * the wait itself. */
static enum hwc_status turn(lua_State *L, struct loop *loop, double timeout)
{
  struct hwc_signal_mask before;

  hwc_signal_mask_block(&before);
  if (hwcL_interrupt_suspected(L, &loop->interrupt))
    timeout = 0;
  hwc_loop_wait_with(loop->core, &before);
  enum hwc_status status = hwc_loop_turn(loop->core, timeout);
  hwc_loop_wait_with(loop->core, NULL);
  hwc_signal_mask_restore(&before);
  return status;
}

/* loop:step(timeout?): waits at most `timeout` seconds; nil: no limit */
static int loop_step(lua_State *L)
{
  check_loop(L);
  struct loop *loop = lua_touserdata(L, 1);
  double timeout = luaL_optnumber(L, 2, -1);

  luaL_argcheck(L, timeout == timeout, 2, "a number is needed");
  enum hwc_status status = turn(L, loop, timeout);
  if (status != HWC_OK)
    return fail_status(L, status);
  hwcL_interrupt_check(L, &loop->interrupt);
  return 0;
}

static enum hwc_status step_until_finished(lua_State *L, struct loop *loop)
{
  enum hwc_status status = HWC_OK;

  while (status == HWC_OK && !hwc_loop_has_finished(loop->core) &&
         !hwcL_interrupt_check(L, &loop->interrupt))
    status = turn(L, loop, -1);
  return status;
}

void hwcL_step_until_finished(lua_State *L, struct hwc_loop *core)
{
  hwcL_refuse_forked(L, core);
  enum hwc_status status = step_until_finished(L, find_loop(L));
  if (status != HWC_OK)
    fail_status(L, status);
}

void hwcL_attend_steps(lua_State *L, int index)
{
  struct loop *loop = lua_touserdata(L, index);
  bool attended = loop->interrupt.attended;

  loop->interrupt.attended = true;
  enum hwc_status status = step_until_finished(L, loop);
  loop->interrupt.attended = attended;
  if (status != HWC_OK)
    fail_status(L, status);
}

struct hwcL_interrupt *hwcL_loop_interrupt(lua_State *L, int index)
{
  struct loop *loop = lua_touserdata(L, index);

  return &loop->interrupt;
}

/* loop:attend(fn, ...) -> interrupted, what fn returns: see hwcL_attend() */
static int loop_attend(lua_State *L)
{
  struct loop *loop = luaL_checkudata(L, 1, LOOP_TYPE);

  return hwcL_attend(L, &loop->interrupt);
}

/* loop:interrupted() -> true if attend() must return */
static int loop_interrupted(lua_State *L)
{
  struct loop *loop = luaL_checkudata(L, 1, LOOP_TYPE);

  lua_pushboolean(L, hwcL_interrupt_check(L, &loop->interrupt));
  return 1;
}

/* loop:next_finished() -> finished request or timer, or nil; and its waiter */
static int loop_next_finished(lua_State *L)
{
  struct hwc_loop *loop = check_loop(L);
  struct hwcL_kept *kept = hwc_loop_next_finished(loop);

  /* Those that are not kept were given up when an error was raised. */
  while (kept != NULL && kept->place == 0)
    kept = hwc_loop_next_finished(loop);
  if (kept == NULL) {
    lua_pushnil(L);
    return 1;
  }
  lua_getiuservalue(L, 1, 2);
  lua_rawgeti(L, -1, kept->place);
  release(L, kept);
  lua_getiuservalue(L, -1, 2);
  lua_pushnil(L);
  lua_setiuservalue(L, -3, 2);
  return 2;
}

bool hwcL_is_idle(lua_State *L)
{
  return find_loop(L)->kept == 0;
}

/* loop:is_idle() -> true if nothing is in progress */
static int loop_is_idle(lua_State *L)
{
  check_loop(L);
  lua_pushboolean(L, hwcL_is_idle(L));
  return 1;
}

int hwcL_waiter(lua_State *L)
{
  luaL_checktype(L, 1, LUA_TUSERDATA);
  lua_getiuservalue(L, 1, 2);
  return 1;
}

int hwcL_set_waiter(lua_State *L)
{
  luaL_checktype(L, 1, LUA_TUSERDATA);
  lua_settop(L, 2);
  lua_setiuservalue(L, 1, 2);
  return 0;
}

/* loop:limit_connections(integer): maximum for each host */
static int loop_limit_connections(lua_State *L)
{
  struct hwc_loop *loop = check_loop(L);

  hwc_loop_limit_connections(loop, (size_t)luaL_checkinteger(L, 2));
  return 0;
}

static int loop_gc(lua_State *L)
{
  struct loop *loop = luaL_checkudata(L, 1, LOOP_TYPE);
  struct hwc_loop *core = loop->core;
  if (core != NULL)
    drop_kept(L);
  loop->core = NULL;
  hwc_loop_free(core);
  return 0;
}

static int loop_tostring(lua_State *L)
{
  struct loop *loop = luaL_checkudata(L, 1, LOOP_TYPE);
  if (loop->core == NULL)
    lua_pushliteral(L, "hwc.loop: closed");
  else
    lua_pushfstring(L, "hwc.loop: descriptor %d",
                    hwc_loop_descriptor(loop->core));
  return 1;
}

static void drop_timer(struct hwcL_kept *kept)
{
  struct timer *timer = (struct timer *)kept;
  struct hwc_timer_event *core = timer->core;
  timer->core = NULL;
  hwc_timer_event_free(core);
}

/* loop:timer(seconds) -> timer */
static int loop_timer(lua_State *L)
{
  struct hwc_loop *loop = check_loop(L);
  double seconds = luaL_checknumber(L, 2);
  luaL_argcheck(L, seconds >= 0 && seconds <= LONGEST_WAIT, 2,
                "must be from 0 seconds to a year");
  struct timer *timer = lua_newuserdatauv(L, sizeof *timer, 2);

  timer->kept = (struct hwcL_kept){.drop = drop_timer};
  timer->core = NULL;
  luaL_setmetatable(L, TIMER_TYPE);
  lua_pushvalue(L, 1); /* the loop outlives its timers */
  lua_setiuservalue(L, -2, 1);
  hwcL_keep(L, -1);
  enum hwc_status status =
    hwc_timer_event_new(&timer->core, loop, seconds, timer);
  if (status != HWC_OK) {
    hwcL_release(L, -1);
    return fail_status(L, status);
  }
  return 1;
}

/* timer:finished() -> boolean */
static int timer_finished(lua_State *L)
{
  struct timer *timer = luaL_checkudata(L, 1, TIMER_TYPE);
  lua_pushboolean(L,
                  timer->core == NULL || hwc_timer_event_finished(timer->core));
  return 1;
}

/* timer:close(), __close and __gc: safe to call twice */
static int timer_close(lua_State *L)
{
  struct timer *timer = luaL_checkudata(L, 1, TIMER_TYPE);
  drop_timer(&timer->kept);
  hwcL_release(L, 1);
  return 0;
}

static int timer_gc(lua_State *L)
{
  struct timer *timer = luaL_checkudata(L, 1, TIMER_TYPE);
  drop_timer(&timer->kept);
  return 0;
}

static int timer_tostring(lua_State *L)
{
  struct timer *timer = luaL_checkudata(L, 1, TIMER_TYPE);
  bool over = timer->core == NULL || hwc_timer_event_finished(timer->core);
  lua_pushfstring(L, "hwc.timer: %s", over ? "finished" : "running");
  return 1;
}

void hwcL_open_loop(lua_State *L)
{
  static const luaL_Reg functions[] = {
    {"loop", get_loop},         {"now", now}, {"boot_time", boot_time},
    {"finalizing", finalizing}, {NULL, NULL},
  };
  static const luaL_Reg loop_metamethods[] = {
    {"__gc", loop_gc},
    {"__tostring", loop_tostring},
    {NULL, NULL},
  };
  static const luaL_Reg loop_methods[] = {
    {"pollfd", loop_pollfd},
    {"events", loop_events},
    {"timeout", loop_timeout},
    {"step", loop_step},
    {"attend", loop_attend},
    {"interrupted", loop_interrupted},
    {"next_finished", loop_next_finished},
    {"is_idle", loop_is_idle},
    {"timer", loop_timer},
    {"limit_connections", loop_limit_connections},
    {NULL, NULL},
  };
  static const luaL_Reg timer_methods[] = {
    {"waiter", hwcL_waiter},        {"set_waiter", hwcL_set_waiter},
    {"finished", timer_finished},   {"close", timer_close},
    {"__close", timer_close},       {"__gc", timer_gc},
    {"__tostring", timer_tostring}, {NULL, NULL},
  };

  luaL_newmetatable(L, LOOP_TYPE);
  luaL_setfuncs(L, loop_metamethods, 0);
  /* Scripts must not free the loop while calls are in progress. */
  lua_pushboolean(L, false);
  lua_setfield(L, -2, "__metatable");
  luaL_newlib(L, loop_methods);
  lua_setfield(L, -2, "__index");
  luaL_newmetatable(L, TIMER_TYPE);
  luaL_setfuncs(L, timer_methods, 0);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 2);
  luaL_setfuncs(L, functions, 0);
}
