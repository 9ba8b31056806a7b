/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC and API Gateway: VPC channels, their server groups and
 * members. */
#include "api/apig/rows.h"

static const struct hwc_field vpc_channel_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("vpc_channel_id", "VPC channel ID", PATH),
};

static const struct hwc_field vpc_member_create_fields[] = {
  OBJECTS("members", hwc_apig_member_create, "Backend members", REQUIRED),
};
STRUCT(vpc_member_create, "VpcMemberCreate");

static const struct hwc_field adding_backend_instances_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("members", hwc_apig_member, "Backend members"),
};
STRUCT(adding_backend_instances_reply, "AddingBackendInstancesV2Response");

static const struct hwc_field members_batch_enable_or_disable_fields[] = {
  STRINGS("member_ids", "Backend member IDs"),
};
STRUCT(members_batch_enable_or_disable, "MembersBatchEnableOrDisable");

static const struct hwc_field member_group_create_batch_fields[] = {
  OBJECTS("member_groups", hwc_apig_member_group_create,
          "Backend server groups"),
};
STRUCT(member_group_create_batch, "MemberGroupCreateBatch");

static const struct hwc_field create_member_group_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("member_groups", hwc_apig_member_group, "Backend server groups"),
};
STRUCT(create_member_group_reply, "CreateMemberGroupResponse");

static const char *const vpc_channel_types[] = {
  "builtin",
  "microservice",
  "reference",
  NULL,
};

static const struct hwc_field vpc_create_fields[] = {
  STRING("name",
         "Letters, Chinese characters, digits, - and _, not starting with a "
         "digit",
         REQUIRED, .min = 3, .max = 64),
  INTEGER("port", "Port of the hosts", REQUIRED, .min = 1, .max = 65535),
  INTEGER("balance_strategy",
          "1 weighted round robin, 2 least connections, 3 source hash, 4 "
          "URI hash", REQUIRED, .min = 1, .max = 4),
  STRING("member_type", "ip or ecs members", REQUIRED,
         .values = hwc_apig_member_types),
  INTEGER("type", "VPC channel type: 2 server (builtin), 3 microservice",
          .min = 2, .max = 3),
  STRING("dict_code", "Dictionary code; not supported"),
  OBJECTS("member_groups", hwc_apig_member_group_create,
          "Backend server groups"),
  OBJECTS("members", hwc_apig_member_create, "Backend members"),
  OBJECT("vpc_health_config", hwc_apig_health_check_create, "Health check"),
  OBJECT("microservice_info", hwc_apig_microservice_create,
         "Microservice settings"),
  STRING("vpc_channel_type", "Kind of VPC channel; default from type",
         .values = vpc_channel_types, .gateway = HWC_GATEWAY_APIG),
};
STRUCT(vpc_create, "VpcCreate");

#define VPC_CHANNEL_FIELDS                                                     \
  STRING("name", "VPC channel name"),                                          \
  INTEGER("port", "Port of the hosts, 1-65535"),                               \
  INTEGER("balance_strategy",                                                  \
          "1 weighted round robin, 2 least connections, 3 source hash, 4 "     \
          "URI hash"),                                                         \
  STRING("member_type", "ip or ecs members", .values = hwc_apig_member_types), \
  INTEGER("type", "VPC channel type: 2 server (builtin), 3 microservice"),     \
  STRING("dict_code", "Dictionary code"),                                      \
  TIMESTAMP("create_time", "Creation"),                                        \
  STRING("id", "VPC channel ID"),                                              \
  INTEGER("status", "VPC channel state: 1 normal, 2 abnormal"),                \
  OBJECTS("member_groups", hwc_apig_member_group, "Backend server groups"),    \
  OBJECT("microservice_info", hwc_apig_microservice, "Microservice settings")

static const struct hwc_field vpc_channel_fields[] = {VPC_CHANNEL_FIELDS};
STRUCT(vpc_channel, "VpcChannelInfo");

static const struct hwc_field member_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("vpc_channel_id", "VPC channel ID", PATH),
  STRING("member_id", "Backend member ID", PATH),
};

static const struct hwc_field member_group_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("vpc_channel_id", "VPC channel ID", PATH),
  STRING("member_group_id", "Backend server group ID", PATH),
};

