/* SPDX-License-Identifier: Apache-2.0
 *
 * ModelArts DevServer: jobs on instances, their templates and services. */
#include "api/devserver/rows.h"

static const struct hwc_field job_item_fields[] = {
  STRING("type", "Fine-grained task type, e.g. COMMON, DEVICE_LOG_COLLECT",
         REQUIRED),
  STRING_MAP("spec", "Task parameters"),
};
STRUCT(job_item, "DevServerJobItem");

static const struct hwc_field create_job_request_fields[] = {
  STRING("name", "Job name", REQUIRED, .min = 1, .max = 64,
         .set = "a-zA-Z0-9_.-"),
  STRING("description", "Free text description", .min = 1, .max = 64,
         .set = "a-zA-Z0-9_.-"),
  STRINGS("server_ids", "DevServer IDs", REQUIRED),
  STRING("type",
         "Job template type, e.g. COMMON, SERVICE_DEPLOY, LOG_COLLECT",
         REQUIRED, .min = 1, .max = 64, .set = "a-zA-Z0-9_.-"),
  BOOLEAN("is_reboot", "Restart if the task fails"),
  OBJECTS("items", job_item, "Task items", REQUIRED),
};
STRUCT(create_job_request, "DevServerJobCreateRequest");

static const struct hwc_field task_fields[] = {
  STRING("id", "ID"),
  STRING("server_id", "DevServer ID"),
  STRING("server_name", "DevServer name"),
  STRING("status", "State"),
  STRING_MAP("cloud_server", "ID of the ECS, BMS or HPS"),
  STRING("message", "Message text"),
  STRING("create_at", "Creation time, Unix milliseconds"),
  STRING("update_at", "Time of the last change, Unix milliseconds"),
};
STRUCT(task, "DevServerTaskResponse");

#define JOB_FIELDS                                                             \
  STRING("id", "ID"),                                                          \
  STRING("name", "Name"),                                                      \
  STRING("type",                                                               \
         "Job template type, e.g. COMMON, SERVICE_DEPLOY, LOG_COLLECT"),       \
  STRING("status", "State"),                                                   \
  STRING("description", "Free text description")

static const struct hwc_field shown_job_fields[] = {
  JOB_FIELDS,
  STRING("create_at", "Creation time, Unix milliseconds"),
  STRING("update_at", "Time of the last change, Unix milliseconds"),
  OBJECTS("items", job_item, "Task items"),
  OBJECTS("tasks", task, "Tasks"),
  STRING("template_id", "Job template ID"),
  STRING("user_name", "User who created the job"),
  INTEGER("abnormal_count", "Number of nodes whose task failed"),
};
STRUCT(shown_job, "CreateDevServerJobResponse");

static const struct hwc_field delete_jobs_request_fields[] = {
  STRINGS("job_ids", "IDs of the jobs to delete"),
};
STRUCT(delete_jobs_request, "ServerJobDeleteRequest");

static const struct hwc_field job_fields[] = {
  JOB_FIELDS,
  STRING("user_name", "User who created the job"),
  INTEGER("abnormal_count", "Number of nodes whose task failed"),
  STRING("create_at", "Creation time, Unix milliseconds"),
  STRING("update_at", "Time of the last change, Unix milliseconds"),
};
STRUCT(job, "DevServerJobListResponse");

static const struct hwc_field job_page_fields[] = {
  PAGE_FIELDS,
  OBJECTS("data", job, "Number of records in this page"),
};
STRUCT(job_page, "DeleteDevServerJobsResponse");

static const struct hwc_field job_parameters[] = {
  PROJECT_ID,
  STRING("id", "Job ID", PATH),
};

static const struct hwc_field service_parameters[] = {
  PROJECT_ID,
  STRING("id", "Service ID", PATH),
};

static const struct hwc_field service_instance_fields[] = {
  STRING("id", "ID"),
  STRING("status", "State"),
  STRING("endpoints", "Access methods and private addresses"),
};
STRUCT(service_instance, "AIServiceInstance");

static const struct hwc_field model_fields[] = {
  STRING("name", "Name"),
  STRING("url", "OBS path of the model"),
  STRING("quant_type", "Quantization type"),
};
STRUCT(model, "Model");

