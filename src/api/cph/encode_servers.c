/* SPDX-License-Identifier: Apache-2.0
 *
 * Cloud Phone Host: encoding services. */
#include "api/cph/rows.h"

static const struct hwc_field list_encode_servers_parameters[] = {
  PROJECT_ID,
  INTEGER("offset", "Records to skip, default 0", QUERY),
  INTEGER("limit", "Page size, default 100", QUERY, .min = 1, .max = 100),
  INTEGER("type", "Type: 0 server, 1 container", QUERY),
  INTEGER("status",
          "State: 1 running, 2 abnormal, 3 restarting, 4 frozen, 5 shut "
          "down, 0 100 1014 creating", QUERY),
  STRING("server_id", "Server ID", QUERY, BYTES_32),
};

static const struct hwc_field encode_server_access_fields[] = {
  INTEGER("listen_port", "Port that the service listens on"),
  STRING("access_ip",
         "Public IP of the encoding service; deprecated, use public_ip"),
  STRING("intranet_ip", "Private IP; deprecated, use server_ip"),
  STRING("public_ip", "Public IP; empty if the port is not public"),
  STRING("server_ip", "Private IP of the server"),
  INTEGER("access_port", "Port reachable from the public network"),
  STRING("type",
         "Port type: adb, vnc, cph_app_server, cph_h5_server or a custom one"),
  STRING("server_ipv6", "IPv6 address"),
};
STRUCT(encode_server_access, "EncodeServerAccessInfo");

static const struct hwc_field encode_server_fields[] = {
  STRING("encode_server_name", "Name of the encoding service"),
  STRING("encode_server_id", "Encoding service ID"),
  STRING("encode_server_ip", "IP of the encoding service"),
  STRING("server_id", "Server ID"),
  STRING("keypair_name", "Key pair for logging in to the encoding service"),
  INTEGER("type", "Encoding service type: 0 server, 1 container"),
  INTEGER("status",
          "Status: 1 running, 2 abnormal, 3 restarting, 0 4 5 creating"),
  OBJECTS("access_infos", encode_server_access, "Access addresses"),
  STRING("encode_server_ipv6", "IPv6 address of the encoding service"),
};
STRUCT(encode_server, "EncodeServer");

static const struct hwc_field list_encode_servers_reply_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  OBJECTS("encode_servers", encode_server, "Encoding services"),
};
STRUCT(list_encode_servers_reply, "ListEncodeServersResponse");

static const struct hwc_field restart_encode_server_request_fields[] = {
  ARRAY("encode_server_ids", hwc_cph_id,
        "IDs of the encoding services to restart", REQUIRED),
};
STRUCT(restart_encode_server_request, "RestartEncodeServerRequestBody");

static const struct hwc_field encode_server_job_fields[] = {
  STRING("encode_server_id", "Encoding service ID"),
  STRING("job_id", "Job ID, for show_job"),
  REFUSAL,
};
STRUCT(encode_server_job, "EncodeServerJob");

static const struct hwc_field restart_encode_server_reply_fields[] = {
  STRING("request_id", "ID of this request, for list_jobs"),
  OBJECTS("jobs", encode_server_job,
          "Accepted or refused jobs, one per target"),
};
STRUCT(restart_encode_server_reply, "RestartEncodeServerResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "list_encode_servers",
    .method = "GET",
    .path = "/v1/{project_id}/cloud-phone/encode-servers",
    HWC_PARAMETERS(list_encode_servers_parameters),
    .reply = &list_encode_servers_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "encode_server_id",
    .doc = "Lists encoding services.",
  },
  {
    .name = "restart_encode_server",
    .method = "POST",
    .path = "/v1/{project_id}/cloud-phone/encode-servers/batch-restart",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &restart_encode_server_request,
    .reply = &restart_encode_server_reply,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Restarts encoding services.",
  },
};
TABLE(hwc_cph_encode_servers);
