/* SPDX-License-Identifier: Apache-2.0
 *
 * Interrupts: programs such as lua5.4 handle SIGINT by a debug hook on the main
 * thread that raises an error at the next instruction. While the main thread
 * waits in the loop it executes none, and tasks are coroutines with hooks of
 * their own. So the loop is stepped within attend(), which detects such a hook
 * and removes it. */
#ifndef HWC_LUA_LUA_INTERRUPT_H
#define HWC_LUA_LUA_INTERRUPT_H

#include <lua.h>
#include <stdbool.h>

struct hwcL_interrupt {
  /* The program's hook of the main thread. */
  lua_Hook hook;
  int mask;
  int count;
  bool of_debug; /* set by debug.sethook */
  bool attended; /* attend() is running */
  bool pending;  /* an interrupt was detected, but attend() has not returned it
                    yet */
};

/* Records the current hook of the main thread; `interrupt` is
 * zero-initialised. */
void hwcL_interrupt_init(lua_State *L, struct hwcL_interrupt *interrupt);

/* True if there may be an interrupt: do not wait then. Neither raises an error
 * nor allocates memory. */
bool hwcL_interrupt_suspected(lua_State *L,
                              const struct hwcL_interrupt *interrupt);

/* Removes a hook that interrupts; returns true if an interrupt is pending. The
 * same applies. */
bool hwcL_interrupt_check(lua_State *L, struct hwcL_interrupt *interrupt);

/* attend(fn, ...) -> true if interrupted, results of fn. For the arguments from
 * index 2 on. Calls fn in the coroutine that is user value 1 of the userdata at
 * index 1, created if necessary: hooks of the main thread do not run there. A
 * nested attend() only calls fn. */
int hwcL_attend(lua_State *L, struct hwcL_interrupt *interrupt);

/* Raises an error if the C stack is nearly full. What waits calls this before
 * it sends anything: afterwards the outcome would be lost. attend() does. */
void hwcL_check_c_stack(lua_State *L);

/* The parts of attend(), for C that waits without Lua: only finalizers may run
 * between them. The first part returns true if another attend() is running,
 * which then notices interrupts. The end is either hwcL_interrupt_end(), which
 * returns true if the program was interrupted and must not be called within
 * another attend(), or hwcL_interrupt_go_on(), which does what is left of
 * attend() for a stack like that of attend(). */
bool hwcL_interrupt_begin(lua_State *L, struct hwcL_interrupt *interrupt);
bool hwcL_interrupt_end(lua_State *L, struct hwcL_interrupt *interrupt);
int hwcL_interrupt_go_on(lua_State *L, struct hwcL_interrupt *interrupt);

#endif
