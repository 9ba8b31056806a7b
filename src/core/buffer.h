/* SPDX-License-Identifier: Apache-2.0
 *
 * A growing byte buffer. Its memory is wiped before it is freed, so it may hold
 * request bodies, keys and tokens. */
#ifndef HWC_CORE_BUFFER_H
#define HWC_CORE_BUFFER_H

#include "core/error.h"
#include "core/text.h"
#include "core/wipe.h"

/* `data` is followed by a zero byte that `length` does not count; it is NULL
 * before the first append. The first failure (out of memory, `limit` exceeded)
 * stays in `status`, and later appends do nothing: check once, at the end. */
struct hwc_buffer {
  char *data;
  size_t length;
  size_t capacity;
  size_t limit; /* maximum length in bytes; 0: none. Set while it has no
                   memory */
  enum hwc_status status;
};

#define HWC_BUFFER_INIT                                                        \
  {                                                                            \
    0                                                                          \
  }

/* Wipes and frees the bytes. The buffer is empty and usable again, with the
 * same limit. Safe on a zero-initialised buffer. */
void hwc_buffer_done(struct hwc_buffer *buffer);

/* Wipes the bytes and resets `status`, but keeps the memory. */
void hwc_buffer_clear(struct hwc_buffer *buffer);

void hwc_buffer_append(struct hwc_buffer *buffer, const void *data,
                       size_t length);
void hwc_buffer_append_text(struct hwc_buffer *buffer, struct hwc_text text);
void hwc_buffer_append_string(struct hwc_buffer *buffer, const char *string);
void hwc_buffer_append_char(struct hwc_buffer *buffer, char c);

/* Appends the text with the letters of ASCII in lower case. */
void hwc_buffer_append_lower(struct hwc_buffer *buffer, struct hwc_text text);

/* Reserves memory for `length` more bytes. */
void hwc_buffer_reserve(struct hwc_buffer *buffer, size_t length);

/* Appends `length` bytes for the caller to write, and returns the first; NULL
 * if they do not fit. */
char *hwc_buffer_extend(struct hwc_buffer *buffer, size_t length);

/* Returns the bytes as a slice, valid until the next change. */
struct hwc_text hwc_buffer_text(const struct hwc_buffer *buffer);

/* Moves the bytes of `from` into `to`; the old bytes of `to` are wiped and
 * freed. */
void hwc_buffer_move(struct hwc_buffer *to, struct hwc_buffer *from);

#endif
