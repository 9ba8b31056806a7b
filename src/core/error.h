/* SPDX-License-Identifier: Apache-2.0
 *
 * What core functions return, and the details of a failed call. */
#ifndef HWC_CORE_ERROR_H
#define HWC_CORE_ERROR_H

#include <stdbool.h>

enum hwc_status {
  HWC_OK,
  HWC_NO_MEMORY,
  HWC_TOO_LARGE, /* a buffer's limit */
  HWC_INVALID,   /* malformed input; details in struct hwc_error */
  HWC_CRYPTO,    /* libcrypto refused */
  HWC_SYSTEM,    /* a system call failed, errno says why */
  HWC_CURL,      /* libcurl refused to start */
};

/* Whose fault a failed call was; the names scripts see are given by
 * hwc_kind_name(). */
enum hwc_kind {
  HWC_KIND_NONE,
  HWC_KIND_VALIDATION,
  HWC_KIND_CREDENTIALS,
  HWC_KIND_TRANSPORT,
  HWC_KIND_TIMEOUT,
  HWC_KIND_SERVICE,
  HWC_KIND_CANCELLED,
  HWC_KIND_INTERRUPTED, /* by a signal, see src/lua/lua_interrupt.h */
};

/* What became of a request that was to be sent once. */
enum hwc_fate {
  HWC_FATE_NOT_SENT, /* no byte of it was handed to the system */
  HWC_FATE_REFUSED,  /* the server says that it did not process it */
  HWC_FATE_UNKNOWN,  /* it may have been acted on */
  HWC_FATE_ANSWERED, /* a whole response came */
};

/* "not_sent", "refused", "unknown", "answered" */
const char *hwc_fate_name(enum hwc_fate fate);

/* Owned by the caller. `message` is one line and never holds a secret. */
struct hwc_error {
  enum hwc_kind kind;
  const char *field; /* the argument or option at fault: a literal, or NULL */
  char message[400];
};

/* "validation", "credentials", "transport", ... */
const char *hwc_kind_name(enum hwc_kind kind);

/* One English sentence for a status, for messages. */
const char *hwc_status_text(enum hwc_status status);

/* Fills `error` (may be NULL) from a printf format, without a field; cuts what
 * is too long and replaces control bytes with '?'. */
void hwc_error_set(struct hwc_error *error, enum hwc_kind kind,
                   const char *format, ...)
#if defined(__GNUC__)
  __attribute__((format(printf, 3, 4)))
#endif
  ;

#endif
