/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of secret values. */
#include "core/redact.h"

static char lower(char c)
{
  return (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
}

static size_t skip_marks(struct hwc_text name, size_t at)
{
  while (at < name.length && (name.data[at] == '_' || name.data[at] == '-'))
    at++;
  return at;
}

/* The position after `word` at `at` in `name`; 0 if it does not match. */
static size_t word_end(struct hwc_text name, size_t at, const char *word)
{
  for (; *word; word++) {
    at = skip_marks(name, at);
    if (at == name.length || lower(name.data[at]) != *word)
      return 0;
    at++;
  }
  return at;
}

static bool is_word(struct hwc_text name, const char *word)
{
  size_t end = word_end(name, 0, word);

  return end && skip_marks(name, end) == name.length;
}

static bool begins_part(char c)
{
  switch (c) {
  case 'a':
  case 'p':
  case 's':
  case 't':
  case 'u':
    return true;
  default:
    return false;
  }
}

/* Whether one of `parts` begins at `at`. Most places are left at once: names
 * are asked for with every member that is written. */
static bool part_begins(struct hwc_text name, size_t at)
{
  static const char *const parts[] = {
    "password", "passwd", "passcode",  "passphrase", "secret", "private",
    "token",    "apikey", "adminpass", "userdata",   "pwd",
  };

  char first = lower(name.data[at]);
  if (!begins_part(first))
    return false;
  for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
    if (*parts[i] == first && word_end(name, at, parts[i]))
      return true;
  return false;
}

static bool has_part(struct hwc_text name)
{
  for (size_t i = 0; i < name.length; i++)
    if (part_begins(name, i))
      return true;
  return false;
}

bool hwc_redact_is_secret_name(struct hwc_text name)
{
  static const char *const whole[] = {
    "appcode",
    "authorization",
    "cookie",
    "plugincontent",
    "proxyauthorization",
    "setcookie",
    "signkey",
    "sk",
    "ticket",
    "xapigappcode",
  };
  /* Counters, lists and the like, which are not secret. */
  static const char *const plain[] = {
    "aiapikeyid",        "aiapikeys",  "oidcauthtokenverifyfail",
    "passwordexpiresat", "privateips", "tokensissued",
  };

  for (size_t i = 0; i < sizeof plain / sizeof *plain; i++)
    if (is_word(name, plain[i]))
      return false;
  if (has_part(name))
    return true;
  for (size_t i = 0; i < sizeof whole / sizeof *whole; i++)
    if (is_word(name, whole[i]))
      return true;
  return false;
}

bool hwc_redact_same_name(struct hwc_text name, struct hwc_text other)
{
  size_t i = skip_marks(name, 0);
  size_t j = skip_marks(other, 0);

  while (i < name.length && j < other.length) {
    if (lower(name.data[i]) != lower(other.data[j]))
      return false;
    i = skip_marks(name, i + 1);
    j = skip_marks(other, j + 1);
  }
  return i == name.length && j == other.length;
}
