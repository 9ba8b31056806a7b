/* SPDX-License-Identifier: Apache-2.0
 *
 * Setting up libcurl's easy handles, what they may send, and how they end. */
#define _POSIX_C_SOURCE 200809L
#include "core/transport.h"

#include "core/proxy.h"
#include "core/response.h"
#include "core/tls.h"
#include "core/transport_error.h"
#include <errno.h>
#include <math.h>
#include <string.h>

#define MAX_RESPONSE ((size_t)64 << 20)

void hwc_result_clear(struct hwc_result *result)
{
  result->status = 0;
  result->credentials_refused = false;
  result->error = (struct hwc_error){0};
  hwc_buffer_done(&result->headers);
  hwc_buffer_done(&result->body);
}

/* --- Streams of HTTP/2 ---------------------------------------------------- */

static bool may_be_stream(const struct hwc_transfer *transfer)
{
  return transfer->options.multiplexed;
}

/* It may be a stream, and needs the care of `hwc_streams.fragile`. */
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

/* The time of the attempt runs from when it no longer waits for a stream: a
 * connection is made for it, or it is sent. */
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

static int on_resolve(void *state, void *reserved, void *user)
{
  (void)state;
  (void)reserved;
  return start_time(user) ? 0 : 1;
}

static int on_debug(CURL *easy, curl_infotype kind, char *data, size_t length,
                    void *user)
{
  struct hwc_transfer *transfer = user;

  (void)easy;
  if (kind == CURLINFO_TEXT)
    hwc_stream_read(hwc_loop_streams(transfer->loop), &transfer->stream,
                    (struct hwc_text){data, length});
  return 0;
}

/* --- Sending -------------------------------------------------------------- */

/* Whether the connection takes the request without waiting. */
static bool has_room(struct hwc_transfer *transfer)
{
  struct hwc_stream *stream = &transfer->stream;
  size_t size = hwc_streams_size(hwc_loop_streams(transfer->loop), stream);

  if (hwc_send_has_room(&transfer->send, size))
    return true;
  stream->connection[0] = '\0';
  return false;
}

/* Whether a kept connection holds bytes that came before the request: they are
 * no answer to it. Those that TLS has taken from the socket already are seen
 * by OpenSSL alone, and where TLS is within TLS by nobody. */
static bool has_early_input(const struct hwc_transfer *transfer)
{
  const struct hwc_transfer_options *options = &transfer->options;

  if (!transfer->reused)
    return false;
  if (hwc_send_has_input(&transfer->send))
    return true;
  if (may_be_stream(transfer) && transfer->send.socket == NULL)
    return false; /* over HTTP/2 answers have numbers */
  bool tunneled = hwc_proxy_has_tls(
    hwc_proxy_of(options->connection->proxy, options->endpoint));
  if (tunneled && options->endpoint->https)
    return true;
  return (tunneled || options->endpoint->https) &&
         hwc_tls_may_have_input(transfer->handle.easy);
}

/* Why the request must not be sent now, or HWC_TRANSFER_OK. */
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

/* libcurl calls this right before each send. It repeats a request by itself
 * when a reused connection turns out to be dead, whatever was sent by then:
 * that is always refused. */
static int on_send(void *user, char *remote, char *local, int remote_port,
                   int local_port)
{
  struct hwc_transfer *transfer = user;
  const struct hwc_connection_name name = {local, remote, local_port,
                                           remote_port};
  long connects = 1;

  if (!transfer->sending) {
    curl_easy_getinfo(transfer->handle.easy, CURLINFO_NUM_CONNECTS, &connects);
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
  struct hwc_transfer *transfer = user;

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

/* --- What libcurl is told ------------------------------------------------- */

/* What is the same for every transfer. Options that cannot fail are not
 * checked: those that could are told by hwc_transfer_start(). */
static CURLcode set_constant_options(CURL *easy, struct hwc_loop *loop)
{
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
  /* A file of authorities that was replaced is seen at the next connection. */
  curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, 0L);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_open);
  curl_easy_setopt(easy, CURLOPT_RESOLVER_START_FUNCTION, on_resolve);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETFUNCTION, on_close);
  curl_easy_setopt(easy, CURLOPT_CLOSESOCKETDATA, hwc_loop_sockets(loop));
  curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_send);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, hwc_response_take_head);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, hwc_response_take_body);
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "");
  return curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
}

static bool has_own_tls(const struct hwc_connection_options *connection)
{
  return connection->ca_file != NULL || connection->ca_path != NULL ||
         connection->certificate != NULL || connection->key != NULL;
}