static const struct hwc_field service_fields[] = {
  STRING("id", "ID"),
  STRING("name", "Name"),
  STRING("status", "State"),
  STRING_MAP("spec", "Task parameters"),
  OBJECTS("instances", service_instance, "Service instances"),
  OBJECT("model", model, "Model to deploy"),
};
STRUCT(service, "GetDevServerJobServiceResponse");

static const struct hwc_field template_parameters[] = {
  PROJECT_ID,
  STRING("id", "Template ID", PATH),
};

static const struct hwc_field template_param_fields[] = {
  STRING("name", "Name"),
  STRING("description", "Free text description"),
  STRING("value", "Value"),
  STRING("visible", "Shown in the console"),
  STRING("regex", "Validation pattern of the parameter"),
};
STRUCT(template_param, "TemplateParam");

static const struct hwc_field shown_template_fields[] = {
  JOB_FIELDS,
  STRING("cmd", "Start command of the container"),
  STRING("swr_path", "Container image"),
  STRING("resources", "Task resources"),
  STRING("volumes", "Disks"),
  STRING("volumes_mount", "Mounts"),
  STRING("flavor_type", "Flavor type"),
  STRING("timeout", "Task timeout"),
  STRING("check_interval", "Poll interval of the task"),
  OBJECTS("params", template_param, "Extra parameters"),
};
STRUCT(shown_template, "GetDevServerJobTemplateResponse");

static const struct hwc_field list_job_templates_parameters[] = {
  PROJECT_ID,
  STRING("id", "Template ID", QUERY),
  STRING("name", "Name", QUERY),
  STRING("type", "Type", QUERY),
};

static const struct hwc_field template_fields[] = {
  STRING("id", "ID"),
  STRING("name", "Name"),
  STRING("description", "Free text description"),
  STRING("type",
         "Job template type, e.g. COMMON, SERVICE_DEPLOY, LOG_COLLECT"),
  STRING("flavor_type", "Flavor type"),
  OBJECTS("params", template_param, "Extra parameters"),
};
STRUCT(template, "DevServerTemplateListResponse");

static const struct hwc_field list_job_templates_reply_fields[] = {
  PAGE_FIELDS,
  OBJECTS("data", template, "Number of records in this page"),
};
STRUCT(list_job_templates_reply, "ListDevServerJobTemplatesResponse");

static const struct hwc_field list_jobs_parameters[] = {
  PROJECT_ID,
  STRING("id", "Job ID", QUERY),
  STRING("name", "Name", QUERY),
  STRING("type", "Type", QUERY),
  STRING("status", "State", QUERY),
  BOOLEAN("visible", "Shown in the console", QUERY),
};

static const struct hwc_operation operations[] = {
  {
    .name = "create_dev_server_job",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/jobs",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &create_job_request,
    .reply = &shown_job,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Creates a job on instances.",
  },
  {
    .name = "delete_dev_server_jobs",
    .method = "DELETE",
    .path = "/v1/{project_id}/dev-servers/jobs",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &delete_jobs_request,
    .reply = &job_page,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED,
    .doc = "Deletes jobs.",
  },
  {
    .name = "get_dev_server_job",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/jobs/{id}",
    HWC_PARAMETERS(job_parameters),
    .reply = &shown_job,
    .success_status = 200,
    .doc = "Shows a job.",
  },
  {
    .name = "get_dev_server_job_service",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/jobs/services/{id}",
    HWC_PARAMETERS(service_parameters),
    .reply = &service,
    .success_status = 200,
    .doc = "Shows a deployed service of a job.",
  },
  {
    .name = "get_dev_server_job_template",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/jobs/templates/{id}",
    HWC_PARAMETERS(template_parameters),
    .reply = &shown_template,
    .success_status = 200,
    .doc = "Shows a job template.",
  },
  {
    .name = "list_dev_server_job_templates",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/jobs/templates",
    HWC_PARAMETERS(list_job_templates_parameters),
    .reply = &list_job_templates_reply,
    .doc = "Lists job templates.",
  },
  {
    .name = "list_dev_server_jobs",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/jobs",
    HWC_PARAMETERS(list_jobs_parameters),
    .reply = &job_page,
    .doc = "Lists jobs.",
  },
};
TABLE(hwc_devserver_jobs);
