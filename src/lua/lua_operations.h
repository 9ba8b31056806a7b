/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of a service as Lua data, and its argument check. */
#ifndef HWC_LUA_LUA_OPERATIONS_H
#define HWC_LUA_LUA_OPERATIONS_H

#include "api/service.h"
#include <lua.h>

/* Pushes {
 *   name =, title =, module = that has its clients,
 *   probe = the operation that client:check asks, is_identity =,
 *   gateways = {{name =, title =, sdk_name =, scope =, endpoint =, path =,
 *     global_endpoint =, other_endpoints = {[region] = endpoint}}, ...},
 *   operations() -> {[name] = description},
 *   describe(name) -> description | nil,
 *   names() -> {name, ...}, in the order of the tables,
 *   waiters() -> {[name] = description}, waiter(name) -> description | nil,
 *   resources() -> {{name =, title =}, ...}: what the tables are about,
 *   check(name, args [, {gateway =}]) -> true | nil, err,
 *   encode(name, args [, {gateway =, validate =, project_id =, instance_id =}])
 *     -> {target =, headers =, body =} | nil, err } */
void hwcL_push_service(lua_State *L, const struct hwc_service *service);

/* Adds `services`, the list of their names, to the module on top of the
 * stack. */
void hwcL_open_services(lua_State *L);

#endif
