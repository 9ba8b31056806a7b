/* SPDX-License-Identifier: Apache-2.0
 *
 * Configures libcurl's easy handles, decides whether they may send, and ends
 * them. */
#define _POSIX_C_SOURCE 200809L
#include "core/transport.h"

#include "core/proxy.h"
#include "core/response.h"
#include "core/settings.h"
#include "core/tls.h"
#include "core/transport_error.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define MAX_RESPONSE ((size_t)64 << 20)

/* --- HTTP/2 streams ------------------------------------------------------- */

static bool may_be_stream(const struct hwc_transfer *transfer)
{
  return transfer->options.multiplexed;
}

/* True if it may be a stream of a libcurl with the defects described at
 * `hwc_streams.fragile`. */
static bool is_fragile(const struct hwc_transfer *transfer)
{
  return may_be_stream(transfer) && hwc_loop_streams(transfer->loop)->fragile;
}

static double connect_timeout(const struct hwc_transfer *transfer)
{
  double seconds = transfer->options.connection->connect_timeout;

  return seconds > 0 ? seconds : HWC_CONNECT_TIMEOUT;
}

static double attempt_timeout(const struct hwc_transfer *transfer)
{
  double seconds = transfer->options.timeout;

  return seconds > 0 ? seconds : HWC_ATTEMPT_TIMEOUT;
}

/* Starts the time-out of the attempt when it no longer waits for a stream: a
 * connection is being made for it, or it is sent. */
static bool start_time(struct hwc_transfer *transfer)
{
  if (!may_be_stream(transfer) || transfer->started > 0)
    return true;
  transfer->started = hwc_loop_now(transfer->loop);
  if (hwc_loop_set_timer(transfer->loop, &transfer->time_timer,
                         transfer->started + attempt_timeout(transfer)) ==
      HWC_OK)
    return true;
  transfer->failure = HWC_TRANSFER_NO_MEMORY;
  return false;
}

static struct hwc_transfer *transfer_of(void *user)
{
  return ((struct hwc_handle *)user)->transfer;
}

static int on_resolve(void *state, void *reserved, void *user)
{
  (void)state;
  (void)reserved;
  return start_time(transfer_of(user)) ? 0 : 1;
}

static int on_debug(CURL *easy, curl_infotype kind, char *data, size_t length,
                    void *user)
{
  struct hwc_transfer *transfer = transfer_of(user);

  (void)easy;
  if (kind == CURLINFO_TEXT)
    hwc_stream_read(hwc_loop_streams(transfer->loop), &transfer->stream,
                    (struct hwc_text){data, length});
  return 0;
}

/* --- Sending -------------------------------------------------------------- */

/* True if the connection takes the request without waiting. */
static bool has_room(struct hwc_transfer *transfer)
{
  struct hwc_stream *stream = &transfer->stream;
  size_t size = hwc_streams_size(hwc_loop_streams(transfer->loop), stream);

  if (hwc_send_has_room(&transfer->send, size))
    return true;
  stream->connection[0] = '\0';
  return false;
}

/* True if a reused connection holds bytes that arrived before the request: they
 * are not its response. Bytes already decrypted are seen only through OpenSSL,
 * and with TLS inside TLS not at all. */
static bool has_early_input(const struct hwc_transfer *transfer)
{
  const struct hwc_transfer_options *options = &transfer->options;

  if (!transfer->reused)
    return false;
  if (hwc_send_has_input(&transfer->send))
    return true;
  if (may_be_stream(transfer) && transfer->send.socket == NULL)
    return false; /* HTTP/2 responses have stream numbers */
  bool tunneled = hwc_proxy_has_tls(
    hwc_proxy_of(options->connection->proxy, options->endpoint));
  if (tunneled && options->endpoint->https)
    return true;
  return (tunneled || options->endpoint->https) &&
         hwc_tls_may_have_input(transfer->handle->easy);
}

