/* SPDX-License-Identifier: Apache-2.0
 *
 * Cloud Phone Host: bandwidths of the system-defined network. */
#include "api/cph/rows.h"

static const struct hwc_field show_bandwidth_detail_parameters[] = {
  PROJECT_ID,
  INTEGER("offset", "Records to skip, default 0", QUERY),
  INTEGER("limit", "Page size, default 100", QUERY, .min = 1, .max = 100),
};

static const struct hwc_field show_bandwidth_detail_reply_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  OBJECTS("band_widths", hwc_cph_bandwidth, "Bandwidths"),
};
STRUCT(show_bandwidth_detail_reply, "ShowBandwidthDetailResponse");

static const struct hwc_field band_width_parameters[] = {
  PROJECT_ID,
  STRING("band_width_id", "Bandwidth ID", PATH),
};

static const struct hwc_field update_bandwidth_request_fields[] = {
  INTEGER("band_width_size",
          "Mbit/s, in steps of 1 to 300, of 50 to 1000, of 500 above",
          REQUIRED),
};
STRUCT(update_bandwidth_request, "UpdateBandwidthRequestBody");

static const struct hwc_operation operations[] = {
  {
    .name = "show_bandwidth_detail",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/bandwidths",
    HWC_PARAMETERS(show_bandwidth_detail_parameters),
    .reply = &show_bandwidth_detail_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "band_width_id",
    .doc = "Lists bandwidths; only of the system-defined network.",
  },
  {
    .name = "update_bandwidth",
    .method = "PUT",
    .path = "/v1/{project_id}/cloud-phone/bandwidths/{band_width_id}",
    HWC_PARAMETERS(band_width_parameters),
    .body = &update_bandwidth_request,
    .reply = &hwc_cph_outcome,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets a fixed value: a retry changes nothing more",
    .doc = "Resizes a shared bandwidth; only of the system-defined network.",
  },
};
TABLE(hwc_cph_bandwidths);
