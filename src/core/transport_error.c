/* SPDX-License-Identifier: Apache-2.0
 *
 * Messages for failed transfers: what happened, whether the service may have
 * processed the request, and what to do if that is known. libcurl's own
 * messages are used only for certificates; others may quote the URL of a
 * proxy. */
#define _POSIX_C_SOURCE 200809L
#include "core/transport_error.h"

#include "core/number.h"
#include "core/proxy.h"
#include "core/retry.h"
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* CURLE_TOO_LARGE of libcurl 8.6 and later. */
#define TOO_LARGE 100
#define MAYBE "; the request was sent and may have been acted on"

static void set(struct hwc_transfer *transfer, enum hwc_kind kind,
                const char *what, const char *detail)
{
  const struct hwc_endpoint *endpoint = transfer->options.endpoint;
  struct hwc_text name = hwc_buffer_text(&endpoint->authority);

  if (transfer->at_proxy)
    name = hwc_proxy_name(
      hwc_proxy_of(transfer->options.connection->proxy, endpoint));
  hwc_error_set(&transfer->result->error, kind, "%s%.*s: %s%s%s%s",
                transfer->at_proxy ? "proxy " : "", (int)name.length, name.data,
                what, detail[0] != '\0' ? ": " : "", detail,
                transfer->fate == HWC_FATE_UNKNOWN ? MAYBE : "");
}

static void fail(struct hwc_transfer *transfer, const char *what)
{
  set(transfer, HWC_KIND_TRANSPORT, what, "");
}

/* Fails with a permanent cause. */
static void set_for_good(struct hwc_transfer *transfer, const char *what,
                         const char *detail)
{
  set(transfer, HWC_KIND_TRANSPORT, what, detail);
  transfer->permanent = true;
}

static void fail_for_good(struct hwc_transfer *transfer, const char *what)
{
  set_for_good(transfer, what, "");
}

static void explain_timeout(struct hwc_transfer *transfer)
{
  const struct hwc_transfer_options *options = &transfer->options;
  double connect = options->connection->connect_timeout > 0
                     ? options->connection->connect_timeout
                     : HWC_CONNECT_TIMEOUT;
  double attempt =
    options->timeout > 0 ? options->timeout : HWC_ATTEMPT_TIMEOUT;
  bool allowed = transfer->sending;
  char seconds[HWC_NUMBER_SIZE];
  char text[80];

  hwc_number_show(seconds, allowed || connect > attempt ? attempt : connect);
  snprintf(text, sizeof text, "no %s within %s s",
           allowed ? "complete response" : "connection", seconds);
  set(transfer, HWC_KIND_TIMEOUT, text, "");
}

/* In TLS 1.3 a server verifies the client certificate after the handshake, and
 * an unread alert is lost with the connection. */
static void explain_dead(struct hwc_transfer *transfer)
{
  const struct hwc_transfer_options *options = &transfer->options;

  if (transfer->reused || !options->endpoint->https)
    fail(transfer, "the connection was closed before the request was sent");
  else if (options->connection->certificate != NULL)
    fail(transfer,
         "the connection was closed right after the TLS handshake; the server "
         "may have rejected the client certificate (option cert)");
  else
    fail(transfer,
         "the connection was closed right after the TLS handshake; the server "
         "may require a client certificate (options cert and key)");
}

