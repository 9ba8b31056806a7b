/* SPDX-License-Identifier: Apache-2.0
 *
 * Percent-encoding and parsing of URLs. */
#ifndef HWC_CORE_URI_H
#define HWC_CORE_URI_H

#include "core/buffer.h"
#include "core/error.h"
#include "core/text.h"

/* Appends `text`; every byte except A-Z a-z 0-9 - . _ ~ becomes %XX. */
void hwc_uri_encode(struct hwc_buffer *out, struct hwc_text text);

/* The same, except that '/' is kept. */
void hwc_uri_encode_path(struct hwc_buffer *out, struct hwc_text path);

/* Appends `text` with every %XX decoded; malformed escapes and '+' are kept. */
void hwc_uri_decode(struct hwc_buffer *out, struct hwc_text text);

/* Appends name=value joined by '&': sorted by the raw bytes of name, then
 * value; then encoded. This is the canonical query of the signature, and the
 * query that is sent. */
enum hwc_status hwc_uri_append_query(struct hwc_buffer *out,
                                     const struct hwc_pair *pairs,
                                     size_t count);

/* An absolute http or https URL; the slices point into the parsed text. */
struct hwc_uri {
  bool https;
  struct hwc_text authority; /* host[:port] as written */
  struct hwc_text host;      /* without the brackets of an IPv6 address */
  struct hwc_text port;      /* empty if absent */
  struct hwc_text path;      /* as written; may be empty */
  struct hwc_text query;     /* without '?' */
  bool has_query;
};

/* Rejects other schemes, user information, fragments, control bytes, spaces,
 * and invalid hosts and ports; `error` says which. */
enum hwc_status hwc_uri_parse(struct hwc_uri *uri, struct hwc_text text,
                              struct hwc_error *error);

/* True if a path contains a segment "." or "..", which an intermediary might
 * resolve to another path. Dots and separators may be percent-encoded, and a
 * backslash counts as a slash, because some servers decode before they
 * route. */
bool hwc_uri_has_dots(struct hwc_text path);

/* True for localhost and *.localhost, and for addresses of 127.0.0.0/8 and ::1
 * in the forms accepted by inet_pton(). */
bool hwc_uri_is_loopback(struct hwc_text host);

/* True if the text is an IPv4 or IPv6 address, without brackets. */
bool hwc_uri_is_address(struct hwc_text text);

/* True for an address of 169.254.0.0/16 in the same forms; false for names. */
bool hwc_uri_is_link_local(struct hwc_text host);

#endif
