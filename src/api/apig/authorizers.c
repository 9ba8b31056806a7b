/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: custom authorizers. */
#include "api/apig/rows.h"

static const char *const locations[] = {"HEADER", "QUERY", NULL};
static const char *const types[] = {"FRONTEND", "BACKEND", NULL};
static const char *const authorizer_types[] = {"LD", "FUNC", NULL};

static const struct hwc_field identity_fields[] = {
  STRING("name", "Name: letters, digits, _, - and ., starting with a letter or "
                 "digit",
         REQUIRED),
  STRING("location", "Location of the identity parameter", REQUIRED,
         .values = locations),
  STRING("validation", "Validation expression; null: none"),
};
STRUCT(identity, "Identity");

#define AUTHORIZER_FIELDS                                                      \
  STRING("authorizer_version",                                                 \
         "Function version; ignored if an alias is given"),                    \
  STRING("authorizer_alias_uri",                                               \
         "Function alias address; takes precedence over the version"),         \
  OBJECTS("identities", identity, "Source of the identity"),                   \
  INTEGER("ttl", "Lifetime of cached results in seconds"),                     \
  STRING("user_data", "User data", .flags = HWC_SECRET),                       \
  STRING("ld_api_id", "Custom backend API ID"),                                \
  BOOLEAN("need_body", "Send the body to the authorizer"),                     \
  STRING("network_type", "Network of the function", .gateway = HWC_GATEWAY_APIG)

static const struct hwc_field authorizer_create_fields[] = {
  AUTHORIZER_FIELDS,
  STRING("name", "Name, starting with a letter or Chinese character", REQUIRED,
         .min = 3, .max = 64),
  STRING("type", "FRONTEND or BACKEND authorizer", REQUIRED, .values = types),
  STRING("authorizer_type", "Function kind behind the authorizer", REQUIRED,
         .values = authorizer_types),
  STRING("authorizer_uri",
         "Function address; a custom backend function must be POST and "
         "deployed", REQUIRED),
};
STRUCT(authorizer_create, "AuthorizerCreate");

static const struct hwc_field authorizer_fields[] = {
  AUTHORIZER_FIELDS,
  STRING("name", "Authorizer name"),
  STRING("type", "FRONTEND or BACKEND authorizer", .values = types),
  STRING("authorizer_type", "Function kind behind the authorizer",
         .values = authorizer_types),
  STRING("authorizer_uri",
         "Function address; a custom backend function must be POST and "
         "deployed"),
  STRING("id", "Custom authorizer ID"),
  TIMESTAMP("create_time", "Creation"),
  STRING("roma_app_id", "Integration application ID"),
  STRING("roma_app_name", "Integration application name"),
};
STRUCT(authorizer, "AuthorizerResp");

static const struct hwc_field authorizer_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("authorizer_id", "Custom authorizer ID", PATH),
};

static const struct hwc_field list_authorizers_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("id", "ID", QUERY),
  STRING("name", "Name", QUERY),
  STRING("type", "Type", QUERY, .values = types),
};

static const struct hwc_field list_authorizers_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("authorizer_list", authorizer, "Custom authorizers"),
};
STRUCT(list_authorizers_reply, "ListCustomAuthorizersV2Response");

static const struct hwc_operation operations[] = {
  {
    .name = "create_custom_authorizer",
    .method = "POST",
    .path = INSTANCE_PATH "/authorizers",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &authorizer_create,
    .reply = &authorizer,
    .success_status = 201,
    .doc = "Creates a custom authorizer.",
  },
  {
    .name = "delete_custom_authorizer",
    .method = "DELETE",
    .path = INSTANCE_PATH "/authorizers/{authorizer_id}",
    HWC_PARAMETERS(authorizer_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes a custom authorizer.",
  },
  {
    .name = "list_custom_authorizers",
    .method = "GET",
    .path = INSTANCE_PATH "/authorizers",
    HWC_PARAMETERS(list_authorizers_parameters),
    .reply = &list_authorizers_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists custom authorizers.",
  },
  {
    .name = "show_details_of_custom_authorizers",
    .method = "GET",
    .path = INSTANCE_PATH "/authorizers/{authorizer_id}",
    HWC_PARAMETERS(authorizer_parameters),
    .reply = &authorizer,
    .success_status = 200,
    .doc = "Shows a custom authorizer.",
  },
  {
    .name = "update_custom_authorizer",
    .method = "PUT",
    .path = INSTANCE_PATH "/authorizers/{authorizer_id}",
    HWC_PARAMETERS(authorizer_parameters),
    .body = &authorizer_create,
    .reply = &authorizer,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes a custom authorizer.",
  },
};
TABLE(hwc_apig_authorizers);
