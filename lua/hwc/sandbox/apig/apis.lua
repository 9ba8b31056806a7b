-- SPDX-License-Identifier: Apache-2.0
-- Definitions of APIs in the sandbox.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")
local collection = require("hwc.sandbox.collection")
local quotas = require("hwc.sandbox.quotas")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

local refuse = responses.refuse

local VALID = 1
local NOT_ARRANGED = 2

local APIS_PER_GROUP = 6

-- Members of a call that are no part of the definition.
local NOT_DEFINED = { project_id = true, instance_id = true, api_id = true }

-- Backends, which have an id and times of their own in responses.
local BACKENDS = { "backend_api", "mock_info", "func_info" }

-- Takes the definition over from the arguments of a call. What is absent is gone, as in the
-- service.
local function define(state, api, args)
  for name in pairs(api.definition or {}) do
    api[name] = nil
  end
  api.definition = {}
  for name, value in pairs(args) do
    if not NOT_DEFINED[name] then
      api[name] = value
      api.definition[name] = true
    end
  end
  for _, name in ipairs(BACKENDS) do
    local backend = api[name]
    if backend then
      backend.id = state:hex(32)
      backend.status = VALID
      backend.register_time = api.register_time
      backend.update_time = api.update_time
    end
  end
  for _, parameter in ipairs(api.req_params or {}) do
    parameter.id = state:hex(32)
  end
  for _, parameter in ipairs(api.backend_params or {}) do
    parameter.id = state:hex(32)
  end
  local group = state.apig.groups:get(api.group_id)
  api.group_name = group.name
  api.group_version = group.version
end

---@param state hwc.sandbox.State
---@param args table the definition, as create_api takes it
---@return table api
function M.add(state, args)
  local now = responses.now(state)
  local api = {
    id = state:hex(32),
    status = VALID,
    arrange_necessary = NOT_ARRANGED,
    register_time = now,
    update_time = now,
  }
  define(state, api, args)
  return state.apig.apis:add(api)
end

function M.seed(state, empty)
  state.apig.apis = collection.new()
  for g, group in ipairs(empty and {} or state.apig.groups:list()) do
    for i = 1, APIS_PER_GROUP do
      M.add(state, {
        name = ("%s_%d"):format(group.name, i),
        group_id = group.id,
        type = g,
        req_protocol = "HTTPS",
        req_method = "GET",
        req_uri = ("/%s/%d"):format(group.name, i),
        match_mode = "NORMAL",
        auth_type = "APP",
        backend_type = "MOCK",
        mock_info = { result_content = "{}", status_code = 200 },
        remark = "",
      })
    end
  end
end

-- The code of what stands against a definition, or nil.
local function obstacle(state, args, own_id)
  if not state.apig.groups:get(args.group_id) then
    return "APIG.3001"
  end
  for _, other in state.apig.apis:each() do
    if other.group_id == args.group_id and other.id ~= own_id then
      if other.name == args.name then
        return "APIG.3202"
      elseif other.req_method == args.req_method and other.req_uri == args.req_uri then
        return "APIG.3301"
      end
    end
  end
end

-- A quota counts the APIs of all groups.
local function beyond_quota(state, more)
  return quotas.exceeded(state, "apis", state.apig.apis:count() + (more or 1))
end

M.beyond_quota = beyond_quota

---@param state hwc.sandbox.State
---@param api table
---@return table # with what its group and its publications add
function M.describe(state, api)
  local shown = {}
  for name, value in pairs(api) do
    shown[name] = value
  end
  local group = state.apig.groups:get(api.group_id)
  shown.group_name = group.name
  shown.sl_domain = group.sl_domain
  shown.sl_domains = group.sl_domains
  shown.api_group_info = {
    id = group.id,
    name = group.name,
    status = group.status,
    sl_domain = group.sl_domain,
    register_time = group.register_time,
    update_time = group.update_time,
    on_sell_status = group.on_sell_status,
    url_domains = group.url_domains,
  }
  -- Of several environments, with vertical bars between them.
  local ids, names, publications, times = {}, {}, {}, {}
  for _, publication in state.apig.publications:each() do
    if publication.api_id == api.id then
      ids[#ids + 1] = publication.env_id
      names[#names + 1] = state.apig.environments:get(publication.env_id).name
      publications[#publications + 1] = publication.id
      times[#times + 1] = publication.publish_time
    end
  end
  if #ids > 0 then
    shown.run_env_id = table.concat(ids, "|")
    shown.run_env_name = table.concat(names, "|")
    shown.publish_id = table.concat(publications, "|")
    shown.publish_time = table.concat(times, "|")
  end
  return shown
end

local function respond(state, call, status, api)
  return status, responses.pick(M.describe(state, api), call.row.reply.members)
end

function M.handlers.create_api(state, args, call)
  local code = obstacle(state, args) or beyond_quota(state)
  if code then
    return refuse(call, code)
  end
  return respond(state, call, 201, M.add(state, args))
end

function M.handlers.show_details_of_api(state, args, call)
  local api = state.apig.apis:get(args.api_id)
  if not api then
    return refuse(call, "APIG.3002")
  end
  return respond(state, call, 200, api)
end

function M.handlers.update_api(state, args, call)
  local api = state.apig.apis:get(args.api_id)
  if not api then
    return refuse(call, "APIG.3002")
  end
  local code = obstacle(state, args, api.id)
  if code then
    return refuse(call, code)
  end
  api.update_time = responses.now(state)
  define(state, api, args)
  return respond(state, call, 200, api)
end

function M.handlers.delete_api(state, args, call)
  local api = state.apig.apis:get(args.api_id)
  if not api then
    return refuse(call, "APIG.3002")
  elseif state.apig.publications:find(function(publication)
    return publication.api_id == api.id
  end) then
    return refuse(call, "APIG.3416")
  end
  state.apig.apis:remove(api)
  return 204
end

local function runs_in(state, api, env_id)
  return state.apig.publications:find(function(publication)
    return publication.api_id == api.id and publication.env_id == env_id
  end) ~= nil
end

local EQUAL = { "group_id", "req_protocol", "req_method", "auth_type", "type", "roma_app_id" }

function M.handlers.list_apis(state, args, call)
  return store:list(state.apig.apis, function(api)
    for _, name in ipairs(EQUAL) do
      if args[name] ~= nil and api[name] ~= args[name] then
        return false
      end
    end
    return (not args.id or api.id == args.id)
      and responses.named(args, "name", api.name)
      and responses.named(args, "req_uri", api.req_uri)
      and (not args.env_id or runs_in(state, api, args.env_id))
  end, args, call, function(api, members)
    return responses.pick(M.describe(state, api), members)
  end)
end

-- Whether a name, or a method and path, are free.
function M.handlers.check_apis(state, args, call)
  for _, api in state.apig.apis:each() do
    local other = api.id ~= args.api_id and (not args.group_id or api.group_id == args.group_id)
    if other and args.type ~= "path" and args.name and api.name == args.name then
      return refuse(call, "APIG.3202")
    elseif other and args.type ~= "name" and args.req_uri and api.req_uri == args.req_uri
        and (not args.req_method or api.req_method == args.req_method) then
      return refuse(call, "APIG.3301")
    end
  end
  return 204
end

function M.show(state)
  local shown = {}
  for i, api in state.apig.apis:each() do
    shown[i] = M.describe(state, api)
    shown[i].definition = nil
  end
  return { apis = core.array(shown) }
end

return M
