/* SPDX-License-Identifier: Apache-2.0
 *
 * Parses status, headers and body as libcurl delivers them. */
#include "core/response.h"

#include "core/headers.h"
#include <errno.h>
#include <stdint.h>
#include <string.h>

/* Of all header blocks together. Below libcurl's own limit of 300 KiB, which it
 * reports as a lost connection. */
#define MAX_RESPONSE_HEADERS ((size_t)128 << 10)
/* Seconds to wait for the end of a stream whose response is complete. */
#define WHOLE_GRACE 0.1
#define USUAL_RESPONSE_HEADERS ((size_t)512)

/* --- Status and headers --------------------------------------------------- */

static bool parse_length(struct hwc_text value, size_t *length)
{
  *length = 0;
  for (size_t i = 0; i < value.length; i++) {
    if (value.data[i] < '0' || value.data[i] > '9')
      return false;
    if (*length > (SIZE_MAX - 9) / 10)
      return false;
    *length = *length * 10 + (size_t)(value.data[i] - '0');
  }
  return value.length > 0;
}

/* True if the body goes to a file. Error responses go to memory. */
static bool is_download(const struct hwc_transfer *transfer)
{
  return transfer->options.download != NULL && transfer->result->status == 200;
}

/* Rejects a file whose completeness cannot be verified: libcurl checks neither
 * the end of a gzip stream nor, for TLS without close_notify, that of a
 * connection. */
static bool check_file(struct hwc_transfer *transfer, bool coded, bool framed)
{
  int status = transfer->result->status;

  if (!transfer->options.is_file || status < 200 || status >= 300)
    return true;
  if (status == 206 || (status != 200 && transfer->options.download != NULL))
    transfer->failure = HWC_TRANSFER_NO_FILE;
  else if (coded)
    transfer->failure = HWC_TRANSFER_COMPRESSED;
  else if (!framed && status == 200)
    transfer->failure = HWC_TRANSFER_OPEN_END;
  return transfer->failure == HWC_TRANSFER_OK;
}

/* True if Transfer-Encoding has chunked, which must be its last coding. */
static bool is_chunked(struct hwc_text value)
{
  static const struct hwc_text chunked = {"chunked", 7};

  if (value.length < chunked.length)
    return false;
  value.data += value.length - chunked.length;
  value.length = chunked.length;
  return hwc_text_equal_nocase(value, chunked);
}

static bool is_request_id(struct hwc_text name)
{
  return hwc_text_equal(name, HWC_TEXT("x-request-id")) ||
         hwc_text_equal(name, HWC_TEXT("x-iam-trace-id"));
}

/* libcurl uses the last Content-Length; two different ones mean a broken or
 * forged response. */
static bool check_block(struct hwc_transfer *transfer)
{
  struct hwc_text rest = hwc_buffer_text(&transfer->result->headers);
  struct hwc_pair header;
  bool known = false;
  bool coded = false;
  bool chunked = false;
  bool empty_id = false;
  size_t first = 0;

  while (hwc_headers_next(&rest, &header)) {
    size_t length;
    coded |= hwc_text_equal(header.name, HWC_TEXT("content-encoding")) &&
             !hwc_text_equal_nocase(header.value, HWC_TEXT("identity"));
    if (hwc_text_equal(header.name, HWC_TEXT("transfer-encoding")))
      chunked = is_chunked(header.value);
    if (is_request_id(header.name)) {
      empty_id |= header.value.length == 0;
      transfer->result->has_request_id = !empty_id;
    }
    if (!hwc_text_equal(header.name, HWC_TEXT("content-length")))
      continue;
    if (!parse_length(header.value, &length) || (known && length != first)) {
      transfer->failure = HWC_TRANSFER_BAD_LENGTH;
      return false;
    }
    known = true;
    first = length;
  }
  transfer->expected = first;
  transfer->length_known = known && !chunked; /* chunked has its own end */
  if (known && first > transfer->max_response && !is_download(transfer) &&
      transfer->result->status != 304 &&
      strcmp(transfer->options.method, "HEAD") != 0) {
    transfer->failure = HWC_TRANSFER_BODY_TOO_LARGE;
    return false;
  }
  return check_file(transfer, coded, known || chunked);
}

