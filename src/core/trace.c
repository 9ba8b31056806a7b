/* SPDX-License-Identifier: Apache-2.0
 *
 * The queue of records. */
#include "core/trace.h"

#include <stdlib.h>

/* Limits the memory of a trace that nobody reads. */
#define MOST_RECORDS 20000

struct hwc_trace_record *hwc_trace_add(struct hwc_trace *trace,
                                       enum hwc_trace_kind kind)
{
  struct hwc_trace_record *record = NULL;

  if (trace->count < MOST_RECORDS)
    record = calloc(1, sizeof *record);
  if (record == NULL) {
    trace->lost++;
    return NULL;
  }
  record->kind = kind;
  if (trace->last != NULL)
    trace->last->next = record;
  else
    trace->first = record;
  trace->last = record;
  trace->count++;
  return record;
}

struct hwc_trace_record *hwc_trace_take(struct hwc_trace *trace)
{
  struct hwc_trace_record *record = trace->first;

  if (record == NULL)
    return NULL;
  trace->first = record->next;
  if (trace->first == NULL)
    trace->last = NULL;
  trace->count--;
  record->next = NULL;
  return record;
}

void hwc_trace_done(struct hwc_trace *trace)
{
  struct hwc_trace_record *record;

  while ((record = hwc_trace_take(trace)) != NULL)
    free(record);
}