/* The reason why the request must not be sent now, or HWC_TRANSFER_OK. */
static enum hwc_transfer_failure
find_objection(struct hwc_transfer *transfer,
               const struct hwc_connection_name *name)
{
  const struct hwc_transfer_options *options = &transfer->options;
  struct hwc_loop *loop = transfer->loop;

  if (transfer->sending) {
    hwc_send_end(&transfer->send);
    return HWC_TRANSFER_RESENT;
  }
  if (options->send_before > 0 &&
      hwc_loop_boot_time(loop) >= options->send_before)
    return HWC_TRANSFER_TOO_LATE;
  if (options->deadline > 0 && hwc_loop_now(loop) >= options->deadline)
    return HWC_TRANSFER_PAST_DEADLINE;
  if (may_be_stream(transfer) &&
      !hwc_stream_sent(hwc_loop_streams(loop), &transfer->stream, name))
    return HWC_TRANSFER_CROWDED;
  if (!hwc_send_begin(&transfer->send, hwc_loop_sockets(loop), name,
                      may_be_stream(transfer)) ||
      has_early_input(transfer))
    return HWC_TRANSFER_DEAD;
  if (is_fragile(transfer) && !has_room(transfer))
    return HWC_TRANSFER_FULL;
  return start_time(transfer) ? HWC_TRANSFER_OK : HWC_TRANSFER_NO_MEMORY;
}

/* Called by libcurl immediately before each send. libcurl resends a request by
 * itself if a reused connection is dead, whatever was already sent: that is
 * always refused. */
static int on_send(void *user, char *remote, char *local, int remote_port,
                   int local_port)
{
  struct hwc_transfer *transfer = transfer_of(user);
  const struct hwc_connection_name name = {local, remote, local_port,
                                           remote_port};
  long connects = 1;

  if (!transfer->sending) {
    curl_easy_getinfo(transfer->handle->easy, CURLINFO_NUM_CONNECTS, &connects);
    transfer->reused = connects == 0;
  }
  transfer->failure = find_objection(transfer, &name);
  transfer->needs_reset |= transfer->failure == HWC_TRANSFER_RESENT;
  if (transfer->failure != HWC_TRANSFER_OK)
    return CURL_PREREQFUNC_ABORT;
  transfer->sending = true;
  return CURL_PREREQFUNC_OK;
}

static curl_socket_t on_open(void *user, curlsocktype purpose,
                             struct curl_sockaddr *address)
{
  struct hwc_transfer *transfer = transfer_of(user);

  (void)purpose;
  if (!start_time(transfer))
    return CURL_SOCKET_BAD;
  int descriptor =
    hwc_sockets_open(hwc_loop_sockets(transfer->loop), address->family,
                     address->socktype, address->protocol);
  if (descriptor < 0)
    transfer->system_error = errno;
  else if (is_fragile(transfer))
    hwc_sockets_widen(descriptor);
  return descriptor;
}

static int on_close(void *user, curl_socket_t socket)
{
  return hwc_sockets_close(user, socket);
}

/* --- Options of the easy handle ------------------------------------------- */

/* Options shared by all transfers. The result of options that cannot fail is
 * not checked; the others are set by hwc_transfer_start(). */
static CURLcode set_constant_options(struct hwc_handle *handle,
                                     struct hwc_loop *loop)
{
  CURL *easy = handle->easy;

  handle->settings = (struct hwc_settings){0};
  handle->method = NULL;
  curl_easy_setopt(easy, CURLOPT_PRIVATE, handle);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, handle);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, handle);
  curl_easy_setopt(easy, CURLOPT_RESOLVER_START_DATA, handle);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, handle);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, handle);
  curl_easy_setopt(easy, CURLOPT_DEBUGDATA, handle);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, handle->detail);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
  curl_easy_setopt(easy, CURLOPT_DISALLOW_USERNAME_IN_URL, 1L);
  curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
  curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt(easy, CURLOPT_PROXY_SSLVERSION,
                   (long)CURL_SSLVERSION_TLSv1_2);
  /* A replaced CA file is read again for the next connection. */
  curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, 0L);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
  curl_easy_setopt(easy, CURLOPT_RESOLVER_START_FUNCTION, on_resolve);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, hwc_loop_sockets(loop));
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_send);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, on_debug);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, hwc_response_take_head);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, hwc_response_take_body);
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "");
  return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
}

