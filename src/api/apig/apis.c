/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: APIs, their versions and publication. */
#include "api/apig/rows.h"

static const char *const app_code_auth_types[] = {"DISABLE", "HEADER", NULL};
static const char *const network_types[] = {"V1", "V2", NULL};
static const char *const invocation_types[] = {"async", "sync", NULL};
static const char *const req_param_base_types[] = {"STRING", "NUMBER", NULL};
static const char *const locations[] = {"PATH", "QUERY", "HEADER", NULL};
static const char *const origins[] = {"REQUEST", "CONSTANT", "SYSTEM", NULL};
static const char *const sys_param_names[] = {"req_path", "req_method", NULL};
static const char *const condition_types[] = {"exact", "enum", "pattern", NULL};
static const char *const effect_modes[] = {"ALL", "ANY", NULL};
static const char *const req_protocols[] = {"HTTP", "HTTPS", NULL};
static const char *const api_create_req_protocols[] = {
  "HTTP", "HTTPS", "BOTH", NULL};
static const char *const backend_types[] = {"HTTP", "FUNCTION", "MOCK", NULL};
static const char *const content_types[] = {
  "application/json", "application/xml", "multipart/form-data", "text/plain",
  NULL,
};
static const char *const condition_origins[] = {"param", "source", NULL};
static const char *const actions[] = {"online", "offline", NULL};
static const char *const methods[] = {
  "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", NULL};

static const struct hwc_field batch_publish_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("action", "online: publish, offline: take offline", QUERY, REQUIRED),
};

static const struct hwc_field api_batch_publish_fields[] = {
  STRINGS("apis", "APIs"),
  STRING("env_id", "Environment ID", REQUIRED),
  STRING("remark", "Description"),
  STRING("group_id", "API group ID", .gateway = HWC_GATEWAY_APIG),
};
STRUCT(api_batch_publish, "ApiBatchPublish");

static const struct hwc_field publish_fields[] = {
  STRING("publish_id", "Publication record ID"),
  STRING("api_id", "API ID"),
  STRING("api_name", "API name"),
  STRING("env_id", "Environment ID"),
  STRING("remark", "Description"),
  TIMESTAMP("publish_time", "Publication time"),
  STRING("version_id", "API version ID"),
};
STRUCT(publish, "PublishResp");

static const struct hwc_field batch_failure_fields[] = {
  STRING("api_id", "API ID"),
  STRING("api_name", "API name"),
  ITEM_ERROR,
};
STRUCT(batch_failure, "BatchFailure");

static const struct hwc_field batch_publish_reply_fields[] = {
  OBJECTS("success", publish, "Successful items"),
  OBJECTS("failure", batch_failure, "Failed items"),
};
STRUCT(batch_publish_reply, "BatchPublishOrOfflineApiV2Response");

#define ROMA_REQUIRES(member)                                                  \
  {.kind = HWC_WHEN,                                                           \
   .field = {.name = (member),                                                 \
             .flags = HWC_REQUIRED, .gateway = HWC_GATEWAY_ROMA}}

static const struct hwc_field api_version_fields[] = {
  STRING("version_id", "API version ID"),
};
static const struct hwc_rule api_version_rules[] = {
  ROMA_REQUIRES("version_id"),
};
STRUCT_WITH_RULES(api_version, "ApiVersion");

static const struct hwc_field api_check_info_v2_fields[] = {
  STRING("name", "API name"),
  STRING("req_method", "Request method", .values = hwc_apig_req_methods),
  STRING("req_uri", "Request path; {} marks parameters"),
  STRING("match_mode", "SWA: prefix match, NORMAL: exact match",
         .values = hwc_apig_match_modes),
  STRING("group_id", "API group ID"),
  STRING("roma_app_id", "Integration application ID"),
  STRING("api_id", "API ID"),
  STRING("type", "What to validate: path or name", EXPECTED,
         .values = hwc_apig_checked_types),
};
STRUCT(api_check_info_v2, "ApiCheckInfoV2");

static const struct hwc_field auth_opt_fields[] = {
  STRING("app_code_auth_type",
         "AppCode authentication; only with auth_type APP; default DISABLE",
         .values = app_code_auth_types),
};
STRUCT(auth_opt, "AuthOpt");

static const struct hwc_field api_mock_create_fields[] = {
  STRING("remark", "Description"),
  STRING("result_content", "Response text"),
  STRING("version", "Mock version"),
  STRING("authorizer_id", "Custom authorizer ID"),
  INTEGER("status_code", "Status code of the mock response",
          .gateway = HWC_GATEWAY_ROMA),
  STRING("header", "Headers", .gateway = HWC_GATEWAY_ROMA),
};
STRUCT(api_mock_create, "ApiMockCreate");

