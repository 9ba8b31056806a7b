/* SPDX-License-Identifier: Apache-2.0
 *
 * Which proxy libcurl takes, for texts: it does not say so itself. */
#ifndef HWC_CORE_PROXY_H
#define HWC_CORE_PROXY_H

#include "core/endpoint.h"

/* The proxy for an endpoint, as the option (NULL: not set) or the environment
 * has it, with its user and password; empty: none. NO_PROXY is read by names
 * and literal addresses only. Valid until the environment is changed. */
struct hwc_text hwc_proxy_of(const char *option,
                             const struct hwc_endpoint *endpoint);

/* Its host and port as written, without user and password. What stands in the
 * place of a port and is none is left out: it may be a password before which
 * an '@' is missing. */
struct hwc_text hwc_proxy_name(struct hwc_text proxy);

/* Its password as written; empty: none. It may hold any byte, so that the user
 * information ends at the last '@'. Without one it is what stands in the place
 * of a port and is none. */
struct hwc_text hwc_proxy_password(struct hwc_text proxy);

bool hwc_proxy_is_socks(struct hwc_text proxy);

/* Whether the connection to it has TLS of its own. */
bool hwc_proxy_has_tls(struct hwc_text proxy);

#endif
