/* SPDX-License-Identifier: Apache-2.0
 *
 * API Gateway: keys of apps for AI APIs. */
#include "api/apig/rows.h"

static const struct hwc_field ai_api_key_create_fields[] = {
  STRING("ai_api_key", "AI API key; generated if absent", .flags = HWC_SECRET,
         .min = 8, .max = 128, .set = "a-zA-Z0-9+_/=-"),
  STRING("alias", "Alias of the AI API key", .min = 1, .max = 100,
         .set = "a-zA-Z0-9_-"),
};
STRUCT(ai_api_key_create, "AiApiKeyCreate");

static const struct hwc_field ai_api_key_fields[] = {
  STRING("ai_api_key", "AI API key", .flags = HWC_SECRET),
  STRING("alias", "Alias of the AI API key"),
  STRING("app_id", "App ID"),
  TIMESTAMP("create_time", "Creation"),
  STRING("id", "AI API key ID"),
};
STRUCT(ai_api_key, "CreateAiApiKeyResponse");

static const struct hwc_field ai_api_key_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("app_id", "App ID", PATH),
  STRING("ai_api_key_id", "AI API key ID", PATH),
};

static const struct hwc_field list_ai_api_keys_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("app_id", "App ID", PATH),
  PAGE_PARAMETERS,
};

static const struct hwc_field listed_ai_api_key_fields[] = {
  STRING("ai_api_key", "AI API key, masked", .flags = HWC_SECRET),
  STRING("alias", "Alias of the AI API key"),
  STRING("app_id", "App ID"),
  TIMESTAMP("create_time", "Creation"),
  STRING("id", "AI API key ID"),
};
STRUCT(listed_ai_api_key, "AiApiKeyBaseInfo");

static const struct hwc_field list_ai_api_keys_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("ai_api_keys", listed_ai_api_key, "AI API keys, masked"),
};
STRUCT(list_ai_api_keys_reply, "ListAiApiKeysResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "create_ai_api_key",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/apps/{app_id}/ai-api-keys",
    HWC_PARAMETERS(hwc_apig_app_parameters),
    .body = &ai_api_key_create,
    .reply = &ai_api_key,
    .success_status = 200,
    .flags = HWC_NEW_KEYS,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Creates an AI API key of an app.",
  },
  {
    .name = "delete_ai_api_key",
    .method = "DELETE",
    .path = APIGW_INSTANCE_PATH "/apps/{app_id}/ai-api-keys/{ai_api_key_id}",
    HWC_PARAMETERS(ai_api_key_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_APIG,
    .idempotent_reason = "the ID is never used again; the second finds nothing",
    .doc = "Deletes an AI API key.",
  },
  {
    .name = "list_ai_api_keys",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/apps/{app_id}/ai-api-keys",
    HWC_PARAMETERS(list_ai_api_keys_parameters),
    .reply = &list_ai_api_keys_reply,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .flags = HWC_NEW_KEYS,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists the AI API keys of an app, masked.",
  },
  {
    .name = "show_details_of_ai_api_key",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/apps/{app_id}/ai-api-keys/{ai_api_key_id}",
    HWC_PARAMETERS(ai_api_key_parameters),
    .reply = &ai_api_key,
    .flags = HWC_NEW_KEYS,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Shows an AI API key.",
  },
};
TABLE(hwc_apig_ai_api_keys);
