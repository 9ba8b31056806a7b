/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: fields shared by several resources. */
#include "api/apig/rows.h"

const char *const hwc_apig_algorithm_types[] = {"RSA", "ECC", "SM2", NULL};
const char *const hwc_apig_app_types[] = {"apig", "roma", NULL};
const char *const hwc_apig_auth_types[] = {
  "NONE", "APP", "IAM", "AUTHORIZER", NULL};
const char *const hwc_apig_bandwidth_modes[] = {"bandwidth", "traffic", NULL};
const char *const hwc_apig_certificate_types[] = {"global", "instance", NULL};
const char *const hwc_apig_checked_types[] = {"path", "name", NULL};
const char *const hwc_apig_load_balancers[] = {"lvs", "elb", NULL};
const char *const hwc_apig_match_modes[] = {"SWA", "NORMAL", NULL};
const char *const hwc_apig_member_types[] = {"ip", "ecs", NULL};
const char *const hwc_apig_min_ssl_versions[] = {"TLSv1.1", "TLSv1.2", NULL};
const char *const hwc_apig_req_methods[] = {
  "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "ANY", NULL};
const char *const hwc_apig_specs[] = {
  "BASIC", "PROFESSIONAL", "ENTERPRISE", "PLATINUM", "BASIC_IPV6",
  "PROFESSIONAL_IPV6", "ENTERPRISE_IPV6", "PLATINUM_IPV6", "PLATINUM_X2",
  "PLATINUM_X3", "PLATINUM_X4", "PLATINUM_X5", "PLATINUM_X6", "PLATINUM_X7",
  "PLATINUM_X8", NULL,
};
const char *const hwc_apig_ssl_types[] = {"instance", "global", NULL};
const char *const hwc_apig_time_units[] = {
  "SECOND", "MINUTE", "HOUR", "DAY", NULL};

const struct hwc_field hwc_apig_action_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("action", "Action to do", QUERY, REQUIRED),
};

const struct hwc_field hwc_apig_api_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("api_id", "API ID", PATH),
};

const struct hwc_field hwc_apig_app_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("app_id", "App ID", PATH),
};

const struct hwc_field hwc_apig_instance_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
};

const struct hwc_field hwc_apig_group_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("group_id", "API group ID", PATH),
};

static const char *const workload_types[] = {
  "deployment", "statefulset", "daemonset", NULL};
static const char *const service_types[] = {"CSE", "CCE", NULL};
static const char *const protocols[] = {"TCP", "HTTP", "HTTPS", NULL};
static const char *const methods[] = {"GET", "HEAD", NULL};

static const struct hwc_field binding_failure_fields[] = {
  STRING("bind_id", "Binding ID"),
  ITEM_ERROR,
  STRING("api_id", "API ID"),
  STRING("api_name", "API name"),
};
SHARED_STRUCT(hwc_apig_binding_failure, binding_failure,
              "AclBindingBatchFailure");

static const struct hwc_field microservice_label_fields[] = {
  STRING("label_name",
         "Label: letters, digits, -, _ and ., starting and ending with a "
         "letter or digit",
         REQUIRED),
  STRING("label_value", "Label value", REQUIRED),
};
SHARED_STRUCT(hwc_apig_microservice_label, microservice_label,
              "MicroserviceLabel");

#define MEMBER_GROUP_FIELDS                                                    \
  STRING("member_group_remark", "Description of the server group"),            \
  INTEGER("member_group_weight", "Weight of the server group"),                \
  STRING("microservice_version",                                               \
         "Version of the server group; microservice channels only"),           \
  INTEGER("microservice_port",                                                 \
          "Port of the server group, 0: inherited; microservice channels "     \
          "only"),                                                             \
  OBJECTS("microservice_labels", hwc_apig_microservice_label,                  \
          "Labels of the server group; microservice channels only"),           \
  STRING("reference_vpc_channel_id", "VPC channel whose members are used",     \
         .gateway = HWC_GATEWAY_APIG)

static const struct hwc_field member_group_create_fields[] = {
  MEMBER_GROUP_FIELDS,
  STRING("member_group_name", "Backend server group name", REQUIRED),
  STRING("dict_code", "Dictionary code; not supported"),
};
SHARED_STRUCT(hwc_apig_member_group_create, member_group_create,
              "MemberGroupCreate");

