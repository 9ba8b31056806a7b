/* SPDX-License-Identifier: Apache-2.0
 *
 * Builds, validates and compares heads. */
#include "core/head.h"

#include <stdlib.h>
#include <string.h>

/* Usual size of a header block, reserved in advance. */
#define USUAL_BLOCK 512

/* Adds a default header, unless the caller sets it or the value is empty. */
static enum hwc_status add_header(struct hwc_buffer *block,
                                  struct hwc_text extra, struct hwc_text name,
                                  struct hwc_text value,
                                  struct hwc_error *error)
{
  struct hwc_pair header = {name, hwc_text_trim(value)};

  if (header.value.length == 0 || hwc_headers_find(extra, name).data != NULL)
    return HWC_OK;
  hwc_headers_append(block, header.name, header.value);
  return hwc_header_check(header, error);
}

/* Rejects caller headers that belong to the credentials: the request would
 * contradict its signature. */
static enum hwc_status check_credentials_headers(struct hwc_text extra,
                                                 struct hwc_error *error)
{
  static const char *const names[] = {"Authorization", "X-Auth-Token",
                                      "X-Security-Token"};

  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    if (hwc_headers_find(extra, hwc_text_of(names[i])).data == NULL)
      continue;
    hwc_error_set(
      error, HWC_KIND_VALIDATION,
      "header \"%s\" cannot be set: it is taken from the credentials",
      names[i]);
    return HWC_INVALID;
  }
  return HWC_OK;
}

static enum hwc_status check_extra(const struct hwc_head_parts *parts,
                                   struct hwc_error *error)
{
  enum hwc_status status = hwc_headers_check_extra(parts->extra, error);

  if (status == HWC_OK && (parts->signer != NULL || parts->token.length > 0))
    status = check_credentials_headers(parts->extra, error);
  if (status == HWC_INVALID && error != NULL)
    error->field = "headers";
  return status;
}

static bool begins(struct hwc_text text, struct hwc_text prefix)
{
  return text.length >= prefix.length &&
         memcmp(text.data, prefix.data, prefix.length) == 0;
}

/* Bodies other than JSON are not hashed, like in the official clients. */
static bool is_hashed(const struct hwc_buffer *block,
                      const struct hwc_head_parts *parts)
{
  struct hwc_text name = HWC_TEXT("Content-Type");
  struct hwc_text type = hwc_headers_find(hwc_buffer_text(block), name);

  if (type.data == NULL)
    type = hwc_text_trim(hwc_headers_find(parts->extra, name));
  return type.length == 0 || begins(type, HWC_TEXT("application/json")) ||
         begins(type, HWC_TEXT("application/bson"));
}

static enum hwc_status add_signed_headers(struct hwc_buffer *block,
                                          const struct hwc_head_parts *parts,
                                          struct hwc_error *error)
{
  enum hwc_status status =
    add_header(block, parts->extra, HWC_TEXT("X-Project-Id"),
               parts->texts[HWC_HEAD_PROJECT_ID], error);

  if (status == HWC_OK)
    status = add_header(block, parts->extra, HWC_TEXT("X-Domain-Id"),
                        parts->texts[HWC_HEAD_DOMAIN_ID], error);
  if (status == HWC_OK)
    status = add_header(block, parts->extra, HWC_TEXT("X-Security-Token"),
                        parts->security_token, error);
  if (status != HWC_OK || !parts->has_content || is_hashed(block, parts))
    return status;
  const char *name =
    hwc_algorithm_content_header(hwc_signer_algorithm(parts->signer));
  return add_header(block, parts->extra, hwc_text_of(name),
                    HWC_TEXT("UNSIGNED-PAYLOAD"), error);
}

/* Writes all headers, validated. */
static enum hwc_status write_block(struct hwc_buffer *block,
                                   const struct hwc_head_parts *parts,
                                   struct hwc_error *error)
{
  struct hwc_text extra = parts->extra;
  struct hwc_pair header;

  hwc_buffer_reserve(block, USUAL_BLOCK);
  enum hwc_status status = check_extra(parts, error);
  if (status == HWC_OK)
    status = add_header(block, extra, HWC_TEXT("Host"),
                        parts->texts[HWC_HEAD_HOST], error);
  if (status == HWC_OK)
    status = add_header(block, extra, HWC_TEXT("Content-Type"),
                        parts->texts[HWC_HEAD_CONTENT_TYPE], error);
  if (status == HWC_OK)
    status = add_header(block, extra, HWC_TEXT("User-Agent"),
                        parts->texts[HWC_HEAD_USER_AGENT], error);
  if (status == HWC_OK && parts->signer != NULL)
    status = add_signed_headers(block, parts, error);
  else if (status == HWC_OK)
    status =
      add_header(block, extra, HWC_TEXT("X-Auth-Token"), parts->token, error);
  if (status != HWC_OK)
    return status;
  while (hwc_headers_next(&extra, &header))
    hwc_headers_append(block, header.name, hwc_text_trim(header.value));
  return block->status;
}

