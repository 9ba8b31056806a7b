/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether a value obeys the rules of its member, and the words for it when
 * it does not. */
#ifndef HWC_API_CHECK_H
#define HWC_API_CHECK_H

#include "api/operation.h"
#include "core/buffer.h"
#include "core/text.h"

/* What a value had to be and what was given, as in "at most 32 bytes" and
 * "33". Values themselves never appear. */
struct hwc_violation {
  char rule[320];
  char got[80];
};

/* Bounds, sets and format of a string that is valid UTF-8 of `characters`
 * characters. False: `violation` is filled. */
bool hwc_check_text(const struct hwc_field *field, struct hwc_text text,
                    size_t characters, struct hwc_violation *violation);

/* Bounds of a number's value or of an array's count. */
bool hwc_check_integer(const struct hwc_field *field, int64_t value,
                       struct hwc_violation *violation);
bool hwc_check_count(const struct hwc_field *field, size_t count,
                     struct hwc_violation *violation);

/* "a string", "an integer", "an array", ... */
const char *hwc_type_words(enum hwc_type type);

/* Appends what holds for a member: "3 to 64 characters, only [a-z]". */
void hwc_append_field_rules(struct hwc_buffer *out,
                            const struct hwc_field *field);

/* Appends a rule across members as a sentence. */
void hwc_append_rule(struct hwc_buffer *out, const struct hwc_rule *rule);

/* The member of `names` nearest to `name` by edit distance; NULL where none
 * is near. Call once per candidate: `*best` starts as NULL and `*distance`
 * as SIZE_MAX. */
void hwc_nearest_try(struct hwc_text name, const char *candidate,
                     const char **best, size_t *distance);

#endif
