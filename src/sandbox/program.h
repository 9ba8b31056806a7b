/* SPDX-License-Identifier: Apache-2.0
 *
 * What the sandbox needs from the system as a program: signals and a file for
 * its state. */
#ifndef HWC_SANDBOX_PROGRAM_H
#define HWC_SANDBOX_PROGRAM_H

#include <lua.h>

/* hold_signals(): SIGINT, SIGTERM and SIGHUP wait for wait_signal() from now
 * on, in this thread and in those it starts; SIGHUP only where it is not
 * ignored. SIGPIPE is ignored: who writes is told. */
int program_hold_signals(lua_State *L);

/* wait_signal() -> "SIGINT" | "SIGTERM" | "SIGHUP" */
int program_wait_signal(lua_State *L);

/* save_file(path, text) -> true | nil, message
 * The file is for its owner only. It is written beside `path` and renamed, so
 * that there is always a whole one. */
int program_save_file(lua_State *L);

/* raise_file_limit(): lets the process have as many descriptors as it may. */
int program_raise_file_limit(lua_State *L);

#endif
