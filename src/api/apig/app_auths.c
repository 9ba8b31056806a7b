/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: which apps may call which APIs. */
#include "api/apig/rows.h"

static const char *const statuses[] = {"SUCCESS", "SKIPPED", "FAILED", NULL};
static const char *const auth_roles[] = {"PROVIDER", "CONSUMER", NULL};
static const char *const auth_tunnels[] = {"NORMAL", "GREEN", NULL};
static const char *const api_types[] = {"self-owned", "authorized", NULL};

static const struct hwc_field app_auth_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("app_auth_id", "Authorization ID", PATH),
};

static const struct hwc_field api_auth_visit_param_fields[] = {
  STRING("api_id", "API ID", REQUIRED),
  STRING("app_id", "App ID"),
  STRING("visit_param", "Access parameter", REQUIRED, .max = 255),
};
STRUCT(api_auth_visit_param, "ApiAuthVisitParam");

static const struct hwc_field api_auth_create_fields[] = {
  STRING("env_id", "Environment ID", REQUIRED),
  STRINGS("app_ids", "App IDs", REQUIRED),
  STRINGS("api_ids", "API IDs", REQUIRED),
  STRING("auth_tunnel",
         "Channel: GREEN or NORMAL (default); needs the green_tunnel feature",
         .gateway = HWC_GATEWAY_ROMA),
  STRINGS("auth_whitelist",
          "Green channel allow list; only with auth_tunnel GREEN",
          .gateway = HWC_GATEWAY_ROMA),
  STRINGS("auth_blacklist",
          "Green channel deny list; only with auth_tunnel GREEN",
          .gateway = HWC_GATEWAY_ROMA),
  OBJECTS("visit_params", api_auth_visit_param, "Access parameters",
          .gateway = HWC_GATEWAY_ROMA),
};
static const struct hwc_rule api_auth_create_rules[] = {
  {.kind = HWC_ONLY_WHEN,
   .when = "auth_tunnel",
   .is = "GREEN",
   .names = {"auth_whitelist"}},
  {.kind = HWC_ONLY_WHEN,
   .when = "auth_tunnel",
   .is = "GREEN",
   .names = {"auth_blacklist"}},
};
STRUCT_WITH_RULES(api_auth_create, "ApiAuthCreate");

static const struct hwc_field auth_result_fields[] = {
  STRING("status",
         "Result; the API definition spells the failure value FILAED",
         .values = statuses),
  ITEM_ERROR,
  STRING("api_name", "API name"),
  STRING("app_name", "App name"),
};
STRUCT(auth_result, "AuthResult");

#define AUTHORIZATION_FIELDS                                                   \
  STRING("api_id", "API ID"),                                                  \
  TIMESTAMP("auth_time", "Grant time"),                                        \
  STRING("id", "Authorization ID"),                                            \
  STRING("app_id", "App ID"),                                                  \
  STRING("auth_tunnel",                                                        \
         "Channel: GREEN or NORMAL (default); needs the green_tunnel feature", \
         .values = auth_tunnels),                                              \
  STRINGS("auth_whitelist",                                                    \
          "Green channel allow list; only with auth_tunnel GREEN"),            \
  STRINGS("auth_blacklist",                                                    \
          "Green channel deny list; only with auth_tunnel GREEN")

static const struct hwc_field api_auth_relations_fields[] = {
  AUTHORIZATION_FIELDS,
  OBJECT("auth_result", auth_result, "Authorization result"),
  STRING("auth_role", "Who granted", .values = auth_roles),
  STRING("visit_params", "Access parameters"),
};
STRUCT(api_auth_relations, "ApiAuthRelations");

static const struct hwc_field create_authorizing_apps_reply_fields[] = {
  OBJECTS("auths", api_auth_relations, "Authorizations"),
};
STRUCT(create_authorizing_apps_reply, "CreateAuthorizingAppsV2Response");

static const struct hwc_field app_bound_apis_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("app_id", "App ID", QUERY, REQUIRED),
  STRING("api_id", "API ID", QUERY),
  STRING("api_name", "API name", QUERY),
  STRING("group_id", "API group ID", QUERY),
  STRING("group_name", "API group name", QUERY),
  STRING("env_id", "Environment ID", QUERY),
  STRING("tags", "Tags of the API", QUERY, .gateway = HWC_GATEWAY_APIG),
};

