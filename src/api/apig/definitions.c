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
};
TABLE(hwc_apig_definitions);
