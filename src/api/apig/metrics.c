/* SPDX-License-Identifier: Apache-2.0
 *
 * API Gateway: counts, statistics and metrics of an instance. */
#include "api/apig/rows.h"

static const char *const dims[] = {"inbound_eip", "outbound_eip", NULL};
static const char *const metric_names[] = {"upstream_bandwidth",
                                           "downstream_bandwidth",
                                           "upstream_bandwidth_usage",
                                           "downstream_bandwidth_usage",
                                           "up_stream",
                                           "down_stream",
                                           NULL};
static const char *const filters[] = {"average", "max",      "min",
                                      "sum",     "variance", NULL};

static const struct hwc_field list_api_groups_quantities_reply_fields[] = {
  INTEGER("offsell_nums", "Groups that are not on offer; not supported now"),
  INTEGER("onsell_nums", "Groups that are on offer"),
};
STRUCT(list_api_groups_quantities_reply, "ListApiGroupsQuantitiesV2Response");

static const struct hwc_field list_api_quantities_reply_fields[] = {
  INTEGER("instance_num", "Number of APIs"),
  INTEGER("nums_on_release", "APIs published to RELEASE"),
  INTEGER("nums_off_release", "APIs not published to RELEASE"),
};
STRUCT(list_api_quantities_reply, "ListApiQuantitiesV2Response");

static const struct hwc_field list_app_quantities_reply_fields[] = {
  INTEGER("authed_nums", "Apps authorized for APIs"),
  INTEGER("unauthed_nums", "Apps without authorization"),
};
STRUCT(list_app_quantities_reply, "ListAppQuantitiesV2Response");

static const struct hwc_field list_lately_group_statistics_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("group_id", "API group ID", QUERY, REQUIRED),
};

static const struct hwc_field group_sample_fields[] = {
  INTEGER("max_latency", "Largest latency"),
  NUMBER("avg_latency", "Mean latency"),
  INTEGER("req_count", "Number of requests"),
  INTEGER("req_count2xx", "Requests answered 2xx"),
  INTEGER("req_count4xx", "Requests answered 4xx"),
  INTEGER("req_count5xx", "Requests answered 5xx"),
  INTEGER("req_count_error", "Failed requests"),
  LONG("output_throughput", "Bytes out"),
  LONG("input_throughput", "Bytes in"),
  LONG("current_minute", "Time of the calls, UTC"),
  STRING("group_id", "API group ID"),
  STRING("provider", "API owner"),
  TIMESTAMP("req_time", "Request time"),
  TIMESTAMP("register_time", "Registration"),
};
STRUCT(group_sample, "StatisticsGroup");

static const struct hwc_field list_lately_group_statistics_reply_fields[] = {
  STRING("code", "Response code"),
  STRING("msg", "Message"),
  LONG("start_time", "Start time"),
  LONG("end_time", "End time"),
  OBJECTS("list", group_sample, "Statistics"),
};
STRUCT(list_lately_group_statistics_reply,
       "ListLatelyGroupStatisticsV2Response");

static const struct hwc_field list_metric_data_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("dim", "inbound_eip (load balancer elb only) or outbound_eip", QUERY,
         REQUIRED, .values = dims),
  STRING("metric_name", "Metric", QUERY, REQUIRED, .values = metric_names),
  STRING("from", "Start in Unix milliseconds, as text", QUERY, REQUIRED,
         .format = HWC_DIGITS),
  STRING("to", "End in Unix milliseconds, as text; after from", QUERY, REQUIRED,
         .format = HWC_DIGITS),
  INTEGER(
    "period",
    "Seconds of a data point: 1 (real time), 300, 1200, 3600, 14400 or 86400",
    QUERY, REQUIRED, .min = 1, .max = 86400),
  STRING("filter", "How data points are computed", QUERY, REQUIRED,
         .values = filters),
};

static const struct hwc_field data_point_fields[] = {
  INTEGER("average", "Mean, with filter average"),
  INTEGER("max", "Maximum, with filter max"),
  INTEGER("min", "Minimum, with filter min"),
  INTEGER("sum", "Sum, with filter sum"),
  INTEGER("variance", "Variance, with filter variance"),
  LONG("timestamp", "Time in Unix milliseconds"),
  STRING("unit", "Unit of the metric"),
};
STRUCT(data_point, "MetricData");

static const struct hwc_field list_metric_data_reply_fields[] = {
  OBJECTS("datapoints", data_point, "Data points"),
};
STRUCT(list_metric_data_reply, "ListMetricDataResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "list_api_groups_quantities",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/resources/outline/groups",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .reply = &list_api_groups_quantities_reply,
    .success_status = 200,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Counts the API groups of an instance.",
  },
  {
    .name = "list_api_quantities",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/resources/outline/apis",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .reply = &list_api_quantities_reply,
    .success_status = 200,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Counts the APIs of an instance.",
  },
  {
    .name = "list_app_quantities",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/resources/outline/apps",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .reply = &list_app_quantities_reply,
    .success_status = 200,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Counts the apps of an instance.",
  },
  {
    .name = "list_lately_group_statistics",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/statistics/group/latest",
    HWC_PARAMETERS(list_lately_group_statistics_parameters),
    .reply = &list_lately_group_statistics_reply,
    .success_status = 200,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists statistics of an API group for the last hour, one sample a "
           "minute.",
  },
  {
    .name = "list_metric_data",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/metric-data",
    HWC_PARAMETERS(list_metric_data_parameters),
    .reply = &list_metric_data_reply,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists the samples of a metric of an instance.",
  },
};
TABLE(hwc_apig_metrics);
