/* SPDX-License-Identifier: Apache-2.0
 *
 * Arrivals and their lines. */
#include "spec/fate/arrivals.h"

#include <string.h>

void arrival_begin(struct arrival *arrival, struct ledger *ledger,
                   long connection)
{
  memset(arrival, 0, sizeof *arrival);
  arrival->connection = connection;
  pthread_mutex_lock(&ledger->lock);
  arrival->number = ++ledger->arrivals;
  pthread_mutex_unlock(&ledger->lock);
}

void arrival_set_method(struct arrival *arrival, const char *method,
                        size_t length)
{
  if (length >= sizeof arrival->method)
    length = sizeof arrival->method - 1;
  memcpy(arrival->method, method, length);
  arrival->method[length] = '\0';
}

void arrival_set_path(struct arrival *arrival, const char *path, size_t length)
{
  size_t at = length;

  while (at > 0 && path[at - 1] >= '0' && path[at - 1] <= '9')
    at--;
  arrival->id = 0;
  for (; at < length; at++)
    arrival->id = arrival->id * 10 + (path[at] - '0');
}

void arrival_record(const struct arrival *arrival, struct ledger *ledger)
{
  static const char *const responses[] = {"none", "part", "whole"};
  static const char *const refusals[] = {"no", "stream", "goaway", "late"};

  pthread_mutex_lock(&ledger->lock);
  fprintf(ledger->file,
          "arrival=%ld connection=%ld id=%ld method=%s read=%s bytes=%zu "
          "response=%s status=%d refused=%s\n",
          arrival->number, arrival->connection, arrival->id,
          arrival->method[0] != '\0' ? arrival->method : "-",
          arrival->whole ? "whole" : "part", arrival->body,
          responses[arrival->response], arrival->status,
          refusals[arrival->refusal]);
  pthread_mutex_unlock(&ledger->lock);
}

size_t arrival_reply(char *text, size_t size, const struct arrival *arrival,
                     long place, long status)
{
  if (status < 400)
    return (size_t)snprintf(text, size, "{\"id\":%ld,\"place\":%ld}",
                            arrival->id, place);
  return (size_t)snprintf(
    text, size, "{\"error_code\":\"FATE.%ld\",\"error_msg\":\"no\"}", status);
}
