/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: access control policies and their
 * bindings. */
#include "api/apig/rows.h"

static const char *const acl_types[] = {"PERMIT", "DENY", NULL};
static const char *const entity_types[] = {"IP", "DOMAIN", "DOMAIN_ID", NULL};
static const char *const api_bind_acl_entity_types[] = {"IP", "DOMAIN", NULL};

static const struct hwc_field batch_delete_acl_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("action", "Always delete", QUERY, REQUIRED),
};

static const struct hwc_field acl_batch_delete_fields[] = {
  STRINGS("acls", "ACL policies"),
};
STRUCT(acl_batch_delete, "AclBatchDelete");

static const struct hwc_field acl_batch_failure_fields[] = {
  STRING("acl_id", "ACL policy ID"),
  STRING("acl_name", "ACL policy name"),
  ITEM_ERROR,
};
STRUCT(acl_batch_failure, "AclBatchFailure");

static const struct hwc_field batch_delete_acl_reply_fields[] = {
  INTEGER("success_count", "Number of successful items"),
  OBJECTS("failure", acl_batch_failure, "Failed items"),
};
STRUCT(batch_delete_acl_reply, "BatchDeleteAclV2Response");

static const struct hwc_field acl_binding_batch_delete_fields[] = {
  STRINGS("acl_bindings", "API to ACL policy bindings"),
};
STRUCT(acl_binding_batch_delete, "AclBindingBatchDelete");

static const struct hwc_field api_acl_create_fields[] = {
  STRING("acl_name",
         "Letters, Chinese characters, digits and _, not starting with a digit",
         REQUIRED),
  STRING("acl_type", "PERMIT: allow list, DENY: deny list", REQUIRED,
         .values = acl_types),
  STRING("acl_value", "Comma-separated ACL values", REQUIRED),
  STRING("entity_type", "Object of the ACL: IP or DOMAIN", REQUIRED,
         .values = entity_types),
};
STRUCT(api_acl_create, "ApiAclCreate");

static const struct hwc_field create_acl_reply_fields[] = {
  STRING("acl_name", "Name"),
  STRING("acl_type", "PERMIT: allow list, DENY: deny list",
         .values = acl_types),
  STRING("acl_value", "Comma-separated ACL values"),
  STRING("entity_type", "Object of the ACL: IP or DOMAIN"),
  STRING("id", "ID"),
  TIMESTAMP("update_time", "Last change"),
};
STRUCT(create_acl_reply, "CreateAclStrategyV2Response");

static const struct hwc_field acl_api_binding_create_fields[] = {
  STRING("acl_id", "ACL policy ID"),
  STRINGS("publish_ids", "Publication record IDs"),
};
static const struct hwc_rule acl_api_binding_create_rules[] = {
  {.kind = HWC_WHEN,
   .field = {.name = "acl_id",
             .flags = HWC_REQUIRED, .gateway = HWC_GATEWAY_ROMA}},
  {.kind = HWC_WHEN,
   .field = {.name = "publish_ids",
             .flags = HWC_REQUIRED, .gateway = HWC_GATEWAY_ROMA}},
};
STRUCT_WITH_RULES(acl_api_binding_create, "AclApiBindingCreate");

static const struct hwc_field acl_api_binding_fields[] = {
  STRING("id", "Binding ID"),
  STRING("api_id", "API ID"),
  STRING("env_id", "Environment ID"),
  STRING("acl_id", "ACL policy ID"),
  TIMESTAMP("create_time", "Creation"),
};
STRUCT(acl_api_binding, "AclApiBindingInfo");

static const struct hwc_field create_api_acl_binding_reply_fields[] = {
  OBJECTS("acl_bindings", acl_api_binding, "API to ACL policy bindings"),
};
STRUCT(create_api_acl_binding_reply, "CreateApiAclBindingV2Response");

static const struct hwc_field acl_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("acl_id", "ACL policy ID", PATH),
};

static const struct hwc_field acl_bindings_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("acl_bindings_id", "Binding ID", PATH),
};

static const struct hwc_field api_bound_acl_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("api_id", "API ID", QUERY, REQUIRED),
  STRING("env_id", "Environment ID", QUERY),
  STRING("env_name", "Environment name", QUERY),
  STRING("acl_id", "ACL policy ID", QUERY),
  STRING("acl_name", "ACL policy name", QUERY),
};

