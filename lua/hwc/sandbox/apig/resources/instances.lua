-- SPDX-License-Identifier: Apache-2.0
-- Instances of the gateway, and what API Gateway alone has of them: as data. Where the error
-- reference has no code for what is missing, that of a missing configuration stands.

local core = require("_hwc")

local MISSING = "APIG.3007"

-- Bodies of the gateway's own responses, and the statuses of some of them.
local TEMPLATE = '{"error_code":"$context.error.code","error_msg":"$context.error.message",'
  .. '"request_id":"$context.requestId"}'
local STATUSES = {
  AUTH_FAILURE = 401, AUTH_HEADER_MISSING = 401, AUTHORIZER_FAILURE = 500,
  AUTHORIZER_CONF_FAILURE = 500, AUTHORIZER_IDENTITIES_FAILURE = 401, BACKEND_UNAVAILABLE = 502,
  BACKEND_TIMEOUT = 504, THROTTLED = 429, UNAUTHORIZED = 401, ACCESS_DENIED = 403,
  NOT_FOUND = 404, REQUEST_PARAMETERS_FAILURE = 400, DEFAULT_4XX = 400, DEFAULT_5XX = 500,
}

local responses = {
  at = "/api-groups/{group_id}/gateway-responses/{response_id}", missing = MISSING,
  unique = { "name", code = "APIG.3216" },
  defaults = { default = false, given = {} },
}

-- The types of errors that responses are for, from the row.
local types

local function error_types()
  if not types then
    types = {}
    local row = require("_hwc.apig").describe("show_details_of_gateway_response_type")
    for _, member in ipairs(row.reply.members) do
      types[#types + 1] = member.name
    end
  end
  return types
end

---The response to errors of a type.
---@param response table
---@param type string
---@return table
function responses.of_type(response, type)
  local given = response.given[type]
  return {
    status = given and given.status or STATUSES[type] or 403,
    body = given and given.body or TEMPLATE,
    headers = given and given.headers or nil,
    default = given == nil,
  }
end

function responses.describe(_, response, shown)
  shown.responses = {}
  for _, type in ipairs(error_types()) do
    shown.responses[type] = responses.of_type(response, type)
  end
end

-- What is not given is as it was at the start.
local function take(_, response, args)
  response.given, response.responses = {}, nil
  for type, given in pairs(args.responses or {}) do
    response.given[type] = { status = given.status, body = given.body, headers = given.headers }
  end
end

responses.created, responses.changed = take, take

function responses.check(_, args, _, response)
  return response and response.default and args.name ~= response.name and "APIG.3492" or nil
end

function responses.keep(_, response)
  return response.default and "APIG.3491" or nil
end

local orchestrations = {
  at = "/orchestrations/{orchestration_id}", key = "orchestration_id", missing = MISSING,
  defaults = { is_preprocessing = false },
}

local keys = {
  at = "/apps/{app_id}/ai-api-keys/{ai_api_key_id}", missing = MISSING,
  defaults = { alias = "" },
}

function keys.created(state, key)
  key.ai_api_key = key.ai_api_key or state:text(48)
end

local ports = {
  at = "/custom-ingress-ports/{ingress_port_id}", key = "ingress_port_id", missing = MISSING,
  unique = { "ingress_port", code = "APIG.3309" },
  defaults = { status = "normal" },
}

local instances = {
  at = "~/instances/{instance_id}", missing = "APIG.3030",
  without = { "create", "show", "update", "delete" },
  defaults = {
    type = "apig", status = "Running", instance_status = 6, spec = "BASIC", charging_mode = 0,
    enterprise_project_id = "0", loadbalancer_provider = "elb", description = "",
    maintain_begin = "22:00:00", maintain_end = "02:00:00", instance_version = "2.0",
    bandwidth_size = 0, tags = {},
  },
  filters = { instance_id = "id" },
}

function instances.describe(state, instance, shown)
  shown.project_id = state.account.project_id
  shown.user_id = state.account.user_id
  shown.ingress_ip = "10.0.0.10"
  shown.supported_features = core.array({ "gateway_responses", "app_api_key" })
  shown.node_ips = { livedata = core.array({}), shubao = core.array({ "10.0.0.11" }) }
  shown.is_releasable = instance.status == "Running"
  if type(instance.available_zone_ids) == "table" then
    shown.available_zone_ids = table.concat(instance.available_zone_ids, ",")
  end
  shown.cbc_operation_locks = core.array({})
end

-- What is in it goes with it.
function instances.removed(state, instance)
  state.gateways[instance.id] = nil
end

return {
  instances,
  responses,
  orchestrations,
  keys,
  ports,
  { at = "/async-tasks/{task_id}", key = "task_id", missing = MISSING, hidden = true },
  {
    at = "/vpc-endpoint/connections/{connection_id}", name = "endpoint_connections",
    missing = "APIC.7314",
  },
  {
    at = "/vpc-endpoint/permissions/{permission_id}", name = "endpoint_permissions",
    missing = "APIC.7314",
  },
}
