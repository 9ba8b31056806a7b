/* SPDX-License-Identifier: Apache-2.0
 *
 * The options of an easy handle that come from the connection options of a
 * client. Most transfers have those of the transfer before: then none is set
 * again. */
#ifndef HWC_CORE_SETTINGS_H
#define HWC_CORE_SETTINGS_H

#include "core/transfer_options.h"
#include <curl/curl.h>

/* What an easy handle is set to; zero-initialised after it was created or
 * reset. No member is smaller than the next, so that there is no padding. */
struct hwc_settings {
  struct curl_slist *connect_to;
  long known; /* the others are all that was set */
  long verify;
  long compressed;
  long fresh;
  long proxy;           /* enum in settings.c */
  long idle_timeout;    /* seconds */
  long connect_timeout; /* milliseconds, as the next */
  long timeout;
};

/* Sets what differs from `settings`, and updates them. */
CURLcode hwc_settings_apply(struct hwc_settings *settings, CURL *easy,
                            const struct hwc_transfer_options *options);

/* True if a handle with these options must be reset before another client uses
 * it: setting TLS options to NULL would not restore the defaults. */
bool hwc_has_own_tls(const struct hwc_connection_options *connection);

/* Whole seconds, as libcurl needs them. */
double hwc_idle_timeout(const struct hwc_connection_options *connection);

#endif
