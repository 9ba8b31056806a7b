/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: request throttling policies, their
 * bindings and exceptions. */
#include "api/apig/rows.h"

static const char *const object_types[] = {"APP", "USER", NULL};

static const struct hwc_field throttle_api_binding_create_fields[] = {
  STRING("strategy_id", "Throttling policy ID", REQUIRED),
  STRINGS("publish_ids", "Publication record IDs", REQUIRED),
};
STRUCT(throttle_api_binding_create, "ThrottleApiBindingCreate");

static const struct hwc_field throttle_api_binding_fields[] = {
  STRING("publish_id", "Publication record ID"),
  INTEGER("scope", "Scope: 1 whole API; only 1 is supported"),
  STRING("strategy_id", "Throttling policy ID"),
  TIMESTAMP("apply_time", "Binding time"),
  STRING("id", "Binding ID"),
};
STRUCT(throttle_api_binding, "ThrottleApiBinding");

static const struct hwc_field associate_throttle_reply_fields[] = {
  OBJECTS("throttle_applys", throttle_api_binding,
          "API to throttling policy bindings"),
};
STRUCT(associate_throttle_reply, "AssociateRequestThrottlingPolicyV2Response");

static const struct hwc_field throttle_binding_batch_delete_fields[] = {
  STRINGS("throttle_bindings", "Throttling binding IDs"),
};
STRUCT(throttle_binding_batch_delete, "ThrottleBindingBatchDelete");

static const struct hwc_field throttle_base_fields[] = {
  INTEGER("app_call_limits",
          "Calls per period by one app; at most the user limit"),
  STRING("name", "Throttling policy name", REQUIRED),
  STRING("time_unit", "Unit of the period", REQUIRED,
         .values = hwc_apig_time_units),
  STRING("remark", "Description"),
  INTEGER("api_call_limits", "Calls per period to one API", REQUIRED),
  INTEGER("type", "Throttling kind: 1 per API, 2 shared by all bound APIs",
          .min = 1, .max = 2),
  STRING("enable_adaptive_control", "Adaptive throttling; not supported"),
  INTEGER("user_call_limits",
          "Calls per period by one user; at most the API limit"),
  INTEGER("time_interval", "Length of the period", REQUIRED),
  INTEGER("ip_call_limits",
          "Calls per period by one source IP; at most the API limit"),
};
STRUCT(throttle_base, "ThrottleBaseInfo");

#define THROTTLES_FIELDS                                                       \
  INTEGER("app_call_limits", "Calls per period by one app"),                   \
  STRING("name", "Throttling policy name"),                                    \
  STRING("time_unit", "Unit of the period", .values = hwc_apig_time_units),    \
  STRING("remark", "Description"),                                             \
  INTEGER("api_call_limits", "Calls per period to one API"),                   \
  INTEGER("type", "Throttling kind: 1 per API, 2 shared by all bound APIs"),   \
  STRING("enable_adaptive_control", "Adaptive throttling; not supported"),     \
  INTEGER("user_call_limits", "Calls per period by one user"),                 \
  INTEGER("time_interval", "Length of the period"),                            \
  INTEGER("ip_call_limits", "Calls per period by one source IP"),              \
  STRING("id", "Throttling policy ID"),                                        \
  INTEGER("bind_num", "Number of bound APIs"),                                 \
  INTEGER("is_inclu_special_throttle",                                         \
          "Special throttling exists: 1 yes, 2 no"),                           \
  TIMESTAMP("create_time", "Creation")

static const struct hwc_field throttles_fields[] = {THROTTLES_FIELDS};
STRUCT(throttles, "ThrottlesInfo");

static const struct hwc_field throttle_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("throttle_id", "Throttling policy ID", PATH),
};

static const struct hwc_field throttle_special_create_fields[] = {
  INTEGER("call_limits", "Maximum number of calls in the period", REQUIRED),
  STRING("object_id", "ID of the special app or tenant", REQUIRED),
  STRING("object_type", "APP or USER", REQUIRED, .values = object_types),
};
STRUCT(throttle_special_create, "ThrottleSpecialCreate");

static const struct hwc_field throttle_special_fields[] = {
  STRING("id", "Special setting ID"),
  INTEGER("call_limits", "Maximum number of calls in the period"),
  TIMESTAMP("apply_time", "Binding time"),
  STRING("app_name", "App name"),
  STRING("app_id", "App ID"),
  STRING("object_id", "ID of the special app or tenant"),
  STRING("object_type", "APP or USER"),
  STRING("object_name", "Name of the special app or tenant"),
  STRING("throttle_id", "Throttling policy ID"),
};
STRUCT(throttle_special, "ThrottleSpecialInfo");

