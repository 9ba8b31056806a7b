/* SPDX-License-Identifier: Apache-2.0
 *
 * ModelArts DevServer: fields shared by several resources. */
#include "api/devserver/rows.h"

const char *const hwc_devserver_architectures[] = {"ARM", "X86", NULL};
const char *const hwc_devserver_server_types[] = {"BMS", "ECS", "HPS", NULL};
const char *const hwc_devserver_sort_directions[] = {"ASC", "DESC", NULL};

const struct hwc_field hwc_devserver_instance_parameters[] = {
  PROJECT_ID,
  STRING("id", "Instance ID", PATH, .format = HWC_UUID_RFC),
};

const struct hwc_field hwc_devserver_any_instance_parameters[] = {
  PROJECT_ID,
  STRING("id", "Instance ID", PATH),
};

static const char *const dev_services[] = {
  "AI_FLOW", "MA_STUDIO", "NOTEBOOK", "SSH", "TENSOR_BOARD", "WEB_IDE", NULL};
static const char *const services[] = {"NOTEBOOK", "SSH", NULL};
static const char *const evs_types[] = {
  "ESSD", "GPSSD", "SAS", "SATA", "SSD", NULL};
static const char *const data_types[] = {
  "SSD", "SAS", "SATA", "GPSSD", "ESSD", NULL};
static const char *const volume_types[] = {"ROOT", "DATA", NULL};
static const char *const charging_modes[] = {
  "COMMON", "POST_PAID", "PRE_PAID", NULL};
static const char *const statuses[] = {
  "CREATE_FAILED", "CREATING", "DELETED", "DELETE_FAILED", "DELETING", "ERROR",
  "RUNNING", "STARTING", "START_FAILED", "STOPPED", "STOPPING", "STOP_FAILED",
  "REBOOTING", "REBOOT_FAILED", "CHANGINGOS", "CHANGINGOS_FAILED",
  "REINSTALLINGOS", "REINSTALLINGOS_FAILED", NULL,
};
static const char *const categories[] = {"SPOD", "SERVER", "HPS", NULL};

static const struct hwc_field cloud_server_fields[] = {
  STRING("id", "ID of the server or of the supernode's child"),
  STRING("type", "Kind of server", .values = hwc_devserver_server_types),
  STRING("hps_id", "Supernode ID"),
  STRING("hps_ecs_id", "ID of the supernode's child"),
};
SHARED_STRUCT(hwc_devserver_cloud_server, cloud_server, "CloudServer");

static const struct hwc_field access_fields[] = {
  STRING("dev_service", "Access method", .values = dev_services),
  STRING_MAP("extensions", "Access URLs and settings"),
  STRINGS("ssh_keys", "SSH key pair names"),
};
SHARED_STRUCT(hwc_devserver_access, access, "Endpoints");

/* allowed_access_ips and ssh_keys are only in the service's page. */
static const struct hwc_field endpoint_fields[] = {
  STRING("dev_service", "Access method"),
  STRING("service", "Access method", .values = services),
  STRING("uri", "Private IP of the instance"),
  STRINGS("key_pair_names", "SSH key pair names"),
  STRINGS("allowed_access_ips", "Addresses that are allowed to connect"),
  STRINGS("ssh_keys", "SSH key pair names, in older responses"),
};
SHARED_STRUCT(hwc_devserver_endpoint, endpoint, "EndpointsRes");

static const struct hwc_field root_volume_fields[] = {
  INTEGER("size", "GB", .min = 100, .max = 1024),
  STRING("type", "EVS disk type", .values = evs_types),
};
SHARED_STRUCT(hwc_devserver_root_volume, root_volume, "EvsVolume");

static const struct hwc_field data_volume_fields[] = {
  INTEGER("size", "GB", REQUIRED, .min = 100, .max = 32768),
  STRING("type", "EVS disk type", REQUIRED, .values = data_types),
  INTEGER("count", "Number of data disks", REQUIRED, .min = 1, .max = 8),
};
SHARED_STRUCT(hwc_devserver_data_volume, data_volume, "ServerDataVolume");

