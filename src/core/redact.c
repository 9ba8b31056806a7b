/* SPDX-License-Identifier: Apache-2.0
 *
 * Searches a text for known values, through escapes and common encodings. */
#include "core/redact.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Escaped once in JSON, twice in JSON inside of JSON, three times if a page
 * quotes that. */
#define DEEPEST_ESCAPE 3

/* Kinds of escapes. */
#define OF_STRINGS 1U /* \n, \u0041, \x41 */
#define OF_URLS 2U    /* %41 */
#define OF_HTML 4U    /* &amp;, &#65;, &#x41; */
#define ALL_ESCAPES (OF_STRINGS | OF_URLS | OF_HTML)

/* Where a byte of the unescaped text is in the original text. */
struct range {
  size_t start;
  size_t end;
};

/* Without `hidden` it only finds out whether there is a secret. */
struct search {
  struct hwc_text text;
  char *bytes;          /* of `text` while it is being unescaped */
  struct range *ranges; /* of each byte of `text` */
  char *hidden;         /* for each byte of the original text: redact it */
  bool found;
};

static char lower(char c)
{
  return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static char upper(char c)
{
  return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

static bool is_space(char c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* --- Escapes ------------------------------------------------------------ */

/* The value of an escape, and the number of bytes it takes. */
struct escape {
  char bytes[4];
  size_t size;
  size_t taken;
};

/* True if the bytes from `at` on equal `text`. */
static bool has(const struct search *s, size_t at, const char *text)
{
  for (; *text; text++, at++)
    if (at >= s->text.length || s->text.data[at] != *text)
      return false;
  return true;
}

/* Value of `digits` hexadecimal digits at `at`, or -1. */
static long read_hex(const struct search *s, size_t at, size_t digits)
{
  long value = 0;

  if (at + digits > s->text.length)
    return -1;
  for (size_t i = 0; i < digits; i++) {
    int digit = hwc_text_hex_digit(s->text.data[at + i]);
    if (digit < 0)
      return -1;
    value = value * 16 + digit;
  }
  return value;
}

static bool set_byte(struct escape *out, long value, size_t taken)
{
  if (value < 0)
    return false;
  out->bytes[0] = (char)value;
  out->size = 1;
  out->taken = taken;
  return true;
}

static bool set_code(struct escape *out, long code, size_t taken)
{
  out->size = hwc_text_write_character(out->bytes, (unsigned long)code);
  out->taken = taken;
  return true;
}

/* Code of \uXXXX at `at`, or -1. */
static long read_code(const struct search *s, size_t at)
{
  return has(s, at, "\\u") ? read_hex(s, at + 2, 4) : -1;
}

/* Decodes an escape that begins with a backslash. */
static bool read_string_escape(const struct search *s, size_t at,
                               struct escape *out)
{
  static const char escapes[] = "n\nt\tr\rb\bf\f\"\"''\\\\//";
  long code = read_code(s, at);

  if (code >= 0) {
    long low = read_code(s, at + 6);
    if (code >= 0xd800 && code < 0xdc00 && low >= 0xdc00 && low < 0xe000)
      return set_code(out, 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00),
                      12);
    return set_code(out, code, 6);
  }
  if (has(s, at, "\\x"))
    return set_byte(out, read_hex(s, at + 2, 2), 4);
  for (const char *e = escapes; *e && at + 1 < s->text.length; e += 2)
    if (*e == s->text.data[at + 1])
      return set_byte(out, e[1], 2);
  return false;
}

/* Decodes &#65; and &#x41;. */
static bool read_html_number(const struct search *s, size_t at,
                             struct escape *out)
{
  bool is_hex =
    lower(at + 2 < s->text.length ? s->text.data[at + 2] : ' ') == 'x';
  size_t first = at + (is_hex ? 3 : 2);
  size_t i = first;
  long code = 0;

  for (; i < s->text.length && code <= 0x10ffff; i++) {
    int digit = hwc_text_hex_digit(s->text.data[i]);
    if (digit < 0 || (digit > 9 && !is_hex))
      break;
    code = code * (is_hex ? 16 : 10) + digit;
  }
  return i > first && code <= 0x10ffff && has(s, i, ";") &&
         set_code(out, code, i + 1 - at);
}

/* Decodes an escape that begins with an ampersand. */
static bool read_html_escape(const struct search *s, size_t at,
                             struct escape *out)
{
  static const struct {
    const char *name;
    char byte;
  } named[] = {{"&amp;", '&'},
               {"&lt;", '<'},
               {"&gt;", '>'},
               {"&quot;", '"'},
               {"&apos;", '\''}};

  for (size_t i = 0; i < sizeof named / sizeof *named; i++)
    if (has(s, at, named[i].name))
      return set_byte(out, named[i].byte, strlen(named[i].name));
  return has(s, at, "&#") && read_html_number(s, at, out);
}

/* Decodes an escape of these kinds at `at`; false if there is none. */
static bool read_escape(const struct search *s, size_t at, unsigned kinds,
                        struct escape *out)
{
  switch (s->text.data[at]) {
  case '%':
    return kinds & OF_URLS && set_byte(out, read_hex(s, at + 1, 2), 3);
  case '\\':
    return kinds & OF_STRINGS && read_string_escape(s, at, out);
  case '&':
    return kinds & OF_HTML && read_html_escape(s, at, out);
  default:
    return false;
  }
}

/* Removes one level of escapes; false if there are none. */
static bool unescape(struct search *s, unsigned kinds)
{
  struct escape escape;
  bool changed = false;
  size_t count = 0;

  for (size_t i = 0; i < s->text.length;) {
    if (!read_escape(s, i, kinds, &escape)) {
      s->bytes[count] = s->bytes[i];
      s->ranges[count++] = s->ranges[i++];
      continue;
    }
    struct range range = {s->ranges[i].start,
                          s->ranges[i + escape.taken - 1].end};
    for (size_t b = 0; b < escape.size; b++) {
      s->bytes[count] = escape.bytes[b];
      s->ranges[count++] = range;
    }
    i += escape.taken;
    changed = true;
  }
  s->text.length = count;
  return changed;
}

/* --- Encodings ---------------------------------------------------------- */

/* The encodings of a secret in a text. Within a longer Base64 text the digits
 * depend on the number of bytes before the secret, modulo 3. */
enum form { PLAIN, HEX, BASE64, BASE64_AFTER_1, BASE64_AFTER_2, FORMS };

/* Which text was encoded: the secret as it is, in lower or in upper case. PLAIN
 * ignores case anyway. */
enum letters { AS_IS, LOWER, UPPER, LETTERS };

#define MOST_NEEDLES (FORMS * LETTERS)

struct needle {
  struct hwc_text secret;
  enum form form;
  enum letters letters;
  bool loose; /* long enough to be found with white space inside */
};

/* Fewer characters at the end of a text may be unrelated to the secret. */
static const size_t shortest[FORMS] = {4, 8, 6, 6, 6};

/* Fewer Base64 digits may be an ordinary word. */
#define SHORTEST_BASE64 5

/* A shorter secret, with white space inside, may be parts of several words. */
#define SHORTEST_LOOSE 8

/* Shorter lines of a secret are too common to be redacted. */
#define SHORTEST_LINE 16

/* Value of a digit in either Base64 alphabet, or -1. */
static int base64_value(char c)
{
  if (c >= 'A' && c <= 'Z')
    return c - 'A';
  if (c >= 'a' && c <= 'z')
    return c - 'a' + 26;
  if (c >= '0' && c <= '9')
    return c - '0' + 52;
  if (c == '+' || c == '-')
    return 62;
  return c == '/' || c == '_' ? 63 : -1;
}

/* Number of bytes before the secret, modulo 3. */
static size_t bytes_before(enum form form)
{
  return form > BASE64 ? (size_t)(form - BASE64) : 0;
}

/* Number of digits that also depend on the bytes before the secret. */
static size_t digits_before(enum form form)
{
  return (bytes_before(form) * 8 + 5) / 6;
}

/* Number of characters that depend on the secret only. */
static size_t form_length(const struct needle *needle)
{
  size_t length = needle->secret.length;

  if (needle->form == PLAIN)
    return length;
  if (needle->form == HEX)
    return length * 2;
  return (bytes_before(needle->form) + length) * 8 / 6 -
         digits_before(needle->form);
}

static unsigned byte_at(const struct needle *needle, size_t i)
{
  char c = needle->secret.data[i];

  if (needle->letters == LOWER)
    c = lower(c);
  else if (needle->letters == UPPER)
    c = upper(c);
  return (unsigned char)c;
}

/* Value of Base64 digit `i`. */
static int base64_digit(const struct needle *needle, size_t i)
{
  size_t bit =
    (digits_before(needle->form) + i) * 6 - bytes_before(needle->form) * 8;
  unsigned bits = byte_at(needle, bit / 8) << 8;

  if (bit / 8 + 1 < needle->secret.length)
    bits |= byte_at(needle, bit / 8 + 1);
  return (int)(bits >> (10 - bit % 8) & 63);
}

/* Value of hexadecimal digit `i`. */
static int hex_digit(const struct needle *needle, size_t i)
{
  unsigned byte = byte_at(needle, i / 2);

  return (int)(i % 2 ? byte & 15 : byte >> 4);
}

/* True if `c` is character `i` of the secret in this encoding; '+' in form data
 * is a space. */
static bool is_written(const struct needle *needle, size_t i, char c)
{
  char own = needle->secret.data[needle->form == PLAIN ? i : 0];

  switch (needle->form) {
  case PLAIN:
    return lower(c) == lower(own) ||
           (is_space(own) && (is_space(c) || c == '+'));
  case HEX:
    return hwc_text_hex_digit(c) == hex_digit(needle, i);
  default:
    return base64_value(c) == base64_digit(needle, i);
  }
}

/* True if a text may omit character `i`. */
static bool may_be_missing(const struct needle *needle, size_t i)
{
  return needle->form == PLAIN && needle->loose &&
         is_space(needle->secret.data[i]);
}

/* True if `c` may precede character `i` of the secret without being part of
 * it. */
static bool may_be_between(const struct needle *needle, size_t i, char c)
{
  if (needle->form == HEX && i % 2 == 0 && (c == ':' || c == ' '))
    return true;
  if (!needle->loose)
    return false;
  return is_space(c) || (needle->form == PLAIN && c == '+' &&
                         is_space(needle->secret.data[i - 1]));
}

/* End of a secret that begins at `at`; `at` if there is none. A NUL ends the
 * text. */
static size_t match(struct hwc_text text, size_t at,
                    const struct needle *needle)
{
  size_t whole = form_length(needle);
  size_t found = 0;
  size_t end = at;

  while (found < whole && end < text.length && text.data[end] != '\0') {
    char c = text.data[end];
    if (is_written(needle, found, c)) {
      found++;
      end++;
    } else if (found > 0 && may_be_missing(needle, found)) {
      found++;
    } else if (found > 0 && may_be_between(needle, found, c)) {
      end++;
    } else {
      return at;
    }
  }
  return found == whole || found >= shortest[needle->form] ? end : at;
}

/* Marks the bytes from `first` up to `end` for redaction. */
static void redact_bytes(struct search *s, size_t first, size_t end)
{
  size_t start = s->ranges[first].start;

  memset(s->hidden + start, 1, s->ranges[end - 1].end - start);
}

static bool is_line_end(const struct search *s, size_t at)
{
  return s->text.data[at] == '\n' || s->text.data[at] == '\r';
}

static bool is_digit(const struct search *s, size_t at)
{
  return base64_value(s->text.data[at]) >= 0;
}

/* Also redacts the digits that the secret shares with its neighbours, and the
 * padding, even on another line. */
static void redact_base64(struct search *s, const struct needle *needle,
                          size_t first, size_t end)
{
  size_t before = first;
  size_t behind = end;

  while (before > 0 && is_line_end(s, before - 1))
    before--;
  if (digits_before(needle->form) && before > 0 && is_digit(s, before - 1))
    first = before - 1;
  while (behind < s->text.length && is_line_end(s, behind))
    behind++;
  if ((bytes_before(needle->form) + needle->secret.length) % 3 &&
      behind < s->text.length && is_digit(s, behind))
    end = ++behind;
  while (behind < s->text.length &&
         (is_line_end(s, behind) || s->text.data[behind] == '='))
    if (s->text.data[behind++] == '=')
      end = behind;
  redact_bytes(s, first, end);
}

/* The two ways to write character `i` of the secret in this encoding. */
static void characters(const struct needle *needle, size_t i, char ways[2])
{
  static const char hex[] = "0123456789abcdef0123456789ABCDEF";
  static const char standard[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrs"
                                 "tuvwxyz0123456789+/";

  if (needle->form == PLAIN) {
    ways[0] = lower(needle->secret.data[i]);
    ways[1] = upper(ways[0]);
  } else if (needle->form == HEX) {
    ways[0] = hex[hex_digit(needle, i)];
    ways[1] = hex[hex_digit(needle, i) + 16];
  } else {
    int digit = base64_digit(needle, i);
    ways[0] = standard[digit];
    ways[1] = digit == 62 ? '-' : digit == 63 ? '_' : ways[0];
  }
}

/* --- Search ------------------------------------------------------------- */

/* Needles that are searched for at a time. */
#define NEEDLES 32

/* Encodings of secrets, with a quick test that most bytes of a text fail: by
 * its first byte, and the byte after it. White space, which may be in a secret,
 * passes as the latter. */
struct needles {
  struct needle list[NEEDLES];
  size_t count;
  uint32_t first[256]; /* one bit for each needle */
  uint32_t second[256];
};

static void clear_needles(struct needles *needles)
{
  memset(needles->first, 0, sizeof needles->first);
  memset(needles->second, 0, sizeof needles->second);
  needles->count = 0;
}

static void add_needle(struct needles *needles, const struct needle *needle)
{
  uint32_t bit = UINT32_C(1) << needles->count;
  size_t length = form_length(needle);
  char ways[2];

  if (needle->form >= BASE64 && length < SHORTEST_BASE64)
    return;
  characters(needle, 0, ways);
  needles->first[(unsigned char)ways[0]] |= bit;
  needles->first[(unsigned char)ways[1]] |= bit;
  if (length == 1 ||
      (needle->form == PLAIN && is_space(needle->secret.data[1]))) {
    for (size_t i = 0; i < 256; i++)
      needles->second[i] |= bit;
  } else {
    characters(needle, 1, ways);
    needles->second[(unsigned char)ways[0]] |= bit;
    needles->second[(unsigned char)ways[1]] |= bit;
  }
  needles->list[needles->count++] = *needle;
}

/* The needles that may begin at `at`, one bit for each. */
static uint32_t candidates(const struct needles *needles, struct hwc_text text,
                           size_t at)
{
  uint32_t bits = needles->first[(unsigned char)text.data[at]];

  if (bits == 0 || at + 1 == text.length)
    return bits;
  char next = text.data[at + 1];
  if (is_space(next) || next == '+')
    return bits;
  return bits & needles->second[(unsigned char)next];
}

/* Redacts what matches a needle at `at`. */
static void redact_at(struct search *s, const struct needle *needle, size_t at)
{
  size_t end = match(s->text, at, needle);

  if (end == at)
    return;
  s->found = true;
  if (s->hidden == NULL)
    return;
  if (needle->form >= BASE64)
    redact_base64(s, needle, at, end);
  else
    redact_bytes(s, at, end);
}

/* Redacts what matches any needle, and clears the needles. */
static void redact_needles(struct search *s, struct needles *needles)
{
  for (size_t i = 0; i < s->text.length; i++) {
    uint32_t bits = candidates(needles, s->text, i);
    for (size_t n = 0; bits != 0; n++, bits >>= 1)
      if (bits & 1)
        redact_at(s, &needles->list[n], i);
  }
  clear_needles(needles);
}

/* True if converting the case changes the text. */
static bool differs_in_case(struct hwc_text text, char (*of_case)(char))
{
  for (size_t i = 0; i < text.length; i++)
    if (of_case(text.data[i]) != text.data[i])
      return true;
  return false;
}

/* Adds a secret in all its encodings. A line of a key is searched only as it
 * is, because there are many. */
static void add_secret(struct search *s, struct needles *needles,
                       struct hwc_text secret, bool is_line)
{
  bool differs[LETTERS] = {true, !is_line && differs_in_case(secret, lower),
                           !is_line && differs_in_case(secret, upper)};
  struct needle needle = {.secret = secret,
                          .loose = secret.length >= SHORTEST_LOOSE};

  if (needles->count + MOST_NEEDLES > NEEDLES)
    redact_needles(s, needles);
  for (int letters = 0; letters < LETTERS; letters++)
    for (int form = letters == AS_IS ? PLAIN : HEX;
         differs[letters] && form < FORMS; form++) {
      needle.letters = (enum letters)letters;
      needle.form = (enum form)form;
      add_needle(needles, &needle);
    }
}

/* Adds each line of a secret that is long enough, such as those of a key in
 * PEM, except the markers. */
static void add_lines(struct search *s, struct needles *needles,
                      struct hwc_text secret)
{
  while (secret.length) {
    const char *end = memchr(secret.data, '\n', secret.length);
    size_t length =
      end != NULL ? (size_t)(end - secret.data) + 1 : secret.length;
    struct hwc_text line =
      hwc_text_trim((struct hwc_text){secret.data, length});
    if (line.length >= SHORTEST_LINE && memcmp(line.data, "-----", 5) != 0)
      add_secret(s, needles, line, true);
    secret.data += length;
    secret.length -= length;
  }
}

/* The secret without white space at its ends, as some programs write it. */
static struct hwc_text trim(struct hwc_text secret)
{
  struct hwc_text shorter = hwc_text_trim(secret);

  return shorter.length < shortest[PLAIN] ? secret : shorter;
}

static void redact(struct search *s, struct hwc_text secrets)
{
  struct needles needles;

  clear_needles(&needles);
  while (secrets.length) {
    struct hwc_text secret = {secrets.data, strlen(secrets.data)};
    secrets.data += secret.length + 1;
    secrets.length -= secret.length + 1;
    if (!secret.length)
      continue;
    secret = trim(secret);
    add_secret(s, &needles, secret, false);
    if (memchr(secret.data, '\n', secret.length) != NULL)
      add_lines(s, &needles, secret);
  }
  redact_needles(s, &needles);
}

static void redact_through(struct search *s, struct hwc_text secrets,
                           unsigned kinds)
{
  for (int level = 0; level < DEEPEST_ESCAPE && unescape(s, kinds); level++)
    redact(s, secrets);
}

static void start(struct search *s, struct hwc_text text)
{
  memcpy(s->bytes, text.data, text.length);
  s->text = (struct hwc_text){s->bytes, text.length};
  for (size_t i = 0; i < text.length; i++)
    s->ranges[i] = (struct range){i, i + 1};
}

/* Redacts a text at every level of unescaping. The secret itself may look
 * escaped, so the kinds of escapes are also decoded separately. */
static void redact_escaped(struct search *s, struct hwc_text secrets,
                           struct hwc_text text)
{
  redact_through(s, secrets, ALL_ESCAPES);
  if (hwc_text_find_any(secrets, "\\%&") == NULL)
    return;
  for (unsigned kinds = 1; kinds < ALL_ESCAPES; kinds++) {
    start(s, text);
    redact_through(s, secrets, kinds);
  }
}

static void write_shown(struct hwc_buffer *out, const char *hidden,
                        struct hwc_text text)
{
  size_t end;

  for (size_t i = 0; i < text.length; i = end) {
    for (end = i; end < text.length && hidden[end] == hidden[i]; end++)
      continue;
    if (hidden[i])
      hwc_buffer_append_string(out, "***");
    else
      hwc_buffer_append(out, text.data + i, end - i);
  }
}

void hwc_redact_values(struct hwc_buffer *out, struct hwc_text secrets,
                       struct hwc_text text)
{
  if (!secrets.length || !text.length) {
    hwc_buffer_append_text(out, text);
    return;
  }
  struct search s = {
    .bytes = malloc(text.length),
    .ranges = malloc(text.length * sizeof *s.ranges),
    .hidden = calloc(text.length, 1),
  };
  if (s.bytes != NULL && s.ranges != NULL && s.hidden != NULL) {
    start(&s, text);
    redact(&s, secrets);
    redact_escaped(&s, secrets, text);
    hwc_wipe(s.bytes, text.length);
    write_shown(out, s.hidden, text);
  } else {
    out->status = HWC_NO_MEMORY;
  }
  free(s.bytes);
  free(s.ranges);
  free(s.hidden);
}

/* True if the text has none of the bytes with which escapes begin. */
static bool is_unescaped(struct hwc_text text)
{
  return memchr(text.data, '\\', text.length) == NULL &&
         memchr(text.data, '%', text.length) == NULL &&
         memchr(text.data, '&', text.length) == NULL;
}

bool hwc_redact_finds(struct hwc_text secrets, struct hwc_text text)
{
  struct hwc_buffer shown = HWC_BUFFER_INIT;
  struct search s = {.text = text};

  if (!secrets.length || !text.length)
    return false;
  if (is_unescaped(text)) {
    redact(&s, secrets);
    return s.found;
  }
  hwc_redact_values(&shown, secrets, text);
  bool found =
    shown.status != HWC_OK || !hwc_text_equal(hwc_buffer_text(&shown), text);
  hwc_buffer_done(&shown);
  return found;
}
