/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC: custom backend APIs, their scripts and data sources. */
#include "api/apig/rows.h"

static const char *const ld_api_methods[] = {
  "GET", "POST", "PUT", "DELETE", NULL};
static const char *const places[] = {"Headers", "Parameters", "Body", NULL};
static const char *const methods[] = {"GET", "PUT", "POST", "DELETE", NULL};
static const char *const content_types[] = {"json", "xml", "stream", NULL};
static const char *const ds_types[] = {
  "oracle", "mysql", "mongodb", "redis", "postgresql", "hive", "mssql",
  "sqlserver", "dws", "gauss100", "zenith", NULL,
};
static const char *const ld_api_types[] = {"data", "function", NULL};
static const char *const protocols[] = {"HTTPS", "HTTP", "HTTPS&HTTP", NULL};

static const struct hwc_field ld_api_check_fields[] = {
  STRING("type", "What to validate: path or name", REQUIRED,
         .values = hwc_apig_checked_types),
  STRING("ld_api_name", "Name of the custom backend API"),
  STRING("ld_api_method", "Its method", .values = ld_api_methods),
  STRING("ld_api_path", "Its path"),
  STRING("roma_app_id", "Integration application ID"),
};
static const struct hwc_rule ld_api_check_rules[] = {
  {.kind = HWC_WHEN,
   .when = "type",
   .is = "name",
   .field = {.name = "ld_api_name", REQUIRED}},
  {.kind = HWC_WHEN,
   .when = "type",
   .is = "path",
   .field = {.name = "ld_api_method", REQUIRED}},
  {.kind = HWC_WHEN,
   .when = "type",
   .is = "path",
   .field = {.name = "ld_api_path", REQUIRED}},
};
STRUCT_WITH_RULES(ld_api_check, "LdApiCheckInfo");

static const struct hwc_field ld_api_parameter_fields[] = {
  STRING("name", "Name", REQUIRED),
  STRING("in", "Location of the parameter: Headers, Parameters or Body",
         REQUIRED, .values = places),
  STRING("default", "Default value"),
  STRING("description", "Free text description"),
  BOOLEAN("required", "The parameter is required"),
};
STRUCT(ld_api_parameter, "LdApiParameter");

static const struct hwc_field ld_api_create_fields[] = {
  STRING("name", "Backend API name", REQUIRED),
  STRING("path", "Path", REQUIRED),
  STRING("method", "HTTP method", REQUIRED, .values = methods),
  STRING("description", "Free text description"),
  STRING("version", "Version", REQUIRED),
  STRING("content_type", "Content type", REQUIRED, .values = content_types),
  STRING("api_signature_id",
         "Signature key, if the backend API uses signing"),
  STRING("roma_app_id", "Integration application ID", REQUIRED),
  BOOLEAN("return_format", "Format the response"),
  OBJECTS("parameters", ld_api_parameter, "Request parameters"),
};
STRUCT(ld_api_create, "LdApiCreate");

static const struct hwc_field ld_api_script_fields[] = {
  STRING("ds_id", "Data source ID; required for data backends"),
  STRING("ds_name", "Data source name"),
  STRING("ds_type", "Data source type", .values = ds_types),
  STRING("type", "Script type: SQL or SP (stored procedure)"),
  STRING("object_name", "Name of the result"),
  STRING("content", "API script, Base64"),
  BOOLEAN("enable_result_paging", "Paginate the result of the data script"),
  BOOLEAN("enable_preparestatement", "Precompile the data script"),
  TIMESTAMP("created_time", "Creation"),
  TIMESTAMP("modified_time", "Change time"),
};
STRUCT(ld_api_script, "LdApiScript");

