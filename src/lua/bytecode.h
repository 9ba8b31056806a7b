/* SPDX-License-Identifier: Apache-2.0
 *
 * The Lua half, compiled at build time with all that errors need (lines, names
 * of variables). It is used only where it is certain to mean the same as the
 * source: by a Lua that compiles as the one of the build, and for a file that
 * has not changed since or that is not found. Otherwise the source is
 * compiled. */
#ifndef HWC_LUA_BYTECODE_H
#define HWC_LUA_BYTECODE_H

#include <lua.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct hwcL_bytecode {
  const char *name;     /* of the module */
  const char *chunk;    /* its name in errors */
  size_t source_size;   /* of the source */
  uint64_t source_hash; /* by hwcL_hash() */
  const unsigned char *bytes;
  size_t size;
};

/* Written by hwc_precompile; none if the build could not run it. */
extern const struct hwcL_bytecode hwcL_bytecode[];
extern const size_t hwcL_bytecode_count;

/* What the Lua of the build compiles HWCL_PROBE to. */
extern const unsigned char hwcL_probe[];
extern const size_t hwcL_probe_size;

/* A program with most kinds of instructions. */
#define HWCL_PROBE                                                             \
  "local a <const>, b <close>, c = 1, nil, ...\n"                              \
  "local function f(x, ...)\n"                                                 \
  "  for i = 1, #x, 2 do\n"                                                    \
  "    local v = x[i]\n"                                                       \
  "    if v ~= nil and (v // 3 | 5) >= -1.5 then goto next end\n"              \
  "    x.k, x[v], x[1] = v .. 'k', {...}, {a, k = i % 7}\n"                    \
  "    ::next::\n"                                                             \
  "  end\n"                                                                    \
  "  return f(select('#', ...))\n"                                             \
  "end\n"                                                                      \
  "for k, v in pairs(c) do\n"                                                  \
  "  function c:m(...) return self[k], not v, ~k << 2, f, ... end\n"           \
  "end\n"                                                                      \
  "while c do repeat c = c.n until c == 1 or c <= 'z' or -c > 2 end\n"         \
  "return f, a, b, c, 1e300, math.pi\n"

/* True if this Lua compiles as the one of the build. May raise for lack of
 * memory. */
bool hwcL_bytecode_fits(lua_State *L);

/* NULL if the module was not compiled. */
const struct hwcL_bytecode *hwcL_find_bytecode(const char *name);

/* Pushes the function of the module's chunk. Raises an error if it cannot. */
void hwcL_push_bytecode(lua_State *L, const struct hwcL_bytecode *module);

/* Lets `require` find the compiled modules where their files are unchanged, or
 * where nothing else finds them. */
void hwcL_open_bytecode(lua_State *L);

#define HWCL_HASH_INIT UINT64_C(0x9e3779b97f4a7c15)

static inline uint64_t hwcL_hash_word(uint64_t hash, uint64_t word)
{
  hash = (hash ^ word) * UINT64_C(0xff51afd7ed558ccd);
  return hash ^ hash >> 32;
}

/* Hashes one more part of a text; the length of all but the last one is a
 * multiple of 8. Finds accidental changes, not forged ones. */
static inline uint64_t hwcL_hash(uint64_t hash, const char *data, size_t length)
{
  uint64_t word;

  for (; length >= sizeof word; length -= sizeof word, data += sizeof word) {
    memcpy(&word, data, sizeof word);
    hash = hwcL_hash_word(hash, word);
  }
  if (length > 0) {
    word = 0;
    memcpy(&word, data, length);
    hash = hwcL_hash_word(hash, word);
  }
  return hash;
}

#endif
