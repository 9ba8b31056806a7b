/* SPDX-License-Identifier: Apache-2.0
 *
 * Status codes of core functions, and the details of a failed call. */
#ifndef HWC_CORE_ERROR_H
#define HWC_CORE_ERROR_H

#include <stdbool.h>

enum hwc_status {
  HWC_OK,
  HWC_NO_MEMORY,
  HWC_TOO_LARGE, /* the limit of a buffer */
  HWC_INVALID,   /* malformed input; details in struct hwc_error */
  HWC_CRYPTO,    /* libcrypto failed */
  HWC_SYSTEM,    /* a system call failed; see errno */
  HWC_CURL,      /* libcurl failed to start */
};

/* Kind of a failed call. hwc_kind_name() returns the name that scripts see. */
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

/* What happened to a request. Only NOT_SENT and REFUSED prove that the service
 * did nothing. */
enum hwc_fate {
  HWC_FATE_NOT_SENT,  /* no byte was handed to the system */
  HWC_FATE_REFUSED,   /* the server states that it did not process it */
  HWC_FATE_UNKNOWN,   /* may have been processed */
  HWC_FATE_RESPONDED, /* a complete response arrived */
};

/* "not_sent", "refused", "unknown", "responded" */
const char *hwc_fate_name(enum hwc_fate fate);

/* Owned by the caller. `message` is one line and never contains a secret. */
struct hwc_error {
  enum hwc_kind kind;
  /* the argument or option at fault: a string literal, or NULL */
  const char *field;
  char message[400];
};

/* "validation", "credentials", "transport", ... */
const char *hwc_kind_name(enum hwc_kind kind);

/* Returns an English sentence for a status, for messages. */
const char *hwc_status_text(enum hwc_status status);

/* Fills `error` (may be NULL) from a printf format and clears the field.
 * Truncates long messages and replaces control bytes by '?'. */
void hwc_error_set(struct hwc_error *error, enum hwc_kind kind,
                   const char *format, ...)
#if defined(__GNUC__)
  __attribute__((format(printf, 3, 4)))
#endif
  ;

#endif
