/* SPDX-License-Identifier: Apache-2.0
 *
 * Functions of the loop for the transport, calls and signals only. */
#ifndef HWC_CORE_LOOP_INTERNAL_H
#define HWC_CORE_LOOP_INTERNAL_H

#include "core/admission.h"
#include "core/http2.h"
#include "core/loop.h"
#include "core/pool.h"
#include "core/settings.h"
#include "core/sockets.h"
#include "core/timer.h"
#include <curl/curl.h>

/* An easy handle of libcurl, for one transfer after the other; CURLOPT_PRIVATE
 * of `easy` points to it. `done` is called during a step, after libcurl has
 * returned and the transfer was removed from it; it may start another one. */
struct hwc_handle {
  CURL *easy;
  void (*done)(struct hwc_handle *handle, CURLcode code);
  struct hwc_transfer *transfer; /* NULL: none */
  struct hwc_settings settings;
  const char *method; /* as set; NULL: none */
  bool has_body;
  char detail[CURL_ERROR_SIZE]; /* libcurl's message */
};

/* Frees a handle that is not in libcurl. */
void hwc_handle_free(struct hwc_handle *handle);

/* Hands a transfer to libcurl. */
enum hwc_status hwc_loop_add(struct hwc_loop *loop, struct hwc_handle *handle);

/* Removes an unfinished transfer from libcurl; `done` is not called. */
void hwc_loop_remove(struct hwc_loop *loop, struct hwc_handle *handle);

/* Returns a used handle, or NULL; hwc_loop_keep_spare() takes it back. */
struct hwc_handle *hwc_loop_take_spare(struct hwc_loop *loop);
void hwc_loop_keep_spare(struct hwc_loop *loop, struct hwc_handle *handle);

/* The loop's time of what has arrived: not before the step in progress. */
double hwc_loop_arrival_time(const struct hwc_loop *loop);

enum hwc_status hwc_loop_set_timer(struct hwc_loop *loop,
                                   struct hwc_timer *timer, double at);
void hwc_loop_clear_timer(struct hwc_loop *loop, struct hwc_timer *timer);

/* A descriptor, other than libcurl's, watched for reading. `ready` is called
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

/* Records that transfers exist that may use HTTP/2, or that may not. */
void hwc_loop_note_version(struct hwc_loop *loop, bool http_2);

/* Idle connections are kept for at least so many seconds. */
void hwc_loop_keep_idle(struct hwc_loop *loop, double seconds);

/* The memory of calls; NULL until one is started. Ended with the loop. */
struct hwc_pool **hwc_loop_calls(struct hwc_loop *loop);

/* The queues for connections. */
struct hwc_admissions *hwc_loop_admissions(struct hwc_loop *loop);

/* Marks an event as finished and queues it for hwc_loop_next_finished(). */
void hwc_loop_finish(struct hwc_loop *loop, struct hwc_event *event);

/* Removes an event from the list of finished ones before it is freed. */
void hwc_loop_forget(struct hwc_loop *loop, struct hwc_event *event);

#endif
