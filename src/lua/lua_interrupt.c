/* SPDX-License-Identifier: Apache-2.0
 *
 * Detects interrupts by the debug hook of the main thread. */
#include "lua/lua_interrupt.h"

#include <lauxlib.h>

/* Registry key of the debug library's hooks. */
#define DEBUG_HOOKS "_HOOKKEY"

/* Registry key of the text above, which is kept: looking for it then needs no
 * memory. */
static const char hooks_key;

/* Events of a hook that stops a program at its next instruction. lua5.4 also
 * sets LUA_MASKLINE. */
#define STOPS (LUA_MASKCALL | LUA_MASKRET | LUA_MASKCOUNT)

/* More levels of C calls than a wait and the tasks that it resumes take; Lua
 * allows 200. */
#define MOST_C_LEVELS 20

static lua_State *push_main(lua_State *L)
{
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_MAINTHREAD);
  return lua_tothread(L, -1);
}

static lua_State *main_of(lua_State *L)
{
  lua_State *main = push_main(L);
  lua_pop(L, 1);
  return main;
}

/* True if debug.sethook has set a hook for the main thread, even if a C
 * function has replaced it since. */
static bool has_debug_hook(lua_State *L)
{
  bool has = false;

  if (lua_getfield(L, LUA_REGISTRYINDEX, DEBUG_HOOKS) == LUA_TTABLE) {
    push_main(L);
    has = lua_rawget(L, -2) == LUA_TFUNCTION;
    lua_pop(L, 1);
  }
  lua_pop(L, 1);
  return has;
}

static void note(lua_State *L, lua_State *main,
                 struct hwcL_interrupt *interrupt)
{
  interrupt->hook = lua_gethook(main);
  interrupt->mask = lua_gethookmask(main);
  interrupt->count = lua_gethookcount(main);
  interrupt->of_debug = interrupt->hook != NULL && has_debug_hook(L);
}

void hwcL_interrupt_init(lua_State *L, struct hwcL_interrupt *interrupt)
{
  lua_pushliteral(L, DEBUG_HOOKS);
  lua_rawsetp(L, LUA_REGISTRYINDEX, &hooks_key);
  note(L, main_of(L), interrupt);
}

bool hwcL_interrupt_suspected(lua_State *L,
                              const struct hwcL_interrupt *interrupt)
{
  return interrupt->attended && lua_gethook(main_of(L)) != interrupt->hook;
}

/* True if the hook of the main thread is an interrupt: a new C hook for all
 * these events. */
static bool is_interrupt(lua_State *L, lua_State *main,
                         const struct hwcL_interrupt *interrupt)
{
  lua_Hook hook = lua_gethook(main);

  if (hook == NULL || hook == interrupt->hook ||
      (lua_gethookmask(main) & STOPS) != STOPS || lua_gethookcount(main) != 1)
    return false;
  return interrupt->of_debug || !has_debug_hook(L);
}

static void check(lua_State *L, struct hwcL_interrupt *interrupt)
{
  lua_State *main = main_of(L);

  if (is_interrupt(L, main, interrupt)) {
    lua_sethook(main, interrupt->hook, interrupt->mask, interrupt->count);
    interrupt->pending = true;
  } else if (lua_gethook(main) != interrupt->hook) {
    note(L, main, interrupt);
  }
}

bool hwcL_interrupt_check(lua_State *L, struct hwcL_interrupt *interrupt)
{
  if (interrupt->attended)
    check(L, interrupt);
  return interrupt->attended && interrupt->pending;
}

bool hwcL_interrupt_begin(lua_State *L, struct hwcL_interrupt *interrupt)
{
  if (interrupt->attended)
    return true;
  /* On the main thread the current hook is the program's: an interrupt would
   * have fired before this point. In another coroutine it may be one. */
  lua_State *main = main_of(L);
  if (L == main || !is_interrupt(L, main, interrupt))
    note(L, main, interrupt);
  interrupt->pending = false;
  return false;
}

bool hwcL_interrupt_end(lua_State *L, struct hwcL_interrupt *interrupt)
{
  check(L, interrupt);
  return interrupt->pending;
}

/* Pushes the coroutine that runs the function. */
static lua_State *push_coroutine(lua_State *L)
{
  if (lua_getiuservalue(L, 1, 1) == LUA_TTHREAD)
    return lua_tothread(L, -1);
  lua_pop(L, 1);
  lua_State *coroutine = lua_newthread(L);
  lua_pushvalue(L, -1);
  lua_setiuservalue(L, 1, 1);
  return coroutine;
}

/* Moves the results, or the error, from the stack of the coroutine to L. */
static void take(lua_State *L, lua_State *coroutine, int status, int count)
{
  if (status == LUA_OK && lua_checkstack(L, count + 1)) {
    lua_xmove(coroutine, L, count);
    return;
  }
  /* A failed coroutine cannot be reused. */
  lua_pushnil(L);
  lua_setiuservalue(L, 1, 1);
  if (status == LUA_OK)
    luaL_error(L, "stack overflow (too many results)");
  if (status == LUA_YIELD) {
    lua_resetthread(coroutine);
    luaL_error(L, "attempt to yield from outside a coroutine");
  }
  lua_xmove(coroutine, L, 1);
  lua_error(L);
}

int hwcL_interrupt_go_on(lua_State *L, struct hwcL_interrupt *interrupt)
{
  int count = lua_gettop(L) - 1;

  if (interrupt->attended) {
    lua_call(L, count - 1, LUA_MULTRET);
    lua_pushboolean(L, false);
    lua_insert(L, 2);
    return lua_gettop(L) - 1;
  }
  luaL_checkstack(L, 8, NULL);
  lua_State *coroutine = push_coroutine(L);
  lua_insert(L, 2);
  if (!lua_checkstack(coroutine, count + 1))
    return luaL_error(L, "stack overflow (too many arguments)");
  if (L == main_of(L))
    lua_sethook(coroutine, interrupt->hook, interrupt->mask, interrupt->count);
  else
    lua_sethook(coroutine, lua_gethook(L), lua_gethookmask(L),
                lua_gethookcount(L));
  interrupt->attended = true;
  lua_xmove(L, coroutine, count);
  int status = lua_resume(coroutine, L, count - 1, &count);
  interrupt->attended = false;
  lua_pushboolean(L, hwcL_interrupt_end(L, interrupt));
  take(L, coroutine, status, count);
  return count + 1;
}

/* descend(levels): calls itself. */
static int descend(lua_State *L)
{
  lua_Integer levels = lua_tointeger(L, 1);

  if (levels == 0)
    return 0;
  lua_pushcfunction(L, descend);
  lua_pushinteger(L, levels - 1);
  lua_call(L, 1, 0);
  return 0;
}

void hwcL_check_c_stack(lua_State *L)
{
  lua_pushcfunction(L, descend);
  lua_pushinteger(L, MOST_C_LEVELS);
  lua_call(L, 1, 0);
}

int hwcL_attend(lua_State *L, struct hwcL_interrupt *interrupt)
{
  luaL_checkany(L, 2);
  if (!interrupt->attended)
    hwcL_check_c_stack(L);
  hwcL_interrupt_begin(L, interrupt);
  return hwcL_interrupt_go_on(L, interrupt);
}
