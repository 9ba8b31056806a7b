/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of a transfer: one request as sent by libcurl, its response and its
 * fate. */
#ifndef HWC_CORE_TRANSFER_H
#define HWC_CORE_TRANSFER_H

#include "core/loop_internal.h"
#include "core/result.h"
#include "core/transfer_options.h"

/* Zero-initialise, set `loop`, `result` and `done`, then start. */
struct hwc_transfer {
  struct hwc_handle *handle; /* NULL: not in libcurl */
  struct hwc_loop *loop;
  struct hwc_result *result; /* filled while the response arrives */
  void (*done)(struct hwc_transfer *transfer); /* called once, during a step */
  struct hwc_transfer_options options;
  size_t max_response;
  enum hwc_transfer_failure {
    HWC_TRANSFER_OK,
    HWC_TRANSFER_RESENT, /* libcurl tried to send it again */
    HWC_TRANSFER_DEAD,   /* the reused connection was dead before the send */
    /* the deadline of the call passed before the send */
    HWC_TRANSFER_PAST_DEADLINE,
    HWC_TRANSFER_TOO_LATE,  /* `send_before` passed before the send */
    HWC_TRANSFER_CROWDED,   /* another request was on its connection */
    HWC_TRANSFER_FULL,      /* its connection might not take it at once */
    HWC_TRANSFER_NO_STREAM, /* not sent: the server had no free stream */
    HWC_TRANSFER_TIMED_OUT,
    HWC_TRANSFER_BODY_TOO_LARGE, /* max_response exceeded */
    HWC_TRANSFER_HEADERS_TOO_LARGE,
    HWC_TRANSFER_BAD_LENGTH, /* Content-Length is not a single number */
    HWC_TRANSFER_NO_MEMORY,
    HWC_TRANSFER_STALLED,
    HWC_TRANSFER_NO_FILE,     /* status other than 200 */
    HWC_TRANSFER_COMPRESSED,  /* file with a Content-Encoding that was not
                                 requested */
    HWC_TRANSFER_OPEN_END,    /* file whose end is only marked by the end of the
                                 connection */
    HWC_TRANSFER_NOT_WRITTEN, /* the download, see `system_error` */
  } failure;
  int system_error;   /* errno of the last failed system call; 0: none */
  bool at_proxy;      /* failed before the proxy had connected it */
  uint64_t expected;  /* bytes of the body, as announced; 0: unknown */
  bool length_known;  /* the length was announced */
  size_t head_length; /* bytes of all header blocks so far */
  bool begun;         /* handed to libcurl */
  bool sending;       /* libcurl has begun to send it */
  bool reused;        /* sent on a reused connection */
  bool needs_reset;   /* the easy handle must be reset */
  bool permanent;     /* would fail again in the same way */
  struct hwc_send send;
  enum hwc_fate fate;         /* set at the end */
  enum hwc_protocol protocol; /* of the response */
  /* For requests that may be streams. Their time-out is kept here because
   * libcurl's also runs while they wait for a free stream. */
  struct hwc_stream stream;
  struct hwc_timer time_timer;
  double started; /* when it no longer waited for a stream; 0: still waiting */

  struct hwc_timer stall_timer;
  double last_byte;    /* time of the last byte; 0: no response has begun */
  double responded_at; /* Unix seconds of the end of the headers */
  bool block_complete; /* the empty line after the headers has arrived */
};

#endif