/* Milliseconds, at least one; 0 would be libcurl's own default. */
static long milliseconds(double seconds, double otherwise)
{
  double value = (seconds > 0 ? seconds : otherwise) * 1000;

  if (value >= 2147483647.0)
    return 2147483647L;
  long whole = (long)value;
  return (double)whole < value ? whole + 1 : whole;
}

/* Whole seconds, as libcurl takes them; 0 would mean its own default. */
static double idle_timeout(const struct hwc_connection_options *connection)
{
  if (connection->idle_timeout <= 0)
    return HWC_IDLE_TIMEOUT;
  return connection->idle_timeout < 1 ? 1 : floor(connection->idle_timeout);
}

/* The authorities that the caller names take the place of the system's, for a
 * proxy as well: libcurl's own file or directory must not stay beside them. */
static CURLcode set_authorities(CURL *easy,
                                const struct hwc_connection_options *connection)
{
  const char *file = connection->ca_file;
  const char *path = connection->ca_path;

  if (file == NULL && path == NULL)
    return CURLE_OK;
  CURLcode code = curl_easy_setopt(easy, CURLOPT_CAINFO, file);
  if (code == CURLE_OK)
    code = curl_easy_setopt(easy, CURLOPT_CAPATH, path);
  if (code == CURLE_OK)
    code = curl_easy_setopt(easy, CURLOPT_PROXY_CAINFO, file);
  if (code == CURLE_OK)
    code = curl_easy_setopt(easy, CURLOPT_PROXY_CAPATH, path);
  return code;
}

static CURLcode set_connection(CURL *easy, const struct hwc_transfer *transfer)
{
  const struct hwc_connection_options *connection =
    transfer->options.connection;
  bool verify = !connection->no_verify;

  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                   may_be_stream(transfer) ? (long)CURL_HTTP_VERSION_2TLS
                                           : (long)CURL_HTTP_VERSION_1_1);
  /* Without an effect on OpenSSL, but libcurl keeps the connections of clients
   * with different options of TLS apart: where both versions used one, it gave
   * the response of one request to another. */
  curl_easy_setopt(
    easy, CURLOPT_SSL_OPTIONS,
    (long)(may_be_stream(transfer) ? CURLSSLOPT_REVOKE_BEST_EFFORT : 0));
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, (long)idle_timeout(connection));
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, verify ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, verify ? 2L : 0L);
  curl_easy_setopt(
    easy, CURLOPT_CONNECTTIMEOUT_MS,
    milliseconds(connection->connect_timeout, HWC_CONNECT_TIMEOUT));
  curl_easy_setopt(
    easy, CURLOPT_TIMEOUT_MS,
    may_be_stream(transfer)
      ? 0L
      : milliseconds(transfer->options.timeout, HWC_ATTEMPT_TIMEOUT));
  CURLcode code = set_authorities(easy, connection);
  if (code == CURLE_OK)
    code = curl_easy_setopt(easy, CURLOPT_CONNECT_TO,
                            transfer->options.endpoint->connect_to);
  if (code == CURLE_OK && connection->certificate != NULL)
    code = curl_easy_setopt(easy, CURLOPT_SSLCERT, connection->certificate);
  if (code == CURLE_OK && connection->key != NULL)
    code = curl_easy_setopt(easy, CURLOPT_SSLKEY, connection->key);
  if (code != CURLE_OK)
    return code;
  return curl_easy_setopt(
    easy, CURLOPT_PROXY,
    transfer->options.endpoint->loopback ? "" : connection->proxy);
}

/* POST, PUT and PATCH always say how long their body is, as servers expect;
 * others only where there is one. */
static CURLcode set_method(CURL *easy,
                           const struct hwc_transfer_options *options)
{
  const char *method = options->method;
  const char *custom = NULL; /* what libcurl does not say by itself */

  if (options->has_body || strcmp(method, "POST") == 0 ||
      strcmp(method, "PUT") == 0 || strcmp(method, "PATCH") == 0) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS,
                     options->body.length > 0 ? options->body.data : "");
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     (curl_off_t)options->body.length);
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

/* Where libcurl knows the origin it need not parse URLs, which costs it as
 * much as all its other preparations. */
static CURLcode set_url(CURL *easy, const struct hwc_transfer_options *options)
{
  struct Curl_URL *origin = options->endpoint->parsed;
  CURLcode code = curl_easy_setopt(easy, CURLOPT_CURLU, origin);

  if (code == CURLE_OK)
    code = curl_easy_setopt(easy, CURLOPT_REQUEST_TARGET,
                            origin != NULL ? options->target : NULL);
  if (code == CURLE_OK && origin == NULL)
    code = curl_easy_setopt(easy, CURLOPT_URL, options->url);
  return code;
}

