/* SPDX-License-Identifier: Apache-2.0
 *
 * API Gateway: what callers get instead of the error responses of the gateway.
 */
#include "api/apig/rows.h"

static const char *const response_types[] = {
  "AUTH_FAILURE",
  "AUTH_HEADER_MISSING",
  "AUTHORIZER_FAILURE",
  "AUTHORIZER_CONF_FAILURE",
  "AUTHORIZER_IDENTITIES_FAILURE",
  "BACKEND_UNAVAILABLE",
  "BACKEND_TIMEOUT",
  "THROTTLED",
  "UNAUTHORIZED",
  "ACCESS_DENIED",
  "NOT_FOUND",
  "REQUEST_PARAMETERS_FAILURE",
  "DEFAULT_4XX",
  "DEFAULT_5XX",
  "THIRD_AUTH_FAILURE",
  "THIRD_AUTH_IDENTITIES_FAILURE",
  "THIRD_AUTH_CONF_FAILURE",
  "OIDC_AUTH_TOKEN_VERIFY_FAIL",
  "OIDC_AUTH_GET_DISCOVERY_ERROR",
  "OIDC_AUTH_CODE_FLOW_FAIL",
  "JWT_AUTH_FAILURE",
  "ORCHESTRATION_PARAMETER_NOT_FOUND",
  "ORCHESTRATION_FAILURE",
  NULL};

static const struct hwc_field response_header_fields[] = {
  STRING("key", "Header name: letters, digits and -", .min = 1, .max = 128),
  STRING("value", "Header value", .min = 1, .max = 1024),
};
STRUCT(response_header, "ResponseInfoHeader");

static const struct hwc_field response_create_fields[] = {
  INTEGER("status", "HTTP status; not 444", .min = 200, .max = 599),
  STRING("body", "Template of the body"),
  OBJECTS("headers", response_header, "Additional headers, at most 10"),
};
STRUCT(response_create, "ResponseInfo");

static const struct hwc_field responses_create_fields[] = {
  STRING("name", "Name: letters, digits, _ and -", REQUIRED, .min = 1,
         .max = 64),
  OBJECT_MAP("responses", response_create,
             "Responses by type of error, such as AUTH_FAILURE"),
};
STRUCT(responses_create, "ResponsesCreate");

static const struct hwc_field response_fields[] = {
  INTEGER("status", "HTTP status"),
  STRING("body", "Template of the body"),
  OBJECTS("headers", response_header, "Additional headers"),
  BOOLEAN("default", "It is the default"),
};
STRUCT(response, "ResponseInfoResp");

static const struct hwc_field responses_fields[] = {
  STRING("name", "Response name"),
  OBJECT_MAP("responses", response,
             "Responses by type of error, such as AUTH_FAILURE"),
  STRING("id", "Response ID"),
  BOOLEAN("default", "They are the default of the group"),
  TIMESTAMP("create_time", "Creation"),
  TIMESTAMP("update_time", "Last change"),
};
STRUCT(responses, "CreateGatewayResponseV2Response");

static const struct hwc_field response_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("group_id", "API group ID", PATH),
  STRING("response_id", "Response ID", PATH),
};

static const struct hwc_field response_type_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("group_id", "API group ID", PATH),
  STRING("response_id", "Response ID", PATH),
  STRING("response_type", "Type of error", PATH, .values = response_types),
};

static const struct hwc_field list_gateway_responses_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("group_id", "API group ID", PATH),
  PAGE_PARAMETERS,
};

static const struct hwc_field list_gateway_responses_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("responses", responses, "Custom responses"),
};
STRUCT(list_gateway_responses_reply, "ListGatewayResponsesV2Response");

