/* SPDX-License-Identifier: Apache-2.0
 *
 * ModelArts DevServer: instances, their state and operating system. */
#include "api/devserver/rows.h"

static const char *const actions[] = {
  "START", "STOP", "REBOOT", "CHANGEOS", "REINSTALLOS", "DELETE", NULL};
static const char *const charging_modes[] = {"COMMON", "POST_PAID", "PRE_PAID",
                                             NULL};

static const struct hwc_field list_parameters[] = {
  PROJECT_ID,
  STRING("owner", "User ID of the owner; for administrators", QUERY),
  STRING("sort_dir", "Order, default ASC", QUERY,
         .values = hwc_devserver_sort_directions),
  STRING("sort_key", "Field to sort by, default createTime", QUERY),
  INTEGER("limit", "Page size, default 10", QUERY, .min = 0, .max = 1024),
  INTEGER("offset", "Records to skip, default 0", QUERY, .min = 0,
          .max = INT32_MAX),
};

static const struct hwc_field server_page_fields[] = {
  PAGE_FIELDS,
  OBJECTS("data", hwc_devserver_server, "Instances"),
};
STRUCT(server_page, "ListDevServersResponse");

static const struct hwc_rule change_rules[] = {
  {.kind = HWC_WHEN, .field = {.name = "image_id", REQUIRED}},
};

static const struct hwc_field start_fields[] = {
  STRING("arch", "CPU architecture", .values = hwc_devserver_architectures),
  STRING("charging_mode", "Billing", .values = charging_modes),
  STRING("server_type", "Kind of server", .values = hwc_devserver_server_types),
};
STRUCT(start, "ServerStartRequest");

static const struct hwc_field server_id_fields[] = {
  STRING("id", "Instance ID", REQUIRED),
};
STRUCT(server_id, "BatchActionDevServerIds");