/* POST, PUT and PATCH always send a body length, as servers expect; other
 * methods only with a body. */
static bool posts(const struct hwc_transfer_options *options)
{
  const char *method = options->method;

  return options->has_body || strcmp(method, "POST") == 0 ||
         strcmp(method, "PUT") == 0 || strcmp(method, "PATCH") == 0;
}

static void set_body(CURL *easy, struct hwc_text body)
{
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, body.length > 0 ? body.data : "");
  curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.length);
}

static CURLcode set_method(CURL *easy,
                           const struct hwc_transfer_options *options)
{
  const char *method = options->method;
  const char *custom = NULL; /* methods that libcurl has no option for */

  if (posts(options)) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    if (strcmp(method, "POST") != 0)
      custom = method;
  } else if (strcmp(method, "HEAD") == 0) {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  } else {
    curl_easy_setopt(easy, CURLOPT_HTTPGET, 1L);
    if (strcmp(method, "GET") != 0)
      custom = method;
  }
  return curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, custom);
}

static CURLcode set_whole_url(CURL *easy,
                              const struct hwc_transfer_options *options)
{
  struct hwc_buffer url = HWC_BUFFER_INIT;

  hwc_buffer_append_text(&url, hwc_endpoint_site(options->endpoint));
  hwc_buffer_append_string(&url, options->target);
  CURLcode code = url.status == HWC_OK
                    ? curl_easy_setopt(easy, CURLOPT_URL, url.data)
                    : CURLE_OUT_OF_MEMORY;
  hwc_buffer_done(&url);
  return code;
}

/* A preparsed origin saves libcurl parsing the URL, which costs as much as the
 * rest of the set-up. */
static CURLcode set_url(CURL *easy, const struct hwc_transfer_options *options)
{
  struct Curl_URL *origin = options->endpoint->parsed;
  CURLcode code = curl_easy_setopt(easy, CURLOPT_CURLU, origin);

  if (code == CURLE_OK)
    code = curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET,
                            origin != NULL ? options->target : NULL);
  if (code == CURLE_OK && origin == NULL)
    code = set_whole_url(easy, options);
  return code;
}

/* RTSP_REQUEST has no effect on HTTP except that libcurl does not resend a
 * request when its connection died. What remains is the debug text about
 * refused streams, also on reused connections. */
static void set_stream(CURL *easy)
{
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_RTSP_REQUEST, (long)CURL_RTSPREQ_RECEIVE);
}

static void unset_stream(CURL *easy)
{
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 0L);
  curl_easy_setopt(easy, CURLOPT_RTSP_REQUEST, (long)CURL_RTSPREQ_NONE);
}

/* Sets the method unless it is that of the transfer before. */
static CURLcode change_method(struct hwc_handle *handle,
                              const struct hwc_transfer_options *options)
{
  if (handle->method == options->method &&
      handle->has_body == options->has_body)
    return CURLE_OK;
  CURLcode code = set_method(handle->easy, options);
  handle->method = code == CURLE_OK ? options->method : NULL;
  handle->has_body = options->has_body;
  return code;
}

static CURLcode set_options(struct hwc_handle *handle,
                            struct hwc_transfer *transfer)
{
  CURL *easy = handle->easy;
  CURLcode code =
    hwc_settings_apply(&handle->settings, easy, &transfer->options);

