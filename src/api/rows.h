/* SPDX-License-Identifier: Apache-2.0
 *
 * Words that tables of rows are written in. Only the folders of services
 * include this file. */
#ifndef HWC_API_ROWS_H
#define HWC_API_ROWS_H

#include "api/service.h"

/* Members: a name, one line of doc, then options:
 *   STRING("server_id", "Server ID", .max = 32, .flags = HWC_BYTES), */
#define STRING(member, ...)                                                    \
  {                                                                            \
    .name = (member), .doc = __VA_ARGS__                                       \
  }
#define TYPED(member, kind, ...)                                               \
  {                                                                            \
    .name = (member), .type = (kind), .doc = __VA_ARGS__                       \
  }
#define INTEGER(member, ...) TYPED(member, HWC_INTEGER, __VA_ARGS__)
#define LONG(member, ...) TYPED(member, HWC_LONG, __VA_ARGS__)
#define NUMBER(member, ...) TYPED(member, HWC_NUMBER, __VA_ARGS__)
#define BOOLEAN(member, ...) TYPED(member, HWC_BOOLEAN, __VA_ARGS__)
#define TIMESTAMP(member, ...) TYPED(member, HWC_TIMESTAMP, __VA_ARGS__)
#define ANY(member, ...) TYPED(member, HWC_ANY, __VA_ARGS__)
#define FILE_PART(member, ...) TYPED(member, HWC_FILE, __VA_ARGS__)
#define OBJECT(member, of, ...)                                                \
  {                                                                            \
    .name = (member), .type = HWC_OBJECT, .object = &(of), .doc = __VA_ARGS__  \
  }
/* Arrays of objects, of scalars and of plain strings, and maps of strings, of
 * objects and of arrays of strings. */
#define OBJECTS(member, of, ...)                                               \
  {                                                                            \
    .name = (member), .type = HWC_ARRAY, .object = &(of), .doc = __VA_ARGS__   \
  }
#define ARRAY(member, of, ...)                                                 \
  {                                                                            \
    .name = (member), .type = HWC_ARRAY, .item = &(of), .doc = __VA_ARGS__     \
  }
#define STRINGS(member, ...) ARRAY(member, hwc_any_string, __VA_ARGS__)
#define STRING_MAP(member, ...)                                                \
  {                                                                            \
    .name = (member), .type = HWC_MAP, .item = &hwc_any_string,                \
    .doc = __VA_ARGS__                                                         \
  }
#define OBJECT_MAP(member, of, ...)                                            \
  {                                                                            \
    .name = (member), .type = HWC_MAP, .object = &(of), .doc = __VA_ARGS__     \
  }
#define LISTS_MAP(member, ...)                                                 \
  {                                                                            \
    .name = (member), .type = HWC_MAP, .item = &hwc_any_strings,               \
    .doc = __VA_ARGS__                                                         \
  }

/* The error of an item. */
#define ERROR_PAIR(why)                                                        \
  STRING("error_code", why), STRING("error_msg", "Error message")

/* Options after the doc of a parameter. */
#define REQUIRED .flags = HWC_REQUIRED
#define EXPECTED .flags = HWC_EXPECTED
#define PATH .location = HWC_IN_PATH, .flags = HWC_REQUIRED
#define QUERY .location = HWC_IN_QUERY
#define HEADER .location = HWC_IN_HEADER
/* IDs whose length is limited in bytes. */
#define BYTES_32 .max = 32, .flags = HWC_BYTES

/* Path members that the client fills in. */
#define PROJECT_ID                                                             \
  STRING("project_id", "Project ID of the region; the client's by default",    \
         .location = HWC_IN_PATH, .flags = HWC_REQUIRED | HWC_CLIENT)
#define INSTANCE_ID                                                            \
  STRING("instance_id", "Gateway instance ID; the client's by default",        \
         .location = HWC_IN_PATH, .flags = HWC_REQUIRED | HWC_CLIENT)

/* STRUCT(x, "X") names the members in x_fields. */
#define STRUCT(symbol, title)                                                  \
  static const struct hwc_struct symbol = {.name = (title),                    \
                                           HWC_FIELDS(symbol##_fields)}
/* The same with rules across members, in x_rules, or in `set` if shared. */
#define STRUCT_WITH_RULES(symbol, title)                                       \
  STRUCT_WITH(symbol, title, symbol##_rules)
#define STRUCT_WITH(symbol, title, set)                                        \
  static const struct hwc_struct symbol = {                                    \
    .name = (title), HWC_FIELDS(symbol##_fields), HWC_RULES(set)}

/* The same for structs of several tables; `local` names the members. */
#define SHARED_STRUCT(symbol, local, title)                                    \
  const struct hwc_struct symbol = {.name = (title), HWC_FIELDS(local##_fields)}
#define SHARED_STRUCT_WITH_RULES(symbol, local, title)                         \
  const struct hwc_struct symbol = {                                           \
    .name = (title), HWC_FIELDS(local##_fields), HWC_RULES(local##_rules)}

#define TABLE(symbol)                                                          \
  const struct hwc_table symbol = {operations, HWC_COUNT(operations)}

#define WAITERS(symbol)                                                        \
  const struct hwc_waiters symbol = {waiters, HWC_COUNT(waiters)}

/* Parameters of operations that need only the project. */
extern const struct hwc_field hwc_project_parameters[1];

extern const struct hwc_field hwc_any_string;
extern const struct hwc_field hwc_any_strings; /* an array of them */

#endif