static const struct hwc_field strategy_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("throttle_id", "Throttling policy ID", PATH),
  STRING("strategy_id", "Special setting ID", PATH),
};

static const struct hwc_field throttle_binding_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("throttle_binding_id", "Throttling binding ID", PATH),
};

static const struct hwc_field throttle_bound_apis_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("throttle_id", "Throttling policy ID", QUERY, REQUIRED),
  STRING("env_id", "Environment ID", QUERY),
  STRING("group_id", "API group ID", QUERY),
  STRING("api_id", "API ID", QUERY),
  STRING("api_name", "API name", QUERY),
};

static const struct hwc_field api_for_throttle_fields[] = {
  API_OUTLINE_FIELDS,
  INTEGER("type", "1: public, 2: private"),
  STRING("throttle_apply_id", "Throttling binding ID"),
  STRING("throttle_name", "Throttling policy name"),
  TIMESTAMP("apply_time", "Binding time"),
  STRING("req_method", "Request method", .gateway = HWC_GATEWAY_APIG),
  STRINGS("tags", "Tags of the API", .gateway = HWC_GATEWAY_APIG),
};
STRUCT(api_for_throttle, "ApiForThrottle");

static const struct hwc_field throttle_bound_apis_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("apis", api_for_throttle, "APIs"),
};
STRUCT(throttle_bound_apis_reply,
       "ListApisBindedToRequestThrottlingPolicyV2Response");

static const struct hwc_field throttle_free_apis_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("throttle_id", "Throttling policy ID", QUERY, REQUIRED),
  STRING("env_id", "Environment ID", QUERY),
  STRING("group_id", "API group ID", QUERY),
  STRING("api_id", "API ID", QUERY),
  STRING("api_name", "API name", QUERY),
  STRING("tags", "Tags of the API", QUERY, .gateway = HWC_GATEWAY_APIG),
};

static const struct hwc_field api_bound_throttle_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("api_id", "API ID", QUERY, REQUIRED),
  STRING("throttle_id", "Throttling policy ID", QUERY),
  STRING("throttle_name", "Throttling policy name", QUERY),
  STRING("env_id", "Environment ID", QUERY),
};

static const struct hwc_field throttle_for_api_fields[] = {
  THROTTLES_FIELDS,
  STRING("env_name", "Environment name"),
  STRING("bind_id", "Binding ID"),
  TIMESTAMP("bind_time", "Binding time"),
};
STRUCT(throttle_for_api, "ThrottleForApi");

static const struct hwc_field api_bound_throttle_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("throttles", throttle_for_api, "Throttling policies"),
};
STRUCT(api_bound_throttle_reply,
       "ListRequestThrottlingPoliciesBindedToApiV2Response");

static const struct hwc_field list_throttle_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("id", "Throttling policy ID", QUERY),
  STRING("name", "Throttling policy name", QUERY),
  STRING("precise_search",
         "Comma-separated names to match exactly; only name is supported",
         QUERY),
};

static const struct hwc_field list_throttle_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("throttles", throttles, "Throttling policies"),
};
STRUCT(list_throttle_reply, "ListRequestThrottlingPolicyV2Response");

static const struct hwc_field list_special_throttle_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("throttle_id", "Throttling policy ID", PATH),
  PAGE_PARAMETERS,
  STRING("object_type", "APP or USER", QUERY),
  STRING("app_name", "App name", QUERY),
  STRING("user", "Tenant name", QUERY, .gateway = HWC_GATEWAY_APIG),
};

static const struct hwc_field list_special_throttle_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("throttle_specials", throttle_special, "Special settings"),
};
STRUCT(list_special_throttle_reply,
       "ListSpecialThrottlingConfigurationsV2Response");

static const struct hwc_field throttle_special_update_fields[] = {
  INTEGER("call_limits", "Maximum number of calls in the period", REQUIRED),
};
STRUCT(throttle_special_update, "ThrottleSpecialUpdate");

