/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: signature keys and their bindings to
 * APIs. */
#include "api/apig/rows.h"

static const char *const sign_types[] = {"hmac", "basic", "public_key", "aes",
                                         NULL};
static const char *const sign_algorithms[] = {"aes-128-cfb", "aes-256-cfb",
                                              NULL};

#define ALPHANUMERIC "a-zA-Z0-9"

static const struct hwc_field sign_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("sign_id", "Signature key ID", PATH),
};

/* What holds whatever the sign_type: it may be absent in an update, and then
 * only the service knows it. */
static const struct hwc_field signature_fields[] = {
  STRING("name", "Letters, Chinese characters, digits and _, first no digit",
         .flags = HWC_REQUIRED | HWC_CHINESE, .min = 3, .max = 64,
         .first = "a-zA-Z", .set = ALPHANUMERIC "_"),
  STRING("sign_type", "Kind of signature key", .values = sign_types),
  STRING("sign_key", "Key; the service makes one where absent",
         .flags = HWC_SECRET, .min = 4, .max = 512, .first = ALPHANUMERIC "+/",
         .set = ALPHANUMERIC "_!@#$%+/=-"),
  STRING("sign_secret", "Secret (aes: the vector); made where absent",
         .flags = HWC_SECRET, .min = 8, .max = 2048, .first = ALPHANUMERIC "+/",
         .set = ALPHANUMERIC "_!@#$%+/=-"),
  STRING("sign_algorithm", "Only with aes", .values = sign_algorithms),
};

#define SIGN_RULE(type, ...)                                                   \
  {                                                                            \
    .kind = HWC_WHEN, .when = "sign_type", .is = (type), .field = __VA_ARGS__  \
  }
#define ALGORITHM_RULE(algorithm, ...)                                         \
  {                                                                            \
    .kind = HWC_WHEN, .when = "sign_algorithm", .is = (algorithm),             \
    .field = __VA_ARGS__                                                       \
  }

static const struct hwc_rule signature_rules[] = {
  {.kind = HWC_ONLY_WHEN,
   .when = "sign_type",
   .is = "aes",
   .names = {"sign_algorithm"}},
  SIGN_RULE("hmac", {.name = "sign_key",
                     .min = 8,
                     .max = 32,
                     .first = ALPHANUMERIC,
                     .set = ALPHANUMERIC "_-"}),
  SIGN_RULE("hmac", {.name = "sign_secret",
                     .min = 16,
                     .max = 64,
                     .first = ALPHANUMERIC,
                     .set = ALPHANUMERIC "_!@#$%-"}),
  SIGN_RULE("basic", {.name = "sign_key",
                      .min = 4,
                      .max = 32,
                      .first = "a-zA-Z",
                      .set = ALPHANUMERIC "_-"}),
  SIGN_RULE("basic", {.name = "sign_secret",
                      .min = 8,
                      .max = 64,
                      .first = ALPHANUMERIC,
                      .set = ALPHANUMERIC "_!@#$%-"}),
  SIGN_RULE("public_key", {.name = "sign_key",
                           .min = 8,
                           .max = 512,
                           .first = ALPHANUMERIC "+/",
                           .set = ALPHANUMERIC "_+/=-"}),
  SIGN_RULE("public_key", {.name = "sign_secret",
                           .min = 15,
                           .max = 2048,
                           .first = ALPHANUMERIC "+/",
                           .set = ALPHANUMERIC "_!@#$%+/=-"}),
  SIGN_RULE("public_key",
            {.name = "sign_secret", .min = 16, .gateway = HWC_GATEWAY_APIG}),
  /* The documents give the lengths per algorithm alone. */
  SIGN_RULE("aes", {.name = "sign_key", .min = 16, .max = 32}),
  SIGN_RULE("aes", {.name = "sign_secret", .min = 16, .max = 16}),
  ALGORITHM_RULE("aes-128-cfb", {.name = "sign_key", .min = 16, .max = 16}),
  ALGORITHM_RULE("aes-128-cfb", {.name = "sign_secret", .min = 16, .max = 16}),
  ALGORITHM_RULE("aes-256-cfb", {.name = "sign_key", .min = 32, .max = 32}),
  ALGORITHM_RULE("aes-256-cfb", {.name = "sign_secret", .min = 16, .max = 16}),
};
STRUCT_WITH_RULES(signature, "BaseSignature");

