/* SPDX-License-Identifier: Apache-2.0
 *
 * Errors as tables: kind, message and further fields, with the metatable
 * "hwc.error", whose __tostring is one line. */
#ifndef HWC_LUA_LUA_ERROR_H
#define HWC_LUA_LUA_ERROR_H

#include "core/error.h"
#include "core/text.h"
#include <lua.h>
#include <stdbool.h>

/* Pushes {kind =, message =}. The format is that of lua_pushfstring(); control
 * bytes in the message become spaces. */
void hwcL_pusherror(lua_State *L, enum hwc_kind kind, const char *format, ...);

/* Pushes the error of a core function. */
void hwcL_pusherror_from(lua_State *L, const struct hwc_error *error);

/* Pushes nil and the error; returns 2, for use in a return statement. */
int hwcL_fail(lua_State *L, enum hwc_kind kind, const char *format, ...);

/* Like hwcL_fail(), for a failed core function. Raises an error on
 * HWC_NO_MEMORY. `error` may be NULL; if its kind is NONE, the text of `status`
 * and `kind` are used. */
int hwcL_fail_status(lua_State *L, enum hwc_status status, enum hwc_kind kind,
                     const struct hwc_error *error);

/* Inserts nil below the error on top of the stack and sets the fields of a call
 * that was not sent: sent, fate, attempts. Returns 2. */
int hwcL_fail_unsent(lua_State *L);

/* True if the value at `index` is an error. */
bool hwcL_is_error(lua_State *L, int index);

/* Pushes the error at `index` as a plain table, for logs and JSON: its texts,
 * numbers and booleans, and up to eight nested causes. Long fields (headers,
 * body, traceback, report) are omitted. */
void hwcL_push_plain_error(lua_State *L, int index);

/* Set a field of the table on top of the stack. The string setters do nothing
 * if the string is NULL. */
void hwcL_set_string(lua_State *L, const char *name, const char *value);
void hwcL_set_text(lua_State *L, const char *name, struct hwc_text value);
void hwcL_set_integer(lua_State *L, const char *name, lua_Integer value);
void hwcL_set_number(lua_State *L, const char *name, lua_Number value);
void hwcL_set_boolean(lua_State *L, const char *name, bool value);

/* Pushes at most `limit` bytes of `text`, ending at a character boundary;
 * control bytes become spaces, invalid UTF-8 becomes '?'. */
void hwcL_push_line(lua_State *L, struct hwc_text text, size_t limit);

/* Like hwcL_push_line(), but keeps control bytes. */
void hwcL_push_excerpt(lua_State *L, struct hwc_text text, size_t limit);

/* Adds to the table on top of the stack:
 *   new_error{kind =, message =, ...} -> the same table with the metatable
 *   plain_error(err) -> hwcL_push_plain_error() */
void hwcL_open_error(lua_State *L);

#endif