static const struct hwc_operation operations[] = {
  {
    .name = "associate_request_throttling_policy",
    .method = "POST",
    .path = INSTANCE_PATH "/throttle-bindings",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &throttle_api_binding_create,
    .reply = &associate_throttle_reply,
    .success_status = 201,
    .doc = "Binds a throttling policy to published APIs.",
  },
  {
    .name = "batch_disassociate_throttling_policy",
    .method = "PUT",
    .path = INSTANCE_PATH "/throttle-bindings",
    HWC_PARAMETERS(hwc_apig_action_parameters),
    .body = &throttle_binding_batch_delete,
    .reply = &hwc_apig_binding_failures,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED,
    .doc = "Unbinds throttling policies from APIs.",
  },
  {
    .name = "create_request_throttling_policy",
    .method = "POST",
    .path = INSTANCE_PATH "/throttles",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &throttle_base,
    .reply = &throttles,
    .success_status = 201,
    .doc = "Creates a throttling policy.",
  },
  {
    .name = "create_special_throttling_configuration",
    .method = "POST",
    .path = INSTANCE_PATH "/throttles/{throttle_id}/throttle-specials",
    HWC_PARAMETERS(throttle_parameters),
    .body = &throttle_special_create,
    .reply = &throttle_special,
    .success_status = 201,
    .doc = "Creates an exception of a throttling policy for an app or tenant.",
  },
  {
    .name = "delete_request_throttling_policy",
    .method = "DELETE",
    .path = INSTANCE_PATH "/throttles/{throttle_id}",
    HWC_PARAMETERS(throttle_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes a throttling policy.",
  },
  {
    .name = "delete_special_throttling_configuration",
    .method = "DELETE",
    .path = INSTANCE_PATH
            "/throttles/{throttle_id}/throttle-specials/{strategy_id}",
    HWC_PARAMETERS(strategy_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes an exception of a throttling policy.",
  },
  {
    .name = "disassociate_request_throttling_policy",
    .method = "DELETE",
    .path = INSTANCE_PATH "/throttle-bindings/{throttle_binding_id}",
    HWC_PARAMETERS(throttle_binding_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Unbinds a throttling policy from an API.",
  },
  {
    .name = "list_apis_binded_to_request_throttling_policy",
    .method = "GET",
    .path = INSTANCE_PATH "/throttle-bindings/binded-apis",
    HWC_PARAMETERS(throttle_bound_apis_parameters),
    .reply = &throttle_bound_apis_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "throttle_apply_id",
    .doc = "Lists the APIs that a throttling policy is bound to.",
  },
  {
    .name = "list_apis_unbinded_to_request_throttling_policy",
    .method = "GET",
    .path = INSTANCE_PATH "/throttle-bindings/unbinded-apis",
    HWC_PARAMETERS(throttle_free_apis_parameters),
    .reply = &throttle_bound_apis_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists the APIs that a throttling policy is not bound to.",
  },
  {
    .name = "list_request_throttling_policies_binded_to_api",
    .method = "GET",
    .path = INSTANCE_PATH "/throttle-bindings/binded-throttles",
    HWC_PARAMETERS(api_bound_throttle_parameters),
    .reply = &api_bound_throttle_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "bind_id",
    .doc = "Lists the throttling policies that are bound to an API.",
  },
  {
    .name = "list_request_throttling_policy",
    .method = "GET",
    .path = INSTANCE_PATH "/throttles",
    HWC_PARAMETERS(list_throttle_parameters),
    .reply = &list_throttle_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists throttling policies.",
  },
  {
    .name = "list_special_throttling_configurations",
    .method = "GET",
    .path = INSTANCE_PATH "/throttles/{throttle_id}/throttle-specials",
    HWC_PARAMETERS(list_special_throttle_parameters),
    .reply = &list_special_throttle_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists exceptions of a throttling policy.",
  },
  {
    .name = "show_details_of_request_throttling_policy",
    .method = "GET",
    .path = INSTANCE_PATH "/throttles/{throttle_id}",
    HWC_PARAMETERS(throttle_parameters),
    .reply = &throttles,
    .success_status = 200,
    .doc = "Shows a throttling policy.",
  },
  {
    .name = "update_request_throttling_policy",
    .method = "PUT",
    .path = INSTANCE_PATH "/throttles/{throttle_id}",
    HWC_PARAMETERS(throttle_parameters),
    .body = &throttle_base,
    .reply = &throttles,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes a throttling policy.",
  },
  {
    .name = "update_special_throttling_configuration",
    .method = "PUT",
    .path = INSTANCE_PATH
            "/throttles/{throttle_id}/throttle-specials/{strategy_id}",
    HWC_PARAMETERS(strategy_parameters),
    .body = &throttle_special_update,
    .reply = &throttle_special,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes an exception of a throttling policy.",
  },
};
TABLE(hwc_apig_throttles);
