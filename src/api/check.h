/* SPDX-License-Identifier: Apache-2.0
 *
 * Validates values by the rules of their member, and describes those rules. */
#ifndef HWC_API_CHECK_H
#define HWC_API_CHECK_H

#include "api/operation.h"
#include "core/buffer.h"
#include "core/text.h"

/* Bytes of the longest rule in words: a closed list of 53 names. */
#define HWC_RULE_SIZE 2048

/* A violated rule and what was given, such as "at most 32 bytes" and "33".
 * Never contains the value itself. */
struct hwc_violation {
  char rule[HWC_RULE_SIZE];
  char got[80];
};

/* Validates bounds, sets and format of a valid UTF-8 string with `characters`
 * characters. False: `violation` is filled. */
bool hwc_check_text(const struct hwc_field *field, struct hwc_text text,
                    size_t characters, struct hwc_violation *violation);

/* Validates the bounds of a number or of the size of an array. */
bool hwc_check_integer(const struct hwc_field *field, int64_t value,
                       struct hwc_violation *violation);
bool hwc_check_count(const struct hwc_field *field, size_t count,
                     struct hwc_violation *violation);

/* "a string", "an integer", "an array", ... */
const char *hwc_type_words(enum hwc_type type);

/* Appends the rules of a member: "3 to 64 characters, only [a-z]". */
void hwc_append_field_rules(struct hwc_buffer *out,
                            const struct hwc_field *field);

/* Appends a rule across members as a sentence. */
void hwc_append_rule(struct hwc_buffer *out, const struct hwc_rule *rule);

/* Finds the candidate nearest to `name` by edit distance; `*best` stays NULL if
 * none is near. Call once for each candidate; `*best` starts as NULL and
 * `*distance` as SIZE_MAX. */
void hwc_nearest_try(struct hwc_text name, const char *candidate,
                     const char **best, size_t *distance);

#endif
