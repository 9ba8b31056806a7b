/* SPDX-License-Identifier: Apache-2.0
 *
 * Identity and Access Management: resources and endpoints. */
#include "api/iam/rows.h"

static const struct hwc_resource resources[] = {
  {"projects", "Projects", &hwc_iam_projects},
  {"tokens", "Tokens and temporary keys", &hwc_iam_tokens},
};

static const struct hwc_regional other_endpoints[] = {
  {"eu-west-101", "https://iam.eu-west-101.myhuaweicloud.eu"},
};

static const struct hwc_gateway gateways[] = {
  {.sdk_name = "IAM",
   .endpoint = "https://iam.{region}.myhuaweicloud.com",
   HWC_OTHER_ENDPOINTS(other_endpoints),
   .global_endpoint = "https://iam.myhuaweicloud.com"},
};

const struct hwc_service hwc_iam = {
  .name = "iam",
  .title = "Identity and Access Management",
  HWC_RESOURCES(resources),
  HWC_GATEWAYS(gateways),
  .module = "hwc.iam",
  .is_identity = true,
};
