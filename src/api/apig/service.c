/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: resources and endpoints. */
#include "api/apig/rows.h"

static const struct hwc_resource resources[] = {
  {"acls", "Access control policies", &hwc_apig_acls},
  {"ai_api_keys", "AI API keys", &hwc_apig_ai_api_keys},
  {"apis", "APIs", &hwc_apig_apis},
  {"app_auths", "App authorizations", &hwc_apig_app_auths},
  {"app_configs", "App settings", &hwc_apig_app_configs},
  {"app_quotas", "Client quotas", &hwc_apig_app_quotas},
  {"apps", "Apps", &hwc_apig_apps},
  {"authorizers", "Custom authorizers", &hwc_apig_authorizers},
  {"certificates", "Certificates", &hwc_apig_certificates},
  {"definitions", "Import and export", &hwc_apig_definitions},
  {"domains", "Domains", &hwc_apig_domains},
  {"environments", "Environments", &hwc_apig_environments},
  {"gateway_responses", "Gateway responses", &hwc_apig_gateway_responses},
  {"groups", "API groups", &hwc_apig_groups},
  {"ingress_ports", "Custom ingress ports", &hwc_apig_ingress_ports},
  {"instance_orders", "Creation and resize of instances",
   &hwc_apig_instance_orders},
  {"instance_tags", "Tags of instances", &hwc_apig_instance_tags},
  {"instances", "Gateway instances", &hwc_apig_instances},
  {"livedata", "Custom backends", &hwc_apig_livedata},
  {"metrics", "Counts and metrics", &hwc_apig_metrics},
  {"microservices", "Import of microservices", &hwc_apig_microservices},
  {"orchestrations", "Orchestration rules", &hwc_apig_orchestrations},
  {"plugins", "Plugins", &hwc_apig_plugins},
  {"project_vpc_channels", "VPC channels of a project",
   &hwc_apig_project_vpc_channels},
  {"public_access", "Public access of instances", &hwc_apig_public_access},
  {"roma_apps", "Apps of ROMA Connect", &hwc_apig_roma_apps},
  {"signs", "Signature keys", &hwc_apig_signs},
  {"statistics", "Statistics", &hwc_apig_statistics},
  {"throttles", "Request throttling", &hwc_apig_throttles},
  {"vpc_channels", "VPC channels", &hwc_apig_vpc_channels},
  {"vpc_endpoints", "VPC endpoints", &hwc_apig_vpc_endpoints},
};

static const struct hwc_regional apig_endpoints[] = {
  {"eu-west-101", "https://apig.eu-west-101.myhuaweicloud.eu"},
};

static const struct hwc_gateway gateways[] = {
  {.name = "roma",
   .title = "ROMA Connect",
   .sdk_name = "ROMA",
   .scope = "roma",
   .endpoint = "https://roma.{region}.myhuaweicloud.com",
   .path = "/apic/"},
  {.name = "apig",
   .title = "API Gateway",
   .sdk_name = "APIG",
   .scope = "apig",
   .endpoint = "https://apig.{region}.myhuaweicloud.com",
   HWC_OTHER_ENDPOINTS(apig_endpoints),
   .path = "/apigw/"},
};

const struct hwc_service hwc_apig = {
  .name = "apig",
  .title = "ROMA Connect APIC and API Gateway",
  HWC_RESOURCES(resources),
  HWC_GATEWAYS(gateways),
  .waiters = &hwc_apig_waiters,
  .probe = "list_signature_keys",
};
