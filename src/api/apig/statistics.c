/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: counts of calls. */
#include "api/apig/rows.h"

static const char *const cycles[] = {"MINUTE", "HOUR", "DAY", NULL};
static const char *const modes[] = {"INSTANCE", "ALL", "APP", "API", NULL};
static const char *const list_statistics_api_cycles[] = {
  "minute", "hour", "day", NULL};

static const struct hwc_field list_lately_api_statistics_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("api_id", "API ID", QUERY, REQUIRED),
  STRING("duration", "Period, an integer with h or m", QUERY, REQUIRED),
};

static const struct hwc_field statistics_api_fields[] = {
  INTEGER("max_latency", "Maximum latency"),
  NUMBER("avg_latency", "Mean latency"),
  INTEGER("req_count", "Number of requests"),
  INTEGER("req_count2xx", "Requests with status 2xx"),
  INTEGER("req_count4xx", "Requests with status 4xx"),
  INTEGER("req_count5xx", "Requests with status 5xx"),
  INTEGER("req_count_error", "Failed requests"),
  INTEGER("max_inner_latency", "Maximum latency inside the gateway"),
  NUMBER("avg_inner_latency", "Mean latency inside the gateway"),
  INTEGER("max_backend_latency", "Maximum backend latency"),
  NUMBER("avg_backend_latency", "Mean backend latency"),
  LONG("output_throughput", "Bytes out"),
  LONG("input_throughput", "Bytes in"),
  LONG("current_minute", "UTC time of the calls"),
  STRING("cycle", "Statistics step: minute, hour or day", .values = cycles),
  STRING("api_id", "API ID"),
  STRING("group_id", "API group ID"),
  STRING("provider", "API owner"),
  TIMESTAMP("req_time", "Request time"),
  TIMESTAMP("register_time", "Registration"),
  INTEGER("status", "Reserved"),
};
STRUCT(statistics_api, "StatisticsAPI");

static const struct hwc_field list_lately_api_statistics_reply_fields[] = {
  STRING("code", "Response code"),
  LONG("start_time", "Start time"),
  LONG("end_time", "End time"),
  OBJECTS("list", statistics_api, "Statistics"),
  STRING("msg", "Text", .gateway = HWC_GATEWAY_APIG),
};
STRUCT(list_lately_api_statistics_reply, "ListLatelyApiStatisticsV2Response");

static const struct hwc_field list_statistics_api_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("mode", "Mode", QUERY, .values = modes),
  STRING("roma_app_id", "Integration application ID", QUERY),
  STRING("api_id", "API ID", QUERY),
  STRING("cycle", "Statistics step: minute, hour or day", QUERY,
         .values = list_statistics_api_cycles),
  STRING("start_time", "Start time", QUERY),
  STRING("end_time", "End time", QUERY),
  STRING("duration", "Period, an integer with h or m", QUERY),
};

static const struct hwc_operation operations[] = {
  {
    .name = "list_lately_api_statistics",
    .method = "GET",
    .path = INSTANCE_PATH "/statistics/api/latest",
    HWC_PARAMETERS(list_lately_api_statistics_parameters),
    .reply = &list_lately_api_statistics_reply,
    .success_status = 200,
    .doc = "Counts recent calls.",
  },
  {
    .name = "list_statistics_api",
    .method = "GET",
    .path = INSTANCE_PATH "/statistics/api",
    HWC_PARAMETERS(list_statistics_api_parameters),
    .reply = &list_lately_api_statistics_reply,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Counts calls by period.",
  },
};
TABLE(hwc_apig_statistics);