static const struct hwc_field ld_api_fields[] = {
  STRING("name", "Backend API name"),
  STRING("path", "Path"),
  STRING("method", "HTTP method", .values = methods),
  STRING("description", "Free text description"),
  STRING("version", "Version"),
  STRING("content_type", "Content type", .values = content_types),
  STRING("api_signature_id",
         "Signature key, if the backend API uses signing"),
  STRING("roma_app_id", "Integration application ID"),
  BOOLEAN("return_format", "Format the response"),
  OBJECTS("parameters", ld_api_parameter, "Request parameters"),
  STRING("id", "Backend API ID"),
  STRING("instance", "Instance ID"),
  STRING("type", "Custom backend API type", .values = ld_api_types),
  INTEGER("status",
          "Custom backend API state: 1 to be developed, 3 in development, 4 "
          "deployed"),
  TIMESTAMP("created_time", "Creation"),
  TIMESTAMP("modified_time", "Change time"),
  OBJECTS("scripts", ld_api_script, "Scripts"),
  STRING("roma_app_name", "Integration application name"),
};
STRUCT(ld_api, "LdApiInfo");

static const struct hwc_field ld_api_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("ld_api_id", "Custom backend API ID", PATH),
};

static const struct hwc_field ld_api_script_create_fields[] = {
  STRING("ds_id", "Data source ID; required for data backends"),
  STRING("ds_name", "Data source name"),
  STRING("ds_type", "Data source type", .values = ds_types),
  STRING("type", "Script type: SQL or SP (stored procedure)"),
  STRING("object_name", "Name of the result", REQUIRED),
  STRING("content", "API script, Base64", REQUIRED),
  BOOLEAN("enable_result_paging", "Paginate the result of the data script"),
  BOOLEAN("enable_preparestatement", "Precompile the data script"),
};
STRUCT(ld_api_script_create, "LdApiScriptBase");

static const struct hwc_field ld_api_scripts_request_fields[] = {
  STRING("api_type", "API type", .values = ld_api_types),
  OBJECTS("scripts", ld_api_script_create, "Scripts"),
};
STRUCT(ld_api_scripts_request, "LdApiScriptCreate");

static const struct hwc_field ld_api_test_fields[] = {
  OBJECTS("parameters", ld_api_parameter, "Request parameters"),
};
STRUCT(ld_api_test, "LdApiTest");

#define LD_API_TEST_RECORD_FIELDS                                              \
  STRING("test_status_code", "Test status"),                                   \
  STRING("test_request", "Test request"),                                      \
  INTEGER("test_used_time", "Test duration"),                                  \
  STRING("test_operator", "Project that ran the test"),                        \
  STRING("test_response", "Test response"),                                    \
  STRING("test_method", "Test method"),                                        \
  INTEGER("test_id", "Test ID"),                                               \
  TIMESTAMP("test_date", "Test time"),                                         \
  STRING("ld_api_id", "Backend API ID")

static const struct hwc_field debug_ld_api_reply_fields[] = {
  LD_API_TEST_RECORD_FIELDS,
  STRINGS("debug_log", "Debug log"),
};
STRUCT(debug_ld_api_reply, "DebugLiveDataApiV2Response");

static const struct hwc_field list_ld_api_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("app_id", "App ID", QUERY),
  STRING("app_name", "App name", QUERY),
  STRING("name", "Backend API name", QUERY),
  STRING("status", "Status", QUERY),
  STRING("path", "Path", QUERY),
  STRING("precise_search",
         "Comma-separated names to match exactly; only name is supported",
         QUERY),
};

static const struct hwc_field list_ld_api_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("apis", ld_api, "APIs"),
};
STRUCT(list_ld_api_reply, "ListLiveDataApiV2Response");

static const struct hwc_field ld_api_deploy_history_fields[] = {
  STRING("id", "Deployment ID"),
  STRING("ld_api_id", "Custom backend API ID"),
  STRING("group_id", "API group ID"),
  STRING("env_id", "Environment ID"),
  STRING("api_id", "API ID"),
  TIMESTAMP("deploy_time", "Deployment time"),
  OBJECT("api_definition", ld_api, "API definition"),
};
STRUCT(ld_api_deploy_history, "LdApiDeployHistoryInfo");

static const struct hwc_field list_ld_api_deployment_history_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("histories", ld_api_deploy_history, "Records"),
};
STRUCT(list_ld_api_deployment_history_reply,
       "ListLiveDataApiDeploymentHistoryV2Response");

static const struct hwc_field list_ld_api_test_history_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("ld_api_id", "Custom backend API ID", PATH),
  PAGE_PARAMETERS,
};

