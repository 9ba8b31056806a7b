/* SPDX-License-Identifier: Apache-2.0
 *
 * ModelArts DevServer: supernodes, their tags, size and operating system. */
#include "api/devserver/rows.h"

static const char *const statuses[] = {
  "PROVISIONING", "ACTIVE", "ERROR", "REIMAGING", "TERMINATING", "TERMINATED",
  NULL,
};

static const struct hwc_field supernode_parameters[] = {
  PROJECT_ID,
  STRING("id", "Supernode ID", PATH, .format = HWC_UUID_RFC),
};

static const struct hwc_rule change_hyperinstance_os_rules[] = {
  {.kind = HWC_WHEN, .field = {.name = "image_id", REQUIRED}},
  {.kind = HWC_WHEN, .field = {.name = "key_pair_name", REQUIRED}},
};

static const struct hwc_field hyperinstance_fields[] = {
  LONG("create_at", "Creation time, Unix milliseconds"),
  STRING("hps_cluster_id", "Supernode cluster network ID; only for HPS"),
  STRING("hps_id", "Supernode resource ID"),
  STRING("id", "ID"),
  STRING("name", "Name"),
  STRING("order_id", "Order ID"),
  STRING("status", "State", .values = statuses),
  OBJECTS("servers", hwc_devserver_server, "Servers"),
  LONG("update_at", "Time of the last change, Unix milliseconds"),
};
STRUCT(hyperinstance, "ServerHyperinstanceResponse");

static const struct hwc_field plain_supernode_parameters[] = {
  PROJECT_ID,
  STRING("id", "Supernode ID", PATH),
};

static const struct hwc_field tag_fields[] = {
  STRING("key", "Key: not starting with _sys_, without leading or trailing "
                "spaces", REQUIRED,
         .max = 128),
  STRING("value", "Tag value", .max = 255),
};
STRUCT(tag, "TmsTag");

static const struct hwc_field tags_request_fields[] = {
  OBJECTS("tags", tag, "Tags", REQUIRED),
};
STRUCT(tags_request, "TagRequest");

static const struct hwc_field tags_reply_fields[] = {
  OBJECTS("tags", tag, "Tags"),
};
STRUCT(tags_reply, "CreateHyperinstanceTagsResponse");

static const struct hwc_field operation_parameters[] = {
  PROJECT_ID,
  STRING("id", "Supernode ID", PATH, .format = HWC_UUID_RFC),
  STRING("operation_id", "Operation ID", PATH),
};

static const struct hwc_field evaluation_fields[] = {
  BOOLEAN("is_sold_out", "Sold out"),
  STRING("flavor", "Flavor name"),
  STRING("resource_flavor", "Resource flavor name"),
};
STRUCT(evaluation, "ServerScaleEvaluation");

static const struct hwc_field scale_evaluations_reply_fields[] = {
  OBJECTS("evaluations", evaluation, "Capacity per flavor"),
};
STRUCT(scale_evaluations_reply, "GetScaleEvaluationsDevServerResponse");

static const struct hwc_field hyperinstance_page_fields[] = {
  PAGE_FIELDS,
  OBJECTS("data", hyperinstance, "Number of records in this page"),
};
STRUCT(hyperinstance_page, "ListAllHyperinstancesResponse");

static const struct hwc_field list_capacity_request_fields[] = {
  STRINGS("hyperinstance_cluster_ids", "Supernode cluster IDs", .max = 5),
  STRING("flavor", "Flavor name", .min = 1, .max = 128),
  STRING("availability_zone", "Availability zone", .min = 1),
  STRING("resource_flavor", "Resource flavor name", .min = 1),
};
STRUCT(list_capacity_request, "HyperinstanceClustersCapacityRequest");

static const struct hwc_field capacity_fields[] = {
  STRING("flavor", "Flavor name"),
  STRING("availability_zone", "Availability zone"),
  STRING("hyperinstance_cluster_id", "Supernode cluster ID"),
  STRING("hyperinstance_cluster_name", "Supernode cluster name"),
  STRING("resource_flavor", "Resource flavor name"),
  BOOLEAN("is_sold_out", "Sold out"),
};
STRUCT(capacity, "ServerHpsClusterCapacity");

static const struct hwc_field list_capacity_reply_fields[] = {
  OBJECTS("capacities", capacity, "Capacities"),
};
STRUCT(list_capacity_reply, "ListHyperinstanceClustersCapacityResponse");

static const struct hwc_field list_hyperinstances_parameters[] = {
  PROJECT_ID,
  STRING("sort_dir", "Sort order", QUERY,
         .values = hwc_devserver_sort_directions),
  STRING("sort_key", "Sort field", QUERY),
  INTEGER("limit", "Page size, default 10", QUERY, .min = 1, .max = 1024),
  INTEGER("offset", "Records to skip, default 0", QUERY, .max = INT32_MAX),
};

static const struct hwc_field scale_down_hyperinstance_request_fields[] = {
  STRING("id", "ID"),
  STRING("flavor", "Flavor name"),
  STRINGS("server_ids", "Nodes to remove"),
  STRING("resource_flavor", "Resource flavor name"),
};
STRUCT(scale_down_hyperinstance_request, "ServerScaleDownRequest");

