/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: the instance itself, its features and
 * limits, and tags of APIs. */
#include "api/apig/rows.h"

static const char *const names[] = {
  "lts", "gateway_responses", "ratelimit", "request_body_size",
  "backend_timeout", "app_token", "app_api_key", "app_basic", "app_secret",
  "app_jwt", "public_key", "backend_token_allow", "sign_basic", "multi_auth",
  "backend_client_certificate", "ssl_ciphers", "app_config", "green_tunnel",
  "app_route", "default_group_hide", "cascade", "sandbox", "livedata_config",
  "apiclient_first_use_x_hw_id", "cors", "api_task", "app_quota", "app_acl",
  "vpc_backup", "throttle_strategy", "kafka_log_plugin_options", "gzip",
  "js_invocable_cache_size", NULL,
};
static const char *const config_names[] = {
  "API_NUM_LIMIT", "APP_NUM_LIMIT", "APIGROUP_NUM_LIMIT",
  "ENVIRONMENT_NUM_LIMIT", "VARIABLE_NUM_LIMIT", "SIGN_NUM_LIMIT",
  "THROTTLE_NUM_LIMIT", "APIGROUP_DOMAIN_NUM_LIMIT", "API_VERSION_NUM_LIMIT",
  "VPC_NUM_LIMIT", "VPC_INSTANCE_NUM_LIMIT", "API_PARAM_NUM_LIMIT",
  "API_USER_CALL_LIMIT", "ACL_NUM_LIMIT", "APP_THROTTLE_LIMIT",
  "USER_THROTTLE_LIMIT", "API_NUM_LIMIT_PER_GROUP", "API_POLICY_NUM_LIMIT",
  "API_CONDITION_NUM_LIMIT", "SL_DOMAIN_CALL_LIMIT", "ELB_SWITCH",
  "AUTHORIZER_NUM_LIMIT", "AUTHORIZER_IDENTITY_NUM_LIMIT",
  "APP_CODE_NUM_LIMIT", "REGION_MANAGER_WHITELIST_SERVICES",
  "API_SWAGGER_NUM_LIMIT", "API_TAG_NUM_LIMIT", "LTS_SWITCH",
  "APP_KEY_SECRET_SWITCH", "RESPONSE_NUM_LIMIT", "CONFIG_NUM_LIMIT_PER_APP",
  "BACKEND_TOKEN_ALLOW_SWITCH", "APP_TOKEN_SWITCH", "API_DESIGNER_SWITCH",
  "APP_API_KEY_SWITCH", "APP_BASIC_SWITCH", "APP_JWT_SWITCH",
  "APP_ROUTE_SWITCH", "PUBLIC_KEY_SWITCH", "APP_SECRET_SWITCH",
  "CASCADE_SWITCH", "IS_INIT_API_PATH_HASH", "APP_QUOTA_NUM_LIMIT",
  "IS_INIT_API_VERSION", "PLUGIN_NUM_LIMIT",
  "APICLIENT_FIRST_USE_X_HW_ID_SWITCH", "API_TASK_NUM_LIMIT",
  "SET_HEADERS_NUM_LIMIT_PER_PLUGIN", "API_TASK_SWITCH",
  "THROTTLE_LOCAL_SWITCH", "LUA_SCRIPT_SWITCH", "SM_DICT_NUM_LIMIT",
  "BM_VPC_INSTANCE_GROUP_NUM_LIMIT", NULL,
};
static const char *const statuses[] = {
  "Creating", "CreateSuccess", "CreateFail", "Initing", "Registering",
  "Running", "InitingFailed", "RegisterFailed", "Installing", "InstallFailed",
  "Updating", "UpdateFailed", "Rollbacking", "RollbackSuccess",
  "RollbackFailed", "Deleting", "DeleteFailed", "Unregistering",
  "UnRegisterFailed", "CreateTimeout", "InitTimeout", "RegisterTimeout",
  "InstallTimeout", "UpdateTimeout", "RollbackTimeout", "DeleteTimeout",
  "UnregisterTimeout", "Starting", "Freezing", "Frozen", "Restarting",
  "RestartFail", "Unhealthy", "RestartTimeout", NULL,
};
static const char *const specs[] = {
  "ROMA_BASIC", "ROMA_PROFESSIONAL", "ROMA_ENTERPRISE", "ROMA_PLATINUM",
  "ROMA_BASIC_IPV6", "ROMA_PROFESSIONAL_IPV6", "ROMA_ENTERPRISE_IPV6",
  "ROMA_PLATINUM_IPV6", "ROMASITE_BASIC", NULL,
};
static const char *const cipher_types[] = {
  "generalCipher", "SMCompatible", "SMOnly", NULL};
