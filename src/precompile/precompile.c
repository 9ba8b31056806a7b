/* SPDX-License-Identifier: Apache-2.0
 *
 *   precompile DIRECTORY OUTPUT [FILE ...]
 *
 * Runs at build time: compiles the Lua modules FILE, relative to DIRECTORY, and
 * writes OUTPUT, a C file with their bytecode. */
#include "lua/bytecode.h"

#include <lauxlib.h>
#include <stdio.h>

struct output {
  FILE *file;
  size_t size;
};

static int write_bytes(lua_State *L, const void *data, size_t length,
                       void *user)
{
  const unsigned char *bytes = data;
  struct output *output = user;

  (void)L;
  for (size_t i = 0; i < length; i++)
    fprintf(output->file, "%u,%s", bytes[i],
            ++output->size % 20 == 0 ? "\n" : "");
  return 0;
}

/* Writes the function on top of the stack as an array, and pops it. Index 0:
 * the array is for other files. */
static void write_function(lua_State *L, FILE *file, const char *name,
                           int index)
{
  struct output output = {file, 0};

  if (index > 0)
    fprintf(file, "static const unsigned char %s_%d[] = {\n", name, index);
  else
    fprintf(file, "const unsigned char %s[] = {\n", name);
  lua_dump(L, write_bytes, &output, 0);
  fprintf(file, "};\n\n");
  lua_pop(L, 1);
}

/* Pushes the contents of a file. */
static void push_file(lua_State *L, const char *path)
{
  char part[4096];
  size_t length;
  luaL_Buffer buffer;
  FILE *file = fopen(path, "rb");

  if (file == NULL)
    luaL_error(L, "%s cannot be read", path);
  luaL_buffinit(L, &buffer);
  while ((length = fread(part, 1, sizeof part, file)) > 0)
    luaL_addlstring(&buffer, part, length);
  fclose(file);
  luaL_pushresult(&buffer);
}

/* Pushes the name of a module: "hwc/rollout/init.lua" is hwc.rollout. */
static const char *push_name(lua_State *L, const char *path)
{
  size_t length = strlen(path);
  const char *end = ".lua";

  if (length < 5 || strcmp(path + length - 4, end) != 0)
    luaL_error(L, "%s is not a Lua file", path);
  lua_pushlstring(L, path, length - 4);
  if (length > 9 && strcmp(path + length - 9, "/init.lua") == 0)
    lua_pushlstring(L, path, length - 9);
  return luaL_gsub(L, lua_tostring(L, -1), "/", ".");
}

/* Pushes the chunk of a text. */
static void compile(lua_State *L, const char *text, size_t size,
                    const char *chunk)
{
  if (luaL_loadbufferx(L, text, size, chunk, "t") != LUA_OK)
    lua_error(L);
}

/* Writes the bytecode of a module, and pushes its row of the table. */
static void write_module(lua_State *L, FILE *out, const char *directory,
                         const char *path, int index)
{
  char rest[120];
  size_t size;
  int top = lua_gettop(L);
  const char *chunk = lua_pushfstring(L, "@%s", path);

  push_file(L, lua_pushfstring(L, "%s/%s", directory, path));
  const char *source = lua_tolstring(L, -1, &size);
  compile(L, source, size, chunk);
  write_function(L, out, "module", index);
  snprintf(rest, sizeof rest,
           "%zu, UINT64_C(0x%016llx), module_%d, sizeof module_%d},\n", size,
           (unsigned long long)hwcL_hash(HWCL_HASH_INIT, source, size), index,
           index);
  lua_pushfstring(L, "  {\"%s\", \"%s\", %s", push_name(L, path), chunk, rest);
  lua_replace(L, top + 1);
  lua_settop(L, top + 1);
}

/* run(directory, output, file ...) */
static int run(lua_State *L)
{
  int last = lua_gettop(L);
  const char *directory = lua_tostring(L, 1);
  FILE *out = fopen(lua_tostring(L, 2), "w");

  if (out == NULL)
    return luaL_error(L, "%s cannot be written", lua_tostring(L, 2));
  fprintf(out, "/* Made from lua/ by hwc_precompile. */\n"
               "#include \"lua/bytecode.h\"\n\n");
  for (int i = 3; i <= last; i++) {
    write_module(L, out, directory, lua_tostring(L, i), i);
    lua_replace(L, i); /* the file's name is not needed again */
  }
  compile(L, HWCL_PROBE, sizeof HWCL_PROBE - 1, "=probe");
  write_function(L, out, "hwcL_probe", 0);
  fprintf(out, "const size_t hwcL_probe_size = sizeof hwcL_probe;\n\n"
               "const struct hwcL_bytecode hwcL_bytecode[] = {\n");
  for (int i = 3; i <= last; i++)
    fputs(lua_tostring(L, i), out);
  fprintf(out, "  {0}};\n\nconst size_t hwcL_bytecode_count = %d;\n", last - 2);
  if (fclose(out) != 0)
    return luaL_error(L, "%s cannot be written", lua_tostring(L, 2));
  return 0;
}

int main(int argc, char **argv)
{
  lua_State *L = luaL_newstate();

  if (L == NULL || argc < 3 || !lua_checkstack(L, argc + LUA_MINSTACK))
    return 2;
  lua_pushcfunction(L, run);
  for (int i = 1; i < argc; i++)
    lua_pushstring(L, argv[i]);
  if (lua_pcall(L, argc - 1, 0, 0) != LUA_OK) {
    fprintf(stderr, "precompile: %s\n", lua_tostring(L, -1));
    remove(argv[2]);
    return 1;
  }
  lua_close(L);
  return 0;
}
