-- SPDX-License-Identifier: Apache-2.0
-- APIs of the sandbox's gateway imported from files and exported to files.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")
local apis = require("hwc.sandbox.apig.apis")
local files = require("hwc.sandbox.apig.files")
local groups = require("hwc.sandbox.apig.groups")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

local refuse = responses.refuse

local function find(state, group, item)
  return state.apig.apis:find(function(api)
    return api.group_id == group.id and api.req_uri == item.path
      and api.req_method == item.method
  end)
end

local function add(state, group, item)
  return apis.add(state, {
    name = item.name,
    group_id = group.id,
    type = 2,
    req_protocol = "HTTPS",
    req_method = item.method,
    req_uri = item.path,
    match_mode = "NORMAL",
    auth_type = "NONE",
    backend_type = "MOCK",
    mock_info = { result_content = "", status_code = 200 },
    remark = item.description,
  })
end

-- The group of the call, or a new one of the file's title; nil and the code.
local function group_for(state, args, title)
  if args.group_id and not args.is_create_group then
    local group = state.apig.groups:get(args.group_id)
    return group, not group and "APIG.3001" or nil
  end
  local code = store:beyond_quota(state, "groups")
  if code then
    return nil, code
  end
  local name = title or "imported"
  if groups.is_taken(state, name) then
    name = ("%s_%s"):format(name, state:hex(8))
  end
  return groups.add(state, { name = name, roma_app_id = args.app_id })
end

local function import_one(state, args, group, item, result)
  local shown = { method = item.method, path = item.path }
  local api = find(state, group, item)
  if api and args.api_mode == "merge" then
    table.insert(result.ignore, shown)
    return
  end
  local code = not api and apis.beyond_quota(state)
  if code then
    shown.error_code, shown.error_msg = code, responses.text(code)
    table.insert(result.failure, shown)
    return
  end
  shown.action = api and "update" or "create"
  api = api or add(state, group, item)
  api.name = item.name
  shown.id = api.id
  table.insert(result.success, shown)
end

---What an import does, once the file is read: its result, or nil and the code.
---@param state hwc.sandbox.State
---@param args table
---@param title? string of the file
---@param operations table[] as files.operations() gives them
---@return table? result
---@return string? code
function M.import(state, args, title, operations)
  local group, code = group_for(state, args, title)
  if not group then
    return nil, code
  end
  local result = {
    group_id = group.id,
    success = core.array({}),
    failure = core.array({}),
    ignore = core.array({}),
    swagger = { id = state:hex(32), result = "success" },
  }
  for _, item in ipairs(operations) do
    import_one(state, args, group, item, result)
  end
  return result
end

function M.handlers.import_api_definitions(state, args, call)
  local definition, status, body = files.read(args.file_name.data, call)
  if not definition then
    return status, body
  end
  local result, code = M.import(state, args, files.title(definition),
    files.operations(definition))
  if not result then
    return refuse(call, code)
  end
  return 200, result
end

local function is_wanted(args, api)
  for _, id in ipairs(args.apis or {}) do
    if id == api.id then
      return true
    end
  end
  return #(args.apis or {}) == 0
end

---The definition that a call exports; nil and the code.
---@param state hwc.sandbox.State
---@param args table
---@return table? definition
---@return string? code
function M.export(state, args)
  local apig = state.apig
  local group = apig.groups:get(args.group_id)
  if not group then
    return nil, "APIG.3001"
  elseif args.env_id and not apig.environments:get(args.env_id) then
    return nil, "APIG.3003"
  end
  local items = {}
  for _, api in apig.apis:each() do
    local published = not args.env_id or apig.publications:find(function(publication)
      return publication.api_id == api.id and publication.env_id == args.env_id
    end)
    if api.group_id == group.id and published and is_wanted(args, api) then
      items[#items + 1] = {
        path = api.req_uri, method = api.req_method, name = api.name, description = api.remark,
      }
    end
  end
  return files.definition({ title = group.name, version = args.version or "1.0" }, items,
    group.sl_domain)
end

function M.handlers.export_api_definitions(state, args, call)
  local definition, code = M.export(state, args)
  if not definition then
    return refuse(call, code)
  end
  return files.respond(definition, args.group_id, args.type)
end

return M
