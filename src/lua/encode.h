/* SPDX-License-Identifier: Apache-2.0
 *
 * Encodes a table of arguments as an HTTP request: validates it by the row and
 * writes path, query, headers and body in one pass. Tables are read raw, so no
 * code of the script runs. */
#ifndef HWC_LUA_ENCODE_H
#define HWC_LUA_ENCODE_H

#include "api/service.h"
#include "core/text.h"
#include "lua/message.h"
#include <lua.h>
#include <stdbool.h>

/* Deepest nesting of tables in a body. */
#define HWC_MAX_DEPTH 64

struct hwcL_encode_options {
  struct hwc_text project_id;  /* empty: none */
  struct hwc_text instance_id; /* empty: none */
  const struct hwc_service *service;
  size_t gateway; /* its position in the service's list */
  bool validate;
};

/* Validates the table at `args` and appends to `message`, which must be empty.
 * On failure pushes an error table of kind validation and returns false; the
 * message must not be sent. Raises only if out of memory. */
bool hwcL_encode(lua_State *L, const struct hwc_operation *operation, int args,
                 const struct hwcL_encode_options *options,
                 struct hwc_message *message);

/* True if the path has {project_id} and the table at `args` does not set it:
 * the client must know it. */
bool hwcL_needs_project(lua_State *L, const struct hwc_operation *operation,
                        int args);

/* Appends any Lua value to the body as JSON: core.null is null, an empty table
 * is {}, or [] if marked by core.array. On failure pushes an error table, whose
 * field starts with `name` (may be NULL), and returns false. */
bool hwcL_encode_any(lua_State *L, int index, const char *name,
                     struct hwc_message *message);

/* For client:call: appends ?query to the target from a table that maps names to
 * strings, numbers, booleans or arrays of them (the name is repeated). Appends
 * nothing for nil. On failure pushes an error table and returns false. */
bool hwcL_encode_query(lua_State *L, int index, struct hwc_message *message);

#endif
