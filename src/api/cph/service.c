/* SPDX-License-Identifier: Apache-2.0
 *
 * Cloud Phone Host: resources and endpoints. */
#include "api/cph/rows.h"

static const struct hwc_resource resources[] = {
  {"bandwidths", "Bandwidths", &hwc_cph_bandwidths},
  {"commands", "Commands on phones", &hwc_cph_commands},
  {"encode_servers", "Encoding services", &hwc_cph_encode_servers},
  {"images", "Phone images", &hwc_cph_images},
  {"jobs", "Jobs", &hwc_cph_jobs},
  {"phones", "Phones", &hwc_cph_phones},
  {"servers", "Servers", &hwc_cph_servers},
  {"shares", "Shared applications and files", &hwc_cph_shares},
  {"tags", "Tags", &hwc_cph_tags},
};

static const struct hwc_gateway gateways[] = {
  {.sdk_name = "CPH",
   .scope = "cph",
   .endpoint = "https://cph.{region}.myhuaweicloud.com"},
};

const struct hwc_service hwc_cph = {
  .name = "cph",
  .title = "Cloud Phone Host",
  HWC_RESOURCES(resources),
  HWC_GATEWAYS(gateways),
  .waiters = &hwc_cph_waiters,
  .probe = "list_cloud_phone_servers",
};
