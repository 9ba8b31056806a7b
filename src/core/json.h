/* SPDX-License-Identifier: Apache-2.0
 *
 * The reader of JSON (RFC 8259): it is asked for one thing after the other and
 * builds nothing. It is strict, but for what services send all the same, inside
 * of strings: control characters are taken, and what is no character (half of
 * a surrogate pair, bytes that are not UTF-8) is read as U+FFFD. */
#ifndef HWC_CORE_JSON_H
#define HWC_CORE_JSON_H

#include "core/buffer.h"
#include "core/number.h"
#include "core/text.h"

/* Arrays and objects around a value, at most. */
#define HWC_JSON_DEPTH 1000

enum hwc_json_event {
  HWC_JSON_ERROR, /* `error` says what is wrong, `at` points to it */
  HWC_JSON_END,   /* of the text, behind its one value */
  HWC_JSON_NULL,
  HWC_JSON_FALSE,
  HWC_JSON_TRUE,
  HWC_JSON_NUMBER, /* see `number` */
  HWC_JSON_STRING, /* see `text` */
  HWC_JSON_ARRAY,  /* its items follow, then HWC_JSON_CLOSE */
  HWC_JSON_OBJECT, /* likewise, a name before each value */
  HWC_JSON_NAME,   /* see `text` */
  HWC_JSON_CLOSE,  /* of the innermost array or object */
};

struct hwc_json {
  const char *begin;
  const char *at; /* behind what was read */
  const char *end;
  const char *error;
  struct hwc_text text; /* of a string or a name, decoded; until the next one */
  struct hwc_text token; /* what was read, as it stands in the text */
  struct hwc_number number;
  struct hwc_buffer scratch; /* of strings that are not as they stand there */
  bool raw;                  /* set by the caller: `text` stays as it stands
                                there, without quotes, and no memory is needed */
  unsigned char expected;
  int depth;
  unsigned char objects[HWC_JSON_DEPTH / 8]; /* a bit for each depth */
};

/* The text has to live as long as the reader. */
void hwc_json_init(struct hwc_json *json, struct hwc_text text);

/* Wipes and frees what decoding took. */
void hwc_json_done(struct hwc_json *json);

/* Reads on. After an error, or the end, the same comes again. Where memory is
 * short, scratch.status is HWC_NO_MEMORY. */
enum hwc_json_event hwc_json_next(struct hwc_json *json);

/* Reads on to the end of a value that began with `event`; false where that is
 * an error. */
bool hwc_json_skip(struct hwc_json *json, enum hwc_json_event event);

/* The next thing in a text that may be cut, or something else than JSON: only
 * strings, numbers and words, brackets and names are looked for, in any order;
 * `token` has it. Numbers and words all come as HWC_JSON_NUMBER and strings are
 * not decoded. A string without an end ends with the text. */
enum hwc_json_event hwc_json_scan(struct hwc_json *json);

#endif