static const struct hwc_field list_backend_instances_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("vpc_channel_id", "VPC channel ID", PATH),
  PAGE_PARAMETERS,
  STRING("name", "ECS name", QUERY),
  STRING("member_group_name", "Backend server group name", QUERY),
  STRING("member_group_id", "Backend server group ID", QUERY),
  STRING("precise_search",
         "Comma-separated names to match exactly; only name is supported",
         QUERY),
};

static const struct hwc_field list_member_groups_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  STRING("vpc_channel_id", "VPC channel ID", PATH),
  PAGE_PARAMETERS,
  STRING("dict_code", "Dictionary code", QUERY),
  STRING("member_group_name", "Backend server group name", QUERY),
  STRING("precise_search",
         "Comma-separated names to match exactly; only name is supported",
         QUERY),
};

static const struct hwc_field list_vpc_channels_parameters[] = {
  PROJECT_ID,
  INSTANCE_ID,
  PAGE_PARAMETERS,
  STRING("id", "VPC channel ID", QUERY),
  STRING("name", "Name", QUERY),
  STRING("dict_code", "Dictionary code", QUERY),
  STRING("precise_search",
         "Comma-separated names to match exactly; only name is supported",
         QUERY),
  STRING("member_host", "Backend address, exact match", QUERY),
  INTEGER("member_port", "Backend port", QUERY),
  STRING("member_group_name", "Backend server group name", QUERY),
  STRING("member_group_id", "Backend server group ID", QUERY),
  STRING("vpc_channel_type", "Kind of VPC channel", QUERY,
         .gateway = HWC_GATEWAY_APIG),
};

static const struct hwc_field list_vpc_channels_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("vpc_channels", vpc_channel, "VPC channels"),
};
STRUCT(list_vpc_channels_reply, "ListVpcChannelsV2Response");

static const struct hwc_field show_vpc_channel_reply_fields[] = {
  VPC_CHANNEL_FIELDS,
  OBJECTS("members", hwc_apig_member, "Backend members"),
  OBJECT("vpc_health_config", hwc_apig_health_check, "Health check"),
};
STRUCT(show_vpc_channel_reply, "ShowDetailsOfVpcChannelV2Response");

static const struct hwc_field vpc_member_modify_fields[] = {
  OBJECTS("members", hwc_apig_member_create, "Backend members"),
  STRING("member_group_name", "Backend server group name"),
};
STRUCT(vpc_member_modify, "VpcMemberModify");

