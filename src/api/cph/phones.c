/* SPDX-License-Identifier: Apache-2.0
 *
 * Cloud Phone Host: phones, their flavors, data and connections. */
#include "api/cph/rows.h"

static const char *const client_types[] = {
  "ANDROID", "WINDOWS", "H5_MOBILE", "H5_PC", "IOS", NULL};
static const char *const traffic_types[] = {"direct", "routing", NULL};

static const struct hwc_field path_item = {
  .name = "item", .max = 4096, .flags = HWC_BYTES};

static const struct hwc_field storage_fields[] = {
  STRING("phone_id", "Phone ID", REQUIRED_ID),
  ARRAY("include_files", path_item,
        "Absolute paths to export, below /data and /cache", REQUIRED),
  ARRAY("exclude_files", path_item,
        "Paths to exclude; takes precedence over include_files"),
  STRING("bucket_name", "OBS bucket: a-z, 0-9, - and .", REQUIRED, .min = 3,
         .max = 63),
  STRING("object_path", "OBS path to write to: letters, digits and ./-_+#=",
         REQUIRED, .max = 1024),
};
STRUCT(storage, "StorageInfo");

static const struct hwc_field export_request_fields[] = {
  OBJECTS("storage_infos", storage, "Phones to export from", REQUIRED),
};
STRUCT(export_request, "BatchExportCloudPhoneDataRequestBody");

static const struct hwc_field restore_fields[] = {
  STRING("phone_id", "Phone ID", REQUIRED_ID),
  STRING("bucket_name", "OBS bucket: a-z, 0-9, - and .", REQUIRED, .min = 3,
         .max = 63),
  STRING("object_path", "OBS path of the exported data", REQUIRED,
         .max = 1024),
};
STRUCT(restore, "RestoreInfo");

static const struct hwc_field import_request_fields[] = {
  OBJECTS("restore_infos", restore, "Phones to import into", REQUIRED),
};
STRUCT(import_request, "BatchImportCloudPhoneDataRequestBody");

static const struct hwc_field connect_request_fields[] = {
  ARRAY("phone_ids", hwc_cph_id, "Phone IDs", REQUIRED, .max = 10),
  STRING("client_type", "Kind of client that will connect", REQUIRED,
         .values = client_types),
};
STRUCT(connect_request, "ConnectionRequestBody");

static const struct hwc_field connect_access_fields[] = {
  STRING("access_ip", "Public access IP of the phone"),
  STRING("intranet_ip", "Private IP of the phone"),
  STRING("access_ipv6", "IPv6 address of the server"),
  INTEGER("access_port", "Port reachable from the public network"),
  STRING("session_id", "ID of this connection session"),
  STRING("timestamp", "Timestamp"),
  STRING("ticket", "Signed ticket", .flags = HWC_SECRET),
};
STRUCT(connect_access, "ConnectInfoAccessInfo");

static const struct hwc_field connect_fields[] = {
  STRING("phone_id", "Phone ID"),
  OBJECT("access_info", connect_access, "Access addresses of the phone"),
};
STRUCT(connect, "ConnectInfo");

static const struct hwc_field connect_error_fields[] = {
  STRING("phone_id", "Phone ID"),
  ERROR_PAIR("Error code, if this phone cannot be connected"),
};
STRUCT(connect_error, "ConnectErrorInfo");

static const struct hwc_field connect_reply_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  OBJECTS("connect_infos", connect, "Connection data per phone"),
  OBJECTS("errors", connect_error, "Phones that failed"),
};
STRUCT(connect_reply, "BatchShowPhoneConnectInfosResponse");

static const struct hwc_field phone_volume_size_fields[] = {
  STRING("phone_id", "Phone ID", REQUIRED_ID),
  INTEGER("new_size", "New size in GiB, not below the current one", REQUIRED,
          .max = 32768),
};
STRUCT(phone_volume_size, "PhoneDataVolumeSize");

static const struct hwc_field expand_request_fields[] = {
  OBJECTS("phones", phone_volume_size, "Phones", REQUIRED),
};
STRUCT(expand_request, "ExpandPhoneDataVolumeSizeRequestBody");

static const struct hwc_field import_traffic_request_fields[] = {
  STRING("traffic_type", "Route of the phone's traffic", REQUIRED,
         .values = traffic_types),
  ARRAY("phone_ids", hwc_cph_id, "Phone IDs", REQUIRED, .max = 100),
};
STRUCT(import_traffic_request, "ImportTrafficRequestBody");

static const struct hwc_field models_parameters[] = {
  PROJECT_ID,
  INTEGER("status", "0 retired, 1 in use; all if absent", QUERY),
  INTEGER("offset", "Records to skip, default 0", QUERY),
  INTEGER("limit", "Page size, default 100", QUERY, .min = 1, .max = 100),
};

