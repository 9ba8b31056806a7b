/* SPDX-License-Identifier: Apache-2.0
 *
 * From a table of arguments to the bytes of a request: checks by the row and
 * writes path, query, headers and JSON in one pass. Reads tables raw, so no
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

/* Checks the table at `args` and appends to `message` (clear it before).
 * False: an error table of kind validation is pushed and the message is not
 * to be sent. Raises only for want of memory. */
bool hwcL_encode(lua_State *L, const struct hwc_operation *operation, int args,
                 const struct hwcL_encode_options *options,
                 struct hwc_message *message);

/* Whether the target has a {project_id} that the table at `args` does not
 * give, so that the client has to know it. */
bool hwcL_needs_project(lua_State *L, const struct hwc_operation *operation,
                        int args);

/* Appends any Lua value to the body as JSON: null for core.null, {} for an
 * empty table, [] for one marked by core.array. `name` (may be NULL) heads the
 * field of the error that is pushed where it cannot be written. */
bool hwcL_encode_any(lua_State *L, int index, const char *name,
                     struct hwc_message *message);

/* For client:call. Appends ?query to the target from a table of names to
 * strings, numbers, booleans or arrays of them (the name is repeated); nil
 * and none append nothing. False: an error table is pushed. */
bool hwcL_encode_query(lua_State *L, int index, struct hwc_message *message);

#endif