static const struct hwc_operation operations[] = {
  {
    .name = "adding_backend_instances",
    .method = "POST",
    .path = INSTANCE_PATH "/vpc-channels/{vpc_channel_id}/members",
    HWC_PARAMETERS(vpc_channel_parameters),
    .body = &vpc_member_create,
    .reply = &adding_backend_instances_reply,
    .success_status = 201,
    .doc = "Adds members to a VPC channel; known addresses are updated.",
  },
  {
    .name = "batch_disable_members",
    .method = "POST",
    .path = INSTANCE_PATH
            "/vpc-channels/{vpc_channel_id}/members/batch-disable",
    HWC_PARAMETERS(vpc_channel_parameters),
    .body = &members_batch_enable_or_disable,
    .success_status = 204,
    .flags = HWC_BODY_REQUIRED | HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Marks members as unavailable.",
  },
  {
    .name = "batch_enable_members",
    .method = "POST",
    .path = INSTANCE_PATH "/vpc-channels/{vpc_channel_id}/members/batch-enable",
    HWC_PARAMETERS(vpc_channel_parameters),
    .body = &members_batch_enable_or_disable,
    .success_status = 204,
    .flags = HWC_BODY_REQUIRED | HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Marks members as available.",
  },
  {
    .name = "create_member_group",
    .method = "POST",
    .path = INSTANCE_PATH "/vpc-channels/{vpc_channel_id}/member-groups",
    HWC_PARAMETERS(vpc_channel_parameters),
    .body = &member_group_create_batch,
    .reply = &create_member_group_reply,
    .success_status = 201,
    .flags = HWC_BODY_REQUIRED,
    .doc = "Creates or changes server groups of a VPC channel.",
  },
  {
    .name = "create_vpc_channel",
    .method = "POST",
    .path = INSTANCE_PATH "/vpc-channels",
    HWC_PARAMETERS(hwc_apig_instance_parameters),
    .body = &vpc_create,
    .reply = &vpc_channel,
    .success_status = 201,
    .doc = "Creates a VPC channel.",
  },
  {
    .name = "delete_backend_instance",
    .method = "DELETE",
    .path = INSTANCE_PATH "/vpc-channels/{vpc_channel_id}/members/{member_id}",
    HWC_PARAMETERS(member_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes a member of a VPC channel.",
  },
  {
    .name = "delete_member_group",
    .method = "DELETE",
    .path = INSTANCE_PATH
            "/vpc-channels/{vpc_channel_id}/member-groups/{member_group_id}",
    HWC_PARAMETERS(member_group_parameters),
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes a server group of a VPC channel.",
  },
  {
    .name = "delete_vpc_channel",
    .method = "DELETE",
    .path = INSTANCE_PATH "/vpc-channels/{vpc_channel_id}",
    HWC_PARAMETERS(vpc_channel_parameters),
    .success_status = 204,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "IDs are never reused: a retry deletes nothing else",
    .doc = "Deletes a VPC channel.",
  },
  {
    .name = "list_backend_instances",
    .method = "GET",
    .path = INSTANCE_PATH "/vpc-channels/{vpc_channel_id}/members",
    HWC_PARAMETERS(list_backend_instances_parameters),
    .reply = &adding_backend_instances_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists the members of a VPC channel.",
  },
  {
    .name = "list_member_groups",
    .method = "GET",
    .path = INSTANCE_PATH "/vpc-channels/{vpc_channel_id}/member-groups",
    HWC_PARAMETERS(list_member_groups_parameters),
    .reply = &create_member_group_reply,
    .paging = HWC_OFFSET,
    .item_id = "member_group_id",
    .doc = "Lists the server groups of a VPC channel.",
  },
  {
    .name = "list_vpc_channels",
    .method = "GET",
    .path = INSTANCE_PATH "/vpc-channels",
    HWC_PARAMETERS(list_vpc_channels_parameters),
    .reply = &list_vpc_channels_reply,
    .success_status = 200,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .doc = "Lists VPC channels.",
  },
  {
    .name = "show_details_of_member_group",
    .method = "GET",
    .path = INSTANCE_PATH
            "/vpc-channels/{vpc_channel_id}/member-groups/{member_group_id}",
    HWC_PARAMETERS(member_group_parameters),
    .reply = &hwc_apig_member_group,
    .doc = "Shows a server group of a VPC channel.",
  },
  {
    .name = "show_details_of_vpc_channel",
    .method = "GET",
    .path = INSTANCE_PATH "/vpc-channels/{vpc_channel_id}",
    HWC_PARAMETERS(vpc_channel_parameters),
    .reply = &show_vpc_channel_reply,
    .success_status = 200,
    .doc = "Shows a VPC channel.",
  },
  {
    .name = "update_backend_instances",
    .method = "PUT",
    .path = INSTANCE_PATH "/vpc-channels/{vpc_channel_id}/members",
    HWC_PARAMETERS(vpc_channel_parameters),
    .body = &vpc_member_modify,
    .reply = &adding_backend_instances_reply,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Replaces the members of a VPC channel or of one of its groups.",
  },
  {
    .name = "update_health_check",
    .method = "PUT",
    .path = INSTANCE_PATH "/vpc-channels/{vpc_channel_id}/health-config",
    HWC_PARAMETERS(vpc_channel_parameters),
    .body = &hwc_apig_health_check_create,
    .reply = &hwc_apig_health_check,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes the health check of a VPC channel.",
  },
  {
    .name = "update_member_group",
    .method = "PUT",
    .path = INSTANCE_PATH
            "/vpc-channels/{vpc_channel_id}/member-groups/{member_group_id}",
    HWC_PARAMETERS(member_group_parameters),
    .body = &hwc_apig_member_group_create,
    .reply = &hwc_apig_member_group,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes a server group of a VPC channel.",
  },
  {
    .name = "update_vpc_channel",
    .method = "PUT",
    .path = INSTANCE_PATH "/vpc-channels/{vpc_channel_id}",
    HWC_PARAMETERS(vpc_channel_parameters),
    .body = &vpc_create,
    .reply = &vpc_channel,
    .success_status = 200,
    .flags = HWC_IDEMPOTENT,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Replaces a VPC channel, including its groups and members.",
  },
};
TABLE(hwc_apig_vpc_channels);
