-- SPDX-License-Identifier: Apache-2.0
-- What the gateway in the sandbox says of all its APIs together, and trial calls of one.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")
local groups = require("hwc.sandbox.apig.groups")
local sandbox_state = require("hwc.sandbox.state")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

local refuse = responses.refuse

-- Tags of APIs, each once, in their order.
function M.handlers.list_tags(state, args)
  local seen, found = {}, {}
  for _, api in state.apig.apis:each() do
    for _, tag in ipairs(api.tags or {}) do
      if not seen[tag] then
        seen[tag] = true
        found[#found + 1] = tag
      end
    end
  end
  table.sort(found, core.text_less)
  local page = sandbox_state.page(found, args.offset or 0, args.limit or 20)
  return 200, { size = #page, total = #found, tags = page }
end

-- APIs that an app may call, of which one hides another: same method and path.
function M.handlers.list_duplicate_apis_for_app(state, args, call)
  local apig = state.apig
  if not apig.apps:get(args.app_id) then
    return refuse(call, "APIG.3004")
  end
  local by_place, order = {}, {}
  for _, auth in apig.auths:each() do
    local api = apig.apis:get(auth.api_id)
    if auth.app_id == args.app_id then
      local key = api.req_method .. " " .. api.req_uri
      if not by_place[key] then
        by_place[key] = {
          req_method = api.req_method, req_uri = api.req_uri, match_mode = api.match_mode,
          duplicated_apis = core.array({}), seen = {},
        }
        order[#order + 1] = by_place[key]
      end
      local place = by_place[key]
      if not place.seen[api.id] then
        place.seen[api.id] = true
        table.insert(place.duplicated_apis, {
          api_id = api.id, api_name = api.name, group_id = api.group_id,
          group_name = api.group_name, remark = api.remark, api_type = tostring(api.type),
        })
      end
    end
  end
  local found = {}
  for _, place in ipairs(order) do
    place.seen = nil
    if #place.duplicated_apis > 1 then
      found[#found + 1] = place
    end
  end
  return 200, { size = #found, total = #found, apis = core.array(found) }
end

-- Settings that say how many there may be: what they count, and the service's own limits.
local LIMITS = {
  { "API_NUM_LIMIT", "apis", 200 },
  { "APP_NUM_LIMIT", "apps", 50 },
  { "APIGROUP_NUM_LIMIT", "groups", 50 },
  { "ENVIRONMENT_NUM_LIMIT", "environments", 10 },
  { "VARIABLE_NUM_LIMIT", "variables", 50 },
  { "SIGN_NUM_LIMIT", "signs", 200 },
  { "THROTTLE_NUM_LIMIT", "throttles", 300 },
  { "VPC_NUM_LIMIT", "vpc_channels", 200 },
  { "ACL_NUM_LIMIT", "acls", 100 },
  { "AUTHORIZER_NUM_LIMIT", "authorizers", 50 },
}

---The settings of the project, as the gateway lists them.
---@param state hwc.sandbox.State
---@return table[]
function M.configs(state)
  local shown = {}
  for i, limit in ipairs(LIMITS) do
    local resource = store.by_name[limit[2]]
    local name = resource and resource.quota_name or limit[2]
    shown[i] = {
      config_id = ("%032x"):format(i),
      config_name = limit[1],
      config_value = tostring((state.config.quotas or {})[name] or limit[3]),
      config_time = "2024-01-01T00:00:00.000000Z",
      remark = "",
      used = state.apig[limit[2]]:count(),
    }
  end
  return shown
end

function M.handlers.list_project_cofigs(state, args, call)
  local all = M.configs(state)
  local page = sandbox_state.page(all, args.offset or 0, args.limit or 20)
  local members = store.members_of(call.row, "configs")
  for i, config in ipairs(page) do
    page[i] = responses.pick(config, members)
  end
  return 200, { size = #page, total = #all, configs = page }
end

M.handlers.list_instance_configs = M.handlers.list_project_cofigs

-- Features that the instance has, and those that were set.
local FEATURES = { "gateway_responses", "app_api_key", "cors", "ratelimit", "multi_auth" }

function M.handlers.list_instance_features(_, args)
  local page = sandbox_state.page(FEATURES, args.offset or 0, args.limit or 20)
  return 200, { size = #page, total = #FEATURES, features = page }
end

function M.handlers.list_available_zones(state)
  local region, zones = state.account.region, {}
  for i, letter in ipairs({ "a", "b" }) do
    zones[i] = {
      name = region .. letter,
      id = ("%032x"):format(i),
      code = region .. letter,
      port = "",
      local_name = { en_us = "AZ" .. i, zh_cn = "可用区" .. i },
      specs = { BASIC = true, PROFESSIONAL = true, ENTERPRISE = true, PLATINUM = true },
    }
  end
  return 200, { available_zones = core.array(zones) }
end

-- How many there are.

function M.handlers.list_api_quantities(state)
  local released, apig = 0, state.apig
  for _, publication in apig.publications:each() do
    released = released + (publication.env_id == groups.RELEASE and 1 or 0)
  end
  return 200, {
    instance_num = apig.apis:count(),
    nums_on_release = released,
    nums_off_release = apig.apis:count() - released,
  }
end

function M.handlers.list_app_quantities(state)
  local authorized = 0
  for _, app in state.apig.apps:each() do
    authorized = authorized + (store.count(state.apig.auths, "app_id", app.id) > 0 and 1 or 0)
  end
  return 200, {
    authed_nums = authorized,
    unauthed_nums = state.apig.apps:count() - authorized,
  }
end

function M.handlers.list_api_groups_quantities(state)
  return 200, { offsell_nums = state.apig.groups:count(), onsell_nums = 0 }
end

function M.handlers.show_restriction_of_instance()
  return 200, {
    restrict_cidrs = core.array({ "172.16.0.0/16" }),
    resource_subnet_cidr = "172.31.0.0/16",
  }
end

-- Nothing is called: the backend that a MOCK API has answers itself.
function M.handlers.debug_api(state, args, call)
  local api = state.apig.apis:get(args.api_id)
  if not api then
    return refuse(call, "APIG.3002")
  end
  local mock = api.mock_info or { result_content = "{}", status_code = 200 }
  return 200, {
    request = ("%s %s HTTP/1.1\r\nHost: %s\r\n\r\n%s"):format(args.method, args.path,
      args.domain or state.apig.groups:get(api.group_id).sl_domain, args.body or ""),
    response = ("HTTP/1.1 %d OK\r\nContent-Type: application/json\r\n\r\n%s"):format(
      mock.status_code or 200, mock.result_content or ""),
    latency = 1,
    log = "sandbox",
  }
end

return M