  if (code == CURLE_OK)
    code = change_method(handle, &transfer->options);
  if (code == CURLE_OK)
    code = set_url(easy, &transfer->options);
  if (posts(&transfer->options))
    set_body(easy, transfer->options.body);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->options.headers);
  if (may_be_stream(transfer))
    set_stream(easy);
  return code;
}

/* --- End of a transfer ---------------------------------------------------- */

static void unset_pointers(CURL *easy, const struct hwc_transfer *transfer)
{
  curl_easy_setopt(easy, CURLOPT_CURLU, NULL);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, NULL);
  if (posts(&transfer->options)) /* makes the next one a POST */
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, NULL);
  if (may_be_stream(transfer))
    unset_stream(easy);
}

/* True if the request was given to an HTTP/2 connection and nothing came back:
 * its stream may not be open yet. */
static bool may_wait_to_open(CURL *easy, const struct hwc_transfer *transfer)
{
  long status = 0;

  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return transfer->stream.number != 0 && status == 0;
}

/* Frees the handle: libcurl stores in it that a stream was refused, which
 * survives a reset. */
static void discard(struct hwc_handle *handle,
                    const struct hwc_transfer *transfer)
{
  struct hwc_sockets *sockets = hwc_loop_sockets(transfer->loop);
  CURL *easy = handle->easy;

  hwc_sockets_drop_retired(sockets, false);
  if (!is_fragile(transfer) || !may_wait_to_open(easy, transfer)) {
    hwc_handle_free(handle);
    return;
  }
  unset_pointers(easy, transfer);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, NULL);
  /* Frees the upload buffer. */
  curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 16384L);
  hwc_sockets_retire(sockets, &transfer->send, easy);
  free(handle);
}

/* Returns the handle for reuse, without pointers to this transfer. */
static void release(struct hwc_transfer *transfer)
{
  struct hwc_handle *handle = transfer->handle;

  transfer->handle = NULL;
  if (handle == NULL)
    return;
  handle->transfer = NULL;
  if (may_be_stream(transfer) && transfer->needs_reset) {
    discard(handle, transfer);
    return;
  }
  if (hwc_has_own_tls(transfer->options.connection) || transfer->needs_reset) {
    /* libcurl counts its retries over all transfers of a handle, and gives up
     * at the sixth. */
    curl_easy_reset(handle->easy);
    if (set_constant_options(handle, transfer->loop) != CURLE_OK) {
      hwc_handle_free(handle);
      return;
    }
  } else {
    unset_pointers(handle->easy, transfer);
  }
  if (handle->detail[0] != '\0')
    hwc_wipe(handle->detail, sizeof handle->detail);
  hwc_loop_keep_spare(transfer->loop, handle);
}

/* Sets the fate of the request from the state of the connection. */
static void settle_fate(struct hwc_transfer *transfer)
{
  hwc_send_end(&transfer->send);
  if (!transfer->sending || hwc_send_wrote_nothing(&transfer->send))
    transfer->fate = HWC_FATE_NOT_SENT;
  else if (transfer->stream.refused && transfer->result->status == 0)
    transfer->fate = HWC_FATE_REFUSED;
  else
    transfer->fate = HWC_FATE_UNKNOWN;
}

/* Errors at the end of a connection, a stream or the time, which no longer
 * matter if the response is complete. */
static bool is_loss(CURLcode code)
{
  return code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR ||
         code == CURLE_PARTIAL_FILE || code == CURLE_HTTP2 ||
         code == CURLE_HTTP2_STREAM || code == CURLE_OPERATION_TIMEDOUT;
}

static void clear_timers(struct hwc_transfer *transfer)
{
  hwc_loop_clear_timer(transfer->loop, &transfer->stall_timer);
  hwc_loop_clear_timer(transfer->loop, &transfer->time_timer);
}

/* libcurl reports the version of the response, which may be missing; only
 * streams have numbers. */