static const struct hwc_field phone_model_fields[] = {
  STRING("server_model_name", "Server flavor name"),
  STRING("phone_model_name", "Phone flavor name"),
  INTEGER("status", "Status: 0 retired, 1 in use"),
  INTEGER("cpu", "Number of CPU cores"),
  INTEGER("memory", "Memory in MB"),
  INTEGER("disk", "System storage in GiB"),
  STRING("resolution", "Screen resolution"),
  STRING("extend_spec", "Extended specification as text"),
  STRING("spec_code", "Flavor name"),
  INTEGER("phone_capacity", "Phones per server with this flavor"),
  STRING("image_label", "Image family that the flavor accepts"),
  INTEGER("product_type", "Product type: 0 cloud phone, 1 cloud gaming"),
  INTEGER("phone_model_version", "Version of the flavor"),
  INTEGER("dpi", "Dots per inch"),
  STRING("fps", "Rendering frame rate"),
  INTEGER("volume_mode", "The phone has its own disk"),
  INTEGER("render_fps", "Rendering frame rate"),
  INTEGER("stream_fps", "Stream frame rate"),
};
STRUCT(phone_model, "PhoneModel");

static const struct hwc_field models_reply_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  OBJECTS("phone_models", phone_model, "Phone flavors"),
};
STRUCT(models_reply, "ListCloudPhoneModelsResponse");

static const struct hwc_field list_phones_parameters[] = {
  PROJECT_ID,
  INTEGER("offset", "Records to skip, default 0", QUERY),
  INTEGER("limit", "Page size, default 100", QUERY, .min = 1, .max = 200),
  STRING("phone_name", "Phone name, substring match", QUERY),
  STRING("server_id", "Server ID", QUERY, BYTES_32),
  INTEGER("status",
          "State: 1 creating, 2 running, 3 resetting, 4 restarting, 6 "
          "frozen, 7 shutting down, 8 shut down, -5 reset failed, -6 "
          "restart failed, -7 abnormal, -8 creation failed, -9 shutdown "
          "failed", QUERY),
  INTEGER("type", "Type: 0 normal, 1 trial", QUERY),
};

static const struct hwc_field phone_metadata_fields[] = {
  STRING("order_id", "Order ID"),
  STRING("product_id", "Product ID"),
};
STRUCT(phone_metadata, "PhoneMetadata");

#define PHONE_FIELDS                                                           \
  STRING("phone_name", "Phone name"),                                          \
  STRING("server_id", "Server ID"),                                            \
  STRING("phone_id", "Phone ID"),                                              \
  STRING("phone_model_name", "Phone flavor name"),                             \
  STRING("image_id", "Phone image ID"),                                        \
  STRING("image_version", "Image version"),                                    \
  STRING("vnc_enable", "VNC service: \"true\" or \"false\""),                  \
  INTEGER("status",                                                            \
          "Status: 1 creating, 2 running, 3 resetting, 4 restarting, 6 "       \
          "frozen, 7 shutting down, 8 shut down, -5 reset failed, -6 "         \
          "restart failed, -7 abnormal, -8 creation failed, -9 shutdown "      \
          "failed"),                                                           \
  INTEGER("type", "Type: 0 normal, 1 trial"),                                  \
  STRING("imei", "IMEI"),                                                      \
  STRING("traffic_type", "Route of the phone's traffic"),                      \
  INTEGER("volume_mode", "The phone has its own disk"),                        \
  STRING("availability_zone", "Availability zone name"),                       \
  OBJECT("metadata", phone_metadata, "Order data of the server"),              \
  BOOLEAN("has_encrypt", "File level encryption is on"),                       \
  STRING("create_time", "UTC YYYY-MM-DDTHH:MM:SSZ"),                           \
  STRING("update_time", "UTC YYYY-MM-DDTHH:MM:SSZ")

static const struct hwc_field phone_fields[] = {PHONE_FIELDS};
STRUCT(phone, "Phone");

static const struct hwc_field phone_list_fields[] = {
  OBJECTS("phones", phone, "Phones"),
  STRING("request_id", "ID of this request, for list_jobs"),
  INTEGER("count", "Total number of instances"),
};
STRUCT(phone_list, "ListCloudPhonesResponse");

static const struct hwc_field phone_property_fields[] = {
  STRING("phone_id", "Phone ID", REQUIRED_ID),
  STRING("property", "Phone properties as JSON text"),
};
STRUCT(phone_property, "PhoneProperty");

static const struct hwc_field reset_phones_request_fields[] = {
  STRING("image_id", "Phone image to switch to"),
  OBJECTS("phones", phone_property, "Phones", REQUIRED),
};
STRUCT(reset_phones_request, "ResetCloudPhoneRequestBody");

static const struct hwc_field phone_parameters[] = {
  PROJECT_ID,
  STRING("phone_id", "Phone ID", PATH_ID),
};

