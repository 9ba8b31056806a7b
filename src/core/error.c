/* SPDX-License-Identifier: Apache-2.0
 *
 * Names of statuses, kinds and fates. */
#include "core/error.h"

#include "core/text.h"

#include <stdarg.h>
#include <stdio.h>

const char *hwc_kind_name(enum hwc_kind kind)
{
  switch (kind) {
  case HWC_KIND_NONE:
    return "none";
  case HWC_KIND_VALIDATION:
    return "validation";
  case HWC_KIND_CREDENTIALS:
    return "credentials";
  case HWC_KIND_TRANSPORT:
    return "transport";
  case HWC_KIND_TIMEOUT:
    return "timeout";
  case HWC_KIND_SERVICE:
    return "service";
  case HWC_KIND_CANCELLED:
    return "cancelled";
  case HWC_KIND_INTERRUPTED:
    return "interrupted";
  }
  return "unknown";
}

const char *hwc_fate_name(enum hwc_fate fate)
{
  switch (fate) {
  case HWC_FATE_NOT_SENT:
    return "not_sent";
  case HWC_FATE_REFUSED:
    return "refused";
  case HWC_FATE_UNKNOWN:
    return "unknown";
  case HWC_FATE_RESPONDED:
    return "responded";
  }
  return "unknown";
}

const char *hwc_status_text(enum hwc_status status)
{
  switch (status) {
  case HWC_OK:
    return "success";
  case HWC_NO_MEMORY:
    return "not enough memory";
  case HWC_TOO_LARGE:
    return "too large";
  case HWC_INVALID:
    return "invalid input";
  case HWC_CRYPTO:
    return "libcrypto failed";
  case HWC_SYSTEM:
    return "a system call failed";
  case HWC_CURL:
    return "libcurl could not be initialised";
  }
  return "unknown status";
}

void hwc_error_set(struct hwc_error *error, enum hwc_kind kind,
                   const char *format, ...)
{
  va_list arguments;

  if (error == NULL)
    return;
  error->kind = kind;
  error->field = NULL;
  va_start(arguments, format);
  int length =
    vsnprintf(error->message, sizeof error->message, format, arguments);
  va_end(arguments);
  if (length < 0)
    error->message[0] = '\0';
  for (char *c = error->message; *c != '\0'; c++)
    if (hwc_is_control(*c))
      *c = '?';
}
