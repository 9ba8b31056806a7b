/* SPDX-License-Identifier: Apache-2.0
 *
 * Finds the proxy by the options and the environment, in the order documented
 * by libcurl. */
#include "core/proxy.h"

#include <curl/curl.h>
#include <stdlib.h>
#include <string.h>

/* Before 8.9, blanks in NO_PROXY separate names. */
#define CURL_8_9 0x080900

static const char *environment(const char *const *names)
{
  for (; *names != NULL; names++) {
    const char *value = getenv(*names);
    if (value != NULL && value[0] != '\0')
      return value;
  }
  return NULL;
}

static struct hwc_text host_of(const struct hwc_endpoint *endpoint)
{
  struct hwc_text host = hwc_buffer_text(&endpoint->authority);
  const char *end = NULL;

  if (host.length > 0 && host.data[0] == '[') {
    host.data++;
    host.length--;
    end = memchr(host.data, ']', host.length);
  } else if (host.length > 0) {
    end = memchr(host.data, ':', host.length);
  }
  if (end != NULL)
    host.length = (size_t)(end - host.data);
  return host;
}

/* True if the host equals the entry or is a subdomain of it. */
static bool is_below(struct hwc_text host, struct hwc_text entry)
{
  if (entry.length > 0 && entry.data[0] == '.') {
    entry.data++;
    entry.length--;
  }
  if (entry.length == 0 || entry.length > host.length)
    return false;
  size_t rest = host.length - entry.length;
  return hwc_text_equal_nocase(
           (struct hwc_text){host.data + rest, entry.length}, entry) &&
         (rest == 0 || host.data[rest - 1] == '.');
}

/* The rest of the list after a name; "" if libcurl stops reading there. */
static const char *next_name(const char *list)
{
  if (curl_version_info(CURLVERSION_NOW)->version_num < CURL_8_9)
    return list + strspn(list, ", \t");
  list += strspn(list, " \t");
  return *list == ',' ? list + strspn(list, ", \t") : "";
}

static bool is_left_out(struct hwc_text host, const char *list)
{
  if (strcmp(list, "*") == 0)
    return true;
  list += strspn(list, " \t");
  while (*list != '\0') {
    size_t length = strcspn(list, ", \t");
    if (is_below(host, (struct hwc_text){list, length}))
      return true;
    list = next_name(list + length);
  }
  return false;
}

struct hwc_text hwc_proxy_of(const char *option,
                             const struct hwc_endpoint *endpoint)
{
  static const char *const https[] = {"https_proxy", "HTTPS_PROXY", "all_proxy",
                                      "ALL_PROXY", NULL};
  static const char *const http[] = {"http_proxy", "all_proxy", "ALL_PROXY",
                                     NULL};
  static const char *const left_out[] = {"no_proxy", "NO_PROXY", NULL};
  const char *proxy = option;

  if (endpoint->loopback)
    return HWC_TEXT("");
  if (proxy == NULL)
    proxy = environment(endpoint->https ? https : http);
  const char *list = environment(left_out);
  if (proxy == NULL || (list != NULL && is_left_out(host_of(endpoint), list)))
    return HWC_TEXT("");
  return hwc_text_of(proxy);
}

static struct hwc_text behind(struct hwc_text text, const char *place)
{
  text.length -= (size_t)(place - text.data);
  text.data = place;
  return text;
}

/* Start of the host. A password may contain any delimiter. */
static const char *end_of_user(struct hwc_text proxy)
{
  for (size_t i = proxy.length; i > 0; i--)
    if (proxy.data[i - 1] == '@')
      return proxy.data + i;
  return proxy.data;
}

static struct hwc_text without_scheme(struct hwc_text text)
{
  for (size_t i = 0; i + 3 <= text.length; i++)
    if (memcmp(text.data + i, "://", 3) == 0)
      return behind(text, text.data + i + 3);
  return text;
}

/* The text after the colon that follows the host; empty: none. */
static struct hwc_text port_of(struct hwc_text place)
{
  const char *bracket = place.length > 0 && place.data[0] == '['
                          ? hwc_text_find_any(place, "]")
                          : NULL;
  struct hwc_text rest = bracket != NULL ? behind(place, bracket) : place;
  const char *colon = hwc_text_find_any(rest, ":");

  return colon != NULL ? behind(rest, colon + 1) : HWC_TEXT("");
}

static bool is_port(struct hwc_text port)
{
  for (size_t i = 0; i < port.length; i++)
    if (port.data[i] < '0' || port.data[i] > '9')
      return false;
  return port.length <= 5;
}

struct hwc_text hwc_proxy_name(struct hwc_text proxy)
{
  proxy = without_scheme(behind(proxy, end_of_user(proxy)));
  const char *end = hwc_text_find_any(proxy, "/?#");
  if (end != NULL)
    proxy.length = (size_t)(end - proxy.data);
  struct hwc_text port = port_of(proxy);
  if (!is_port(port))
    proxy.length = (size_t)(port.data - 1 - proxy.data);
  return proxy;
}

struct hwc_text hwc_proxy_password(struct hwc_text proxy)
{
  const char *end = end_of_user(proxy);

  if (end == proxy.data) {
    struct hwc_text port = port_of(without_scheme(proxy));
    size_t digits = 0;
    while (digits < port.length && memchr("/?#", port.data[digits], 3) == NULL)
      digits++;
    return is_port((struct hwc_text){port.data, digits}) ? HWC_TEXT("") : port;
  }
  struct hwc_text user = {proxy.data, (size_t)(end - 1 - proxy.data)};
  user = without_scheme(user);
  const char *colon = hwc_text_find_any(user, ":");
  return colon != NULL ? behind(user, colon + 1) : HWC_TEXT("");
}

static bool begins_with(struct hwc_text text, struct hwc_text start)
{
  return text.length >= start.length &&
         hwc_text_equal_nocase((struct hwc_text){text.data, start.length},
                               start);
}

bool hwc_proxy_is_socks(struct hwc_text proxy)
{
  return begins_with(proxy, HWC_TEXT("socks"));
}

bool hwc_proxy_has_tls(struct hwc_text proxy)
{
  return begins_with(proxy, HWC_TEXT("https://"));
}
