/* SPDX-License-Identifier: Apache-2.0
 *
 * libmicrohttpd's callbacks, on its thread, and its start and end. */
#define _POSIX_C_SOURCE 200809L
#include "sandbox/listener.h"

#include "sandbox/address.h"
#include "sandbox/plain_response.h"

#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* Bounds the head of a request. */
#define CONNECTION_MEMORY (256 * 1024)

/* Bounds the bodies of all requests that arrive at a time. */
#define BODY_MEMORY (512 * (size_t)1024 * 1024)

/* Connections beyond the limit that are being refused. */
#define REFUSED_CONNECTIONS 256u

/* Descriptors that are left to the host. */
#define HOST_DESCRIPTORS 64u

/* Hides the query from libmicrohttpd, which would keep each member in the
 * memory of the connection and close it silently where that runs out. The
 * behaviour reads a copy. The text is a buffer that libmicrohttpd changes
 * itself as soon as this returns. */
static void drop_query(const char *target)
{
  const char *query = strchr(target, '?');
  if (query != NULL)
    ((char *)(uintptr_t)query)[1] = '\0';
}

static struct peer *peer_of(struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info =
    MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  return info != NULL ? info->socket_context : NULL;
}

static void on_connection(void *closure, struct MHD_Connection *connection,
                          void **context,
                          enum MHD_ConnectionNotificationCode code)
{
  struct listener *listener = closure;

  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    *context = info != NULL
                 ? peers_add(listener->peers, info->connect_fd, listener->plain)
                 : NULL;
  } else {
    peers_remove(listener->peers, *context);
    *context = NULL;
  }
}

static void *on_request_line(void *closure, const char *target,
                             struct MHD_Connection *connection)
{
  struct listener *listener = closure;
  struct peer *peer = peer_of(connection);
  struct request *request = request_new(target);

  drop_query(target);
  if (peer != NULL)
    peers_expect(listener->peers, peer, PEER_FIELDS);
  return request;
}

/* Leaves percent-encoding alone: signatures cover it as it arrived. */
static size_t keep_escapes(void *closure, struct MHD_Connection *connection,
                           char *text)
{
  (void)closure;
  (void)connection;
  return strlen(text);
}

static enum MHD_Result on_header(void *closure, enum MHD_ValueKind kind,
                                 const char *name, size_t name_length,
                                 const char *value, size_t value_length)
{
  (void)kind;
  const struct header header = {
    .name = name,
    .name_length = name_length,
    .value = value,
    .value_length = value_length,
  };
  return request_add_header(closure, &header) ? MHD_YES : MHD_NO;
}

/* A response without the behaviour. NULL: no memory. */
static struct MHD_Response *new_response(unsigned status)
{
  struct plain_response plain;

  plain_response_init(&plain, status);
  struct MHD_Response *response = MHD_create_response_from_buffer(
    plain.body_length, (void *)(uintptr_t)plain.body, MHD_RESPMEM_MUST_COPY);
  if (response == NULL)
    return NULL;
  MHD_add_response_header(response, "Content-Type", "application/json");
  MHD_add_response_header(response, "X-Request-Id", plain.id);
  return response;
}

static enum MHD_Result refuse(struct MHD_Connection *connection)
{
  struct MHD_Response *response = new_response(MHD_HTTP_SERVICE_UNAVAILABLE);

  if (response == NULL)
    return MHD_NO;
  MHD_add_response_header(response, "Connection", "close");
  enum MHD_Result queued =
    MHD_queue_response(connection, MHD_HTTP_SERVICE_UNAVAILABLE, response);
  MHD_destroy_response(response);
  return queued;
}

/* Makes the response of a request that is whole. False: the connection is
 * suspended, and its handler is called again when the response is due. */
static bool answer(struct listener *listener, struct request *request,
                   struct MHD_Connection *connection, const char *method,
                   const char *version)
{
  struct exchange x = {
    .request = request,
    .method = method,
    .version = version,
  };

  MHD_get_connection_values_n(connection, MHD_HEADER_KIND, on_header, request);
  bool made = !request->broken && behaviour_answer(listener->behaviour, &x);
  request->answered = true;
  if (made) {
    request->status = x.status;
    request->response = x.response;
    return x.delay == 0 ||
           !disturb_delay(listener->disturb, connection, x.delay);
  }
  if (x.response != NULL)
    MHD_destroy_response(x.response);
  request->status = MHD_HTTP_INTERNAL_SERVER_ERROR;
  request->response = new_response(request->status);
  return true;
}

static void take_body(struct listener *listener, struct request *request,
                      const char *data, size_t size)
{
  size_t before = request->length;

  if (size > BODY_MEMORY - atomic_load(&listener->body_bytes))
    request->broken = true;
  request_add_body(request, data, size, listener->max_body);
  /* It gets longer, or is dropped. */
  atomic_fetch_add(&listener->body_bytes, request->length - before);
}