static const struct hwc_field api_auth_fields[] = {
  AUTHORIZATION_FIELDS,
  STRING("api_name", "API name"),
  STRING("group_name", "API group name"),
  INTEGER("api_type", "API type"),
  STRING("api_remark", "API description"),
  STRING("env_id", "Environment ID"),
  STRING("auth_role", "Who granted"),
  STRING("app_name", "App name"),
  STRING("app_remark", "App description"),
  STRING("app_type", "App type", .values = hwc_apig_app_types),
  STRING("app_creator", "Creator of the app"),
  STRING("publish_id", "Publication record ID"),
  STRING("group_id", "API group ID"),
  STRING("visit_param", "Access parameter"),
  STRING("roma_app_type", "Subscription or integration application"),
  STRING("env_name", "Environment name"),
  STRINGS("tags", "Tags of the API", .gateway = HWC_GATEWAY_APIG),
};
STRUCT(api_auth, "ApiAuthInfo");

static const struct hwc_field app_bound_apis_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("auths", api_auth, "Authorizations"),
};
STRUCT(app_bound_apis_reply, "ListApisBindedToAppV2Response");

static const struct hwc_field app_free_apis_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("app_id", "App ID", QUERY, REQUIRED),
  STRING("env_id", "Environment ID", QUERY, REQUIRED),
  STRING("group_id", "API group ID", QUERY),
  STRING("api_id", "API ID", QUERY),
  STRING("api_name", "API name", QUERY),
  STRING("tags", "Tags of the API", QUERY, .gateway = HWC_GATEWAY_APIG),
};

static const struct hwc_field api_outline_fields[] = {
  API_OUTLINE_FIELDS,
  STRINGS("tags", "Tags of the API", .gateway = HWC_GATEWAY_APIG),
};
STRUCT(api_outline, "ApiOutline");

static const struct hwc_field app_free_apis_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("apis", api_outline, "APIs"),
};
STRUCT(app_free_apis_reply, "ListApisUnbindedToAppV2Response");

static const struct hwc_field api_bound_apps_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("api_id", "API ID", QUERY),
  STRING("app_name", "App name", QUERY),
  STRING("app_id", "App ID", QUERY),
  STRING("env_id", "Environment ID", QUERY),
};

static const struct hwc_field list_duplicate_apis_for_app_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("app_id", "App ID", QUERY, REQUIRED),
};

static const struct hwc_field duplicate_api_fields[] = {
  STRING("api_id", "API ID"),
  STRING("api_name", "API name"),
  STRING("group_name", "API group name"),
  STRING("group_id", "API group ID"),
  STRING("remark", "Description"),
  STRING("api_type", "API type", .values = api_types),
};
STRUCT(duplicate_api, "DuplicateApiInfo");

static const struct hwc_field api_duplication_fields[] = {
  STRING("req_method", "Request method", .values = hwc_apig_req_methods),
  STRING("req_uri", "Request path"),
  STRING("match_mode", "SWA: prefix match, NORMAL: exact match",
         .values = hwc_apig_match_modes),
  OBJECTS("duplicated_apis", duplicate_api, "Conflicting APIs on the path"),
};
STRUCT(api_duplication, "ApiDuplicationInfo");

static const struct hwc_field list_duplicate_apis_for_app_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("apis", api_duplication, "APIs"),
};
STRUCT(list_duplicate_apis_for_app_reply, "ListDuplicateApisForAppV2Response");

static const struct hwc_operation operations[] = {
  {
    .name = "canceling_authorization",
    .method = "DELETE",
    .path = INSTANCE_PATH "/app-auths/{app_auth_id}",
    HWC_PARAMETERS(app_auth_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Revokes an authorization.",
  },
  {
    .name = "create_authorizing_apps",
    .method = "POST",
    .path = INSTANCE_PATH "/app-auths",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &api_auth_create,
    .reply = &create_authorizing_apps_reply,
    .success_status = 201,
    .doc = "Authorizes apps to call APIs.",
  },
  {
    .name = "list_apis_binded_to_app",
    .method = "GET",
    .path = INSTANCE_PATH "/app-auths/binded-apis",
    HWC_PARAMETERS(app_bound_apis_parameters),
    .reply = &app_bound_apis_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists the APIs that an app may call.",
  },
  {
    .name = "list_apis_unbinded_to_app",
    .method = "GET",
    .path = INSTANCE_PATH "/app-auths/unbinded-apis",
    HWC_PARAMETERS(app_free_apis_parameters),
    .reply = &app_free_apis_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists the APIs that an app may not call yet.",
  },
  {
    .name = "list_apps_binded_to_api",
    .method = "GET",
    .path = INSTANCE_PATH "/app-auths/binded-apps",
    HWC_PARAMETERS(api_bound_apps_parameters),
    .reply = &app_bound_apis_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists the apps that may call an API.",
  },
  {
    .name = "list_duplicate_apis_for_app",
    .method = "GET",
    .path = INSTANCE_PATH "/app-auths/duplicate-apis",
    HWC_PARAMETERS(list_duplicate_apis_for_app_parameters),
    .reply = &list_duplicate_apis_for_app_reply,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Lists APIs that an app may call under the same address.",
  },
};
TABLE(hwc_apig_app_auths);
