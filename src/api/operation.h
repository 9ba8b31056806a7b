/* SPDX-License-Identifier: Apache-2.0
 *
 * What an operation is: a row that says everything about one call of a
 * service. Checks, methods, help and the sandbox walk these rows; nobody
 * writes code for a single operation. A member of a row that is left out is
 * zero, and zero is the sensible default. */
#ifndef HWC_API_OPERATION_H
#define HWC_API_OPERATION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HWC_COUNT(array) (sizeof(array) / sizeof(array)[0])

enum hwc_type {
  HWC_STRING,
  HWC_INTEGER, /* 32 bits */
  HWC_LONG,    /* 64 bits */
  HWC_NUMBER,
  HWC_BOOLEAN,
  HWC_TIMESTAMP, /* a string, RFC 3339, as the service sends it */
  HWC_ARRAY,     /* of `item`, or of `object` */
  HWC_MAP,       /* string keys; values as for arrays */
  HWC_OBJECT,    /* `object` */
  HWC_ANY,
  HWC_FILE, /* a part of a form; rows with one have HWC_BODY_FORM. Callers give
               {path =, name =} or {data =, name =}, `name` by choice */
};

enum hwc_location {
  HWC_IN_BODY,
  HWC_IN_PATH,
  HWC_IN_QUERY,
  HWC_IN_HEADER,
};

/* Named formats of strings, where a set of characters is not enough. */
enum hwc_format {
  HWC_NO_FORMAT,
  HWC_UUID,     /* 8-4-4-4-12 hex digits */
  HWC_UUID_RFC, /* the same in lower case, version 1-5, variant 8-b */
  HWC_BASE64,   /* RFC 4648 with padding; `max` bounds the decoded bytes */
  HWC_PASSWORD, /* of a DevServer: three of four kinds of characters, and
                   neither root nor administrator, also backwards */
  HWC_LIST,     /* comma list; `max` bounds the number of its items */
  HWC_DIGITS,   /* an integer as text, from `min` to `max` */
};

enum hwc_field_flag {
  HWC_REQUIRED = 1 << 0,
  HWC_SECRET = 1 << 1,  /* never shown: errors, events, tostring */
  HWC_BYTES = 1 << 2,   /* `min` and `max` count bytes, not characters */
  HWC_CLIENT = 1 << 3,  /* comes from the client where the call has none */
  HWC_CHINESE = 1 << 4, /* U+4E00-U+9FA5 belong to `first` and `set` too */
  HWC_PROOF = 1 << 5,   /* of an unsigned operation: what it proves its
                           identity with */
};

/* Which gateway of a service has a member or an operation: the position of
 * the gateway in the service's list, from 1. */
enum hwc_only_gateway {
  HWC_ALL_GATEWAYS,
  HWC_GATEWAY_ROMA,
  HWC_GATEWAY_APIG,
};

struct hwc_struct;

/* A member of a request or an answer. `min` and `max` bound the value of
 * numbers, the length of strings, the count of arrays; `max` 0 means no upper
 * bound. `first` and `set` are sets of characters in the notation "a-zA-Z_-"
 * ('-' itself stands last). */
struct hwc_field {
  const char *name;
  enum hwc_type type;
  enum hwc_location location;
  enum hwc_format format;
  unsigned flags;
  enum hwc_only_gateway gateway;
  int64_t min;
  int64_t max;
  const char *first;
  const char *set;
  const char *const *values;       /* the closed list, ends with NULL */
  const struct hwc_field *item;    /* of scalar arrays and maps */
  const struct hwc_struct *object; /* of objects, arrays and maps of them */
  const char *doc;
};

enum hwc_rule_kind {
  HWC_EXACTLY_ONE,  /* of the members `names` */
  HWC_AT_LEAST_ONE, /* of the members `names` */
  HWC_NEEDS,        /* names[0], where present, needs names[1] */
  HWC_WHEN,         /* where member `when` is `is`, `field` obeys its bounds;
                       always, where `when` is NULL */
  HWC_ONLY_WHEN,    /* names[0] only where `when` is `is` or absent */
  HWC_LESS,         /* number names[0] is less than number names[1] */
};

