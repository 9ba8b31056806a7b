/* SPDX-License-Identifier: Apache-2.0
 *
 * What the loop offers to the transport and to requests, and to nobody
 * else. */
#ifndef HWC_CORE_LOOP_INTERNAL_H
#define HWC_CORE_LOOP_INTERNAL_H

#include "core/admission.h"
#include "core/http2.h"
#include "core/loop.h"
#include "core/sockets.h"
#include "core/timer.h"
#include <curl/curl.h>

/* A transfer that libcurl works on. CURLOPT_PRIVATE of `easy` is this. `done`
 * is called during a step, after libcurl has returned and the transfer was
 * taken from it; it may start another one. */
struct hwc_handle {
  CURL *easy;
  void (*done)(struct hwc_handle *handle, CURLcode code);
};

/* Hands a transfer to libcurl. */
enum hwc_status hwc_loop_add(struct hwc_loop *loop, struct hwc_handle *handle);

/* Takes a transfer back that has not finished; `done` is not called. */
void hwc_loop_remove(struct hwc_loop *loop, struct hwc_handle *handle);

/* A used easy handle that keeps its options, or NULL; and its way back. */
CURL *hwc_loop_take_spare(struct hwc_loop *loop);
void hwc_loop_keep_spare(struct hwc_loop *loop, CURL *easy);

enum hwc_status hwc_loop_set_timer(struct hwc_loop *loop,
                                   struct hwc_timer *timer, double at);
void hwc_loop_clear_timer(struct hwc_loop *loop, struct hwc_timer *timer);

/* A descriptor that is not libcurl's, watched for reading. `ready` is called
 * during a step. */
struct hwc_watch {
  struct hwc_watch *next;
  int descriptor;
  void (*ready)(struct hwc_watch *watch);
  void *owner;
};

enum hwc_status hwc_loop_watch(struct hwc_loop *loop, struct hwc_watch *watch);
void hwc_loop_unwatch(struct hwc_loop *loop, struct hwc_watch *watch);

/* The listeners for signals. */
struct hwc_signals **hwc_loop_signals(struct hwc_loop *loop);

/* The sockets of transfers. */
struct hwc_sockets *hwc_loop_sockets(struct hwc_loop *loop);

/* The requests that may be streams of HTTP/2. */
struct hwc_streams *hwc_loop_streams(struct hwc_loop *loop);

/* There are transfers that may use HTTP/2, or others. */
void hwc_loop_note_version(struct hwc_loop *loop, bool http_2);

/* Connections are to be kept for so many seconds without use, at least. */
void hwc_loop_keep_idle(struct hwc_loop *loop, double seconds);

/* Who waits for a connection. */
struct hwc_admissions *hwc_loop_admissions(struct hwc_loop *loop);

/* Marks an event as finished and queues it for hwc_loop_next_finished(). */
void hwc_loop_finish(struct hwc_loop *loop, struct hwc_event *event);

/* Takes an event from the queue before its memory goes away. */
void hwc_loop_forget(struct hwc_loop *loop, struct hwc_event *event);

#endif
