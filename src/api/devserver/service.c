/* SPDX-License-Identifier: Apache-2.0
 *
 * ModelArts DevServer: resources and endpoints. */
#include "api/devserver/rows.h"

static const struct hwc_resource resources[] = {
  {"catalogue", "Flavors and images", &hwc_devserver_catalogue},
  {"hyper_clusters", "Hyper clusters", &hwc_devserver_hyper_clusters},
  {"hyperinstances", "Supernodes", &hwc_devserver_hyperinstances},
  {"jobs", "Jobs", &hwc_devserver_jobs},
  {"lifecycle", "Instances", &hwc_devserver_lifecycle},
  {"networks", "Networks", &hwc_devserver_networks},
  {"public_ips", "Public addresses", &hwc_devserver_public_ips},
  {"volumes", "Volumes", &hwc_devserver_volumes},
};

static const struct hwc_regional other_endpoints[] = {
  {"ap-southeast-1", "https://modelarts.ap-southeast-1.myhuaweicloud.cn"},
};

static const struct hwc_gateway gateways[] = {
  {.sdk_name = "MODELARTS",
   .scope = "modelarts",
   .endpoint = "https://modelarts.{region}.myhuaweicloud.com",
   HWC_OTHER_ENDPOINTS(other_endpoints)},
};

const struct hwc_service hwc_devserver = {
  .name = "devserver",
  .title = "ModelArts DevServer (Lite Server)",
  HWC_RESOURCES(resources),
  HWC_GATEWAYS(gateways),
  .waiters = &hwc_devserver_waiters,
  .probe = "list_dev_servers",
};
