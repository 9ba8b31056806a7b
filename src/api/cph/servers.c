/* SPDX-License-Identifier: Apache-2.0
 *
 * Cloud Phone Host: servers and their key pairs. */
#include "api/cph/rows.h"

static const char *const network_versions[] = {"v1", "v2", NULL};

static const struct hwc_field list_parameters[] = {
  PROJECT_ID,
  INTEGER("offset", "Records to skip, default 0", QUERY),
  INTEGER("limit", "Page size, default 100", QUERY, .min = 1, .max = 100),
  STRING("server_name", "Part of the server's name", QUERY),
  STRING("server_id", "Server ID", QUERY, BYTES_32),
  STRING("network_version", "v1: system-defined network, v2: custom network",
         QUERY,
         .values = network_versions),
  STRING("phone_model_name", "Phone flavor", QUERY),
  LONG("create_since", "Created at or after this timestamp", QUERY),
  LONG("create_until", "Created at or before this timestamp", QUERY),
  INTEGER("status", "State, as in the response", QUERY),
};

static const struct hwc_field address_fields[] = {
  STRING("intranet_ip", "Private IP; obsolete, see server_ip"),
  STRING("access_ip", "Public IP; obsolete, see public_ip"),
  STRING("server_ip", "Private IP"),
  STRING("public_ip", "Public IP; empty if the port is not public"),
};
STRUCT(address, "Address");

static const struct hwc_field order_fields[] = {
  STRING("product_id", "Product ID"),
  STRING("order_id", "Order ID"),
  INTEGER("charging_mode", "0: prepaid"),
};
STRUCT(order, "ServerMetadata");

/* Members of a server, both in lists and in details. */
#define SERVER_FIELDS                                                          \
  STRING("server_name", "Name"),                                               \
    STRING("availability_zone", "Availability zone"),                          \
    STRING("server_id", "Server ID"),                                          \
    STRING("server_model_name", "Server flavor"),                              \
    STRING("phone_model_name", "Phone flavor"),                                \
    STRING("keypair_name", "Key pair for the ADB login"),                      \
    INTEGER("status", "0 1 3 4 creating, 2 abnormal, 5 normal, 8 frozen, "     \
                      "10 shut down, 11 shutting down, 12 shutdown failed, "   \
                      "13 powering on"),                                       \
    STRING("vpc_id", "VPC ID"), STRING("cidr", "CIDR of the VPC"),             \
    STRING("vpc_cidr", "CIDR of the VPC"), STRING("subnet_id", "Subnet ID"),   \
    STRING("subnet_cidr", "CIDR of the subnet"),                               \
    OBJECTS("addresses", address, "IP addresses"),                             \
    STRING("resource_project_id",                                              \
           "Project to peer with, for the system-defined network"),            \
    OBJECT("metadata", order, "Order data"),                                   \
    STRING("network_version", "v1: system-defined network, v2: custom "        \
                              "network"),                                      \
    STRING("enterprise_project_id", "Absent or \"0\": the default project"),   \
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
  STRING("server_id", "Server ID", .location = HWC_IN_PATH, .max = 32,
         .flags = HWC_REQUIRED | HWC_BYTES),
};

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
  OBJECTS("band_widths", hwc_cph_bandwidth, "Bandwidths"),
  OBJECTS("volumes", volume, "Disks"),
  OBJECT("share_volume_info", share_volume, "Shared storage"),
  STRINGS("security_groups", "Empty for the system-defined network"),
};
STRUCT(server_detail, "ShowCloudPhoneServerDetailResponse");

static const struct hwc_field server_id_item = {
  .name = "server_id", BYTES_32, .min = 1, .doc = "Server ID"};

static const struct hwc_field restart_fields[] = {
  ARRAY("server_ids", server_id_item, "Servers to restart", REQUIRED, .min = 1,
        .max = 100),
};
STRUCT(restart, "RestartCloudPhoneServerRequestBody");

static const struct hwc_field server_keypair_fields[] = {
  STRING("server_id", "Server ID", .min = 1, .max = 32,
         .flags = HWC_REQUIRED | HWC_BYTES),
  STRING("keypair_name", "Name of the new key pair", REQUIRED),
};
STRUCT(server_keypair, "ServerKeypair");

