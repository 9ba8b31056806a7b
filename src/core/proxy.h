/* SPDX-License-Identifier: Apache-2.0
 *
 * Determines the proxy that libcurl uses, for messages: libcurl does not report
 * it. */
#ifndef HWC_CORE_PROXY_H
#define HWC_CORE_PROXY_H

#include "core/endpoint.h"

/* Returns the proxy URL for an endpoint, from the option (NULL: not set) or the
 * environment, including user and password; empty: none. NO_PROXY is matched by
 * names and literal addresses only. Valid until the environment changes. */
struct hwc_text hwc_proxy_of(const char *option,
                             const struct hwc_endpoint *endpoint);

/* Returns host and port as written, without user and password. An invalid port
 * is left out: it may be a password without a following '@'. */
struct hwc_text hwc_proxy_name(struct hwc_text proxy);

/* Returns the password as written; empty: none. It may contain any byte, so the
 * user information ends at the last '@'. If there is no '@', returns an invalid
 * port. */
struct hwc_text hwc_proxy_password(struct hwc_text proxy);

bool hwc_proxy_is_socks(struct hwc_text proxy);

/* True if the connection to the proxy itself uses TLS. */
bool hwc_proxy_has_tls(struct hwc_text proxy);

#endif
