/* SPDX-License-Identifier: Apache-2.0
 *
 * The options `retry` and `rate_limit` of clients and calls. */
#ifndef HWC_LUA_LUA_RETRY_H
#define HWC_LUA_LUA_RETRY_H

#include "core/limiter.h"
#include <lua.h>

struct hwcL_retry {
  int attempts; /* 0: the core's default */
  enum hwc_rate_limit rate_limit;
};

/* Updates `retry` from the table at `index`, if it is one:
 *   retry = false | {attempts =, mode = "standard" | "adaptive"}
 *   rate_limit = false | "adaptive"
 * The values were validated in Lua. */
void hwcL_read_retry(lua_State *L, int index, struct hwcL_retry *retry);

#endif