static const struct hwc_field update_keypair_fields[] = {
  OBJECTS("servers", server_keypair, "Servers and their new key pairs",
          REQUIRED),
};
STRUCT(update_keypair, "UpdateKeypairRequestBody");

static const char *const lines[] = {
  "5_telcom", "5_union", "5_bgp", "5_sbgp", NULL};
static const char *const volume_types[] = {"SSD", "GPSSD", NULL};

static const struct hwc_field server_parameters[] = {
  PROJECT_ID,
  STRING("server_id", "Server ID", PATH_ID),
};

static const struct hwc_field port_fields[] = {
  STRING("name", "Name of the port; not adb or vnc", .max = 16,
         .flags = HWC_REQUIRED | HWC_BYTES),
  INTEGER("listen_port", "Port number", REQUIRED, .min = 10000, .max = 50000),
  STRING("internet_accessible",
         "\"true\" in any case maps the port to the public network", REQUIRED),
};
STRUCT(port, "Port");

static const struct hwc_field change_order_fields[] = {
  STRING("enterprise_project_id",
         "Enterprise project ID; absent or \"0\" means the default one"),
};
STRUCT(change_order, "ChangeCloudPhoneServerRequestBodyExtendParam");

static const struct hwc_field nic_ipv6_bandwidth_fields[] = {
  STRING("band_width_id", "ID of the shared bandwidth bound to IPv6",
         REQUIRED),
};
STRUCT(nic_ipv6_bandwidth, "NicIpv6Bandwidth");

static const struct hwc_field nic_fields[] = {
  STRING("subnet_id", "Network ID (UUID) of a subnet in tenant_vpc_id",
         REQUIRED),
  BOOLEAN("ipv6_enable", "The NIC supports IPv6; default false"),
  OBJECT("ipv6_bandwidth", nic_ipv6_bandwidth, "IPv6 bandwidth"),
};
STRUCT(nic, "Nic");

static const struct hwc_field eip_fields[] = {
  STRING("type", "Line", REQUIRED, .values = lines),
};
STRUCT(eip, "CreateNet2CloudPhoneServerRequestBodyPublicIpEip");

static const struct hwc_field public_ip_fields[] = {
  STRINGS("ids", "Elastic IP to use; at most one"),
  OBJECT("eip", eip, "Elastic IP"),
  INTEGER("count",
          "Number of elastic IPs, default 1, at most one per phone IP"),
};
STRUCT(public_ip, "ChangeCloudPhoneServerRequestBodyPublicIp");

static const struct hwc_field big_disk_fields[] = {
  STRING("volume_type", "Disk type", REQUIRED, .values = volume_types),
  INTEGER("size", "Disk size in GiB", REQUIRED, .min = 10, .max = 32768),
};
STRUCT(big_disk, "ChangeCloudPhoneServerRequestBodyPhoneDataVolume");

static const struct hwc_field new_bandwidth_fields[] = {
  STRING("band_width_id", "Shared bandwidth ID"),
  INTEGER("band_width_size", "Mbit/s, of a dedicated bandwidth"),
  INTEGER("band_width_charge_mode", "0 by bandwidth, 1 by traffic", REQUIRED),
  INTEGER("band_width_share_type", "0 dedicated, 1 shared", REQUIRED),
};
static const struct hwc_rule new_bandwidth_rules[] = {
  {.kind = HWC_WHEN,
   .when = "band_width_share_type",
   .is = "0",
   .field = {.name = "band_width_size", REQUIRED}},
  {.kind = HWC_WHEN,
   .when = "band_width_share_type",
   .is = "1",
   .field = {.name = "band_width_id", REQUIRED}},
};
STRUCT_WITH_RULES(new_bandwidth, "ChangeCloudPhoneServerRequestBodyBandWidth");

