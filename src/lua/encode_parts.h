/* SPDX-License-Identifier: Apache-2.0
 *
 * Shared by the files that write arguments as JSON, texts or forms: encode*.c
 * and lua_json.c. Each section uses only the sections above it.
 *
 * On failure functions that return bool push an error table and return false,
 * unless the comment says otherwise; the caller of the outermost function
 * cleans the stack. `index` is always absolute. */
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
  struct hwc_buffer *out; /* the body of the message */
  bool validate;
  const struct hwc_service *service; /* NULL: any JSON */
  size_t gateway;                    /* its position in the service's list */
  bool secret; /* inside a secret member: all values in it are secret */
  int depth;   /* nesting of tables around the current value */
};

/* The members that a table may have: parameters and those of a struct. */
struct hwcL_names {
  const struct hwc_field *parameters; /* may be NULL */
  size_t parameter_count;
  const struct hwc_struct *shape; /* may be NULL */
};

/* --- Errors (encode_error.c) -------------------------------------------- */

/* Pushes an error about the value at `path`, in the format of lua_pushfstring.
 * Always returns false, like the next two. */
bool hwcL_refuse(const struct hwcL_encoder *e, const struct hwcL_path *path,
                 const char *format, ...);
bool hwcL_refuse_violation(const struct hwcL_encoder *e,
                           const struct hwcL_path *path,
                           const struct hwc_violation *violation);
bool hwcL_refuse_type(const struct hwcL_encoder *e,
                      const struct hwcL_path *path, const char *wanted,
                      int index);

/* --- Tables (encode_table.c) -------------------------------------------- */

/* Rejects a table with a metamethod that adds members to those it holds. */
bool hwcL_check_plain(const struct hwcL_encoder *e,
                      const struct hwcL_path *path, int index);

/* The number of items of an array. Returns -1 with an error pushed if it has
 * holes or other keys. */
lua_Integer hwcL_array_length(const struct hwcL_encoder *e,
                              const struct hwcL_path *path, int index);

/* Begins item `i` of the array at `index`: writes the comma before it and
 * pushes it. */
struct hwcL_path hwcL_push_item(const struct hwcL_encoder *e,
                                const struct hwcL_path *path, int index,
                                lua_Integer i);

const struct hwc_field *hwcL_find_field(const struct hwc_field *fields,
                                        size_t count, struct hwc_text name);
bool hwcL_is_known(const struct hwcL_names *names, struct hwc_text name);

/* If the table has a member that is not in `names`, pushes an error about the
 * first in byte order and returns true. */
bool hwcL_refuse_unknown(const struct hwcL_encoder *e,
                         const struct hwcL_names *names,
                         const struct hwcL_path *path, int index);

/* Pushes an error about the missing member at `path`, or about an unknown one
 * of the table, which may be its misspelling. Always returns false. */
bool hwcL_refuse_required(const struct hwcL_encoder *e,
                          const struct hwcL_names *names,
                          const struct hwcL_path *above,
                          const struct hwcL_path *path, int index);

/* Rejects a member that this gateway does not have. */
bool hwcL_check_gateway(const struct hwcL_encoder *e,
                        const struct hwc_field *field,
                        const struct hwcL_path *path);

/* --- Scalars (encode_scalar.c) ------------------------------------------ */

bool hwcL_check_finite(const struct hwcL_encoder *e,
                       const struct hwcL_path *path, const char *wanted,
                       double value);

/* Gets the integer at `index`, which is a number; floats with an integral value
 * are accepted. */
bool hwcL_get_integer(const struct hwcL_encoder *e,
                      const struct hwc_field *field,
                      const struct hwcL_path *path, int index,
                      lua_Integer *value);

/* Validates a string: UTF-8 without NUL, and the rules of `field` (may be
 * NULL). */
bool hwcL_check_string(const struct hwcL_encoder *e,
                       const struct hwc_field *field,
                       const struct hwcL_path *path, struct hwc_text text);

/* Rejects control characters, for path, query and headers. */
bool hwcL_check_line(const struct hwcL_encoder *e, const struct hwcL_path *path,
                     struct hwc_text text);

/* True if the value at `index` is secret: by the row, by its name, or because
 * it is a secret object. Pushes nothing. */
bool hwcL_is_secret(const struct hwcL_encoder *e, const struct hwc_field *field,
                    const struct hwcL_path *path, int index);

/* Writes a text as JSON, validated like hwcL_check_string(), in one pass. */
bool hwcL_write_checked(const struct hwcL_encoder *e,
                        const struct hwc_field *field,
                        const struct hwcL_path *path, struct hwc_text text);

/* The same for the string at `index`, whose text is `text`; records it if it is
 * secret. */
bool hwcL_write_text(const struct hwcL_encoder *e,
                     const struct hwc_field *field,
                     const struct hwcL_path *path, struct hwc_text text,
                     int index);

/* Writes a text as JSON and counts its characters. False, without an error
 * pushed, if it is not UTF-8; it is then written in part. */
bool hwcL_write_string(struct hwc_buffer *out, struct hwc_text text,
                       size_t *characters);
void hwcL_write_integer(struct hwc_buffer *out, lua_Integer value);
void hwcL_write_boolean(struct hwc_buffer *out, int value);
bool hwcL_write_number(const struct hwcL_encoder *e,
                       const struct hwcL_path *path, int index);

/* Gets the text of the scalar at `index` for path, query, headers and forms,
 * validated by `field` (NULL: any scalar). May push the text: the caller resets
 * the stack when done with it. Records it if it is secret. */
bool hwcL_get_plain(const struct hwcL_encoder *e, const struct hwc_field *field,
                    const struct hwcL_path *path, int index,
                    struct hwc_text *text);

/* --- Rules (encode_rule.c) ---------------------------------------------- */

/* True if the table has the member "a" or "a.b.c". Pushes nothing. */
bool hwcL_is_given(lua_State *L, int index, const char *name);

/* Validates the rules across members. */
bool hwcL_check_rules(const struct hwcL_encoder *e,
                      const struct hwc_rule *rules, size_t count,
                      const struct hwcL_path *above, int index);

/* --- Values (encode_value.c) -------------------------------------------- */

/* Writes a value without a schema. */
bool hwcL_write_any(struct hwcL_encoder *e, const struct hwcL_path *path,
                    int index);

/* Writes a value validated by `field`. */
bool hwcL_write_value(struct hwcL_encoder *e, const struct hwc_field *field,
                      const struct hwcL_path *path, int index);

/* Writes the members of `shape` that the table has, without braces. Adds their
 * number to `found` and clears `first` when one is written. */
bool hwcL_write_members(struct hwcL_encoder *e, const struct hwc_struct *shape,
                        const struct hwcL_names *names,
                        const struct hwcL_path *above, int index, bool *first,
                        lua_Integer *found);

/* Writes the members of the table that are not in `names`. */
bool hwcL_write_unknown(struct hwcL_encoder *e, const struct hwcL_names *names,
                        const struct hwcL_path *above, int index, bool *first);

/* --- Forms (encode_form.c) ---------------------------------------------- */

/* Writes the members of `names->shape` that the table has as parts of a form.
 * Adds their number to `found`. */
bool hwcL_write_form(const struct hwcL_encoder *e,
                     const struct hwcL_names *names, int index,
                     lua_Integer *found);

/* Writes the members of the table that are not in `names`, which must be
 * scalars. */
bool hwcL_write_unknown_parts(const struct hwcL_encoder *e,
                              const struct hwcL_names *names, int index);

/* Writes the last delimiter. */
void hwcL_end_form(const struct hwcL_encoder *e);

#endif
