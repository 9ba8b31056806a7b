/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys that verify many signatures. */
#ifndef HWC_LUA_LUA_SIGNER_H
#define HWC_LUA_LUA_SIGNER_H

#include <lua.h>

/* Adds to the table on top of the stack:
 *
 *   new_signer(algorithm, ak, sk, region, service) -> signer | nil, err
 *   prepares a pair of keys once; `region` and `service` are for
 *   V11-HMAC-SHA256 alone. It keeps a copy of the secret key.
 *
 *   signer:verifies(method, target, headers, body, date, signature) -> boolean
 *   signs exactly these headers, as signature{} does, and compares in a time
 *   that does not tell how much is right. False also for what cannot be
 *   signed. */
void hwcL_open_signer(lua_State *L);

#endif
