/* SPDX-License-Identifier: Apache-2.0
 *
 * API Gateway: tags of instances. */
#include "api/apig/rows.h"

static const char *const actions[] = {"create", "delete", NULL};
static const char *const keys[] = {"resource_name", NULL};

static const struct hwc_field tags_action_fields[] = {
  STRING("action", "Create or delete", REQUIRED, .values = actions),
  OBJECTS("tags", hwc_apig_tag, "Tags; at most 20 by default", REQUIRED),
};
STRUCT(tags_action, "TmsUpdatePublicReq");

static const struct hwc_field list_instance_tags_reply_fields[] = {
  OBJECTS("tags", hwc_apig_tag, "Tags"),
};
STRUCT(list_instance_tags_reply, "ListInstanceTagsResponse");

static const struct hwc_field list_instances_by_tags_parameters[] = {
  PROJECT_ID,
  PAGE_PARAMETERS,
};

static const struct hwc_field tag_values_fields[] = {
  STRING("key", "Tag key"),
  STRINGS("values", "Tag values; at most 20 in a query"),
};
STRUCT(tag_values, "TmsKeyValues");

static const struct hwc_field match_fields[] = {
  STRING("key", "Member to match", .values = keys),
  STRING("value", "Start of the value"),
};
STRUCT(match, "TmsMatchesKeyValue");

static const struct hwc_field tags_query_fields[] = {
  BOOLEAN("without_any_tag",
          "Only instances without tags; tags is ignored then"),
  OBJECTS("tags", tag_values, "Tags to match, at most 20 keys", .max = 20),
  OBJECTS("sys_tags", tag_values, "System tags; needs the op_service right"),
  OBJECTS("matches", match, "Members to match"),
};
STRUCT(tags_query, "TmsQueryReq");

static const struct hwc_field tagged_instance_fields[] = {
  STRING("resource_id", "Instance ID"),
  STRING("resouce_detail",
         "Details; not supported now; resouce is the official spelling"),
  STRING("resource_name", "Instance name"),
  OBJECTS("tags", hwc_apig_tag, "Tags"),
};
STRUCT(tagged_instance, "TmsResourceResp");

static const struct hwc_field list_instances_by_tags_reply_fields[] = {
  OBJECTS("resources", tagged_instance, "Instances"),
  INTEGER("total_count", "Number of instances"),
};
STRUCT(list_instances_by_tags_reply, "ListInstancesByTagsResponse");

static const struct hwc_field list_project_instance_tags_reply_fields[] = {
  OBJECTS("tags", tag_values, "Tags"),
};
STRUCT(list_project_instance_tags_reply, "ListProjectInstanceTagsResponse");

static const struct hwc_field show_instances_num_by_tags_reply_fields[] = {
  INTEGER("total_count", "Number of instances"),
};
STRUCT(show_instances_num_by_tags_reply, "ShowInstancesNumByTagsResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "batch_create_or_delete_instance_tags",
    .method = "POST",
    .path = APIGW_INSTANCE_PATH "/instance-tags/action",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &tags_action,
    .success_status = 204,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Adds tags to an instance or removes them.",
  },
  {
    .name = "list_instance_tags",
    .method = "GET",
    .path = APIGW_INSTANCE_PATH "/instance-tags",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .reply = &list_instance_tags_reply,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists the tags of an instance.",
  },
  {
    .name = "list_instances_by_tags",
    .method = "POST",
    .path = "/v2/{project_id}/apigw/resource-instances/filter",
    HWC_PARAMETERS(list_instances_by_tags_parameters),
    .body = &tags_query,
    .reply = &list_instances_by_tags_reply,
    .paging = HWC_OFFSET,
    .item_id = "resource_id",
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_APIG,
    .idempotent_reason = "only reads",
    .doc = "Lists the instances that match tags.",
  },
  {
    .name = "list_project_instance_tags",
    .method = "GET",
    .path = "/v2/{project_id}/apigw/instance-tags",
    HWC_PARAMETERS(hwc_project_parameters),
    .reply = &list_project_instance_tags_reply,
    .gateway = HWC_GATEWAY_APIG,
    .doc = "Lists the tags of all instances of the project.",
  },
  {
    .name = "show_instances_num_by_tags",
    .method = "POST",
    .path = "/v2/{project_id}/apigw/resource-instances/count",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &tags_query,
    .reply = &show_instances_num_by_tags_reply,
    .flags = HWC_IDEMPOTENT,
    .gateway = HWC_GATEWAY_APIG,
    .idempotent_reason = "only reads",
    .doc = "Counts the instances that match tags.",
  },
};
TABLE(hwc_apig_instance_tags);