/* The response is a map: its keys are of the list above. */
#define BY_TYPE(type) OBJECT(type, response, "Response to that error")
static const struct hwc_field responses_by_type_fields[] = {
  BY_TYPE("AUTH_FAILURE"),
  BY_TYPE("AUTH_HEADER_MISSING"),
  BY_TYPE("AUTHORIZER_FAILURE"),
  BY_TYPE("AUTHORIZER_CONF_FAILURE"),
  BY_TYPE("AUTHORIZER_IDENTITIES_FAILURE"),
  BY_TYPE("BACKEND_UNAVAILABLE"),
  BY_TYPE("BACKEND_TIMEOUT"),
  BY_TYPE("THROTTLED"),
  BY_TYPE("UNAUTHORIZED"),
  BY_TYPE("ACCESS_DENIED"),
  BY_TYPE("NOT_FOUND"),
  BY_TYPE("REQUEST_PARAMETERS_FAILURE"),
  BY_TYPE("DEFAULT_4XX"),
  BY_TYPE("DEFAULT_5XX"),
  BY_TYPE("THIRD_AUTH_FAILURE"),
  BY_TYPE("THIRD_AUTH_IDENTITIES_FAILURE"),
  BY_TYPE("THIRD_AUTH_CONF_FAILURE"),
  BY_TYPE("OIDC_AUTH_TOKEN_VERIFY_FAIL"),
  BY_TYPE("OIDC_AUTH_GET_DISCOVERY_ERROR"),
  BY_TYPE("OIDC_AUTH_CODE_FLOW_FAIL"),
  BY_TYPE("JWT_AUTH_FAILURE"),
  BY_TYPE("ORCHESTRATION_PARAMETER_NOT_FOUND"),
  BY_TYPE("ORCHESTRATION_FAILURE"),
};
#undef BY_TYPE
STRUCT(responses_by_type, "GatewayResponsesByType");

static const struct hwc_operation operations[] = {
  {
    .name = "create_gateway_response",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/api-groups/{group_id}/gateway-responses",
    HWC_PARAMETERS(hwc_apig_group_parameters),
    .body = &responses_create,
    .reply = &responses,
    .success_status = 201,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Creates custom responses to errors for an API group.",
  },
  {
    .name = "delete_gateway_response",
    .method = "DELETE",
    .path = APIGW_INSTANCE_PATH
    "/api-groups/{group_id}/gateway-responses/{response_id}",
    HWC_PARAMETERS(response_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_APIG,
    .idempotent_reason = "the ID is never used again; the second finds nothing",
    .doc = "Deletes custom responses of an API group.",
  },
  {
    .name = "delete_gateway_response_type",
    .method = "DELETE",
    .path = APIGW_INSTANCE_PATH
    "/api-groups/{group_id}/gateway-responses/{response_id}/{response_type}",
    HWC_PARAMETERS(response_type_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_APIG,
    .idempotent_reason = "twice gives the same: the default response",
    .doc = "Sets the response to one type of error back to the default.",
  },
  {
    .name = "list_gateway_responses",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/api-groups/{group_id}/gateway-responses",
    HWC_PARAMETERS(list_gateway_responses_parameters),
    .reply = &list_gateway_responses_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists the custom responses of an API group.",
  },
  {
    .name = "show_details_of_gateway_response",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH
    "/api-groups/{group_id}/gateway-responses/{response_id}",
    HWC_PARAMETERS(response_parameters),
    .reply = &responses,
    .success_status = 200,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Shows custom responses of an API group.",
  },
  {
    .name = "show_details_of_gateway_response_type",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH
    "/api-groups/{group_id}/gateway-responses/{response_id}/{response_type}",
    HWC_PARAMETERS(response_type_parameters),
    .reply = &responses_by_type,
    .success_status = 200,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Shows the response to one type of error.",
  },
  {
    .name = "update_gateway_response",
    .method = "PUT",
    .path = APIGW_INSTANCE_PATH
    "/api-groups/{group_id}/gateway-responses/{response_id}",
    HWC_PARAMETERS(response_parameters),
    .body = &responses_create,
    .reply = &responses,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_APIG,
    .idempotent_reason = "sets the given values; twice gives the same",
    .doc = "Changes custom responses of an API group.",
  },
  {
    .name = "update_gateway_response_type",
    .method = "PUT",
    .path = APIGW_INSTANCE_PATH
    "/api-groups/{group_id}/gateway-responses/{response_id}/{response_type}",
    HWC_PARAMETERS(response_type_parameters),
    .body = &response_create,
    .reply = &responses_by_type,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_APIG,
    .idempotent_reason = "sets the given values; twice gives the same",
    .doc = "Changes the response to one type of error.",
  },
};
TABLE(hwc_apig_gateway_responses);