#define FUNCTION_CREATE_FIELDS                                                 \
  STRING("function_urn", "Function URN", REQUIRED),                            \
  STRING("network_type", "Function network: V1 without VPC, V2 with VPC",      \
         .values = network_types),                                             \
  STRING("invocation_type", "Function call: async or sync", REQUIRED,          \
         .values = invocation_types),                                          \
  STRING("version", "Function version; ignored if alias_urn is given"),        \
  STRING("alias_urn", "Function alias URN; takes precedence over version"),    \
  STRING("req_protocol", "Protocol of the function: HTTPS (default) or GRPCS", \
         .gateway = HWC_GATEWAY_APIG)

/* API Gateway requires the network of a function. */
#define FUNCTION_CREATE_RULES                                                  \
  {.kind = HWC_WHEN,                                                           \
   .field = {.name = "network_type",                                           \
             .flags = HWC_REQUIRED, .gateway = HWC_GATEWAY_APIG}}

static const struct hwc_field api_func_create_fields[] = {
  FUNCTION_CREATE_FIELDS,
  INTEGER("timeout", "Milliseconds; maximum: feature backend_timeout",
          REQUIRED),
  STRING("remark", "Description"),
  STRING("authorizer_id", "Custom authorizer ID"),
};
static const struct hwc_rule api_func_create_rules[] = {
  FUNCTION_CREATE_RULES,
};
STRUCT_WITH_RULES(api_func_create, "ApiFuncCreate");

#define PARAMETER_FIELDS                                                       \
  STRING("default_value", "Default value"),                                    \
  STRING("sample_value", "Sample value"),                                      \
  STRING("remark", "Description"),                                             \
  STRING("enumerations", "Allowed values"),                                    \
  INTEGER("min_num", "Minimum; only for NUMBER"),                              \
  INTEGER("max_num", "Maximum; only for NUMBER"),                              \
  INTEGER("min_size", "Minimum length; only for STRING"),                      \
  INTEGER("max_size", "Maximum length; only for STRING"),                      \
  STRING("regular", "Validation regex; not supported"),                        \
  STRING("json_schema", "JSON validation; not supported"),                     \
  STRINGS("orchestrations", "Orchestration rules, by descending priority")

static const struct hwc_field req_param_base_fields[] = {
  PARAMETER_FIELDS,
  STRING("name", "Name: letters, digits, -, _ and ., starting with a letter",
         REQUIRED),
  STRING("type", "Parameter type", REQUIRED, .values = req_param_base_types),
  STRING("location", "Location of the parameter: PATH, QUERY or HEADER",
         REQUIRED, .values = locations),
  INTEGER("required", "Required: 1 yes, 2 no", .min = 1,
          .max = 2),
  INTEGER("valid_enable", "Validation: 1 on, 2 off", .min = 1, .max = 2),
  INTEGER("pass_through", "Pass through: 1 yes, 2 no", .min = 1, .max = 2),
};
STRUCT(req_param_base, "ReqParamBase");

static const struct hwc_field backend_param_base_fields[] = {
  STRING("name", "Name: letters, digits, -, _ and ., starting with a letter",
         REQUIRED),
  STRING("location", "Location of the parameter: PATH, QUERY or HEADER",
         REQUIRED, .values = locations),
  STRING("origin", "REQUEST, CONSTANT or SYSTEM", REQUIRED, .values = origins),
  STRING("value", "Value", REQUIRED),
  STRING("remark", "Description"),
};
STRUCT(backend_param_base, "BackendParamBase");

static const struct hwc_field api_condition_create_fields[] = {
  STRING("req_param_name", "Request parameter"),
  STRING("sys_param_name", "System parameter", .values = sys_param_names),
  STRING("cookie_param_name", "Cookie"),
  STRING("condition_type", "Comparison", .values = condition_types),
  STRING("condition_origin",
         "What is compared: param, source, system or cookie", REQUIRED),
  STRING("condition_value", "Value to compare with", REQUIRED),
  STRING("frontend_authorizer_param_name",
         "$context.authorizer.frontend.NAME, with condition_origin "
         "frontend_authorizer", .gateway = HWC_GATEWAY_APIG),
  STRING("mapped_param_name",
         "Parameter that an orchestration rule makes, with condition_origin "
         "orchestration", .gateway = HWC_GATEWAY_APIG),
  STRING("mapped_param_location", "Location of that parameter",
         .gateway = HWC_GATEWAY_APIG),
};
static const struct hwc_rule api_condition_create_rules[] = {
  {.kind = HWC_WHEN,
   .when = "condition_origin",
   .is = "param",
   .field = {.name = "req_param_name", REQUIRED}},
  {.kind = HWC_WHEN,
   .when = "condition_origin",
   .is = "param",
   .field = {.name = "condition_type", REQUIRED}},
  {.kind = HWC_WHEN,
   .when = "condition_origin",
   .is = "cookie",
   .field = {.name = "cookie_param_name", REQUIRED}},
  {.kind = HWC_WHEN,
   .when = "condition_origin",
   .is = "cookie",
   .field = {.name = "condition_type", REQUIRED}},
  {.kind = HWC_WHEN,
   .when = "condition_origin",
   .is = "system",
   .field = {.name = "sys_param_name", REQUIRED}},
};
STRUCT_WITH_RULES(api_condition_create, "ApiConditionCreate");