static const struct hwc_field batch_fields[] = {
  STRING("type", "What to do", REQUIRED, .values = actions),
  OBJECTS("servers", server_id, "Instances", REQUIRED),
  OBJECT("extend_param", hwc_devserver_os_request,
         "Login and image, for the operating system"),
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

static const char *const period_types[] = {
  "ABSOLUTE", "DAY", "HOUR", "MONTH", "WEEK", "YEAR", NULL};

static const struct hwc_field charging_fields[] = {
  STRING("charging_mode", "Billing mode", REQUIRED, .values = charging_modes),
  BOOLEAN("is_auto_pay", "Pay automatically"),
  BOOLEAN("is_auto_renew", "Renew automatically"),
  INTEGER("period_num", "Number of prepaid periods", REQUIRED, .min = 1,
          .max = 11),
  STRING("period_type", "Unit of the prepaid period", REQUIRED,
         .values = period_types),
};
STRUCT(charging, "ChargingInfo");

static const struct hwc_field network_cluster_fields[] = {
  STRING("id", "ID"),
  STRING("hyper_cluster_subnet_id", "Subnet of the hyper cluster"),
};
STRUCT(network_cluster, "ServerNetworkHyperCluster");

static const struct hwc_field address_pair_fields[] = {
  STRING("ip_address", "IP address; 0.0.0.0/0 is rejected"),
  STRING("mac_address", "MAC address"),
};
STRUCT(address_pair, "AllowedAddressPairs");

static const struct hwc_field network_fields[] = {
  BOOLEAN("ipv6_enable", "Enable IPv6"),
  STRING("roce_id", "RoCE network ID", .format = HWC_UUID),
  STRING("security_group_id", "Security group ID", REQUIRED),
  STRING("subnet_id", "Subnet ID", REQUIRED),
  STRING("vpc_id", "VPC ID", REQUIRED),
  OBJECT("hyper_cluster", network_cluster, "Hyper cluster network"),
  OBJECTS("allowed_address_pairs", address_pair,
          "Additional IP/MAC pairs that the port lets through"),
};
STRUCT(network, "ServerNetwork");

static const struct hwc_field create_request_fields[] = {
  STRING("admin_pass", "Login password; not for supernodes",
         .format = HWC_PASSWORD, .min = 8, .max = 26, .flags = HWC_SECRET),
  STRING("arch", "CPU architecture", .values = hwc_devserver_architectures),
  STRING("availability_zone", "Availability zone", .min = 1, .max = 256),
  OBJECT("charging_info", charging, "Billing"),
  INTEGER("count", "Number of servers to buy; not for supernodes", .min = 1,
          .max = 10),
  STRING("enterprise_project_id", "Enterprise project ID", .min = 1,
         .max = 36),
  STRING("flavor", "Flavor", .min = 1, .max = 128),
  STRING("resource_flavor", "Resource flavor", .min = 1, .max = 256),
  STRING("image_id", "Image ID", REQUIRED, .format = HWC_UUID),
  STRING("key_pair_name", "Key pair for the login", .min = 1, .max = 64,
         .set = "a-zA-Z0-9_.-"),
  STRING("name", "Name", REQUIRED, .min = 1, .max = 64, .set = "a-zA-Z0-9_.-"),
  OBJECT("network", network, "Network of the server", REQUIRED),
  OBJECT("root_volume", hwc_devserver_root_volume, "System disk"),
  OBJECT("data_volume", hwc_devserver_data_volume, "Data disks"),
  STRING("server_type", "Kind of server", .values = hwc_devserver_server_types),
  STRING("user_data", "User data to run at first boot, Base64 of at most 32 "
                      "KiB",
         .format = HWC_BASE64, .max = 32768, .flags = HWC_SECRET),
  STRING("hps_cluster_id", "Supernode cluster network ID; only for HPS"),
};
static const struct hwc_rule create_request_rules[] = {
  {.kind = HWC_EXACTLY_ONE, .names = {"flavor", "resource_flavor"}},
  {.kind = HWC_EXACTLY_ONE, .names = {"admin_pass", "key_pair_name"}},
  {.kind = HWC_WHEN,
   .when = "server_type",
   .is = "HPS",
   .field = {.name = "key_pair_name", REQUIRED}},
  {.kind = HWC_ONLY_WHEN,
   .when = "server_type",
   .is = "HPS",
   .names = {"hps_cluster_id"}},
};
STRUCT_WITH_RULES(create_request, "ServerCreateRequest");

static const struct hwc_field sync_parameters[] = {
  PROJECT_ID,
  STRING("owner", "User ID of the owner; for administrators", QUERY),
  STRING("sort_dir", "Sort order", QUERY,
         .values = hwc_devserver_sort_directions),
  STRING("sort_key", "Sort field", QUERY),
  INTEGER("offset", "Records to skip, default 0", QUERY, .max = INT32_MAX),
  INTEGER("limit", "Page size, default 10", QUERY, .max = 1024),
};

static const struct hwc_field update_request_fields[] = {
  STRING("name", "Name", REQUIRED, .min = 1, .max = 64, .set = "a-zA-Z0-9_.-"),
};
STRUCT(update_request, "UpdateServerRequest");

static const struct hwc_operation operations[] = {
  {
    .name = "batch_dev_servers_action",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/action",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &batch,
    .reply = &server_page,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Performs an action on several instances.",
  },
  {
    .name = "change_dev_server_os",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/{id}/changeos",
    HWC_PARAMETERS(hwc_devserver_instance_parameters),
    .body = &hwc_devserver_os_request,
    HWC_RULES(change_rules),
    .reply = &hwc_devserver_server,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED | HWC_ASYNC,
    .doc = "Changes the OS of a STOPPED instance: first stop_dev_server and "
           "wait_dev_server.",
  },
  {
    .name = "create_dev_server",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &create_request,
    .reply = &hwc_devserver_server,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Creates ECS, BMS or supernode instances.",
  },
  {
    .name = "delete_dev_server",
    .method = "DELETE",
    .path = "/v1/{project_id}/dev-servers/{id}",
    HWC_PARAMETERS(hwc_devserver_any_instance_parameters),
    .reply = &hwc_devserver_server,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Deletes an instance.",
  },
  {
    .name = "list_all_dev_servers",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/all",
    HWC_PARAMETERS(hwc_project_parameters),
    .reply = &server_page,
    .success_status = 200,
    .doc = "Lists all instances of the tenant.",
  },
  {
    .name = "list_dev_servers",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers",
    HWC_PARAMETERS(list_parameters),
    .reply = &server_page,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists instances.",
  },
  {
    .name = "reboot_dev_server",
    .method = "PUT",
    .path = "/v1/{project_id}/dev-servers/{id}/reboot",
    HWC_PARAMETERS(hwc_devserver_instance_parameters),
    .reply = &hwc_devserver_server,
    .flags = HWC_ASYNC,
    .doc = "Reboots an instance.",
  },
  {
    .name = "reinstall_dev_server_os",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/{id}/reinstallos",
    HWC_PARAMETERS(hwc_devserver_instance_parameters),
    .body = &hwc_devserver_os_request,
    .reply = &hwc_devserver_server,
    .flags = HWC_ASYNC,
    .doc = "Reinstalls the operating system of an instance.",
  },
  {
    .name = "show_dev_server",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/{id}",
    HWC_PARAMETERS(hwc_devserver_any_instance_parameters),
    .reply = &hwc_devserver_server,
    .success_status = 200,
    .doc = "Shows an instance.",
  },
  {
    .name = "start_dev_server",
    .method = "PUT",
    .path = "/v1/{project_id}/dev-servers/{id}/start",
    HWC_PARAMETERS(hwc_devserver_instance_parameters),
    .body = &start,
    .reply = &hwc_devserver_server,
    .flags = HWC_ASYNC,
    .doc = "Starts an instance.",
  },
  {
    .name = "stop_dev_server",
    .method = "PUT",
    .path = "/v1/{project_id}/dev-servers/{id}/stop",
    HWC_PARAMETERS(hwc_devserver_instance_parameters),
    .reply = &hwc_devserver_server,
    .flags = HWC_ASYNC,
    .doc = "Stops an instance.",
  },
  {
    .name = "sync_dev_servers",
    .method = "PUT",
    .path = "/v1/{project_id}/dev-servers/sync",
    HWC_PARAMETERS(sync_parameters),
    .reply = &server_page,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it only refreshes the state of instances",
    .doc = "Refreshes the state of instances now.",
  },
  {
    .name = "update_dev_server",
    .method = "PUT",
    .path = "/v1/{project_id}/dev-servers/{id}",
    HWC_PARAMETERS(hwc_devserver_any_instance_parameters),
    .body = &update_request,
    .reply = &hwc_devserver_server,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets a fixed value: a retry changes nothing more",
    .doc = "Renames an instance.",
  },
};
TABLE(hwc_devserver_lifecycle);
