/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC: settings of integration applications. */
#include "api/apig/rows.h"

static const char *const config_types[] = {
  "variable", "password", "certificate", NULL};

static const struct hwc_field create_app_config_request_fields[] = {
  STRING("config_type", "Setting kind: variable, password or certificate",
         REQUIRED, .values = config_types),
  STRING("config_value", "Value; responses omit passwords and certificates",
         .flags = HWC_SECRET),
  STRING("description", "Free text description"),
  STRING("config_name", "Setting name", EXPECTED),
};
STRUCT(create_app_config_request, "AppConfigCreateRequestV2");

static const struct hwc_field app_config_info_v2_fields[] = {
  STRING("id", "Application setting ID"),
  STRING("app_id", "App ID"),
  STRING("config_type", "Setting kind: variable, password or certificate"),
  STRING("config_name", "Setting name"),
  STRING("config_value", "Value; responses omit passwords and certificates",
         .flags = HWC_SECRET),
  TIMESTAMP("update_time", "Last change"),
  STRING("description", "Free text description"),
};
STRUCT(app_config_info_v2, "AppConfigInfoV2");

static const struct hwc_field app_config_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("app_id", "App ID", PATH),
  STRING("app_config_id", "Application setting ID", PATH),
};

static const struct hwc_field list_app_configs_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("app_id", "App ID", QUERY),
  STRING("config_name", "Setting name", QUERY),
  STRING("roma_app_name", "Integration application name", QUERY),
};

static const struct hwc_field list_app_configs_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("configs", app_config_info_v2, "Settings"),
};
STRUCT(list_app_configs_reply, "ListAppConfigsV2Response");

static const struct hwc_field update_app_config_request_fields[] = {
  STRING("config_type", "Setting kind: variable, password or certificate",
         REQUIRED, .values = config_types),
  STRING("config_value", "Value; responses omit passwords and certificates",
         .flags = HWC_SECRET),
  STRING("description", "Free text description"),
};
STRUCT(update_app_config_request, "AppConfigModifyRequestV2");

static const struct hwc_operation operations[] = {
  {
    .name = "create_app_config",
    .method = "POST",
    .path = INSTANCE_PATH "/apps/{app_id}/configs",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .body = &create_app_config_request,
    .reply = &app_config_info_v2,
    .success_status = 201,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Creates a setting of an integration application.",
  },
  {
    .name = "delete_app_config",
    .method = "DELETE",
    .path = INSTANCE_PATH "/apps/{app_id}/configs/{app_config_id}",
    HWC_PARAMETERS(app_config_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT, .gateway = HWC_GATEWAY_ROMA,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes a setting of an integration application.",
  },
  {
    .name = "list_app_configs",
    .method = "GET",
    .path = INSTANCE_PATH "/apps/configs",
    HWC_PARAMETERS(list_app_configs_parameters),
    .reply = &list_app_configs_reply,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Lists settings of integration applications.",
  },
  {
    .name = "show_details_of_app_config",
    .method = "GET",
    .path = INSTANCE_PATH "/apps/{app_id}/configs/{app_config_id}",
    HWC_PARAMETERS(app_config_parameters),
    .reply = &app_config_info_v2,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Shows a setting of an integration application.",
  },
  {
    .name = "update_app_config",
    .method = "PUT",
    .path = INSTANCE_PATH "/apps/{app_id}/configs/{app_config_id}",
    HWC_PARAMETERS(app_config_parameters),
    .body = &update_app_config_request,
    .reply = &app_config_info_v2,
    .flags = HWC_IDEMPOTENT, .gateway = HWC_GATEWAY_ROMA,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes a setting of an integration application.",
  },
};
TABLE(hwc_apig_app_configs);
