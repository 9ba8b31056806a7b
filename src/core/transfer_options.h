/* SPDX-License-Identifier: Apache-2.0
 *
 * The options of a transfer. */
#ifndef HWC_CORE_TRANSFER_OPTIONS_H
#define HWC_CORE_TRANSFER_OPTIONS_H

#include "core/endpoint.h"
#include "core/file.h"
#include "core/text.h"
#include <curl/curl.h>
#include <stdbool.h>

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

#endif
