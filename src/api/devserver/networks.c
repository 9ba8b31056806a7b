/* SPDX-License-Identifier: Apache-2.0
 *
 * ModelArts DevServer: RoCE networks and the physical topology. */
#include "api/devserver/rows.h"

static const struct hwc_field create_roce_network_request_fields[] = {
  STRING("network_type", "RoCE network type"),
  STRING("physical_network", "Physical network name", .min = 1, .max = 64,
         .set = "a-zA-Z0-9_.-"),
};
STRUCT(create_roce_network_request, "ServerRoceNetworkRequest");

static const struct hwc_field roce_network_fields[] = {
  STRING("id", "ID"),
  STRING("name", "Name"),
  STRING("project_id", "Project ID of the caller's region"),
  STRING("status", "State"),
  STRING("tenant_id", "Tenant ID"),
  STRING("subnets", "Subnets"),
  STRING("provider:network_type", "RoCE network type"),
  STRING("provider:physical_network", "Physical network"),
};
STRUCT(roce_network, "ServerRoceNetwork");

static const struct hwc_field create_roce_network_reply_fields[] = {
  OBJECT("network", roce_network, "Network of the server"),
};
STRUCT(create_roce_network_reply, "CreateRoceNetworkResponse");

static const struct hwc_field get_topologies_parameters[] = {
  PROJECT_ID,
  STRING("id", "ID", QUERY, .format = HWC_UUID_RFC),
  STRING("resource_id", "Server resource ID", QUERY, .format = HWC_UUID_RFC),
};

static const struct hwc_field topology_fields[] = {
  STRING("resource_id", "Server resource ID"),
  STRINGS("network_nodes", "Top-of-rack switch IPs"),
};
STRUCT(topology, "ServerPhyInfo");

static const struct hwc_field get_topologies_reply_fields[] = {
  OBJECTS("servers", topology, "Servers"),
};
STRUCT(get_topologies_reply, "GetTopologiesResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "create_roce_network",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/networks",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &create_roce_network_request,
    .reply = &create_roce_network_reply,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED,
    .doc = "Creates a RoCE network.",
  },
  {
    .name = "get_topologies",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/instance-physical-topologies",
    HWC_PARAMETERS(get_topologies_parameters),
    .reply = &get_topologies_reply,
    .success_status = 200,
    .doc = "Shows top-of-rack data of instances.",
  },
};
TABLE(hwc_devserver_networks);