static const struct hwc_field member_group_fields[] = {
  MEMBER_GROUP_FIELDS,
  STRING("member_group_name", "Backend server group name"),
  STRING("dict_code", "Dictionary code"),
  STRING("member_group_id", "Backend server group ID"),
  TIMESTAMP("create_time", "Creation"),
  TIMESTAMP("update_time", "Last change"),
};
SHARED_STRUCT(hwc_apig_member_group, member_group, "MemberGroupInfo");

static const struct hwc_field member_create_fields[] = {
  STRING("host", "Address, of ip members"),
  INTEGER("weight", "Weight"),
  BOOLEAN("is_backup", "Standby node; used only if all others fail"),
  STRING("member_group_name", "Backend server group name"),
  INTEGER("status", "Backend server state: 1 usable, 2 not usable", .min = 1,
          .max = 2),
  INTEGER("port", "Backend port"),
  STRING("ecs_id", "ECS ID, of ecs members"),
  STRING("ecs_name", "ECS name, of ecs members"),
};
static const struct hwc_rule member_create_rules[] = {
  {.kind = HWC_AT_LEAST_ONE, .names = {"host", "ecs_id"}},
  {.kind = HWC_NEEDS, .names = {"ecs_id", "ecs_name"}},
};
SHARED_STRUCT_WITH_RULES(hwc_apig_member_create, member_create, "MemberInfo");

static const struct hwc_field cse_service_create_fields[] = {
  STRING("engine_id", "Microservice engine ID", REQUIRED),
  STRING("service_id", "Microservice ID", REQUIRED),
};
SHARED_STRUCT(hwc_apig_cse_service_create, cse_service_create,
              "MicroServiceInfoCSEBase");

static const struct hwc_field cce_workload_create_fields[] = {
  STRING("cluster_id", "CCE cluster ID", REQUIRED),
  STRING("namespace", "Namespace", REQUIRED),
  STRING("workload_type", "Workload: deployment, statefulset or daemonset",
         REQUIRED, .values = workload_types),
  STRING("app_name", "App name"),
  STRING("label_key", "Label name"),
  STRING("label_value", "Label value"),
};
SHARED_STRUCT(hwc_apig_cce_workload_create, cce_workload_create,
              "MicroServiceInfoCCEBase");

static const struct hwc_field cce_service_create_fields[] = {
  STRING("cluster_id", "CCE cluster ID", REQUIRED),
  STRING("namespace", "Namespace", REQUIRED),
  STRING("service_name", "Service name", REQUIRED),
};
SHARED_STRUCT(hwc_apig_cce_service_create, cce_service_create,
              "CceServiceBase");

static const struct hwc_field microservice_create_fields[] = {
  STRING("service_type", "Microservice registry: CSE or CCE",
         .values = service_types),
  OBJECT("cse_info", hwc_apig_cse_service_create, "CSE microservice"),
  OBJECT("cce_info", hwc_apig_cce_workload_create, "CCE workload"),
  OBJECT("cce_service_info", hwc_apig_cce_service_create, "CCE service",
         .gateway = HWC_GATEWAY_APIG),
  ANY("nacos_info", "Nacos service", .gateway = HWC_GATEWAY_APIG),
};
SHARED_STRUCT(hwc_apig_microservice_create, microservice_create,
              "MicroServiceCreate");

static const struct hwc_field cse_service_fields[] = {
  STRING("engine_id", "Microservice engine ID"),
  STRING("service_id", "Microservice ID"),
  STRING("engine_name", "Microservice engine name"),
  STRING("service_name", "Microservice name"),
  STRING("register_address", "Registry address"),
  STRING("cse_app_id", "CSE application"),
  STRING("version", "Microservice version; deprecated"),
};
SHARED_STRUCT(hwc_apig_cse_service, cse_service, "MicroServiceInfoCSE");

static const struct hwc_field cce_workload_fields[] = {
  STRING("cluster_id", "CCE cluster ID"),
  STRING("namespace", "Namespace"),
  STRING("workload_type", "Workload: deployment, statefulset or daemonset",
         .values = workload_types),
  STRING("app_name", "App name"),
  STRING("label_key", "Label name"),
  STRING("label_value", "Label value"),
  STRING("cluster_name", "CCE cluster name"),
};
SHARED_STRUCT(hwc_apig_cce_workload, cce_workload, "MicroServiceInfoCCE");