/* A rule across members of one struct. For HWC_WHEN only the bounds, sets,
 * HWC_REQUIRED and the gateway of `field` count; its name may be a path
 * ("extend_param.id"). `is` is the text of a string, an integer or a boolean.
 */
struct hwc_rule {
  enum hwc_rule_kind kind;
  const char *when;
  const char *is;
  const char *names[4]; /* ends with NULL */
  struct hwc_field field;
};

struct hwc_struct {
  const char *name;
  const struct hwc_field *fields;
  size_t field_count;
  const struct hwc_rule *rules; /* hold where the struct is there */
  size_t rule_count;
};

enum hwc_paging {
  HWC_NO_PAGING,
  HWC_OFFSET,      /* offset and limit in the query */
  HWC_OFFSET_BODY, /* in the body */
  HWC_PAGE,        /* page and per_page */
};

/* How callers give the body of an operation that has one, and how it is sent.
 */
enum hwc_body_kind {
  HWC_BODY_MEMBERS, /* JSON; its members are among the arguments */
  HWC_BODY_NESTED,  /* JSON; it is the argument `body`, because it has a member
                       with the name of a path member */
  HWC_BODY_FORM,    /* multipart/form-data; its members, scalars and files, are
                       among the arguments */
};

enum hwc_operation_flag {
  HWC_IDEMPOTENT = 1 << 0,    /* besides GET; the row says why */
  HWC_BODY_REQUIRED = 1 << 1, /* though no member of it is required */
  HWC_ASYNC = 1 << 2,         /* the answer only says that work began */
  HWC_UNSIGNED = 1 << 3,      /* iam: carries its own proof of identity */
  HWC_DOWNLOAD = 1 << 4,      /* the answer is a file: the row has no reply,
                                 and callers get {body =}, or {path =, size =}
                                 with the option `to` */
  HWC_SECRET_FILE = 1 << 5,   /* of a download: the file may hold secrets */
  HWC_NEW_KEYS = 1 << 6,      /* the answer brings keys or a token: errors show
                                 its body only where that is an error */
};

/* One call of a service. `parameters` are its path, query and header members;
 * `body` its body, NULL for none; `reply` its answer, NULL for none. `rules`
 * hold across all members of this call. */
struct hwc_operation {
  const char *name;
  const char *method;
  const char *path;
  const struct hwc_field *parameters;
  size_t parameter_count;
  const struct hwc_struct *body;
  enum hwc_body_kind body_kind;
  const struct hwc_rule *rules;
  size_t rule_count;
  const struct hwc_struct *reply;
  int success_status; /* as documented; 0: not known. Any 2xx is accepted */
  enum hwc_paging paging;
  const char *item_id; /* of lists in pages: the member of an item that tells it
                          from others; NULL: there is none */
  unsigned flags;
  enum hwc_only_gateway gateway;
  double timeout;                /* of an attempt, seconds; 0: the client's */
  const char *idempotent_reason; /* why HWC_IDEMPOTENT is set */
  const char *secret_header;     /* of the answer, lower case */
  const char *doc;
};

/* Whether calls have a body whatever their arguments: a member of it is
 * required, or the row says so. */
bool hwc_requires_body(const struct hwc_operation *operation);

/* Whether the gateway at position `gateway` of the service, from 0, has what is
 * only of `only`. */
static inline bool hwc_gateway_has(enum hwc_only_gateway only, size_t gateway)
{
  return only == HWC_ALL_GATEWAYS || (size_t)only == gateway + 1;
}

/* The member `body` of callers, of an operation with HWC_BODY_NESTED. */
struct hwc_field hwc_nested_body(const struct hwc_operation *operation);

#define HWC_FIELDS(array) .fields = (array), .field_count = HWC_COUNT(array)
#define HWC_RULES(array) .rules = (array), .rule_count = HWC_COUNT(array)
#define HWC_PARAMETERS(array)                                                  \
  .parameters = (array), .parameter_count = HWC_COUNT(array)

#endif
