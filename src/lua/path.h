/* SPDX-License-Identifier: Apache-2.0
 *
 * The path of a value in the arguments or in a response: a chain of links on
 * the C stack, converted to text only for an error. */
#ifndef HWC_LUA_PATH_H
#define HWC_LUA_PATH_H

#include "core/text.h"
#include <lua.h>
#include <string.h>

/* NULL stands for the whole. A path is valid while its links are. */
struct hwcL_path {
  const struct hwcL_path *up;
  struct hwc_text name; /* data NULL: an item of an array */
  lua_Integer index;    /* of such an item, from 1 */
};

static inline struct hwcL_path hwcL_named(const struct hwcL_path *up,
                                          const char *name)
{
  return (struct hwcL_path){up, {name, strlen(name)}, 0};
}

static inline struct hwcL_path hwcL_item_of(const struct hwcL_path *up,
                                            lua_Integer index)
{
  return (struct hwcL_path){up, {NULL, 0}, index};
}

/* Pushes the path as text: "servers[2].name"; "" for NULL. */
void hwcL_push_path(lua_State *L, const struct hwcL_path *path);

#endif
