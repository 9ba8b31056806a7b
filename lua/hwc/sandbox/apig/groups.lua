-- SPDX-License-Identifier: Apache-2.0
-- Groups of APIs in the sandbox.

local core = require("_hwc")
local answers = require("hwc.sandbox.apig.answers")
local collection = require("hwc.sandbox.collection")

local M = { handlers = {} }

local refuse = answers.refuse

local VALID, NOT_LISTED, NOT_DEFAULT = 1, 2, 2

---@param world hwc.sandbox.World
---@param given { name: string, remark: string?, version: string?, roma_app_id: string? }
---@return table group
function M.add(world, given)
  local now = answers.now(world)
  local id = world:hex(32)
  local domain = id .. ".apic.sandbox.invalid"
  return world.apig.groups:add({
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

function M.seed(world)
  world.apig.groups = collection.new()
  for _, name in ipairs({ "orders", "devices" }) do
    M.add(world, { name = name })
  end
end

---@param world hwc.sandbox.World
---@param name string
---@param own_id? string
---@return boolean # another group has the name
function M.is_taken(world, name, own_id)
  return world.apig.groups:find(function(other)
    return other.name == name and other.id ~= own_id
  end) ~= nil
end

local function describe(call, group)
  return answers.pick(group, call.row.reply.members)
end

function M.handlers.create_api_group(world, args, call)
  if M.is_taken(world, args.name) then
    return refuse(call, 400, "APIG.3201")
  end
  return 201, describe(call, M.add(world, args))
end

function M.handlers.check_api_groups(world, args, call)
  if M.is_taken(world, args.group_name) then
    return refuse(call, 400, "APIG.3201")
  end
  return 204
end

function M.handlers.show_details_of_api_group(world, args, call)
  local group = world.apig.groups:get(args.group_id)
  if not group then
    return refuse(call, 404, "APIG.3001")
  end
  return 200, describe(call, group)
end

function M.handlers.update_api_group(world, args, call)
  local group = world.apig.groups:get(args.group_id)
  if not group then
    return refuse(call, 404, "APIG.3001")
  elseif M.is_taken(world, args.name, group.id) then
    return refuse(call, 400, "APIG.3201")
  end
  group.name = args.name
  group.remark = args.remark or group.remark
  group.update_time = answers.now(world)
  return 200, describe(call, group)
end

function M.handlers.delete_api_group(world, args, call)
  local group = world.apig.groups:get(args.group_id)
  if not group then
    return refuse(call, 404, "APIG.3001")
  elseif world.apig.apis:find(function(api)
    return api.group_id == group.id
  end) then
    return refuse(call, 403, "APIG.3415")
  end
  world.apig.groups:remove(group)
  world.apig.variables:remove_all(function(variable)
    return variable.group_id == group.id
  end)
  return 204
end

function M.handlers.list_api_groups(world, args, call)
  local found = world.apig.groups:select(function(group)
    return (not args.id or group.id == args.id)
      and answers.named(args, "name", group.name)
      and (not args.roma_app_id or group.roma_app_id == args.roma_app_id)
      and (not args.domain_name or group.sl_domain == args.domain_name)
  end)
  return answers.list(call, args, found, "groups", function(group)
    return group
  end)
end

function M.show(world)
  local items = world.apig.groups.items
  return { groups = core.array(table.move(items, 1, #items, 1, {})) }
end

return M
