/* SPDX-License-Identifier: Apache-2.0
 *
 * Percent-encoding, and the parts of a URL. */
#ifndef HWC_CORE_URI_H
#define HWC_CORE_URI_H

#include "core/buffer.h"
#include "core/error.h"
#include "core/text.h"

/* Appends `text` with everything but A-Z a-z 0-9 - . _ ~ as %XX. */
void hwc_uri_encode(struct hwc_buffer *out, struct hwc_text text);

/* Appends `text` with every %XX decoded; a malformed escape stays as it is,
 * and '+' stays '+'. */
void hwc_uri_decode(struct hwc_buffer *out, struct hwc_text text);

/* Appends name=value joined by '&': sorted by name, then value, both as raw
 * bytes, then encoded. This is the canonical query of the signature, and what
 * goes on the wire. */
enum hwc_status hwc_uri_append_query(struct hwc_buffer *out,
                                     const struct hwc_pair *pairs,
                                     size_t count);

/* An absolute http or https URL; the slices point into the parsed text. */
struct hwc_uri {
  bool https;
  struct hwc_text authority; /* host[:port] as written */
  struct hwc_text host;      /* without the brackets of an IPv6 address */
  struct hwc_text port;      /* empty where none is written */
  struct hwc_text path;      /* as written; may be empty */
  struct hwc_text query;     /* without '?' */
  bool has_query;
};

/* Refuses other schemes, user information, fragments, control bytes, spaces,
 * and hosts or ports that cannot be. `error` says which. */
enum hwc_status hwc_uri_parse(struct hwc_uri *uri, struct hwc_text text,
                              struct hwc_error *error);

/* Whether a path has a segment "." or "..": on the way it could be folded into
 * the path of something else. Dots and separators may be percent-encoded, and a
 * backslash counts as a slash: some servers decode before they route. */
bool hwc_uri_has_dots(struct hwc_text path);

/* The names localhost and *.localhost, and the addresses 127.0.0.0/8 and ::1 in
 * the forms that inet_pton() knows. */
bool hwc_uri_is_loopback(struct hwc_text host);

/* Whether a text is an address of IPv4 or IPv6, without brackets. */
bool hwc_uri_is_address(struct hwc_text text);

/* An address of 169.254.0.0/16, likewise; never a name. */
bool hwc_uri_is_link_local(struct hwc_text host);

#endif
