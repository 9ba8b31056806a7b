/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether the TLS layer of a connection holds unread bytes, which libcurl does
 * not check. */
#ifndef HWC_CORE_TLS_H
#define HWC_CORE_TLS_H

#include <curl/curl.h>
#include <stdbool.h>

/* Detects whether libcurl uses the OpenSSL linked here. Call once, after
 * libcurl was initialised. */
void hwc_tls_start(void);

/* True if TLS has read bytes of the connection of `easy` that nobody has
 * consumed, or if that is unknown because libcurl uses another TLS library. */
bool hwc_tls_may_have_input(CURL *easy);

#endif