static const struct hwc_field api_bind_acl_fields[] = {
  STRING("acl_id", "ACL policy ID"),
  STRING("acl_name", "ACL policy name"),
  STRING("entity_type", "Object of the ACL: IP or DOMAIN",
         .values = api_bind_acl_entity_types),
  STRING("acl_type", "PERMIT: allow list, DENY: deny list",
         .values = acl_types),
  STRING("acl_value", "Comma-separated ACL values"),
  STRING("env_id", "Environment ID"),
  STRING("env_name", "Environment name"),
  STRING("bind_id", "Binding ID"),
  TIMESTAMP("bind_time", "Binding time"),
};
STRUCT(api_bind_acl, "ApiBindAclInfo");

static const struct hwc_field api_bound_acl_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("acls", api_bind_acl, "ACL policies"),
};
STRUCT(api_bound_acl_reply, "ListAclPolicyBindedToApiV2Response");

static const struct hwc_field list_acl_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("id", "ACL policy ID", QUERY),
  STRING("name", "Name", QUERY),
  STRING("acl_type", "PERMIT: allow list, DENY: deny list", QUERY,
         .values = acl_types),
  STRING("entity_type", "Object of the ACL: IP or DOMAIN", QUERY),
  STRING("precise_search",
         "Comma-separated names to match exactly; only name is supported",
         QUERY),
};

static const struct hwc_field api_acl_info_with_bind_num_fields[] = {
  STRING("acl_name", "ACL policy name"),
  STRING("acl_type", "PERMIT: allow list, DENY: deny list",
         .values = acl_types),
  STRING("acl_value", "Comma-separated ACL values"),
  INTEGER("bind_num", "Number of bound APIs"),
  STRING("entity_type", "Object of the ACL: IP or DOMAIN"),
  STRING("id", "ACL policy ID"),
  TIMESTAMP("update_time", "Last change"),
};
STRUCT(api_acl_info_with_bind_num, "ApiAclInfoWithBindNum");

static const struct hwc_field list_acl_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("acls", api_acl_info_with_bind_num, "ACL policies"),
};
STRUCT(list_acl_reply, "ListAclStrategiesV2Response");

static const struct hwc_field acl_bound_apis_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("acl_id", "ACL policy ID", QUERY, REQUIRED),
  STRING("api_name", "API name", QUERY),
  STRING("env_id", "Environment ID", QUERY),
  STRING("group_id", "API group ID", QUERY),
  STRING("api_id", "API ID", QUERY, .gateway = HWC_GATEWAY_APIG),
  STRING("tags", "Tags of the API", QUERY, .gateway = HWC_GATEWAY_APIG),
};

static const struct hwc_field acl_bind_api_fields[] = {
  STRING("api_id", "API ID"),
  STRING("api_name", "API name"),
  STRING("group_name", "API group name"),
  INTEGER("api_type", "API type"),
  STRING("api_remark", "API description"),
  STRING("env_id", "Environment ID"),
  STRING("env_name", "Environment name"),
  STRING("bind_id", "Binding ID"),
  TIMESTAMP("bind_time", "Binding time"),
  STRING("publish_id", "Publication record ID"),
  STRING("req_method", "Request method", .gateway = HWC_GATEWAY_APIG),
  STRINGS("tags", "Tags of the API", .gateway = HWC_GATEWAY_APIG),
};
STRUCT(acl_bind_api, "AclBindApiInfo");

static const struct hwc_field acl_bound_apis_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("apis", acl_bind_api, "APIs"),
};
STRUCT(acl_bound_apis_reply, "ListApisBindedToAclPolicyV2Response");

static const struct hwc_field acl_free_apis_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("acl_id", "ACL policy ID", QUERY, REQUIRED),
  STRING("api_id", "API ID", QUERY),
  STRING("api_name", "API name", QUERY),
  STRING("env_id", "Environment ID", QUERY),
  STRING("group_id", "API group ID", QUERY),
  STRING("tags", "Tags of the API", QUERY, .gateway = HWC_GATEWAY_APIG),
};