static void add_header(struct hwc_buffer *headers, struct hwc_text line)
{
  const char *colon = memchr(line.data, ':', line.length);
  struct hwc_text name = {line.data, 0};

  if (colon == NULL || memchr(line.data, '\0', line.length) != NULL)
    return;
  name.length = (size_t)(colon - line.data);
  hwc_buffer_append_lower(headers, hwc_text_trim(name));
  hwc_buffer_append_char(headers, '\0');
  size_t used = (size_t)(colon + 1 - line.data);
  hwc_buffer_append_text(
    headers, hwc_text_trim((struct hwc_text){colon + 1, line.length - used}));
  hwc_buffer_append_char(headers, '\0');
}

/* A folded line continues the previous value. */
static void continue_header(struct hwc_buffer *headers, struct hwc_text line)
{
  if (headers->length == 0 || memchr(line.data, '\0', line.length) != NULL)
    return;
  headers->data[headers->length - 1] = ' ';
  hwc_buffer_append_text(headers, hwc_text_trim(line));
  hwc_buffer_append_char(headers, '\0');
}

static bool is_blank(struct hwc_text line)
{
  return (unsigned char)line.data[0] <= ' ' && hwc_text_trim(line).length == 0;
}

static int parse_status(struct hwc_text line)
{
  const char *space = memchr(line.data, ' ', line.length);
  int status = 0;

  if (space == NULL)
    return 0;
  for (const char *c = space + 1;
       c < line.data + line.length && *c >= '0' && *c <= '9' && status < 1000;
       c++)
    status = status * 10 + (*c - '0');
  return status;
}

/* Parses one line of the header. Interim responses (1xx) precede the final one,
 * each with a block of its own; trailers follow the body. */
static bool take_line(struct hwc_transfer *transfer, struct hwc_text line)
{
  static const struct hwc_text version = {"HTTP/", 5};
  struct hwc_result *result = transfer->result;
  struct hwc_buffer *headers = &result->headers;

  if (transfer->block_complete && result->status >= 200)
    return true; /* a trailer */
  if (is_blank(line)) {
    transfer->block_complete = true;
    transfer->responded_at = hwc_loop_unix_time(transfer->loop);
    return check_block(transfer);
  }
  if (line.length > version.length &&
      memcmp(line.data, version.data, version.length) == 0) {
    hwc_buffer_clear(headers);
    result->has_request_id = false;
    hwc_buffer_reserve(headers, USUAL_RESPONSE_HEADERS);
    transfer->block_complete = false;
    result->status = parse_status(line);
  } else if (line.data[0] == ' ' || line.data[0] == '\t') {
    continue_header(headers, line);
  } else {
    add_header(headers, line);
  }
  if (headers->status == HWC_OK)
    return true;
  transfer->failure = HWC_TRANSFER_NO_MEMORY;
  return false;
}

/* Counts interim responses too, since there may be any number. */
static bool count_head(struct hwc_transfer *transfer, size_t length)
{
  transfer->head_length += length;
  if (transfer->head_length <= MAX_RESPONSE_HEADERS)
    return true;
  transfer->failure = HWC_TRANSFER_HEADERS_TOO_LARGE;
  return false;
}

/* --- Completeness and stalls ---------------------------------------------- */

static double stall_timeout(const struct hwc_transfer *transfer)
{
  double seconds = transfer->options.connection->stall_timeout;

  return seconds > 0 ? seconds : HWC_STALL_TIMEOUT;
}

double hwc_response_due(const struct hwc_transfer *transfer)
{
  return transfer->last_byte + stall_timeout(transfer);
}

