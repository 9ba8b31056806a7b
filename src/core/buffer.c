/* SPDX-License-Identifier: Apache-2.0
 *
 * Appends, moves and wipes bytes. */
#include "core/buffer.h"

#include <stdlib.h>
#include <string.h>

/* Smallest capacity: most buffers of a call need not grow. */
#define SMALLEST 128

void hwc_buffer_done(struct hwc_buffer *buffer)
{
  if (buffer->data != NULL) {
    hwc_wipe(buffer->data, buffer->length);
    free(buffer->data);
  }
  *buffer = (struct hwc_buffer){.limit = buffer->limit};
}

void hwc_buffer_clear(struct hwc_buffer *buffer)
{
  hwc_wipe(buffer->data, buffer->length);
  buffer->length = 0;
  buffer->status = HWC_OK;
  if (buffer->data != NULL)
    buffer->data[0] = '\0';
}

/* True if `length` more bytes and the zero byte fit without growing: the
 * capacity respects the limit. */
static bool has_room(const struct hwc_buffer *buffer, size_t length)
{
  return length < buffer->capacity - buffer->length && buffer->status == HWC_OK;
}

void hwc_buffer_reserve(struct hwc_buffer *buffer, size_t length)
{
  if (has_room(buffer, length) || buffer->status != HWC_OK)
    return;
  if (length > SIZE_MAX / 4 || buffer->length > SIZE_MAX / 4 ||
      (buffer->limit != 0 && buffer->length + length > buffer->limit)) {
    buffer->status = HWC_TOO_LARGE;
    return;
  }
  size_t needed = buffer->length + length + 1;
  if (needed <= buffer->capacity)
    return;
  size_t capacity = buffer->capacity ? buffer->capacity * 2 : SMALLEST;
  if (capacity < needed)
    capacity = needed;
  /* The last growth goes straight to the limit: old and new bytes together
   * then do not exceed it. */
  if (buffer->limit != 0 && capacity > buffer->limit / 2)
    capacity = buffer->limit + 1;
  /* Not realloc(), which might free the old bytes without wiping them. */
  char *data = malloc(capacity);
  if (data == NULL) {
    buffer->status = HWC_NO_MEMORY;
    return;
  }
  if (buffer->length > 0)
    memcpy(data, buffer->data, buffer->length);
  data[buffer->length] = '\0';
  hwc_wipe(buffer->data, buffer->length);
  free(buffer->data);
  buffer->data = data;
  buffer->capacity = capacity;
}

void hwc_buffer_append(struct hwc_buffer *buffer, const void *data,
                       size_t length)
{
  if (!has_room(buffer, length)) {
    hwc_buffer_reserve(buffer, length);
    if (buffer->status != HWC_OK)
      return;
  }
  if (length > 0)
    memcpy(buffer->data + buffer->length, data, length);
  buffer->length += length;
  buffer->data[buffer->length] = '\0';
}

char *hwc_buffer_extend(struct hwc_buffer *buffer, size_t length)
{
  if (!has_room(buffer, length)) {
    hwc_buffer_reserve(buffer, length);
    if (buffer->status != HWC_OK)
      return NULL;
  }
  char *first = buffer->data + buffer->length;
  buffer->length += length;
  buffer->data[buffer->length] = '\0';
  return first;
}

void hwc_buffer_append_text(struct hwc_buffer *buffer, struct hwc_text text)
{
  hwc_buffer_append(buffer, text.data, text.length);
}

void hwc_buffer_append_string(struct hwc_buffer *buffer, const char *string)
{
  hwc_buffer_append(buffer, string, strlen(string));
}

void hwc_buffer_append_char(struct hwc_buffer *buffer, char c)
{
  if (!has_room(buffer, 1)) {
    hwc_buffer_append(buffer, &c, 1);
    return;
  }
  buffer->data[buffer->length++] = c;
  buffer->data[buffer->length] = '\0';
}

void hwc_buffer_append_lower(struct hwc_buffer *buffer, struct hwc_text text)
{
  char *out = hwc_buffer_extend(buffer, text.length);

  for (size_t i = 0; out != NULL && i < text.length; i++) {
    char c = text.data[i];
    out[i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
  }
}

struct hwc_text hwc_buffer_text(const struct hwc_buffer *buffer)
{
  return (struct hwc_text){buffer->data, buffer->length};
}

void hwc_buffer_move(struct hwc_buffer *to, struct hwc_buffer *from)
{
  hwc_buffer_done(to);
  *to = *from;
  *from = (struct hwc_buffer){.limit = from->limit};
}
