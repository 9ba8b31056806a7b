/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: environments and their variables. */
#include "api/apig/rows.h"

static const struct hwc_field env_create_fields[] = {
  STRING("name", "Environment name: letters, digits and _, starting with a "
                 "letter",
         REQUIRED),
  STRING("remark", "Description"),
};
STRUCT(env_create, "EnvCreate");

static const struct hwc_field env_fields[] = {
  TIMESTAMP("create_time", "Creation"),
  STRING("name", "Environment name"),
  STRING("remark", "Description"),
  STRING("id", "Environment ID"),
};
STRUCT(env, "EnvInfo");

static const struct hwc_field env_variable_create_fields[] = {
  STRING("variable_value", "Value: letters, digits and _-/.:", REQUIRED),
  STRING("env_id", "Environment ID", EXPECTED),
  STRING("group_id", "API group ID", EXPECTED),
  STRING("variable_name",
         "Name: letters, digits, _ and -, starting with a letter", EXPECTED),
};
STRUCT(env_variable_create, "EnvVariableCreate");

static const struct hwc_field env_variable_fields[] = {
  STRING("variable_value", "Variable value"),
  STRING("env_id", "Environment ID"),
  STRING("group_id", "API group ID"),
  STRING("variable_name", "Variable name"),
  STRING("id", "Environment variable ID"),
};
STRUCT(env_variable, "EnvVariableInfo");

static const struct hwc_field env_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("env_id", "Environment ID", PATH),
};

static const struct hwc_field env_variable_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("env_variable_id", "Environment variable ID", PATH),
};

static const struct hwc_field list_variables_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("group_id", "API group ID", QUERY, REQUIRED),
  STRING("env_id", "Environment ID", QUERY),
  STRING("variable_name", "Variable name", QUERY),
  STRING("precise_search",
         "Comma-separated names to match exactly; only name is supported",
         QUERY),
};

static const struct hwc_field list_variables_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("variables", env_variable, "Environment variables"),
};
STRUCT(list_variables_reply, "ListEnvironmentVariablesV2Response");

static const struct hwc_field list_environments_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("name", "Environment name", QUERY),
};

static const struct hwc_field list_environments_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("envs", env, "Environments"),
};
STRUCT(list_environments_reply, "ListEnvironmentsV2Response");

static const struct hwc_field env_variable_base_fields[] = {
  STRING("variable_value", "Value: letters, digits and _-/.:", REQUIRED),
};
STRUCT(env_variable_base, "EnvVariableBase");

static const struct hwc_operation operations[] = {
  {
    .name = "create_environment",
    .method = "POST",
    .path = INSTANCE_PATH "/envs",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &env_create,
    .reply = &env,
    .success_status = 201,
    .doc = "Creates an environment.",
  },
  {
    .name = "create_environment_variable",
    .method = "POST",
    .path = INSTANCE_PATH "/env-variables",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &env_variable_create,
    .reply = &env_variable,
    .success_status = 201,
    .doc = "Creates an environment variable.",
  },
  {
    .name = "delete_environment",
    .method = "DELETE",
    .path = INSTANCE_PATH "/envs/{env_id}",
    HWC_PARAMETERS(env_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes an environment.",
  },
  {
    .name = "delete_environment_variable",
    .method = "DELETE",
    .path = INSTANCE_PATH "/env-variables/{env_variable_id}",
    HWC_PARAMETERS(env_variable_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes an environment variable.",
  },
  {
    .name = "list_environment_variables",
    .method = "GET",
    .path = INSTANCE_PATH "/env-variables",
    HWC_PARAMETERS(list_variables_parameters),
    .reply = &list_variables_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists environment variables.",
  },
  {
    .name = "list_environments",
    .method = "GET",
    .path = INSTANCE_PATH "/envs",
    HWC_PARAMETERS(list_environments_parameters),
    .reply = &list_environments_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists environments.",
  },
  {
    .name = "show_details_of_environment_variable",
    .method = "GET",
    .path = INSTANCE_PATH "/env-variables/{env_variable_id}",
    HWC_PARAMETERS(env_variable_parameters),
    .reply = &env_variable,
    .success_status = 200,
    .doc = "Shows an environment variable.",
  },
  {
    .name = "update_environment",
    .method = "PUT",
    .path = INSTANCE_PATH "/envs/{env_id}",
    HWC_PARAMETERS(env_parameters),
    .body = &env_create,
    .reply = &env,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes an environment.",
  },
  {
    .name = "update_environment_variable",
    .method = "PUT",
    .path = INSTANCE_PATH "/env-variables/{env_variable_id}",
    HWC_PARAMETERS(env_variable_parameters),
    .body = &env_variable_base,
    .reply = &env_variable,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes an environment variable.",
  },
};
TABLE(hwc_apig_environments);