static const char *const architectures[] = {"x86_64", "aarch64", NULL};
static const char *const roma_statuses[] = {
  "CREATING", "CREATE_FAILED", "ERROR",         "RUNNING", "FREEZING",
  "FROZEN",   "DELETING",      "DELETE_FALIED", NULL};
static const char *const charge_types[] = {"prePaid", "postPaid", NULL};
static const char *const quota_names[] = {"INSTANCE_NUM_LIMIT", NULL};
static const char *const apig_statuses[] = {
  "Creating",          "CreateSuccess",
  "CreateFail",        "Initing",
  "Registering",       "Running",
  "InitingFailed",     "RegisterFailed",
  "Installing",        "InstallFailed",
  "Updating",          "UpdateFailed",
  "Rollbacking",       "RollbackSuccess",
  "RollbackFailed",    "Deleting",
  "DeleteFailed",      "Unregistering",
  "UnRegisterFailed",  "CreateTimeout",
  "InitTimeout",       "RegisterTimeout",
  "InstallTimeout",    "UpdateTimeout",
  "RollbackTimeout",   "DeleteTimeout",
  "UnregisterTimeout", "Starting",
  "Freezing",          "Frozen",
  "Restarting",        "RestartFail",
  "Unhealthy",         "RestartTimeout",
  "Resizing",          "ResizeFailed",
  "ResizeTimeout",     NULL};
static const char *const lock_scenes[] = {"TO_PERIOD_LOCK", "SPEC_CHG_LOCK",
                                          "PEC_CHG_LOCK", NULL};

static const struct hwc_field feature_toggle_v2_fields[] = {
  STRING("name", "Feature name", REQUIRED),
  BOOLEAN("enable", "Feature is on", REQUIRED),
  STRING("config", "Feature settings"),
};
STRUCT(feature_toggle_v2, "FeatureToggleV2");

static const struct hwc_field feature_info_v2_fields[] = {
  STRING("id", "Feature ID"),
  STRING("name", "Feature name", .values = names),
  BOOLEAN("enable", "Feature is on"),
  STRING("config", "Feature settings"),
  STRING("instance_id", "Instance ID"),
  TIMESTAMP("update_time", "Last change"),
};
STRUCT(feature_info_v2, "FeatureInfoV2");

static const struct hwc_field list_features_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
};

static const struct hwc_field list_features_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("features", feature_info_v2, "Instance features"),
};
STRUCT(list_features_reply, "ListFeaturesV2Response");

static const struct hwc_field config_fields[] = {
  STRING("config_id", "Quota ID"),
  STRING("config_name", "Setting name", .values = config_names),
  STRING("config_value", "Value; responses omit passwords and certificates"),
  TIMESTAMP("config_time", "Creation time of the quota"),
  STRING("remark", "Description"),
  LONG("used", "Amount in use"),
};
STRUCT(config, "Config");

static const struct hwc_field list_project_cofigs_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("configs", config, "Settings"),
};
STRUCT(list_project_cofigs_reply, "ListProjectCofigsV2Response");

static const struct hwc_field list_tags_reply_fields[] = {
  SIZE_AND_TOTAL,
  STRINGS("tags", "Tags"),
};
STRUCT(list_tags_reply, "ListTagsV2Response");

static const struct hwc_field node_ips_fields[] = {
  STRINGS("livedata", "IPs of livedata nodes"),
  STRINGS("shubao", "IPs of gateway nodes"),
};
STRUCT(node_ips, "NodeIps");

static const struct hwc_field operation_lock_fields[] = {
  STRING("lock_scene",
         "What is locked: TO_PERIOD_LOCK deletion, resize and change to "
         "prepaid; the others deletion and resize",
         .values = lock_scenes),
  STRING("lock_source_id", "What began the lock"),
};
STRUCT(operation_lock, "CbcOperationLock");

