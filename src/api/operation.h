/* SPDX-License-Identifier: Apache-2.0
 *
 * Operations as data: a row describes one operation of a service. Validation,
 * client methods, help and the sandbox are all driven by rows; no code is
 * written for a single operation. Members left out are zero, which is the
 * sensible default. */
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
  HWC_FILE, /* a part of a form, in rows with HWC_BODY_FORM. Callers pass {path
               =, name =} or {data =, name =}; `name` is optional */
};

enum hwc_location {
  HWC_IN_BODY,
  HWC_IN_PATH,
  HWC_IN_QUERY,
  HWC_IN_HEADER,
};

/* Formats of strings that a set of characters cannot describe. */
enum hwc_format {
  HWC_NO_FORMAT,
  HWC_UUID,     /* 8-4-4-4-12 hex digits */
  HWC_UUID_RFC, /* the same in lower case, version 1-5, variant 8-b */
  HWC_BASE64,   /* RFC 4648 with padding; `max` bounds the decoded bytes */
  HWC_PASSWORD, /* of a DevServer: three of four kinds of characters; neither
                   root nor administrator, also reversed */
  HWC_LIST,     /* separated by commas; `max` bounds the number of items */
  HWC_DIGITS,   /* an integer as text, from `min` to `max` */
};

enum hwc_field_flag {
  HWC_REQUIRED = 1 << 0,
  HWC_SECRET = 1 << 1,   /* redacted in errors, events and tostring */
  HWC_BYTES = 1 << 2,    /* `min` and `max` count bytes, not characters */
  HWC_CLIENT = 1 << 3,   /* taken from the client if the call has none */
  HWC_CHINESE = 1 << 4,  /* `first` and `set` include U+4E00 to U+9FA5 */
  HWC_PROOF = 1 << 5,    /* of an unsigned operation: proves the identity */
  HWC_EXPECTED = 1 << 6, /* required by the service's definition alone, not by
                            the official SDKs: not enforced */
};

/* The only gateway that supports a member or an operation: index in the
 * service's list, from 1. */
enum hwc_only_gateway {
  HWC_ALL_GATEWAYS,
  HWC_GATEWAY_ROMA,
  HWC_GATEWAY_APIG,
};

struct hwc_struct;

/* A member of a request or a reply. `min` and `max` bound the value of numbers,
 * the length of strings, and the size of arrays; `max` 0 means no upper bound.
 * `first` and `set` are sets of characters in the notation "a-zA-Z_-" ('-'
 * itself comes last). */
struct hwc_field {
  const char *name;
  /* Small, because all rows are relocated at start: a page each costs time. */
  enum hwc_type type : 8;
  enum hwc_location location : 8;
  enum hwc_format format : 8;
  enum hwc_only_gateway gateway : 8;
  unsigned flags; /* enum hwc_field_flag */
  int64_t min;
  int64_t max;
  const char *first;
  const char *set;
  const char *const *values;    /* allowed values, ending with NULL */
  const struct hwc_field *item; /* of arrays and maps of scalars */
  /* of objects, and of arrays and maps of objects */
  const struct hwc_struct *object;
  const char *doc;
};

enum hwc_rule_kind {
  HWC_EXACTLY_ONE,  /* of the members `names` */
  HWC_AT_LEAST_ONE, /* of the members `names` */
  HWC_NEEDS,        /* names[0], if present, requires names[1] */
  HWC_WHEN, /* if member `when` is `is`, `field` must obey its bounds; if `when`
               is NULL, always */
  HWC_ONLY_WHEN, /* names[0] is allowed only if `when` is `is` or absent */
  HWC_LESS,      /* number names[0] is less than number names[1] */
};

/* A rule across the members of one struct. For HWC_WHEN only bounds, sets,
 * HWC_REQUIRED and the gateway of `field` are used; its name may be a path
 * ("extend_param.id"). `is` is the text of a string, an integer or a
 * boolean. */
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
  const struct hwc_rule *rules; /* apply if the struct is present */
  size_t rule_count;
};

enum hwc_paging {
  HWC_NO_PAGING,
  HWC_OFFSET,      /* offset and limit in the query */
  HWC_OFFSET_BODY, /* in the body */
  HWC_PAGE,        /* page and per_page */
};

/* How callers pass the body of an operation, and how it is sent. */
enum hwc_body_kind {
  HWC_BODY_MEMBERS, /* JSON; its members are among the arguments */
  HWC_BODY_NESTED,  /* JSON; passed as the argument `body`, because it has a
                       member named like a path member */
  HWC_BODY_FORM,    /* multipart/form-data; its members, scalars and files, are
                       among the arguments */
};

enum hwc_operation_flag {
  /* retry although not a GET; `idempotent_reason` says why */
  HWC_IDEMPOTENT = 1 << 0,
  HWC_BODY_REQUIRED = 1 << 1, /* although no member of it is required */
  HWC_ASYNC = 1 << 2,    /* the response only states that work was started */
  HWC_UNSIGNED = 1 << 3, /* iam: the request itself proves an identity */
  /* the response is a file: the row has no reply, and callers get {body =}, or
   * {path =, size =} with the option `to` */
  HWC_DOWNLOAD = 1 << 4,
  HWC_SECRET_FILE = 1 << 5, /* of a download: the file may contain secrets */
  /* a success contains keys or a token: errors show its body only if it is an
   * error */
  HWC_NEW_KEYS = 1 << 6,
};

/* One operation of a service. `parameters` are its path, query and header
 * members; `body` is its body, NULL if none; `reply` is its decoded response,
 * NULL if none. `rules` apply across all members. */
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
  int success_status; /* as documented; 0: unknown. Any 2xx is accepted */
  enum hwc_paging paging;
  const char
    *item_id; /* of paged lists: member that identifies an item; NULL: none */
  unsigned flags;
  enum hwc_only_gateway gateway;
  const char *counterpart; /* with one `gateway`: the operation of the other
                              gateway to use instead; NULL: none */
  double timeout; /* of an attempt, in seconds; 0: the client's */
  const char *idempotent_reason; /* why HWC_IDEMPOTENT is set */
  const char *secret_header;     /* response header, in lower case */
  const char *doc;
};

/* True if every call has a body: a member of it is required, or
 * HWC_BODY_REQUIRED is set. */
bool hwc_requires_body(const struct hwc_operation *operation);

/* True if the gateway with index `gateway`, from 0, supports what is limited to
 * `only`. */
static inline bool hwc_gateway_has(enum hwc_only_gateway only, size_t gateway)
{
  return only == HWC_ALL_GATEWAYS || (size_t)only == gateway + 1;
}

/* Returns the member `body` that callers use for HWC_BODY_NESTED. */
struct hwc_field hwc_nested_body(const struct hwc_operation *operation);

#define HWC_FIELDS(array) .fields = (array), .field_count = HWC_COUNT(array)
#define HWC_RULES(array) .rules = (array), .rule_count = HWC_COUNT(array)
#define HWC_PARAMETERS(array)                                                  \
  .parameters = (array), .parameter_count = HWC_COUNT(array)

#endif
