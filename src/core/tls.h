/* SPDX-License-Identifier: Apache-2.0
 *
 * What the TLS of a connection still holds: libcurl does not look. */
#ifndef HWC_CORE_TLS_H
#define HWC_CORE_TLS_H

#include <curl/curl.h>
#include <stdbool.h>

/* Finds out whether libcurl uses the OpenSSL that is linked here. Once, after
 * libcurl was started. */
void hwc_tls_start(void);

/* Whether TLS has read bytes from the connection of `easy` that nobody took
 * yet. True as well where that cannot be known: with another library of TLS. */
bool hwc_tls_may_have_input(CURL *easy);

#endif
