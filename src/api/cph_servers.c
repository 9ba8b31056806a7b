/* SPDX-License-Identifier: Apache-2.0
 *
 * Cloud Phone Host: servers and their key pairs. */
#include "api/rows.h"

static const char *const network_versions[] = {"v1", "v2", NULL};

static const struct hwc_field project_parameters[] = {PROJECT_ID};

static const struct hwc_field list_parameters[] = {
  PROJECT_ID,
  INTEGER("offset", "Records to skip, default 0", QUERY),
  INTEGER("limit", "Page size, default 100", QUERY, .min = 1, .max = 100),
  STRING("server_name", "Part of the server's name", QUERY),
  STRING("server_id", "Server ID", QUERY, BYTES_32),
  STRING("network_version", "v1: system's network, v2: your own", QUERY,
         .values = network_versions),
  STRING("phone_model_name", "Phone flavor", QUERY),
  LONG("create_since", "Created at or after this timestamp", QUERY),
  LONG("create_until", "Created at or before this timestamp", QUERY),
  INTEGER("status", "State, as in the answer", QUERY),
};

static const struct hwc_field address_fields[] = {
  STRING("intranet_ip", "Private IP; obsolete, see server_ip"),
  STRING("access_ip", "Public IP; obsolete, see public_ip"),
  STRING("server_ip", "Private IP"),
  STRING("public_ip", "Public IP; empty where the port is not public"),
};
STRUCT(address, "Address");

static const struct hwc_field order_fields[] = {
  STRING("product_id", "Product ID"),
  STRING("order_id", "Order ID"),
  INTEGER("charging_mode", "0: prepaid"),
};
STRUCT(order, "ServerMetadata");

/* Members that a server has in lists and when shown alone. */
#define SERVER_FIELDS                                                          \
  STRING("server_name", "Name"),                                               \
    STRING("availability_zone", "Availability zone"),                          \
    STRING("server_id", "Server ID"),                                          \
    STRING("server_model_name", "Server flavor"),                              \
    STRING("phone_model_name", "Phone flavor"),                                \
    STRING("keypair_name", "Key pair of the ADB login"),                       \
    INTEGER("status", "0 1 3 4 creating, 2 abnormal, 5 normal, 8 frozen, "     \
                      "10 shut down, 11 shutting down, 12 shutdown failed, "   \
                      "13 powering on"),                                       \
    STRING("vpc_id", "VPC ID"), STRING("cidr", "CIDR of the VPC"),             \
    STRING("vpc_cidr", "CIDR of the VPC"), STRING("subnet_id", "Subnet ID"),   \
    STRING("subnet_cidr", "CIDR of the subnet"),                               \
    OBJECTS("addresses", address, "IP addresses"),                             \
    STRING("resource_project_id",                                              \
           "Project to peer with where the network is the system's"),          \
    OBJECT("metadata", order, "Data of the order"),                            \
    STRING("network_version", "v1: system's network, v2: your own"),           \
    STRING("enterprise_project_id", "Absent or \"0\": the default one"),       \
    STRING("create_time", "UTC YYYY-MM-DDTHH:MM:SSZ"),                         \
    STRING("update_time", "UTC YYYY-MM-DDTHH:MM:SSZ")

static const struct hwc_field server_fields[] = {SERVER_FIELDS};
STRUCT(server, "Server");

static const struct hwc_field server_list_fields[] = {
  STRING("request_id", "ID of this request"),
  INTEGER("count", "Number of all servers that match"),
  OBJECTS("servers", server, "Servers, newest first"),
};
STRUCT(server_list, "ListCloudPhoneServersResponse");

static const struct hwc_field show_parameters[] = {
  PROJECT_ID,
  STRING("server_id", "Server ID", .place = HWC_IN_PATH, .max = 32,
         .flags = HWC_REQUIRED | HWC_BYTES),
};

static const struct hwc_field bandwidth_fields[] = {
  STRING("band_width_name", "Name"),
  STRING("band_width_id", "ID"),
  INTEGER("band_width_size", "Mbit/s"),
  INTEGER("band_width_charge_mode", "0 by bandwidth, 1 by traffic"),
  INTEGER("band_width_share_type", "0 dedicated, 1 shared"),
  STRING("create_time", "UTC YYYY-MM-DDTHH:MM:SSZ"),
  STRING("update_time", "UTC YYYY-MM-DDTHH:MM:SSZ"),
};
STRUCT(bandwidth, "Bandwidth");