static const struct hwc_field supernode_fields[] = {
  STRING("id", "ID"),
  STRING("name", "Name"),
};
SHARED_STRUCT(hwc_devserver_supernode, supernode, "ServerHpsInfo");

static const struct hwc_field operation_error_fields[] = {
  STRING("code", "Error code"),
  STRING("message", "Message text"),
};
SHARED_STRUCT(hwc_devserver_operation_error, operation_error,
              "ServerOperationError");

/* Body of changeos and reinstallos, and extra parameters of a batch action. */
static const struct hwc_field os_request_fields[] = {
  STRING("admin_pass", "Login password; not for supernodes",
         .flags = HWC_SECRET, .format = HWC_PASSWORD, .min = 8, .max = 26),
  STRING("key_pair_name", "Key pair for the login", .min = 1, .max = 64,
         .set = "a-zA-Z0-9_.-"),
  STRING("image_id", "Image; required to change the operating system",
         .format = HWC_UUID),
  STRING("user_data", "User data to run at first boot, Base64 of at most 32 "
                      "KiB",
         .flags = HWC_SECRET, .format = HWC_BASE64, .max = 32768),
};
static const struct hwc_rule os_request_rules[] = {
  {.kind = HWC_EXACTLY_ONE, .names = {"admin_pass", "key_pair_name"}},
};
SHARED_STRUCT_WITH_RULES(hwc_devserver_os_request, os_request,
                         "ServerOsRequest");

static const struct hwc_field volume_fields[] = {
  INTEGER("size", "GB"),
  STRING("type", "System or data disk", .values = volume_types),
  STRING("evs_type", "Type of disk", .values = evs_types),
  STRING("evs_id", "Disk ID"),
};
SHARED_STRUCT(hwc_devserver_volume, volume, "ServerVolume");

static const struct hwc_field image_fields[] = {
  STRING("arch", "CPU architecture", .values = hwc_devserver_architectures),
  STRING("image_id", "Image ID"),
  STRING("name", "Name"),
  STRING("server_type", "Kind of server", .values = hwc_devserver_server_types),
  STRING("status", "ACTIVE or INACTIVE"),
};
SHARED_STRUCT(hwc_devserver_image, image, "ServerImageResponse");

static const struct hwc_field server_fields[] = {
  LONG("create_at", "Creation time, Unix milliseconds"),
  LONG("update_at", "Time of the last change, Unix milliseconds"),
  STRING("charging_mode", "Billing", .values = charging_modes),
  OBJECT("cloud_server", hwc_devserver_cloud_server,
         "Server of the instance"),
  OBJECTS("endpoints_response", hwc_devserver_access, "Access methods"),
  STRING("flavor", "Flavor"),
  STRING("id", "Instance ID"),
  STRING("key_pair_name", "Key pair for the login"),
  STRING("name", "Name"),
  STRING("order_id", "Order ID"),
  STRING("status", "State", .values = statuses),
  STRING("vpc_id", "VPC ID"),
  OBJECTS("endpoints", hwc_devserver_endpoint,
          "Access methods and private addresses"),
  OBJECTS("volumes", hwc_devserver_volume, "Disks"),
  OBJECT("image", hwc_devserver_image, "Image"),
  OBJECT("server_image_response", hwc_devserver_image,
         "Image, in older responses"),
  STRING("category", "Parent of the server", .values = categories),
  OBJECT("server_hps", hwc_devserver_supernode,
         "Supernode that the server belongs to"),
  STRING("subnet_id", "Subnet ID"),
};
SHARED_STRUCT(hwc_devserver_server, server, "ServerResponse");

static const struct hwc_field operation_fields[] = {
  STRING("operation_id", "Operation ID"),
  STRING("operation_status", "Pending, running, success or failed"),
  STRING("operation_type", "Kind of operation"),
  OBJECT("operation_error", hwc_devserver_operation_error,
         "Reason of the failure"),
};
SHARED_STRUCT(hwc_devserver_operation, operation, "ServerOperation");
