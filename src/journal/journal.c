/* SPDX-License-Identifier: Apache-2.0
 *
 * The module `_hwc_journal`: databases of journals as Lua sees them. Values are
 * integers, strings and nil; they are always bound, never part of a
 * statement. */
#include "journal/engine.h"

#include <lauxlib.h>
#include <lua.h>
#include <string.h>
#include <unistd.h>

#define DATABASE_MT "hwc.journal"

struct database {
  const struct journal_engine *engine;
  struct journal_database *core; /* owned; NULL once closed */
  pid_t owner;                   /* a child process may not use it */
};

void journal_set_message(struct journal_error *error, const char *message)
{
  size_t length = 0;

  for (; *message != '\0' && length + 1 < sizeof error->message; message++)
    error->message[length++] = (unsigned char)*message < ' ' ? ' ' : *message;
  while (length > 0 && error->message[length - 1] == ' ')
    length--;
  error->message[length] = '\0';
}

static const char *failure_name(enum journal_failure failure)
{
  static const char *const names[] = {
    [JOURNAL_NO_FAILURE] = "none", [JOURNAL_REFUSED] = "refused",
    [JOURNAL_BUSY] = "busy",       [JOURNAL_LOST] = "lost",
    [JOURNAL_FULL] = "full",       [JOURNAL_NO_MEMORY] = "no_memory",
  };

  return names[failure];
}

/* Pushes nil and {failure =, code =, message =}. */
static int fail(lua_State *L, const struct journal_error *error)
{
  if (error->failure == JOURNAL_NO_MEMORY)
    return luaL_error(L, "not enough memory");
  lua_pushnil(L);
  lua_createtable(L, 0, 3);
  lua_pushstring(L, failure_name(error->failure));
  lua_setfield(L, -2, "failure");
  if (error->code[0] != '\0') {
    lua_pushstring(L, error->code);
    lua_setfield(L, -2, "code");
  }
  lua_pushstring(L, error->message);
  lua_setfield(L, -2, "message");
  return 2;
}

static struct database *check_database(lua_State *L)
{
  struct database *d = luaL_checkudata(L, 1, DATABASE_MT);

  if (d->core == NULL)
    luaL_error(L, "attempt to use a closed journal");
  if (d->owner != getpid())
    luaL_error(L, "attempt to use the journal of another process");
  return d;
}

static bool is_url(const char *name)
{
  return strncmp(name, "postgresql://", 13) == 0 ||
         strncmp(name, "postgres://", 11) == 0;
}

static const struct journal_engine *engine_of(const char *name)
{
  const struct journal_engine *engine = NULL;

#ifdef HWC_WITH_SQLITE
  if (!is_url(name))
    engine = &journal_sqlite;
#endif
#ifdef HWC_WITH_POSTGRESQL
  if (is_url(name))
    engine = &journal_postgresql;
#endif
  return engine;
}

/* open(path or URL [, {password =, busy_timeout = milliseconds, read_only =}])
 *   -> database | nil, error */
static int journal_open(lua_State *L)
{
  const char *name = luaL_checkstring(L, 1);
  struct journal_settings settings = {.busy_timeout = 10000};
  struct journal_error error = {0};

  lua_settop(L, 2);
  if (!lua_isnil(L, 2)) {
    luaL_checktype(L, 2, LUA_TTABLE);
    lua_getfield(L, 2, "password");
    settings.password = lua_tostring(L, -1); /* the table keeps it */
    lua_getfield(L, 2, "busy_timeout");
    settings.busy_timeout = (int)luaL_optinteger(L, -1, settings.busy_timeout);
    lua_getfield(L, 2, "read_only");
    settings.read_only = lua_toboolean(L, -1);
  }
  struct database *d = lua_newuserdatauv(L, sizeof *d, 0);
  *d = (struct database){.engine = engine_of(name), .owner = getpid()};
  luaL_setmetatable(L, DATABASE_MT);
  if (d->engine == NULL) {
    error.failure = JOURNAL_REFUSED;
    journal_set_message(&error, is_url(name)
                                  ? "this build has no PostgreSQL (libpq)"
                                  : "this build has no SQLite (libsqlite3)");
    return fail(L, &error);
  }
  if (!d->engine->open(&d->core, name, &settings, &error))
    return fail(L, &error);
  return 1;
}

static void read_parameter(lua_State *L, int index, struct journal_value *value)
{
  *value = (struct journal_value){.type = JOURNAL_NULL};
  if (lua_isinteger(L, index)) {
    value->type = JOURNAL_INTEGER;
    value->integer = lua_tointeger(L, index);
  } else if (lua_type(L, index) == LUA_TSTRING) {
    value->type = JOURNAL_TEXT;
    value->text = lua_tolstring(L, index, &value->length);
    luaL_argcheck(L, strlen(value->text) == value->length, index,
                  "a string without NUL expected");
  } else if (!lua_isnil(L, index)) {
    luaL_argerror(L, index, "an integer, a string or nil expected");
  }
}