#define POLICY_CREATE_FIELDS                                                   \
  STRING("effect_mode", "ALL or ANY of the conditions", REQUIRED,              \
         .values = effect_modes),                                              \
  STRING("name", "Letters, Chinese characters, digits and _, not starting "    \
                 "with a digit",                                               \
         REQUIRED),                                                            \
  OBJECTS("backend_params", backend_param_base, "Backend parameters"),         \
  OBJECTS("conditions", api_condition_create, "Conditions", REQUIRED),         \
  STRING("authorizer_id", "Custom authorizer ID")

static const struct hwc_field api_policy_mock_create_fields[] = {
  POLICY_CREATE_FIELDS,
  STRING("result_content", "Response text"),
  INTEGER("status_code", "Status code of the mock response",
          .gateway = HWC_GATEWAY_ROMA),
  STRING("header", "Headers", .gateway = HWC_GATEWAY_ROMA),
};
STRUCT(api_policy_mock_create, "ApiPolicyMockCreate");

static const struct hwc_field api_policy_function_create_fields[] = {
  FUNCTION_CREATE_FIELDS,
  INTEGER("timeout", "Milliseconds; maximum: feature backend_timeout"),
  POLICY_CREATE_FIELDS,
};
static const struct hwc_rule api_policy_function_create_rules[] = {
  FUNCTION_CREATE_RULES,
  ROMA_REQUIRES("timeout"),
};
STRUCT_WITH_RULES(api_policy_function_create, "ApiPolicyFunctionCreate");

static const struct hwc_field vpc_fields[] = {
  STRING("ecs_id", "ECS ID, of ecs members", .gateway = HWC_GATEWAY_ROMA),
  STRING("ecs_name", "ECS name, of ecs members", .gateway = HWC_GATEWAY_ROMA),
  BOOLEAN("cascade_flag", "Cascading; not supported",
          .gateway = HWC_GATEWAY_ROMA),
  STRING("vpc_channel_proxy_host", "Proxy host"),
  STRING("vpc_channel_id", "VPC channel ID", EXPECTED),
  INTEGER("vpc_channel_port", "VPC channel port", .gateway = HWC_GATEWAY_ROMA),
};
static const struct hwc_rule vpc_rules[] = {
  {.kind = HWC_WHEN,
   .field = {.name = "vpc_channel_id",
             .flags = HWC_REQUIRED, .gateway = HWC_GATEWAY_APIG}},
};
STRUCT_WITH_RULES(vpc, "VpcInfo");

static const struct hwc_field member_group_url_fields[] = {
  STRING("member_group_id", "Backend server group ID", REQUIRED),
  STRING("req_protocol", "Request protocol", REQUIRED),
  STRING("req_method", "Request method", REQUIRED),
  STRING("req_uri", "Request path; {} marks parameters", REQUIRED),
};
STRUCT(member_group_url, "MemberGroupUrlInfo");

#define BACKEND_CREATE_FIELDS                                                  \
  STRING("url_domain", "host:port of the backend, or a custom domain"),        \
  STRING("req_protocol", "Request protocol", .values = req_protocols),         \
  STRING("req_method", "Request method", .values = hwc_apig_req_methods),      \
  STRING("req_uri", "Request path; {} marks parameters"),                      \
  STRING("retry_count", "Retries to the backend, -1 to 10, default -1"),       \
  OBJECT("vpc_channel_info", vpc, "VPC channel"),                              \
  INTEGER("vpc_channel_status",                                                \
          "VPC channel: 1 used, 2 not used; with API Gateway 4: used, with "   \
          "member_group_url_infos", .min = 1, .max = 4),                       \
  BOOLEAN("enable_sm_channel", "SM algorithms on the way to the backend",      \
          .gateway = HWC_GATEWAY_APIG),                                        \
  OBJECTS("member_group_url_infos", member_group_url,                          \
          "Requests of each backend server group",                             \
          .gateway = HWC_GATEWAY_APIG)

/* With several backend server groups, API Gateway has one request for each. */
#define BACKEND_CREATE_RULES                                                   \
  ROMA_REQUIRES("req_protocol"), ROMA_REQUIRES("req_method"),                  \
    ROMA_REQUIRES("req_uri"),                                                  \
    {.kind = HWC_WHEN,                                                         \
     .field = {.name = "vpc_channel_status",                                   \
               .min = 1, .max = 2, .gateway = HWC_GATEWAY_ROMA}}

