/* SPDX-License-Identifier: Apache-2.0
 *
 * Validates single values with hand-written scanners: no regular expressions,
 * no locale. */
#include "api/check.h"
#include <stdio.h>
#include <string.h>

/* --- Sets of characters ------------------------------------------------- */

/* True if `c` is in a set written as "a-zA-Z_-". */
static bool in_set(const char *set, unsigned char c)
{
  for (const char *s = set; *s; s++) {
    if (s[1] == '-' && s[2]) {
      if (c >= (unsigned char)s[0] && c <= (unsigned char)s[2])
        return true;
      s += 2;
    } else if (c == (unsigned char)*s) {
      return true;
    }
  }
  return false;
}

/* Bytes of the UTF-8 character that begins with `lead`. */
static size_t character_length(unsigned char lead)
{
  return lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
}

/* U+4E00 to U+9FA5, in UTF-8 from E4 B8 80 to E9 BE A5. */
static bool is_chinese(const char *text)
{
  unsigned char b[3];

  memcpy(b, text, sizeof b);
  unsigned long code =
    (b[0] & 0x0ful) << 12 | (b[1] & 0x3ful) << 6 | (b[2] & 0x3ful);
  return code >= 0x4e00 && code <= 0x9fa5;
}

/* The position, from 1, of the first character outside of `set`; 0: none. */
static size_t outside(const char *set, bool chinese, struct hwc_text text)
{
  size_t position = 1;

  for (size_t i = 0; i < text.length; position++) {
    unsigned char c = (unsigned char)text.data[i];
    size_t length = character_length(c);
    bool known = length == 1
                   ? in_set(set, c)
                   : length == 3 && chinese && is_chinese(text.data + i);
    if (!known)
      return position;
    i += length;
  }
  return 0;
}

/* --- Words -------------------------------------------------------------- */

const char *hwc_type_words(enum hwc_type type)
{
  switch (type) {
  case HWC_STRING:
  case HWC_TIMESTAMP:
    return "a string";
  case HWC_INTEGER:
  case HWC_LONG:
    return "an integer";
  case HWC_NUMBER:
    return "a number";
  case HWC_BOOLEAN:
    return "a boolean";
  case HWC_ARRAY:
    return "an array";
  case HWC_MAP:
  case HWC_OBJECT:
    return "a table";
  case HWC_FILE:
    return "a table with path or data";
  case HWC_ANY:
    break;
  }
  return "any value";
}

/* The unit of the bounds; empty for numbers. */
static const char *unit(const struct hwc_field *field)
{
  switch (field->type) {
  case HWC_STRING:
  case HWC_TIMESTAMP:
    if (field->format == HWC_LIST)
      return " items joined by commas";
    if (field->format == HWC_BASE64)
      return " bytes in Base64";
    if (field->format == HWC_DIGITS)
      return "";
    return field->flags & HWC_BYTES ? " bytes" : " characters";
  case HWC_ARRAY:
  case HWC_MAP:
    return " items";
  default:
    return "";
  }
}

static bool has_bounds(const struct hwc_field *field)
{
  return field->min != 0 || field->max != 0;
}

static void bounds_words(const struct hwc_field *field, char *out, size_t size)
{
  const char *of = unit(field);
  long long min = field->min;
  long long max = field->max;

  if (!max)
    snprintf(out, size, "at least %lld%s", min, of);
  else if (min == max)
    snprintf(out, size, "exactly %lld%s", max, of);
  else if (!min && *of)
    snprintf(out, size, "at most %lld%s", max, of);
  else
    snprintf(out, size, "%lld to %lld%s", min, max, of);
}

static void set_words(const char *before, const char *set, bool chinese,
                      char *out, size_t size)
{
  snprintf(out, size, "%s [%s]%s", before, set,
           chinese ? " and Chinese characters" : "");
}

static void values_words(const char *const *values, char *out, size_t size)
{
  size_t length = (size_t)snprintf(out, size, "one of");

  for (size_t i = 0; values[i] != NULL && length < size; i++)
    length += (size_t)snprintf(out + length, size - length, "%s \"%s\"",
                               i ? "," : "", values[i]);
}