static const struct hwc_field endpoint_service_fields[] = {
  STRING("service_name", "Name of the endpoint service"),
  TIMESTAMP("created_at", "Creation"),
};
STRUCT(endpoint_service, "EndpointService");

static const struct hwc_field entry_fields[] = {
  STRING("ip_address", "IP address"),
  STRING("ipv6_address", "IPv6 address"),
  INTEGER("bandwidth_size", "Bandwidth in Mbit/s"),
};
STRUCT(entry, "IpDetails");

/* Of what API Gateway alone says. */
#define APIG_DETAILS                                                           \
  STRING("bandwidth_charging_mode", "Billing of the outbound bandwidth",       \
         .gateway = HWC_GATEWAY_APIG),                                         \
    OBJECT("endpoint_service", endpoint_service, "Endpoint service",           \
           .gateway = HWC_GATEWAY_APIG),                                       \
    OBJECTS("endpoint_services", endpoint_service, "Endpoint services",        \
            .gateway = HWC_GATEWAY_APIG),                                      \
    OBJECT("node_ipv6_ips", node_ips, "Node IPv6 addresses",                   \
           .gateway = HWC_GATEWAY_APIG),                                       \
    STRINGS("public_ipv6_ips", "Outbound IPv6 addresses of the instance",      \
            .gateway = HWC_GATEWAY_APIG),                                      \
    OBJECTS("publicips", entry, "Public entries",                              \
            .gateway = HWC_GATEWAY_APIG),                                      \
    OBJECTS("privateips", entry, "Private entries",                            \
            .gateway = HWC_GATEWAY_APIG),                                      \
    STRINGS("unreliable_ips", "Entries that must not be used",                 \
            .gateway = HWC_GATEWAY_APIG),                                      \
    BOOLEAN("enable_fullstack_ipv6", "IPv6 for inbound and outbound access",   \
            .gateway = HWC_GATEWAY_APIG),                                      \
    BOOLEAN("is_releasable", "The instance can be released",                   \
            .gateway = HWC_GATEWAY_APIG),                                      \
    STRING("ingress_bandwidth_charging_mode",                                  \
           "Billing of the inbound bandwidth", .gateway = HWC_GATEWAY_APIG)

static const struct hwc_field show_instance_reply_fields[] = {
  STRING("id", "Instance ID"),
  STRING("project_id", "Project ID"),
  STRING("instance_name", "Instance name"),
  STRING("status", "Instance state", .values = statuses),
  INTEGER("instance_status",
          "2 created, 6 running, 36 freezing, 37 frozen, 40 abnormal; other "
          "values: in transition or failed"),
  STRING("type", "Instance type; not supported"),
  STRING("spec", "Instance flavor", .values = specs),
  LONG("create_time", "Creation"),
  STRING("enterprise_project_id", "Enterprise project ID"),
  STRING("eip_address", "EIP of the instance"),
  INTEGER("charging_mode", "Billing of the instance"),
  STRING("cbc_metadata", "Order number, if billed by period"),
  STRING("description", "Free text description"),
  STRING("vpc_id", "VPC ID"),
  STRING("subnet_id", "Network ID of the subnet"),
  STRING("security_group_id", "Security group of the instance"),
  STRING("maintain_begin", "Start of the maintenance window, xx:00:00"),
  STRING("maintain_end",
         "End of the maintenance window, 4 hours after its start"),
  STRING("ingress_ip", "VPC address of the instance"),
  STRING("user_id", "User ID"),
  STRING("nat_eip_ipv6_cidr", "Outbound IPv6 range"),
  STRING("eip_ipv6_address", "IPv6 EIP of the instance"),
  STRING("nat_eip_address", "Outbound IP of the instance"),
  INTEGER("bandwidth_size", "Outbound bandwidth"),
  STRING("available_zone_ids", "Availability zone"),
  STRING("instance_version", "Instance version"),
  STRING("virsubnet_id", "Network ID of the subnet; not supported"),
  STRING("roma_eip_address", "Public IP; not supported"),
  ANY("listeners",
      "Listeners: a list, or an object with API Gateway; not supported"),
  STRINGS("supported_features", "Names of supported features"),
  STRING("ingress_ip_v6", "IPv6 entry of the instance"),
  OBJECT("node_ips", node_ips, "Node IPs"),
  STRING("ingress_ips", "All entries of the instance"),
  STRING("cipher_type", "Cipher family of the instance",
         .values = cipher_types),
  STRING("loadbalancer_provider", "Load balancer",
         .values = hwc_apig_load_balancers, .gateway = HWC_GATEWAY_APIG),
  OBJECTS("cbc_operation_locks", operation_lock,
          "Operation locks of the billing", .gateway = HWC_GATEWAY_APIG),
  APIG_DETAILS,
};
STRUCT(show_instance_reply, "ShowDetailsOfInstanceV2Response");

