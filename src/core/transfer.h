/* SPDX-License-Identifier: Apache-2.0
 *
 * What is known of a transfer: a request as it goes on the wire once, the
 * answer to it, and what became of it. */
#ifndef HWC_CORE_TRANSFER_H
#define HWC_CORE_TRANSFER_H

#include "core/endpoint.h"
#include "core/file.h"
#include "core/loop_internal.h"
#include "core/result.h"

/* Seconds, where the options say nothing. */
#define HWC_CONNECT_TIMEOUT 5.0
#define HWC_STALL_TIMEOUT 20.0
#define HWC_IDLE_TIMEOUT 30.0

/* All of it has to stay where it is until the transfer is over. */
struct hwc_transfer_options {
  const char *method;
  const char *url;
  const char *target;         /* of the URL, from its path on */
  struct curl_slist *headers; /* "Name: value", "Name;" for an empty value */
  struct hwc_text body;
  bool has_body;
  const struct hwc_endpoint *endpoint;
  const struct hwc_connection_options *connection;
  bool is_file; /* the body of a success is taken only as a whole file */
  struct hwc_download *download; /* gets the body of a status 200; NULL: none */
  double timeout;                /* seconds */
  double deadline;               /* of the call, by the loop's clock; 0: none */
  double send_before;            /* by the loop's boot time; 0: any time */
  bool multiplexed; /* other requests may use the same connection */
  bool fresh;       /* not on a connection that was used before */
};

/* Zeroed, with `loop`, `result` and `done` set, it may be started. */
struct hwc_transfer {
  struct hwc_handle handle;
  struct hwc_loop *loop;
  struct hwc_result *result; /* filled while the answer arrives */
  void (*done)(struct hwc_transfer *transfer); /* during a step; once */
  struct hwc_transfer_options options;
  size_t max_response;
  enum hwc_transfer_failure {
    HWC_TRANSFER_GOOD,
    HWC_TRANSFER_RESENT,        /* libcurl wanted to send it again */
    HWC_TRANSFER_DEAD,          /* its connection had ended before the send */
    HWC_TRANSFER_PAST_DEADLINE, /* of the call, before the send */
    HWC_TRANSFER_TOO_LATE,      /* `send_before` */
    HWC_TRANSFER_CROWDED,       /* another one was on its connection */
    HWC_TRANSFER_FULL,          /* its connection might not take it at once */
    HWC_TRANSFER_NO_STREAM,     /* it waited for one, and was not sent */
    HWC_TRANSFER_TIMED_OUT,
    HWC_TRANSFER_BODY_TOO_LARGE, /* max_response */
    HWC_TRANSFER_HEADERS_TOO_LARGE,
    HWC_TRANSFER_BAD_LENGTH, /* Content-Length is not one number */
    HWC_TRANSFER_NO_MEMORY,
    HWC_TRANSFER_STALLED,
    HWC_TRANSFER_NO_FILE,     /* another status than 200 */
    HWC_TRANSFER_COMPRESSED,  /* a file, unasked */
    HWC_TRANSFER_OPEN_END,    /* a file whose end is that of the connection */
    HWC_TRANSFER_NOT_WRITTEN, /* the download; errno is in `system_error` */
  } failure;
  int system_error;   /* errno of what failed last, such as a socket; 0: none */
  bool at_proxy;      /* it failed before the proxy had connected it */
  uint64_t expected;  /* bytes of the body that were said; 0: none */
  bool length_known;  /* `expected` was said */
  size_t head_length; /* bytes of all heads so far */
  bool begun;         /* handed to libcurl */
  bool allowed;       /* to be sent: libcurl has begun to */
  bool reused;        /* sent on a connection that was used before */
  bool spent;         /* libcurl's handle has to be reset */
  bool lasting;       /* it would fail the same way again */
  struct hwc_send send;
  enum hwc_fate fate;         /* once it is over */
  enum hwc_protocol protocol; /* of the answer */
  /* Of those that may be streams. Their time-out is kept here: libcurl's runs
   * while they wait for a stream of the server. */
  struct hwc_stream stream;
  struct hwc_timer time_timer;
  double started; /* when it no longer waited for one; 0: it does */

  struct hwc_timer stall_timer;
  double last_byte;             /* when it came; 0: the answer has not begun */
  double answered;              /* Unix seconds, when its head was there */
  bool block_complete;          /* the empty line after the headers was seen */
  char detail[CURL_ERROR_SIZE]; /* libcurl's words */
};

#endif
