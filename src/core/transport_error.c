/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts for failed transfers: what happened, whether the service may have
 * acted, and what to do where that is known. libcurl's own words are used
 * only where they are about certificates: others may quote a proxy's URL. */
#include "core/transport_error.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#define MAYBE "; the request was sent and may have been acted on"

static void set(struct hwc_transfer *transfer, enum hwc_kind kind,
                const char *what, const char *detail)
{
  hwc_error_set(&transfer->result->error, kind, "%.*s: %s%s%s%s",
                (int)transfer->options.endpoint->authority.length,
                transfer->options.endpoint->authority.data, what,
                detail[0] != '\0' ? ": " : "", detail,
                transfer->fate == HWC_FATE_UNKNOWN ? MAYBE : "");
}

static void fail(struct hwc_transfer *transfer, const char *what)
{
  set(transfer, HWC_KIND_TRANSPORT, what, "");
}

/* What would be the same the next time. */
static void fail_for_good(struct hwc_transfer *transfer, const char *what)
{
  fail(transfer, what);
  transfer->lasting = true;
}

static void explain_timeout(struct hwc_transfer *transfer)
{
  const struct hwc_transfer_options *options = &transfer->options;
  double connect = options->connection->connect_timeout > 0
                     ? options->connection->connect_timeout
                     : HWC_CONNECT_TIMEOUT;
  double attempt =
    options->timeout > 0 ? options->timeout : HWC_ATTEMPT_TIMEOUT;
  char text[80];

  if (transfer->allowed)
    snprintf(text, sizeof text, "no whole answer within %g s", attempt);
  else
    snprintf(text, sizeof text, "no connection within %g s",
             connect < attempt ? connect : attempt);
  set(transfer, HWC_KIND_TIMEOUT, text, "");
}

/* What our own callbacks stopped. */
static void explain_refusal(struct hwc_transfer *transfer)
{
  char text[80];

  switch (transfer->failure) {
  case HWC_TRANSFER_GOOD:
    break;
  case HWC_TRANSFER_RESENT:
    fail(transfer, "the connection was lost before an answer came");
    break;
  case HWC_TRANSFER_DEAD:
    fail(transfer, "the connection was closed before the request was sent");
    break;
  case HWC_TRANSFER_PAST_DEADLINE:
    set(transfer, HWC_KIND_TIMEOUT, "the deadline of the call has passed", "");
    transfer->lasting = true;
    break;
  case HWC_TRANSFER_TOO_LATE:
    set(transfer, HWC_KIND_TIMEOUT, "it is later than send_before", "");
    transfer->lasting = true;
    break;
  case HWC_TRANSFER_NO_STREAM:
    fail(transfer, "the server has no stream free");
    break;
  case HWC_TRANSFER_TIMED_OUT:
    explain_timeout(transfer);
    break;
  case HWC_TRANSFER_BODY_TOO_LARGE:
    snprintf(text, sizeof text,
             "the answer is larger than max_response (%zu bytes)",
             transfer->max_response);
    fail_for_good(transfer, text);
    break;
  case HWC_TRANSFER_HEADERS_TOO_LARGE:
    fail_for_good(transfer, "the headers of the answer are too large");
    break;
  case HWC_TRANSFER_BAD_LENGTH:
    fail(transfer, "the answer's Content-Length is not one number");
    break;
  case HWC_TRANSFER_NO_MEMORY:
    fail_for_good(transfer, "not enough memory for the answer");
    break;
  case HWC_TRANSFER_NO_FILE:
    snprintf(text, sizeof text, "status %d does not bring the whole file",
             transfer->result->status);
    fail_for_good(transfer, text);
    break;
  case HWC_TRANSFER_COMPRESSED:
    fail_for_good(transfer, "the file is compressed (Content-Encoding), which "
                            "was not asked for");
    break;
  case HWC_TRANSFER_OPEN_END:
    fail_for_good(transfer, "the answer does not say where the file ends");
    break;
  case HWC_TRANSFER_NOT_WRITTEN:
    set(transfer, HWC_KIND_TRANSPORT,
        "the answer could not be written to the file",
        strerror(transfer->system_error));
    transfer->lasting = true;
    break;
  case HWC_TRANSFER_STALLED:
    set(transfer, HWC_KIND_TIMEOUT,
        "the answer began, but then nothing more of it came", "");
    break;
  }
}

/* libcurl calls an answer that breaks off in its headers a success. */
static void explain_success(struct hwc_transfer *transfer)
{
  if (!transfer->block_complete)
    fail(transfer, "the connection was closed within the headers of the "
                   "answer");
  else if (transfer->result->status < 200)
    fail(transfer, "the final answer never came");
  else if (transfer->result->status > 599)
    fail(transfer, "the answer is not HTTP");
}

static void explain_connection(struct hwc_transfer *transfer)
{
  long number = 0;

  curl_easy_getinfo(transfer->handle.easy, CURLINFO_OS_ERRNO, &number);
  if (number == ECONNREFUSED)
    fail(transfer, "the connection was refused; check host and port of the "
                   "endpoint");
  else if (number == ENETUNREACH || number == EHOSTUNREACH)
    fail(transfer, "there is no route to the host; check the network, or "
                   "whether a proxy is needed");
  else
    fail(transfer, "no connection could be made");
}

/* The connection ended where an answer was due. */
static void explain_loss(struct hwc_transfer *transfer)
{
  long proxy = 0;
  char text[80];

  curl_easy_getinfo(transfer->handle.easy, CURLINFO_HTTP_CONNECTCODE, &proxy);
  if (!transfer->allowed && proxy >= 300) {
    snprintf(text, sizeof text, "the proxy refused to connect (status %ld)",
             proxy);
    fail(transfer, text);
    transfer->lasting = proxy < 500;
  } else if (transfer->result->status < 200) {
    fail(transfer, "the connection was lost before an answer came");
  } else {
    fail(transfer, "the connection was lost within the answer");
  }
}

void hwc_transfer_explain(struct hwc_transfer *transfer, CURLcode code)
{
  if (transfer->fate == HWC_FATE_REFUSED) {
    fail(transfer, "the server refused the request before it processed it");
    return;
  }
  if (transfer->failure != HWC_TRANSFER_GOOD) {
    explain_refusal(transfer);
    return;
  }
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
    set(transfer, HWC_KIND_TRANSPORT,
        "the server's certificate was not accepted (ca_file names the "
        "authorities to trust)",
        transfer->detail);
    transfer->lasting = true;
    break;
  case CURLE_SSL_CONNECT_ERROR:
    set(transfer, HWC_KIND_TRANSPORT, "TLS could not be set up",
        transfer->detail);
    break;
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CIPHER:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_SSL_INVALIDCERTSTATUS:
    set(transfer, HWC_KIND_TRANSPORT, "TLS could not be set up",
        transfer->detail);
    transfer->lasting = true;
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
    fail(transfer, "the answer is not HTTP");
    break;
  case CURLE_OUT_OF_MEMORY:
    /* libcurl says the same of a line beyond its own bound of 100 KiB. */
    fail_for_good(transfer,
                  transfer->result->status > 0 && !transfer->block_complete
                    ? "the headers of the answer are too large, or there is "
                      "not enough memory"
                    : "not enough memory");
    break;
  default:
    set(transfer, HWC_KIND_TRANSPORT,
        transfer->allowed ? "the answer could not be read"
                          : "the request could not be sent",
        curl_easy_strerror(code));
  }
}
