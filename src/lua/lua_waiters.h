/* SPDX-License-Identifier: Apache-2.0
 *
 * Waiter rows as Lua tables. */
#ifndef HWC_LUA_LUA_WAITERS_H
#define HWC_LUA_LUA_WAITERS_H

#include "api/service.h"
#include <lua.h>

/* Pushes the description of a waiter of the service: class hwc.Waiter of
 * lua/_meta/hwc.lua. */
void hwcL_push_waiter(lua_State *L, const struct hwc_service *service,
                      const struct hwc_waiter *waiter);

/* Pushes {{operation =, when =, is =, ids =, waiter = its name, id =, within =,
 * wanted =, by =}, ...}: each order by the operation, with what its waiter
 * needs to know of the call. */
void hwcL_push_orders(lua_State *L, const struct hwc_service *service,
                      const char *operation);

#endif