static const struct hwc_field scale_up_hyperinstance_request_fields[] = {
  STRING("flavor", "Flavor name", REQUIRED, .min = 1, .max = 128),
  OBJECT("root_volume", hwc_devserver_root_volume, "System disk"),
  OBJECT("data_volume", hwc_devserver_data_volume, "Data disks"),
  STRING("image_id", "Image ID", REQUIRED, .format = HWC_UUID),
  STRING("userdata", "User data to run at first boot, Base64 of at most 32 KiB",
         .format = HWC_BASE64, .max = 32768, .flags = HWC_SECRET),
  STRING("key_pair_name", "Key pair for the login", .min = 1, .max = 64,
         .set = "a-zA-Z0-9_.-"),
};
STRUCT(scale_up_hyperinstance_request, "ServerHyperScaleUpRequest");

static const struct hwc_operation operations[] = {
  {
    .name = "change_hyperinstance_os",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/hyperinstance/{id}/changeos",
    HWC_PARAMETERS(supernode_parameters),
    .body = &hwc_devserver_os_request,
    HWC_RULES(change_hyperinstance_os_rules),
    .reply = &hyperinstance,
    .success_status = 200,
    .flags = HWC_BODY_REQUIRED | HWC_ASYNC,
    .doc = "Changes the operating system of a supernode.",
  },
  {
    .name = "create_hyperinstance_tags",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/hyperinstance/{id}/tags/create",
    HWC_PARAMETERS(plain_supernode_parameters),
    .body = &tags_request,
    .reply = &tags_reply,
    .success_status = 200,
    .doc = "Adds tags to a supernode.",
  },
  {
    .name = "delete_hyperinstance",
    .method = "DELETE",
    .path = "/v1/{project_id}/dev-servers/hyperinstance/{id}",
    HWC_PARAMETERS(plain_supernode_parameters),
    .reply = &hyperinstance,
    .success_status = 200,
    .flags = HWC_ASYNC,
    .doc = "Deletes a pay-per-use supernode or one in ERROR.",
  },
  {
    .name = "delete_hyperinstance_tags",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/hyperinstance/{id}/tags/delete",
    HWC_PARAMETERS(plain_supernode_parameters),
    .body = &tags_request,
    .reply = &tags_reply,
    .success_status = 200,
    .doc = "Removes tags from a supernode.",
  },
  {
    .name = "get_hyperinstance",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/hyperinstance/{id}",
    HWC_PARAMETERS(supernode_parameters),
    .reply = &hyperinstance,
    .success_status = 200,
    .doc = "Shows a supernode.",
  },
  {
    .name = "get_hyperinstance_operation",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/hyperinstance"
            "/{id}/operation/{operation_id}",
    HWC_PARAMETERS(operation_parameters),
    .reply = &hwc_devserver_operation,
    .doc = "Shows an operation of a supernode.",
  },
  {
    .name = "get_scale_evaluations_dev_server",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/hyperinstance/{id}/scale-evaluations",
    HWC_PARAMETERS(supernode_parameters),
    .reply = &scale_evaluations_reply,
    .success_status = 200,
    .doc = "Shows the limits to which a supernode can scale.",
  },
  {
    .name = "list_all_hyperinstances",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/hyperinstance/all",
    HWC_PARAMETERS(hwc_project_parameters),
    .reply = &hyperinstance_page,
    .success_status = 200,
    .doc = "Lists all supernodes of the tenant.",
  },
  {
    .name = "list_hyperinstance_clusters_capacity",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/hyperinstance"
            "/cluster-capacity-evaluations",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &list_capacity_request,
    .reply = &list_capacity_reply,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it only reads",
    .doc = "Estimates the capacity of supernode clusters.",
  },
  {
    .name = "list_hyperinstances",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/hyperinstance",
    HWC_PARAMETERS(list_hyperinstances_parameters),
    .reply = &hyperinstance_page,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists the user's supernodes.",
  },
  {
    .name = "query_hyperinstance_tags",
    .method = "GET",
    .path = "/v1/{project_id}/dev-servers/hyperinstance/{id}/tags",
    HWC_PARAMETERS(plain_supernode_parameters),
    .reply = &tags_reply,
    .doc = "Lists the tags of a supernode.",
  },
  {
    .name = "scale_down_hyperinstance",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/hyperinstance/{id}/live-scale-down",
    HWC_PARAMETERS(supernode_parameters),
    .body = &scale_down_hyperinstance_request,
    .body_kind = HWC_BODY_NESTED,
    .reply = &hyperinstance,
    .flags = HWC_ASYNC,
    .doc = "Removes nodes from a running supernode.",
  },
  {
    .name = "scale_up_hyperinstance",
    .method = "POST",
    .path = "/v1/{project_id}/dev-servers/hyperinstance/{id}/live-scale-up",
    HWC_PARAMETERS(supernode_parameters),
    .body = &scale_up_hyperinstance_request,
    .reply = &hyperinstance,
    .flags = HWC_ASYNC,
    .doc = "Adds nodes to a running supernode.",
  },
  {
    .name = "start_hyperinstance",
    .method = "PUT",
    .path = "/v1/{project_id}/dev-servers/hyperinstance/{id}/start",
    HWC_PARAMETERS(supernode_parameters),
    .reply = &hyperinstance,
    .flags = HWC_ASYNC,
    .doc = "Starts a supernode.",
  },
  {
    .name = "stop_hyperinstance",
    .method = "PUT",
    .path = "/v1/{project_id}/dev-servers/hyperinstance/{id}/stop",
    HWC_PARAMETERS(supernode_parameters),
    .reply = &hyperinstance,
    .flags = HWC_ASYNC,
    .doc = "Stops a supernode.",
  },
};
TABLE(hwc_devserver_hyperinstances);
