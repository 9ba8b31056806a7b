-- SPDX-License-Identifier: Apache-2.0
-- Responses of the gateway to errors, type by type; and what groups, apps and APIs of API Gateway
-- alone do in the sandbox.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")
local apis = require("hwc.sandbox.apig.apis")
local groups = require("hwc.sandbox.apig.groups")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

local refuse = responses.refuse

local gateway_responses = store.by_name.gateway_responses

local function with_response(fn)
  return function(state, args, call)
    local response, status, body = store:find(state, "gateway_responses", args, call)
    if not response then
      return status, body
    end
    return fn(state, args, call, response)
  end
end

local function respond(args, response)
  return 200, { [args.response_type] = gateway_responses.of_type(response, args.response_type) }
end

M.handlers.show_details_of_gateway_response_type = with_response(function(_, args, _, response)
  return respond(args, response)
end)

M.handlers.update_gateway_response_type = with_response(function(state, args, _, response)
  response.given[args.response_type] = {
    status = args.status, body = args.body, headers = args.headers,
  }
  response.changed = responses.seconds(state)
  return respond(args, response)
end)

-- It is as at the start again.
M.handlers.delete_gateway_response_type = with_response(function(state, args, _, response)
  response.given[args.response_type] = nil
  response.changed = responses.seconds(state)
  return 204
end)

-- Whether the domain that the service gives a group may be called.
function M.handlers.update_sl_domain_setting(state, args, call)
  local group, status, body = store:find(state, "groups", args, call)
  if not group then
    return status, body
  end
  group.sl_domain_access_enabled = args.sl_domain_access_enabled
  return 204
end

-- Apps.

function M.handlers.check_app(state, args, call)
  local app, status, body = store:find(state, "apps", args, call)
  if not app then
    return status, body
  end
  return 200, { id = app.id, name = app.name, remark = app.remark }
end

function M.handlers.resetting_app_secret(state, args, call)
  local app, status, body = store:find(state, "apps", args, call)
  if not app then
    return status, body
  end
  app.app_secret = args.app_secret or state:text(32)
  app.changed = responses.seconds(state)
  return 200, store:describe(state, "apps", app, call.row.reply.members)
end

-- Lists show no whole key.
function M.handlers.list_ai_api_keys(state, args, call)
  local app, status, body = store:find(state, "apps", args, call)
  if not app then
    return status, body
  end
  return store:list(state.apig.ai_api_keys, function(key)
    return key.app_id == app.id
  end, args, call, function(key, members)
    local shown = store:describe(state, "ai_api_keys", key, members)
    shown.ai_api_key = responses.mask(key.ai_api_key)
    return shown
  end)
end

-- APIs whose parameters an orchestration makes.

local function goes_through(api, id)
  for _, parameter in ipairs(api.req_params or {}) do
    for _, other in ipairs(parameter.orchestrations or {}) do
      if other == id then
        return true
      end
    end
  end
  return false
end

function M.handlers.list_orchestration_attached_apis(state, args, call)
  local orchestration, status, body = store:find(state, "orchestrations", args, call)
  if not orchestration then
    return status, body
  end
  return store:list(state.apig.apis, function(api)
    return goes_through(api, orchestration.orchestration_id)
      and (not args.api_id or api.id == args.api_id)
      and responses.named(args, "api_name", api.name)
  end, args, call, function(api, members)
    local shown = store.copy(api)
    shown.api_id, shown.api_name, shown.attached_time = api.id, api.name, api.update_time
    return responses.pick(shown, members)
  end)
end

-- Microservices.

local INFO = { CSE = "cse_info", CCE = "cce_info", CCE_SERVICE = "cce_service_info",
               NACOS = "nacos_info" }

-- The group of the call, or a new one; nil and the code.
local function group_of(state, given)
  if given.group_id then
    local group = state.apig.groups:get(given.group_id)
    return group, not group and "APIG.3001" or nil
  end
  local name = given.group_name or "microservice"
  local code = store:taken(state, "groups", { name = name })
    or store:beyond_quota(state, "groups")
  if code then
    return nil, code
  end
  return groups.add(state, { name = name, roma_app_id = given.app_id })
end

local function channel_for(state, args, group)
  local info = args[INFO[args.service_type]] or {}
  local channel = store:add(state, "vpc_channels", {
    name = ("%s_%s"):format(group.name, state:hex(8)), port = info.port or 80,
    balance_strategy = 1, member_type = "ip", type = 3,
  })
  -- Logins are not kept: nothing here calls a registry.
  local kept = store.copy(info)
  kept.user_info = nil
  channel.microservice = {
    service_type = args.service_type, [INFO[args.service_type]] = kept,
  }
  return channel
end

local function add_api(state, args, group, channel, given)
  return apis.add(state, {
    name = given.name or (given.req_uri:gsub("[^%w]+", "_"):gsub("^_*", "api_")),
    group_id = group.id,
    type = 2,
    req_protocol = "HTTPS",
    req_method = given.req_method or "ANY",
    req_uri = given.req_uri,
    match_mode = given.match_mode or "NORMAL",
    auth_type = args.auth_type or "NONE",
    cors = args.cors,
    backend_type = "HTTP",
    backend_api = {
      req_protocol = args.protocol or "HTTP", req_method = given.req_method or "ANY",
      req_uri = given.req_uri, timeout = args.backend_timeout or 5000, vpc_channel_status = 1,
      vpc_channel_info = { vpc_channel_id = channel.id },
    },
    remark = "",
  })
end

function M.handlers.import_microservice(state, args, call)
  local code = store:beyond_quota(state, "vpc_channels") or apis.beyond_quota(state, #args.apis)
  if code then
    return refuse(call, code)
  end
  local group
  group, code = group_of(state, args.group_info)
  if not group then
    return refuse(call, code)
  end
  local channel = channel_for(state, args, group)
  local made = {}
  for i, given in ipairs(args.apis) do
    local api = add_api(state, args, group, channel, given)
    made[i] = { id = api.id, name = api.name, req_uri = api.req_uri,
                req_method = api.req_method, match_mode = api.match_mode }
  end
  return 200, { vpc_channel_id = channel.id, api_group_id = group.id,
                apis = core.array(made) }
end

return M
