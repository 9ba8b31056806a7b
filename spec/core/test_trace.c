/* SPDX-License-Identifier: Apache-2.0
 *
 * The queue of records: order and limit. */
#include "core/trace.h"
#include "spec/support/check.h"

#include <stdlib.h>

static void keeps_the_order(void)
{
  struct hwc_trace trace = {0};

  REQUIRE(hwc_trace_take(&trace) == NULL);
  for (uint64_t round = 0; round < 3; round++) {
    for (uint64_t i = 1; i <= 3; i++) {
      struct hwc_trace_record *record = hwc_trace_add(&trace, HWC_TRACE_RETRY);
      REQUIRE(record != NULL);
      CHECK(record->kind == HWC_TRACE_RETRY && record->call == 0);
      record->call = i;
    }
    for (uint64_t i = 1; i <= 3; i++) {
      struct hwc_trace_record *record = hwc_trace_take(&trace);
      REQUIRE(record != NULL);
      CHECK(record->call == i && record->next == NULL);
      free(record);
    }
    CHECK(hwc_trace_take(&trace) == NULL && trace.count == 0);
  }
  CHECK(trace.lost == 0);
}

/* An unread trace uses bounded memory. */
static void has_a_bound(void)
{
  struct hwc_trace trace = {0};
  size_t most = 20000;

  for (size_t i = 0; i < most; i++)
    REQUIRE(hwc_trace_add(&trace, HWC_TRACE_ATTEMPT) != NULL);
  CHECK(trace.lost == 0);
  CHECK(hwc_trace_add(&trace, HWC_TRACE_ATTEMPT) == NULL);
  CHECK(trace.lost == 1 && trace.count == most);
  free(hwc_trace_take(&trace));
  CHECK(hwc_trace_add(&trace, HWC_TRACE_ATTEMPT) != NULL);
  hwc_trace_done(&trace);
  CHECK(trace.count == 0 && hwc_trace_take(&trace) == NULL);
}

int main(void)
{
  keeps_the_order();
  has_a_bound();
  return check_failures();
}
