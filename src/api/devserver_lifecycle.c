/* SPDX-License-Identifier: Apache-2.0
 *
 * ModelArts DevServer: instances, their state and operating system. */
#include "api/rows.h"

static const char *const actions[] = {
  "START", "STOP", "REBOOT", "CHANGEOS", "REINSTALLOS", "DELETE", NULL};
static const char *const architectures[] = {"ARM", "X86", NULL};
static const char *const categories[] = {"SPOD", "SERVER", "HPS", NULL};
static const char *const charging_modes[] = {"COMMON", "POST_PAID", "PRE_PAID",
                                             NULL};
static const char *const dev_services[] = {
  "AI_FLOW", "MA_STUDIO", "NOTEBOOK", "SSH", "TENSOR_BOARD", "WEB_IDE", NULL};
static const char *const evs_types[] = {"ESSD", "GPSSD", "SAS",
                                        "SATA", "SSD",   NULL};
static const char *const server_types[] = {"BMS", "ECS", "HPS", NULL};
static const char *const services[] = {"NOTEBOOK", "SSH", NULL};
static const char *const sort_directions[] = {"ASC", "DESC", NULL};
static const char *const volume_types[] = {"ROOT", "DATA", NULL};
static const char *const statuses[] = {"CREATE_FAILED",
                                       "CREATING",
                                       "DELETED",
                                       "DELETE_FAILED",
                                       "DELETING",
                                       "ERROR",
                                       "RUNNING",
                                       "STARTING",
                                       "START_FAILED",
                                       "STOPPED",
                                       "STOPPING",
                                       "STOP_FAILED",
                                       "REBOOTING",
                                       "REBOOT_FAILED",
                                       "CHANGINGOS",
                                       "CHANGINGOS_FAILED",
                                       "REINSTALLINGOS",
                                       "REINSTALLINGOS_FAILED",
                                       NULL};

static const struct hwc_field project_parameters[] = {PROJECT_ID};

static const struct hwc_field instance_parameters[] = {
  PROJECT_ID,
  STRING("id", "Instance ID", PATH, .format = HWC_UUID_RFC),
};

static const struct hwc_field show_parameters[] = {
  PROJECT_ID,
  STRING("id", "Instance ID", PATH),
};

static const struct hwc_field list_parameters[] = {
  PROJECT_ID,
  STRING("owner", "User ID of the owner; for administrators", QUERY),
  STRING("sort_dir", "Order, default ASC", QUERY, .values = sort_directions),
  STRING("sort_key", "Member to sort by, default createTime", QUERY),
  INTEGER("limit", "Page size, default 10", QUERY, .min = 0, .max = 1024),
  INTEGER("offset", "Records to skip, default 0", QUERY, .min = 0,
          .max = INT32_MAX),
};

static const struct hwc_field cloud_server_fields[] = {
  STRING("id", "ID of the server or of the supernode's child"),
  STRING("type", "Kind of server", .values = server_types),
  STRING("hps_id", "Supernode ID"),
  STRING("hps_ecs_id", "ID of the supernode's child"),
};
STRUCT(cloud_server, "CloudServer");

static const struct hwc_field access_fields[] = {
  STRING("dev_service", "Access method", .values = dev_services),
  STRING_MAP("extensions", "Access URLs and settings"),
  STRINGS("ssh_keys", "SSH key pair names"),
};
STRUCT(access, "Endpoints");

/* allowed_access_ips and ssh_keys are in the service's page alone. */
static const struct hwc_field endpoint_fields[] = {
  STRING("dev_service", "Access method"),
  STRING("service", "Access method", .values = services),
  STRING("uri", "Private IP of the instance"),
  STRINGS("key_pair_names", "SSH key pair names"),
  STRINGS("allowed_access_ips", "Addresses that may connect"),
  STRINGS("ssh_keys", "SSH key pair names, in older answers"),
};
STRUCT(endpoint, "EndpointsRes");

static const struct hwc_field volume_fields[] = {
  INTEGER("size", "GB"),
  STRING("type", "System or data disk", .values = volume_types),
  STRING("evs_type", "Type of disk", .values = evs_types),
  STRING("evs_id", "Disk ID"),
};
STRUCT(volume, "ServerVolume");

static const struct hwc_field image_fields[] = {
  STRING("arch", "CPU architecture", .values = architectures),
  STRING("image_id", "Image ID"),
  STRING("name", "Name"),
  STRING("server_type", "Kind of server", .values = server_types),
  STRING("status", "ACTIVE or INACTIVE"),
};
STRUCT(image, "ServerImageResponse");

static const struct hwc_field supernode_fields[] = {
  STRING("id", "ID"),
  STRING("name", "Name"),
};
STRUCT(supernode, "ServerHpsInfo");

static const struct hwc_field server_fields[] = {
  LONG("create_at", "Creation, Unix milliseconds"),
  LONG("update_at", "Last change, Unix milliseconds"),
  STRING("charging_mode", "Billing", .values = charging_modes),
  OBJECT("cloud_server", cloud_server, "The server behind the instance"),
  OBJECTS("endpoints_response", access, "Access methods"),
  STRING("flavor", "Flavor"),
  STRING("id", "Instance ID"),
  STRING("key_pair_name", "Key pair of the login"),
  STRING("name", "Name"),
  STRING("order_id", "Order ID"),
  STRING("status", "State", .values = statuses),
  STRING("vpc_id", "VPC ID"),
  OBJECTS("endpoints", endpoint, "Access methods and private addresses"),
  OBJECTS("volumes", volume, "Disks"),
  OBJECT("image", image, "Image"),
  OBJECT("server_image_response", image, "Image, in older answers"),
  STRING("category", "What the server belongs to", .values = categories),
  OBJECT("server_hps", supernode, "Supernode the server belongs to"),
  STRING("subnet_id", "Subnet ID"),
};
STRUCT(server, "ServerResponse");