#define CHANGE_REQUEST_COMMON                                                  \
  STRING("phone_model_name", "Phone flavor name", .max = 64,                   \
         .flags = HWC_REQUIRED | HWC_BYTES),                                   \
  STRING("image_id", "Phone image ID", REQUIRED_ID),                           \
  STRING("keypair_name", "Name of the key pair for the ADB login", .max = 64), \
  OBJECTS("ports", port,                                                       \
          "Application ports to open; forwarded by the service"),              \
  STRING("tenant_vpc_id", "VPC ID (UUID) for the new server", REQUIRED),       \
  OBJECTS("nics", nic, "NICs of the server; a custom network", REQUIRED),      \
  OBJECT("public_ip", public_ip, "Elastic IP", REQUIRED),                      \
  INTEGER("phone_count_per_ip",                                                \
          "Number of phones that share a virtual IP; all phones of the "       \
          "server by default"),                                                \
  OBJECT("server_share_data_volume", big_disk, "Shared disk of the server"),   \
  OBJECT("band_width", new_bandwidth, "Bandwidth of the public IP", REQUIRED), \
  STRING("property", "Phone properties as JSON text; only those that can be "  \
                     "modified",                                               \
         .min = 1, .max = 8192)

static const struct hwc_field change_request_fields[] = {
  CHANGE_REQUEST_COMMON,
  STRING("availability_zone", "Target AZ; unchanged if absent"),
  OBJECT("extend_param", change_order, "Order parameters"),
  OBJECT("phone_data_volume", big_disk, "Data disk of the phones"),
};
STRUCT(change_request, "ChangeCloudPhoneServerRequestBody");

static const struct hwc_field change_reply_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  STRING("server_id", "Server ID"),
  STRING("job_id", "Job ID, for show_job"),
  REFUSAL,
};
STRUCT(change_reply, "ChangeCloudPhoneServerResponse");

static const struct hwc_field change_model_order_fields[] = {
  INTEGER("is_auto_pay", "1: pay automatically, 0: do not (default)"),
};
STRUCT(change_model_order, "ChangeCloudPhoneServerModelRequestBodyExtendParam");

static const struct hwc_field change_model_request_fields[] = {
  STRING("server_id", "Server ID", REQUIRED_ID),
  STRING("server_model_name", "Target server flavor of the same generation",
         REQUIRED, .max = 64),
  STRING("phone_model_name",
         "Phone flavor that fits the server flavor, with the current number of "
         "phones",
         REQUIRED),
  OBJECT("extend_param", change_model_order, "Order parameters"),
};
STRUCT(change_model_request, "ChangeCloudPhoneServerModelRequestBody");

static const struct hwc_field change_model_reply_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  STRING("order_id", "Order ID"),
  STRING("product_id", "Product ID"),
  REFUSAL,
};
STRUCT(change_model_reply, "ChangeCloudPhoneServerModelResponse");

#define SINGLE_ORDER_FIELDS                                                    \
  INTEGER("charging_mode", "Billing mode, 0 prepaid", REQUIRED),               \
  INTEGER("period_type", "2 month, 3 year", REQUIRED),                         \
  INTEGER("period_num", "Number of months or years", REQUIRED, .min = 1,       \
          .max = 10),                                                          \
  INTEGER("is_auto_pay", "1: pay automatically, 0: do not (default)"),         \
  INTEGER("is_auto_renew", "1: renew automatically, 0: do not (default)")

static const struct hwc_field single_order_fields[] = {SINGLE_ORDER_FIELDS};
static const struct hwc_rule order_rules[] = {
  {.kind = HWC_WHEN,
   .when = "period_type",
   .is = "2",
   .field = {.name = "period_num",
             .type = HWC_INTEGER,
             .min = 1,
             .max = 9}},
};
STRUCT_WITH(single_order, "CreateCloudPhoneSingleServerRequestBodyOrderParam",
            order_rules);

static const struct hwc_field single_nic_fields[] = {
  STRING("subnet_id", "Network ID (UUID) of a subnet in vpc_id", REQUIRED),
  BOOLEAN("ipv6_enable", "The NIC supports IPv6; default false"),
  STRING("ipv6_band_width_id", "ID of the shared bandwidth bound to IPv6"),
};
STRUCT(single_nic, "NicForSingleServer");

static const struct hwc_field single_public_ip_fields[] = {
  STRINGS("ids", "Elastic IP to use (one); type and count are then ignored"),
  STRING("type", "Line", .values = lines),
  INTEGER("count", "Number of EIPs, 0 or 1, default 0", .max = 1),
  OBJECT("band_width", new_bandwidth, "Bandwidth of the public IP", REQUIRED),
};
STRUCT(single_public_ip, "CreateCloudPhoneSingleServerRequestBodyPublicIp");