/* Compares the encoded length, before decompression. */
bool hwc_response_is_whole(const struct hwc_transfer *transfer)
{
  int status = transfer->result->status;
  curl_off_t received = 0;

  if (!transfer->block_complete || status < 200 ||
      transfer->failure != HWC_TRANSFER_OK)
    return false;
  if (strcmp(transfer->options.method, "HEAD") == 0 || status == 204 ||
      status == 304)
    return true;
  return transfer->length_known &&
         curl_easy_getinfo(transfer->handle->easy, CURLINFO_SIZE_DOWNLOAD_T,
                           &received) == CURLE_OK &&
         (uint64_t)received == transfer->expected;
}

/* True if the response may be complete with these bytes: libcurl versions
 * differ on whether they are counted before or after the callback. */
static bool may_be_whole(const struct hwc_transfer *transfer, size_t length)
{
  curl_off_t received = 0;

  curl_easy_getinfo(transfer->handle->easy, CURLINFO_SIZE_DOWNLOAD_T,
                    &received);
  return hwc_response_is_whole(transfer) ||
         (transfer->length_known &&
          (uint64_t)received + length >= transfer->expected);
}

/* Records the arrival of response bytes, and sets the timer that detects a
 * stall. After the last byte libcurl may still have to send the rest of the
 * request to a server that no longer reads it; that gets a short time. */
static bool note_bytes(struct hwc_transfer *transfer, size_t length)
{
  bool first = transfer->last_byte <= 0;
  double wait = stall_timeout(transfer);

  if (transfer->result->status < 200)
    return true;
  transfer->last_byte = hwc_loop_arrival_time(transfer->loop);
  if (transfer->block_complete && transfer->options.multiplexed &&
      may_be_whole(transfer, length))
    wait = WHOLE_GRACE;
  else if (!first)
    return true;
  if (hwc_loop_set_timer(transfer->loop, &transfer->stall_timer,
                         transfer->last_byte + wait) == HWC_OK)
    return true;
  transfer->failure = HWC_TRANSFER_NO_MEMORY;
  return false;
}

size_t hwc_response_take_head(char *data, size_t size, size_t count, void *user)
{
  struct hwc_transfer *transfer = ((struct hwc_handle *)user)->transfer;
  size_t length = size * count;

  if (!transfer->sending)
    return length; /* the response of a proxy to CONNECT */
  if (length == 0 || (count_head(transfer, length) &&
                      take_line(transfer, (struct hwc_text){data, length}) &&
                      note_bytes(transfer, 0)))
    return length;
  return 0; /* aborts the transfer */
}

/* --- Body ----------------------------------------------------------------- */

static void not_written(struct hwc_transfer *transfer)
{
  transfer->failure = HWC_TRANSFER_NOT_WRITTEN;
  transfer->system_error = errno;
}

size_t hwc_response_take_body(char *data, size_t size, size_t count, void *user)
{
  struct hwc_transfer *transfer = ((struct hwc_handle *)user)->transfer;
  struct hwc_buffer *body = &transfer->result->body;
  size_t length = size * count;

  if (is_download(transfer)) {
    if (hwc_download_write(transfer->options.download, data, length) == HWC_OK)
      return note_bytes(transfer, length) ? length : 0;
    not_written(transfer);
    return 0;
  }
  body->limit = transfer->max_response;
  hwc_buffer_append(body, data, length);
  if (body->status == HWC_OK)
    return note_bytes(transfer, length) ? length : 0;
  transfer->failure = body->status == HWC_TOO_LARGE
                        ? HWC_TRANSFER_BODY_TOO_LARGE
                        : HWC_TRANSFER_NO_MEMORY;
  return 0;
}

/* libcurl reports a response that ends within its headers as a success. */
static bool is_whole_download(const struct hwc_transfer *transfer)
{
  return is_download(transfer) && transfer->block_complete &&
         transfer->failure == HWC_TRANSFER_OK;
}

void hwc_response_keep_file(struct hwc_transfer *transfer)
{
  if (is_whole_download(transfer) &&
      hwc_download_commit(transfer->options.download) != HWC_OK)
    not_written(transfer);
}