static const struct hwc_field backend_api_create_fields[] = {
  BACKEND_CREATE_FIELDS,
  BOOLEAN("enable_client_ssl", "Mutual TLS with the backend"),
  STRING("authorizer_id", "Custom authorizer ID"),
  STRING("remark", "Description"),
  STRING("version", "HTTP backend version"),
  INTEGER("timeout", "Milliseconds; maximum: feature backend_timeout",
          REQUIRED),
};
static const struct hwc_rule backend_api_create_rules[] = {
  BACKEND_CREATE_RULES,
};
STRUCT_WITH_RULES(backend_api_create, "BackendApiCreate");

static const struct hwc_field api_policy_http_create_fields[] = {
  BACKEND_CREATE_FIELDS,
  BOOLEAN("enable_client_ssl", "Mutual TLS with the backend",
          .gateway = HWC_GATEWAY_ROMA),
  POLICY_CREATE_FIELDS,
  INTEGER("timeout",
          "Milliseconds; maximum: feature backend_timeout"),
};
static const struct hwc_rule api_policy_http_create_rules[] = {
  BACKEND_CREATE_RULES,
};
STRUCT_WITH_RULES(api_policy_http_create, "ApiPolicyHttpCreate");

static const struct hwc_field api_create_fields[] = {
  STRING("name", "API name", REQUIRED),
  INTEGER("type", "1: public, 2: private", REQUIRED, .min = 1, .max = 2),
  STRING("version", "API version"),
  STRING("req_protocol", "Request protocol", REQUIRED,
         .values = api_create_req_protocols),
  STRING("req_method", "Request method", REQUIRED,
         .values = hwc_apig_req_methods),
  STRING("req_uri", "Request path; {} marks parameters", REQUIRED),
  STRING("auth_type", "Authentication of the API", REQUIRED,
         .values = hwc_apig_auth_types),
  OBJECT("auth_opt", auth_opt, "Extra authentication options"),
  BOOLEAN("cors", "Cross-origin requests are allowed"),
  STRING("match_mode", "SWA: prefix match, NORMAL: exact match",
         .values = hwc_apig_match_modes),
  STRING("backend_type", "Kind of backend", REQUIRED, .values = backend_types),
  STRING("remark", "Description"),
  STRING("group_id", "API group ID", REQUIRED),
  STRING("body_remark", "Description of the request body"),
  STRING("result_normal_sample", "Sample of a success response"),
  STRING("result_failure_sample", "Sample of a failure response"),
  STRING("authorizer_id", "Custom authorizer ID"),
  STRINGS("tags", "Tags"),
  STRING("response_id", "Group response ID; not supported"),
  STRING("roma_app_id", "Integration application ID"),
  STRING("domain_name", "Custom domain of the API"),
  STRING("tag", "Tag; use tags"),
  STRING("content_type", "Content type", .values = content_types),
  OBJECT("mock_info", api_mock_create, "Mock backend"),
  OBJECT("func_info", api_func_create, "FunctionGraph backend"),
  OBJECTS("req_params", req_param_base, "Request parameters"),
  OBJECTS("backend_params", backend_param_base, "Backend parameters"),
  OBJECTS("policy_mocks", api_policy_mock_create, "Mock policy backends"),
  OBJECTS("policy_functions", api_policy_function_create,
          "Function policy backends"),
  OBJECT("backend_api", backend_api_create, "HTTP backend"),
  OBJECTS("policy_https", api_policy_http_create, "HTTP policy backends"),
  BOOLEAN("trace_enabled", "Trace requests; default false",
          .gateway = HWC_GATEWAY_APIG),
  STRING("sampling_strategy", "RATE; needed with trace_enabled",
         .gateway = HWC_GATEWAY_APIG),
  STRING("sampling_param", "Share of requests to trace, 0 to 100 as text",
         .gateway = HWC_GATEWAY_APIG),
  BOOLEAN("is_send_fg_body_base64", "Base64 for bodies sent to functions",
          .gateway = HWC_GATEWAY_APIG),
};
static const struct hwc_rule api_create_rules[] = {
  {.kind = HWC_NEEDS, .names = {"domain_name", "roma_app_id"}},
};
STRUCT_WITH_RULES(api_create, "ApiCreate");

#define BACKEND_STATE_FIELDS                                                   \
  STRING("authorizer_id", "Custom authorizer ID"),                             \
  STRING("remark", "Description"),                                             \
  STRING("id", "ID"),                                                          \
  INTEGER("status", "Backend state: 1 valid"),                                 \
  TIMESTAMP("register_time", "Registration"),                                  \
  TIMESTAMP("update_time", "Last change")

