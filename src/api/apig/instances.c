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
  "AUTHORIZER_NUM_LIMIT", "APP_CODE_NUM_LIMIT", "API_SWAGGER_NUM_LIMIT",
  "API_TAG_NUM_LIMIT", "LTS_SWITCH", "APP_KEY_SECRET_SWITCH",
  "RESPONSE_NUM_LIMIT", "CONFIG_NUM_LIMIT_PER_APP", "APP_TOKEN_SWITCH",
  "API_DESIGNER_SWITCH", "APP_API_KEY_SWITCH", "APP_BASIC_SWITCH",
  "APP_JWT_SWITCH", "APP_ROUTE_SWITCH", "PUBLIC_KEY_SWITCH",
  "APP_SECRET_SWITCH", "CASCADE_SWITCH", "IS_INIT_API_PATH_HASH",
  "APP_QUOTA_NUM_LIMIT", "IS_INIT_API_VERSION", "PLUGIN_NUM_LIMIT",
  "API_TASK_NUM_LIMIT", "API_TASK_SWITCH", "THROTTLE_LOCAL_SWITCH",
  "LUA_SCRIPT_SWITCH", "SM_DICT_NUM_LIMIT", NULL,
};
static const char *const protocols[] = {
  "TCP_CHECK", "HTTP_GET", "SSL_GET", NULL};
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

static const struct hwc_field health_check_fields[] = {
  STRING("protocol", "Protocol", .values = protocols),
  INTEGER("port", "Health check port"),
  INTEGER("unhealthy", "Consecutive failures after which the backend is "
                       "unhealthy"),
  INTEGER("timeout", "Probe timeout in seconds"),
  INTEGER("interval", "Seconds between probes"),
};
STRUCT(health_check, "HealthCheck");

static const struct hwc_field backend_fields[] = {
  STRINGS("ip", "Addresses of backend hosts"),
  INTEGER("port", "Port"),
  OBJECT("health_check", health_check, "Health check"),
};
STRUCT(backend, "Backend");

static const struct hwc_field listener_fields[] = {
  STRING("name", "Listener name"),
  INTEGER("port", "Port"),
  OBJECT("backend", backend, "Backend"),
  INTEGER("ip_version", "IP version of the load balancer"),
};
STRUCT(listener, "Listener");

static const struct hwc_field node_ips_fields[] = {
  STRINGS("livedata", "IPs of livedata nodes"),
  STRINGS("shubao", "IPs of gateway nodes"),
};
STRUCT(node_ips, "NodeIps");

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
  OBJECTS("listeners", listener, "Listeners; not supported"),
  STRINGS("supported_features", "Names of supported features"),
  STRING("ingress_ip_v6", "IPv6 entry of the instance"),
  OBJECT("node_ips", node_ips, "Node IPs"),
  STRING("ingress_ips", "All entries of the instance"),
  STRING("cipher_type", "Cipher family of the instance",
         .values = cipher_types),
};
STRUCT(show_instance_reply, "ShowDetailsOfInstanceV2Response");

static const struct hwc_field show_restriction_of_instance_reply_fields[] = {
  STRINGS("restrict_cidrs", "Forbidden CIDRs"),
  STRING("resource_subnet_cidr", "CIDR of the resource tenant"),
};
STRUCT(show_restriction_of_instance_reply,
       "ShowRestrictionOfInstanceV2Response");

static const struct hwc_operation operations[] = {
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
};
TABLE(hwc_apig_instances);
