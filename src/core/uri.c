/* SPDX-License-Identifier: Apache-2.0
 *
 * Percent-encoding as the signature requires it, and a strict URL parser. */
#define _POSIX_C_SOURCE 200809L
#include "core/uri.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

/* A-Z a-z 0-9 - . _ ~ */
static bool is_unreserved(char c)
{
  static const uint32_t bits[8] = {0, 0x03ff6000, 0x87fffffe, 0x47fffffe};
  unsigned char byte = (unsigned char)c;

  return bits[byte / 32] >> byte % 32 & 1;
}

/* True if the text has only letters, digits, '-' and `kept`, as most texts:
 * without branches, so that the compiler can take many bytes at a time. */
static bool is_simple(struct hwc_text text, char kept)
{
  unsigned char other = 0;

  for (size_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    unsigned char lower = c | 0x20;
    other |= ((lower < 'a') | (lower > 'z')) & ((c < '0') | (c > '9')) &
             (c != '-') & (c != (unsigned char)kept);
  }
  return !other;
}

/* `kept` is not encoded either. */
static void encode(struct hwc_buffer *out, struct hwc_text text, char kept)
{
  static const char hex[] = "0123456789ABCDEF";
  size_t plain = 0; /* start of a run of bytes that are not encoded */

  if (is_simple(text, kept)) {
    hwc_buffer_append_text(out, text);
    return;
  }
  for (size_t i = 0; i < text.length; i++) {
    if (is_unreserved(text.data[i]) || text.data[i] == kept)
      continue;
    unsigned char byte = (unsigned char)text.data[i];
    char escape[3] = {'%', hex[byte >> 4], hex[byte & 15]};
    hwc_buffer_append(out, text.data + plain, i - plain);
    hwc_buffer_append(out, escape, sizeof escape);
    plain = i + 1;
  }
  if (plain < text.length)
    hwc_buffer_append(out, text.data + plain, text.length - plain);
}

void hwc_uri_encode(struct hwc_buffer *out, struct hwc_text text)
{
  encode(out, text, '-'); /* which is never encoded */
}

void hwc_uri_encode_path(struct hwc_buffer *out, struct hwc_text path)
{
  encode(out, path, '/');
}

void hwc_uri_decode(struct hwc_buffer *out, struct hwc_text text)
{
  size_t plain = 0;

  for (size_t i = 0; i + 2 < text.length; i++) {
    if (text.data[i] != '%')
      continue;
    int high = hwc_text_hex_digit(text.data[i + 1]);
    int low = hwc_text_hex_digit(text.data[i + 2]);
    if (high < 0 || low < 0)
      continue;
    hwc_buffer_append(out, text.data + plain, i - plain);
    hwc_buffer_append_char(out, (char)(high << 4 | low));
    i += 2;
    plain = i + 1;
  }
  if (plain < text.length)
    hwc_buffer_append(out, text.data + plain, text.length - plain);
}

static int compare_pairs(const void *a, const void *b)
{
  const struct hwc_pair *left = a;
  const struct hwc_pair *right = b;
  int order = hwc_text_compare(left->name, right->name);
  return order != 0 ? order : hwc_text_compare(left->value, right->value);
}

enum hwc_status hwc_uri_append_query(struct hwc_buffer *out,
                                     const struct hwc_pair *pairs, size_t count)
{
  if (count == 0)
    return HWC_OK;
  struct hwc_pair *sorted = malloc(count * sizeof *sorted);
  if (sorted == NULL)
    return HWC_NO_MEMORY;
  memcpy(sorted, pairs, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, compare_pairs);
  for (size_t i = 0; i < count; i++) {
    if (i > 0)
      hwc_buffer_append_char(out, '&');
    hwc_uri_encode(out, sorted[i].name);
    hwc_buffer_append_char(out, '=');
    hwc_uri_encode(out, sorted[i].value);
  }
  free(sorted);
  return out->status;
}

