/* SPDX-License-Identifier: Apache-2.0
 *
 * Signatures for scripts. */
#ifndef HWC_LUA_LUA_SIGN_H
#define HWC_LUA_LUA_SIGN_H

#include <lua.h>

/* Adds to the table on top of the stack; where an argument is a text, a
 * secret ("hwc.secret") does as well:
 *
 *   sign{method =, url =, query = {{name, value}, ...}, headers = {{name,
 *     value}, ...}, body =, ak =, sk =, security_token =, project_id =,
 *     domain_id =, algorithm =, region =, service =, date =}
 *     -> {headers = {{name, value}, ...}, target =, canonical_request =,
 *         string_to_sign =, signed_headers =, signature =, authorization =}
 *      | nil, err
 *   is hwc.sign: it adds the headers of the official clients. `headers` of the
 *   answer are the ones to add; `target` is the path and query to send.
 *
 *   signature{method =, target =, headers =, body =, ak =, sk =, algorithm =,
 *     region =, service =, date =} -> the same without `headers` | nil, err
 *   signs exactly these headers, for the receiving end.
 *
 *   body_hash(algorithm, body) -> lower-case hex | nil, err
 *   equal(a, b) -> boolean, in a time that depends on the lengths alone
 *   random(n) -> n random bytes, 1 to 65536, of libcrypto's private source
 *   parse_date("YYYYMMDDTHHMMSSZ") -> Unix seconds | nil
 *
 * Arguments of wrong types and unknown options raise at the caller's line. */
void hwcL_open_sign(lua_State *L);

#endif
