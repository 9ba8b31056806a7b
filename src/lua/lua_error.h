/* SPDX-License-Identifier: Apache-2.0
 *
 * Error tables as scripts see them: kind, message and what else is known,
 * with a metatable "hwc.error" whose __tostring is one line. */
#ifndef HWC_LUA_LUA_ERROR_H
#define HWC_LUA_LUA_ERROR_H

#include "core/error.h"
#include "core/text.h"
#include <lua.h>
#include <stdbool.h>

/* Pushes {kind =, message =}. The format is that of lua_pushfstring; control
 * bytes of the message become spaces. */
void hwcL_pusherror(lua_State *L, enum hwc_kind kind, const char *format, ...);

/* The same from an error of the core. */
void hwcL_pusherror_from(lua_State *L, const struct hwc_error *error);

/* Pushes nil and the error; returns 2, for use in a return statement. */
int hwcL_fail(lua_State *L, enum hwc_kind kind, const char *format, ...);

/* The same for a core function that failed. HWC_NO_MEMORY raises. `error` may
 * be NULL; where its kind is NONE the text of `status` is used, with `kind`. */
int hwcL_fail_status(lua_State *L, enum hwc_status status, enum hwc_kind kind,
                     const struct hwc_error *error);

/* Puts nil below the error on top of the stack, which gets the members of the
 * error of a call that was not sent: sent, fate, attempts. Returns 2. */
int hwcL_fail_unsent(lua_State *L);

/* Whether the value at `index` is an error. */
bool hwcL_is_error(lua_State *L, int index);

/* Pushes the error at `index` as a plain table of its texts, numbers and
 * booleans, and of its causes, eight at most: what may be written of it. The
 * long ones (headers, body, traceback, report) are left out. */
void hwcL_push_plain_error(lua_State *L, int index);

/* Set a field of the table on top of the stack. The string setters do
 * nothing where the string is NULL. */
void hwcL_set_string(lua_State *L, const char *name, const char *value);
void hwcL_set_text(lua_State *L, const char *name, struct hwc_text value);
void hwcL_set_integer(lua_State *L, const char *name, lua_Integer value);
void hwcL_set_number(lua_State *L, const char *name, lua_Number value);
void hwcL_set_boolean(lua_State *L, const char *name, bool value);

/* Pushes `text` with control bytes replaced by spaces, at most `limit` bytes
 * of it, never half a character; invalid UTF-8 becomes '?'. */
void hwcL_push_line(lua_State *L, struct hwc_text text, size_t limit);

/* The same, but control bytes stay. */
void hwcL_push_excerpt(lua_State *L, struct hwc_text text, size_t limit);

/* Adds to the table on top of the stack:
 *   new_error{kind =, message =, ...} -> the same table with the metatable
 *   plain_error(err) -> hwcL_push_plain_error() */
void hwcL_open_error(lua_State *L);

#endif