static const struct hwc_field show_restriction_of_instance_reply_fields[] = {
  STRINGS("restrict_cidrs", "Forbidden CIDRs"),
  STRING("resource_subnet_cidr", "CIDR of the resource tenant"),
};
STRUCT(show_restriction_of_instance_reply,
       "ShowRestrictionOfInstanceV2Response");

static const struct hwc_field check_roma_instance_list_parameters[] = {
  PROJECT_ID,
  STRING("status", "Instance state", QUERY),
  INTEGER("offset", "Records to skip", QUERY),
  INTEGER("limit", "Page size", QUERY, .min = 1, .max = 500),
};

static const struct hwc_field roma_instance_fields[] = {
  STRING("id", "Instance ID"),
  STRING("name", "Instance name"),
  STRING("description", "Description"),
  STRING("flavor_id", "Instance flavor ID"),
  STRING("flavor_type", "Kind of flavor"),
  STRING("cpu_arch", "CPU architecture", .values = architectures),
  STRING("vpc_id", "VPC ID"),
  STRING("subnet_id", "Network ID of the subnet"),
  STRING("security_group_id", "Security group of the instance"),
  BOOLEAN("publicip_enable", "Public access"),
  STRING("publicip_id", "EIP ID"),
  STRING("publicip_address", "EIP"),
  STRING("status", "Instance state; DELETE_FALIED is the official spelling",
         .values = roma_statuses),
  STRING("error_code", "Error code"),
  STRING("error_msg", "Error message"),
  STRING("charge_type", "Billing mode", .values = charge_types),
  STRING("project_id", "Project ID"),
  STRING("create_time", "Creation"),
  STRING("update_time", "Last change"),
  STRING("maintain_begin",
         "Start of the maintenance window: 02:00:00, 06:00:00, 10:00:00, "
         "14:00:00, 18:00:00 or 22:00:00"),
  STRING("maintain_end",
         "End of the maintenance window, 4 hours after its start"),
  STRINGS("available_zone_ids", "Availability zones"),
  STRING("enterprise_project_id", "Enterprise project ID"),
};
STRUCT(roma_instance, "RomaInstanceCheckListRespInstances");

static const struct hwc_field check_roma_instance_list_reply_fields[] = {
  INTEGER("total", "Number of records that match"),
  INTEGER("size", "Number of records in this response"),
  OBJECTS("instances", roma_instance, "Instances"),
};
STRUCT(check_roma_instance_list_reply, "CheckRomaInstanceListV2Response");

static const struct hwc_field local_name_fields[] = {
  STRING("en_us", "English name"),
  STRING("zh_cn", "Chinese name"),
};
STRUCT(local_name, "LocalName");

static const struct hwc_field a_boolean = {.name = "item",
                                           .type = HWC_BOOLEAN};

static const struct hwc_field available_zone_fields[] = {
  STRING("name", "Availability zone name"),
  STRING("id", "Availability zone ID"),
  STRING("code", "Availability zone code"),
  STRING("port", "Port of the zone"),
  OBJECT("local_name", local_name, "Translated names"),
  TYPED("specs", HWC_MAP, "Instance flavors, and whether the zone has them",
        .item = &a_boolean),
};
STRUCT(available_zone, "AvailableZone");

static const struct hwc_field list_available_zones_reply_fields[] = {
  OBJECTS("available_zones", available_zone, "Availability zones"),
};
STRUCT(list_available_zones_reply, "ListAvailableZonesV2Response");

static const struct hwc_field page_parameters[] = {
  PROJECT_ID,
  PAGE_PARAMETERS,
};