static const struct hwc_field volume_fields[] = {
  STRING("volume_name", "Name"),
  STRING("volume_id", "ID"),
  INTEGER("volume_size", "GB"),
  STRING("volume_type", "Type of disk"),
  STRING("create_time", "UTC YYYY-MM-DDTHH:MM:SSZ"),
  STRING("update_time", "UTC YYYY-MM-DDTHH:MM:SSZ"),
};
STRUCT(volume, "Volume");

static const struct hwc_field share_volume_fields[] = {
  STRING("volume_type", "Type of disk"),
  INTEGER("size", "GiB"),
  INTEGER("version", "Version of the shared storage"),
};
STRUCT(share_volume, "ShowCloudPhoneServerDetailResponseBodyShareVolumeInfo");

static const struct hwc_field server_detail_fields[] = {
  STRING("request_id", "ID of this request"),
  SERVER_FIELDS,
  OBJECTS("band_widths", bandwidth, "Bandwidths"),
  OBJECTS("volumes", volume, "Disks"),
  OBJECT("share_volume_info", share_volume, "Shared storage"),
  STRINGS("security_groups", "Empty where the network is the system's"),
};
STRUCT(server_detail, "ShowCloudPhoneServerDetailResponse");

static const struct hwc_field server_id_item = {
  .name = "server_id", BYTES_32, .doc = "Server ID"};

static const struct hwc_field restart_fields[] = {
  ARRAY("server_ids", server_id_item, "Servers to restart", REQUIRED, .min = 1,
        .max = 100),
};
STRUCT(restart, "RestartCloudPhoneServerRequestBody");

static const struct hwc_field server_job_fields[] = {
  STRING("server_id", "Server ID"),
  STRING("job_id", "Task ID, for show_job"),
  STRING("error_code", "Why it was refused; absent or null otherwise"),
  STRING("error_msg", "The same in words"),
};
STRUCT(server_job, "ServerJob");

static const struct hwc_field server_jobs_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  OBJECTS("jobs", server_job, "Accepted and refused tasks, one per server"),
};
STRUCT(server_jobs, "ServerJobs");

static const struct hwc_field server_keypair_fields[] = {
  STRING("server_id", "Server ID", .max = 32,
         .flags = HWC_REQUIRED | HWC_BYTES),
  STRING("keypair_name", "Name of the new key pair", REQUIRED),
};
STRUCT(server_keypair, "ServerKeypair");

static const struct hwc_field update_keypair_fields[] = {
  OBJECTS("servers", server_keypair, "Servers and their new key pairs",
          REQUIRED),
};
STRUCT(update_keypair, "UpdateKeypairRequestBody");

static const struct hwc_operation operations[] = {
  {
    .name = "list_cloud_phone_servers",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/servers",
    HWC_PARAMETERS(list_parameters),
    .reply = &server_list,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .doc = "Lists servers, newest first.",
  },
  {
    .name = "restart_cloud_phone_server",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/servers/batch-restart",
    HWC_PARAMETERS(project_parameters),
    .body = &restart,
    .reply = &server_jobs,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED | HWC_ASYNC,
    .doc = "Restarts servers; the answer has one task per server.",
  },
  {
    .name = "show_cloud_phone_server_detail",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/servers/{server_id}",
    HWC_PARAMETERS(show_parameters),
    .reply = &server_detail,
    .success_status = 200,
    .doc = "Shows a server.",
  },
  {
    .name = "update_keypair",
    .method = "PUT",
    .path = "/v1/{project_id}/cloud-phone/servers/open-access",
    HWC_PARAMETERS(project_parameters),
    .body = &update_keypair,
    .reply = &server_jobs,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED | HWC_ASYNC | HWC_SAFE_TO_REPEAT,
    .repeat_reason = "sets the named key pair; twice gives the same",
    .doc = "Changes the key pair of servers; the answer has one task per "
           "server.",
  },
};
TABLE(hwc_cph_servers);