static void append_line(struct hwc_buffer *lines, struct hwc_pair header)
{
  hwc_buffer_append_text(lines, header.name);
  hwc_buffer_append_string(lines, header.value.length > 0 ? ": " : ";");
  hwc_buffer_append_text(lines, header.value);
  hwc_buffer_append_char(lines, '\0');
}

/* "Name:" without a value stops libcurl from adding that header. */
static void append_emptied(struct hwc_buffer *lines, struct hwc_text block)
{
  static const char *const names[HWC_EMPTIED_LINES] = {"Accept",
                                                       "Content-Type"};

  for (size_t i = 0; i < HWC_EMPTIED_LINES; i++) {
    if (hwc_headers_find(block, hwc_text_of(names[i])).data != NULL)
      continue;
    hwc_buffer_append_string(lines, names[i]);
    hwc_buffer_append(lines, ":", 2);
  }
}

/* Links the lines for libcurl without copies that would not be wiped. */
static void link_lines(struct hwc_head *head)
{
  char *line = head->lines.data;
  char *end = line + head->lines.length;

  for (struct curl_slist *node = head->list; line < end; node++) {
    node->data = line;
    line += strlen(line) + 1;
    node->next = line < end ? node + 1 : NULL;
  }
}

/* Converts the block to lines and to the canonical form. */
static enum hwc_status convert(struct hwc_head *head, struct hwc_text block,
                               const struct hwc_head_parts *parts,
                               struct hwc_error *error)
{
  struct hwc_pair pairs[HWC_HEADERS_MAX + 1];
  struct hwc_text rest = block;
  struct hwc_text date;
  size_t count = 0;

  head->length = block.length;
  while (count < HWC_HEADERS_MAX && hwc_headers_next(&rest, &pairs[count]))
    append_line(&head->lines, pairs[count++]);
  append_emptied(&head->lines, block);
  if (head->lines.status != HWC_OK)
    return head->lines.status;
  link_lines(head);
  if (parts->signer == NULL)
    return HWC_OK;
  pairs[count++] = (struct hwc_pair){HWC_TEXT("X-Sdk-Date"), HWC_TEXT("")};
  return hwc_signed_headers_set(
    &head->canonical, pairs, count,
    hwc_algorithm_content_header(hwc_signer_algorithm(parts->signer)), false,
    &date, error);
}

/* Copies the texts, so that the head can be recognised. */
static enum hwc_status keep_source(struct hwc_head *head,
                                   const struct hwc_head_parts *parts)
{
  size_t length = 0;

  for (size_t i = 0; i < HWC_HEAD_TEXTS; i++)
    length += parts->texts[i].length;
  hwc_buffer_reserve(&head->source, length); /* so that slices stay valid */
  for (size_t i = 0; head->source.status == HWC_OK && i < HWC_HEAD_TEXTS; i++) {
    head->texts[i] = (struct hwc_text){head->source.data + head->source.length,
                                       parts->texts[i].length};
    hwc_buffer_append_text(&head->source, parts->texts[i]);
  }
  head->has_content = parts->has_content;
  return head->source.status;
}

enum hwc_status hwc_head_new(struct hwc_head **head,
                             const struct hwc_head_parts *parts,
                             struct hwc_error *error)
{
  struct hwc_buffer block = HWC_BUFFER_INIT;
  struct hwc_head *made = calloc(1, sizeof *made);

  if (made == NULL)
    return HWC_NO_MEMORY;
  made->references = 1;
  enum hwc_status status = write_block(&block, parts, error);
  made->any_content = is_hashed(&block, parts);
  if (status == HWC_OK)
    status = convert(made, hwc_buffer_text(&block), parts, error);
  if (status == HWC_OK)
    status = keep_source(made, parts);
  hwc_buffer_done(&block);
  if (status != HWC_OK) {
    hwc_head_unref(made);
    return status;
  }
  *head = made;
  return HWC_OK;
}

bool hwc_head_is_of(const struct hwc_head *head,
                    const struct hwc_head_parts *parts)
{
  for (size_t i = 0; i < HWC_HEAD_TEXTS; i++)
    if (!hwc_text_equal(head->texts[i], parts->texts[i]))
      return false;
  return parts->extra.length == 0 &&
         (head->any_content || head->has_content == parts->has_content);
}

struct hwc_head *hwc_head_ref(struct hwc_head *head)
{
  head->references++;
  return head;
}

void hwc_head_unref(struct hwc_head *head)
{
  if (head == NULL || --head->references > 0)
    return;
  hwc_buffer_done(&head->lines);
  hwc_buffer_done(&head->source);
  hwc_signed_headers_done(&head->canonical);
  free(head);
}