static const struct hwc_field quota_fields[] = {
  STRING("config_id", "Quota ID"),
  STRING("config_name", "Quota name", .values = quota_names),
  STRING("config_value", "Quota value"),
  TIMESTAMP("config_time", "Creation of the quota"),
  STRING("remark", "Description"),
};
STRUCT(quota, "InstanceConfig");

static const struct hwc_field list_instance_configs_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("configs", quota, "Quotas"),
};
STRUCT(list_instance_configs_reply, "ListInstanceConfigsV2Response");

static const struct hwc_field list_instance_features_reply_fields[] = {
  SIZE_AND_TOTAL,
  STRINGS("features", "Names of supported features"),
};
STRUCT(list_instance_features_reply, "ListInstanceFeaturesResponse");

static const struct hwc_field list_instances_parameters[] = {
  PROJECT_ID,
  PAGE_PARAMETERS,
  STRING("instance_id", "Instance ID", QUERY),
  STRING("instance_name", "Instance name", QUERY),
  STRING("status", "Instance state", QUERY, .values = statuses),
};

#define INSTANCE_FIELDS                                                        \
  STRING("id", "Instance ID"), STRING("project_id", "Project ID"),             \
    STRING("instance_name", "Instance name"),                                  \
    STRING("status", "Instance state", .values = apig_statuses),               \
    INTEGER("instance_status",                                                 \
            "State as a number: 6 running, 23 deleting, 40 abnormal, 42 "      \
            "resizing; others are on the way or have failed"),                 \
    STRING("type", "Instance type"),                                           \
    STRING("spec", "Instance flavor", .values = hwc_apig_specs),               \
    LONG("create_time", "Creation"),                                           \
    STRING("enterprise_project_id", "Enterprise project ID"),                  \
    STRING("eip_address", "EIP of the instance"),                              \
    INTEGER("charging_mode", "Billing: 0 pay per use, 1 prepaid"),             \
    STRING("cbc_metadata", "Order number when billed by period"),              \
    STRING("loadbalancer_provider", "Load balancer",                           \
           .values = hwc_apig_load_balancers),                                 \
    OBJECTS("cbc_operation_locks", operation_lock,                             \
            "Operation locks of the billing")

static const struct hwc_field instance_fields[] = {
  INSTANCE_FIELDS,
};
STRUCT(instance, "RespInstanceBase");

static const struct hwc_field list_instances_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("instances", instance, "Instances"),
};
STRUCT(list_instances_reply, "ListInstancesV2Response");

static const struct hwc_field instance_change_fields[] = {
  STRING("description", "Description without < and >", .max = 255),
  STRING("maintain_begin",
         "Start of the maintenance window: 02:00:00, 06:00:00, 10:00:00, "
         "14:00:00, 18:00:00 or 22:00:00"),
  STRING("maintain_end",
         "End of the maintenance window, 4 hours after its start"),
  STRING("instance_name",
         "Instance name: letters, Chinese characters, digits, - and _, first a "
         "letter or a Chinese character",
         .min = 3, .max = 64),
  STRING("security_group_id", "Security group of the instance"),
  STRING(
    "vpcep_service_name",
    "Middle part of the name of the endpoint service: letters, digits, - and _",
    .max = 16),
};
STRUCT(instance_change, "InstanceModReq");

static const struct hwc_field update_instance_reply_fields[] = {
  INSTANCE_FIELDS,
  STRING("description", "Description"),
  STRING("vpc_id", "VPC ID"),
  STRING("subnet_id", "Network ID of the subnet"),
  STRING("security_group_id", "Security group of the instance"),
  STRING("maintain_begin",
         "Start of the maintenance window: 02:00:00, 06:00:00, 10:00:00, "
         "14:00:00, 18:00:00 or 22:00:00"),
  STRING("maintain_end",
         "End of the maintenance window, 4 hours after its start"),
  STRING("ingress_ip", "VPC address of the instance"),
  STRING("ingress_ip_v6", "IPv6 entry of the instance"),
  STRING("user_id", "User ID"),
  STRING("nat_eip_ipv6_cidr", "Outbound IPv6 range"),
  STRING("eip_ipv6_address", "IPv6 EIP of the instance"),
  STRING("nat_eip_address", "Outbound IP of the instance"),
  INTEGER("bandwidth_size", "Outbound bandwidth in Mbit/s"),
  STRING("available_zone_ids", "Availability zones"),
  STRING("instance_version", "Instance version"),
  STRING("virsubnet_id", "Network ID of the subnet; not supported now"),
  STRING("roma_eip_address", "Public IP; not supported now"),
  ANY("listeners", "Listeners; not supported now"),
  STRINGS("supported_features", "Names of supported features"),
  OBJECT("node_ips", node_ips, "Node IPs"),
  APIG_DETAILS,
};
STRUCT(update_instance_reply, "UpdateInstanceV2Response");

