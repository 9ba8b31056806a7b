/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds and loads compiled modules. */
#include "lua/bytecode.h"

#include <lauxlib.h>
#include <stdio.h>

/* --- Whether this Lua is the same as that of the build -------------------- */

struct comparison {
  size_t at;
  bool equal;
};

static int compare(lua_State *L, const void *data, size_t length, void *user)
{
  struct comparison *comparison = user;

  (void)L;
  if (length > hwcL_probe_size - comparison->at ||
      memcmp(hwcL_probe + comparison->at, data, length) != 0) {
    comparison->equal = false;
    return 1;
  }
  comparison->at += length;
  return 0;
}

bool hwcL_bytecode_fits(lua_State *L)
{
  struct comparison comparison = {0, true};

  if (hwcL_bytecode_count == 0)
    return false;
  if (luaL_loadbufferx(L, HWCL_PROBE, sizeof HWCL_PROBE - 1, "=probe", "t") !=
      LUA_OK)
    lua_error(L);
  lua_dump(L, compare, &comparison, 0);
  lua_pop(L, 1);
  return comparison.equal && comparison.at == hwcL_probe_size;
}

/* --- Modules -------------------------------------------------------------- */

const struct hwcL_bytecode *hwcL_find_bytecode(const char *name)
{
  for (size_t i = 0; i < hwcL_bytecode_count; i++)
    if (strcmp(hwcL_bytecode[i].name, name) == 0)
      return &hwcL_bytecode[i];
  return NULL;
}

void hwcL_push_bytecode(lua_State *L, const struct hwcL_bytecode *module)
{
  if (luaL_loadbufferx(L, (const char *)module->bytes, module->size,
                       module->chunk, "b") != LUA_OK)
    lua_error(L);
}

/* True if the file has the bytes that the module was compiled from. */
static bool is_source(const char *path, const struct hwcL_bytecode *module)
{
  char part[4096];
  uint64_t hash = HWCL_HASH_INIT;
  size_t size = 0;
  size_t length;
  FILE *file = fopen(path, "rb");

  if (file == NULL)
    return false;
  setvbuf(file, NULL, _IONBF, 0);
  do {
    length = fread(part, 1, sizeof part, file);
    hash = hwcL_hash(hash, part, length);
    size += length;
  } while (length == sizeof part && size <= module->source_size);
  fclose(file);
  return size == module->source_size && hash == module->source_hash;
}

/* searcher(name) -> loader, path | nil; the table `package` is an upvalue */
static int search(lua_State *L)
{
  const struct hwcL_bytecode *module =
    hwcL_find_bytecode(luaL_checkstring(L, 1));

  if (module == NULL)
    return 0;
  lua_settop(L, 1);
  lua_getfield(L, lua_upvalueindex(1), "searchpath");
  lua_insert(L, 1);
  if (lua_getfield(L, lua_upvalueindex(1), "path") != LUA_TSTRING ||
      lua_type(L, 1) != LUA_TFUNCTION)
    return 0; /* left to the searcher of sources */
  lua_call(L, 2, 1);
  if (lua_type(L, 1) != LUA_TSTRING || !is_source(lua_tostring(L, 1), module))
    return 0;
  hwcL_push_bytecode(L, module);
  lua_insert(L, 1);
  return 2;
}

/* searcher(name) -> loader, chunk | nil: of the last resort, for a program that
 * has changed its directory or package.path, or whose files are gone. Many
 * modules are loaded when they are first needed, which may be late. */
static int search_unfound(lua_State *L)
{
  const struct hwcL_bytecode *module =
    hwcL_find_bytecode(luaL_checkstring(L, 1));

  if (module == NULL)
    return 0;
  hwcL_push_bytecode(L, module);
  lua_pushstring(L, module->chunk + 1); /* without '@' */
  return 2;
}

/* Inserts one searcher before that of sources, the second one, and appends the
 * other one. */
void hwcL_open_bytecode(lua_State *L)
{
  int top = lua_gettop(L);

  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  if (lua_getfield(L, -1, "package") == LUA_TTABLE &&
      lua_getfield(L, -1, "searchers") == LUA_TTABLE &&
      lua_rawlen(L, -1) >= 2 && hwcL_bytecode_fits(L)) {
    for (lua_Integer i = (lua_Integer)lua_rawlen(L, -1); i >= 2; i--) {
      lua_rawgeti(L, -1, i);
      lua_rawseti(L, -2, i + 1);
    }
    lua_pushvalue(L, -2);
    lua_pushcclosure(L, search, 1);
    lua_rawseti(L, -2, 2);
    lua_pushcfunction(L, search_unfound);
    lua_rawseti(L, -2, (lua_Integer)lua_rawlen(L, -2) + 1);
  }
  lua_settop(L, top);
}
