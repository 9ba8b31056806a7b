/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: definitions of APIs to files and from
 * them. */
#include "api/apig/rows.h"

/* Timeout of an attempt in seconds: files take longer than other bodies. */
#define TRANSFER 300

static const char *const defines[] = {"spec", "proxy", "all", "dev", NULL};
static const char *const types[] = {"json", "yaml", "yml", NULL};
static const char *const extend_modes[] = {"merge", "override", NULL};
static const char *const actions[] = {"update", "create", NULL};
static const char *const oas_versions[] = {"2.0", "3.0", NULL};
static const char *const task_states[] = {
  "waiting", "processing", "succeed", "failed", NULL};
static const char *const task_types[] = {"import_api", "export_api", NULL};

static const struct hwc_field export_api_file_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("oas_version", "Version of the OpenAPI format", QUERY,
         .gateway = HWC_GATEWAY_APIG),
};

static const struct hwc_field export_open_api_fields[] = {
  STRING("env_id", "Environment ID"),
  STRING("group_id", "API group ID", REQUIRED),
  STRING("define", "Scope of the export: base spec, with backend, or "
                   "everything",
         .values = defines),
  STRING("type", "Format of the exported definition", .values = types),
  STRING("version", "Version of the export; the current time by default"),
  STRINGS("apis", "APIs"),
};
static const struct hwc_rule export_open_api_rules[] = {
  {.kind = HWC_WHEN,
   .field = {.name = "env_id",
             .flags = HWC_REQUIRED, .gateway = HWC_GATEWAY_APIG}},
};
STRUCT_WITH_RULES(export_open_api, "ExportOpenApiReq");

static const struct hwc_field live_data_export_fields[] = {
  STRING("app_id", "App ID"),
  STRING("format", "Export format", .values = types),
  STRINGS("apis", "APIs"),
  INTEGER("status",
          "Custom backend API state: 1 to be developed, 3 in development, 4 "
          "deployed"),
};
STRUCT(live_data_export, "LiveDataExportReq");

static const struct hwc_field import_api_file_request_fields[] = {
  BOOLEAN("is_create_group", "Create a new group"),
  STRING("group_id", "API group ID"),
  STRING("app_id", "App ID", .gateway = HWC_GATEWAY_ROMA),
  STRING("extend_mode",
         "Conflicting extension data: merge keeps it, override replaces it",
         .values = extend_modes),
  BOOLEAN("simple_mode", "Simple import mode"),
  BOOLEAN("mock_mode", "Use a mock backend"),
  STRING("api_mode", "A conflicting API: merge keeps it, override replaces it",
         .values = extend_modes),
  FILE_PART("file_name", "JSON or YAML", REQUIRED),
};
STRUCT(import_api_file_request, "ImportApiDefinitionsV2RequestBody");

static const struct hwc_field success_fields[] = {
  STRING("path", "Path"),
  STRING("method", "HTTP method"),
  STRING("action", "Update or create", .values = actions),
  STRING("id", "ID of the imported API"),
};
STRUCT(success, "Success");

static const struct hwc_field failure_fields[] = {
  STRING("path", "Path"),
  STRING("method", "HTTP method"),
  ITEM_ERROR,
};
STRUCT(failure, "Failure");

static const struct hwc_field swagger_fields[] = {
  STRING("id", "Swagger document ID"),
  STRING("result", "Import result"),
};
STRUCT(swagger, "Swagger");

static const struct hwc_field ignore_fields[] = {
  STRING("method", "HTTP method"),
  STRING("path", "Path"),
};
STRUCT(ignore, "Ignore");

static const struct hwc_field import_api_file_reply_fields[] = {
  OBJECTS("success", success, "Successful items"),
  OBJECTS("failure", failure, "Failed items"),
  OBJECT("swagger", swagger, "Swagger data"),
  STRING("group_id", "API group ID"),
  OBJECTS("ignore", ignore, "APIs left out of the import"),
};
STRUCT(import_api_file_reply, "ImportApiDefinitionsV2Response");

static const struct hwc_field import_ld_api_file_request_fields[] = {
  STRING("extend_mode",
         "Conflicting extension data: merge keeps it, override replaces it",
         .values = extend_modes),
  STRING("api_mode", "A conflicting API: merge keeps it, override replaces it",
         .values = extend_modes),
  FILE_PART("file_name", "JSON or YAML", REQUIRED),
};
STRUCT(import_ld_api_file_request, "ImportLiveDataApiDefinitionsV2RequestBody");

static const struct hwc_field import_ld_api_file_reply_fields[] = {
  OBJECTS("success", success, "Successful items"),
  OBJECTS("failure", failure, "Failed items"),
  OBJECT("swagger", swagger, "Swagger data"),
};
STRUCT(import_ld_api_file_reply, "ImportLiveDataApiDefinitionsV2Response");

