/* SPDX-License-Identifier: Apache-2.0
 *
 * The rows of a service as Lua tables, and validation of arguments. */
#ifndef HWC_LUA_LUA_OPERATIONS_H
#define HWC_LUA_LUA_OPERATIONS_H

#include "api/service.h"
#include <lua.h>

/* Pushes {
 *   name =, title =, module = of its clients,
 *   probe = operation called by client:check, is_identity =,
 *   gateways = {{name =, title =, sdk_name =, scope =, endpoint =, path =,
 *     global_endpoint =, other_endpoints = {[region] = endpoint}}, ...},
 *   operations() -> {[name] = description},
 *   describe(name) -> description | nil,
 *   names() -> {name, ...}, in the order of the rows,
 *   waiters() -> {[name] = description}, waiter(name) -> description | nil,
 *   orders(operation) -> {order, ...} as of hwcL_push_orders(),
 *   resources() -> {{name =, title =}, ...}: topics of the rows,
 *   check(name, args [, {gateway =}]) -> true | nil, err,
 *   encode(name, args [, {gateway =, validate =, project_id =, instance_id =}])
 *     -> {target =, headers =, body =} | nil, err } */
void hwcL_push_service(lua_State *L, const struct hwc_service *service);

/* Adds `services` and `gateways`, the names of all services and of all
 * gateways, to the module on top of the stack. */
void hwcL_open_services(lua_State *L);

#endif
