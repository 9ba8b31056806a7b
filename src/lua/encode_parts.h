/* SPDX-License-Identifier: Apache-2.0
 *
 * What the files that write requests share; nobody else includes this. All
 * functions that return bool push an error table when they return false, and
 * leave the stack to hwcL_encode() to clean. `index` is always absolute. */
#ifndef HWC_LUA_ENCODE_PARTS_H
#define HWC_LUA_ENCODE_PARTS_H

#include "api/check.h"
#include "api/operation.h"
#include "core/buffer.h"
#include "lua/encode.h"
#include "lua/path.h"
#include "lua/raw_table.h"
#include <lua.h>
#include <stdbool.h>

struct hwcL_encoder {
  lua_State *L;
  const struct hwc_operation *operation; /* NULL: any JSON */
  struct hwc_message *message;
  struct hwc_buffer *out; /* its body */
  bool validate;
  const struct hwc_service *service; /* NULL: any JSON */
  size_t gateway;                    /* its position in the service's list */
  bool secret; /* what is written belongs to a secret member */
  int depth;   /* tables around the value that is written */
};

/* The names that a table may have: those of parameters and of a struct. */
struct hwcL_names {
  const struct hwc_field *parameters; /* may be NULL */
  size_t parameter_count;
  const struct hwc_struct *shape; /* may be NULL */
};

/* --- Errors (encode_error.c) -------------------------------------------- */

/* Pushes an error about the value at `path`; the format is that of
 * lua_pushfstring. Returns false, as the next two do. */
bool hwcL_refuse(const struct hwcL_encoder *e, const struct hwcL_path *path,
                 const char *format, ...);
bool hwcL_refuse_violation(const struct hwcL_encoder *e,
                           const struct hwcL_path *path,
                           const struct hwc_violation *violation);
bool hwcL_refuse_type(const struct hwcL_encoder *e,
                      const struct hwcL_path *path, const char *wanted,
                      int index);

/* --- Tables (encode_table.c) -------------------------------------------- */

/* Refuses a table that a raw read would not see whole. */
bool hwcL_check_plain(const struct hwcL_encoder *e,
                      const struct hwcL_path *path, int index);

/* The number of items of an array; -1 with an error pushed if it has holes or
 * other keys. */
lua_Integer hwcL_array_length(const struct hwcL_encoder *e,
                              const struct hwcL_path *path, int index);

const struct hwc_field *hwcL_find_field(const struct hwc_field *fields,
                                        size_t count, struct hwc_text name);
bool hwcL_is_known(const struct hwcL_names *names, struct hwc_text name);

/* Pushes an error about the first member in byte order that is not in
 * `names`, and returns true; false where all are known. */
bool hwcL_refuse_unknown(const struct hwcL_encoder *e,
                         const struct hwcL_names *names,
                         const struct hwcL_path *path, int index);

/* A misspelt member is a better answer than the missing one at `path`. */
bool hwcL_refuse_required(const struct hwcL_encoder *e,
                          const struct hwcL_names *names,
                          const struct hwcL_path *above,
                          const struct hwcL_path *path, int index);

/* Whether the member may be sent to this gateway. */
bool hwcL_check_gateway(const struct hwcL_encoder *e,
                        const struct hwc_field *field,
                        const struct hwcL_path *path);

/* --- Scalars (encode_scalar.c) ------------------------------------------ */

bool hwcL_check_finite(const struct hwcL_encoder *e,
                       const struct hwcL_path *path, const char *wanted,
                       double value);

/* The integer at `index`, which is a number: integral floats count. */
bool hwcL_get_integer(const struct hwcL_encoder *e,
                      const struct hwc_field *field,
                      const struct hwcL_path *path, int index,
                      lua_Integer *value);

/* What holds for every string, and the rules of `field` (may be NULL). */
bool hwcL_check_string(const struct hwcL_encoder *e,
                       const struct hwc_field *field,
                       const struct hwcL_path *path, struct hwc_text text);

/* Path, query and headers carry no control characters. */
bool hwcL_check_line(const struct hwcL_encoder *e, const struct hwcL_path *path,
                     struct hwc_text text);

/* Whether the value at `index` is never to be shown: by the row, by its name,
 * or because it is a secret object. */
bool hwcL_is_secret(const struct hwcL_encoder *e, const struct hwc_field *field,
                    const struct hwcL_path *path, int index);

/* Writes a JSON string; one that is secret is noted. */
void hwcL_write_text(const struct hwcL_encoder *e, struct hwc_text text,
                     int index);
void hwcL_write_string(struct hwc_buffer *out, struct hwc_text text);
void hwcL_write_integer(struct hwc_buffer *out, lua_Integer value);
void hwcL_write_boolean(struct hwc_buffer *out, int value);
bool hwcL_write_number(const struct hwcL_encoder *e,
                       const struct hwcL_path *path, int index);

/* The plain text of the scalar at `index`, by `field` (NULL: any scalar), for
 * path, query, headers and forms. What has to be made is pushed, so the caller
 * resets the stack when done with `text`. */
bool hwcL_get_plain(const struct hwcL_encoder *e, const struct hwc_field *field,
                    const struct hwcL_path *path, int index,
                    struct hwc_text *text);

/* --- Values (encode_value.c) -------------------------------------------- */

/* Writes a value without a schema. */
bool hwcL_write_any(struct hwcL_encoder *e, const struct hwcL_path *path,
                    int index);

/* Writes a value by the schema. */
bool hwcL_write_value(struct hwcL_encoder *e, const struct hwc_field *field,
                      const struct hwcL_path *path, int index);

/* Writes the members of `shape` that the table has, without braces, and adds
 * their number to `found`. */
bool hwcL_write_members(struct hwcL_encoder *e, const struct hwc_struct *shape,
                        const struct hwcL_names *names,
                        const struct hwcL_path *above, int index, bool *first,
                        lua_Integer *found);

/* Writes what the table has besides `names`. */
bool hwcL_write_unknown(struct hwcL_encoder *e, const struct hwcL_names *names,
                        const struct hwcL_path *above, int index, bool *first);

/* --- Forms (encode_form.c) ---------------------------------------------- */

/* Writes the members of `names->shape` that the table has as parts of a form,
 * and adds their number to `found`. */
bool hwcL_write_form(const struct hwcL_encoder *e,
                     const struct hwcL_names *names, int index,
                     lua_Integer *found);

/* Writes what the table has besides `names`, which has to be scalars. */
bool hwcL_write_unknown_parts(const struct hwcL_encoder *e,
                              const struct hwcL_names *names, int index);

void hwcL_end_form(const struct hwcL_encoder *e);

/* --- Rules (encode_rule.c) ---------------------------------------------- */

/* Whether the table has the member "a" or "a.b.c". */
bool hwcL_is_given(lua_State *L, int index, const char *name);

bool hwcL_check_rules(const struct hwcL_encoder *e,
                      const struct hwc_rule *rules, size_t count,
                      const struct hwcL_path *above, int index);

#endif
