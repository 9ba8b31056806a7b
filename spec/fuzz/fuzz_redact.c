/* SPDX-License-Identifier: Apache-2.0
 *
 * Redaction: a secret written by simple encoders, among other text, must not
 * remain. The first byte selects the encoding and the second the length of the
 * secret, which follows; the rest surrounds it. */
#include "core/redact.h"
#include "spec/fuzz/fuzz.h"
#include <stdbool.h>
#include <string.h>

#define ROOM 65536
#define MOST_BYTES 4096

struct plain {
  char text[ROOM];
  size_t length;
};

static void add(struct plain *out, const char *text, size_t length)
{
  EXPECT(out->length + length <= ROOM);
  memcpy(out->text + out->length, text, length);
  out->length += length;
}

static void add_each(struct plain *out, const char *format, const char *text,
                     size_t length)
{
  char written[16];

  for (size_t i = 0; i < length; i++) {
    int size =
      snprintf(written, sizeof written, format, (unsigned char)text[i]);
    add(out, written, (size_t)size);
  }
}

/* Escapes like JSON, except control bytes. */
static void add_quoted(struct plain *out, const char *text, size_t length)
{
  for (size_t i = 0; i < length; i++) {
    if (text[i] == '"' || text[i] == '\\')
      add(out, "\\", 1);
    if (text[i] == '\n')
      add(out, "\\n", 2);
    else
      add(out, text + i, 1);
  }
}

static void add_html(struct plain *out, const char *text, size_t length)
{
  for (size_t i = 0; i < length; i++) {
    const char *name = text[i] == '&'    ? "&amp;"
                       : text[i] == '<'  ? "&lt;"
                       : text[i] == '>'  ? "&gt;"
                       : text[i] == '"'  ? "&quot;"
                       : text[i] == '\'' ? "&#39;"
                                         : NULL;
    if (name != NULL)
      add(out, name, strlen(name));
    else
      add(out, text + i, 1);
  }
}

static void add_form(struct plain *out, const char *text, size_t length)
{
  for (size_t i = 0; i < length; i++) {
    if (text[i] == ' ')
      add(out, "+", 1);
    else
      add_each(out, "%%%02X", text + i, 1);
  }
}

/* Encodes `before` zero bytes and the text, without padding; with `line`,
 * breaks lines after so many digits. */
static void add_base64(struct plain *out, const char *text, size_t length,
                       size_t before, size_t line)
{
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
                               "tuvwxyz0123456789+/";
  size_t bits = (before + length) * 8;

  for (size_t bit = 0; bit < bits; bit += 6) {
    unsigned value = 0;
    for (size_t b = bit; b < bit + 6; b++) {
      size_t at = b / 8;
      unsigned byte = at < before || at >= before + length
                        ? 0
                        : (unsigned char)text[at - before];
      value = value << 1 | (byte >> (7 - b % 8) & 1);
    }
    if (line > 0 && bit > 0 && bit / 6 % line == 0)
      add(out, "\r\n", 2);
    add(out, &digits[value], 1);
  }
}

static void change_case(char *text, size_t length, bool is_upper)
{
  for (size_t i = 0; i < length; i++) {
    char first = is_upper ? 'a' : 'A';
    if (text[i] >= first && text[i] < first + 26)
      text[i] = (char)(text[i] ^ 0x20);
  }
}

/* Writes the secret in one encoding; false if it is too short for it. */
static bool write_secret(struct plain *out, unsigned way, const char *secret,
                         size_t length)
{
  static struct plain once;
  static char changed[MOST_BYTES];

  once.length = 0;
  memcpy(changed, secret, length);
  if (way % 3 > 0)
    change_case(changed, length, way % 3 == 1);
  switch (way / 3 % 14) {
  case 0:
    add(out, changed, length);
    return true;
  case 1:
    add_each(out, "%02x", changed, length);
    return true;
  case 2:
    add_each(out, "%02X:", changed, length);
    return true;
  case 3:
    add_each(out, "%%%02x", changed, length);
    return true;
  case 4:
    add_each(out, "\\x%02x", changed, length);
    return true;
  case 5:
    add_each(out, "&#%u;", changed, length);
    return true;
  case 6:
    add_quoted(&once, changed, length);
    add_quoted(out, once.text, once.length);
    return true;
  case 7:
    add_html(&once, changed, length);
    add_quoted(out, once.text, once.length);
    return true;
  case 8:
    add_form(out, changed, length);
    return true;
  case 9:
    add_html(out, changed, length);
    return true;
  case 10:
    add_base64(out, changed, length, 0, 76);
    return length >= 8;
  default:
    add_base64(out, changed, length, way / 3 % 14 - 11, 0);
    return length >= 8;
  }
}

static bool is_space(char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Secrets that are searched as a whole, and that a redaction cannot produce.
 * HTML has characters, not arbitrary bytes. */
static bool is_good(const char *secret, size_t length)
{
  for (size_t i = 0; i < length; i++)
    if (secret[i] == '\0' || secret[i] == '*' || (unsigned char)secret[i] > 126)
      return false;
  return length >= 4 && !is_space(secret[0]) && !is_space(secret[length - 1]);
}

static bool holds(struct hwc_text text, const char *part, size_t length)
{
  for (size_t i = 0; i + length <= text.length; i++)
    if (memcmp(text.data + i, part, length) == 0)
      return true;
  return false;
}

/* Base64 digits at either end may be shared with the surrounding text. If that
 * contains a part of the secret, nothing is proven. */
static void check_hidden(struct hwc_text shown, struct hwc_text beside,
                         const struct plain *written, bool is_base64)
{
  size_t shared = is_base64 ? 3 : 0;
  const char *part = written->text + shared;
  size_t length = written->length - 2 * shared;

  EXPECT(!holds(shown, part, length) || holds(beside, part, length));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static struct plain text;
  static struct plain written;
  static char list[MOST_BYTES + 1];
  struct hwc_buffer shown = HWC_BUFFER_INIT;

  if (size < 2 || size > MOST_BYTES)
    return 0;
  const char *secret = (const char *)data + 2;
  size_t length = data[1] < size - 2 ? data[1] : size - 2;
  const char *rest = secret + length;
  size_t left = size - 2 - length;

  /* Any value. */
  memcpy(list, secret, length);
  list[length] = '\0';
  hwc_redact_values(&shown, (struct hwc_text){list, length + 1},
                    (struct hwc_text){rest, left});
  EXPECT(shown.status == HWC_OK);
  hwc_buffer_clear(&shown);

  text.length = written.length = 0;
  if (is_good(secret, length) &&
      write_secret(&written, data[0], secret, length)) {
    add(&text, rest, left / 2);
    add(&text, " ", 1);
    add(&text, written.text, written.length);
    add(&text, " ", 1);
    add(&text, rest + left / 2, left - left / 2);
    hwc_redact_values(&shown, (struct hwc_text){list, length + 1},
                      (struct hwc_text){text.text, text.length});
    EXPECT(shown.status == HWC_OK);
    EXPECT(hwc_redact_finds((struct hwc_text){list, length + 1},
                            (struct hwc_text){text.text, text.length}));
    check_hidden(hwc_buffer_text(&shown), (struct hwc_text){rest, left},
                 &written, data[0] / 3 % 14 >= 10);
  }
  hwc_buffer_done(&shown);
  return 0;
}