static enum MHD_Result on_request(void *closure,
                                  struct MHD_Connection *connection,
                                  const char *url, const char *method,
                                  const char *version, const char *data,
                                  size_t *size, void **state)
{
  struct listener *listener = closure;
  struct request *request = *state;
  struct peer *peer = peer_of(connection);

  (void)url;
  if (request == NULL || peer == NULL)
    return MHD_NO;
  if (!request->begun) {
    request->begun = true;
    bool refused = peer_is_refused(peer);
    if (!peers_expect(listener->peers, peer,
                      refused ? PEER_NOTHING : PEER_BODY))
      return MHD_NO;
    return refused ? refuse(connection) : MHD_YES;
  }
  if (*size > 0) {
    take_body(listener, request, data, *size);
    *size = 0;
    return MHD_YES;
  }
  if (!peers_expect(listener->peers, peer, PEER_NOTHING))
    return MHD_NO;
  if (!request->answered &&
      !answer(listener, request, connection, method, version))
    return MHD_YES; /* suspended */
  if (request->response == NULL)
    return MHD_NO;
  return MHD_queue_response(connection, request->status, request->response);
}

static void on_completed(void *closure, struct MHD_Connection *connection,
                         void **state, enum MHD_RequestTerminationCode code)
{
  struct listener *listener = closure;
  struct request *request = *state;
  struct peer *peer = peer_of(connection);

  (void)code;
  if (request != NULL)
    atomic_fetch_sub(&listener->body_bytes, request->length);
  request_free(request);
  *state = NULL;
  if (peer != NULL)
    peers_expect(listener->peers, peer, PEER_IDLE);
}

/* The connections that the process has descriptors for, refused ones and what
 * the host needs put aside: one that cannot be accepted would wait. */
static unsigned affordable(unsigned wanted)
{
  struct rlimit limit;
  const rlim_t aside = REFUSED_CONNECTIONS + HOST_DESCRIPTORS;

  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 ||
      limit.rlim_cur == RLIM_INFINITY || limit.rlim_cur >= wanted + aside)
    return wanted;
  return limit.rlim_cur > 2 * aside ? (unsigned)(limit.rlim_cur - aside)
                                    : (unsigned)(limit.rlim_cur / 2);
}

/* Why no daemon could be started, from the errno that it left: since
 * libmicrohttpd 1.0 that is no longer the one of bind(), and after a
 * certificate that does not fit it may be any (EBADF was seen). -1: unknown. */
static int reason_of(int left, const struct sockaddr *address)
{
  int bound = address_bind_error(address);

  if (bound != 0)
    return bound;
  switch (left) {
  case EAGAIN:
  case EMFILE:
  case ENFILE:
  case ENOMEM:
    return left;
  default:
    return -1;
  }
}

/* Signals stay with the host's threads. */
static int start_daemon(struct listener *listener,
                        const struct listener_options *options, unsigned max)
{
  unsigned flags = MHD_USE_AUTO | MHD_USE_INTERNAL_POLLING_THREAD |
                   MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME;
  const struct sockaddr *address = options->address;
  const struct certificate *tls = &options->tls;
  struct MHD_OptionItem more[] = {
    {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)tls->chain},
    {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)tls->key},
    {MHD_OPTION_END, 0, NULL},
  };
  sigset_t all, before;

  if (tls->chain != NULL)
    flags |= MHD_USE_TLS;
  else
    more[0].option = MHD_OPTION_END;
  if (address->sa_family == AF_INET6)
    flags |= MHD_USE_IPv6;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  errno = 0;
  listener->daemon = MHD_start_daemon(
    flags, 0, NULL, NULL, on_request, listener, MHD_OPTION_SOCK_ADDR, address,
    MHD_OPTION_URI_LOG_CALLBACK, on_request_line, listener,
    MHD_OPTION_UNESCAPE_CALLBACK, keep_escapes, NULL,
    MHD_OPTION_NOTIFY_COMPLETED, on_completed, listener,
    MHD_OPTION_NOTIFY_CONNECTION, on_connection, listener,
    MHD_OPTION_CONNECTION_LIMIT, max + REFUSED_CONNECTIONS,
    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)options->peers.idle_seconds,
    MHD_OPTION_ARRAY, more, MHD_OPTION_END);
  int reason =
    listener->daemon != NULL ? 0 : reason_of(errno, options->address);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return reason;
}

int listener_start(struct listener *listener, struct behaviour *behaviour,
                   const struct listener_options *options)
{
  struct peers_options bounds = options->peers;

  bounds.max = affordable(bounds.max);
  listener->behaviour = behaviour;
  listener->max_body = options->max_body;
  listener->plain = options->tls.chain == NULL;
  listener->peers = peers_new(&bounds);
  listener->disturb = disturb_new();
  if (listener->peers == NULL || listener->disturb == NULL)
    return EAGAIN; /* no thread, or no memory for one */
  int reason = start_daemon(listener, options, bounds.max);
  if (reason != 0)
    return reason;
  const union MHD_DaemonInfo *info =
    MHD_get_daemon_info(listener->daemon, MHD_DAEMON_INFO_BIND_PORT);
  listener->port = info != NULL ? info->port : options->port;
  return 0;
}

void listener_stop(struct listener *listener)
{
  struct MHD_Daemon *daemon = listener->daemon;

  listener->daemon = NULL;
  disturb_stop(listener->disturb);
  if (daemon != NULL)
    MHD_stop_daemon(daemon);
  disturb_free(listener->disturb);
  listener->disturb = NULL;
  peers_free(listener->peers);
  listener->peers = NULL;
}
