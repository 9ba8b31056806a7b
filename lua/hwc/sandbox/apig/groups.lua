-- SPDX-License-Identifier: Apache-2.0
-- Groups of APIs in the sandbox.

local core = require("_hwc")
local answers = require("hwc.sandbox.apig.answers")
local collection = require("hwc.sandbox.collection")

local M = { handlers = {} }

local refuse = answers.refuse

local VALID, NOT_LISTED, NOT_DEFAULT = 1, 2, 2

---@param state hwc.sandbox.State
---@param given { name: string, remark: string?, version: string?, roma_app_id: string? }
---@return table group
function M.add(state, given)
  local now = answers.now(state)
  local id = state:hex(32)
  local domain = id .. ".apic.sandbox.invalid"
  return state.apig.groups:add({
    id = id,
    name = given.name,
    remark = given.remark or "",
    version = given.version or "V1",
    status = VALID,
    sl_domain = domain,
    sl_domains = core.array({ domain }),
    url_domains = core.array({}),
    on_sell_status = NOT_LISTED,
    is_default = NOT_DEFAULT,
    roma_app_id = given.roma_app_id,
    register_time = now,
    update_time = now,
  })
end

function M.seed(state)
  state.apig.groups = collection.new()
  for _, name in ipairs({ "orders", "devices" }) do
    M.add(state, { name = name })
  end
end

---@param state hwc.sandbox.State
---@param name string
---@param own_id? string
---@return boolean # another group has the name
function M.is_taken(state, name, own_id)
  return state.apig.groups:find(function(other)
    return other.name == name and other.id ~= own_id
  end) ~= nil
end

local function describe(call, group)
  return answers.pick(group, call.row.reply.members)
end

function M.handlers.create_api_group(state, args, call)
  if M.is_taken(state, args.name) then
    return refuse(call, 400, "APIG.3201")
  end
  return 201, describe(call, M.add(state, args))
end

function M.handlers.check_api_groups(state, args, call)
  if M.is_taken(state, args.group_name) then
    return refuse(call, 400, "APIG.3201")
  end
  return 204
end

function M.handlers.show_details_of_api_group(state, args, call)
  local group = state.apig.groups:get(args.group_id)
  if not group then
    return refuse(call, 404, "APIG.3001")
  end
  return 200, describe(call, group)
end

function M.handlers.update_api_group(state, args, call)
  local group = state.apig.groups:get(args.group_id)
  if not group then
    return refuse(call, 404, "APIG.3001")
  elseif M.is_taken(state, args.name, group.id) then
    return refuse(call, 400, "APIG.3201")
  end
  group.name = args.name
  group.remark = args.remark or group.remark
  group.update_time = answers.now(state)
  return 200, describe(call, group)
end

function M.handlers.delete_api_group(state, args, call)
  local group = state.apig.groups:get(args.group_id)
  if not group then
    return refuse(call, 404, "APIG.3001")
  elseif state.apig.apis:find(function(api)
    return api.group_id == group.id
  end) then
    return refuse(call, 403, "APIG.3415")
  end
  state.apig.groups:remove(group)
  state.apig.variables:remove_all(function(variable)
    return variable.group_id == group.id
  end)
  return 204
end

function M.handlers.list_api_groups(state, args, call)
  local found = state.apig.groups:select(function(group)
    return (not args.id or group.id == args.id)
      and answers.named(args, "name", group.name)
      and (not args.roma_app_id or group.roma_app_id == args.roma_app_id)
      and (not args.domain_name or group.sl_domain == args.domain_name)
  end)
  return answers.list(call, args, found, "groups", function(group)
    return group
  end)
end

function M.show(state)
  local items = state.apig.groups:list()
  return { groups = core.array(table.move(items, 1, #items, 1, {})) }
end

return M