static const struct hwc_field phone_access_fields[] = {
  STRING("type", "Custom port type"),
  STRING("device_ip", "Phone IP; deprecated"),
  STRING("phone_ip", "Phone IP"),
  INTEGER("listen_port", "Port that the service listens on"),
  STRING("access_ip", "Access IP; deprecated, use public_ip"),
  STRING("public_ip", "Public IP; empty if the port is not public"),
  STRING("intranet_ip", "Private IP; deprecated, use server_ip"),
  STRING("server_ip", "Private IP of the server"),
  INTEGER("access_port", "Port reachable from the public network"),
  STRING("phone_ipv6", "IPv6 address of the phone"),
  STRING("server_ipv6", "IPv6 address"),
};
STRUCT(phone_access, "PhoneAccessInfo");

static const struct hwc_field phone_data_volume_fields[] = {
  STRING("volume_type", "Disk type"),
  INTEGER("volume_size", "Disk size in GB"),
};
STRUCT(phone_data_volume, "PhoneDataVolume");

static const struct hwc_field show_phone_reply_fields[] = {
  PHONE_FIELDS,
  STRING("request_id", "ID of this request, for list_jobs"),
  OBJECTS("access_infos", phone_access, "Access addresses"),
  STRING("property", "Phone properties as JSON text"),
  OBJECT("phone_data_volume", phone_data_volume, "Data disk of the phones"),
};
STRUCT(show_phone_reply, "ShowCloudPhoneDetailResponse");

static const struct hwc_field stop_phones_request_fields[] = {
  ARRAY("phone_ids", hwc_cph_id, "Phone IDs", REQUIRED),
};
STRUCT(stop_phones_request, "StopCloudPhoneRequestBody");

static const struct hwc_field property_to_update_fields[] = {
  STRING("phone_id", "Phone ID", REQUIRED_ID),
  STRING("property", "Phone properties as JSON text", REQUIRED),
};
STRUCT(property_to_update, "PropertyToUpdate");

static const struct hwc_field property_request_fields[] = {
  OBJECTS("phones", property_to_update, "Phones", REQUIRED),
};
STRUCT(property_request, "UpdateCloudPhonePropertyRequestBody");

static const struct hwc_field update_phone_name_request_fields[] = {
  STRING("phone_name", "New name: letters, digits, Chinese, - and _", REQUIRED,
         .max = 60),
};
STRUCT(update_phone_name_request, "UpdatePhoneNameRequestBody");

static const struct hwc_operation operations[] = {
  {
    .name = "batch_export_cloud_phone_data",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/batch-storage",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &export_request,
    .reply = &hwc_cph_phone_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Exports phone data to OBS.",
  },
  {
    .name = "batch_import_cloud_phone_data",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/batch-restore",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &import_request,
    .reply = &hwc_cph_phone_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Restores phone data from OBS.",
  },
  {
    .name = "batch_show_phone_connect_infos",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/batch-connection",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &connect_request,
    .reply = &connect_reply,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it only reads: connection data can be fetched again",
    .doc = "Gets connection data of up to 10 phones.",
  },
  {
    .name = "expand_phone_data_volume_size",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/expand-volume",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &expand_request,
    .reply = &hwc_cph_phone_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Enlarges data disks of phones.",
  },
  {
    .name = "import_traffic",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones-traffic",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &import_traffic_request,
    .reply = &hwc_cph_phone_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Changes the traffic route of phones.",
  },
  {
    .name = "list_cloud_phone_models",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/phone-models",
    HWC_PARAMETERS(models_parameters),
    .reply = &models_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .doc = "Lists phone flavors.",
  },
  {
    .name = "list_cloud_phones",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/phones",
    HWC_PARAMETERS(list_phones_parameters),
    .reply = &phone_list,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "phone_id",
    .doc = "Lists phones, newest first.",
  },
  {
    .name = "reset_cloud_phone",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/batch-reset",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &reset_phones_request,
    .reply = &hwc_cph_phone_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Resets phones to factory state.",
  },
  {
    .name = "restart_cloud_phone",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/batch-restart",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &reset_phones_request,
    .reply = &hwc_cph_phone_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Restarts phones, or starts them.",
  },
  {
    .name = "show_cloud_phone_detail",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/phones/{phone_id}",
    HWC_PARAMETERS(phone_parameters),
    .reply = &show_phone_reply,
    .success_status = 200,
    .doc = "Shows a phone.",
  },
  {
    .name = "stop_cloud_phone",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/batch-stop",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &stop_phones_request,
    .reply = &hwc_cph_phone_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Shuts phones down.",
  },
  {
    .name = "update_cloud_phone_property",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/batch-update-property",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &property_request,
    .reply = &hwc_cph_phone_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Changes phone properties.",
  },
  {
    .name = "update_phone_name",
    .method = "PUT",
    .path = "/v1/{project_id}/cloud-phone/phones/{phone_id}",
    HWC_PARAMETERS(phone_parameters),
    .body = &update_phone_name_request,
    .reply = &hwc_cph_receipt,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets a fixed value: a retry changes nothing more",
    .doc = "Renames a phone.",
  },
};
TABLE(hwc_cph_phones);
