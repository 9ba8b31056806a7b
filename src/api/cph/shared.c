/* SPDX-License-Identifier: Apache-2.0
 *
 * Cloud Phone Host: fields shared by several resources. */
#include "api/cph/rows.h"

const struct hwc_field hwc_cph_id = {.name = "id", BYTES_32, .doc = "ID"};

static const struct hwc_field bandwidth_fields[] = {
  STRING("band_width_name", "Name"),
  STRING("band_width_id", "Bandwidth ID"),
  INTEGER("band_width_size", "Mbit/s"),
  INTEGER("band_width_charge_mode", "0 by bandwidth, 1 by traffic"),
  INTEGER("band_width_share_type", "0 dedicated, 1 shared"),
  STRING("create_time", "UTC YYYY-MM-DDTHH:MM:SSZ"),
  STRING("update_time", "UTC YYYY-MM-DDTHH:MM:SSZ"),
};
SHARED_STRUCT(hwc_cph_bandwidth, bandwidth, "Bandwidth");

static const struct hwc_field phone_job_fields[] = {
  STRING("phone_id", "Phone ID"),
  STRING("job_id", "Job ID, for show_job"),
  REFUSAL,
};
SHARED_STRUCT(hwc_cph_phone_job, phone_job, "PhoneJob");

static const struct hwc_field server_job_fields[] = {
  STRING("server_id", "Server ID"),
  STRING("job_id", "Job ID, for show_job"),
  REFUSAL,
};
SHARED_STRUCT(hwc_cph_server_job, server_job, "ServerJob");

static const struct hwc_field outcome_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  REFUSAL,
};
SHARED_STRUCT(hwc_cph_outcome, outcome, "Outcome");

static const struct hwc_field phone_jobs_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  OBJECTS("jobs", hwc_cph_phone_job,
          "Accepted or refused jobs, one per target"),
};
SHARED_STRUCT(hwc_cph_phone_jobs, phone_jobs, "PhoneJobs");

static const struct hwc_field server_jobs_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  OBJECTS("jobs", hwc_cph_server_job,
          "Accepted or refused jobs, one per target"),
};
SHARED_STRUCT(hwc_cph_server_jobs, server_jobs, "ServerJobs");

static const struct hwc_field receipt_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
};
SHARED_STRUCT(hwc_cph_receipt, receipt, "Receipt");
