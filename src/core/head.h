/* SPDX-License-Identifier: Apache-2.0
 *
 * The headers of a request that are the same for all of its attempts, validated
 * and in the forms in which they are sent and signed. Requests with the same
 * headers may share one head. */
#ifndef HWC_CORE_HEAD_H
#define HWC_CORE_HEAD_H

#include "core/headers.h"
#include "core/signer.h"
#include <curl/curl.h>

/* Lines that stop libcurl from adding headers. */
#define HWC_EMPTIED_LINES 2

/* The texts of a head; an empty one is not sent. The IDs are sent only if the
 * request is signed with keys. */
enum hwc_head_text {
  HWC_HEAD_HOST,
  HWC_HEAD_CONTENT_TYPE,
  HWC_HEAD_USER_AGENT,
  HWC_HEAD_PROJECT_ID,
  HWC_HEAD_DOMAIN_ID,
  HWC_HEAD_TEXTS
};

/* What a head is made of. */
struct hwc_head_parts {
  struct hwc_text texts[HWC_HEAD_TEXTS];
  const struct hwc_signer *signer; /* NULL: not signed with keys */
  struct hwc_text security_token;  /* of the signer */
  struct hwc_text token;           /* X-Auth-Token; empty: none */
  struct hwc_text extra;           /* header block of the caller */
  bool has_content;                /* the body is not empty */
};

/* Reference-counted; does not change. */
struct hwc_head {
  unsigned references;
  struct hwc_buffer lines; /* "Name: value" NUL ... */
  struct curl_slist list[HWC_HEADERS_MAX + HWC_EMPTIED_LINES]; /* the lines */
  struct hwc_signed_headers canonical; /* empty unless signed with keys */
  size_t length;                       /* bytes of names and values */
  struct hwc_buffer source;            /* the texts that it was made of */
  struct hwc_text texts[HWC_HEAD_TEXTS];
  bool has_content;
  bool any_content; /* the same for bodies with and without content */
};

/* Returns HWC_INVALID, with details in `error`, if a header cannot be sent as
 * it is, or if the caller's headers contradict the credentials. */
enum hwc_status hwc_head_new(struct hwc_head **head,
                             const struct hwc_head_parts *parts,
                             struct hwc_error *error);

/* True if the head, which has no headers of the caller, is what these parts
 * would make. The credentials must be those that it was made with. */
bool hwc_head_is_of(const struct hwc_head *head,
                    const struct hwc_head_parts *parts);

struct hwc_head *hwc_head_ref(struct hwc_head *head);

/* Wipes and frees the head with the last reference. Accepts NULL. */
void hwc_head_unref(struct hwc_head *head);

#endif