static const char *format_words(enum hwc_format format)
{
  switch (format) {
  case HWC_UUID:
    return "a UUID";
  case HWC_UUID_RFC:
    return "a UUID in lower case";
  case HWC_BASE64:
    return "Base64 with padding";
  case HWC_PASSWORD:
    return "at least three of upper-case letters, lower-case letters, digits "
           "and !@%-_=+[{}]:,./?";
  case HWC_DIGITS:
    return "an integer as text";
  case HWC_LIST:
  case HWC_NO_FORMAT:
    break;
  }
  return NULL;
}

static bool refuse(struct hwc_violation *violation, const char *rule,
                   const char *got)
{
  snprintf(violation->rule, sizeof violation->rule, "%s", rule);
  snprintf(violation->got, sizeof violation->got, "%s", got);
  return false;
}

static bool refuse_bounds(const struct hwc_field *field, long long got,
                          struct hwc_violation *violation)
{
  bounds_words(field, violation->rule, sizeof violation->rule);
  snprintf(violation->got, sizeof violation->got, "%lld", got);
  return false;
}

/* --- Formats ------------------------------------------------------------ */

static bool is_uuid(struct hwc_text text, bool strict)
{
  if (text.length != 36)
    return false;
  for (size_t i = 0; i < 36; i++) {
    unsigned char c = (unsigned char)text.data[i];
    const char *set = strict ? "0-9a-f" : "0-9a-fA-F";
    if (i == 8 || i == 13 || i == 18 || i == 23)
      set = "-";
    else if (strict && i == 14)
      set = "1-5";
    else if (strict && i == 19)
      set = "89ab";
    if (!in_set(set, c))
      return false;
  }
  return true;
}

/* Number of bytes encoded by canonical Base64, or -1. */
static ptrdiff_t base64_length(struct hwc_text text)
{
  size_t padding = 0;

  if (text.length % 4)
    return -1;
  while (padding < 2 && padding < text.length &&
         text.data[text.length - padding - 1] == '=')
    padding++;
  for (size_t i = 0; i < text.length - padding; i++)
    if (!in_set("A-Za-z0-9+/", (unsigned char)text.data[i]))
      return -1;
  return (ptrdiff_t)(text.length / 4 * 3 - padding);
}

static bool contains_nocase(struct hwc_text text, const char *word)
{
  struct hwc_text needle = hwc_text_of(word);

  for (size_t i = 0; i + needle.length <= text.length; i++) {
    struct hwc_text part = {text.data + i, needle.length};
    if (hwc_text_equal_nocase(part, needle))
      return true;
  }
  return false;
}

static bool check_password(struct hwc_text text,
                           struct hwc_violation *violation)
{
  static const char *const kinds[] = {"A-Z", "a-z", "0-9", "!@%_=+[{}]:,./?-"};
  static const char *const numerals[] = {"none", "one", "two"};
  static const char *const words[] = {"root", "toor", "administrator",
                                      "rotartsinimda"};
  size_t found = 0;

  for (size_t k = 0; k < HWC_COUNT(kinds); k++)
    for (size_t i = 0; i < text.length; i++)
      if (in_set(kinds[k], (unsigned char)text.data[i])) {
        found++;
        break;
      }
  if (found < 3)
    return refuse(violation, format_words(HWC_PASSWORD), numerals[found]);
  for (size_t i = 0; i < HWC_COUNT(words); i++)
    if (contains_nocase(text, words[i]))
      return refuse(violation, "without root, administrator or these backwards",
                    "one of them");
  return true;
}

