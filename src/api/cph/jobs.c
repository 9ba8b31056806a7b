/* SPDX-License-Identifier: Apache-2.0
 *
 * Cloud Phone Host: jobs. */
#include "api/cph/rows.h"

static const struct hwc_field list_jobs_parameters[] = {
  PROJECT_ID,
  STRING("request_id", "request_id of the call that created the jobs", QUERY,
         BYTES_32),
  STRING("request_ids", "Up to 20 request IDs, comma-separated; takes "
                        "precedence over request_id",
         QUERY, .format = HWC_LIST, .max = 20),
  INTEGER("offset", "Records to skip, default 0", QUERY),
  INTEGER("limit", "Page size, default 100", QUERY, .min = 1, .max = 100),
};

static const struct hwc_rule list_jobs_rules[] = {
  {.kind = HWC_AT_LEAST_ONE, .names = {"request_id", "request_ids"}},
};

static const struct hwc_field job_fields[] = {
  STRING("phone_id", "Phone ID"),
  STRING("server_id", "Server ID"),
  STRING("node_id", "Server ID; obsolete"),
  STRING("job_id", "Task ID"),
  STRING("begin_time", "Start time, UTC YYYY-MM-DDTHH:MM:SSZ"),
  STRING("end_time", "End time, UTC YYYY-MM-DDTHH:MM:SSZ"),
  INTEGER("status", "1 running, 2 succeeded, -1 failed"),
  ERROR_PAIR("Error code; absent or null if it has not failed"),
  STRING("execute_msg", "Output of the job"),
};
STRUCT(job, "Job");

static const struct hwc_field job_list_fields[] = {
  STRING("request_id", "ID of this request"),
  OBJECTS("jobs", job, "Jobs, one per target"),
};
STRUCT(job_list, "ListJobsResponse");

static const struct hwc_field show_job_parameters[] = {
  PROJECT_ID,
  STRING("job_id", "Task ID", .location = HWC_IN_PATH, .max = 32,
         .flags = HWC_REQUIRED | HWC_BYTES),
};

static const struct hwc_field shown_job_fields[] = {
  STRING("request_id", "ID of this request"),
  STRING("job_id", "Task ID"),
  STRING("begin_time", "Start time, UTC YYYY-MM-DDTHH:MM:SSZ"),
  STRING("end_time", "End time, UTC YYYY-MM-DDTHH:MM:SSZ"),
  INTEGER("status", "1 running, 2 succeeded, -1 failed"),
  STRING("phone_id", "Phone ID"),
  STRING("server_id", "Server ID"),
  ERROR_PAIR("Error code; absent or null if it has not failed"),
  STRING("execute_msg", "Output of the job"),
};
STRUCT(shown_job, "ShowJobResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "list_jobs",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/jobs",
    HWC_PARAMETERS(list_jobs_parameters),
    HWC_RULES(list_jobs_rules),
    .reply = &job_list,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "job_id",
    .doc = "Lists the jobs of one or more requests.",
  },
  {
    .name = "show_job",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/jobs/{job_id}",
    HWC_PARAMETERS(show_job_parameters),
    .reply = &shown_job,
    .success_status = 200,
    .doc = "Shows a job.",
  },
};
TABLE(hwc_cph_jobs);
