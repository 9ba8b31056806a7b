/* SPDX-License-Identifier: Apache-2.0
 *
 * Waiters as data: a row describes how to poll work that continues after a call
 * has ended. One interpreter in Lua runs all of them (lua/hwc/waiters.lua).
 * Members left out are zero, which is the sensible default. */
#ifndef HWC_API_WAITER_H
#define HWC_API_WAITER_H

#include <stddef.h>

enum hwc_waiter_flag {
  /* An item that the service no longer knows has succeeded. */
  HWC_ABSENT_IS_SUCCESS = 1 << 0,
  /* An item may have the wanted state before the work began: a state that it
   * already had at the start requires proof of a change. */
  HWC_NEEDS_CHANGE = 1 << 1,
};

/* An order: the call that starts the work. If `when` is set, only calls whose
 * member `when` equals `is`. Members are paths joined by dots; within a list
 * the path continues in each item. */
struct hwc_order {
  const char *operation;
  const char *when;
  const char *is;
  const char *ids; /* IDs of the items: of the reply, or else of the arguments;
                      NULL: `item_id` of the reply, or of its items */
};

/* States are strings; "*X" matches all states that end with X. A state in none
 * of the lists means in progress, since services add new states. Lists end with
 * NULL. */
struct hwc_waiter {
  const char *name;
  const char *doc;
  const char *operation; /* operation that shows one item */
  const char *id;        /* its argument for the item's ID */
  const char *within;    /* another required argument of it; NULL: none */
  const char *shown_in;  /* list in its reply that contains the item; NULL: the
                            reply is the item */
  const char *list;      /* operation that shows many items; NULL: none */
  const char *items;     /* list in its reply */
  const char *by; /* its argument for IDs of groups, joined by commas; NULL: it
                     lists all items */
  const char *
    group; /* member of the order's reply with the ID of the group; with `by` */
  int per_call;        /* maximum IDs in one call */
  const char *item_id; /* of an item: ID */
  const char *state;   /* of an item: state */
  const char *changed; /* of an item: time of the last change; NULL: none */
  const char *wanted;  /* argument of the order with the value to be reached */
  const char *const *reached; /* of an item: paths to the value to compare with
                                 `wanted`; the first present one is used */
  const char *faults; /* of an item: number of failed parts; if above 0, success
                         becomes failure */
  const char *const *success;
  const char *const *failure;
  const char *const *under_way;
  const char *const
    *passage; /* states of `under_way` that only its orders cause */
  const char *const *leave; /* states that count only with proof of a change */
  /* error codes: the service does not know the item */
  const char *const *absent;
  const struct hwc_order *orders;
  size_t order_count;
  unsigned flags;
  double first_delay; /* this and the others: seconds */
  double interval;
  double growth; /* factor */
  double max_interval;
  double deadline;
};

/* The waiters of a service, sorted by name. */
struct hwc_waiters {
  const struct hwc_waiter *rows;
  size_t count;
};

#define HWC_ORDERS(array) .orders = (array), .order_count = HWC_COUNT(array)

#endif
