/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: apps, their AppCodes and access
 * control. */
#include "api/apig/rows.h"

static const char *const creators[] = {"USER", "MARKET", NULL};

static const struct hwc_field app_code_create_fields[] = {
  STRING("app_code",
         "AppCode: letters, digits and +_!@#$%/=, starting with a letter, + or "
         "/",
         .flags = HWC_REQUIRED | HWC_SECRET),
};
STRUCT(app_code_create, "AppCodeCreate");

static const struct hwc_field app_code_base_fields[] = {
  STRING("app_code", "AppCode value", .flags = HWC_SECRET),
  STRING("id", "ID"),
  STRING("app_id", "App ID"),
  TIMESTAMP("create_time", "Creation"),
};
STRUCT(app_code_base, "AppCodeBaseInfo");

static const struct hwc_field app_code_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("app_id", "App ID", PATH),
  STRING("app_code_id", "AppCode ID", PATH),
};

static const struct hwc_field list_app_codes_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("app_id", "App ID", PATH),
  PAGE_PARAMETERS,
};

static const struct hwc_field list_app_codes_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("app_codes", app_code_base, "AppCodes"),
};
STRUCT(list_app_codes_reply, "ListAppCodesV2Response");

static const struct hwc_field list_apps_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("id", "App ID", QUERY),
  STRING("name", "App name", QUERY),
  INTEGER("status", "Status", QUERY, .min = 1, .max = 1),
  STRING("app_key", "App key", QUERY),
  STRING("precise_search",
         "Comma-separated names to match exactly; only name is supported",
         QUERY),
  STRING("creator", "Creator of the app", QUERY, .gateway = HWC_GATEWAY_APIG),
  STRING("related_domain_id", "Tenant that shared the app", QUERY,
         .gateway = HWC_GATEWAY_APIG),
  STRING("related_project_id", "Project that shared the app", QUERY,
         .gateway = HWC_GATEWAY_APIG),
};

#define SHOW_APP_FIELDS                                                        \
  STRING("id", "ID"),                                                          \
  STRING("name", "Name"),                                                      \
  STRING("remark", "Description"),                                             \
  STRING("creator", "Creator of the app", .values = creators),                 \
  TIMESTAMP("update_time", "Last change"),                                     \
  STRING("app_key", "App key"),                                                \
  STRING("app_secret", "App secret", .flags = HWC_SECRET),                     \
  TIMESTAMP("register_time", "Registration"),                                  \
  INTEGER("status", "App state: 1 valid"),                                     \
  STRING("app_type", "App type", .values = hwc_apig_app_types),                \
  STRING("roma_app_type", "Subscription or integration application"),          \
  STRING("related_domain_id", "Tenant that shared the app",                    \
         .gateway = HWC_GATEWAY_APIG),                                         \
  STRING("related_project_id", "Project that shared the app",                  \
         .gateway = HWC_GATEWAY_APIG)

static const struct hwc_field app_info_with_bind_num_fields[] = {
  SHOW_APP_FIELDS,
  INTEGER("bind_num", "Number of bound APIs"),
};
STRUCT(app_info_with_bind_num, "AppInfoWithBindNum");

static const struct hwc_field list_apps_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("apps", app_info_with_bind_num, "Apps"),
};
STRUCT(list_apps_reply, "ListAppsV2Response");

static const struct hwc_field show_app_reply_fields[] = {SHOW_APP_FIELDS};
STRUCT(show_app_reply, "ShowDetailsOfAppV2Response");

static const struct hwc_field show_app_acl_reply_fields[] = {
  STRING("app_id", "App ID"),
  STRING("app_acl_type", "PERMIT: allow list, DENY: deny list"),
  STRINGS("app_acl_values", "IPs, IP ranges (a-b) or CIDRs"),
};
STRUCT(show_app_acl_reply, "ShowDetailsOfAppAclResponse");

static const struct hwc_field app_acl_create_fields[] = {
  STRING("app_acl_type", "PERMIT: allow list, DENY: deny list", REQUIRED),
  STRINGS("app_acl_values", "IPs, IP ranges (a-b) or CIDRs", REQUIRED),
};
STRUCT(app_acl_create, "AppAclCreate");

static const struct hwc_field checked_app_fields[] = {
  STRING("id", "App ID"),
  STRING("name", "App name"),
  STRING("remark", "Description"),
};
STRUCT(checked_app, "CheckAppV2Response");

static const struct hwc_field app_create_fields[] = {
  STRING("name", "App name", .flags = HWC_REQUIRED | HWC_CHINESE, .min = 3,
         .max = 64, .first = "a-zA-Z", .set = "a-zA-Z0-9_"),
  STRING("remark", "Description", .max = 255),
  STRING("app_key", "App key; generated if absent", .min = 8, .max = 200,
         .first = "a-zA-Z0-9", .set = "a-zA-Z0-9_-"),
  STRING("app_secret", "App secret; generated if absent", .flags = HWC_SECRET,
         .min = 8, .max = 128, .first = "a-zA-Z0-9", .set = "a-zA-Z0-9_!@#$%-"),
  STRING("related_domain_id", "Account ID that belongs to the app"),
  STRING("related_project_id", "Project ID that belongs to the app"),
};
STRUCT(app_create, "AppCreate");