/* Members of a signature key in every answer. */
#define SIGN_FIELDS                                                            \
  STRING("name", "Name"),                                                      \
    STRING("sign_type", "Kind of signature key", .values = sign_types),        \
    STRING("sign_key", "Key", .flags = HWC_SECRET),                            \
    STRING("sign_secret", "Masked", .flags = HWC_SECRET),                      \
    STRING("sign_algorithm", "Only of aes keys; else empty",                   \
           .values = sign_algorithms),                                         \
    TIMESTAMP("update_time", "Last change"),                                   \
    TIMESTAMP("create_time", "Creation"), STRING("id", "Signature key ID")

static const struct hwc_field sign_fields[] = {SIGN_FIELDS};
STRUCT(sign, "Signature");

static const struct hwc_field counted_sign_fields[] = {
  SIGN_FIELDS,
  INTEGER("bind_num", "Number of bound APIs"),
  INTEGER("ldapi_bind_num", "Number of bound custom backends"),
};
STRUCT(counted_sign, "SignatureWithBindNum");

static const struct hwc_field sign_list_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("signs", counted_sign, "Signature keys"),
};
STRUCT(sign_list, "ListSignatureKeysV2Response");

/* The gateway "apig" adds the last two. */
#define BINDING_FIELDS                                                         \
  STRING("publish_id", "Publication record ID"), STRING("api_id", "API ID"),   \
    STRING("group_name", "API group name"),                                    \
    TIMESTAMP("binding_time", "Time of binding"),                              \
    STRING("env_id", "Environment ID"),                                        \
    STRING("env_name", "Environment name"),                                    \
    INTEGER("api_type", "1 public, 2 private"),                                \
    STRING("api_name", "API name"), STRING("id", "Binding ID"),                \
    STRING("api_remark", "API description"),                                   \
    STRING("sign_id", "Signature key ID"),                                     \
    STRING("sign_name", "Signature key name"),                                 \
    STRING("req_method", "Method of the API", .gateway = HWC_GATEWAY_APIG),    \
    STRINGS("tags", "Tags of the API", .gateway = HWC_GATEWAY_APIG)

static const struct hwc_field api_binding_fields[] = {BINDING_FIELDS};
STRUCT(api_binding, "SignApiBindingBase");

static const struct hwc_field sign_binding_fields[] = {
  BINDING_FIELDS,
  STRING("sign_key", "Key", .flags = HWC_SECRET),
  STRING("sign_secret", "Masked", .flags = HWC_SECRET),
  STRING("sign_type", "Kind of signature key", .values = sign_types),
};
STRUCT(sign_binding, "SignApiBindingInfo");

static const struct hwc_field bind_fields[] = {
  STRING("sign_id", "Signature key ID", REQUIRED),
  STRINGS("publish_ids", "Publication record IDs", REQUIRED),
};
STRUCT(bind, "SignApiBinding");

static const struct hwc_field bindings_fields[] = {
  OBJECTS("bindings", sign_binding, "The new bindings"),
};
STRUCT(bindings, "AssociateSignatureKeyV2Response");

static const struct hwc_field unbind_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("sign_bindings_id", "Binding ID", PATH),
};

#define API_FILTER                                                             \
  PROJECT_ID, INSTANCE_ID, PAGE_PARAMETERS,                                    \
    STRING("sign_id", "Signature key ID", QUERY, REQUIRED),                    \
    STRING("env_id", "Environment ID", QUERY),                                 \
    STRING("api_id", "API ID", QUERY), STRING("api_name", "API name", QUERY),  \
    STRING("group_id", "API group ID", QUERY),                                 \
    STRING("tags", "Tags of the API", QUERY, .gateway = HWC_GATEWAY_APIG)

static const struct hwc_field list_apis_parameters[] = {API_FILTER};