#define BACKEND_ADDRESS_FIELDS                                                 \
  STRING("url_domain", "host:port of the backend"),                            \
  STRING("req_protocol", "Request protocol", .values = req_protocols),         \
  STRING("req_method", "Request method", .values = hwc_apig_req_methods),      \
  STRING("req_uri", "Request path"),                                           \
  INTEGER("timeout", "Backend timeout in ms"),                                 \
  BOOLEAN("enable_client_ssl", "Mutual TLS with the backend"),                 \
  STRING("retry_count", "Retries to the backend, -1 to 10, default -1"),       \
  OBJECT("vpc_channel_info", vpc, "VPC channel"),                              \
  INTEGER("vpc_channel_status", "VPC channel: 1 used, 2 not used")

static const struct hwc_field backend_api_fields[] = {
  BACKEND_ADDRESS_FIELDS,
  BACKEND_STATE_FIELDS,
  STRING("version", "HTTP backend version"),
};
STRUCT(backend_api, "BackendApi");

static const struct hwc_field api_group_common_fields[] = {
  STRING("id", "ID"),
  STRING("name", "API group name"),
  INTEGER("status", "API group state: 1 valid, 2 locked"),
  STRING("sl_domain", "Subdomain assigned by the service"),
  TIMESTAMP("register_time", "Registration"),
  TIMESTAMP("update_time", "Last change"),
  INTEGER("on_sell_status",
          "Marketplace: 1 listed, 2 not listed, 3 in review"),
  OBJECTS("url_domains", hwc_apig_url_domain, "Custom domains of the group"),
};
STRUCT(api_group_common, "ApiGroupCommonInfo");

#define FUNCTION_FIELDS                                                        \
  STRING("function_urn", "Function URN"),                                      \
  STRING("network_type", "Function network: V1 without VPC, V2 with VPC",      \
         .values = network_types),                                             \
  STRING("invocation_type", "Function call: async or sync",                    \
         .values = invocation_types),                                          \
  STRING("version", "Function version; ignored if alias_urn is given"),        \
  STRING("alias_urn", "Function alias URN; takes precedence over version"),    \
  INTEGER("timeout", "Backend timeout in ms")

static const struct hwc_field api_func_fields[] = {
  FUNCTION_FIELDS,
  BACKEND_STATE_FIELDS,
};
STRUCT(api_func, "ApiFunc");

static const struct hwc_field api_mock_fields[] = {
  BACKEND_STATE_FIELDS,
  STRING("result_content", "Response text"),
  STRING("version", "Mock version"),
  INTEGER("status_code", "Status code of the mock response"),
  STRING("header", "Headers"),
};
STRUCT(api_mock, "ApiMock");

static const struct hwc_field req_param_fields[] = {
  PARAMETER_FIELDS,
  STRING("name", "Parameter name"),
  STRING("type", "Parameter type", .values = req_param_base_types),
  STRING("location", "PATH, QUERY or HEADER", .values = locations),
  INTEGER("required", "Required: 1 yes, 2 no"),
  INTEGER("valid_enable", "Validation: 1 on, 2 off"),
  INTEGER("pass_through", "Pass through: 1 yes, 2 no"),
  STRING("id", "Parameter ID"),
};
STRUCT(req_param, "ReqParam");

static const struct hwc_field backend_param_fields[] = {
  STRING("name", "Parameter name"),
  STRING("location", "Location of the parameter: PATH, QUERY or HEADER",
         .values = locations),
  STRING("origin", "REQUEST, CONSTANT or SYSTEM", .values = origins),
  STRING("value", "Value"),
  STRING("remark", "Description"),
  STRING("id", "Parameter ID"),
  STRING("req_param_id", "Request parameter ID"),
};
STRUCT(backend_param, "BackendParam");

static const struct hwc_field condition_fields[] = {
  STRING("req_param_name", "Request parameter"),
  STRING("sys_param_name", "System parameter", .values = sys_param_names),
  STRING("cookie_param_name", "Cookie"),
  STRING("condition_type", "Comparison", .values = condition_types),
  STRING("condition_origin",
         "What is compared: param, source, system or cookie",
         .values = condition_origins),
  STRING("condition_value", "Value to compare with"),
  STRING("id", "ID"),
  STRING("req_param_id", "Request parameter ID"),
  STRING("req_param_location", "Location of the request parameter"),
};
STRUCT(condition, "ConditionResp");

#define POLICY_FIELDS                                                          \
  STRING("id", "ID"),                                                          \
  STRING("name", "Policy backend name"),                                       \
  OBJECTS("conditions", condition, "Conditions"),                              \
  OBJECTS("backend_params", backend_param, "Backend parameters"),              \
  STRING("effect_mode", "ALL or ANY of the conditions",                        \
         .values = effect_modes),                                              \
  STRING("authorizer_id", "Custom authorizer ID")

static const struct hwc_field api_policy_function_fields[] = {
  FUNCTION_FIELDS,
  POLICY_FIELDS,
};
STRUCT(api_policy_function, "ApiPolicyFunctionResp");