static const struct hwc_field ld_api_test_record_fields[] = {
  LD_API_TEST_RECORD_FIELDS,
};
STRUCT(ld_api_test_record, "LdApiTestHistoryInfoV2");

static const struct hwc_field list_ld_api_test_history_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("histories", ld_api_test_record, "Records"),
};
STRUCT(list_ld_api_test_history_reply, "ListLiveDataApiTestHistoryV2Response");

static const struct hwc_field list_live_data_data_sources_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("app_id", "App ID", QUERY, REQUIRED),
  STRING("name", "Data source name", QUERY),
};

static const struct hwc_field ld_datasource_fields[] = {
  STRING("name", "Data source name"),
  STRING("type", "Data source type", .values = ds_types),
  STRING("description", "Free text description"),
  STRING("url", "Connection string of the data source"),
  STRING("user", "User name"),
  STRING("password", "Password; never returned in plain text",
         .flags = HWC_SECRET),
  STRING("remotepath", "Reserved"),
  STRING("id", "Data source ID"),
  STRING("status", "old: legacy data source, new: ROMA data source"),
  TIMESTAMP("created_time", "Creation"),
  TIMESTAMP("modified_time", "Change time"),
};
STRUCT(ld_datasource, "LdDatasourceInfo");

static const struct hwc_field list_live_data_data_sources_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("data_sources", ld_datasource, "Data sources"),
};
STRUCT(list_live_data_data_sources_reply, "ListLiveDataDataSourcesV2Response");

static const struct hwc_field list_live_data_quota_reply_fields[] = {
  STRING("datasource", "Quota of data sources"),
  STRING("api", "Quota of backend APIs"),
  STRING("scripts", "Scripts"),
  STRING("datasource_used", "Data sources in use"),
  STRING("api_used", "Backend APIs in use"),
};
STRUCT(list_live_data_quota_reply, "ListLiveDataQuotaV2Response");

static const struct hwc_field ld_api_deploy_fields[] = {
  STRING("ld_api_id", "Custom backend API ID"),
  BOOLEAN("deploy_front_api", "Also publish a frontend API"),
  STRING("auth_type", "Authentication of the API"),
  STRING("authorizer_id", "Custom authorizer ID"),
  STRING("group_id", "API group ID"),
  STRING("env_id", "Environment ID"),
  STRING("protocol", "Protocol", .values = protocols),
  INTEGER("backend_timeout", "Backend timeout"),
  STRING("path", "Path"),
  STRING("method", "HTTP method"),
  BOOLEAN("cors", "Cross-origin requests are allowed"),
  STRING("roma_app_id", "Integration application ID"),
  STRING("retry_count", "Retries to the backend, -1 to 10, default -1"),
};
static const struct hwc_rule ld_api_deploy_rules[] = {
  {.kind = HWC_WHEN,
   .when = "deploy_front_api",
   .is = "true",
   .field = {.name = "auth_type", REQUIRED}},
  {.kind = HWC_WHEN,
   .when = "deploy_front_api",
   .is = "true",
   .field = {.name = "group_id", REQUIRED}},
  {.kind = HWC_WHEN,
   .when = "deploy_front_api",
   .is = "true",
   .field = {.name = "env_id", REQUIRED}},
  {.kind = HWC_WHEN,
   .when = "deploy_front_api",
   .is = "true",
   .field = {.name = "protocol", REQUIRED}},
};
STRUCT_WITH_RULES(ld_api_deploy, "LdApiDeploy");