/* The value of a text of 1 to 18 decimal digits, or -1. */
static int64_t digits_value(struct hwc_text text)
{
  int64_t value = 0;

  if (!text.length || text.length > 18)
    return -1;
  for (size_t i = 0; i < text.length; i++) {
    unsigned char c = (unsigned char)text.data[i];
    if (!in_set("0-9", c))
      return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

static int64_t list_items(struct hwc_text text)
{
  int64_t items = 1;

  for (size_t i = 0; i < text.length; i++)
    items += text.data[i] == ',';
  return items;
}

/* --- Checks ------------------------------------------------------------- */

static bool within(const struct hwc_field *field, int64_t value)
{
  return value >= field->min && (!field->max || value <= field->max);
}

bool hwc_check_integer(const struct hwc_field *field, int64_t value,
                       struct hwc_violation *violation)
{
  if (!has_bounds(field) || within(field, value))
    return true;
  return refuse_bounds(field, value, violation);
}

bool hwc_check_count(const struct hwc_field *field, size_t count,
                     struct hwc_violation *violation)
{
  return hwc_check_integer(field, (int64_t)count, violation);
}

static bool in_values(const char *const *values, struct hwc_text text)
{
  for (; *values != NULL; values++)
    if (hwc_text_equal(hwc_text_of(*values), text))
      return true;
  return false;
}

static void string_words(size_t characters, char *out, size_t size)
{
  snprintf(out, size, "a string of %zu character%s", characters,
           characters == 1 ? "" : "s");
}

static bool refuse_form(const char *rule, size_t characters,
                        struct hwc_violation *violation)
{
  char got[80];

  string_words(characters, got, sizeof got);
  return refuse(violation, rule, got);
}

bool hwc_check_text(const struct hwc_field *field, struct hwc_text text,
                    size_t characters, struct hwc_violation *violation)
{
  bool chinese = (field->flags & HWC_CHINESE) != 0;
  int64_t measure =
    (int64_t)(field->flags & HWC_BYTES ? text.length : characters);

  if (field->values != NULL && !in_values(field->values, text)) {
    char rule[sizeof violation->rule];
    values_words(field->values, rule, sizeof rule);
    return refuse_form(rule, characters, violation);
  }
  if (field->format == HWC_BASE64) {
    measure = base64_length(text);
    if (measure < 0)
      return refuse_form(format_words(HWC_BASE64), characters, violation);
  } else if (field->format == HWC_LIST) {
    measure = list_items(text);
  } else if (field->format == HWC_DIGITS) {
    measure = digits_value(text);
    if (measure < 0)
      return refuse_form(format_words(HWC_DIGITS), characters, violation);
  }
  if (has_bounds(field) && !within(field, measure))
    return refuse_bounds(field, measure, violation);
  if (field->first != NULL && text.length) {
    struct hwc_text first = {text.data,
                             character_length((unsigned char)*text.data)};
    if (outside(field->first, chinese, first)) {
      char rule[sizeof violation->rule];
      set_words("first one of", field->first, chinese, rule, sizeof rule);
      return refuse(violation, rule, "another character");
    }
  }
  if (field->set != NULL) {
    size_t position = outside(field->set, chinese, text);
    if (position) {
      set_words("only", field->set, chinese, violation->rule,
                sizeof violation->rule);
      snprintf(violation->got, sizeof violation->got,
               "another character at position %zu", position);
      return false;
    }
  }
  switch (field->format) {
  case HWC_UUID:
  case HWC_UUID_RFC:
    if (is_uuid(text, field->format == HWC_UUID_RFC))
      return true;
    return refuse_form(format_words(field->format), characters, violation);
  case HWC_PASSWORD:
    return check_password(text, violation);
  case HWC_BASE64:
  case HWC_LIST:
  case HWC_DIGITS:
  case HWC_NO_FORMAT:
    break;
  }
  return true;
}

/* --- Rules in words, for help ------------------------------------------- */

static void append_part(struct hwc_buffer *out, size_t start, const char *part)
{
  if (out->length > start)
    hwc_buffer_append_string(out, ", ");
  hwc_buffer_append_string(out, part);
}

void hwc_append_field_rules(struct hwc_buffer *out,
                            const struct hwc_field *field)
{
  char words[HWC_RULE_SIZE];
  size_t start = out->length;
  bool chinese = (field->flags & HWC_CHINESE) != 0;
  const char *format = format_words(field->format);

  if (field->values != NULL) {
    values_words(field->values, words, sizeof words);
    append_part(out, start, words);
  }
  if (has_bounds(field)) {
    bounds_words(field, words, sizeof words);
    append_part(out, start, words);
  }
  if (field->first != NULL) {
    set_words("first one of", field->first, chinese, words, sizeof words);
    append_part(out, start, words);
  }
  if (field->set != NULL) {
    set_words("only", field->set, chinese, words, sizeof words);
    append_part(out, start, words);
  }
  if (format != NULL)
    append_part(out, start, format);
  if (field->format == HWC_PASSWORD)
    append_part(out, start, "without root, administrator or these backwards");
}

static void append_names(struct hwc_buffer *out, const char *const *names,
                         const char *last)
{
  for (size_t i = 0; names[i] != NULL; i++) {
    if (i)
      hwc_buffer_append_string(out, names[i + 1] != NULL ? ", " : last);
    hwc_buffer_append_string(out, names[i]);
  }
}

static void append_condition(struct hwc_buffer *out,
                             const struct hwc_rule *rule)
{
  if (rule->when == NULL)
    return;
  hwc_buffer_append_string(out, " if ");
  hwc_buffer_append_string(out, rule->when);
  hwc_buffer_append_string(out, " is \"");
  hwc_buffer_append_string(out, rule->is);
  hwc_buffer_append_char(out, '"');
}

void hwc_append_rule(struct hwc_buffer *out, const struct hwc_rule *rule)
{
  switch (rule->kind) {
  case HWC_EXACTLY_ONE:
    hwc_buffer_append_string(out, "exactly one of ");
    append_names(out, rule->names, " and ");
    break;
  case HWC_AT_LEAST_ONE:
    hwc_buffer_append_string(out, "at least one of ");
    append_names(out, rule->names, " and ");
    break;
  case HWC_NEEDS:
    hwc_buffer_append_string(out, rule->names[0]);
    hwc_buffer_append_string(out, " needs ");
    hwc_buffer_append_string(out, rule->names[1]);
    break;
  case HWC_ONLY_WHEN:
    hwc_buffer_append_string(out, rule->names[0]);
    hwc_buffer_append_string(out, ": only");
    append_condition(out, rule);
    break;
  case HWC_LESS:
    hwc_buffer_append_string(out, rule->names[0]);
    hwc_buffer_append_string(out, ": less than ");
    hwc_buffer_append_string(out, rule->names[1]);
    break;
  case HWC_WHEN:
    hwc_buffer_append_string(out, rule->field.name);
    hwc_buffer_append_string(out, ": ");
    if (rule->field.flags & HWC_REQUIRED)
      hwc_buffer_append_string(out, "required");
    hwc_append_field_rules(out, &rule->field);
    append_condition(out, rule);
    if (rule->field.gateway == HWC_GATEWAY_APIG)
      hwc_buffer_append_string(out, ", with gateway = \"apig\"");
    if (rule->field.gateway == HWC_GATEWAY_ROMA)
      hwc_buffer_append_string(out, ", with gateway = \"roma\"");
    break;
  }
}

/* --- Nearest name ------------------------------------------------------- */

#define LONGEST_NAME 64

/* Edit distance of ASCII texts no longer than LONGEST_NAME. */
static size_t edit_distance(struct hwc_text a, struct hwc_text b)
{
  size_t row[LONGEST_NAME + 1];

  for (size_t j = 0; j <= b.length; j++)
    row[j] = j;
  for (size_t i = 1; i <= a.length; i++) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.length; j++) {
      size_t change = diagonal + (a.data[i - 1] != b.data[j - 1]);
      size_t shift = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
      diagonal = row[j];
      row[j] = change < shift ? change : shift;
    }
  }
  return row[b.length];
}

void hwc_nearest_try(struct hwc_text name, const char *candidate,
                     const char **best, size_t *distance)
{
  struct hwc_text other = hwc_text_of(candidate);

  if (!name.length || name.length > LONGEST_NAME || other.length > LONGEST_NAME)
    return;
  size_t length = name.length > other.length ? name.length : other.length;
  size_t d = edit_distance(name, other);
  if (d < *distance && d <= (length + 1) / 2) {
    *best = candidate;
    *distance = d;
  }
}