/* RTSP_REQUEST has no effect on HTTP but that libcurl does not send a request
 * again because its connection died; what is left is the text about refused
 * streams, on kept connections as well. */
static void set_stream(CURL *easy, struct hwc_transfer *transfer)
{
  curl_easy_setopt(easy, CURLOPT_DEBUGDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, on_debug);
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);
  curl_easy_setopt(easy, CURLOPT_RTSP_REQUEST, (long)CURL_RTSPREQ_RECEIVE);
}

static void unset_stream(CURL *easy)
{
  curl_easy_setopt(easy, CURLOPT_VERBOSE, 0L);
  curl_easy_setopt(easy, CURLOPT_RTSP_REQUEST, (long)CURL_RTSPREQ_NONE);
}

static CURLcode set_options(CURL *easy, struct hwc_transfer *transfer)
{
  CURLcode code = set_connection(easy, transfer);

  if (code == CURLE_OK)
    code = set_method(easy, &transfer->options);
  if (code == CURLE_OK)
    code = set_url(easy, &transfer->options);
  bool compressed =
    transfer->options.connection->compressed && !transfer->options.is_file;
  if (code == CURLE_OK)
    code = curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING,
                            compressed ? "gzip, deflate" : NULL);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT,
                   transfer->options.fresh ? 1L : 0L);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, transfer->options.headers);
  if (may_be_stream(transfer))
    set_stream(easy, transfer);
  curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_RESOLVER_START_DATA, transfer);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->detail);
  return code;
}

/* --- The end -------------------------------------------------------------- */

static void unset_pointers(CURL *easy, const struct hwc_transfer *transfer)
{
  curl_easy_setopt(easy, CURLOPT_CURLU, NULL);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, NULL);
  curl_easy_setopt(easy, CURLOPT_POSTFIELDS, NULL);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, NULL);
  if (may_be_stream(transfer))
    unset_stream(easy);
}

/* The request was given to a connection of HTTP/2 and nothing came back: its
 * stream may not be open yet. */
static bool may_wait_to_open(CURL *easy, const struct hwc_transfer *transfer)
{
  long status = 0;

  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  return transfer->stream.number != 0 && status == 0;
}

/* Frees it: libcurl notes in it that a stream was refused, beyond a reset. */
static void discard(CURL *easy, const struct hwc_transfer *transfer)
{
  struct hwc_sockets *sockets = hwc_loop_sockets(transfer->loop);

  hwc_sockets_drop_retired(sockets, false);
  if (!is_fragile(transfer) || !may_wait_to_open(easy, transfer)) {
    curl_easy_cleanup(easy);
    return;
  }
  unset_pointers(easy, transfer);
  /* Frees the buffer. */
  curl_easy_setopt(easy, CURLOPT_UPLOAD_BUFFERSIZE, 16384L);
  hwc_sockets_retire(sockets, &transfer->send, easy);
}

/* Gives the easy handle back, with nothing in it that points here. */
static void release(struct hwc_transfer *transfer)
{
  CURL *easy = transfer->handle.easy;

  transfer->handle.easy = NULL;
  if (easy == NULL)
    return;
  if (may_be_stream(transfer) && transfer->needs_reset) {
    discard(easy, transfer);
    return;
  }
  if (has_own_tls(transfer->options.connection) || transfer->needs_reset) {
    /* Setting the options of TLS to NULL would not bring the defaults back,
     * and libcurl counts repetitions over all transfers of a handle: at the
     * sixth it would give up. */
    curl_easy_reset(easy);
    if (set_constant_options(easy, transfer->loop) != CURLE_OK) {
      curl_easy_cleanup(easy);
      return;
    }
  } else {
    unset_pointers(easy, transfer);
  }
  hwc_loop_keep_spare(transfer->loop, easy);
}

/* What became of the request, as far as the connection tells. */
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

/* The ends of a connection, of a stream or of the time: what an answer that is
 * whole by then does not need any more. */
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

/* The version that libcurl tells is that of the response, which may be missing;
 * only streams have numbers. */