static const struct hwc_operation operations[] = {
  {
    .name = "check_livedata_apis",
    .method = "POST",
    .path = INSTANCE_PATH "/livedata-apis/check",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &ld_api_check,
    .success_status = 204,
    .flags = HWC_IDEMPOTENT, .gateway = HWC_GATEWAY_ROMA,
    .idempotent_reason = "it only reads",
    .doc = "Validates that a custom backend API definition is not taken.",
  },
  {
    .name = "create_live_data_api",
    .method = "POST",
    .path = INSTANCE_PATH "/livedata-apis",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &ld_api_create,
    .reply = &ld_api,
    .success_status = 201,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Creates a custom backend API.",
  },
  {
    .name = "create_live_data_api_script",
    .method = "POST",
    .path = INSTANCE_PATH "/livedata-apis/{ld_api_id}/scripts",
    HWC_PARAMETERS(ld_api_parameters),
    .body = &ld_api_scripts_request,
    .reply = &ld_api,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED, .gateway = HWC_GATEWAY_ROMA,
    .doc = "Sets the scripts of a custom backend API.",
  },
  {
    .name = "debug_live_data_api",
    .method = "POST",
    .path = INSTANCE_PATH "/livedata-apis/{ld_api_id}/test",
    HWC_PARAMETERS(ld_api_parameters),
    .body = &ld_api_test,
    .reply = &debug_ld_api_reply,
    .success_status = 200,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Tests a custom backend API.",
  },
  {
    .name = "delete_live_data_api",
    .method = "DELETE",
    .path = INSTANCE_PATH "/livedata-apis/{ld_api_id}",
    HWC_PARAMETERS(ld_api_parameters),
    .flags = HWC_IDEMPOTENT, .gateway = HWC_GATEWAY_ROMA,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes a custom backend API.",
  },
  {
    .name = "list_live_data_api",
    .method = "GET",
    .path = INSTANCE_PATH "/livedata-apis",
    HWC_PARAMETERS(list_ld_api_parameters),
    .reply = &list_ld_api_reply,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Lists custom backend APIs.",
  },
  {
    .name = "list_live_data_api_deployment_history",
    .method = "GET",
    .path = INSTANCE_PATH "/livedata-apis/{ld_api_id}/deploy",
    HWC_PARAMETERS(ld_api_parameters),
    .reply = &list_ld_api_deployment_history_reply,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Lists deployments of a custom backend API.",
  },
  {
    .name = "list_live_data_api_test_history",
    .method = "GET",
    .path = INSTANCE_PATH "/livedata-apis/{ld_api_id}/test",
    HWC_PARAMETERS(list_ld_api_test_history_parameters),
    .reply = &list_ld_api_test_history_reply,
    .paging = HWC_OFFSET,
    .item_id = "test_id",
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Lists tests of a custom backend API.",
  },
  {
    .name = "list_live_data_data_sources",
    .method = "GET",
    .path = INSTANCE_PATH "/data-sources",
    HWC_PARAMETERS(list_live_data_data_sources_parameters),
    .reply = &list_live_data_data_sources_reply,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Lists data sources that custom backend APIs can use.",
  },
  {
    .name = "list_live_data_quota",
    .method = "GET",
    .path = INSTANCE_PATH "/livedata-quota",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .reply = &list_live_data_quota_reply,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Shows quotas of custom backend APIs.",
  },
  {
    .name = "publish_live_data_api",
    .method = "POST",
    .path = INSTANCE_PATH "/livedata-apis/{ld_api_id}/deploy",
    HWC_PARAMETERS(ld_api_parameters),
    .body = &ld_api_deploy,
    .body_kind = HWC_BODY_NESTED,
    .reply = &ld_api_deploy_history,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Deploys a custom backend API.",
  },
  {
    .name = "show_live_data_api",
    .method = "GET",
    .path = INSTANCE_PATH "/livedata-apis/{ld_api_id}",
    HWC_PARAMETERS(ld_api_parameters),
    .reply = &ld_api,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Shows a custom backend API.",
  },
  {
    .name = "unpublish_live_data_api",
    .method = "POST",
    .path = INSTANCE_PATH "/livedata-apis/{ld_api_id}/undeploy",
    HWC_PARAMETERS(ld_api_parameters),
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Undeploys a custom backend API.",
  },
  {
    .name = "update_live_data_api",
    .method = "PUT",
    .path = INSTANCE_PATH "/livedata-apis/{ld_api_id}",
    HWC_PARAMETERS(ld_api_parameters),
    .body = &ld_api_create,
    .reply = &ld_api,
    .flags = HWC_IDEMPOTENT, .gateway = HWC_GATEWAY_ROMA,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes a custom backend API.",
  },
};
TABLE(hwc_apig_livedata);