static const struct hwc_operation operations[] = {
  {
    .name = "check_roma_instance_list",
    .method = "GET",
    .path = "/v2/{project_id}/instances",
    HWC_PARAMETERS(check_roma_instance_list_parameters),
    .reply = &check_roma_instance_list_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .gateway = HWC_GATEWAY_ROMA,
    .counterpart = "list_instances",
    .doc = "Lists the ROMA Connect instances of the project.",
  },
  {
    .name = "create_feature",
    .method = "POST",
    .path = INSTANCE_PATH "/features",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &feature_toggle_v2,
    .reply = &feature_info_v2,
    .success_status = 201,
    .doc = "Sets an instance feature.",
  },
  {
    .name = "list_available_zones",
    .method = "GET",
    .path = "/v2/{project_id}/apigw/available-zones",
    HWC_PARAMETERS(hwc_project_parameters),
    .reply = &list_available_zones_reply,
    .success_status = 200,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists the availability zones.",
  },
  {
    .name = "list_features",
    .method = "GET",
    .path = INSTANCE_PATH "/features",
    HWC_PARAMETERS(list_features_parameters),
    .reply = &list_features_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists the features of an instance.",
  },
  {
    .name = "list_instance_configs",
    .method = "GET",
    .path = "/v2/{project_id}/apigw/instance/configs",
    HWC_PARAMETERS(page_parameters),
    .reply = &list_instance_configs_reply,
    .paging = HWC_OFFSET,
    .item_id = "config_id",
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists the quotas of the tenant for instances.",
  },
  {
    .name = "list_instance_features",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/instance-features",
    HWC_PARAMETERS(list_features_parameters),
    .reply = &list_instance_features_reply,
    .paging = HWC_OFFSET,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists the names of the features that an instance supports.",
  },
  {
    .name = "list_instances",
    .method = "GET",
    .path = "/v2/{project_id}/apigw/instances",
    HWC_PARAMETERS(list_instances_parameters),
    .reply = &list_instances_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .gateway = HWC_GATEWAY_APIG,
    .counterpart = "check_roma_instance_list",
    .doc = "Lists the instances of the project.",
  },
  {
    .name = "list_project_cofigs",
    .method = "GET",
    .path = INSTANCE_PATH "/project/configs",
    HWC_PARAMETERS(list_features_parameters),
    .reply = &list_project_cofigs_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "config_id",
    .doc = "Lists the tenant's quotas on an instance; cofigs is the official "
           "spelling.",
  },
  {
    .name = "list_tags",
    .method = "GET",
    .path = INSTANCE_PATH "/tags",
    HWC_PARAMETERS(list_features_parameters),
    .reply = &list_tags_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .doc = "Lists the tags of APIs.",
  },
  {
    .name = "show_details_of_instance",
    .method = "GET",
    .path = INSTANCE_PATH,
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .reply = &show_instance_reply,
    .success_status = 200,
    .doc = "Shows an instance.",
  },
  {
    .name = "show_restriction_of_instance",
    .method = "GET",
    .path = INSTANCE_PATH "/restriction",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .reply = &show_restriction_of_instance_reply,
    .doc = "Shows the network restrictions of an instance.",
  },
  {
    .name = "update_instance",
    .method = "PUT",
    .path = APIGW_INSTANCE_PATH,
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &instance_change,
    .reply = &update_instance_reply,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_APIG,
    .idempotent_reason = "sets the given values; twice gives the same",
    .doc = "Changes the settings of an instance.",
  },
};
TABLE(hwc_apig_instances);