static const struct hwc_field cce_service_fields[] = {
  STRING("cluster_id", "CCE cluster ID"),
  STRING("cluster_name", "CCE cluster name"),
  STRING("namespace", "Namespace"),
  STRING("service_name", "Service name"),
};
SHARED_STRUCT(hwc_apig_cce_service, cce_service, "CceService");

static const struct hwc_field microservice_fields[] = {
  STRING("id", "Microservice ID"),
  STRING("instance_id", "Instance ID"),
  STRING("service_type", "Microservice registry: CSE or CCE",
         .values = service_types),
  OBJECT("cse_info", hwc_apig_cse_service, "CSE microservice"),
  OBJECT("cce_info", hwc_apig_cce_workload, "CCE workload"),
  TIMESTAMP("update_time", "Last change"),
  TIMESTAMP("create_time", "Creation"),
  OBJECT("cce_service_info", hwc_apig_cce_service, "CCE service",
         .gateway = HWC_GATEWAY_APIG),
  ANY("nacos_info", "Nacos service", .gateway = HWC_GATEWAY_APIG),
};
SHARED_STRUCT(hwc_apig_microservice, microservice, "MicroServiceInfo");

static const struct hwc_field ssl_fields[] = {
  STRING("ssl_id", "Certificate ID"),
  STRING("ssl_name", "Certificate name"),
  STRING("algorithm_type", "Certificate algorithm",
         .values = hwc_apig_algorithm_types),
  ANY("type", "Certificate visibility: instance or global; with API Gateway 1 "
              "(instance) or 2 (global)"),
  BOOLEAN("is_has_trusted_root_ca", "Clients are verified with a root "
                                    "certificate",
          .gateway = HWC_GATEWAY_APIG),
};
SHARED_STRUCT(hwc_apig_ssl, ssl, "SslInfo");

static const struct hwc_field url_domain_fields[] = {
  STRING("id", "Domain ID"),
  STRING("domain", "Domain"),
  INTEGER("cname_status",
          "CNAME: 1 not resolved, 2 resolving, 3 resolved, 4 failed"),
  STRING("ssl_id", "Certificate ID"),
  STRING("ssl_name", "Certificate name"),
  STRING("min_ssl_version", "Minimum TLS version: TLSv1.1 or TLSv1.2",
         .values = hwc_apig_min_ssl_versions),
  BOOLEAN("verified_client_certificate_enabled", "Verify client certificates"),
  BOOLEAN("is_has_trusted_root_ca", "A trusted root CA exists"),
  OBJECTS("ssl_infos", hwc_apig_ssl, "Certificates"),
  INTEGER("ingress_http_port", "Port for http", .gateway = HWC_GATEWAY_APIG),
  INTEGER("ingress_https_port", "Port for https", .gateway = HWC_GATEWAY_APIG),
};
SHARED_STRUCT(hwc_apig_url_domain, url_domain, "UrlDomain");

static const struct hwc_field health_check_create_fields[] = {
  STRING("protocol", "Protocol", REQUIRED, .values = protocols),
  STRING("path", "Path"),
  STRING("method", "HTTP method", .values = methods),
  INTEGER("port", "Port"),
  INTEGER("threshold_normal", "Consecutive successes after which a host is "
                              "normal",
          REQUIRED),
  INTEGER("threshold_abnormal", "Consecutive failures after which a host is "
                                "abnormal",
          REQUIRED),
  INTEGER("time_interval", "Seconds between health checks, above timeout",
          REQUIRED),
  STRING("http_code",
         "HTTP codes of a healthy host: list, range or both, 100-599"),
  BOOLEAN("enable_client_ssl", "Mutual TLS with the backend"),
  INTEGER("status", "Health check state: 1 usable, 2 not usable", .min = 1,
          .max = 2),
  INTEGER("timeout", "Probe timeout in seconds, below time_interval", EXPECTED),
};
static const struct hwc_rule health_check_create_rules[] = {
  {.kind = HWC_LESS, .names = {"timeout", "time_interval"}},
  {.kind = HWC_WHEN,
   .when = "protocol",
   .is = "HTTP",
   .field = {.name = "path", REQUIRED}},
  {.kind = HWC_WHEN,
   .when = "protocol",
   .is = "HTTPS",
   .field = {.name = "path", REQUIRED}},
};
SHARED_STRUCT_WITH_RULES(hwc_apig_health_check_create, health_check_create,
                         "VpcHealthConfig");

