/* SPDX-License-Identifier: Apache-2.0
 *
 * API Gateway: orchestration rules, which map parameters of requests. */
#include "api/apig/rows.h"

static const char *const strategies[] = {"list",       "hash",       "range",
                                         "hash_range", "none_value", "default",
                                         "head_n",     "tail_n",     NULL};
static const char *const param_types[] = {"string", "number", NULL};
static const char *const param_locations[] = {"query", "header", NULL};

static const struct hwc_field mapped_param_fields[] = {
  STRING("mapped_param_name", "Name: letters, digits and -, first a letter",
         REQUIRED, .min = 1, .max = 128),
  STRING("mapped_param_type", "Type", REQUIRED, .values = param_types),
  STRING("mapped_param_location", "Where the parameter is sent", REQUIRED,
         .values = param_locations),
};
STRUCT(mapped_param, "OrchestrationMappedParam");

static const struct hwc_field map_range_fields[] = {
  STRING("range_start", "First value as text, at most range_end",
         .format = HWC_DIGITS),
  STRING("range_end", "Last value as text", .format = HWC_DIGITS),
};
STRUCT(map_range, "OrchestrationMapParamRange");

static const struct hwc_field map_entry_fields[] = {
  STRINGS(
    "map_param_list",
    "Input values of at most 128 letters, digits, - and _; for strategy list",
    .max = 3000),
  OBJECT("map_param_range", map_range,
         "Input range; for strategies range and hash_range"),
  STRING("mapped_param_value", "Output value: letters and digits", .min = 1,
         .max = 128),
  INTEGER("intercept_length",
          "Characters to keep; for strategies head_n and tail_n", .min = 1,
          .max = 100),
};
STRUCT(map_entry, "OrchestrationMap");

static const struct hwc_field orchestration_create_fields[] = {
  STRING(
    "orchestration_name",
    "Rule name: letters, digits and _, first a letter; unique in the instance",
    REQUIRED, .min = 3, .max = 64),
  STRING("orchestration_strategy",
         "How the rule maps; with list at most 3000 values in all", REQUIRED,
         .values = strategies),
  OBJECT("orchestration_mapped_param", mapped_param,
         "Parameter that the rule makes"),
  BOOLEAN("is_preprocessing", "The rule only makes an input for later rules; "
                              "it cannot be the last besides the default"),
  OBJECTS("orchestration_map", map_entry,
          "Entries; the first that matches counts", .min = 1, .max = 300),
};
STRUCT(orchestration_create, "OrchestrationCreate");

static const struct hwc_field orchestration_fields[] = {
  STRING("orchestration_name", "Rule name"),
  STRING("orchestration_strategy", "How the rule maps", .values = strategies),
  OBJECT("orchestration_mapped_param", mapped_param,
         "Parameter that the rule makes"),
  BOOLEAN("is_preprocessing", "The rule only makes an input for later rules"),
  OBJECTS("orchestration_map", map_entry,
          "Entries; the first that matches counts"),
  STRING("orchestration_id", "Rule ID"),
  TIMESTAMP("orchestration_create_time", "Creation"),
  TIMESTAMP("orchestration_update_time", "Last change"),
};
STRUCT(orchestration, "CreateOrchestrationResponse");

static const struct hwc_field orchestration_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("orchestration_id", "Rule ID", PATH),
};

static const struct hwc_field list_orchestration_attached_apis_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("orchestration_id", "Rule ID", PATH),
  PAGE_PARAMETERS,
  STRING("api_name", "Part of the API name", QUERY),
  STRING("api_id", "API ID", QUERY),
};

static const struct hwc_field attached_api_fields[] = {
  STRING("api_id", "API ID"),
  STRING("api_name", "API name"),
  STRING("req_method", "Request method", .values = hwc_apig_req_methods),
  STRING("req_uri", "Request path"),
  STRING("auth_type", "Authentication of the API",
         .values = hwc_apig_auth_types),
  STRING("match_mode", "SWA: prefix match, NORMAL: exact match",
         .values = hwc_apig_match_modes),
  STRING("group_id", "API group ID"),
  STRING("group_name", "API group name"),
  TIMESTAMP("attached_time", "Binding time"),
};
STRUCT(attached_api, "OrchestrationApiInfo");

static const struct hwc_field list_orchestration_attached_apis_reply_fields[] =
  {
    SIZE_AND_TOTAL,
    OBJECTS("apis", attached_api, "APIs"),
};
STRUCT(list_orchestration_attached_apis_reply,
       "ListOrchestrationAttachedApisResponse");

static const struct hwc_field list_orchestrations_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("orchestration_name", "Rule name", QUERY),
  STRING("precise_search",
         "Comma separated names of parameters to match exactly; only "
         "orchestration_name now",
         QUERY),
  STRING("orchestration_id", "Rule IDs, joined by commas", QUERY),
};

static const struct hwc_field orchestration_base_fields[] = {
  STRING("orchestration_name", "Rule name"),
  STRING("orchestration_strategy", "How the rule maps", .values = strategies),
  OBJECT("orchestration_mapped_param", mapped_param,
         "Parameter that the rule makes"),
  BOOLEAN("is_preprocessing", "The rule only makes an input for later rules"),
  STRING("orchestration_id", "Rule ID"),
  TIMESTAMP("orchestration_create_time", "Creation"),
  TIMESTAMP("orchestration_update_time", "Last change"),
};
STRUCT(orchestration_base, "OrchestrationBaseResp");

static const struct hwc_field list_orchestrations_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("orchestrations", orchestration_base, "Orchestration rules"),
};
STRUCT(list_orchestrations_reply, "ListOrchestrationsResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "create_orchestration",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/orchestrations",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &orchestration_create,
    .reply = &orchestration,
    .success_status = 201,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Creates an orchestration rule.",
  },
  {
    .name = "delete_orchestration",
    .method = "DELETE",
    .path = APIGW_INSTANCE_PATH "/orchestrations/{orchestration_id}",
    HWC_PARAMETERS(orchestration_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_APIG,
    .idempotent_reason = "the ID is never used again; the second finds nothing",
    .doc = "Deletes an orchestration rule.",
  },
  {
    .name = "list_orchestration_attached_apis",
    .method = "GET",
    .path =
      APIGW_INSTANCE_PATH "/orchestrations/{orchestration_id}/attached-apis",
    HWC_PARAMETERS(list_orchestration_attached_apis_parameters),
    .reply = &list_orchestration_attached_apis_reply,
    .paging = HWC_OFFSET,
    .item_id = "api_id",
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists the APIs that are bound to an orchestration rule.",
  },
  {
    .name = "list_orchestrations",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/orchestrations",
    HWC_PARAMETERS(list_orchestrations_parameters),
    .reply = &list_orchestrations_reply,
    .paging = HWC_OFFSET,
    .item_id = "orchestration_id",
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists the orchestration rules of an instance.",
  },
  {
    .name = "show_details_of_orchestration",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/orchestrations/{orchestration_id}",
    HWC_PARAMETERS(orchestration_parameters),
    .reply = &orchestration,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Shows an orchestration rule.",
  },
  {
    .name = "update_orchestration",
    .method = "PUT",
    .path = APIGW_INSTANCE_PATH "/orchestrations/{orchestration_id}",
    HWC_PARAMETERS(orchestration_parameters),
    .body = &orchestration_create,
    .reply = &orchestration,
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_APIG,
    .idempotent_reason = "sets the given values; twice gives the same",
    .doc = "Changes an orchestration rule.",
  },
};
TABLE(hwc_apig_orchestrations);
