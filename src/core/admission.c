/* SPDX-License-Identifier: Apache-2.0
 *
 * Admission: a queue and a counter for each host. */
#include "core/admission.h"

#include <stdlib.h>
#include <string.h>

/* Number of unused hosts that are remembered. */
#define IDLE_HOSTS 64

/* Maximum of concurrent HTTP/2 streams for each host. RFC 9113 recommends that
 * servers allow at least as many on one connection. */
#define STREAMS 100

struct hwc_host {
  struct hwc_host *next;
  struct hwc_queue slots;
  size_t active;
  enum hwc_protocol protocol;
  size_t streams; /* HTTP/2 streams that the server allows, as observed */
  size_t ended;   /* transfers ended since `streams` changed */
  bool admitting;
  bool http_2; /* HTTP/2 may be used */
  size_t length;
  char origin[];
};

static bool is_idle(const struct hwc_host *host)
{
  return host->active == 0 && host->slots.first == NULL && !host->admitting;
}

static void forget(struct hwc_admissions *admissions, struct hwc_host **link)
{
  struct hwc_host *host = *link;

  *link = host->next;
  admissions->host_count--;
  free(host);
}

void hwc_admissions_done(struct hwc_admissions *admissions)
{
  while (admissions->hosts != NULL)
    forget(admissions, &admissions->hosts);
}

static void forget_an_idle_one(struct hwc_admissions *admissions)
{
  for (struct hwc_host **link = &admissions->hosts; *link != NULL;
       link = &(*link)->next)
    if (is_idle(*link)) {
      forget(admissions, link);
      return;
    }
}

static struct hwc_host *find_host(struct hwc_admissions *admissions,
                                  struct hwc_text origin, bool http_2)
{
  for (struct hwc_host *host = admissions->hosts; host != NULL;
       host = host->next)
    if (host->http_2 == http_2 && host->length == origin.length &&
        memcmp(host->origin, origin.data, origin.length) == 0)
      return host;
  if (admissions->host_count >= IDLE_HOSTS)
    forget_an_idle_one(admissions);
  struct hwc_host *host = calloc(1, sizeof *host + origin.length);
  if (host == NULL)
    return NULL;
  memcpy(host->origin, origin.data, origin.length);
  host->length = origin.length;
  host->streams = STREAMS;
  host->http_2 = http_2;
  host->next = admissions->hosts;
  admissions->hosts = host;
  admissions->host_count++;
  return host;
}

static bool has_room(const struct hwc_admissions *admissions,
                     const struct hwc_host *host)
{
  size_t most = admissions->connections;

  if (host->protocol == HWC_HTTP_2 &&
      (host->streams < STREAMS || most < STREAMS))
    most = host->streams;
  return host->active < most;
}

/* An admitted transfer may end at once and leave: the loop then goes on, and
 * this function is not entered twice. */
static void admit(struct hwc_admissions *admissions, struct hwc_host *host)
{
  if (host->admitting || admissions->stopped)
    return;
  host->admitting = true;
  while (host->slots.first != NULL && has_room(admissions, host)) {
    struct hwc_slot *slot = (struct hwc_slot *)host->slots.first;
    hwc_queue_remove(&host->slots, &slot->queued);
    host->active++;
    slot->admitted(slot);
  }
  host->admitting = false;
}

enum hwc_status hwc_admission_join(struct hwc_admissions *admissions,
                                   struct hwc_slot *slot,
                                   struct hwc_text origin, bool http_2)
{
  struct hwc_host *host = find_host(admissions, origin, http_2);

  if (host == NULL)
    return HWC_NO_MEMORY;
  slot->host = host;
  hwc_queue_append(&host->slots, &slot->queued);
  admit(admissions, host);
  return HWC_OK;
}

void hwc_admission_leave(struct hwc_admissions *admissions,
                         struct hwc_slot *slot)
{
  struct hwc_host *host = slot->host;

  if (host == NULL)
    return;
  slot->host = NULL;
  if (slot->queued.waiting)
    hwc_queue_remove(&host->slots, &slot->queued);
  else
    host->active--;
  if (host->streams < STREAMS && ++host->ended >= host->streams) {
    host->ended = 0;
    host->streams++;
  }
  admit(admissions, host);
}

bool hwc_admission_return(struct hwc_slot *slot)
{
  struct hwc_host *host = slot->host;

  if (host->active <= 1)
    return false;
  host->active--;
  host->ended = 0;
  host->streams = host->active;
  hwc_queue_prepend(&host->slots, &slot->queued);
  return true;
}

void hwc_admission_set_protocol(struct hwc_admissions *admissions,
                                struct hwc_slot *slot,
                                enum hwc_protocol protocol)
{
  struct hwc_host *host = slot->host;

  if (host == NULL || protocol == HWC_PROTOCOL_UNKNOWN)
    return;
  host->protocol = protocol;
  admit(admissions, host);
}

void hwc_admissions_stop(struct hwc_admissions *admissions)
{
  admissions->stopped = true;
}

void hwc_admissions_limit(struct hwc_admissions *admissions, size_t connections)
{
  admissions->connections = connections;
  for (struct hwc_host *host = admissions->hosts; host != NULL;
       host = host->next)
    admit(admissions, host);
}
