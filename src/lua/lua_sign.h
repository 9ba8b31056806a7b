/* SPDX-License-Identifier: Apache-2.0
 *
 * Signatures for scripts. */
#ifndef HWC_LUA_LUA_SIGN_H
#define HWC_LUA_LUA_SIGN_H

#include <lua.h>

/* Adds to the table on top of the stack the functions below. A text may also be
 * a secret ("hwc.secret").
 *
 *   sign{method =, url =, query = {{name, value}, ...}, headers = {{name,
 *     value}, ...}, body =, ak =, sk =, security_token =, project_id =,
 *     domain_id =, algorithm =, region =, service =, date =}
 *     -> {headers = {{name, value}, ...}, target =, canonical_request =,
 *         string_to_sign =, signed_headers =, signature =, authorization =}
 *      | nil, err
 *   is hwc.sign: adds the headers of the official clients. The result's
 *   `headers` are those to add, and `target` is the path and query to send.
 *
 *   signature{method =, target =, headers =, body =, ak =, sk =, algorithm =,
 *     region =, service =, date =} -> the same without `headers` | nil, err
 *   signs exactly these headers, to verify a request.
 *
 *   body_hash(algorithm, body) -> lower-case hex | nil, err
 *   equal(a, b) -> boolean, in a time that depends only on the lengths
 *   random(n) -> n random bytes, 1 to 65536, of libcrypto's private generator
 *   parse_date("YYYYMMDDTHHMMSSZ") -> Unix seconds | nil
 *
 * Arguments of wrong types and unknown options raise an error at the caller's
 * line. */
void hwcL_open_sign(lua_State *L);

#endif
