/* SPDX-License-Identifier: Apache-2.0
 *
 * Writes records without the secrets of their call. */
#include "core/record.h"

#include "core/redact.h"

/* Copies `text` with secrets redacted. */
static void copy_line(const struct hwc_recorder *recorder, char *out,
                      size_t size, struct hwc_text text)
{
  struct hwc_buffer shown = HWC_BUFFER_INIT;

  if (recorder->secrets != NULL) {
    hwc_redact_values(&shown, hwc_buffer_text(recorder->secrets), text);
    text = hwc_buffer_text(&shown);
    if (shown.status != HWC_OK)
      text.length = 0;
  }
  if (text.length >= size)
    text.length = size - 1;
  for (size_t i = 0; i < text.length; i++) {
    bool is_ascii = (unsigned char)text.data[i] < 0x80;
    out[i] = is_ascii && !hwc_is_control(text.data[i]) ? text.data[i] : '?';
  }
  out[text.length] = '\0';
  hwc_buffer_done(&shown);
}

/* NULL if the trace is off or out of memory. */
static struct hwc_trace_record *add(const struct hwc_recorder *recorder,
                                    enum hwc_trace_kind kind)
{
  struct hwc_trace_record *record = NULL;

  if (recorder->trace != NULL)
    record = hwc_trace_add(recorder->trace, kind);
  if (record == NULL)
    return NULL;
  struct hwc_text path = hwc_buffer_text(&recorder->request->target);
  const char *query = hwc_text_find_any(path, "?");
  if (query != NULL)
    path.length = (size_t)(query - path.data);
  record->at = hwc_loop_unix_time(recorder->loop);
  record->call = recorder->call;
  record->attempt = recorder->result->attempts;
  record->operation = recorder->operation;
  record->method = recorder->request->method;
  copy_line(recorder, record->path, sizeof record->path, path);
  return record;
}

static void add_timed(const struct hwc_recorder *recorder,
                      enum hwc_trace_kind kind, double seconds)
{
  struct hwc_trace_record *record = add(recorder, kind);

  if (record != NULL)
    record->seconds = seconds;
}

void hwc_record_attempt(const struct hwc_recorder *recorder)
{
  add(recorder, HWC_TRACE_ATTEMPT);
}

void hwc_record_throttled(const struct hwc_recorder *recorder, double seconds)
{
  add_timed(recorder, HWC_TRACE_THROTTLED, seconds);
}

void hwc_record_clock(const struct hwc_recorder *recorder, double seconds)
{
  add_timed(recorder, HWC_TRACE_CLOCK, seconds);
}

static struct hwc_text request_id(const struct hwc_result *result)
{
  struct hwc_text id = hwc_result_header(result, "x-request-id");

  return id.data != NULL ? id : hwc_result_header(result, "x-iam-trace-id");
}

/* The service's error code if it looks like one. Other texts had bytes
 * replaced, so that a secret in them might not be found. */
static struct hwc_text shown_code(const char *text)
{
  struct hwc_text code = hwc_text_of(text);

  for (size_t i = 0; i < code.length; i++) {
    char c = code.data[i];
    bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_')
      return HWC_TEXT("");
  }
  return code;
}

static size_t received(const struct hwc_recorder *recorder)
{
  size_t length = recorder->result->body.length;

  if (recorder->download != NULL)
    length += (size_t)hwc_download_length(recorder->download);
  return length;
}

static void add_ended(const struct hwc_recorder *recorder,
                      enum hwc_trace_kind kind,
                      const struct hwc_ended_attempt *ended, double seconds,
                      const char *reason)
{
  const struct hwc_result *result = recorder->result;
  struct hwc_trace_record *record = add(recorder, kind);

  if (record == NULL)
    return;
  record->seconds = seconds;
  record->reason = reason;
  record->status = result->status;
  copy_line(recorder, record->code, sizeof record->code,
            shown_code(ended->code));
  copy_line(recorder, record->request_id, sizeof record->request_id,
            request_id(result));
  record->duration = hwc_loop_now(recorder->loop) - ended->started;
  record->bytes_sent = recorder->request->body.length;
  record->bytes_received = received(recorder);
  record->fate = ended->fate;
  record->error.kind = result->error.kind;
  copy_line(recorder, record->error.message, sizeof record->error.message,
            hwc_text_of(result->error.message));
}

void hwc_record_response(const struct hwc_recorder *recorder,
                         const struct hwc_ended_attempt *ended)
{
  add_ended(recorder, HWC_TRACE_RESPONSE, ended, 0, NULL);
}

void hwc_record_retry(const struct hwc_recorder *recorder,
                      const struct hwc_ended_attempt *ended, double seconds,
                      const char *reason)
{
  add_ended(recorder, HWC_TRACE_RETRY, ended, seconds, reason);
}