static const struct hwc_field server_page_fields[] = {
  INTEGER("current", "Number of this page"),
  OBJECTS("data", server, "Instances"),
  INTEGER("pages", "Number of pages"),
  INTEGER("size", "Page size"),
  LONG("total", "Number of instances that match"),
};
STRUCT(server_page, "ListDevServersResponse");

/* Body of changeos and reinstallos, and extra parameters of the batch. */
static const struct hwc_field system_request_fields[] = {
  STRING("admin_pass", "Login password; not for supernodes",
         .flags = HWC_SECRET, .format = HWC_PASSWORD, .min = 8, .max = 26),
  STRING("key_pair_name", "Key pair of the login", .min = 1, .max = 64,
         .set = "a-zA-Z0-9_.-"),
  STRING("image_id", "Image; needed to change the system", .format = HWC_UUID),
  STRING("user_data", "Base64 of what is run first, at most 32 KiB of it",
         .flags = HWC_SECRET, .format = HWC_BASE64, .max = 32768),
};
static const struct hwc_rule system_request_rules[] = {
  {.kind = HWC_EXACTLY_ONE, .names = {"admin_pass", "key_pair_name"}},
};
STRUCT_WITH_RULES(system_request, "ServerOsRequest");

static const struct hwc_rule change_rules[] = {
  {.kind = HWC_WHEN, .field = {.name = "image_id", REQUIRED}},
};

static const struct hwc_field start_fields[] = {
  STRING("arch", "CPU architecture", .values = architectures),
  STRING("charging_mode", "Billing", .values = charging_modes),
  STRING("server_type", "Kind of server", .values = server_types),
};
STRUCT(start, "ServerStartRequest");

static const struct hwc_field server_id_fields[] = {
  STRING("id", "Instance ID", REQUIRED),
};
STRUCT(server_id, "BatchActionDevServerIds");

static const struct hwc_field batch_fields[] = {
  STRING("type", "What to do", REQUIRED, .values = actions),
  OBJECTS("servers", server_id, "Instances", REQUIRED),
  OBJECT("extend_param", system_request, "Login and image, for systems"),
};
static const struct hwc_rule batch_rules[] = {
  {.kind = HWC_WHEN,
   .when = "type",
   .is = "CHANGEOS",
   .field = {.name = "extend_param", REQUIRED}},
  {.kind = HWC_WHEN,
   .when = "type",
   .is = "CHANGEOS",
   .field = {.name = "extend_param.image_id", REQUIRED}},
};
STRUCT_WITH_RULES(batch, "DevServerBatchRequest");

static const struct hwc_operation operations[] = {
  {
    .name = "batch_dev_servers_action",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/action",
    HWC_PARAMETERS(project_parameters),
    .body = &batch,
    .reply = &server_page,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED | HWC_ASYNC,
    .doc = "Does the same to several instances.",
  },
  {
    .name = "change_dev_server_os",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/{id}/changeos",
    HWC_PARAMETERS(instance_parameters),
    .body = &system_request,
    HWC_RULES(change_rules),
    .reply = &server,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED | HWC_ASYNC,
    .doc = "Changes the operating system of an instance.",
  },
  {
    .name = "list_dev_servers",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers",
    HWC_PARAMETERS(list_parameters),
    .reply = &server_page,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .doc = "Lists instances.",
  },
  {
    .name = "reboot_dev_server",
    .method = "PUT",
    .path = "/v1/{project_id}/dev-servers/{id}/reboot",
    HWC_PARAMETERS(instance_parameters),
    .reply = &server,
    .flags = HWC_ASYNC,
    .doc = "Reboots an instance.",
  },
  {
    .name = "reinstall_dev_server_os",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/{id}/reinstallos",
    HWC_PARAMETERS(instance_parameters),
    .body = &system_request,
    .reply = &server,
    .flags = HWC_ASYNC,
    .doc = "Installs the operating system of an instance anew.",
  },
  {
    .name = "show_dev_server",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/{id}",
    HWC_PARAMETERS(show_parameters),
    .reply = &server,
    .success_status = 200,
    .doc = "Shows an instance.",
  },
  {
    .name = "start_dev_server",
    .method = "PUT",
    .path = "/v1/{project_id}/dev-servers/{id}/start",
    HWC_PARAMETERS(instance_parameters),
    .body = &start,
    .reply = &server,
    .flags = HWC_ASYNC,
    .doc = "Starts an instance.",
  },
  {
    .name = "stop_dev_server",
    .method = "PUT",
    .path = "/v1/{project_id}/dev-servers/{id}/stop",
    HWC_PARAMETERS(instance_parameters),
    .reply = &server,
    .flags = HWC_ASYNC,
    .doc = "Stops an instance.",
  },
};
TABLE(hwc_devserver_lifecycle);