static const struct hwc_field bound_apis_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("bindings", api_binding, "Bindings of the signature key"),
};
STRUCT(bound_apis, "ListApisBindedToSignatureKeyV2Response");

static const struct hwc_field free_api_fields[] = {
  API_OUTLINE_FIELDS,
  INTEGER("type", "1 public, 2 private"),
  STRING("signature_name", "Name of the bound signature key"),
  STRING("req_method", "Method of the API", .gateway = HWC_GATEWAY_APIG),
  STRINGS("tags", "Tags of the API", .gateway = HWC_GATEWAY_APIG),
};
STRUCT(free_api, "ApiForSign");

static const struct hwc_field free_apis_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("apis", free_api, "APIs"),
};
STRUCT(free_apis, "ListApisNotBoundWithSignatureKeyV2Response");

static const struct hwc_field list_signs_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("id", "Signature key ID", QUERY),
  STRING("name", "Signature key name", QUERY),
  STRING("precise_search", "Parameters to match exactly; only name now", QUERY),
};

static const struct hwc_field bound_signs_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("api_id", "API ID", QUERY, REQUIRED),
  STRING("sign_id", "Signature key ID", QUERY),
  STRING("sign_name", "Signature key name", QUERY),
  STRING("env_id", "Environment ID", QUERY),
};

static const struct hwc_field bound_signs_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("bindings", sign_binding, "Bindings of the API"),
};
STRUCT(bound_signs, "ListSignatureKeysBindedToApiV2Response");

static const struct hwc_operation operations[] = {
  {
    .name = "associate_signature_key",
    .method = "POST",
    .path = INSTANCE_PATH "/sign-bindings",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &bind,
    .reply = &bindings,
    .success_status = 201,
    .doc = "Binds a signature key to published APIs.",
  },
  {
    .name = "create_signature_key",
    .method = "POST",
    .path = INSTANCE_PATH "/signs",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &signature,
    .reply = &sign,
    .success_status = 201,
    .doc = "Creates a signature key.",
  },
  {
    .name = "delete_signature_key",
    .method = "DELETE",
    .path = INSTANCE_PATH "/signs/{sign_id}",
    HWC_PARAMETERS(sign_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "the ID is never used again; the second finds nothing",
    .doc = "Deletes a signature key.",
  },
  {
    .name = "disassociate_signature_key",
    .method = "DELETE",
    .path = INSTANCE_PATH "/sign-bindings/{sign_bindings_id}",
    HWC_PARAMETERS(unbind_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "the ID is never used again; the second finds nothing",
    .doc = "Takes a signature key from an API.",
  },
  {
    .name = "list_apis_binded_to_signature_key",
    .method = "GET",
    .path = INSTANCE_PATH "/sign-bindings/binded-apis",
    HWC_PARAMETERS(list_apis_parameters),
    .reply = &bound_apis,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists the APIs that a signature key is bound to.",
  },
  {
    .name = "list_apis_not_bound_with_signature_key",
    .method = "GET",
    .path = INSTANCE_PATH "/sign-bindings/unbinded-apis",
    HWC_PARAMETERS(list_apis_parameters),
    .reply = &free_apis,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists the APIs that a signature key is not bound to.",
  },
  {
    .name = "list_signature_keys",
    .method = "GET",
    .path = INSTANCE_PATH "/signs",
    HWC_PARAMETERS(list_signs_parameters),
    .reply = &sign_list,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists signature keys.",
  },
  {
    .name = "list_signature_keys_binded_to_api",
    .method = "GET",
    .path = INSTANCE_PATH "/sign-bindings/binded-signs",
    HWC_PARAMETERS(bound_signs_parameters),
    .reply = &bound_signs,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists the signature keys that are bound to an API.",
  },
  {
    .name = "update_signature_key",
    .method = "PUT",
    .path = INSTANCE_PATH "/signs/{sign_id}",
    HWC_PARAMETERS(sign_parameters),
    .body = &signature,
    .reply = &sign,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "sets the given values, and the reply has those that hold",
    .doc = "Changes a signature key.",
  },
};
TABLE(hwc_apig_signs);
