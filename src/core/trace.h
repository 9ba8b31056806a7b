/* SPDX-License-Identifier: Apache-2.0
 *
 * The trace of a client: a queue of records about its requests, filled when
 * requests start and during steps, and read afterwards. Records contain no
 * secrets: no header, no body, no query. */
#ifndef HWC_CORE_TRACE_H
#define HWC_CORE_TRACE_H

#include "core/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum hwc_trace_kind {
  HWC_TRACE_ATTEMPT,  /* an attempt was signed and handed to the transport */
  HWC_TRACE_RESPONSE, /* an attempt ended, with a response (`status`) or without
                         one (`error`) */
  HWC_TRACE_RETRY,    /* another attempt follows in `seconds` */
  HWC_TRACE_THROTTLED, /* the rate limit delays the attempt by about `seconds`
                        */
  HWC_TRACE_CLOCK,     /* the local clock is `seconds` behind the service's
                          (negative: ahead); signing allows for it */
};

/* Members that do not apply to a kind are zero or empty. Texts are
 * zero-terminated and free of control bytes. */
struct hwc_trace_record {
  struct hwc_trace_record *next;
  enum hwc_trace_kind kind;
  double at;             /* Unix seconds of the local clock */
  uint64_t call;         /* number of the call in its client, from 1 */
  int attempt;           /* from 1 */
  const char *operation; /* name of its row; NULL: none */
  const char *method;
  char path[256]; /* truncated if longer */
  double seconds;
  const char *reason; /* RETRY: "transient", "throttled", "clock", "refused" */

  /* For RESPONSE; for RETRY, of the previous attempt. */
  int status;    /* 0: no response began */
  char code[64]; /* error code of the service, if the response has one */
  char request_id[80];
  double duration;        /* seconds from the start of the attempt */
  size_t bytes_sent;      /* of the body */
  size_t bytes_received;  /* of the body */
  enum hwc_fate fate;     /* of this attempt */
  struct hwc_error error; /* kind NONE if a complete response arrived */
};

/* Zero-initialised means empty. */
struct hwc_trace {
  struct hwc_trace_record *first;
  struct hwc_trace_record *last;
  size_t count;
  size_t lost; /* records dropped: out of memory, or too many unread */
};

/* Adds a zero-initialised record; NULL if it must be dropped. */
struct hwc_trace_record *hwc_trace_add(struct hwc_trace *trace,
                                       enum hwc_trace_kind kind);

/* Removes and returns the oldest record, or NULL; the caller frees it with
 * free(). */
struct hwc_trace_record *hwc_trace_take(struct hwc_trace *trace);

/* Drops all records. */
void hwc_trace_done(struct hwc_trace *trace);

#endif