static const struct hwc_field api_policy_mock_fields[] = {
  POLICY_FIELDS,
  STRING("result_content", "Response text"),
  INTEGER("status_code", "Status code of the mock response"),
  STRING("header", "Headers"),
};
STRUCT(api_policy_mock, "ApiPolicyMockResp");

static const struct hwc_field api_policy_http_fields[] = {
  BACKEND_ADDRESS_FIELDS,
  POLICY_FIELDS,
};
STRUCT(api_policy_http, "ApiPolicyHttpResp");

#define API_FIELDS                                                             \
  STRING("name", "API name"),                                                  \
  INTEGER("type", "1: public, 2: private"),                                    \
  STRING("version", "API version"),                                            \
  STRING("req_protocol", "Request protocol",                                   \
         .values = api_create_req_protocols),                                  \
  STRING("req_method", "Request method", .values = hwc_apig_req_methods),      \
  STRING("req_uri", "Request path"),                                           \
  STRING("auth_type", "Authentication of the API",                             \
         .values = hwc_apig_auth_types),                                       \
  OBJECT("auth_opt", auth_opt, "Extra authentication options"),                \
  BOOLEAN("cors", "Cross-origin requests are allowed"),                        \
  STRING("match_mode", "SWA: prefix match, NORMAL: exact match",               \
         .values = hwc_apig_match_modes),                                      \
  STRING("backend_type", "Kind of backend", .values = backend_types),          \
  STRING("remark", "Description"),                                             \
  STRING("group_id", "API group ID"),                                          \
  STRING("body_remark", "Description of the request body"),                    \
  STRING("result_normal_sample", "Sample of a success response"),              \
  STRING("result_failure_sample", "Sample of a failure response"),             \
  STRING("authorizer_id", "Custom authorizer ID"),                             \
  STRINGS("tags", "Tags"),                                                     \
  STRING("response_id", "Group response ID; not supported"),                   \
  STRING("roma_app_id", "Integration application ID"),                         \
  STRING("domain_name", "Custom domain of the API"),                           \
  STRING("tag", "Tag; use tags"),                                              \
  STRING("content_type", "Content type", .values = content_types),             \
  STRING("id", "API ID"),                                                      \
  STRING("group_name", "API group name"),                                      \
  STRING("run_env_name",                                                       \
         "Names of the environments that it is published to, separated by |"), \
  STRING("run_env_id", "Environments that it is published to, separated by "   \
                       "|"),                                                   \
  STRING("publish_id", "Publication record ID"),                               \
  OBJECTS("req_params", req_param, "Request parameters")

#define KEPT_API_FIELDS                                                        \
  API_FIELDS,                                                                  \
  INTEGER("status", "API state: 1 valid, 2 locked"),                           \
  INTEGER("arrange_necessary", "Orchestration: 1 yes, 2 no"),                  \
  TIMESTAMP("register_time", "Registration"),                                  \
  TIMESTAMP("update_time", "Last change"),                                     \
  STRING("group_version", "API group version"),                                \
  STRING("roma_app_name", "Integration application name"),                     \
  STRING("ld_api_id", "Custom backend API ID"),                                \
  OBJECT("backend_api", backend_api, "HTTP backend"),                          \
  OBJECT("api_group_info", api_group_common, "API group")

static const struct hwc_field create_api_reply_fields[] = {
  KEPT_API_FIELDS,
  STRING("publish_time", "Publication time"),
  OBJECT("func_info", api_func, "FunctionGraph backend"),
  OBJECT("mock_info", api_mock, "Mock backend"),
  OBJECTS("backend_params", backend_param, "Backend parameters"),
  OBJECTS("policy_functions", api_policy_function, "Function policy backends"),
  OBJECTS("policy_mocks", api_policy_mock, "Mock policy backends"),
  OBJECTS("policy_https", api_policy_http, "HTTP policy backends"),
};
STRUCT(create_api_reply, "CreateApiV2Response");

static const struct hwc_field api_action_fields[] = {
  STRING("action", "online: publish, offline: take offline", REQUIRED,
         .values = actions),
  STRING("api_id", "API ID", REQUIRED),
  STRING("env_id", "Environment ID", REQUIRED),
  STRING("remark", "Description"),
};
STRUCT(api_action, "ApiActionInfo");

static const struct hwc_field api_debug_fields[] = {
  STRING("body", "Body of the test request", .max = 2097152,
         .flags = HWC_BYTES),
  LISTS_MAP("header", "Headers", .flags = HWC_SECRET),
  STRING("method", "HTTP method", REQUIRED, .values = methods),
  STRING("mode", "Mode", REQUIRED),
  STRING("path", "Path", REQUIRED),
  LISTS_MAP("query", "Query parameters; values are arrays of strings"),
  STRING("scheme", "HTTP or HTTPS", REQUIRED),
  STRING("app_key", "App key"),
  STRING("app_secret", "App secret", .flags = HWC_SECRET),
  STRING("domain", "Domain"),
  STRING("stage",
         "Environment to debug in; only with mode CONSUMER, default RELEASE"),
};
STRUCT(api_debug, "ApiDebugInfo");

