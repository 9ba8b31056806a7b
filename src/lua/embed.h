/* SPDX-License-Identifier: Apache-2.0
 *
 * The Lua half as bytes, written by embed.cmake while building. */
#ifndef HWC_LUA_EMBED_H
#define HWC_LUA_EMBED_H

#include <stddef.h>

struct hwcL_module {
  const char *name;  /* as require() knows it: "hwc.client" */
  const char *chunk; /* the name in messages: "@hwc/client.lua" */
  const unsigned char *bytes;
  size_t size;
};

extern const struct hwcL_module hwcL_modules[];
extern const size_t hwcL_module_count;

#endif
