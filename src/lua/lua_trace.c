/* SPDX-License-Identifier: Apache-2.0
 *
 * Converts trace records to tables, omitting empty members. */
#define _POSIX_C_SOURCE 200809L
#include "lua/lua_trace.h"

#include "lua/lua_error.h"
#include <lauxlib.h>
#include <stdlib.h>
#include <time.h>

#define TRACE_TYPE "hwc.trace"

struct trace {
  struct hwc_trace core;
  struct hwc_trace_record *taken; /* the record being converted */
};

struct hwc_trace *hwcL_totrace(lua_State *L, int index)
{
  struct trace *trace = luaL_testudata(L, index, TRACE_TYPE);

  return trace != NULL ? &trace->core : NULL;
}

/* trace() -> trace */
static int new_trace(lua_State *L)
{
  struct trace *trace = lua_newuserdatauv(L, sizeof *trace, 0);

  *trace = (struct trace){.taken = NULL};
  luaL_setmetatable(L, TRACE_TYPE);
  return 1;
}

static struct trace *check_trace(lua_State *L)
{
  return luaL_checkudata(L, 1, TRACE_TYPE);
}

static void drop_taken(struct trace *trace)
{
  struct hwc_trace_record *record = trace->taken;

  trace->taken = NULL;
  free(record);
}

static void set_line(lua_State *L, const char *name, const char *text)
{
  if (*text == '\0')
    return;
  lua_pushstring(L, name);
  hwcL_push_line(L, hwc_text_of(text), 400);
  lua_rawset(L, -3);
}

/* Sets the outcome of an attempt. */
static void set_outcome(lua_State *L, const struct hwc_trace_record *record)
{
  if (record->status != 0)
    hwcL_set_integer(L, "status", record->status);
  set_line(L, "code", record->code);
  set_line(L, "request_id", record->request_id);
  if (record->error.kind == HWC_KIND_NONE)
    return;
  hwcL_set_string(L, "error", hwc_kind_name(record->error.kind));
  set_line(L, "message", record->error.message);
}

static void set_measures(lua_State *L, const struct hwc_trace_record *record)
{
  hwcL_set_number(L, "duration", record->duration);
  hwcL_set_integer(L, "bytes_sent", (lua_Integer)record->bytes_sent);
  hwcL_set_integer(L, "bytes_received", (lua_Integer)record->bytes_received);
  hwcL_set_boolean(L, "sent", record->fate != HWC_FATE_NOT_SENT);
  hwcL_set_string(L, "fate", hwc_fate_name(record->fate));
}

static void push_event(lua_State *L, const struct hwc_trace_record *record)
{
  static const char *const kinds[] = {
    [HWC_TRACE_ATTEMPT] = "attempt",     [HWC_TRACE_RESPONSE] = "response",
    [HWC_TRACE_RETRY] = "retry",         [HWC_TRACE_CLOCK] = "clock",
    [HWC_TRACE_THROTTLED] = "throttled",
  };

  lua_createtable(L, 0, 16);
  hwcL_set_string(L, "kind", kinds[record->kind]);
  hwcL_set_number(L, "time", record->at);
  if (record->call != 0)
    hwcL_set_integer(L, "call", (lua_Integer)record->call);
  if (record->attempt != 0)
    hwcL_set_integer(L, "attempt", record->attempt);
  hwcL_set_string(L, "operation", record->operation);
  hwcL_set_string(L, "method", record->method);
  set_line(L, "path", record->path);
  switch (record->kind) {
  case HWC_TRACE_ATTEMPT:
    break;
  case HWC_TRACE_RESPONSE:
    set_outcome(L, record);
    set_measures(L, record);
    break;
  case HWC_TRACE_RETRY:
    hwcL_set_number(L, "delay", record->seconds);
    hwcL_set_string(L, "reason", record->reason);
    set_outcome(L, record);
    break;
  case HWC_TRACE_THROTTLED:
    hwcL_set_number(L, "delay", record->seconds);
    break;
  case HWC_TRACE_CLOCK:
    hwcL_set_number(L, "behind", record->seconds);
    break;
  }
}

/* trace:take() -> event | nil */
static int trace_take(lua_State *L)
{
  struct trace *trace = check_trace(L);

  drop_taken(trace);
  trace->taken = hwc_trace_take(&trace->core);
  if (trace->taken == NULL) {
    lua_pushnil(L);
    return 1;
  }
  push_event(L, trace->taken);
  drop_taken(trace);
  return 1;
}

/* trace:lost() -> integer */
static int trace_lost(lua_State *L)
{
  struct trace *trace = check_trace(L);

  lua_pushinteger(L, (lua_Integer)trace->core.lost);
  trace->core.lost = 0;
  return 1;
}

static int trace_gc(lua_State *L)
{
  struct trace *trace = check_trace(L);

  drop_taken(trace);
  hwc_trace_done(&trace->core);
  return 0;
}

/* time() -> Unix seconds */
static int unix_time(lua_State *L)
{
  struct timespec now;

  clock_gettime(CLOCK_REALTIME, &now);
  lua_pushnumber(L, (lua_Number)now.tv_sec + (lua_Number)now.tv_nsec * 1e-9);
  return 1;
}

void hwcL_open_trace(lua_State *L)
{
  static const luaL_Reg functions[] = {
    {"trace", new_trace},
    {"time", unix_time},
    {NULL, NULL},
  };
  static const luaL_Reg methods[] = {
    {"take", trace_take},
    {"lost", trace_lost},
    {"__gc", trace_gc},
    {NULL, NULL},
  };

  luaL_newmetatable(L, TRACE_TYPE);
  luaL_setfuncs(L, methods, 0);
  lua_pushvalue(L, -1);
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
  luaL_setfuncs(L, functions, 0);
}