static bool starts_with(struct hwc_text text, struct hwc_text prefix)
{
  return text.length >= prefix.length &&
         hwc_text_equal_nocase((struct hwc_text){text.data, prefix.length},
                               prefix);
}

static enum hwc_status refuse(struct hwc_error *error, const char *why)
{
  hwc_error_set(error, HWC_KIND_VALIDATION, "%s", why);
  return HWC_INVALID;
}

static bool is_port(struct hwc_text port)
{
  unsigned value = 0;

  if (port.length == 0 || port.length > 5)
    return false;
  for (size_t i = 0; i < port.length; i++) {
    if (!is_digit(port.data[i]))
      return false;
    value = value * 10 + (unsigned)(port.data[i] - '0');
  }
  return value >= 1 && value <= 65535;
}

/* Host names: letters, digits, '-', '.', '_'; internationalised names must be
 * in their ASCII form. */
static bool is_host(struct hwc_text host)
{
  if (host.length == 0 || host.length > 253)
    return false;
  for (size_t i = 0; i < host.length; i++)
    if (!is_unreserved(host.data[i]) || host.data[i] == '~')
      return false;
  return true;
}

static bool is_ipv6(struct hwc_text host)
{
  bool colon = false;

  if (host.length < 2 || host.length > 45)
    return false;
  for (size_t i = 0; i < host.length; i++) {
    char c = host.data[i];
    if (c == ':')
      colon = true;
    else if (hwc_text_hex_digit(c) < 0 && c != '.')
      return false;
  }
  return colon;
}

/* Splits host[:port], removing the brackets of an IPv6 address. */
static enum hwc_status parse_authority(struct hwc_uri *uri,
                                       struct hwc_error *error)
{
  struct hwc_text rest = uri->authority;
  bool good;

  if (rest.length > 0 && rest.data[0] == '[') {
    const char *end = memchr(rest.data, ']', rest.length);
    if (end == NULL)
      return refuse(error, "the host's '[' is not closed");
    uri->host = (struct hwc_text){rest.data + 1, (size_t)(end - rest.data) - 1};
    good = is_ipv6(uri->host);
    rest.length -= (size_t)(end + 1 - rest.data);
    rest.data = end + 1;
  } else {
    const char *colon =
      rest.length > 0 ? memchr(rest.data, ':', rest.length) : NULL;
    uri->host = rest;
    if (colon != NULL)
      uri->host.length = (size_t)(colon - rest.data);
    good = is_host(uri->host);
    rest.data += uri->host.length;
    rest.length -= uri->host.length;
  }
  if (!good)
    return refuse(error, "the URL has no valid host");
  if (rest.length == 0)
    return HWC_OK;
  uri->port = (struct hwc_text){rest.data + 1, rest.length - 1};
  if (rest.data[0] != ':' || !is_port(uri->port))
    return refuse(error, "the port is not a number from 1 to 65535");
  return HWC_OK;
}

enum hwc_status hwc_uri_parse(struct hwc_uri *uri, struct hwc_text text,
                              struct hwc_error *error)
{
  *uri = (struct hwc_uri){0};
  if (hwc_text_find_control(text) != NULL ||
      hwc_text_find_any(text, " \\") != NULL)
    return refuse(
      error, "the URL must not contain spaces, control bytes or backslashes");
  if (starts_with(text, HWC_TEXT("https://"))) {
    uri->https = true;
    text.data += 8;
    text.length -= 8;
  } else if (starts_with(text, HWC_TEXT("http://"))) {
    text.data += 7;
    text.length -= 7;
  } else {
    return refuse(error, "the URL has to begin with https:// or http://");
  }
  if (hwc_text_find_any(text, "#") != NULL)
    return refuse(error, "the URL must not have a fragment (#)");

