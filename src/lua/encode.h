/* SPDX-License-Identifier: Apache-2.0
 *
 * From a table of arguments to the bytes of a request: checks by the row and
 * writes path, query, headers and JSON in one pass. Reads tables raw, so no
 * code of the script runs. */
#ifndef HWC_LUA_ENCODE_H
#define HWC_LUA_ENCODE_H

#include "api/service.h"
#include "core/buffer.h"
#include "core/text.h"
#include <lua.h>
#include <stdbool.h>

/* Bytes of the largest body the gateways take. */
#define HWC_MAX_BODY ((size_t)12 * 1024 * 1024)

/* "multipart/form-data; boundary=" and 32 hexadecimal digits. */
#define HWC_FORM_TYPE_SIZE 64

/* Deepest nesting of tables in a body. */
#define HWC_MAX_DEPTH 64

/* The parts of a request. Kept in a userdata (hwcL_push_message), since Lua
 * may raise while they are written. */
struct hwc_message {
  struct hwc_buffer target;  /* path?query as on the wire */
  struct hwc_buffer headers; /* name NUL value NUL name NUL ... */
  struct hwc_buffer body;
  struct hwc_buffer secrets; /* never to be shown: value NUL value NUL ... */
  char content_type[HWC_FORM_TYPE_SIZE]; /* of a form; empty: JSON. Where it is
                                            set before, it is kept */
  size_t proof_start; /* in the body: what proves the identity; empty: what is
                         secret of the arguments does */
  size_t proof_length;
  size_t own_secrets; /* bytes of `secrets` that arguments have */
  bool has_body;
  bool redacted; /* secrets are written as ***: to be shown, never to be sent */
};

#define HWC_REDACTED "***"

/* Shorter values are not looked for in answers: they would be found in any
 * text. No rule of a secret member allows them. */
#define HWC_SHORTEST_SECRET 4

/* Notes that no error may show `value`, which has no NUL. */
void hwc_message_redact(struct hwc_message *message, struct hwc_text value);

/* What a message without credentials proves an identity with, while its body
 * and secrets are there; empty: nothing. */
struct hwc_text hwc_message_proof(const struct hwc_message *message);

void hwc_message_init(struct hwc_message *message);
void hwc_message_done(struct hwc_message *message);

/* Empties all parts but keeps their memory. */
void hwc_message_clear(struct hwc_message *message);

/* Pushes an initialised message; __gc wipes and frees it. */
struct hwc_message *hwcL_push_message(lua_State *L);

struct hwcL_encode_options {
  struct hwc_text project_id;  /* empty: none */
  struct hwc_text instance_id; /* empty: none */
  const struct hwc_service *service;
  size_t gateway; /* its position in the service's list */
  bool validate;
};

/* Checks the table at `args` and appends to `message` (clear it before).
 * False: an error table of kind validation is pushed and the message is not
 * to be sent. Raises only for want of memory. */
bool hwcL_encode(lua_State *L, const struct hwc_operation *operation, int args,
                 const struct hwcL_encode_options *options,
                 struct hwc_message *message);

/* Whether the target has a {project_id} that the table at `args` does not
 * give, so that the client has to know it. */
bool hwcL_needs_project(lua_State *L, const struct hwc_operation *operation,
                        int args);

/* Appends any Lua value to the body as JSON: null for core.null, {} for an
 * empty table, [] for one marked by core.array. `name` (may be NULL) heads the
 * field of the error that is pushed where it cannot be written. */
bool hwcL_encode_any(lua_State *L, int index, const char *name,
                     struct hwc_message *message);

/* For client:call. Appends ?query to the target from a table of names to
 * strings, numbers, booleans or arrays of them (the name is repeated); nil
 * and none append nothing. False: an error table is pushed. */
bool hwcL_encode_query(lua_State *L, int index, struct hwc_message *message);

/* The metamethod by which the table at `index` has more members than it holds;
 * NULL where it has none. */
const char *hwcL_finds_more(lua_State *L, int index);

/* Pushes the metatable that marks arrays. */
void hwcL_push_array_metatable(lua_State *L);

#endif
