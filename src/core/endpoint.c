/* SPDX-License-Identifier: Apache-2.0
 *
 * The endpoint of a client, validated once when the client is created. */
#include "core/endpoint.h"

#include "core/uri.h"
#include <curl/curl.h>
#include <string.h>

static enum hwc_status refuse(struct hwc_error *error, const char *why)
{
  hwc_error_set(error, HWC_KIND_VALIDATION, "endpoint: %s", why);
  return HWC_INVALID;
}

static enum hwc_status check(struct hwc_uri *uri, struct hwc_text url,
                             bool allow_http, struct hwc_error *error)
{
  struct hwc_error detail = {0};

  if (hwc_uri_parse(uri, url, &detail) != HWC_OK)
    return refuse(error, detail.message);
  if (uri->has_query)
    return refuse(error, "the URL must not have a query");
  for (size_t i = 0; i < uri->path.length; i++)
    if ((unsigned char)uri->path.data[i] >= 0x80 ||
        strchr("\"<>{}", uri->path.data[i]) != NULL)
      return refuse(error, "the path has to be percent-encoded");
  if (hwc_uri_has_dots(uri->path))
    return refuse(error, "the path must not contain the segments . and ..");
  if (!uri->https && !allow_http && !hwc_uri_is_loopback(uri->host))
    return refuse(
      error,
      "http is only for loopback addresses; use https, or set allow_http");
  return HWC_OK;
}

/* The port without leading zeros; empty for the default port of the scheme. */
static struct hwc_text significant_port(const struct hwc_uri *uri)
{
  struct hwc_text port = uri->port;

  while (port.length > 0 && port.data[0] == '0') {
    port.data++;
    port.length--;
  }
  if (hwc_text_equal(port, uri->https ? HWC_TEXT("443") : HWC_TEXT("80")))
    port.length = 0;
  return port;
}

/* Normalises the authority, because connections are counted by it. */
static void set_origin(struct hwc_buffer *origin, const struct hwc_uri *uri)
{
  struct hwc_text name = uri->authority;
  struct hwc_text port = significant_port(uri);

  if (uri->port.length > 0)
    name.length -= uri->port.length + 1;
  hwc_buffer_append_string(origin, uri->https ? "https://" : "http://");
  hwc_buffer_append_lower(origin, name);
  if (port.length == 0)
    return;
  hwc_buffer_append_char(origin, ':');
  hwc_buffer_append_text(origin, port);
}

static bool parse_origin(struct hwc_endpoint *endpoint)
{
  if (!endpoint->https && !endpoint->loopback)
    return true;
  endpoint->parsed = curl_url();
  return endpoint->parsed != NULL &&
         curl_url_set(endpoint->parsed, CURLUPART_URL, endpoint->origin.data,
                      0) == CURLUE_OK;
}

enum hwc_status hwc_endpoint_init(struct hwc_endpoint *endpoint,
                                  struct hwc_text url, bool allow_http,
                                  struct hwc_error *error)
{
  struct hwc_uri uri;

  *endpoint = (struct hwc_endpoint){0};
  enum hwc_status status = check(&uri, url, allow_http, error);
  if (status != HWC_OK)
    return status;
  while (uri.path.length > 0 && uri.path.data[uri.path.length - 1] == '/')
    uri.path.length--;
  endpoint->https = uri.https;
  endpoint->loopback = hwc_uri_is_loopback(uri.host);
  hwc_buffer_append_string(&endpoint->url, uri.https ? "https://" : "http://");
  hwc_buffer_append_text(&endpoint->url, uri.authority);
  hwc_buffer_append_text(&endpoint->url, uri.path);
  hwc_buffer_append_text(&endpoint->authority, uri.authority);
  hwc_buffer_append_text(&endpoint->base, uri.path);
  set_origin(&endpoint->origin, &uri);
  if (endpoint->url.status == HWC_OK && endpoint->authority.status == HWC_OK &&
      endpoint->base.status == HWC_OK && endpoint->origin.status == HWC_OK &&
      parse_origin(endpoint))
    return HWC_OK;
  hwc_endpoint_done(endpoint);
  return HWC_NO_MEMORY;
}

struct hwc_text hwc_endpoint_site(const struct hwc_endpoint *endpoint)
{
  return (struct hwc_text){endpoint->url.data,
                           endpoint->url.length - endpoint->base.length};
}

/* Parses "host" or "host:port"; the parts point into `url`. */
static enum hwc_status parse_host(struct hwc_uri *uri, struct hwc_buffer *url,
                                  struct hwc_text host)
{
  struct hwc_error detail = {0};