static const struct hwc_field app_reset_fields[] = {
  STRING("app_secret", "App secret; generated if absent", .flags = HWC_SECRET,
         .min = 8, .max = 128, .first = "a-zA-Z0-9", .set = "a-zA-Z0-9_!@#$%-"),
};
STRUCT(app_reset, "AppResetCreate");

static const struct hwc_operation operations[] = {
  {
    .name = "check_app",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/apps/validation/{app_id}",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .reply = &checked_app,
    .success_status = 200,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Checks whether an app exists, whoever its owner is.",
  },
  {
    .name = "create_an_app",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/apps",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &app_create,
    .reply = &show_app_reply,
    .success_status = 201,
    .flags = HWC_NEW_KEYS,
    .gateway = HWC_GATEWAY_APIG,
    .counterpart = "create_roma_app",
    .doc = "Creates an app.",
  },
  {
    .name = "create_app_code",
    .method = "POST",
    .path = INSTANCE_PATH "/apps/{app_id}/app-codes",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .body = &app_code_create,
    .reply = &app_code_base,
    .success_status = 201,
    .doc = "Creates an AppCode with a given value.",
  },
  {
    .name = "create_app_code_auto",
    .method = "PUT",
    .path = INSTANCE_PATH "/apps/{app_id}/app-codes",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .reply = &app_code_base,
    .success_status = 201,
    .doc = "Makes the service generate an AppCode.",
  },
  {
    .name = "delete_app",
    .method = "DELETE",
    .path = APIGW_INSTANCE_PATH "/apps/{app_id}",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_APIG,
    .counterpart = "delete_roma_app",
    .idempotent_reason = "the ID is never used again; the second finds nothing",
    .doc = "Deletes an app; it can call no API any more.",
  },
  {
    .name = "delete_app_acl",
    .method = "DELETE",
    .path = INSTANCE_PATH "/apps/{app_id}/app-acl",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "a retry finds nothing to delete",
    .doc = "Deletes the access control of an app.",
  },
  {
    .name = "delete_app_code",
    .method = "DELETE",
    .path = INSTANCE_PATH "/apps/{app_id}/app-codes/{app_code_id}",
    HWC_PARAMETERS(app_code_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes an AppCode.",
  },
  {
    .name = "list_app_codes",
    .method = "GET",
    .path = INSTANCE_PATH "/apps/{app_id}/app-codes",
    HWC_PARAMETERS(list_app_codes_parameters),
    .reply = &list_app_codes_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists the AppCodes of an app.",
  },
  {
    .name = "list_apps",
    .method = "GET",
    .path = INSTANCE_PATH "/apps",
    HWC_PARAMETERS(list_apps_parameters),
    .reply = &list_apps_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists apps.",
  },
  {
    .name = "resetting_app_secret",
    .method = "PUT",
    .path = APIGW_INSTANCE_PATH "/apps/secret/{app_id}",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .body = &app_reset,
    .reply = &show_app_reply,
    .success_status = 200,
    .flags = HWC_NEW_KEYS,
    .gateway = HWC_GATEWAY_APIG,
    .counterpart = "reset_roma_app_secret",
    .doc = "Resets the secret of an app.",
  },
  {
    .name = "show_details_of_app",
    .method = "GET",
    .path = INSTANCE_PATH "/apps/{app_id}",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .reply = &show_app_reply,
    .success_status = 200,
    .doc = "Shows an app.",
  },
  {
    .name = "show_details_of_app_acl",
    .method = "GET",
    .path = INSTANCE_PATH "/apps/{app_id}/app-acl",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .reply = &show_app_acl_reply,
    .doc = "Shows the access control of an app.",
  },
  {
    .name = "show_details_of_app_code",
    .method = "GET",
    .path = INSTANCE_PATH "/apps/{app_id}/app-codes/{app_code_id}",
    HWC_PARAMETERS(app_code_parameters),
    .reply = &app_code_base,
    .success_status = 201,
    .doc = "Shows an AppCode.",
  },
  {
    .name = "update_app",
    .method = "PUT",
    .path = APIGW_INSTANCE_PATH "/apps/{app_id}",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .body = &app_create,
    .reply = &show_app_reply,
    .success_status = 201,
    .flags = HWC_NEW_KEYS | HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_APIG,
    .counterpart = "update_roma_app",
    .idempotent_reason = "sets the given values; twice gives the same",
    .doc = "Changes an app; a quota must allow changes of key and secret.",
  },
  {
    .name = "update_app_acl",
    .method = "PUT",
    .path = INSTANCE_PATH "/apps/{app_id}/app-acl",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .body = &app_acl_create,
    .reply = &show_app_acl_reply,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Sets the access control of an app.",
  },
};
TABLE(hwc_apig_apps);