static void note_protocol(struct hwc_transfer *transfer)
{
  long version = CURL_HTTP_VERSION_NONE;

  curl_easy_getinfo(transfer->handle->easy, CURLINFO_HTTP_VERSION, &version);
  if (version == CURL_HTTP_VERSION_2_0 || transfer->stream.number != 0)
    transfer->protocol = HWC_HTTP_2;
  else if (version != CURL_HTTP_VERSION_NONE)
    transfer->protocol = HWC_HTTP_1;
}

static void end(struct hwc_transfer *transfer, CURLcode code)
{
  transfer->begun = false;
  hwc_stream_leave(hwc_loop_streams(transfer->loop), &transfer->stream);
  if (is_loss(code) && hwc_response_is_whole(transfer)) {
    transfer->needs_reset = true;
    code = CURLE_OK;
  }
  /* maybe set */
  transfer->needs_reset |= transfer->sending && code != CURLE_OK;
  clear_timers(transfer);
  note_protocol(transfer);
  if (transfer->protocol == HWC_HTTP_1)
    hwc_send_note_http_1(&transfer->send, hwc_loop_sockets(transfer->loop));
  if (code == CURLE_OK) {
    hwc_response_keep_file(transfer);
    hwc_send_forget(&transfer->send); /* there is a response */
  }
  settle_fate(transfer);
  hwc_transfer_explain(transfer, code);
  if (transfer->result->error.kind == HWC_KIND_NONE)
    transfer->fate = HWC_FATE_RESPONDED;
  else
    hwc_buffer_done(&transfer->result->body);
  release(transfer);
  transfer->done(transfer);
}

static void on_done(struct hwc_handle *handle, CURLcode code)
{
  end(handle->transfer, code);
}

/* Takes a transfer from libcurl and ends it with a time-out. */
static void stop(struct hwc_transfer *transfer)
{
  hwc_loop_remove(transfer->loop, transfer->handle);
  end(transfer, CURLE_OPERATION_TIMEDOUT);
}

/* Fires periodically while a response arrives. */
static void fire_stall(struct hwc_timer *timer)
{
  struct hwc_transfer *transfer = timer->owner;
  double at = hwc_response_due(transfer);
  bool whole = hwc_response_is_whole(transfer);

  /* Cannot fail: a timer that has just fired has its memory. */
  if (!whole && at > hwc_loop_now(transfer->loop)) {
    hwc_loop_set_timer(transfer->loop, timer, at);
    return;
  }
  if (!whole)
    transfer->failure = HWC_TRANSFER_STALLED;
  stop(transfer);
}

/* Time-out of the response, of connecting, or of waiting in libcurl for a
 * stream; in the last case the transfer returns to our own queue. */
static void fire_time(struct hwc_timer *timer)
{
  struct hwc_transfer *transfer = timer->owner;

  if (!hwc_response_is_whole(transfer))
    transfer->failure =
      transfer->started > 0 ? HWC_TRANSFER_TIMED_OUT : HWC_TRANSFER_NO_STREAM;
  stop(transfer);
}

/* Ends waiting for a stream in libcurl before libcurl (8.x) reports it as a
 * connect time-out. */
static enum hwc_status limit_waiting(struct hwc_transfer *transfer)
{
  double connect = connect_timeout(transfer);
  double attempt = attempt_timeout(transfer);
  double wait = (connect < attempt ? connect : attempt) / 2;

  return hwc_loop_set_timer(transfer->loop, &transfer->time_timer,
                            hwc_loop_now(transfer->loop) + wait);
}

/* --- Transfers ------------------------------------------------------------ */

/* NULL: out of memory. */
static struct hwc_handle *new_handle(struct hwc_loop *loop)
{
  struct hwc_handle *handle = calloc(1, sizeof *handle);

  if (handle == NULL)
    return NULL;
  handle->done = on_done;
  handle->easy = curl_easy_init();
  if (handle->easy != NULL && set_constant_options(handle, loop) == CURLE_OK)
    return handle;
  hwc_handle_free(handle);
  return NULL;
}