  const char *end = hwc_text_find_any(text, "/?");
  size_t length = end != NULL ? (size_t)(end - text.data) : text.length;
  uri->authority = (struct hwc_text){text.data, length};
  if (hwc_text_find_any(uri->authority, "@") != NULL)
    return refuse(error, "the URL must not have user information (@)");
  uri->path = (struct hwc_text){text.data + length, text.length - length};

  const char *question = hwc_text_find_any(uri->path, "?");
  if (question != NULL) {
    size_t path = (size_t)(question - uri->path.data);
    uri->has_query = true;
    uri->query = (struct hwc_text){question + 1, uri->path.length - path - 1};
    uri->path.length = path;
  }
  return parse_authority(uri, error);
}

static bool is_dots(struct hwc_text segment)
{
  size_t dots = 0;

  for (size_t i = 0; i < segment.length; i++, dots++) {
    if (segment.data[i] == '.')
      continue;
    if (segment.length - i < 3 || segment.data[i] != '%' ||
        segment.data[i + 1] != '2' || (segment.data[i + 2] | 0x20) != 'e')
      return false;
    i += 2;
  }
  return dots == 1 || dots == 2;
}

/* Number of bytes at `i` that end a segment: a slash or a backslash,
 * percent-encoded or not; 0: none. */
static size_t separator(struct hwc_text path, size_t i)
{
  const char *c = path.data + i;

  if (c[0] == '/' || c[0] == '\\')
    return 1;
  if (path.length - i < 3 || c[0] != '%')
    return 0;
  return (c[1] == '2' && (c[2] | 0x20) == 'f') ||
             (c[1] == '5' && (c[2] | 0x20) == 'c')
           ? 3
           : 0;
}

bool hwc_uri_has_dots(struct hwc_text path)
{
  size_t start = 0;
  size_t i = 0;

  if (path.length == 0 || (memchr(path.data, '.', path.length) == NULL &&
                           memchr(path.data, '%', path.length) == NULL))
    return false;
  while (i < path.length) {
    size_t length = separator(path, i);
    if (length == 0) {
      i++;
      continue;
    }
    if (is_dots((struct hwc_text){path.data + start, i - start}))
      return true;
    i += length;
    start = i;
  }
  return is_dots((struct hwc_text){path.data + start, i - start});
}

/* Parses the host as an address; false for names. */
static bool parse_address(struct hwc_text host, int family, unsigned char *out)
{
  char text[INET6_ADDRSTRLEN];

  if (host.length >= sizeof text)
    return false;
  memcpy(text, host.data, host.length);
  text[host.length] = '\0';
  return inet_pton(family, text, out) == 1;
}

/* True for localhost and names below it (RFC 6761), without empty labels. */
static bool is_localhost(struct hwc_text host)
{
  static const char name[] = "localhost";
  size_t length = sizeof name - 1;

  if (host.length < length ||
      !hwc_text_equal_nocase(
        (struct hwc_text){host.data + host.length - length, length},
        (struct hwc_text){name, length}))
    return false;
  size_t rest = host.length - length;
  for (size_t i = 0; i < rest; i++)
    if (host.data[i] == '.' && (i == 0 || host.data[i - 1] == '.'))
      return false;
  return rest == 0 || host.data[rest - 1] == '.';
}

bool hwc_uri_is_loopback(struct hwc_text host)
{
  unsigned char v4[4];
  struct in6_addr v6;

  if (parse_address(host, AF_INET, v4))
    return v4[0] == 127;
  if (parse_address(host, AF_INET6, v6.s6_addr))
    return IN6_IS_ADDR_LOOPBACK(&v6);
  return is_localhost(host);
}

bool hwc_uri_is_address(struct hwc_text text)
{
  unsigned char v4[4];
  struct in6_addr v6;

  return parse_address(text, AF_INET, v4) ||
         parse_address(text, AF_INET6, v6.s6_addr);
}

bool hwc_uri_is_link_local(struct hwc_text host)
{
  unsigned char v4[4];

  return parse_address(host, AF_INET, v4) && v4[0] == 169 && v4[1] == 254;
}
