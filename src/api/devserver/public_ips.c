/* SPDX-License-Identifier: Apache-2.0
 *
 * ModelArts DevServer: public addresses of instances. */
#include "api/devserver/rows.h"

static const struct hwc_field bind_request_fields[] = {
  STRING("public_ip_id", "EIP ID"),
};
STRUCT(bind_request, "ServerBindPublicIPRequest");

static const struct hwc_field public_ip_fields[] = {
  STRING("id", "ID"),
  STRING("address", "EIP address, IPv4"),
};
STRUCT(public_ip, "ServerPublicIp");

static const struct hwc_field public_ips_fields[] = {
  OBJECTS("public_ips", public_ip, "EIPs"),
};
STRUCT(public_ips, "BindDevServerPublicIPResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "bind_dev_server_public_ip",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/{id}/publicips",
    HWC_PARAMETERS(hwc_devserver_any_instance_parameters),
    .body = &bind_request,
    .reply = &public_ips,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED,
    .doc = "Binds an elastic IP to an instance.",
  },
  {
    .name = "list_dev_server_public_ip",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/{id}/publicips",
    HWC_PARAMETERS(hwc_devserver_any_instance_parameters),
    .reply = &public_ips,
    .doc = "Lists the elastic IPs of an instance.",
  },
};
TABLE(hwc_devserver_public_ips);
