-- SPDX-License-Identifier: Apache-2.0
-- APIs of the sandbox's gateway as files: Swagger 2.0 in JSON, which is YAML as well. Of what a
-- file describes paths, methods and names are looked at, no more.

local core = require("_hwc")
local answers = require("hwc.sandbox.apig.answers")
local apis = require("hwc.sandbox.apig.apis")
local groups = require("hwc.sandbox.apig.groups")

local M = { handlers = {} }

local refuse = answers.refuse

local METHODS = { get = true, post = true, put = true, delete = true, head = true, patch = true,
                  options = true }

-- Name and place of each API of a file, in a repeatable order.
local function described(definition)
  local found = {}
  for path, methods in pairs(type(definition.paths) == "table" and definition.paths or {}) do
    for method, api in pairs(type(methods) == "table" and methods or {}) do
      if METHODS[method] then
        local name = type(api) == "table" and api.operationId
        found[#found + 1] = {
          path = path,
          method = method:upper(),
          name = type(name) == "string" and name
            or (method .. path):gsub("[^%w]+", "_"),
        }
      end
    end
  end
  table.sort(found, function(a, b)
    return core.text_less(a.path .. a.method, b.path .. b.method)
  end)
  return found
end

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
    remark = "",
  })
end

local function group_for(state, args, definition)
  if args.group_id and not args.is_create_group then
    return state.apig.groups:get(args.group_id)
  end
  local title = type(definition.info) == "table" and definition.info.title
  local name = type(title) == "string" and title or "imported"
  if groups.is_taken(state, name) then
    name = ("%s_%s"):format(name, state:hex(8))
  end
  return groups.add(state, { name = name, roma_app_id = args.app_id })
end

function M.handlers.import_api_definitions(state, args, call)
  local text = args.file_name.data
  if text == "" then
    return refuse(call, 400, "APIG.3609")
  end
  local definition = core.decode_json(text)
  if type(definition) ~= "table" then
    return refuse(call, 400, "APIG.3600", "Json or Yaml format error (the sandbox reads JSON)")
  end
  local group = group_for(state, args, definition)
  if not group then
    return refuse(call, 404, "APIG.3001")
  end
  local success, ignored = {}, {}
  for _, item in ipairs(described(definition)) do
    local api = find(state, group, item)
    if api and args.api_mode == "merge" then
      ignored[#ignored + 1] = { method = item.method, path = item.path }
    else
      local action = api and "update" or "create"
      api = api or add(state, group, item)
      api.name = item.name
      success[#success + 1] = {
        path = item.path, method = item.method, action = action, id = api.id,
      }
    end
  end
  return 200, {
    group_id = group.id,
    success = core.array(success),
    failure = core.array({}),
    ignore = core.array(ignored),
    swagger = { id = state:hex(32), result = "success" },
  }
end

local function is_wanted(args, api)
  for _, id in ipairs(args.apis or {}) do
    if id == api.id then
      return true
    end
  end
  return #(args.apis or {}) == 0
end

function M.handlers.export_api_definitions(state, args, call)
  local apig = state.apig
  local group = apig.groups:get(args.group_id)
  if not group then
    return refuse(call, 404, "APIG.3001")
  elseif args.env_id and not apig.environments:get(args.env_id) then
    return refuse(call, 404, "APIG.3003")
  end
  local paths = {}
  for _, api in apig.apis:each() do
    local published = not args.env_id or apig.publications:find(function(publication)
      return publication.api == api and publication.environment.id == args.env_id
    end)
    if api.group_id == group.id and published and is_wanted(args, api) then
      paths[api.req_uri] = paths[api.req_uri] or {}
      paths[api.req_uri][api.req_method:lower()] = {
        operationId = api.name,
        description = api.remark,
        responses = { default = { description = "" } },
      }
    end
  end
  local text = assert(core.encode_json({
    swagger = "2.0",
    info = { title = group.name, version = args.version or "1.0" },
    host = group.sl_domain,
    paths = paths,
  }))
  return 200, text, {
    { "Content-Type", "application/octet-stream" },
    { "Content-Disposition",
      ('attachment; filename="%s.%s"'):format(group.id, args.type or "json") },
  }
end

return M
