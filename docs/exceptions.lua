-- SPDX-License-Identifier: Apache-2.0
-- Intended differences between rows and facts, each with its reason. docs/compare.lua reports every
-- other difference, and every exception that is no longer needed.

local M = {}

local LETTERS = "characters as the documents say; the definition's pattern is looser or absent"
local UUID = "the documents require a UUID"
local ROMA = "not required under /apigw/; a rule requires it elsewhere"
local GROUPS = "4 under /apigw/; a rule excludes it elsewhere"
local DEFINITION = { why = "only the definition requires it, beside allOf", by_definition = true }
local FILLER = "a bound of 65536 is the definition's filler"
local AN_ID = "no server has an empty id"
local PASSWORD = {
  why = "kinds of characters and forbidden words, as the documents say",
  format = "password",
}
local APP_TYPES = { why = "apps of both gateways are one object", values = "apig roma" }
local APP_SECRET = { why = LETTERS, first = "a-zA-Z0-9", set = "a-zA-Z0-9_!@#$%-" }
local DIGITS = { why = "a number as text", format = "digits" }
local SCRIPT = { why = "Base64 of at most 32 KiB", max = 32768, format = "base64" }

---Differences of members. Keys are "<service>:<operation or struct>.<member>"; `max = "none"` means
---no upper limit, `open` means that the list of values is not closed, `by_definition` means that
---only the service's definition requires it.
M.members = {
  ["apig:AclApiBindingCreate.acl_id"] = { why = ROMA, required = false },
  ["apig:AclApiBindingCreate.publish_ids"] = { why = ROMA, required = false },
  ["apig:AiApiKeyCreate.ai_api_key"] = { why = LETTERS, set = "a-zA-Z0-9+_/=-" },
  ["apig:AiApiKeyCreate.alias"] = { why = LETTERS, set = "a-zA-Z0-9_-" },
  ["apig:ApiCheckInfoV2.type"] = DEFINITION,
  ["apig:ApiConditionCreate.condition_origin"] = {
    why = "rules name two more values than the list has",
    open = true,
  },
  ["apig:ApiDebugInfo.body"] = { why = "the text says bytes", bytes = true },
  ["apig:ApiPolicyFunctionCreate.timeout"] = { why = ROMA, required = false },
  ["apig:ApiPolicyHttpCreate.req_method"] = { why = ROMA, required = false },
  ["apig:ApiPolicyHttpCreate.req_protocol"] = { why = ROMA, required = false },
  ["apig:ApiPolicyHttpCreate.req_uri"] = { why = ROMA, required = false },
  ["apig:ApiPolicyHttpCreate.vpc_channel_status"] = { why = GROUPS, max = 4 },
  ["apig:ApiVersion.version_id"] = { why = ROMA, required = false },
  ["apig:AppConfigCreateRequestV2.config_name"] = DEFINITION,
  ["apig:AppCreate.app_key"] = { why = LETTERS, first = "a-zA-Z0-9", set = "a-zA-Z0-9_-" },
  ["apig:AppCreate.app_secret"] = APP_SECRET,
  ["apig:AppCreate.name"] = { why = LETTERS, first = "a-zA-Z", set = "a-zA-Z0-9_", chinese = true },
  ["apig:AppResetCreate.app_secret"] = APP_SECRET,
  ["apig:BackendApiCreate.req_method"] = { why = ROMA, required = false },
  ["apig:BackendApiCreate.req_protocol"] = { why = ROMA, required = false },
  ["apig:BackendApiCreate.req_uri"] = { why = ROMA, required = false },
  ["apig:BackendApiCreate.vpc_channel_status"] = { why = GROUPS, max = 4 },
  ["apig:BaseSignature.name"] = {
    why = LETTERS,
    min = 3,
    max = 64,
    first = "a-zA-Z",
    set = "a-zA-Z0-9_",
    chinese = true,
  },
  ["apig:BaseSignature.sign_key"] = {
    why = "the widest of what the kinds of keys allow; rules narrow it",
    min = 4,
    max = 512,
    first = "a-zA-Z0-9+/",
    set = "a-zA-Z0-9_!@#$%+/=-",
  },
  ["apig:BaseSignature.sign_secret"] = {
    why = "the widest of what the kinds of keys allow; rules narrow it",
    min = 8,
    max = 2048,
    first = "a-zA-Z0-9+/",
    set = "a-zA-Z0-9_!@#$%+/=-",
  },
  ["apig:CreateAnAppV2Response.app_type"] = APP_TYPES,
  ["apig:EnvVariableCreate.env_id"] = DEFINITION,
  ["apig:EnvVariableCreate.group_id"] = DEFINITION,
  ["apig:EnvVariableCreate.variable_name"] = DEFINITION,
  ["apig:OpenEngressEipReq.bandwidth_size"] = DIGITS,
  ["apig:OrchestrationMapParamRange.range_end"] = DIGITS,
  ["apig:OrchestrationMapParamRange.range_start"] = DIGITS,
  ["apig:ResettingAppSecretV2Response.app_type"] = APP_TYPES,
  ["apig:UpdateAppV2Response.app_type"] = APP_TYPES,
  ["apig:UrlDomainCreate.url_domain"] = DEFINITION,
  ["apig:VpcHealthConfig.timeout"] = DEFINITION,
  ["apig:VpcInfo.vpc_channel_id"] = DEFINITION,
  ["apig:list_api_attachable_plugins.env_id"] = { why = ROMA, required = false },
  ["apig:list_metric_data.from"] = DIGITS,
  ["apig:list_metric_data.to"] = DIGITS,
  ["cph:InstallApkRequestBody.content"] = {
    why = "the longer of two bounds; a rule gives the other",
    min = 0,
    max = 8100,
    bytes = true,
  },
  ["cph:ListResourceInstancesRequestBody.limit"] = DIGITS,
  ["cph:ListResourceInstancesRequestBody.offset"] = DIGITS,
  ["cph:RestartCloudPhoneServerRequestBody.server_ids[]"] = { why = AN_ID, min = 1 },
  ["cph:ServerKeypair.server_id"] = { why = AN_ID, min = 1 },
  ["cph:list_jobs.request_ids"] = {
    why = "a comma list of at most 20",
    max = 20,
    format = "list",
  },
  ["devserver:HyperinstanceClustersCapacityRequest.availability_zone"] = {
    why = FILLER,
    min = 1,
    max = "none",
  },
  ["devserver:HyperinstanceClustersCapacityRequest.flavor"] = {
    why = "the text says 128",
    min = 1,
    max = 128,
  },
  ["devserver:HyperinstanceClustersCapacityRequest.resource_flavor"] = {
    why = FILLER,
    min = 1,
    max = "none",
  },
  ["devserver:ServerCreateRequest.admin_pass"] = PASSWORD,
  ["devserver:ServerCreateRequest.image_id"] = { why = UUID, format = "uuid" },
  ["devserver:ServerCreateRequest.key_pair_name"] = { why = LETTERS, set = "a-zA-Z0-9_.-" },
  ["devserver:ServerCreateRequest.name"] = { why = LETTERS, set = "a-zA-Z0-9_.-" },
  ["devserver:ServerCreateRequest.user_data"] = SCRIPT,
  ["devserver:ServerHyperScaleUpRequest.image_id"] = { why = UUID, format = "uuid" },
  ["devserver:ServerHyperScaleUpRequest.key_pair_name"] = { why = LETTERS, set = "a-zA-Z0-9_.-" },
  ["devserver:ServerHyperScaleUpRequest.userdata"] = SCRIPT,
  ["devserver:ServerNetwork.roce_id"] = { why = UUID, format = "uuid" },
  ["devserver:ServerOsRequest.admin_pass"] = PASSWORD,
  ["devserver:ServerOsRequest.image_id"] = { why = UUID, format = "uuid" },
  ["devserver:ServerOsRequest.key_pair_name"] = {
    why = LETTERS,
    min = 1,
    max = 64,
    set = "a-zA-Z0-9_.-",
  },
  ["devserver:ServerOsRequest.user_data"] = SCRIPT,
  ["devserver:UpdateServerRequest.name"] = { why = LETTERS, set = "a-zA-Z0-9_.-" },
  ["devserver:detach_dev_server_volume.volume_id"] = { why = UUID, format = "uuid" },
  ["iam:SessionUser.name"] = { why = LETTERS, first = "a-zA-Z", set = "a-zA-Z0-9 _.-" },
}