static const struct hwc_field single_disk_fields[] = {
  STRING("volume_type", "Disk type", REQUIRED, .values = volume_types),
  INTEGER("size", "Disk size in GiB", REQUIRED, .min = 1, .max = 32768),
  INTEGER("count", "Number of data disks, default 1"),
};
STRUCT(single_disk, "CreateCloudPhoneSingleServerRequestBodyDataVolume");

static const struct hwc_field create_single_request_fields[] = {
  STRING("server_name",
         "Name: letters, digits, Chinese, _ and -; numbered if several are "
         "bought", REQUIRED, .max = 60),
  STRING("server_model_name", "Server flavor name", .max = 64,
         .flags = HWC_REQUIRED | HWC_BYTES),
  INTEGER("count", "Number of bare servers to buy", REQUIRED, .max = 10),
  OBJECT("order_param", single_order, "Order parameters", REQUIRED),
  OBJECTS("nics", single_nic, "NICs of the server; a custom network",
          REQUIRED),
  OBJECT("public_ip", single_public_ip, "Elastic IP", REQUIRED),
  STRING("availability_zone", "Availability zone name"),
  OBJECT("data_volume", single_disk, "Data disk"),
  STRING("keypair_name", "Key pair for logging in to the bare server",
         REQUIRED),
  STRING("enterprise_project_id",
         "Enterprise project ID; absent or \"0\" means the default one"),
  STRING("image_id", "Image ID of the bare server; the default image if absent",
         .max = 36, .flags = HWC_BYTES),
};
STRUCT(create_single_request, "CreateCloudPhoneSingleServerRequestBody");

static const struct hwc_field create_reply_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  STRING("order_id", "Order ID"),
  STRING("product_id", "Product ID"),
  STRINGS("server_ids", "Server IDs"),
  REFUSAL,
};
STRUCT(create_reply, "CreateCloudPhoneSingleServerResponse");

static const struct hwc_field net2_order_fields[] = {
  SINGLE_ORDER_FIELDS,
  STRING("enterprise_project_id",
         "Enterprise project ID; absent or \"0\" means the default one"),
};
STRUCT_WITH(net2_order, "CreateNet2CloudPhoneServerRequestBodyExtendParam",
            order_rules);

static const struct hwc_field new_disk_fields[] = {
  STRING("volume_type", "Disk type", REQUIRED, .values = volume_types),
  INTEGER("size", "Disk size in GiB", REQUIRED, .min = 1, .max = 32768),
};
STRUCT(new_disk, "CreateNet2CloudPhoneServerRequestBodyPhoneDataVolume");

static const struct hwc_field create_net2_request_fields[] = {
  CHANGE_REQUEST_COMMON,
  STRING("server_name",
         "Name: letters, digits, Chinese, _ and -; numbered if several are "
         "bought", REQUIRED, .max = 60),
  STRING("server_model_name", "Server flavor name", .max = 64,
         .flags = HWC_REQUIRED | HWC_BYTES),
  INTEGER("count", "Number of servers to buy", REQUIRED, .max = 10),
  OBJECT("extend_param", net2_order, "Order parameters", REQUIRED),
  OBJECT("phone_data_volume", new_disk, "Data disk of the phones"),
  STRING("availability_zone", "Availability zone name"),
};
STRUCT(create_net2_request, "CreateNet2CloudPhoneServerRequestBody");

static const struct hwc_field delete_servers_request_fields[] = {
  STRINGS("server_ids", "Servers to delete; only pay-per-use servers", REQUIRED,
          .max = 10),
};
STRUCT(delete_servers_request, "DeleteCloudPhoneServerRequestBody");

static const struct hwc_field delete_servers_reply_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  STRING("job_id", "Job ID, for show_job"),
};
STRUCT(delete_servers_reply, "DeleteCloudPhoneServerResponse");

static const struct hwc_field list_server_models_parameters[] = {
  PROJECT_ID,
  INTEGER("product_type", "Product type", QUERY),
};

static const struct hwc_field os_volume_fields[] = {
  INTEGER("size", "Disk size in GiB"),
  STRING("volume_type", "Disk type"),
};
STRUCT(os_volume, "ServerModelExtendSpecOsVolume");