  hwc_buffer_append_string(url, "https://");
  hwc_buffer_append_text(url, host);
  if (url->status != HWC_OK)
    return url->status;
  if (hwc_uri_parse(uri, hwc_buffer_text(url), &detail) != HWC_OK ||
      uri->path.length > 0 || uri->has_query)
    return HWC_INVALID;
  return HWC_OK;
}

enum hwc_status hwc_endpoint_set_host(struct hwc_endpoint *endpoint,
                                      struct hwc_text host,
                                      struct hwc_error *error)
{
  struct hwc_buffer url = HWC_BUFFER_INIT;
  struct hwc_uri uri;

  enum hwc_status status = parse_host(&uri, &url, host);
  if (status == HWC_INVALID)
    hwc_error_set(error, HWC_KIND_VALIDATION,
                  "host_header: has to be a host, or host:port");
  if (status == HWC_OK) {
    hwc_buffer_clear(&endpoint->authority);
    hwc_buffer_append_text(&endpoint->authority, host);
    status = endpoint->authority.status;
  }
  hwc_buffer_done(&url);
  return status;
}

static enum hwc_status refuse_resolve(struct hwc_error *error, const char *why)
{
  hwc_error_set(error, HWC_KIND_VALIDATION, "resolve: %s", why);
  return HWC_INVALID;
}

/* Rejects a name that is not host:port, since no endpoint could match it. */
static enum hwc_status check_resolved(struct hwc_text name,
                                      struct hwc_error *error)
{
  struct hwc_buffer url = HWC_BUFFER_INIT;
  struct hwc_uri uri;

  enum hwc_status status = parse_host(&uri, &url, name);
  if (status == HWC_OK && (uri.port.length == 0 || uri.port.data[0] == '0'))
    status = HWC_INVALID;
  hwc_buffer_done(&url);
  if (status == HWC_INVALID)
    return refuse_resolve(error, "a name has to be host:port, with a port from "
                                 "1 to 65535");
  return status;
}

/* True if "host:port" is the host and port of an origin. */
static bool is_origin(struct hwc_text origin, bool https, struct hwc_text name)
{
  struct hwc_text standard = https ? HWC_TEXT(":443") : HWC_TEXT(":80");
  size_t scheme = https ? 8 : 7;

  origin.data += scheme;
  origin.length -= scheme;
  if (hwc_text_equal_nocase(origin, name))
    return true;
  if (name.length != origin.length + standard.length)
    return false;
  struct hwc_text host = {name.data, origin.length};
  struct hwc_text port = {name.data + origin.length, standard.length};
  return hwc_text_equal_nocase(origin, host) && hwc_text_equal(port, standard);
}

enum hwc_status hwc_endpoint_resolve(struct hwc_endpoint *endpoint,
                                     struct hwc_text name,
                                     struct hwc_text address, bool allow_http,
                                     struct hwc_error *error)
{
  struct hwc_buffer entry = HWC_BUFFER_INIT;
  bool is_v6 = hwc_text_find_any(address, ":") != NULL;

  enum hwc_status status = check_resolved(name, error);
  if (status != HWC_OK)
    return status;
  if (!hwc_uri_is_address(address))
    return refuse_resolve(error, "maps names to IPv4 or IPv6 addresses");
  if (!is_origin(hwc_buffer_text(&endpoint->origin), endpoint->https, name))
    return HWC_OK;
  if (!endpoint->https && !allow_http)
    return refuse_resolve(error, "http to another address needs allow_http");
  /* Without host and port, the entry applies to every request. */
  hwc_buffer_append_string(&entry, is_v6 ? "::[" : "::");
  hwc_buffer_append_text(&entry, address);
  hwc_buffer_append_string(&entry, is_v6 ? "]:" : ":");
  if (entry.status == HWC_OK) {
    curl_slist_free_all(endpoint->connect_to);
    endpoint->connect_to = curl_slist_append(NULL, entry.data);
  }
  bool good = endpoint->connect_to != NULL;
  hwc_buffer_done(&entry);
  endpoint->loopback = false;
  return good ? HWC_OK : HWC_NO_MEMORY;
}

void hwc_endpoint_done(struct hwc_endpoint *endpoint)
{
  curl_slist_free_all(endpoint->connect_to);
  endpoint->connect_to = NULL;
  hwc_buffer_done(&endpoint->url);
  hwc_buffer_done(&endpoint->authority);
  hwc_buffer_done(&endpoint->base);
  hwc_buffer_done(&endpoint->origin);
  curl_url_cleanup(endpoint->parsed);
  endpoint->parsed = NULL;
}
