/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: API groups. */
#include "api/apig/rows.h"

static const struct hwc_field api_group_check_fields[] = {
  STRING("group_name", "API group name", REQUIRED),
  STRING("roma_app_id", "Integration application ID"),
};
STRUCT(api_group_check, "ApiGroupCheck");

static const struct hwc_field api_group_create_fields[] = {
  STRING("name", "Group name, starting with a letter, Chinese character or "
                 "digit",
         REQUIRED),
  STRING("remark", "Description"),
  STRING("roma_app_id", "Integration application ID"),
  STRING("version", "V1: global group, V2: application group"),
};
STRUCT(api_group_create, "ApiGroupCreate");

static const struct hwc_field api_group_fields[] = {
  STRING("id", "ID"),
  STRING("name", "API group name"),
  INTEGER("status", "API group state: 1 valid, 2 locked"),
  STRING("sl_domain", "Subdomain assigned by the service"),
  TIMESTAMP("register_time", "Registration"),
  TIMESTAMP("update_time", "Last change"),
  INTEGER("on_sell_status",
          "Marketplace: 1 listed, 2 not listed, 3 in review"),
  OBJECTS("url_domains", hwc_apig_url_domain, "Custom domains of the group"),
  STRINGS("sl_domains", "Subdomains assigned by the service"),
  STRING("remark", "Description"),
  INTEGER("call_limits", "Maximum number of calls in the period"),
  INTEGER("time_interval", "Length of the period"),
  STRING("time_unit", "Unit of the period"),
  INTEGER("is_default", "Default group"),
  STRING("version", "V1: global group, V2: application group"),
  STRING("roma_app_id", "Integration application ID"),
  STRING("roma_app_name", "Integration application name"),
  BOOLEAN("sl_domain_access_enabled", "The system domain may be used",
          .gateway = HWC_GATEWAY_APIG),
};
STRUCT(api_group, "ApiGroupInfo");

static const struct hwc_field list_api_groups_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("id", "API group ID", QUERY),
  STRING("name", "API group name", QUERY),
  STRING("roma_app_id", "Integration application ID", QUERY,
         .gateway = HWC_GATEWAY_ROMA),
  STRING("precise_search",
         "Comma-separated names to match exactly; only name is supported",
         QUERY),
  STRING("domain_name", "Custom domain of the API", QUERY,
         .gateway = HWC_GATEWAY_ROMA),
};

static const struct hwc_field list_api_groups_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("groups", api_group, "API groups"),
};
STRUCT(list_api_groups_reply, "ListApiGroupsV2Response");

static const struct hwc_field api_group_base_fields[] = {
  STRING("name", "Group name, starting with a letter, Chinese character or "
                 "digit",
         REQUIRED),
  STRING("remark", "Description"),
};
STRUCT(api_group_base, "ApiGroupBase");

static const struct hwc_field domain_setting_fields[] = {
  BOOLEAN("sl_domain_access_enabled", "The debugging domain can be accessed",
          REQUIRED),
};
STRUCT(domain_setting, "SlDomainAccessSetting");

static const struct hwc_operation operations[] = {
  {
    .name = "check_api_groups",
    .method = "POST",
    .path = INSTANCE_PATH "/api-groups/check",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &api_group_check,
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it only reads",
    .doc = "Validates that a group name is not taken; the response is empty if "
           "it is free.",
  },
  {
    .name = "create_api_group",
    .method = "POST",
    .path = INSTANCE_PATH "/api-groups",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &api_group_create,
    .reply = &api_group,
    .success_status = 201,
    .doc = "Creates an API group.",
  },
  {
    .name = "delete_api_group",
    .method = "DELETE",
    .path = INSTANCE_PATH "/api-groups/{group_id}",
    HWC_PARAMETERS(hwc_apig_group_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes an API group; refused while it has APIs.",
  },
  {
    .name = "list_api_groups",
    .method = "GET",
    .path = INSTANCE_PATH "/api-groups",
    HWC_PARAMETERS(list_api_groups_parameters),
    .reply = &list_api_groups_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists API groups.",
  },
  {
    .name = "show_details_of_api_group",
    .method = "GET",
    .path = INSTANCE_PATH "/api-groups/{group_id}",
    HWC_PARAMETERS(hwc_apig_group_parameters),
    .reply = &api_group,
    .success_status = 200,
    .doc = "Shows an API group.",
  },
  {
    .name = "update_api_group",
    .method = "PUT",
    .path = INSTANCE_PATH "/api-groups/{group_id}",
    HWC_PARAMETERS(hwc_apig_group_parameters),
    .body = &api_group_base,
    .reply = &api_group,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes name and description of an API group.",
  },
  {
    .name = "update_sl_domain_setting",
    .method = "PUT",
    .path =
      APIGW_INSTANCE_PATH "/api-groups/{group_id}/sl-domain-access-settings",
    HWC_PARAMETERS(hwc_apig_group_parameters),
    .body = &domain_setting,
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_APIG,
    .idempotent_reason = "sets the given values; twice gives the same",
    .doc = "Allows or forbids access to the debugging domain of an API group.",
  },
};
TABLE(hwc_apig_groups);
