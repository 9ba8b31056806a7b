/* SPDX-License-Identifier: Apache-2.0
 *
 * Interrupts: programs like lua5.4 answer SIGINT with a debug hook on the main
 * thread that raises an error at its next instruction. While the main thread
 * waits in the loop there is none, and the coroutines of tasks have hooks of
 * their own. So the loop is stepped within attend(), which looks whether such
 * a hook has come, and takes it away. */
#ifndef HWC_LUA_LUA_INTERRUPT_H
#define HWC_LUA_LUA_INTERRUPT_H

#include <lua.h>
#include <stdbool.h>

struct hwcL_interrupt {
  /* The hook of the main thread as the program has it. */
  lua_Hook hook;
  int mask;
  int count;
  bool of_debug; /* set by debug.sethook */
  bool attended; /* attend() runs */
  bool pending;  /* an interrupt was seen, attend() has not told of it */
};

/* Notes the hook that the main thread has; `interrupt` is zeroed before. */
void hwcL_interrupt_init(lua_State *L, struct hwcL_interrupt *interrupt);

/* Whether there may be an interrupt: then it is no time to wait. Neither
 * raises nor asks for memory. */
bool hwcL_interrupt_suspected(lua_State *L,
                              const struct hwcL_interrupt *interrupt);

/* Takes a hook away that interrupts, and returns whether one is pending. */
bool hwcL_interrupt_check(lua_State *L, struct hwcL_interrupt *interrupt);

/* attend(fn, ...) -> whether it was interrupted, what fn returns. For the
 * arguments from index 2 on. Calls fn in the coroutine that is the user value
 * 1 of the userdata at index 1, or made there: hooks of the main thread do not
 * run in it. Within itself it only calls. */
int hwcL_attend(lua_State *L, struct hwcL_interrupt *interrupt);

#endif