static const struct hwc_field unbind_api_for_acl_fields[] = {
  API_OUTLINE_FIELDS,
  INTEGER("type", "1: public, 2: private"),
  STRING("acl_name", "ACL policy name"),
  STRING("req_method", "Request method", .gateway = HWC_GATEWAY_APIG),
  STRINGS("tags", "Tags of the API", .gateway = HWC_GATEWAY_APIG),
};
STRUCT(unbind_api_for_acl, "UnbindApiForAcl");

static const struct hwc_field acl_free_apis_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("apis", unbind_api_for_acl, "APIs"),
};
STRUCT(acl_free_apis_reply, "ListApisUnbindedToAclPolicyV2Response");

static const struct hwc_operation operations[] = {
  {
    .name = "batch_delete_acl",
    .method = "PUT",
    .path = INSTANCE_PATH "/acls",
    HWC_PARAMETERS(batch_delete_acl_parameters),
    .body = &acl_batch_delete,
    .reply = &batch_delete_acl_reply,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED,
    .doc = "Deletes access control policies.",
  },
  {
    .name = "batch_delete_api_acl_binding",
    .method = "PUT",
    .path = INSTANCE_PATH "/acl-bindings",
    HWC_PARAMETERS(hwc_apig_action_parameters),
    .body = &acl_binding_batch_delete,
    .reply = &hwc_apig_binding_failures,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED,
    .doc = "Unbinds access control policies from APIs.",
  },
  {
    .name = "create_acl_strategy",
    .method = "POST",
    .path = INSTANCE_PATH "/acls",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &api_acl_create,
    .reply = &create_acl_reply,
    .success_status = 201,
    .doc = "Creates an access control policy.",
  },
  {
    .name = "create_api_acl_binding",
    .method = "POST",
    .path = INSTANCE_PATH "/acl-bindings",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &acl_api_binding_create,
    .reply = &create_api_acl_binding_reply,
    .success_status = 201,
    .flags = HWC_BODY_REQUIRED,
    .doc = "Binds an access control policy to published APIs.",
  },
  {
    .name = "delete_acl",
    .method = "DELETE",
    .path = INSTANCE_PATH "/acls/{acl_id}",
    HWC_PARAMETERS(acl_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes an access control policy.",
  },
  {
    .name = "delete_api_acl_binding",
    .method = "DELETE",
    .path = INSTANCE_PATH "/acl-bindings/{acl_bindings_id}",
    HWC_PARAMETERS(acl_bindings_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Unbinds an access control policy from an API.",
  },
  {
    .name = "list_acl_policy_binded_to_api",
    .method = "GET",
    .path = INSTANCE_PATH "/acl-bindings/binded-acls",
    HWC_PARAMETERS(api_bound_acl_parameters),
    .reply = &api_bound_acl_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "bind_id",
    .doc = "Lists the access control policies that are bound to an API.",
  },
  {
    .name = "list_acl_strategies",
    .method = "GET",
    .path = INSTANCE_PATH "/acls",
    HWC_PARAMETERS(list_acl_parameters),
    .reply = &list_acl_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists access control policies.",
  },
  {
    .name = "list_apis_binded_to_acl_policy",
    .method = "GET",
    .path = INSTANCE_PATH "/acl-bindings/binded-apis",
    HWC_PARAMETERS(acl_bound_apis_parameters),
    .reply = &acl_bound_apis_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "bind_id",
    .doc = "Lists the APIs that an access control policy is bound to.",
  },
  {
    .name = "list_apis_unbinded_to_acl_policy",
    .method = "GET",
    .path = INSTANCE_PATH "/acl-bindings/unbinded-apis",
    HWC_PARAMETERS(acl_free_apis_parameters),
    .reply = &acl_free_apis_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists the APIs that an access control policy is not bound to.",
  },
  {
    .name = "show_details_of_acl_policy",
    .method = "GET",
    .path = INSTANCE_PATH "/acls/{acl_id}",
    HWC_PARAMETERS(acl_parameters),
    .reply = &create_acl_reply,
    .success_status = 200,
    .doc = "Shows an access control policy.",
  },
  {
    .name = "update_acl_strategy",
    .method = "PUT",
    .path = INSTANCE_PATH "/acls/{acl_id}",
    HWC_PARAMETERS(acl_parameters),
    .body = &api_acl_create,
    .reply = &create_acl_reply,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes an access control policy.",
  },
};
TABLE(hwc_apig_acls);
