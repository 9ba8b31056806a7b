/* SPDX-License-Identifier: Apache-2.0
 *
 * What happens to the requests of a client, kept for whoever asked to see it:
 * a queue of records, filled while requests are started and during steps, read
 * afterwards. Nothing in a record is secret: no header, no body, no query. */
#ifndef HWC_CORE_TRACE_H
#define HWC_CORE_TRACE_H

#include "core/error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum hwc_trace_kind {
  HWC_TRACE_ATTEMPT,   /* an attempt is signed and handed to the transport */
  HWC_TRACE_RESPONSE,  /* an attempt ended: by an answer (`status`), or without
                          one (`error`) */
  HWC_TRACE_RETRY,     /* another attempt follows in `seconds` */
  HWC_TRACE_THROTTLED, /* the client's rate limit holds the attempt back; it
                          has to wait about `seconds` */
  HWC_TRACE_CLOCK,     /* the clock of this machine is `seconds` behind that of
                          the service (negative: ahead); signing allows for
                          it */
};

/* Members that a kind does not name are zero or empty. Texts end with a zero
 * byte and have no control bytes. */
struct hwc_trace_record {
  struct hwc_trace_record *next;
  enum hwc_trace_kind kind;
  double at;             /* Unix seconds of this machine's clock */
  uint64_t call;         /* counts the calls of a client, from 1 */
  int attempt;           /* from 1 */
  const char *operation; /* its row's name; NULL for none */
  const char *method;
  char path[256]; /* cut where it is longer */
  double seconds;
  const char *reason; /* RETRY: "transient", "throttled", "clock", "refused" */

  /* RESPONSE, and RETRY for the attempt before. */
  int status;    /* 0: no answer began */
  char code[64]; /* the service's, where the answer names an error */
  char request_id[80];
  double duration;        /* seconds from the start of the attempt */
  size_t bytes_sent;      /* of the body */
  size_t bytes_received;  /* of the body */
  enum hwc_fate fate;     /* of this attempt */
  struct hwc_error error; /* kind NONE where a whole answer came */
};

/* Zeroed it is empty and ready for use. */
struct hwc_trace {
  struct hwc_trace_record *first;
  struct hwc_trace_record *last;
  size_t count;
  size_t lost; /* records that were dropped: memory was short, or nobody read */
};

/* Adds a zeroed record; NULL where it has to be dropped. */
struct hwc_trace_record *hwc_trace_add(struct hwc_trace *trace,
                                       enum hwc_trace_kind kind);

/* Takes the oldest record, or NULL; the caller frees it with free(). */
struct hwc_trace_record *hwc_trace_take(struct hwc_trace *trace);

/* Drops all records. */
void hwc_trace_done(struct hwc_trace *trace);

#endif
