/* SPDX-License-Identifier: Apache-2.0
 *
 * Requests are kept in plain memory: no Lua state is near while they arrive. */
#define _POSIX_C_SOURCE 200809L
#include "sandbox/request.h"

#include <stdlib.h>
#include <string.h>

struct request *request_new(const char *target)
{
  struct request *request = calloc(1, sizeof(*request));
  if (request == NULL)
    return NULL;
  request->target = strdup(target);
  if (request->target == NULL) {
    free(request);
    return NULL;
  }
  return request;
}

void request_free(struct request *request)
{
  if (request == NULL)
    return;
  if (request->response != NULL)
    MHD_destroy_response(request->response);
  free(request->target);
  free(request->body);
  free(request->headers);
  free(request);
}

bool request_add_header(struct request *request, const struct header *header)
{
  if (request->header_count == request->header_capacity) {
    size_t capacity =
      request->header_capacity ? 2 * request->header_capacity : 16;
    struct header *grown = realloc(request->headers, capacity * sizeof(*grown));
    if (grown == NULL) {
      request->broken = true;
      return false;
    }
    request->headers = grown;
    request->header_capacity = capacity;
  }
  request->headers[request->header_count++] = *header;
  return true;
}

static bool reserve_body(struct request *request, size_t size)
{
  size_t capacity = request->capacity ? request->capacity : 4096;

  if (size <= request->capacity)
    return true;
  while (capacity < size)
    capacity *= 2;
  char *grown = realloc(request->body, capacity);
  if (grown == NULL)
    return false;
  request->body = grown;
  request->capacity = capacity;
  return true;
}

void request_add_body(struct request *request, const char *data, size_t size,
                      size_t max)
{
  if (request->too_large || request->broken)
    return;
  if (size > max - request->length) {
    request->too_large = true;
    free(request->body);
    request->body = NULL;
    request->length = request->capacity = 0;
    return;
  }
  if (!reserve_body(request, request->length + size)) {
    request->broken = true;
    return;
  }
  memcpy(request->body + request->length, data, size);
  request->length += size;
}