static const struct hwc_field export_api_definitions_async_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("oas_version", "OpenAPI version of the export", QUERY,
         .values = oas_versions),
};

static const struct hwc_field apig_export_open_api_fields[] = {
  STRING("env_id", "ID of the environment that the group is published in",
         REQUIRED),
  STRING("group_id", "API group ID", REQUIRED),
  STRING("define", "Export depth: base spec, with backend, or everything",
         .values = defines),
  STRING("type", "Format of the exported definition", .values = types),
  STRING("version", "Version of the export; default is the current time"),
  STRINGS("apis", "IDs of the APIs to export"),
};
STRUCT(apig_export_open_api, "ApigExportOpenApiReq");

static const struct hwc_field task_begun_fields[] = {
  STRING("task_id", "Task ID"),
};
STRUCT(task_begun, "ExportApiDefinitionsAsyncResponse");

static const struct hwc_field async_import_fields[] = {
  BOOLEAN("is_create_group", "Create a group"),
  STRING("group_id", "API group ID"),
  STRING("extend_mode",
         "Merge keeps, override replaces conflicting extension data",
         .values = extend_modes),
  BOOLEAN("simple_mode", "Simple import mode"),
  BOOLEAN("mock_mode", "Use a mock backend"),
  STRING("api_mode", "Merge keeps, override replaces a conflicting API",
         .values = extend_modes),
  FILE_PART("file_name", "JSON or YAML", REQUIRED),
};
static const struct hwc_rule async_import_rules[] = {
  {.kind = HWC_WHEN,
   .when = "is_create_group",
   .is = "false",
   .field = {.name = "group_id", REQUIRED}},
};
STRUCT_WITH_RULES(async_import, "ImportApiDefinitionsAsyncRequestBody");

static const struct hwc_field show_async_task_result_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("task_id", "Task ID", PATH),
};

static const struct hwc_field task_fields[] = {
  STRING("task_id", "Task ID"),
  STRING("task_status", "State of the task", .values = task_states),
  STRING("task_type", "Kind of the task", .values = task_types),
  STRING("task_result",
         "Result as JSON text; of an import: group_id, success, failure, "
         "ignore, swagger; of an export: file_type, content"),
};
STRUCT(task, "ShowAsyncTaskResultResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "export_api_definitions",
    .method = "POST",
    .path = INSTANCE_PATH "/openapi/export",
    HWC_PARAMETERS(export_api_file_parameters),
    .body = &export_open_api,
    .success_status = 200,
    .flags = HWC_DOWNLOAD | HWC_SECRET_FILE | HWC_IDEMPOTENT,
    .timeout = TRANSFER,
    .idempotent_reason = "it only reads",
    .doc = "Writes the APIs of a group to a definition file.",
  },
  {
    .name = "export_api_definitions_async",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/openapi/async-export",
    HWC_PARAMETERS(export_api_definitions_async_parameters),
    .body = &apig_export_open_api,
    .reply = &task_begun,
    .flags = HWC_ASYNC,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Begins to export the APIs of a group.",
  },
  {
    .name = "export_live_data_api_definitions",
    .method = "POST",
    .path = INSTANCE_PATH "/openapi/livedata-apis/export",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &live_data_export,
    .flags = HWC_DOWNLOAD | HWC_SECRET_FILE | HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_ROMA,
    .timeout = TRANSFER,
    .idempotent_reason = "it only reads",
    .doc = "Writes custom backend APIs to a definition file.",
  },
  {
    .name = "import_api_definitions",
    .method = "POST",
    .path = INSTANCE_PATH "/openapi/import",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &import_api_file_request,
    .body_kind = HWC_BODY_FORM,
    .reply = &import_api_file_reply,
    .success_status = 200,
    .timeout = TRANSFER,
    .doc = "Creates APIs from a definition file.",
  },
  {
    .name = "import_api_definitions_async",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/openapi/async-import",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &async_import,
    .body_kind = HWC_BODY_FORM,
    .reply = &task_begun,
    .flags = HWC_ASYNC,
    .timeout = TRANSFER,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Begins to create APIs from a definition file.",
  },
  {
    .name = "import_live_data_api_definitions",
    .method = "POST",
    .path = INSTANCE_PATH "/openapi/livedata-apis/import",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &import_ld_api_file_request,
    .body_kind = HWC_BODY_FORM,
    .reply = &import_ld_api_file_reply,
    .gateway = HWC_GATEWAY_ROMA,
    .timeout = TRANSFER,
    .doc = "Creates custom backend APIs from a definition file.",
  },
  {
    .name = "show_async_task_result",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/async-tasks/{task_id}",
    HWC_PARAMETERS(show_async_task_result_parameters),
    .reply = &task,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Shows the state and the result of an import or export task.",
  },
};
TABLE(hwc_apig_definitions);
