/* SPDX-License-Identifier: Apache-2.0 */
#define _POSIX_C_SOURCE 200809L
#include "sandbox/plain_response.h"

#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const struct problem {
  unsigned status;
  const char *reason;
  const char *code;
  const char *message;
} problems[] = {
  {408, "Request Timeout", "APIGW.0201", "Request timeout"},
  {414, "URI Too Long", "APIGW.0201", "Request URI too long"},
  {500, "Internal Server Error", "APIG.0601", "Internal server error"},
  {503, "Service Unavailable", "APIG.0601", "Too many connections"},
};

static const struct problem *find(unsigned status)
{
  for (size_t i = 0; i < sizeof(problems) / sizeof(problems[0]); i++)
    if (problems[i].status == status)
      return &problems[i];
  return find(500);
}

void plain_response_init(struct plain_response *response, unsigned status)
{
  static atomic_uint made;
  const struct problem *problem = find(status);
  char body[200];

  response->status = problem->status;
  snprintf(response->id, sizeof(response->id), "%016llx%016x",
           (unsigned long long)time(NULL), atomic_fetch_add(&made, 1u) + 1u);
  int body_length = snprintf(
    body, sizeof(body),
    "{\"error_code\":\"%s\",\"error_msg\":\"%s\",\"request_id\":\"%s\"}",
    problem->code, problem->message, response->id);
  response->body_length = (size_t)body_length;
  response->length = (size_t)snprintf(
    response->text, sizeof(response->text),
    "HTTP/1.1 %u %s\r\nContent-Type: application/json\r\nX-Request-Id: %s\r\n"
    "Connection: close\r\nContent-Length: %d\r\n\r\n%s",
    problem->status, problem->reason, response->id, body_length, body);
  response->body = response->text + response->length - response->body_length;
}
