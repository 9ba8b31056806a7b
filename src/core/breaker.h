/* SPDX-License-Identifier: Apache-2.0
 *
 * A circuit breaker for credentials. Services lock an access key for 5 minutes
 * after 5 refusals, so the breaker counts refusals (status 401). After
 * HWC_MOST_REFUSALS in a row it is open: nothing is sent with these credentials
 * for 60 seconds. Until a response shows that they are accepted it is
 * half-open: only as many attempts are in progress as may still be refused, and
 * the others wait for a permit. A success closes it, and attempts no longer
 * wait. A refusal that is explained by the local clock is not counted until the
 * request, signed again by the service's clock, is refused too. */
#ifndef HWC_CORE_BREAKER_H
#define HWC_CORE_BREAKER_H

#include "core/error.h"
#include "core/queue.h"
#include "core/text.h"
#include <stddef.h>

/* Refusals in a row that open the breaker. An attempt in progress at that
 * moment may be refused in addition. */
#define HWC_MOST_REFUSALS 3

#define HWC_DIGEST_SIZE 32

/* Seconds without a response after which an attempt no longer holds up attempts
 * to other hosts. */
#define HWC_PERMIT_PATIENCE 1.0

/* The permission to send one attempt with the credentials. Zero-initialise,
 * then set `on_grant`, `owner` and `origin`. */
struct hwc_permit {
  struct hwc_queued queued; /* in `waiting` or `granted` */
  /* called when a waiting permit is granted */
  void (*on_grant)(struct hwc_permit *permit);
  void *owner;
  struct hwc_text origin; /* of the endpoint */
  double granted_at;      /* when it was granted, by the loop's clock */
  bool granted;
  int refusals; /* possibly due to the clock; counted on release */
};

/* Counts the refusals of one set of credentials; shared by all equal
 * credentials of a loop. For permanent credentials that were refused it is kept
 * after the last reference is gone, because they may be used again. */
struct hwc_breaker {
  struct hwc_breaker *next; /* in the list of the loop */
  struct hwc_breakers *list;
  unsigned references;
  unsigned char digest[HWC_DIGEST_SIZE]; /* of the secret parts */
  bool permanent;    /* long-lived keys, not a token or temporary keys */
  bool accepted;     /* a response showed that, and no refusal has followed */
  int refusals;      /* in a row */
  double open_until; /* by the loop's clock */
  int pending_refusals;     /* of permits, not yet in `refusals` */
  int in_progress;          /* attempts that have a permit */
  struct hwc_queue granted; /* permits in use */
  struct hwc_queue waiting; /* permits not yet granted */
  bool granting;            /* grant_waiting() is running */
};

/* All breakers of a loop. Zero-initialised means empty. */
struct hwc_breakers {
  struct hwc_breaker *first; /* most recently added */
  unsigned unused;           /* number of breakers kept without a reference */
};

/* Frees the breakers that are not referenced; the others leave the list. Called
 * when the loop is freed. */
void hwc_breakers_done(struct hwc_breakers *breakers);

/* Creates a breaker for an access key and its secret key; for a token (`first`
 * is empty); or for an identity proved in another way, named by `first`. It has
 * one reference and is not permanent. */
enum hwc_status hwc_breaker_new(struct hwc_breaker **breaker,
                                struct hwc_text first, struct hwc_text second);
struct hwc_breaker *hwc_breaker_ref(struct hwc_breaker *breaker);
/* Accepts NULL. */
void hwc_breaker_unref(struct hwc_breaker *breaker);

/* Returns the breaker of the list with the same digest and releases `breaker`;
 * if there is none, adds `breaker` to the list and returns it. */
struct hwc_breaker *hwc_breaker_share(struct hwc_breaker *breaker,
                                      struct hwc_breakers *breakers);

/* Records that a service accepted the credentials of an attempt with a permit.
 * Its earlier refusals were due to the clock and are dropped. */
void hwc_breaker_accepted(struct hwc_breaker *breaker,
                          struct hwc_permit *permit);

/* Records that a service refused an attempt with a permit (status 401). */
void hwc_breaker_refused(struct hwc_breaker *breaker,
                         struct hwc_permit *permit);

/* Requests a permit. True if it was granted at once. Otherwise it waits; call
 * hwc_breaker_acquire_extra() every HWC_PERMIT_PATIENCE seconds. Here and
 * below, `now` is the loop's clock. */
bool hwc_breaker_acquire(struct hwc_breaker *breaker, struct hwc_permit *permit,
                         double now);

/* Grants one extra permit to a waiting attempt if all others wait for hosts
 * that do not respond: a success at another host closes the breaker. */
bool hwc_breaker_acquire_extra(struct hwc_breaker *breaker,
                               struct hwc_permit *permit, double now);

/* True if a refused attempt may be retried with its permit and be refused
 * again. */
bool hwc_breaker_allows_retry(const struct hwc_breaker *breaker, double now);

/* Returns a permit whose attempt was refused, to be acquired again for the same
 * request signed by another clock. It goes before new attempts, but waits for
 * earlier retries of that kind. */
void hwc_breaker_return(struct hwc_breaker *breaker, struct hwc_permit *permit);

/* Releases a permit, or stops waiting for it; counts its refusals and grants
 * waiting permits. Does nothing if it was released. */
void hwc_breaker_release(struct hwc_breaker *breaker, struct hwc_permit *permit,
                         double now);

/* Seconds for which the breaker stays open; 0: credentials may be used. */
double hwc_breaker_open_for(const struct hwc_breaker *breaker, double now);

#endif
