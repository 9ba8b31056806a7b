/* SPDX-License-Identifier: Apache-2.0
 *
 * What a waiter is: a row that says how to see that work which goes on after
 * its call has ended, and how. The rows are data; one machine in Lua runs
 * them (lua/hwc/waiters.lua). A member that is left out is zero, and zero is
 * the sensible default. */
#ifndef HWC_API_WAITER_H
#define HWC_API_WAITER_H

#include <stddef.h>

enum hwc_waiter_flag {
  /* An item that the service does not know any more has succeeded. */
  HWC_ABSENT_IS_SUCCESS = 1 << 0,
  /* An item may be in the state that is waited for before the work began: a
   * state that it had at the start needs proof of a change. */
  HWC_NEEDS_CHANGE = 1 << 1,
};

/* A call after which the waiter waits, with the member `when` equal to `is`
 * where one is named. Members are paths, the parts joined by dots; the parts
 * of lists are those of each item. */
struct hwc_order {
  const char *operation;
  const char *when;
  const char *is;
  const char *ids; /* of the reply, else of the arguments; NULL: `item_id` of
                      the reply, or of its items */
};

/* States are texts; one that begins with '*' stands for all that end with
 * what follows it. What is in no list is still under way, for services name
 * new states. Lists end with NULL. */
struct hwc_waiter {
  const char *name;
  const char *doc;
  const char *operation; /* shows one item */
  const char *id;        /* the argument of it that is the item's id */
  const char *within;    /* another one that it needs; NULL: none */
  const char *shown_in;  /* of its reply: the list with the item; NULL: the
                            reply is the item */
  const char *list;      /* the operation that shows many; NULL: none */
  const char *items;     /* of its reply: the list */
  const char *by;        /* the argument of it that takes ids of calls, joined
                            by commas; NULL: it lists all items there are */
  const char *group;     /* the member of the order's reply that is such an
                            id; with `by` */
  int per_call;          /* so many such ids a call */
  const char *item_id;   /* of an item: its id */
  const char *state;     /* of an item: its state */
  const char *changed;   /* of an item: time of the last change; NULL: none */
  const char *wanted;    /* the argument of the order that has to be reached */
  const char *const *reached; /* of an item: paths to the value that `wanted`
                                 names; the first that is there counts */
  const char *faults; /* of an item: how many of its parts failed; success
                         with any of them is failure */
  const char *const *success;
  const char *const *failure;
  const char *const *under_way;
  const char *const *passage; /* of them: begun by this waiter's orders alone */
  const char *const *leave;   /* count with proof of a change alone, whatever
                                 the state at the start */
  const char *const *absent;  /* codes: the service does not know the item */
  const struct hwc_order *orders;
  size_t order_count;
  unsigned flags;
  double first_delay; /* seconds, as the others */
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