static const struct hwc_field health_check_fields[] = {
  STRING("protocol", "Protocol", .values = protocols),
  STRING("path", "Path"),
  STRING("method", "HTTP method", .values = methods),
  INTEGER("port", "Port"),
  INTEGER("threshold_normal", "Consecutive successes after which a host is "
                              "normal"),
  INTEGER("threshold_abnormal", "Consecutive failures after which a host is "
                                "abnormal"),
  INTEGER("time_interval", "Seconds between health checks"),
  STRING("http_code",
         "HTTP codes of a healthy host: list, range or both, 100-599"),
  BOOLEAN("enable_client_ssl", "Mutual TLS with the backend"),
  INTEGER("status", "Health check state: 1 usable, 2 not usable"),
  INTEGER("timeout", "Backend timeout in ms"),
  STRING("vpc_channel_id", "VPC channel ID"),
  STRING("id", "Health check ID"),
  TIMESTAMP("create_time", "Creation"),
};
SHARED_STRUCT(hwc_apig_health_check, health_check, "VpcHealthConfigInfo");

static const struct hwc_field member_fields[] = {
  STRING("host", "Address, of ip members"),
  INTEGER("weight", "Weight"),
  BOOLEAN("is_backup", "Standby node; used only if all others fail"),
  STRING("member_group_name", "Backend server group name"),
  INTEGER("status", "Backend server state: 1 usable, 2 not usable"),
  INTEGER("port", "Backend port"),
  STRING("ecs_id", "ECS ID, of ecs members"),
  STRING("ecs_name", "ECS name, of ecs members"),
  STRING("id", "Backend member ID"),
  STRING("vpc_channel_id", "VPC channel ID"),
  TIMESTAMP("create_time", "Creation"),
  STRING("member_group_id", "Backend server group ID"),
  STRING("health_status", "State by the health check",
         .gateway = HWC_GATEWAY_APIG),
};
SHARED_STRUCT(hwc_apig_member, member, "VpcMemberInfo");

static const struct hwc_field instance_task_fields[] = {
  STRING("instance_id", "Instance ID"),
  STRING("message", "Text about the task"),
  STRING("job_id", "Task ID; no operation shows it"),
};
SHARED_STRUCT(hwc_apig_instance_task, instance_task,
              "CreateInstanceV2Response");

static const struct hwc_field tag_fields[] = {
  STRING("key",
         "Tag key: letters, Chinese characters, digits, blanks and _.:=+-@; "
         "_sys_ at its start is reserved"),
  STRING("value",
         "Tag value: letters, Chinese characters, digits, blanks and _.:/=+-@"),
};
SHARED_STRUCT(hwc_apig_tag, tag, "TmsKeyValue");

static const struct hwc_field binding_failures_fields[] = {
  INTEGER("success_count", "Number of successful items"),
  OBJECTS("failure", hwc_apig_binding_failure, "Failed items"),
};
SHARED_STRUCT(hwc_apig_binding_failures, binding_failures,
              "BatchDeleteApiAclBindingV2Response");

static const struct hwc_field certificate_fields[] = {
  STRING("id", "Certificate ID"),
  STRING("name", "Certificate name"),
  STRING("type", "Certificate visibility: instance or global",
         .values = hwc_apig_certificate_types),
  STRING("instance_id", "Instance ID"),
  STRING("project_id", "Project ID"),
  STRING("common_name", "Certificate domain"),
  STRINGS("san", "Subject alternative names"),
  TIMESTAMP("not_after", "Valid until"),
  STRING("signature_algorithm", "Signature algorithm of the certificate"),
  TIMESTAMP("create_time", "Creation"),
  TIMESTAMP("update_time", "Last change"),
  STRING("algorithm_type", "Certificate algorithm",
         .values = hwc_apig_algorithm_types),
  BOOLEAN("is_has_trusted_root_ca", "A trusted root CA exists"),
  INTEGER("version", "Version"),
  STRINGS("organization", "Organization"),
  STRINGS("organizational_unit", "Unit"),
  STRINGS("locality", "City"),
  STRINGS("state", "State or province"),
  STRINGS("country", "Country"),
  TIMESTAMP("not_before", "Valid from"),
  STRING("serial_number", "Serial number"),
  STRINGS("issuer", "Issuer"),
};
SHARED_STRUCT(hwc_apig_certificate, certificate, "Certificate");