/* Errors raised by our own callbacks. */
static void explain_refusal(struct hwc_transfer *transfer)
{
  char text[80];

  switch (transfer->failure) {
  case HWC_TRANSFER_OK:
    break;
  case HWC_TRANSFER_RESENT:
    fail(transfer, "the connection was lost before a response arrived");
    break;
  case HWC_TRANSFER_DEAD:
    explain_dead(transfer);
    break;
  case HWC_TRANSFER_PAST_DEADLINE:
    set(transfer, HWC_KIND_TIMEOUT, "the deadline of the call has passed", "");
    break;
  case HWC_TRANSFER_TOO_LATE:
    set(transfer, HWC_KIND_TIMEOUT, "send_before has passed", "");
    transfer->permanent = true;
    break;
  case HWC_TRANSFER_NO_STREAM:
    fail(transfer, "the server has no free stream");
    break;
  case HWC_TRANSFER_FULL:
    fail(transfer, "the connection accepts no more requests for now");
    break;
  case HWC_TRANSFER_CROWDED:
    fail(transfer, "another request was on the connection");
    break;
  case HWC_TRANSFER_TIMED_OUT:
    explain_timeout(transfer);
    break;
  case HWC_TRANSFER_BODY_TOO_LARGE:
    snprintf(text, sizeof text,
             "the response is larger than max_response (%zu bytes)",
             transfer->max_response);
    fail_for_good(transfer, text);
    break;
  case HWC_TRANSFER_HEADERS_TOO_LARGE:
    fail_for_good(transfer, "the response headers are too large");
    break;
  case HWC_TRANSFER_BAD_LENGTH:
    fail(transfer, "the response's Content-Length is not a single number");
    break;
  case HWC_TRANSFER_NO_MEMORY:
    fail_for_good(transfer, "not enough memory for the response");
    break;
  case HWC_TRANSFER_NO_FILE:
    snprintf(text, sizeof text, "status %d does not deliver a complete file",
             transfer->result->status);
    fail_for_good(transfer, text);
    break;
  case HWC_TRANSFER_COMPRESSED:
    fail_for_good(
      transfer,
      "the file is compressed (Content-Encoding), which was not requested");
    break;
  case HWC_TRANSFER_OPEN_END:
    fail_for_good(transfer, "the response does not mark the end of the file");
    break;
  case HWC_TRANSFER_NOT_WRITTEN:
    set_for_good(transfer, "the response could not be written to the file",
                 strerror(transfer->system_error));
    break;
  case HWC_TRANSFER_STALLED:
    set(transfer, HWC_KIND_TIMEOUT, "the response began, but then stalled", "");
    break;
  }
}

/* True if an HTTP proxy reads the request and either responds itself or
 * forwards it. */
static bool is_relayed(const struct hwc_transfer *transfer)
{
  const struct hwc_endpoint *endpoint = transfer->options.endpoint;
  struct hwc_text proxy =
    hwc_proxy_of(transfer->options.connection->proxy, endpoint);

  return !endpoint->https && proxy.length > 0 && !hwc_proxy_is_socks(proxy);
}

/* True if the proxy itself refused to connect, so that nothing was
 * forwarded. */
static void explain_proxy_refusal(struct hwc_transfer *transfer)
{
  transfer->at_proxy = true;
  transfer->fate = HWC_FATE_REFUSED;
  fail_for_good(transfer, "the proxy refused the request (status 407); check "
                          "its user and password");
}

/* libcurl reports a response that ends within its headers as a success. */
static void explain_success(struct hwc_transfer *transfer)
{
  if (!transfer->block_complete)
    fail(transfer, "the connection was closed within the response headers");
  else if (transfer->result->status < 200)
    fail(transfer, "the final response never arrived");
  else if (transfer->result->status > 599)
    fail(transfer, "the response is not HTTP");
  else if (transfer->result->status == 407 && is_relayed(transfer))
    explain_proxy_refusal(transfer);
}

static bool is_used_up(int number)
{
  return number == EMFILE || number == ENFILE;
}

/* True if the process cannot open `count` more descriptors. */
static bool lacks(int count)
{
  int probe = open("/dev/null", O_RDONLY | O_CLOEXEC);

  if (probe < 0)
    return is_used_up(errno);
  bool lacking = count > 1 && lacks(count - 1);
  close(probe);
  return lacking;
}

/* True if libcurl lacked a descriptor for a socket, for resolving a name, or
 * for reading a TLS file while a socket was open (it is closed by now). */
static bool lacks_descriptors(const struct hwc_transfer *transfer,
                              CURLcode code)
{
  if (transfer->sending)
    return false;
  switch (code) {
  case CURLE_COULDNT_CONNECT:
    return is_used_up(transfer->system_error);
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_FAILED_INIT:
  case CURLE_OUT_OF_MEMORY:
    return lacks(1);
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CONNECT_ERROR:
    return lacks(2);
  default:
    return false;
  }
}

/* True if a SOCKS proxy, or the connection to it, failed. It is unknown when
 * the proxy has connected: TLS errors are attributed to the endpoint, and
 * time-outs to the proxy. */
