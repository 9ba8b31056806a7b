/* SPDX-License-Identifier: Apache-2.0
 *
 * Converts waiter rows to Lua tables. */
#include "lua/lua_waiters.h"
#include "lua/lua_error.h"
#include <lauxlib.h>
#include <string.h>

/* Sets a field of the table on top of the stack to a list of strings; empty for
 * NULL. */
static void set_list(lua_State *L, const char *name, const char *const *values)
{
  lua_pushstring(L, name);
  lua_newtable(L);
  for (lua_Integer i = 0; values != NULL && values[i] != NULL; i++) {
    lua_pushstring(L, values[i]);
    lua_rawseti(L, -2, i + 1);
  }
  lua_rawset(L, -3);
}

/* Maximum page size of an operation; 0 if unknown. */
static int64_t page_size(const struct hwc_operation *operation)
{
  for (size_t i = 0; i < operation->parameter_count; i++)
    if (strcmp(operation->parameters[i].name, "limit") == 0)
      return operation->parameters[i].max;
  return 0;
}

/* Sets `list` = {operation =, items =, limit =, by =, per_call =}. */
static void set_many(lua_State *L, const struct hwc_service *service,
                     const struct hwc_waiter *waiter)
{
  const struct hwc_operation *operation =
    hwc_find_operation(service, waiter->list);

  lua_pushliteral(L, "list");
  lua_newtable(L);
  hwcL_set_string(L, "operation", waiter->list);
  hwcL_set_string(L, "items", waiter->items);
  hwcL_set_integer(L, "limit", operation != NULL ? page_size(operation) : 0);
  hwcL_set_string(L, "by", waiter->by);
  hwcL_set_string(L, "group", waiter->group);
  if (waiter->per_call)
    hwcL_set_integer(L, "per_call", waiter->per_call);
  lua_rawset(L, -3);
}

static void push_order(lua_State *L, const struct hwc_order *order)
{
  lua_newtable(L);
  hwcL_set_string(L, "operation", order->operation);
  hwcL_set_string(L, "when", order->when);
  hwcL_set_string(L, "is", order->is);
  hwcL_set_string(L, "ids", order->ids);
}

static void set_orders(lua_State *L, const struct hwc_waiter *waiter)
{
  lua_pushliteral(L, "orders");
  lua_newtable(L);
  for (size_t i = 0; i < waiter->order_count; i++) {
    push_order(L, &waiter->orders[i]);
    lua_rawseti(L, -2, (lua_Integer)i + 1);
  }
  lua_rawset(L, -3);
}

static void set_rhythm(lua_State *L, const struct hwc_waiter *waiter)
{
  lua_pushliteral(L, "defaults");
  lua_newtable(L);
  hwcL_set_number(L, "first_delay", waiter->first_delay);
  hwcL_set_number(L, "interval", waiter->interval);
  hwcL_set_number(L, "growth", waiter->growth);
  hwcL_set_number(L, "max_interval", waiter->max_interval);
  hwcL_set_number(L, "deadline", waiter->deadline);
  lua_rawset(L, -3);
}

void hwcL_push_waiter(lua_State *L, const struct hwc_service *service,
                      const struct hwc_waiter *waiter)
{
  luaL_checkstack(L, LUA_MINSTACK, NULL);
  lua_newtable(L);
  hwcL_set_string(L, "name", waiter->name);
  hwcL_set_string(L, "doc", waiter->doc);
  hwcL_set_string(L, "operation", waiter->operation);
  hwcL_set_string(L, "id", waiter->id);
  hwcL_set_string(L, "within", waiter->within);
  hwcL_set_string(L, "shown_in", waiter->shown_in);
  if (waiter->list != NULL)
    set_many(L, service, waiter);
  hwcL_set_string(L, "item_id", waiter->item_id);
  hwcL_set_string(L, "state", waiter->state);
  hwcL_set_string(L, "changed", waiter->changed);
  hwcL_set_string(L, "wanted", waiter->wanted);
  hwcL_set_string(L, "faults", waiter->faults);
  set_list(L, "reached", waiter->reached);
  set_list(L, "success", waiter->success);
  set_list(L, "failure", waiter->failure);
  set_list(L, "under_way", waiter->under_way);
  set_list(L, "passage", waiter->passage);
  set_list(L, "leave", waiter->leave);
  set_list(L, "absent", waiter->absent);
  hwcL_set_boolean(L, "absent_is_success",
                   (waiter->flags & HWC_ABSENT_IS_SUCCESS) != 0);
  hwcL_set_boolean(L, "needs_change", (waiter->flags & HWC_NEEDS_CHANGE) != 0);
  set_orders(L, waiter);
  set_rhythm(L, waiter);
}

/* Appends each order by the operation to the list on top. */
static void add_orders(lua_State *L, const struct hwc_waiter *waiter,
                       const char *operation)
{
  for (size_t i = 0; i < waiter->order_count; i++) {
    if (strcmp(waiter->orders[i].operation, operation) != 0)
      continue;
    push_order(L, &waiter->orders[i]);
    hwcL_set_string(L, "waiter", waiter->name);
    hwcL_set_string(L, "id", waiter->id);
    hwcL_set_string(L, "within", waiter->within);
    hwcL_set_string(L, "wanted", waiter->wanted);
    hwcL_set_string(L, "by", waiter->list != NULL ? waiter->by : NULL);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  }
}

void hwcL_push_orders(lua_State *L, const struct hwc_service *service,
                      const char *operation)
{
  const struct hwc_waiters *all = service->waiters;

  luaL_checkstack(L, LUA_MINSTACK, NULL);
  lua_newtable(L);
  for (size_t i = 0; all != NULL && i < all->count; i++)
    add_orders(L, &all->rows[i], operation);
}
