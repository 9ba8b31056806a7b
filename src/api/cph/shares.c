/* SPDX-License-Identifier: Apache-2.0
 *
 * Cloud Phone Host: applications and files that the phones of a server
 * share. */
#include "api/cph/rows.h"

static const struct hwc_field delete_share_apps_request_fields[] = {
  STRING("package_name",
         "Package name: at least one dot, none at the end, not starting with a "
         "digit or _", .max = 128, .flags = HWC_REQUIRED | HWC_BYTES),
  ARRAY("server_ids", hwc_cph_id, "Server IDs", REQUIRED),
};
STRUCT(delete_share_apps_request, "DeleteShareAppsRequestBody");

static const struct hwc_field path_item = {
  .name = "item", .max = 4096, .flags = HWC_BYTES};

static const struct hwc_field delete_share_files_request_fields[] = {
  ARRAY("server_ids", hwc_cph_id, "Server IDs", REQUIRED),
  ARRAY("file_paths", path_item,
        "Absolute paths to delete, without \"..\"; letters, digits and ./- _=",
        REQUIRED),
};
STRUCT(delete_share_files_request, "DeleteShareFilesRequestBody");

static const struct hwc_field list_share_files_parameters[] = {
  PROJECT_ID,
  INTEGER("offset", "Records to skip, default 0", QUERY),
  INTEGER("limit", "Page size, default 50", QUERY, .min = 1, .max = 50),
  STRING("server_ids", "Comma-separated server IDs", QUERY, REQUIRED),
  STRING("path",
         "Directory below /, without ../ and //; letters, digits and .+-_/=",
         QUERY, REQUIRED),
};

static const struct hwc_field push_share_apps_request_fields[] = {
  STRING("package_name",
         "Package name: at least one dot, none at the end, not starting with a "
         "digit or _", .max = 128, .flags = HWC_REQUIRED | HWC_BYTES),
  INTEGER("pre_install_app", "Preinstalled applications"),
  STRING("bucket_name", "OBS bucket: a-z, 0-9, - and .", REQUIRED, .min = 3,
         .max = 63),
  STRING("object_path", "OBS object, a tar file: letters, digits and ./-_+#=",
         REQUIRED, .max = 1024),
  ARRAY("server_ids", hwc_cph_id, "Server IDs", REQUIRED, .min = 1,
        .max = 100),
};
STRUCT(push_share_apps_request, "PushShareAppsRequestBody");

static const struct hwc_field push_share_files_request_fields[] = {
  STRING("bucket_name", "OBS bucket: a-z, 0-9, - and .", REQUIRED, .min = 3,
         .max = 63),
  STRING("object_path", "OBS object, a tar file: letters, digits and ./-_+#=",
         REQUIRED, .max = 1024),
  ARRAY("server_ids", hwc_cph_id, "Server IDs", REQUIRED),
};
STRUCT(push_share_files_request, "PushShareFilesRequestBody");

static const struct hwc_operation operations[] = {
  {
    .name = "delete_share_apps",
    .method = "DELETE",
    .path = "/v1/{project_id}/cloud-phone/phones/share-apps",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &delete_share_apps_request,
    .reply = &hwc_cph_server_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Deletes a shared application from servers.",
  },
  {
    .name = "delete_share_files",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/share-files",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &delete_share_files_request,
    .reply = &hwc_cph_server_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Deletes files from shared storage.",
  },
  {
    .name = "list_share_files",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/servers/share-files",
    HWC_PARAMETERS(list_share_files_parameters),
    .reply = &hwc_cph_server_jobs,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "server_id",
    .doc = "Lists a directory of shared storage.",
  },
  {
    .name = "push_share_apps",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/share-apps",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &push_share_apps_request,
    .reply = &hwc_cph_server_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Pushes a tar file of applications to the shared application "
           "storage.",
  },
  {
    .name = "push_share_files",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/phones/share-files",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &push_share_files_request,
    .reply = &hwc_cph_server_jobs,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Pushes files to shared storage.",
  },
};
TABLE(hwc_cph_shares);
