/* SPDX-License-Identifier: Apache-2.0
 *
 * A pull parser for JSON (RFC 8259): the caller asks for one event after the
 * other; no tree is built. It is strict except inside strings, where services
 * break the rules: control characters are accepted, and invalid characters
 * (unpaired surrogates, bytes that are not UTF-8) are read as U+FFFD. */
#ifndef HWC_CORE_JSON_H
#define HWC_CORE_JSON_H

#include "core/buffer.h"
#include "core/number.h"
#include "core/text.h"

/* Maximum nesting of arrays and objects. */
#define HWC_JSON_DEPTH 1000

enum hwc_json_event {
  HWC_JSON_ERROR, /* `error` and `at` describe it */
  HWC_JSON_END,   /* end of the text, after its one value */
  HWC_JSON_NULL,
  HWC_JSON_FALSE,
  HWC_JSON_TRUE,
  HWC_JSON_NUMBER, /* see `number` */
  HWC_JSON_STRING, /* see `text` */
  HWC_JSON_ARRAY,  /* items follow, then HWC_JSON_CLOSE */
  HWC_JSON_OBJECT, /* members follow, a name before each value */
  HWC_JSON_NAME,   /* see `text` */
  HWC_JSON_CLOSE,  /* of the innermost array or object */
};

struct hwc_json {
  const char *begin;
  const char *at; /* after what was read */
  const char *end;
  const char *error;
  struct hwc_text text; /* decoded string or name; valid until the next event */
  struct hwc_text token; /* what was read, as written */
  struct hwc_number number;
  struct hwc_buffer scratch; /* for strings that need decoding */
  bool raw; /* set by the caller: `text` stays as written, without quotes, and
               no memory is needed */
  unsigned char expected;
  int depth;
  /* one bit for each level: object or array */
  unsigned char objects[HWC_JSON_DEPTH / 8];
};

/* The text must outlive the reader. */
void hwc_json_init(struct hwc_json *json, struct hwc_text text);

/* Wipes and frees the memory used for decoding. */
void hwc_json_done(struct hwc_json *json);

/* Returns the next event. After an error or the end, returns the same again. If
 * out of memory, scratch.status is HWC_NO_MEMORY. */
enum hwc_json_event hwc_json_next(struct hwc_json *json);

/* Skips the rest of the value that began with `event`. False on an error. */
bool hwc_json_skip(struct hwc_json *json, enum hwc_json_event event);

/* Returns the next token of a text that may be truncated or not JSON at all:
 * strings, numbers and words, brackets and names, in any order; `token` holds
 * it. Numbers and words are HWC_JSON_NUMBER; strings are not decoded. An
 * unterminated string ends with the text. */
enum hwc_json_event hwc_json_scan(struct hwc_json *json);

#endif