static bool failed_at_socks(CURLcode code)
{
  switch (code) {
  case CURLE_COULDNT_CONNECT:
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_GOT_NOTHING:
  case CURLE_OPERATION_TIMEDOUT:
  case CURLE_PROXY:
  case CURLE_RECV_ERROR:
  case CURLE_SEND_ERROR:
    return true;
  default:
    return false;
  }
}

/* True if the proxy, or the connection to it, failed; with an HTTP proxy,
 * before its response to CONNECT. */
static bool failed_at_proxy(const struct hwc_transfer *transfer, CURLcode code)
{
  long connected = 0;
  struct hwc_text proxy = hwc_proxy_of(transfer->options.connection->proxy,
                                       transfer->options.endpoint);

  if (transfer->sending || proxy.length == 0 ||
      code == CURLE_COULDNT_RESOLVE_HOST)
    return false;
  if (hwc_proxy_is_socks(proxy))
    return failed_at_socks(code);
  curl_easy_getinfo(transfer->handle->easy, CURLINFO_HTTP_CONNECTCODE,
                    &connected);
  return connected < 200 || connected >= 300;
}

static bool mentions_alert(const struct hwc_transfer *transfer,
                           const char *const *alerts)
{
  for (; *alerts != NULL; alerts++)
    if (strstr(transfer->handle->detail, *alerts) != NULL)
      return true;
  return false;
}

/* Recognises OpenSSL's message when the server requires a client certificate or
 * rejects it. In TLS 1.3 it arrives after the request. */
static bool explain_client_certificate(struct hwc_transfer *transfer)
{
  static const char *const wanted[] = {"alert certificate required",
                                       "alert bad certificate", NULL};
  static const char *const refused[] = {"alert certificate required",
                                        "alert bad certificate",
                                        "alert unsupported certificate",
                                        "alert certificate revoked",
                                        "alert certificate expired",
                                        "alert certificate unknown",
                                        "alert unknown ca",
                                        "alert access denied",
                                        NULL};
  bool shown = transfer->options.connection->certificate != NULL;

  if (transfer->result->status != 0 ||
      !mentions_alert(transfer, shown ? refused : wanted))
    return false;
  set_for_good(
    transfer,
    shown ? "the server rejected the client certificate (option cert)"
          : "the server requires a client certificate (options cert and key)",
    transfer->handle->detail);
  return true;
}

/* In TLS 1.2 many servers report only that the handshake failed. */
static void explain_handshake(struct hwc_transfer *transfer)
{
  static const char *const failed[] = {"alert handshake failure", NULL};
  bool wanted = transfer->options.connection->certificate == NULL &&
                mentions_alert(transfer, failed);

  set(transfer, HWC_KIND_TRANSPORT,
      wanted ? "TLS could not be set up; the server may require a client "
               "certificate (options cert and key)"
             : "TLS could not be set up",
      transfer->handle->detail);
}

static void explain_connection(struct hwc_transfer *transfer)
{
  long number = 0;

  curl_easy_getinfo(transfer->handle->easy, CURLINFO_OS_ERRNO, &number);
  if (number == ECONNREFUSED && transfer->at_proxy)
    fail(transfer, "the connection was refused; check the option proxy and "
                   "the environment");
  else if (number == ECONNREFUSED)
    fail(transfer, "the connection was refused; check host and port of the "
                   "endpoint");
  else if ((number == ENETUNREACH || number == EHOSTUNREACH) &&
           transfer->at_proxy)
    fail(transfer, "there is no route to the host; check the network");
  else if (number == ENETUNREACH || number == EHOSTUNREACH)
    fail(transfer, "there is no route to the host; check the network, or "
                   "whether a proxy is needed");
  else
    fail(transfer, "no connection could be established");
}

/* Retry-After of a proxy that refuses to connect. */
static void read_retry_after(struct hwc_transfer *transfer)
{
  struct curl_header *header = NULL;
  int64_t now = (int64_t)floor(hwc_loop_unix_time(transfer->loop));

  if (curl_easy_header(transfer->handle->easy, "Retry-After", 0, CURLH_CONNECT,
                       -1, &header) == CURLHE_OK)
    transfer->result->retry_after =
      hwc_retry_after(hwc_text_of(header->value), now);
}

