/* SPDX-License-Identifier: Apache-2.0
 *
 * Modules that are in package.preload, for another state: a host that embeds
 * its modules needs no files for the sandbox either. */
#ifndef HWC_SANDBOX_PRELOAD_H
#define HWC_SANDBOX_PRELOAD_H

#include <stddef.h>

#include <lua.h>

struct preloaded {
  const char *name;
  lua_CFunction open;
  void *data; /* its only upvalue, a light userdata; NULL: none */
};

/* Collects the modules of package.preload that are C. Pushes the owner of the
 * array; the names live as long as package.preload has them. */
const struct preloaded *preload_push(lua_State *L, size_t *count);

/* Puts them into the table package.preload on top of the stack. */
void preload_set(lua_State *L, const struct preloaded *modules, size_t count);

#endif
