/* SPDX-License-Identifier: Apache-2.0
 *
 * API Gateway: import of microservices. */
#include "api/apig/rows.h"

static const char *const service_types[] = {"CSE", "CCE", "CCE_SERVICE",
                                            "NACOS", NULL};
static const char *const protocols[] = {"HTTP", "HTTPS", NULL};
static const char *const auth_types[] = {"NONE", "APP", "IAM", NULL};
static const char *const workload_types[] = {"deployment", "statefulset",
                                             "daemonset", NULL};

static const struct hwc_field microservice_group_fields[] = {
  STRING("group_id", "API group ID; a group is created if absent"),
  STRING("group_name", "Name of the group to create", .min = 3, .max = 255),
  STRING("app_id", "App of the group to create"),
};
static const struct hwc_rule microservice_group_rules[] = {
  {.kind = HWC_AT_LEAST_ONE, .names = {"group_id", "group_name"}},
  {.kind = HWC_NEEDS, .names = {"group_name", "app_id"}},
};
STRUCT_WITH_RULES(microservice_group, "MicroserviceGroup");

static const struct hwc_field microservice_api_fields[] = {
  STRING("name", "API name"),
  STRING("req_method", "Request method", .values = hwc_apig_req_methods),
  STRING(
    "req_uri",
    "Path of requests; {} marks parameters; not /apic/health_check with GET",
    REQUIRED, .max = 512),
  STRING("match_mode", "SWA: prefix match, NORMAL: exact match",
         .values = hwc_apig_match_modes),
};
STRUCT(microservice_api, "MicroserviceApiCreate");

static const struct hwc_field cse_service_fields[] = {
  STRING("engine_id", "Microservice engine ID", REQUIRED),
  STRING("service_id", "Microservice ID", REQUIRED),
  STRING("version", "Microservice version", REQUIRED),
};
STRUCT(cse_service, "MicroServiceInfoCSECreate");

static const struct hwc_field cce_workload_fields[] = {
  STRING("cluster_id", "CCE cluster ID", REQUIRED),
  STRING("namespace", "Namespace", REQUIRED),
  STRING("workload_type", "Workload: deployment, statefulset or daemonset",
         REQUIRED, .values = workload_types),
  STRING("app_name", "App name", .min = 1, .max = 64),
  STRING("label_key", "Label name", .min = 1, .max = 64),
  STRING("label_value", "Label value", .min = 1, .max = 64),
  STRING("version", "Workload version"),
  INTEGER("port", "Port of the workload", REQUIRED),
  OBJECTS("labels", hwc_apig_microservice_label, "Workload labels"),
};
STRUCT(cce_workload, "MicroServiceInfoCCECreate");

static const struct hwc_field cce_service_fields[] = {
  STRING("cluster_id", "CCE cluster ID", REQUIRED),
  STRING("namespace",
         "Namespace: lower-case letters, digits and -, first a letter",
         REQUIRED, .min = 1, .max = 63),
  STRING("service_name", "Service name", REQUIRED, .min = 1, .max = 64),
  INTEGER("port", "Port of the service"),
};
STRUCT(cce_service, "MicroServiceInfoCCEServiceCreate");

static const struct hwc_field nacos_server_fields[] = {
  STRING("ip_address", "Address of the Nacos server", REQUIRED),
  INTEGER("port", "Port of the Nacos server", REQUIRED, .min = 1, .max = 65535),
  INTEGER("grpc_port", "gRPC port of the Nacos server; port + 1000 by default",
          .min = 1, .max = 65535),
};
STRUCT(nacos_server, "NacosServerConfig");

static const struct hwc_field nacos_user_fields[] = {
  STRING("user_name", "Nacos user name", REQUIRED),
  STRING("password", "Nacos password", .flags = HWC_REQUIRED | HWC_SECRET),
};
STRUCT(nacos_user, "NacosUserInfo");

static const struct hwc_field nacos_service_fields[] = {
  STRING("namespace", "Namespace ID; public if absent", .max = 64),
  STRING("cluster_name", "Cluster name", .max = 64),
  STRING("group_name", "Nacos group name", .max = 128),
  STRING("service_name",
         "Microservice name without Chinese characters and @@, and without @ "
         "at its start",
         REQUIRED, .max = 512),
  OBJECTS("server_config", nacos_server, "Nacos servers", REQUIRED),
  OBJECT("user_info", nacos_user, "Nacos login", REQUIRED),
};
STRUCT(nacos_service, "MicroServiceInfoNacosBase");

static const struct hwc_field microservice_import_fields[] = {
  OBJECT("group_info", microservice_group, "Group to import into", REQUIRED),
  STRING("service_type", "Registry; CCE_SERVICE is not supported now", REQUIRED,
         .values = service_types),
  STRING("protocol", "Protocol of requests to the microservice",
         .values = protocols),
  OBJECTS("apis", microservice_api, "APIs to create", REQUIRED),
  INTEGER("backend_timeout", "Backend timeout in ms, 5000 by default; the "
                             "feature backend_timeout sets the maximum"),
  STRING("auth_type", "Authentication of the APIs, NONE by default",
         .values = auth_types),
  BOOLEAN("cors", "Cross origin requests are allowed"),
  OBJECT("cse_info", cse_service, "CSE microservice, for service_type CSE"),
  OBJECT("cce_info", cce_workload, "CCE workload, for service_type CCE"),
  OBJECT("cce_service_info", cce_service,
         "CCE service, for service_type CCE_SERVICE"),
  OBJECT("nacos_info", nacos_service,
         "Nacos registry, needed for service_type NACOS"),
};
static const struct hwc_rule microservice_import_rules[] = {
  {.kind = HWC_WHEN,
   .when = "service_type",
   .is = "NACOS",
   .field = {.name = "nacos_info", REQUIRED}},
};
STRUCT_WITH_RULES(microservice_import, "MicroserviceImportReq");

static const struct hwc_field imported_api_fields[] = {
  STRING("name", "API name"),
  STRING("req_uri", "Request path"),
  STRING("req_method", "Request method"),
  STRING("id", "API ID"),
  STRING("match_mode", "SWA: prefix match, NORMAL: exact match",
         .values = hwc_apig_match_modes),
};
STRUCT(imported_api, "MicroserviceImportApiResp");

static const struct hwc_field import_microservice_reply_fields[] = {
  STRING("vpc_channel_id", "VPC channel ID"),
  STRING("api_group_id", "API group ID"),
  OBJECTS("apis", imported_api, "Imported APIs"),
};
STRUCT(import_microservice_reply, "ImportMicroserviceResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "import_microservice",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/microservice/import",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &microservice_import,
    .reply = &import_microservice_reply,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Imports a microservice as an API group, a VPC channel and APIs.",
  },
};
TABLE(hwc_apig_microservices);