static enum hwc_status prepare(struct hwc_transfer *transfer)
{
  struct hwc_handle *handle = hwc_loop_take_spare(transfer->loop);

  if (handle == NULL)
    handle = new_handle(transfer->loop);
  if (handle == NULL)
    return HWC_NO_MEMORY;
  transfer->handle = handle;
  handle->transfer = transfer;
  CURLcode code = set_options(handle, transfer);
  if (code == CURLE_OK)
    return HWC_OK;
  return code == CURLE_OUT_OF_MEMORY ? HWC_NO_MEMORY : HWC_CURL;
}

/* Bytes of the request, with allowance for frames, records and packets. */
static size_t request_size(const struct hwc_transfer_options *options)
{
  size_t size = options->body.length + strlen(options->target) + 2048;

  for (const struct curl_slist *h = options->headers; h != NULL; h = h->next)
    size += strlen(h->data);
  return size;
}

enum hwc_status hwc_transfer_start(struct hwc_transfer *transfer,
                                   const struct hwc_transfer_options *options)
{
  size_t max_response = options->connection->max_response;

  hwc_result_clear(transfer->result);
  transfer->options = *options;
  transfer->max_response = max_response != 0 ? max_response : MAX_RESPONSE;
  transfer->failure = HWC_TRANSFER_OK;
  transfer->system_error = 0;
  transfer->at_proxy = false;
  transfer->sending = false;
  transfer->reused = false;
  transfer->needs_reset = false;
  transfer->permanent = false;
  transfer->send = (struct hwc_send){0};
  transfer->fate = HWC_FATE_NOT_SENT;
  transfer->protocol = HWC_PROTOCOL_UNKNOWN;
  transfer->stall_timer.fire = fire_stall;
  transfer->stall_timer.owner = transfer;
  transfer->last_byte = 0;
  transfer->time_timer.fire = fire_time;
  transfer->time_timer.owner = transfer;
  transfer->started = 0;
  transfer->length_known = false;
  transfer->head_length = 0;
  transfer->stream = (struct hwc_stream){0};
  if (options->multiplexed)
    transfer->stream.size = request_size(options);
  transfer->responded_at = 0;
  transfer->block_complete = false;
  transfer->expected = 0;
  enum hwc_status status = HWC_OK;
  if (options->download != NULL)
    status = hwc_download_restart(options->download);
  if (status == HWC_OK)
    status = prepare(transfer);
  hwc_loop_note_version(transfer->loop, may_be_stream(transfer));
  hwc_loop_keep_idle(transfer->loop, hwc_idle_timeout(options->connection));
  if (status == HWC_OK && may_be_stream(transfer))
    status = limit_waiting(transfer);
  if (status == HWC_OK)
    status = hwc_loop_add(transfer->loop, transfer->handle);
  if (status != HWC_OK) {
    clear_timers(transfer);
    release(transfer);
    return status;
  }
  transfer->begun = true;
  if (may_be_stream(transfer))
    hwc_stream_join(hwc_loop_streams(transfer->loop), &transfer->stream);
  return HWC_OK;
}

bool hwc_transfer_end_whole(struct hwc_transfer *transfer)
{
  if (!transfer->begun || hwc_loop_forked(transfer->loop) ||
      !hwc_response_is_whole(transfer))
    return false;
  stop(transfer);
  return true;
}

void hwc_transfer_abort(struct hwc_transfer *transfer)
{
  if (!transfer->begun)
    return;
  transfer->begun = false;
  transfer->needs_reset = true;
  hwc_stream_leave(hwc_loop_streams(transfer->loop), &transfer->stream);
  clear_timers(transfer);
  /* In a forked process the connections belong to the parent. */
  if (!hwc_loop_forked(transfer->loop)) {
    hwc_loop_remove(transfer->loop, transfer->handle);
    release(transfer);
  }
  settle_fate(transfer);
}
