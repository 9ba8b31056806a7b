/* SPDX-License-Identifier: Apache-2.0
 *
 * The state of a transfer: one request as sent by libcurl, its response and its
 * fate. */
#ifndef HWC_CORE_TRANSFER_H
#define HWC_CORE_TRANSFER_H

#include "core/endpoint.h"
#include "core/file.h"
#include "core/loop_internal.h"
#include "core/result.h"

/* Defaults, in seconds. */
#define HWC_CONNECT_TIMEOUT 5.0
#define HWC_STALL_TIMEOUT 20.0
#define HWC_IDLE_TIMEOUT 30.0

/* Must remain in place until the transfer has ended. */
struct hwc_transfer_options {
  const char *method;
  const char *target;         /* path and query */
  struct curl_slist *headers; /* "Name: value", "Name;" for an empty value */
  struct hwc_text body;
  bool has_body;
  const struct hwc_endpoint *endpoint;
  const struct hwc_connection_options *connection;
  bool is_file; /* an incomplete body of a success is an error */
  /* receives the body of a status 200; NULL: none */
  struct hwc_download *download;
  double timeout;     /* seconds */
  double deadline;    /* of the call, by the loop's clock; 0: none */
  double send_before; /* of hwc_loop_boot_time(); 0: none */
  bool multiplexed;   /* other requests may share the connection */
  bool fresh;         /* do not reuse a connection */
};

/* Zero-initialise, set `loop`, `result` and `done`, then start. */
struct hwc_transfer {
  struct hwc_handle handle;
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
  char detail[CURL_ERROR_SIZE]; /* libcurl's message */
};

#endif
