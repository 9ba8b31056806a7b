/* SPDX-License-Identifier: Apache-2.0
 *
 * Cloud Phone Host: tags of servers. */
#include "api/cph/rows.h"

static const char *const resource_types[] = {"cph-server", NULL};
static const char *const actions[] = {"create", NULL};
static const char *const delete_tags_actions[] = {"delete", NULL};
static const char *const match_keies[] = {"resource_name", NULL};
static const char *const list_resource_instances_actions[] = {
  "filter", "count", NULL};

static const struct hwc_field resource_parameters[] = {
  PROJECT_ID,
  STRING("resource_type", "Kind of resource", PATH, .values = resource_types),
  STRING("resource_id", "Resource ID", PATH_ID),
};

static const struct hwc_field tag_fields[] = {
  STRING("key",
         "Letters of any language, digits, space, _.:=+-@; not starting with "
         "_sys_",
         REQUIRED, .min = 1, .max = 127),
  STRING("value", "Value, without leading or trailing spaces",
         REQUIRED, .max = 255),
};
STRUCT(tag, "Tag");

static const struct hwc_field create_tags_request_fields[] = {
  STRING("action", "Action of the call", REQUIRED, .values = actions),
  OBJECTS("tags", tag, "Tags", REQUIRED),
};
STRUCT(create_tags_request, "BatchCreateTagsRequestBody");

static const struct hwc_field delete_tags_request_fields[] = {
  STRING("action", "Action of the call", REQUIRED,
         .values = delete_tags_actions),
  OBJECTS("tags", tag, "Tags", REQUIRED),
};
STRUCT(delete_tags_request, "BatchDeleteTagsRequestBody");

static const struct hwc_field list_project_tags_parameters[] = {
  PROJECT_ID,
  STRING("resource_type", "Kind of resource", PATH, .values = resource_types),
  INTEGER("limit", "Page size, default 100", QUERY, .min = 1, .max = 100),
  INTEGER("offset", "Records to skip, default 0", QUERY),
};

static const struct hwc_field value_item = {
  .name = "item", .max = 255};

static const struct hwc_field tags_fields[] = {
  STRING("key", "Tag key", REQUIRED, .min = 1, .max = 127),
  ARRAY("values", value_item, "One of these must be present; empty: any value",
        REQUIRED, .max = 10),
};
STRUCT(tags, "Tags");

static const struct hwc_field list_project_tags_reply_fields[] = {
  OBJECTS("tags", tags, "Tags"),
  INTEGER("total_count", "Total number"),
};
STRUCT(list_project_tags_reply, "ListProjectTagsResponse");

static const struct hwc_field resource_type_parameters[] = {
  PROJECT_ID,
  STRING("resource_type", "Kind of resource", PATH, .values = resource_types),
};

static const struct hwc_field match_fields[] = {
  STRING("key", "Only resource_name is accepted", REQUIRED,
         .values = match_keies),
  STRING("value", "Resource name to match exactly", REQUIRED),
};
STRUCT(match, "Match");

static const struct hwc_field list_resource_instances_request_fields[] = {
  STRING("action", "filter: a page; count: only the total", REQUIRED,
         .values = list_resource_instances_actions),
  STRING("offset", "Records to skip as text, default 0", .format = HWC_DIGITS),
  STRING("limit", "Page size as text, default 1000", .format = HWC_DIGITS,
         .min = 1, .max = 1000),
  BOOLEAN("without_any_tag", "Only resources without tags"),
  OBJECTS("tags", tags, "All of these must be present", .max = 10),
  OBJECTS("matches", match,
          "Search by field; only resource_name, exact match"),
};
static const struct hwc_rule list_resource_instances_request_rules[] = {
  {.kind = HWC_ONLY_WHEN,
   .when = "action",
   .is = "filter",
   .names = {"offset"}},
  {.kind = HWC_ONLY_WHEN,
   .when = "action",
   .is = "filter",
   .names = {"limit"}},
};
STRUCT_WITH_RULES(list_resource_instances_request,
                  "ListResourceInstancesRequestBody");

static const struct hwc_field resource_fields[] = {
  STRING("resource_id", "Resource ID"),
  STRING("resource_detail", "Resource details"),
  STRING("resource_name", "Resource name"),
  OBJECTS("tags", tag, "Tags"),
};
STRUCT(resource, "Resource");

static const struct hwc_field list_resource_instances_reply_fields[] = {
  OBJECTS("resources", resource, "Resources"),
  INTEGER("total_count", "Total number"),
};
STRUCT(list_resource_instances_reply, "ListResourceInstancesResponse");

static const struct hwc_field list_resource_tags_reply_fields[] = {
  OBJECTS("tags", tag, "Tags"),
};
STRUCT(list_resource_tags_reply, "ListResourceTagsResponse");

static const struct hwc_operation operations[] = {
  {
    .name = "batch_create_tags",
    .method = "POST",
    .path = "/v1/{project_id}/{resource_type}/{resource_id}/tags/action",
    HWC_PARAMETERS(resource_parameters),
    .body = &create_tags_request,
    .success_status = 204,
    .doc = "Adds tags to a resource.",
  },
  {
    .name = "batch_delete_tags",
    .method = "POST",
    .path = "/v1/{project_id}/{resource_type}/{resource_id}/tags/action",
    HWC_PARAMETERS(resource_parameters),
    .body = &delete_tags_request,
    .success_status = 204,
    .doc = "Removes tags from a resource.",
  },
  {
    .name = "list_project_tags",
    .method = "GET",
    .path = "/v1/{project_id}/{resource_type}/tags",
    HWC_PARAMETERS(list_project_tags_parameters),
    .reply = &list_project_tags_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "key",
    .doc = "Lists all tags of the project.",
  },
  {
    .name = "list_resource_instances",
    .method = "POST",
    .path = "/v1/{project_id}/{resource_type}/resource_instances/action",
    HWC_PARAMETERS(resource_type_parameters),
    .body = &list_resource_instances_request,
    .reply = &list_resource_instances_reply,
    .success_status = 200,
    .paging = HWC_OFFSET_BODY,
    .item_id = "resource_id",
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it only reads",
    .doc = "Finds or counts resources by tag.",
  },
  {
    .name = "list_resource_tags",
    .method = "GET",
    .path = "/v1/{project_id}/{resource_type}/{resource_id}/tags",
    HWC_PARAMETERS(resource_parameters),
    .reply = &list_resource_tags_reply,
    .success_status = 200,
    .doc = "Lists the tags of a resource.",
  },
};
TABLE(hwc_cph_tags);
