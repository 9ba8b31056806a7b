/* SPDX-License-Identifier: Apache-2.0
 *
 * Copies connection options to easy handles. */
#include "core/settings.h"

#include <math.h>
#include <string.h>

bool hwc_has_own_tls(const struct hwc_connection_options *connection)
{
  return connection->ca_file != NULL || connection->ca_path != NULL ||
         connection->certificate != NULL || connection->key != NULL;
}

/* Milliseconds, at least 1, since 0 selects libcurl's default. */
static long milliseconds(double seconds, double otherwise)
{
  double value = (seconds > 0 ? seconds : otherwise) * 1000;

  if (value >= 2147483647.0)
    return 2147483647L;
  long whole = (long)value;
  return (double)whole < value ? whole + 1 : whole;
}

/* At least 1, since 0 selects libcurl's default. */
double hwc_idle_timeout(const struct hwc_connection_options *connection)
{
  if (connection->idle_timeout <= 0)
    return HWC_IDLE_TIMEOUT;
  return connection->idle_timeout < 1 ? 1 : floor(connection->idle_timeout);
}

/* The caller's CA file or directory replaces the system's, also for a proxy:
 * libcurl's own must not remain in effect. */
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

/* Where the proxy comes from. */
enum { PROXY_NONE, PROXY_OF_ENVIRONMENT, PROXY_NAMED };

static long proxy_choice(const struct hwc_transfer_options *options)
{
  const char *proxy = options->connection->proxy;

  if (options->endpoint->loopback || (proxy != NULL && *proxy == '\0'))
    return PROXY_NONE;
  return proxy == NULL ? PROXY_OF_ENVIRONMENT : PROXY_NAMED;
}

static struct hwc_settings
settings_of(const struct hwc_transfer_options *options)
{
  const struct hwc_connection_options *connection = options->connection;

  return (struct hwc_settings){
    .verify = !connection->no_verify,
    .compressed = connection->compressed && !options->is_file,
    .fresh = options->fresh,
    .proxy = proxy_choice(options),
    .idle_timeout = (long)hwc_idle_timeout(connection),
    .connect_timeout =
      milliseconds(connection->connect_timeout, HWC_CONNECT_TIMEOUT),
    .timeout = options->multiplexed
                 ? 0
                 : milliseconds(options->timeout, HWC_ATTEMPT_TIMEOUT),
    .connect_to = options->endpoint->connect_to,
  };
}

/* With "*", libcurl does not search the environment for a proxy. */
static CURLcode set_proxy(CURL *easy, long choice, const char *proxy)
{
  CURLcode code =
    curl_easy_setopt(easy, CURLOPT_NOPROXY, choice == PROXY_NONE ? "*" : NULL);

  if (code == CURLE_OK)
    code =
      curl_easy_setopt(easy, CURLOPT_PROXY, choice == PROXY_NONE ? "" : proxy);
  return code;
}

static CURLcode set_all(CURL *easy, const struct hwc_transfer_options *options,
                        const struct hwc_settings *settings)
{
  const struct hwc_connection_options *connection = options->connection;
  bool stream = options->multiplexed;

  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION,
                   stream ? (long)CURL_HTTP_VERSION_2TLS
                          : (long)CURL_HTTP_VERSION_1_1);
  /* No effect with OpenSSL, but libcurl does not share connections between
   * clients with different TLS options. Where HTTP/1.1 and HTTP/2 shared one,
   * it gave the response of one request to another. */
  curl_easy_setopt(easy, CURLOPT_SSL_OPTIONS,
                   (long)(stream ? CURLSSLOPT_REVOKE_BEST_EFFORT : 0));
  curl_easy_setopt(easy, CURLOPT_MAXAGE_CONN, settings->idle_timeout);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, settings->verify);
  curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, settings->verify ? 2L : 0L);
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, settings->connect_timeout);
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, settings->timeout);
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, settings->fresh);
  CURLcode code = set_authorities(easy, connection);
  if (code == CURLE_OK)
    code = curl_easy_setopt(easy, CURLOPT_CONNECT_TO, settings->connect_to);
  if (code == CURLE_OK && connection->certificate != NULL)
    code = curl_easy_setopt(easy, CURLOPT_SSLCERT, connection->certificate);
  if (code == CURLE_OK && connection->key != NULL)
    code = curl_easy_setopt(easy, CURLOPT_SSLKEY, connection->key);
  if (code == CURLE_OK)
    code = curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING,
                            settings->compressed ? "gzip, deflate" : NULL);
  return code == CURLE_OK ? set_proxy(easy, settings->proxy, connection->proxy)
                          : code;
}

/* True if the settings are all that there is to set. */
static bool are_complete(const struct hwc_transfer_options *options,
                         const struct hwc_settings *settings)
{
  return !options->multiplexed && settings->proxy != PROXY_NAMED &&
         !hwc_has_own_tls(options->connection);
}

CURLcode hwc_settings_apply(struct hwc_settings *settings, CURL *easy,
                            const struct hwc_transfer_options *options)
{
  struct hwc_settings wanted = settings_of(options);
  bool complete = are_complete(options, &wanted);

  wanted.known = true;
  if (complete && memcmp(&wanted, settings, sizeof wanted) == 0)
    return CURLE_OK;
  CURLcode code = set_all(easy, options, &wanted);
  *settings = wanted;
  settings->known = complete && code == CURLE_OK;
  return code;
}
