/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: client quotas and their apps. */
#include "api/apig/rows.h"

static const struct hwc_field app_quota_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("app_quota_id", "Client quota ID", PATH),
};

static const struct hwc_field create_app_quota_binding_app_fields[] = {
  STRINGS("app_ids", "App IDs", REQUIRED),
};
STRUCT(create_app_quota_binding_app, "CreateAppQuotaBindingApp");

static const struct hwc_field app_quota_app_binding_fields[] = {
  STRING("app_quota_id", "Client quota ID"),
  STRING("app_id", "App ID"),
  TIMESTAMP("bound_time", "Binding time"),
};
STRUCT(app_quota_app_binding, "AppQuotaAppBinding");

static const struct hwc_field associate_apps_for_app_quota_reply_fields[] = {
  OBJECTS("applies", app_quota_app_binding, "Apps bound to the quota"),
};
STRUCT(associate_apps_for_app_quota_reply, "AssociateAppsForAppQuotaResponse");

static const struct hwc_field app_quota_create_fields[] = {
  STRING("name", "Letters, Chinese characters, digits and _, not starting with "
                 "a digit",
         REQUIRED),
  INTEGER("call_limits", "Maximum number of calls in the period", REQUIRED),
  STRING("time_unit", "Unit of the period", REQUIRED,
         .values = hwc_apig_time_units),
  INTEGER("time_interval", "Length of the period", REQUIRED),
  STRING("reset_time", "First reset of the quota; default is the first call"),
  STRING("remark", "Description"),
};
STRUCT(app_quota_create, "AppQuotaCreate");

static const struct hwc_field app_quota_fields[] = {
  STRING("app_quota_id", "Client quota ID"),
  STRING("name", "Client quota name"),
  INTEGER("call_limits", "Maximum number of calls in the period"),
  STRING("time_unit", "Unit of the period", .values = hwc_apig_time_units),
  INTEGER("time_interval", "Length of the period"),
  STRING("remark", "Description"),
  STRING("reset_time", "First reset of the quota; default is the first call"),
  TIMESTAMP("create_time", "Creation"),
  INTEGER("bound_app_num", "Number of bound apps"),
};
STRUCT(app_quota, "AppQuotaInfo");

static const struct hwc_field app_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("app_quota_id", "Client quota ID", PATH),
  STRING("app_id", "App ID", PATH),
};

static const struct hwc_field list_app_quota_bindable_apps_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("app_quota_id", "Client quota ID", PATH),
  PAGE_PARAMETERS,
  STRING("app_name", "App name", QUERY),
};

static const struct hwc_field app_quota_app_fields[] = {
  STRING("app_id", "App ID"),
  STRING("name", "App name"),
  INTEGER("status", "App state: 1 enabled, 2 disabled"),
  STRING("app_key", "App key"),
  STRING("remark", "Description"),
  TIMESTAMP("register_time", "Registration"),
  TIMESTAMP("update_time", "Last change"),
  STRING("app_quota_id", "Client quota ID"),
  STRING("app_quota_name", "Client quota name"),
  TIMESTAMP("bound_time", "Binding time"),
  STRING("related_domain_id", "Tenant that shared the app",
         .gateway = HWC_GATEWAY_APIG),
  STRING("related_project_id", "Project that shared the app",
         .gateway = HWC_GATEWAY_APIG),
};
STRUCT(app_quota_app, "AppQuotaAppInfo");

static const struct hwc_field list_app_quota_bindable_apps_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("apps", app_quota_app, "Apps"),
};
STRUCT(list_app_quota_bindable_apps_reply, "ListAppQuotaBindableAppsResponse");

static const struct hwc_field list_app_quotas_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("name", "Client quota name", QUERY),
};

static const struct hwc_field list_app_quotas_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("quotas", app_quota, "Client quotas"),
};
STRUCT(list_app_quotas_reply, "ListAppQuotasResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "associate_apps_for_app_quota",
    .method = "POST",
    .path = INSTANCE_PATH "/app-quotas/{app_quota_id}/binding-apps",
    HWC_PARAMETERS(app_quota_parameters),
    .body = &create_app_quota_binding_app,
    .reply = &associate_apps_for_app_quota_reply,
    .success_status = 201,
    .doc = "Binds apps to a client quota.",
  },
  {
    .name = "create_app_quota",
    .method = "POST",
    .path = INSTANCE_PATH "/app-quotas",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &app_quota_create,
    .reply = &app_quota,
    .success_status = 201,
    .doc = "Creates a client quota.",
  },
  {
    .name = "delete_app_quota",
    .method = "DELETE",
    .path = INSTANCE_PATH "/app-quotas/{app_quota_id}",
    HWC_PARAMETERS(app_quota_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes a client quota.",
  },
  {
    .name = "disassociate_app_quota_with_app",
    .method = "DELETE",
    .path = INSTANCE_PATH "/app-quotas/{app_quota_id}/bound-apps/{app_id}",
    HWC_PARAMETERS(app_parameters),
    .doc = "Unbinds a client quota from an app.",
  },
  {
    .name = "list_app_quota_bindable_apps",
    .method = "GET",
    .path = INSTANCE_PATH "/app-quotas/{app_quota_id}/bindable-apps",
    HWC_PARAMETERS(list_app_quota_bindable_apps_parameters),
    .reply = &list_app_quota_bindable_apps_reply,
    .paging = HWC_OFFSET,
    .item_id = "app_id",
    .doc = "Lists the apps that a client quota can be bound to.",
  },
  {
    .name = "list_app_quota_bound_apps",
    .method = "GET",
    .path = INSTANCE_PATH "/app-quotas/{app_quota_id}/bound-apps",
    HWC_PARAMETERS(list_app_quota_bindable_apps_parameters),
    .reply = &list_app_quota_bindable_apps_reply,
    .paging = HWC_OFFSET,
    .item_id = "app_id",
    .doc = "Lists the apps that a client quota is bound to.",
  },
  {
    .name = "list_app_quotas",
    .method = "GET",
    .path = INSTANCE_PATH "/app-quotas",
    HWC_PARAMETERS(list_app_quotas_parameters),
    .reply = &list_app_quotas_reply,
    .paging = HWC_OFFSET,
    .item_id = "app_quota_id",
    .doc = "Lists client quotas.",
  },
  {
    .name = "show_app_bound_app_quota",
    .method = "GET",
    .path = INSTANCE_PATH "/apps/{app_id}/bound-quota",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .reply = &app_quota,
    .doc = "Shows the client quota of an app.",
  },
  {
    .name = "show_app_quota",
    .method = "GET",
    .path = INSTANCE_PATH "/app-quotas/{app_quota_id}",
    HWC_PARAMETERS(app_quota_parameters),
    .reply = &app_quota,
    .doc = "Shows a client quota.",
  },
  {
    .name = "update_app_quota",
    .method = "PUT",
    .path = INSTANCE_PATH "/app-quotas/{app_quota_id}",
    HWC_PARAMETERS(app_quota_parameters),
    .body = &app_quota_create,
    .reply = &app_quota,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes a client quota.",
  },
};
TABLE(hwc_apig_app_quotas);
