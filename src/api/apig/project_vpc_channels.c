/* SPDX-License-Identifier: Apache-2.0
 *
 * ROMA Connect APIC: VPC channels of several instances of a project. */
#include "api/apig/rows.h"

static const char *const types[] = {"BUILTIN", "MICROSERVICE", NULL};

static const struct hwc_field project_vpc_create_fields[] = {
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
  STRINGS("instance_ids", "Instance IDs", REQUIRED, .max = 10),
};
STRUCT(project_vpc_create, "ProjectVpcCreate");

static const struct hwc_field project_vpc_channel_fields[] = {
  STRING("name", "VPC channel name"),
  INTEGER("port", "Port of the hosts"),
  INTEGER("balance_strategy",
          "1 weighted round robin, 2 least connections, 3 source hash, 4 "
          "URI hash"),
  STRING("member_type", "ip or ecs members", .values = hwc_apig_member_types),
  STRING("type", "VPC channel type", .values = types),
  STRING("dict_code", "Dictionary code"),
  TIMESTAMP("create_time", "Creation"),
  STRING("id", "VPC channel ID"),
  INTEGER("status", "VPC channel state: 1 normal, 2 abnormal"),
  OBJECTS("member_groups", hwc_apig_member_group, "Backend server groups"),
  STRING("instance_id", "Instance ID"),
  STRING("instance_name", "Instance name"),
  OBJECTS("members", hwc_apig_member, "Backend members"),
  OBJECT("vpc_health_config", hwc_apig_health_check, "Health check"),
  OBJECT("microservice_info", hwc_apig_microservice, "Microservice settings"),
};
STRUCT(project_vpc_channel, "ProjectVpcChannelInfo");

static const struct hwc_field create_project_vpc_channel_reply_fields[] = {
  OBJECTS("project_vpc_channels", project_vpc_channel,
          "VPC channels of the project"),
};
STRUCT(create_project_vpc_channel_reply, "CreateProjectVpcChannelResponse");

static const struct hwc_field project_vpc_sync_fields[] = {
  STRING("vpc_channel_id", "VPC channel ID"),
  STRINGS("instance_ids", "Instance IDs"),
  BOOLEAN("force_sync", "Force the sync; default false"),
};
STRUCT(project_vpc_sync, "ProjectVpcSync");

static const struct hwc_field list_project_vpc_channels_parameters[] = {
  PROJECT_ID,
  PAGE_PARAMETERS,
  STRING("id", "VPC channel ID", QUERY),
  STRING("name", "Name", QUERY),
  STRING("precise_search",
         "Comma-separated names to match exactly; only name is supported",
         QUERY),
  STRING("member_host", "Backend address, exact match", QUERY),
  INTEGER("member_port", "Backend port", QUERY),
  STRING("member_group_name", "Backend server group name", QUERY),
  STRING("member_group_id", "Backend server group ID", QUERY),
  BOOLEAN("members_return", "Also return the members", QUERY),
};

static const struct hwc_field list_project_vpc_channels_reply_fields[] = {
  SIZE_AND_TOTAL,
  OBJECTS("project_vpc_channels", project_vpc_channel,
          "VPC channels of the project"),
};
STRUCT(list_project_vpc_channels_reply, "ListProjectVpcChannelsV2Response");

static const struct hwc_operation operations[] = {
  {
    .name = "create_project_vpc_channel",
    .method = "POST",
    .path = "/v2/{project_id}/apic/vpc-channels",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &project_vpc_create,
    .reply = &create_project_vpc_channel_reply,
    .success_status = 201,
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Creates a VPC channel on several instances.",
  },
  {
    .name = "create_project_vpc_channel_syncs",
    .method = "POST",
    .path = "/v2/{project_id}/apic/vpc-channels/syncs",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &project_vpc_sync,
    .reply = &create_project_vpc_channel_reply,
    .success_status = 201,
    .flags = HWC_BODY_REQUIRED, .gateway = HWC_GATEWAY_ROMA,
    .doc = "Copies a VPC channel to more instances.",
  },
  {
    .name = "list_project_vpc_channels",
    .method = "GET",
    .path = "/v2/{project_id}/apic/vpc-channels",
    HWC_PARAMETERS(list_project_vpc_channels_parameters),
    .reply = &list_project_vpc_channels_reply,
    .paging = HWC_OFFSET,
    .item_id = "id",
    .gateway = HWC_GATEWAY_ROMA,
    .doc = "Lists VPC channels of all instances of the project.",
  },
  {
    .name = "update_project_vpc_channel",
    .method = "PUT",
    .path = "/v2/{project_id}/apic/vpc-channels",
    HWC_PARAMETERS(hwc_project_parameters),
    .body = &project_vpc_create,
    .reply = &create_project_vpc_channel_reply,
    .flags = HWC_IDEMPOTENT, .gateway = HWC_GATEWAY_ROMA,
    .idempotent_reason = "it sets fixed values: a retry changes nothing more",
    .doc = "Changes a VPC channel by name on several instances.",
  },
};
TABLE(hwc_apig_project_vpc_channels);