static const struct hwc_field debug_api_reply_fields[] = {
  STRING("request", "Text of the debug request", .flags = HWC_SECRET),
  STRING("response", "Text of the debug response; cut at 2097152 bytes"),
  INTEGER("latency", "Debug time in ms"),
  STRING("log", "Debug log"),
};
STRUCT(debug_api_reply, "DebugApiV2Response");

static const struct hwc_field version_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("version_id", "API version ID", PATH),
};

static const struct hwc_field list_api_runtime_definition_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("api_id", "API ID", PATH),
  STRING("env_id", "Environment ID", QUERY),
};

static const struct hwc_field list_api_runtime_definition_reply_fields[] = {
  API_FIELDS,
  STRING("sl_domain", "Subdomain assigned by the service"),
  STRINGS("sl_domains", "Subdomains assigned by the service"),
  BOOLEAN("is_send_fg_body_base64", "The body goes to functions as Base64",
          .gateway = HWC_GATEWAY_APIG),
  STRING("sampling_param", "Sampling ratio of traces",
         .gateway = HWC_GATEWAY_APIG),
  STRING("sampling_strategy", "Sampling strategy of traces",
         .gateway = HWC_GATEWAY_APIG),
  BOOLEAN("trace_enabled", "Tracing is on", .gateway = HWC_GATEWAY_APIG),
};
STRUCT(list_api_runtime_definition_reply, "ListApiRuntimeDefinitionV2Response");

static const struct hwc_field list_api_version_detail_reply_fields[] = {
  KEPT_API_FIELDS,
  TIMESTAMP("publish_time", "Publication time"),
  OBJECT("func_info", api_func, "FunctionGraph backend"),
  OBJECT("mock_info", api_mock, "Mock backend"),
  OBJECTS("backend_params", backend_param, "Backend parameters"),
  OBJECTS("policy_functions", api_policy_function, "Function policy backends"),
  OBJECTS("policy_mocks", api_policy_mock, "Mock policy backends"),
  OBJECTS("policy_https", api_policy_http, "HTTP policy backends"),
  STRING("sl_domain", "Subdomain assigned by the service"),
  STRINGS("sl_domains", "Subdomains assigned by the service"),
  STRING("version_id", "API version ID"),
};
STRUCT(list_api_version_detail_reply, "ListApiVersionDetailV2Response");

static const struct hwc_field list_api_versions_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("api_id", "API ID", PATH),
  PAGE_PARAMETERS,
  STRING("env_id", "Environment ID", QUERY),
  STRING("env_name", "Environment name", QUERY),
};

static const struct hwc_field api_version_data_fields[] = {
  STRING("version_id", "API version ID"),
  STRING("version_no", "API version number"),
  STRING("api_id", "API ID"),
  STRING("env_id", "Environment ID"),
  STRING("env_name", "Environment name"),
  STRING("remark", "Description"),
  TIMESTAMP("publish_time", "Publication time"),
  INTEGER("status", "Version state: 1 in effect, 2 not in effect"),
};
STRUCT(api_version_data, "ApiVersionResp");

static const struct hwc_field list_api_versions_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("api_versions", api_version_data, "Published versions"),
};
STRUCT(list_api_versions_reply, "ListApiVersionsV2Response");

static const struct hwc_field list_apis_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("id", "API ID", QUERY),
  STRING("name", "API name", QUERY),
  STRING("group_id", "API group ID", QUERY),
  STRING("req_protocol", "Request protocol", QUERY),
  STRING("req_method", "Request method", QUERY),
  STRING("req_uri", "Request path", QUERY),
  STRING("auth_type", "Authorization type", QUERY,
         .values = hwc_apig_auth_types),
  STRING("env_id", "Environment ID", QUERY),
  INTEGER("type", "Type", QUERY, .min = 1, .max = 2),
  STRING("precise_search",
         "Comma-separated names to match exactly; only name is supported",
         QUERY),
  STRING("vpc_channel_id", "VPC channel ID", QUERY,
         .gateway = HWC_GATEWAY_ROMA),
  STRING("vpc_channel_name", "VPC channel name", QUERY),
  STRING("roma_app_name", "Integration application name", QUERY,
         .gateway = HWC_GATEWAY_ROMA),
  STRING("roma_app_id", "Integration application ID", QUERY,
         .gateway = HWC_GATEWAY_ROMA),
  STRING("return_data_mode", "Level of detail", QUERY,
         .gateway = HWC_GATEWAY_APIG),
  STRING("tags", "Tags of the API", QUERY, .gateway = HWC_GATEWAY_APIG),
};