/* The connection ended before the response. */
static void explain_loss(struct hwc_transfer *transfer)
{
  long proxy = 0;
  char text[80];

  curl_easy_getinfo(transfer->handle->easy, CURLINFO_HTTP_CONNECTCODE, &proxy);
  if (!transfer->sending && proxy >= 300) {
    snprintf(text, sizeof text, "the proxy refused to connect (status %ld)",
             proxy);
    fail(transfer, text);
    transfer->permanent = proxy < 500 && proxy != 408 && proxy != 429;
    read_retry_after(transfer);
  } else if (transfer->result->status < 200) {
    fail(transfer, "the connection was lost before a response arrived");
  } else {
    fail(transfer, "the connection was lost within the response");
  }
}

/* True if the response headers exceeded libcurl's own limits. */
static bool is_beyond_headers(const struct hwc_transfer *transfer)
{
  return transfer->result->status > 0 && !transfer->block_complete;
}

/* What libcurl reports. */
static void explain_code(struct hwc_transfer *transfer, CURLcode code)
{
  switch (code) {
  case CURLE_OK:
    explain_success(transfer);
    break;
  case CURLE_OPERATION_TIMEDOUT:
    explain_timeout(transfer);
    break;
  case CURLE_COULDNT_RESOLVE_HOST:
    fail(transfer, "the host was not found; check the region or endpoint, "
                   "and name resolution");
    break;
  case CURLE_COULDNT_RESOLVE_PROXY:
    fail(transfer, "the proxy was not found; check the proxy option and the "
                   "environment");
    break;
  case CURLE_COULDNT_CONNECT:
    explain_connection(transfer);
    break;
  case CURLE_PEER_FAILED_VERIFICATION:
    set_for_good(transfer,
                 "the server's certificate could not be verified (ca_file "
                 "names the authorities to trust)",
                 transfer->handle->detail);
    break;
  case CURLE_SSL_CONNECT_ERROR:
    explain_handshake(transfer);
    break;
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CIPHER:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_SSL_INVALIDCERTSTATUS:
    set_for_good(transfer, "TLS could not be set up", transfer->handle->detail);
    break;
  case CURLE_GOT_NOTHING:
  case CURLE_SEND_ERROR:
  case CURLE_RECV_ERROR:
  case CURLE_PARTIAL_FILE:
  case CURLE_HTTP2:
  case CURLE_HTTP2_STREAM:
    explain_loss(transfer);
    break;
  case CURLE_UNSUPPORTED_PROTOCOL:
  case CURLE_WEIRD_SERVER_REPLY:
    fail(transfer, "the response is not HTTP");
    break;
  case CURLE_OUT_OF_MEMORY:
    /* libcurl before 8.6 reports a line above its limit of 100 KiB in the same
     * way. */
    fail_for_good(
      transfer,
      is_beyond_headers(transfer)
        ? "the response headers are too large, or there is not enough memory"
        : "not enough memory");
    break;
  default:
    set(transfer, HWC_KIND_TRANSPORT,
        transfer->sending ? "the response could not be read"
                          : "the request could not be sent",
        curl_easy_strerror(code));
  }
}

void hwc_transfer_explain(struct hwc_transfer *transfer, CURLcode code)
{
  if (transfer->fate == HWC_FATE_REFUSED) {
    fail(transfer, "the server refused the request before processing it");
    return;
  }
  if (transfer->failure != HWC_TRANSFER_OK) {
    transfer->at_proxy = transfer->failure == HWC_TRANSFER_TIMED_OUT &&
                         failed_at_proxy(transfer, code);
    explain_refusal(transfer);
    return;
  }
  if (lacks_descriptors(transfer, code)) {
    fail(transfer, "too many open files");
    return;
  }
  transfer->at_proxy = code != CURLE_OK && failed_at_proxy(transfer, code);
  if (code != CURLE_OK && explain_client_certificate(transfer))
    return;
  if ((int)code == TOO_LARGE && is_beyond_headers(transfer)) {
    fail_for_good(transfer, "the response headers are too large");
    return;
  }
  explain_code(transfer, code);
}