static void note_protocol(struct hwc_transfer *transfer)
{
  long version = CURL_HTTP_VERSION_NONE;

  curl_easy_getinfo(transfer->handle.easy, CURLINFO_HTTP_VERSION, &version);
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
  transfer->needs_reset |= transfer->sending && code != CURLE_OK; /* maybe */
  clear_timers(transfer);
  note_protocol(transfer);
  if (transfer->protocol == HWC_HTTP_1)
    hwc_send_note_http_1(&transfer->send, hwc_loop_sockets(transfer->loop));
  if (code == CURLE_OK)
    hwc_response_keep_file(transfer);
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
  end((struct hwc_transfer *)handle, code);
}

/* Takes a transfer from libcurl and ends it: its time is up. */
static void stop(struct hwc_transfer *transfer)
{
  hwc_loop_remove(transfer->loop, &transfer->handle);
  end(transfer, CURLE_OPERATION_TIMEDOUT);
}

/* Rings now and then while an answer arrives. */
static void fire_stall(struct hwc_timer *timer)
{
  struct hwc_transfer *transfer = timer->owner;
  double at = hwc_response_due(transfer);
  bool whole = hwc_response_is_whole(transfer);

  /* It had its place a moment ago, so setting it again needs no memory. */
  if (!whole && at > hwc_loop_now(transfer->loop)) {
    hwc_loop_set_timer(transfer->loop, timer, at);
    return;
  }
  if (!whole)
    transfer->failure = HWC_TRANSFER_STALLED;
  stop(transfer);
}

/* Time is up: for the answer, for the connection, or for waiting in libcurl for
 * a stream, which is then done in our own queue. */
static void fire_time(struct hwc_timer *timer)
{
  struct hwc_transfer *transfer = timer->owner;

  if (!hwc_response_is_whole(transfer))
    transfer->failure =
      transfer->started > 0 ? HWC_TRANSFER_TIMED_OUT : HWC_TRANSFER_NO_STREAM;
  stop(transfer);
}

/* A transfer that waits for a stream in libcurl is taken back before libcurl
 * (8.x) calls it a connection that could not be made in time. */
static enum hwc_status limit_waiting(struct hwc_transfer *transfer)
{
  double connect = connect_timeout(transfer);
  double attempt = attempt_timeout(transfer);
  double wait = (connect < attempt ? connect : attempt) / 2;

  return hwc_loop_set_timer(transfer->loop, &transfer->time_timer,
                            hwc_loop_now(transfer->loop) + wait);
}

/* --- Transfers ------------------------------------------------------------ */

static enum hwc_status prepare(struct hwc_transfer *transfer)
{
  CURL *easy = hwc_loop_take_spare(transfer->loop);

  if (easy == NULL) {
    easy = curl_easy_init();
    if (easy == NULL)
      return HWC_NO_MEMORY;
    if (set_constant_options(easy, transfer->loop) != CURLE_OK) {
      curl_easy_cleanup(easy);
      return HWC_CURL;
    }
  }
  transfer->handle.easy = easy;
  CURLcode code = set_options(easy, transfer);
  if (code == CURLE_OK)
    return HWC_OK;
  return code == CURLE_OUT_OF_MEMORY ? HWC_NO_MEMORY : HWC_CURL;
}

/* Bytes of the request, and what frames, records and packets need beside it. */
static size_t request_size(const struct hwc_transfer_options *options)
{
  size_t size = options->body.length + strlen(options->url) + 2048;

  for (const struct curl_slist *h = options->headers; h != NULL; h = h->next)
    size += strlen(h->data);
  return size;
}

enum hwc_status hwc_transfer_start(struct hwc_transfer *transfer,
                                   const struct hwc_transfer_options *options)
{
  size_t max_response = options->connection->max_response;

  hwc_result_clear(transfer->result);
  transfer->handle.done = on_done;
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
  transfer->stream = (struct hwc_stream){.size = request_size(options)};
  transfer->responded_at = 0;
  transfer->block_complete = false;
  transfer->detail[0] = '\0';
  transfer->expected = 0;
  enum hwc_status status = HWC_OK;
  if (options->download != NULL)
    status = hwc_download_restart(options->download);
  if (status == HWC_OK)
    status = prepare(transfer);
  hwc_loop_note_version(transfer->loop, may_be_stream(transfer));
  hwc_loop_keep_idle(transfer->loop, idle_timeout(options->connection));
  if (status == HWC_OK && may_be_stream(transfer))
    status = limit_waiting(transfer);
  if (status == HWC_OK)
    status = hwc_loop_add(transfer->loop, &transfer->handle);
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
  /* In a forked process what libcurl holds is the parent's. */
  if (!hwc_loop_forked(transfer->loop)) {
    hwc_loop_remove(transfer->loop, &transfer->handle);
    release(transfer);
  }
  settle_fate(transfer);
}
