/* SPDX-License-Identifier: Apache-2.0
 *
 * A growing run of bytes. Whatever it held is wiped before memory is given
 * back, so request bodies, keys and tokens may pass through it. */
#ifndef HWC_CORE_BUFFER_H
#define HWC_CORE_BUFFER_H

#include "core/error.h"
#include "core/text.h"

/* `data` always ends with a zero byte that `length` does not count; it is
 * NULL while nothing was appended. The first failure (no memory, `limit`
 * passed) sticks in `status` and later appends do nothing, so that callers
 * check once, at the end. */
struct hwc_buffer {
  char *data;
  size_t length;
  size_t capacity;
  size_t limit; /* most bytes it may hold; 0: no limit */
  enum hwc_status status;
};

#define HWC_BUFFER_INIT                                                        \
  {                                                                            \
    0                                                                          \
  }

/* Wipes and frees the bytes; the buffer is empty and usable again, with the
 * same limit. Safe on a zeroed buffer. */
void hwc_buffer_done(struct hwc_buffer *buffer);

/* Wipes the bytes but keeps the memory; forgets a failure. */
void hwc_buffer_clear(struct hwc_buffer *buffer);

void hwc_buffer_append(struct hwc_buffer *buffer, const void *data,
                       size_t length);
void hwc_buffer_append_text(struct hwc_buffer *buffer, struct hwc_text text);
void hwc_buffer_append_string(struct hwc_buffer *buffer, const char *string);
void hwc_buffer_append_char(struct hwc_buffer *buffer, char c);

/* Makes room for `length` more bytes. */
void hwc_buffer_reserve(struct hwc_buffer *buffer, size_t length);

/* The bytes as a slice; valid until the next change. */
struct hwc_text hwc_buffer_text(const struct hwc_buffer *buffer);

/* Moves the bytes of `from` into `to`, which is done first. */
void hwc_buffer_move(struct hwc_buffer *to, struct hwc_buffer *from);

/* Overwrites bytes in a way that the compiler does not leave out. */
void hwc_wipe(void *data, size_t length);

#endif