static const struct hwc_field extend_spec_fields[] = {
  STRING("cpu", "CPU model of the server"),
  STRING("memory", "Memory type of the server"),
  STRING("disk", "Disk type of the server"),
  STRING("network_interface", "Network type of the server"),
  STRING("gpu", "GPU type"),
  STRING("bms_flavor", "Bare metal flavor behind the server"),
  INTEGER("gpu_count", "Number of GPUs"),
  INTEGER("numa_count", "Number of NUMA nodes"),
  OBJECT("os_volume", os_volume, "System disk"),
};
STRUCT(extend_spec, "ServerModelExtendSpec");

static const struct hwc_field server_model_fields[] = {
  STRING("server_model_name", "Server flavor name"),
  STRING("server_type", "Server model"),
  INTEGER("cpu", "Number of CPU cores"),
  INTEGER("memory", "Memory in GB"),
  OBJECT("extend_spec", extend_spec, "Hardware details of the flavor"),
  INTEGER("disk_max_num", "Maximum number of disks; 0 local disk flavor"),
  INTEGER("product_type", "Product type"),
  INTEGER("free_size", "Free disk quota of the server, GB"),
};
STRUCT(server_model, "ServerModel");

static const struct hwc_field list_server_models_reply_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  OBJECTS("server_models", server_model, "Server flavors"),
};
STRUCT(list_server_models_reply, "ListCloudPhoneServerModelsResponse");

static const struct hwc_field update_server_name_request_fields[] = {
  STRING("server_name", "New name: letters, digits, Chinese, - and _",
         REQUIRED, .max = 60),
};
STRUCT(update_server_name_request, "UpdateServerNameRequestBody");

static const struct hwc_operation operations[] = {
  {
    .name = "change_cloud_phone_server",
    .method = "POST",
    .path = "/v2/{project_id}/cloud-phone/servers/{server_id}/change",
    HWC_PARAMETERS(server_parameters),
    .body = &change_request,
    .reply = &change_reply,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Replaces a server with a new one that keeps its ID, name and "
           "billing.",
  },
  {
    .name = "change_cloud_phone_server_model",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/servers/change-server-model",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &change_model_request,
    .reply = &change_model_reply,
    .success_status = 200,
    .doc = "Changes a server's flavor; takes about 2 minutes.",
  },
  {
    .name = "create_cloud_phone_single_server",
    .method = "POST",
    .path = "/v2.1/{project_id}/cloud-phone/servers",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &create_single_request,
    .reply = &create_reply,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Buys bare servers (without phones).",
  },
  {
    .name = "create_net2_cloud_phone_server",
    .method = "POST",
    .path = "/v2/{project_id}/cloud-phone/servers",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &create_net2_request,
    .reply = &create_reply,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Buys cloud phone servers.",
  },
  {
    .name = "delete_cloud_phone_server",
    .method = "DELETE",
    .path = "/v2/{project_id}/cloud-phone/servers",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &delete_servers_request,
    .reply = &delete_servers_reply,
    .flags = HWC_ASYNC,
    .doc = "Deletes pay-per-use servers, at most 10.",
  },
  {
    .name = "list_cloud_phone_server_models",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/server-models",
    HWC_PARAMETERS(list_server_models_parameters),
    .reply = &list_server_models_reply,
    .success_status = 200,
    .doc = "Lists server flavors.",
  },
  {
    .name = "list_cloud_phone_servers",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/servers",
    HWC_PARAMETERS(list_parameters),
    .reply = &server_list,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "server_id",
    .doc = "Lists servers, newest first.",
  },
  {
    .name = "restart_cloud_phone_server",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/servers/batch-restart",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &restart,
    .reply = &hwc_cph_server_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Restarts servers; the response has one job per server.",
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
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &update_keypair,
    .reply = &hwc_cph_server_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC | HWC_IDEMPOTENT,
    .idempotent_reason = "it sets the named key pair: a retry changes nothing",
    .doc = "Changes the key pair of servers; the response has one job per "
           "server.",
  },
  {
    .name = "update_server_name",
    .method = "PUT",
    .path = "/v1/{project_id}/cloud-phone/servers/{server_id}",
    HWC_PARAMETERS(server_parameters),
    .body = &update_server_name_request,
    .reply = &hwc_cph_outcome,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets a fixed value: a retry changes nothing more",
    .doc = "Renames a server.",
  },
};
TABLE(hwc_cph_servers);