/* Binds the arguments from 3 on to the statement at 2 and runs it. */
static bool execute(lua_State *L, struct database *d,
                    struct journal_error *error)
{
  const char *statement = luaL_checkstring(L, 2);
  size_t count = (size_t)(lua_gettop(L) - 2);
  /* Of the collector, for checking may raise. */
  struct journal_value *parameters =
    lua_newuserdatauv(L, (count + 1) * sizeof *parameters, 0);

  for (size_t i = 0; i < count; i++)
    read_parameter(L, (int)i + 3, &parameters[i]);
  return d->engine->execute(d->core, statement, parameters, count, error);
}

static void push_row(lua_State *L, struct database *d)
{
  size_t count = d->engine->column_count(d->core);

  lua_createtable(L, 0, (int)count);
  for (size_t i = 0; i < count; i++) {
    struct journal_value value;
    d->engine->column(d->core, i, &value);
    if (value.type == JOURNAL_NULL)
      continue;
    if (value.type == JOURNAL_INTEGER)
      lua_pushinteger(L, value.integer);
    else
      lua_pushlstring(L, value.text, value.length);
    lua_setfield(L, -2, d->engine->column_name(d->core, i));
  }
}

/* database:query(statement, ...) -> {row, ...}, changed rows | nil, error. The
 * statement has ended when this returns. */
static int database_query(lua_State *L)
{
  struct database *d = check_database(L);
  struct journal_error error = {0};
  bool has_row = false;

  if (!execute(L, d, &error))
    return fail(L, &error);
  int64_t changed = d->engine->changes(d->core);
  lua_newtable(L);
  for (lua_Integer i = 1;; i++) {
    if (!d->engine->next(d->core, &has_row, &error)) {
      d->engine->reset(d->core);
      return fail(L, &error);
    }
    if (!has_row)
      break;
    push_row(L, d);
    lua_rawseti(L, -2, i);
  }
  d->engine->reset(d->core);
  lua_pushinteger(L, changed);
  return 2;
}

static int run(lua_State *L, const char *statement)
{
  struct database *d = check_database(L);
  struct journal_error error = {0};

  if (!d->engine->execute(d->core, statement, NULL, 0, &error))
    return fail(L, &error);
  d->engine->reset(d->core);
  lua_pushboolean(L, true);
  return 1;
}

/* database:begin([reading]) -> true | nil, error. With `reading` the
 * transaction can only read. */
static int database_begin(lua_State *L)
{
  const struct journal_engine *engine = check_database(L)->engine;

  return run(L, lua_toboolean(L, 2) ? engine->begin_reading : engine->begin);
}

/* database:commit() -> true | nil, error. After the failure "lost" it is not
 * known whether it was stored; after any other it was not, and rollback() is to
 * be called. */
static int database_commit(lua_State *L)
{
  return run(L, "COMMIT");
}

/* database:rollback() -> true | nil, error */
static int database_rollback(lua_State *L)
{
  return run(L, "ROLLBACK");
}

/* database:reconnect() -> true | nil, error */
static int database_reconnect(lua_State *L)
{
  struct database *d = check_database(L);
  struct journal_error error = {0};

  if (!d->engine->reconnect(d->core, &error))
    return fail(L, &error);
  lua_pushboolean(L, true);
  return 1;
}

/* database:engine() -> "sqlite" | "postgresql" */
static int database_engine(lua_State *L)
{
  lua_pushstring(L, check_database(L)->engine->name);
  return 1;
}

/* database:close(), __gc and __close: safe to call twice */
static int database_close(lua_State *L)
{
  struct database *d = luaL_checkudata(L, 1, DATABASE_MT);
  struct journal_database *core = d->core;

  d->core = NULL;
  if (core != NULL && d->owner == getpid())
    d->engine->close(core);
  return 0;
}

static int database_tostring(lua_State *L)
{
  struct database *d = luaL_checkudata(L, 1, DATABASE_MT);

  lua_pushfstring(L, DATABASE_MT " (%s)",
                  d->core != NULL ? d->engine->name : "closed");
  return 1;
}

static const luaL_Reg methods[] = {
  {"begin", database_begin},       {"close", database_close},
  {"commit", database_commit},     {"engine", database_engine},
  {"query", database_query},       {"reconnect", database_reconnect},
  {"rollback", database_rollback}, {NULL, NULL},
};

static const luaL_Reg metamethods[] = {
  {"__gc", database_close},
  {"__close", database_close},
  {"__tostring", database_tostring},
  {NULL, NULL},
};

static const luaL_Reg functions[] = {
  {"open", journal_open},
  {NULL, NULL},
};

int luaopen__hwc_journal(lua_State *L)
{
  if (luaL_newmetatable(L, DATABASE_MT)) {
    luaL_setfuncs(L, metamethods, 0);
    luaL_newlib(L, methods);
    lua_setfield(L, -2, "__index");
  }
  lua_pop(L, 1);
  luaL_newlib(L, functions);
  return 1;
}
