/* SPDX-License-Identifier: Apache-2.0
 *
 * ModelArts DevServer: disks of instances, and the operations that attach and
 * detach them. */
#include "api/devserver/rows.h"

static const struct hwc_field attach_volume_request_fields[] = {
  STRING("volume_id", "Disk ID", REQUIRED, .format = HWC_UUID_RFC),
};
STRUCT(attach_volume_request, "AttachServerVolumeRequest");

static const struct hwc_field attach_volume_reply_fields[] = {
  STRING("operation_id", "Operation ID"),
  STRING("operation_status", "Pending, running, success or failed"),
  STRING("operation_type", "node_attach_volume"),
};
STRUCT(attach_volume_reply, "AttachDevServerVolumeResponse");

static const struct hwc_field volume_parameters[] = {
  PROJECT_ID,
  STRING("id", "Instance ID", PATH, .format = HWC_UUID_RFC),
  STRING("volume_id", "Disk ID", PATH, .format = HWC_UUID),
};

static const struct hwc_field operation_parameters[] = {
  PROJECT_ID,
  STRING("id", "Instance ID", PATH, .format = HWC_UUID_RFC),
  STRING("operation_id", "Operation ID", PATH),
};

static const struct hwc_operation operations[] = {
  {
    .name = "attach_dev_server_volume",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/{id}/attachvolume",
    HWC_PARAMETERS(hwc_devserver_instance_parameters),
    .body = &attach_volume_request,
    .reply = &attach_volume_reply,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Attaches a disk to an instance; get_dev_server_operation shows the "
           "progress.",
  },
  {
    .name = "detach_dev_server_volume",
    .method = "DELETE",
    .path = "/v1/{project_id}/dev-servers/{id}/detachvolume/{volume_id}",
    HWC_PARAMETERS(volume_parameters),
    .reply = &hwc_devserver_operation,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Detaches a disk from an instance; get_dev_server_operation shows "
           "the progress.",
  },
  {
    .name = "get_dev_server_operation",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/{id}/operation/{operation_id}",
    HWC_PARAMETERS(operation_parameters),
    .reply = &hwc_devserver_operation,
    .success_status = 200,
    .doc = "Shows an operation of an instance.",
  },
};
TABLE(hwc_devserver_volumes);