static const struct hwc_field api_info_per_page_fields[] = {
  KEPT_API_FIELDS,
  STRING("publish_time", "Publication time"),
};
STRUCT(api_info_per_page, "ApiInfoPerPage");

static const struct hwc_field list_apis_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("apis", api_info_per_page, "APIs"),
};
STRUCT(list_apis_reply, "ListApisV2Response");

static const struct hwc_operation operations[] = {
  {
    .name = "batch_publish_or_offline_api",
    .method = "POST",
    .path = INSTANCE_PATH "/apis/publish",
    HWC_PARAMETERS(batch_publish_parameters),
    .body = &api_batch_publish,
    .reply = &batch_publish_reply,
    .success_status = 200,
    .doc = "Publishes APIs or takes them offline.",
  },
  {
    .name = "change_api_version",
    .method = "PUT",
    .path = INSTANCE_PATH "/apis/publish/{api_id}",
    HWC_PARAMETERS(hwc_apig_api_parameters),
    .body = &api_version,
    .reply = &publish,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED,
    .doc = "Switches the published version of an API.",
  },
  {
    .name = "check_apis",
    .method = "POST",
    .path = INSTANCE_PATH "/apis/check",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &api_check_info_v2,
    .success_status = 204,
    .flags = HWC_BODY_REQUIRED | HWC_IDEMPOTENT,
    .idempotent_reason = "it only reads",
    .doc = "Validates that an API definition is not taken; the response is "
           "empty if it is free.",
  },
  {
    .name = "create_api",
    .method = "POST",
    .path = INSTANCE_PATH "/apis",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &api_create,
    .reply = &create_api_reply,
    .success_status = 201,
    .doc = "Creates an API.",
  },
  {
    .name = "create_or_delete_publish_record_for_api",
    .method = "POST",
    .path = INSTANCE_PATH "/apis/action",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &api_action,
    .reply = &publish,
    .success_status = 201,
    .doc = "Publishes an API or takes it offline.",
  },
  {
    .name = "debug_api",
    .method = "POST",
    .path = INSTANCE_PATH "/apis/debug/{api_id}",
    HWC_PARAMETERS(hwc_apig_api_parameters),
    .body = &api_debug,
    .reply = &debug_api_reply,
    .success_status = 200,
    .doc = "Sends a test request to an API.",
  },
  {
    .name = "delete_api",
    .method = "DELETE",
    .path = INSTANCE_PATH "/apis/{api_id}",
    HWC_PARAMETERS(hwc_apig_api_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes an API with its publications, bindings and authorizations.",
  },
  {
    .name = "delete_api_by_version_id",
    .method = "DELETE",
    .path = INSTANCE_PATH "/apis/versions/{version_id}",
    HWC_PARAMETERS(version_parameters),
    .success_status = 204,
    .doc = "Takes a published version offline.",
  },
  {
    .name = "list_api_runtime_definition",
    .method = "GET",
    .path = INSTANCE_PATH "/apis/runtime/{api_id}",
    HWC_PARAMETERS(list_api_runtime_definition_parameters),
    .reply = &list_api_runtime_definition_reply,
    .success_status = 200,
    .doc = "Shows an API as published in an environment.",
  },
  {
    .name = "list_api_version_detail",
    .method = "GET",
    .path = INSTANCE_PATH "/apis/versions/{version_id}",
    HWC_PARAMETERS(version_parameters),
    .reply = &list_api_version_detail_reply,
    .success_status = 200,
    .doc = "Shows a published version of an API.",
  },
  {
    .name = "list_api_versions",
    .method = "GET",
    .path = INSTANCE_PATH "/apis/publish/{api_id}",
    HWC_PARAMETERS(list_api_versions_parameters),
    .reply = &list_api_versions_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "version_id",
    .doc = "Lists the published versions of an API.",
  },
  {
    .name = "list_apis",
    .method = "GET",
    .path = INSTANCE_PATH "/apis",
    HWC_PARAMETERS(list_apis_parameters),
    .reply = &list_apis_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists APIs.",
  },
  {
    .name = "show_details_of_api",
    .method = "GET",
    .path = INSTANCE_PATH "/apis/{api_id}",
    HWC_PARAMETERS(hwc_apig_api_parameters),
    .reply = &create_api_reply,
    .success_status = 200,
    .doc = "Shows an API.",
  },
  {
    .name = "update_api",
    .method = "PUT",
    .path = INSTANCE_PATH "/apis/{api_id}",
    HWC_PARAMETERS(hwc_apig_api_parameters),
    .body = &api_create,
    .reply = &create_api_reply,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes an API.",
  },
};
TABLE(hwc_apig_apis);
