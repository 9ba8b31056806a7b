/* SPDX-License-Identifier: Apache-2.0
 *
 * Parses and validates header blocks. */
#include "core/headers.h"

#include <string.h>

/* Maximum characters of a name in a message. */
#define SHOWN 64

/* Headers that a caller must not set, and why. */
static const struct {
  const char *name;
  const char *why;
} owned[] = {
  {"accept-encoding", "the library chooses the encoding"},
  {"connection", "the library manages connections"},
  {"content-length", "the library derives it from the body"},
  {"expect", "the library sends bodies at once"},
  {"host", "it is taken from the endpoint"},
  {"keep-alive", "the library manages connections"},
  {"proxy-authorization", "use the option proxy"},
  {"proxy-connection", "the library manages connections"},
  {"te", "trailers are not supported"},
  {"trailer", "trailers are not supported"},
  {"transfer-encoding", "the library derives it from the body"},
  {"upgrade", "the library chooses the protocol"},
  {"x-sdk-date", "it is set when the request is signed"},
};

void hwc_headers_append(struct hwc_buffer *block, struct hwc_text name,
                        struct hwc_text value)
{
  hwc_buffer_append_text(block, name);
  hwc_buffer_append_char(block, '\0');
  hwc_buffer_append_text(block, value);
  hwc_buffer_append_char(block, '\0');
}

static bool take(struct hwc_text *rest, struct hwc_text *part)
{
  const char *end =
    rest->length > 0 ? memchr(rest->data, '\0', rest->length) : NULL;

  if (end == NULL)
    return false;
  *part = (struct hwc_text){rest->data, (size_t)(end - rest->data)};
  rest->length -= part->length + 1;
  rest->data = end + 1;
  return true;
}

bool hwc_headers_next(struct hwc_text *rest, struct hwc_pair *header)
{
  struct hwc_text after = *rest;

  if (!take(&after, &header->name) || !take(&after, &header->value))
    return false;
  *rest = after;
  return true;
}

struct hwc_text hwc_headers_find(struct hwc_text block, struct hwc_text name)
{
  struct hwc_pair header;

  while (hwc_headers_next(&block, &header))
    if (hwc_text_equal_nocase(header.name, name))
      return header.value;
  return (struct hwc_text){NULL, 0};
}

bool hwc_is_token(struct hwc_text text)
{
  for (size_t i = 0; i < text.length; i++) {
    char c = text.data[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    bool digit = c >= '0' && c <= '9';
    if (!letter && !digit &&
        (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL))
      return false;
  }
  return text.length > 0;
}

bool hwc_is_header_value(struct hwc_text text)
{
  for (size_t i = 0; i < text.length; i++)
    if (hwc_is_control(text.data[i]) && text.data[i] != '\t')
      return false;
  return true;
}

static enum hwc_status refuse(struct hwc_error *error, struct hwc_text name,
                              const char *why)
{
  int shown = name.length < SHOWN ? (int)name.length : SHOWN;

  hwc_error_set(error, HWC_KIND_VALIDATION, "header \"%.*s\": %s", shown,
                name.data != NULL ? name.data : "", why);
  return HWC_INVALID;
}

enum hwc_status hwc_header_check(struct hwc_pair header,
                                 struct hwc_error *error)
{
  if (!hwc_is_token(header.name))
    return refuse(error, header.name, "this is not a valid header name");
  if (memchr(header.name.data, '_', header.name.length) != NULL)
    return refuse(error, header.name,
                  "names with '_' are not covered by the signature");
  if (!hwc_is_header_value(header.value))
    return refuse(error, header.name,
                  "the value must not contain line breaks or control bytes");
  if (hwc_text_characters(header.value) < 0)
    return refuse(error, header.name, "the value must be valid UTF-8");
  return HWC_OK;
}

static enum hwc_status check_owner(struct hwc_text name,
                                   struct hwc_error *error)
{
  for (size_t i = 0; i < sizeof owned / sizeof owned[0]; i++) {
    if (!hwc_text_equal_nocase(name, hwc_text_of(owned[i].name)))
      continue;
    int shown = (int)name.length;
    hwc_error_set(error, HWC_KIND_VALIDATION,
                  "header \"%.*s\" cannot be set: %s", shown, name.data,
                  owned[i].why);
    return HWC_INVALID;
  }
  return HWC_OK;
}

enum hwc_status hwc_headers_check_extra(struct hwc_text block,
                                        struct hwc_error *error)
{
  struct hwc_text rest = block;
  struct hwc_pair header;
  size_t count = 0;

  while (hwc_headers_next(&rest, &header)) {
    enum hwc_status status = hwc_header_check(header, error);
    if (status == HWC_OK)
      status = check_owner(header.name, error);
    if (status != HWC_OK)
      return status;
    /* A later header of that name is a duplicate. */
    if (hwc_headers_find(block, header.name).data != header.value.data)
      return refuse(error, header.name, "it is given more than once");
    count++;
  }
  if (rest.length > 0) {
    hwc_error_set(error, HWC_KIND_VALIDATION,
                  "headers: a name or value contains a NUL byte");
    return HWC_INVALID;
  }
  if (count > HWC_HEADERS_MAX / 2) {
    hwc_error_set(error, HWC_KIND_VALIDATION, "headers: at most %d, got %zu",
                  HWC_HEADERS_MAX / 2, count);
    return HWC_INVALID;
  }
  return HWC_OK;
}
