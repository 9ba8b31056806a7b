/* SPDX-License-Identifier: Apache-2.0
 *
 * The HTTP request of one call while it is built, and the secrets in it that
 * nothing may show. */
#ifndef HWC_LUA_MESSAGE_H
#define HWC_LUA_MESSAGE_H

#include "core/buffer.h"
#include "core/text.h"
#include <lua.h>
#include <stdbool.h>
#include <stddef.h>

/* Largest body that the gateways accept, in bytes. */
#define HWC_MAX_BODY ((size_t)12 * 1024 * 1024)

/* "multipart/form-data; boundary=" and 32 hexadecimal digits. */
#define HWC_FORM_TYPE_SIZE 64

/* Written in place of a secret. */
#define HWC_REDACTED "***"

/* Shorter secrets are not redacted in responses: they match by chance in any
 * text. No rule of a secret member allows them. */
#define HWC_SHORTEST_SECRET 4

/* The parts of a request. Lives in a userdata (hwcL_push_message), because Lua
 * may raise while the parts are written. */
struct hwc_message {
  struct hwc_buffer target;              /* path?query, percent-encoded */
  struct hwc_buffer headers;             /* name NUL value NUL name NUL ... */
  struct hwc_buffer body;                /* at most HWC_MAX_BODY bytes */
  struct hwc_buffer secrets;             /* value NUL value NUL ... */
  char content_type[HWC_FORM_TYPE_SIZE]; /* of a form; empty: JSON. If it is set
                                            already, its boundary is used */
  size_t proof_start; /* bytes of the body that prove the identity of an
                         unsigned call; if there are none, the secrets of the
                         arguments do */
  size_t proof_length;
  size_t own_secrets; /* bytes of `secrets` that come from the arguments */
  bool has_body;
  bool redacted; /* secrets are written as ***: the message is for display and
                    must not be sent */
};

void hwc_message_init(struct hwc_message *message);

/* Wipes and frees the parts. */
void hwc_message_done(struct hwc_message *message);

/* Empties all parts but keeps their memory. */
void hwc_message_clear(struct hwc_message *message);

/* Records that `value`, which has no NUL, is a secret. Values shorter than
 * HWC_SHORTEST_SECRET are ignored. */
void hwc_message_redact(struct hwc_message *message, struct hwc_text value);

/* Records the secret `value` and returns what to write for it: the value, or
 * HWC_REDACTED if the message is for display. */
struct hwc_text hwc_message_secret(struct hwc_message *message,
                                   struct hwc_text value);

/* The bytes with which an unsigned call proves its identity; empty if there
 * are none. Points into the message. */
struct hwc_text hwc_message_proof(const struct hwc_message *message);

/* Pushes an initialised message as a userdata; __gc wipes and frees it. */
struct hwc_message *hwcL_push_message(lua_State *L);

#endif
