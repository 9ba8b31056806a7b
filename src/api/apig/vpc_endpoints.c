/* SPDX-License-Identifier: Apache-2.0
 *
 * API Gateway: VPC endpoints. */
#include "api/apig/rows.h"

static const char *const actions[] = {"receive", "reject", NULL};
static const char *const status[] = {
  "pendingAcceptance", "creating", "accepted", "rejected", "failed",
  "deleting",          NULL};
static const char *const status_2[] = {"pendingAcceptance", "accepted",
                                       "rejected", "failed", NULL};

static const struct hwc_field connection_action_fields[] = {
  STRING("action", "receive accepts, reject rejects", REQUIRED,
         .values = actions),
  STRINGS("endpoints", "Endpoint IDs, at most 50", REQUIRED),
};
STRUCT(connection_action, "ConnectionActionReq");

static const struct hwc_field connection_fields[] = {
  STRING("id", "Connection ID"),
  INTEGER("marker_id", "Packet mark of the connection"),
  TIMESTAMP("created_at", "Creation"),
  TIMESTAMP("updated_at", "Last change"),
  STRING("domain_id", "Account ID of the user"),
  STRING("status", "Connection state", .values = status),
};
STRUCT(connection, "EndpointConnection");

static const struct hwc_field connections_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("connections", connection, "Endpoint connections"),
};
STRUCT(connections_reply, "AcceptOrRejectEndpointConnectionsResponse");

static const struct hwc_field permissions_fields[] = {
  STRINGS("permissions",
          "Records: iam:domain::ID with an account ID of 32 hex digits, or * "
          "for everybody; at most 50",
          REQUIRED),
};
STRUCT(permissions, "EndpointPermissionList");

static const struct hwc_field permissions_reply_fields[] = {
  STRINGS("permissions", "Records of the allowlist"),
};
STRUCT(permissions_reply, "AddEndpointPermissionsResponse");

static const struct hwc_field list_endpoint_connections_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("id", "Endpoint ID", QUERY),
  INTEGER("marker_id", "Packet mark of the connection", QUERY),
  STRING("status", "Connection state", QUERY, .values = status_2),
};

static const struct hwc_field list_endpoint_permissions_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("permission", "Part of a record, iam:domain::ID", QUERY),
};

static const struct hwc_field permission_fields[] = {
  STRING("id", "Record ID"),
  STRING("permission", "Record: iam:domain::ID"),
  TIMESTAMP("created_at", "Creation"),
};
STRUCT(permission, "EndpointPermission");

static const struct hwc_field list_endpoint_permissions_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("permissions", permission, "Records of the allowlist"),
};
STRUCT(list_endpoint_permissions_reply, "ListEndpointPermissionsResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "accept_or_reject_endpoint_connections",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/vpc-endpoint/connections/action",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &connection_action,
    .reply = &connections_reply,
    .success_status = 200,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Accepts or rejects VPC endpoint connections.",
  },
  {
    .name = "add_endpoint_permissions",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/vpc-endpoint/permissions/batch-add",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &permissions,
    .reply = &permissions_reply,
    .success_status = 200,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Adds records to the allowlist of the VPC endpoint service.",
  },
  {
    .name = "delete_endpoint_permissions",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/vpc-endpoint/permissions/batch-delete",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &permissions,
    .reply = &permissions_reply,
    .success_status = 200,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Deletes records from the allowlist of the VPC endpoint service.",
  },
  {
    .name = "list_endpoint_connections",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/vpc-endpoint/connections",
    HWC_PARAMETERS(list_endpoint_connections_parameters),
    .reply = &connections_reply,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists the VPC endpoint connections of an instance.",
  },
  {
    .name = "list_endpoint_permissions",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/vpc-endpoint/permissions",
    HWC_PARAMETERS(list_endpoint_permissions_parameters),
    .reply = &list_endpoint_permissions_reply,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists the allowlist of the VPC endpoint service of an instance.",
  },
};
TABLE(hwc_apig_vpc_endpoints);