local BOTH = "API Gateway and ROMA Connect have different types"

---Members whose type in the row is another one.
M.types = {
  ["apig:ShowDetailsOfInstanceV2Response.listeners"] = { why = BOTH, type = "any" },
  ["apig:SslInfo.type"] = { why = BOTH, type = "any" },
}

---Patterns of the facts, and the corresponding limits of rows.
M.patterns = {
  ["^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$"] = {
    format = "uuid",
  },
  ["^[-_.a-zA-Z0-9]{1,64}$"] = { min = 1, max = 64, set = "a-zA-Z0-9_.-" },
  ["^.{1,128}$"] = { min = 1, max = 128 },
}

local PAGE = "on the service's own page; the official clients lack it"
local CUT = "only under /apigw/; the list of differences is truncated and lacks it"

---Members of rows that the facts lack, by the same keys; "*" stands for every struct.
M.extra_members = {
  ["apig:ApiConditionCreate.frontend_authorizer_param_name"] = CUT,
  ["apig:ApiConditionCreate.mapped_param_location"] = CUT,
  ["apig:ApiConditionCreate.mapped_param_name"] = CUT,
  ["apig:ApiCreate.is_send_fg_body_base64"] = CUT,
  ["apig:ApiCreate.sampling_param"] = CUT,
  ["apig:ApiCreate.sampling_strategy"] = CUT,
  ["apig:ApiCreate.trace_enabled"] = CUT,
  ["apig:ApiFuncCreate.req_protocol"] = CUT,
  ["apig:ApiPolicyFunctionCreate.req_protocol"] = CUT,
  ["apig:ApiPolicyHttpCreate.enable_sm_channel"] = CUT,
  ["apig:ApiPolicyHttpCreate.member_group_url_infos"] = CUT,
  ["apig:BackendApiCreate.enable_sm_channel"] = CUT,
  ["apig:BackendApiCreate.member_group_url_infos"] = CUT,
  ["apig:MemberGroupCreate.reference_vpc_channel_id"] = CUT,
  ["apig:MicroServiceCreate.cce_service_info"] = CUT,
  ["apig:MicroServiceCreate.nacos_info"] = CUT,
  ["apig:VpcCreate.vpc_channel_type"] = CUT,
  ["devserver:*.server_image_response"] = PAGE,
  ["devserver:EndpointsRes.allowed_access_ips"] = PAGE,
  ["devserver:EndpointsRes.ssh_keys"] = PAGE,
}

---Waiters whose states no list of the facts contains, by "<service>:<waiter>".
M.unlisted_states = {
  ["devserver:dev_server_job"] = "only the text lists the states of jobs",
  ["devserver:supernode_operation"] = "only the text of the member lists the values",
  ["devserver:volume_operation"] = "only the text of the member lists the values",
}

return M
