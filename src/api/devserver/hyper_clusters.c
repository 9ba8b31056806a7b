/* SPDX-License-Identifier: Apache-2.0
 *
 * ModelArts DevServer: hyper clusters. */
#include "api/devserver/rows.h"

static const char *const types[] = {"HPS", "ECS", NULL};

static const struct hwc_field create_hyper_cluster_request_fields[] = {
  STRING("name", "Name", REQUIRED, .min = 1, .max = 64, .set = "a-zA-Z0-9_.-"),
  STRING("hyper_cluster_subnet_id", "Subnet of the hyper cluster",
         .format = HWC_UUID_RFC),
  STRING("type", "HPS or ECS", .values = types),
};
STRUCT(create_hyper_cluster_request, "HyperClusterCreateRequest");

static const struct hwc_field hyper_cluster_network_fields[] = {
  STRING("hyper_cluster_subnet_id", "Subnet of the hyper cluster"),
  BOOLEAN("is_default", "Default network"),
};
STRUCT(hyper_cluster_network, "HyperClusterNetworkInfo");

static const struct hwc_field hyper_cluster_fields[] = {
  STRING("id", "ID"),
  STRING("name", "Name"),
  OBJECTS("network_info", hyper_cluster_network, "Network data"),
};
STRUCT(hyper_cluster, "HyperCluster");

static const struct hwc_field delete_hyper_cluster_parameters[] = {
  PROJECT_ID,
  STRING("id", "Hyper cluster ID", PATH),
  STRING("type", "HPS (default) or ECS", QUERY, .values = types),
};

static const struct hwc_field delete_hyper_cluster_reply_fields[] = {
  ANY("body", "Response body"),
};
STRUCT(delete_hyper_cluster_reply, "DeleteHyperClusterResponse");

static const struct hwc_field list_hyper_cluster_parameters[] = {
  PROJECT_ID,
  STRING("type", "HPS (default) or ECS", QUERY, .values = types),
};

static const struct hwc_field list_hyper_cluster_reply_fields[] = {
  OBJECTS("hyper_clusters", hyper_cluster, "Hyper clusters"),
};
STRUCT(list_hyper_cluster_reply, "ListHyperClusterResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "create_hyper_cluster",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/hyper-clusters",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &create_hyper_cluster_request,
    .reply = &hyper_cluster,
    .success_status = 200,
    .doc = "Creates a hyper cluster.",
  },
  {
    .name = "delete_hyper_cluster",
    .method = "DELETE",
    .path = "/v1/{project_id}/dev-servers/hyper-clusters/{id}",
    HWC_PARAMETERS(delete_hyper_cluster_parameters),
    .reply = &delete_hyper_cluster_reply,
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes a hyper cluster.",
  },
  {
    .name = "get_hyper_cluster",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/hyper-clusters/{id}",
    HWC_PARAMETERS(delete_hyper_cluster_parameters),
    .reply = &hyper_cluster,
    .success_status = 200,
    .doc = "Shows a hyper cluster.",
  },
  {
    .name = "list_hyper_cluster",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/hyper-clusters",
    HWC_PARAMETERS(list_hyper_cluster_parameters),
    .reply = &list_hyper_cluster_reply,
    .doc = "Lists hyper clusters.",
  },
};
TABLE(hwc_devserver_hyper_clusters);
