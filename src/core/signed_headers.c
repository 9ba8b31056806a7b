/* SPDX-License-Identifier: Apache-2.0
 *
 * Validates, sorts and writes the headers to sign. */
#include "core/signed_headers.h"

#include "core/headers.h"
#include <stdlib.h>
#include <string.h>

static enum hwc_status invalid(struct hwc_error *error, const char *message)
{
  hwc_error_set(error, HWC_KIND_VALIDATION, "%s", message);
  return HWC_INVALID;
}

/* Length of a name in messages, limited. */
static int shown(struct hwc_text name)
{
  return name.length < 64 ? (int)name.length : 64;
}

static enum hwc_status check_header(const struct hwc_pair *header,
                                    size_t number, struct hwc_error *error)
{
  if (!hwc_is_token(header->name)) {
    hwc_error_set(error, HWC_KIND_VALIDATION,
                  "headers[%zu]: the name is not an HTTP token", number);
    return HWC_INVALID;
  }
  if (!hwc_is_header_value(header->value)) {
    hwc_error_set(
      error, HWC_KIND_VALIDATION,
      "headers[%zu]: the value of %.*s must not contain control bytes", number,
      shown(header->name), header->name.data);
    return HWC_INVALID;
  }
  return HWC_OK;
}

static int compare_names(const void *a, const void *b)
{
  return hwc_text_compare(((const struct hwc_pair *)a)->name,
                          ((const struct hwc_pair *)b)->name);
}

/* The headers to sign, with names in lower case. */
struct collected {
  struct hwc_pair *pairs;
  size_t count;
  struct hwc_buffer names;
};

/* Validates all headers and makes room for them. */
static enum hwc_status begin(struct collected *all,
                             const struct hwc_pair *headers, size_t count,
                             struct hwc_error *error)
{
  size_t length = 0;

  for (size_t i = 0; i < count; i++) {
    enum hwc_status status = check_header(&headers[i], i + 1, error);
    if (status != HWC_OK)
      return status;
    length += headers[i].name.length;
  }
  if (count > SIZE_MAX / sizeof *all->pairs)
    return HWC_NO_MEMORY;
  hwc_buffer_reserve(&all->names, length); /* so that the slices stay valid */
  all->pairs = malloc((count > 0 ? count : 1) * sizeof *all->pairs);
  return all->pairs != NULL ? all->names.status : HWC_NO_MEMORY;
}

static void collect(struct collected *all, struct hwc_pair header)
{
  struct hwc_pair *pair = &all->pairs[all->count++];
  size_t start = all->names.length;

  hwc_buffer_append_lower(&all->names, header.name);
  pair->name =
    (struct hwc_text){all->names.data + start, all->names.length - start};
  pair->value = hwc_text_trim(header.value);
}

static enum hwc_status sort(struct collected *all, struct hwc_error *error)
{
  if (all->count > 1)
    qsort(all->pairs, all->count, sizeof *all->pairs, compare_names);
  for (size_t i = 1; i < all->count; i++)
    if (compare_names(&all->pairs[i - 1], &all->pairs[i]) == 0) {
      hwc_error_set(error, HWC_KIND_VALIDATION, "headers: %.*s is given twice",
                    shown(all->pairs[i].name), all->pairs[i].name.data);
      return HWC_INVALID;
    }
  return HWC_OK;
}

/* Writes the sorted headers. The values of some of them are needed apart. */
static enum hwc_status write(struct hwc_signed_headers *out,
                             const struct collected *all,
                             struct hwc_text content_header,
                             struct hwc_text *date)
{
  size_t content_at = 0;

  *date = (struct hwc_text){NULL, 0};
  for (size_t i = 0; i < all->count; i++) {
    const struct hwc_pair *header = &all->pairs[i];
    bool is_date = hwc_text_equal(header->name, HWC_TEXT("x-sdk-date"));
    if (i > 0)
      hwc_buffer_append_char(&out->names, ';');
    hwc_buffer_append_text(&out->names, header->name);
    hwc_buffer_append_text(&out->lines, header->name);
    hwc_buffer_append_char(&out->lines, ':');
    if (is_date) {
      *date = header->value;
      out->date_at = out->lines.length;
    } else {
      if (hwc_text_equal_nocase(header->name, content_header)) {
        content_at = out->lines.length;
        out->content.length = header->value.length;
      }
      hwc_buffer_append_text(&out->lines, header->value);
    }
    hwc_buffer_append_char(&out->lines, '\n');
  }
  if (content_at > 0)
    out->content.data = out->lines.data + content_at;
  return out->lines.status != HWC_OK ? out->lines.status : out->names.status;
}

enum hwc_status hwc_signed_headers_set(struct hwc_signed_headers *out,
                                       const struct hwc_pair *headers,
                                       size_t count, const char *content_header,
                                       bool with_underscores,
                                       struct hwc_text *date,
                                       struct hwc_error *error)
{
  struct collected all = {0};

  hwc_buffer_clear(&out->names);
  hwc_buffer_clear(&out->lines);
  out->content = (struct hwc_text){NULL, 0};
  enum hwc_status status = begin(&all, headers, count, error);
  for (size_t i = 0; status == HWC_OK && i < count; i++) {
    struct hwc_text name = headers[i].name;
    if (!hwc_text_equal_nocase(name, HWC_TEXT("Authorization")) &&
        (with_underscores || memchr(name.data, '_', name.length) == NULL))
      collect(&all, headers[i]);
  }
  if (status == HWC_OK)
    status = sort(&all, error);
  if (status == HWC_OK)
    status = write(out, &all, hwc_text_of(content_header), date);
  free(all.pairs);
  hwc_buffer_done(&all.names);
  if (status == HWC_OK && date->data == NULL)
    return invalid(error, "headers: X-Sdk-Date has to hold the date");
  return status;
}

void hwc_signed_headers_done(struct hwc_signed_headers *headers)
{
  hwc_buffer_done(&headers->names);
  hwc_buffer_done(&headers->lines);
  headers->content = (struct hwc_text){NULL, 0};
}
