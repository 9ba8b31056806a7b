-- SPDX-License-Identifier: Apache-2.0
-- VPC channels of the gateway in the sandbox, as far as they are more than data: their members,
-- and channels of several instances at once.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")
local collection = require("hwc.sandbox.collection")
local gateways = require("hwc.sandbox.apig.gateways")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

local refuse = responses.refuse

local ENABLED, DISABLED = 1, 2

local channels = store.by_name.vpc_channels

local function found(state, args, call)
  return store:find(state, "vpc_channels", args, call)
end

local function described(state, name, items, members)
  local shown = {}
  for i, item in ipairs(items) do
    shown[i] = store:describe(state, name, item, members)
  end
  return core.array(shown)
end

-- Of a channel all there is, as a list on one page.
local function whole(state, call, name, member, items)
  return 201, {
    size = #items,
    total = #items,
    [member] = described(state, name, items, store.members_of(call.row, member)),
  }
end

function M.handlers.create_member_group(state, args, call)
  local channel, status, body = found(state, args, call)
  if not channel then
    return status, body
  end
  for _, group in ipairs(args.member_groups or {}) do
    local code = store:taken(state, "vpc_member_groups", {
      vpc_channel_id = channel.id, member_group_name = group.member_group_name,
    })
    if code then
      return refuse(call, code)
    end
  end
  local made = channels.add_groups(state, channel, args.member_groups or {}, store)
  return whole(state, call, "vpc_member_groups", "member_groups", made)
end

function M.handlers.adding_backend_instances(state, args, call)
  local channel, status, body = found(state, args, call)
  if not channel then
    return status, body
  end
  local code = channels.check(state, { members = args.members }, call, channel)
  if code then
    return refuse(call, code)
  end
  return whole(state, call, "vpc_members", "members",
    channels.add_members(state, channel, args.members, store))
end

-- Puts members in the place of those of the channel, or of one of its groups.
function M.handlers.update_backend_instances(state, args, call)
  local channel, status, body = found(state, args, call)
  if not channel then
    return status, body
  end
  local group = args.member_group_name
  if group then
    for _, member in ipairs(args.members or {}) do
      member.member_group_name = group
    end
  end
  local code = channels.check(state, { members = args.members }, call, channel)
  if code then
    return refuse(call, code)
  end
  state.apig.vpc_members:remove_all(function(member)
    return member.vpc_channel_id == channel.id
      and (not group or member.member_group_name == group)
  end)
  local made = channels.add_members(state, channel, args.members or {}, store)
  local _, response = whole(state, call, "vpc_members", "members", made)
  return 200, response
end

local function set_status(value)
  return function(state, args, call)
    local channel, status, body = found(state, args, call)
    if not channel then
      return status, body
    end
    for _, id in ipairs(args.member_ids or {}) do
      local member = state.apig.vpc_members:get(id)
      if not member or member.vpc_channel_id ~= channel.id then
        return refuse(call, "APIG.3092")
      end
    end
    for _, id in ipairs(args.member_ids or {}) do
      state.apig.vpc_members:get(id).status = value
    end
    return 204
  end
end

M.handlers.batch_enable_members = set_status(ENABLED)
M.handlers.batch_disable_members = set_status(DISABLED)

function M.handlers.update_health_check(state, args, call)
  local channel, status, body = found(state, args, call)
  if not channel then
    return status, body
  end
  local id = channel.health and channel.health.id or state:hex(32)
  channel.health = responses.pick(args, call.row.reply.members)
  channel.health.vpc_channel_id, channel.health.id = nil, id
  channel.health_time = responses.seconds(state)
  return 200, channels.health_of(channel, store)
end

-- Channels of several instances. What is asked of one instance is done with its state.

local function unknown_instance(state, ids)
  for _, id in ipairs(ids or {}) do
    if not gateways.of(state, id) then
      return true
    end
  end
  return false
end

local function describe_in(state, instance_id, channel, members)
  local shown = store:describe(state, "vpc_channels", channel, members)
  shown.instance_id = instance_id
  shown.instance_name = state.apig_project.instances:get(instance_id).instance_name
  -- Here the type is text.
  shown.type = channel.microservice and "microservice" or "builtin"
  return shown
end

-- Does the same in each of the instances: first checks all, then changes all.
local function in_each(state, args, call, check, change)
  if unknown_instance(state, args.instance_ids) then
    return refuse(call, "APIG.3030")
  end
  for _, id in ipairs(args.instance_ids or {}) do
    local code = gateways.within(state, id, function() return check(id) end)
    if code then
      return refuse(call, code)
    end
  end
  local shown, members = {}, store.members_of(call.row, "project_vpc_channels")
  for i, id in ipairs(args.instance_ids or {}) do
    shown[i] = gateways.within(state, id, function()
      return describe_in(state, id, change(id), members)
    end)
  end
  return (call.method == "POST" and 201 or 200), { project_vpc_channels = core.array(shown) }
end

local function of_name(state, name)
  return state.apig.vpc_channels:find(function(channel)
    return channel.name == name
  end)
end

local function given_of(args)
  local given = store.copy(args)
  for _, name in ipairs({ "project_id", "instance_ids", "members", "member_groups",
                          "vpc_health_config", "microservice_info" }) do
    given[name] = nil
  end
  return given
end

function M.handlers.create_project_vpc_channel(state, args, call)
  return in_each(state, args, call, function()
    return channels.check(state, args, call)
      or store:taken(state, "vpc_channels", { name = args.name })
      or store:beyond_quota(state, "vpc_channels")
  end, function()
    local channel = store:add(state, "vpc_channels", given_of(args))
    channels.created(state, channel, args, call, store)
    return channel
  end)
end

-- The channels of one name in several instances are one.
function M.handlers.update_project_vpc_channel(state, args, call)
  return in_each(state, args, call, function()
    local channel = of_name(state, args.name)
    return not channel and "APIG.3023" or channels.check(state, args, call, channel)
  end, function()
    local channel = of_name(state, args.name)
    for name, value in pairs(given_of(args)) do
      channel[name] = value
    end
    channel.changed = responses.seconds(state)
    channels.changed(state, channel, args, call, store)
    return channel
  end)
end

-- The channel of any instance that has this id, and that instance.
local function anywhere(state, id)
  for instance_id, gateway in pairs(state.gateways) do
    local channel = gateway.vpc_channels:get(id)
    if channel then
      return channel, instance_id
    end
  end
end

-- A channel as the arguments of a call that would make it.
local function as_arguments(state, channel)
  local args = { members = {}, member_groups = {}, vpc_health_config = channel.health,
                 microservice_info = channel.microservice }
  for _, name in ipairs({ "name", "port", "balance_strategy", "member_type", "type",
                          "dict_code" }) do
    args[name] = channel[name]
  end
  for member, from in pairs({ members = "vpc_members", member_groups = "vpc_member_groups" }) do
    for _, item in state.apig[from]:each() do
      if item.vpc_channel_id == channel.id then
        local copy = store.copy(item)
        copy.id, copy.member_group_id, copy.vpc_channel_id = nil, nil, nil
        table.insert(args[member], copy)
      end
    end
  end
  return args
end

-- Copies a channel to other instances; over one of the same name only by force.
function M.handlers.create_project_vpc_channel_syncs(state, args, call)
  local channel, home = anywhere(state, args.vpc_channel_id)
  if not channel then
    return refuse(call, "APIG.3023")
  end
  local wanted = gateways.within(state, home, function() return as_arguments(state, channel) end)
  return in_each(state, args, call, function(id)
    return id ~= home and not args.force_sync and of_name(state, channel.name) and "APIG.3208"
      or nil
  end, function(id)
    if id == home then
      return channel
    end
    local other = of_name(state, channel.name) or store:add(state, "vpc_channels", {})
    for name, value in pairs(given_of(wanted)) do
      other[name] = value
    end
    channels.changed(state, other, wanted, call, store)
    return other
  end)
end

function M.handlers.list_project_vpc_channels(state, args, call)
  local all = {}
  for _, instance in state.apig_project.instances:each() do
    for _, channel in gateways.of(state, instance.id).vpc_channels:each() do
      all[#all + 1] = { instance_id = instance.id, channel = channel }
    end
  end
  local filters = channels.filters
  local things = collection.new("number")
  for i, item in ipairs(all) do
    item.number = i
    things:add(item)
  end
  return store:list(things, function(item)
    return gateways.within(state, item.instance_id, function()
      local channel = item.channel
      for name, by in pairs(filters) do
        if args[name] ~= nil and not by(state, channel, args[name]) then
          return false
        end
      end
      return (not args.id or channel.id == args.id) and responses.named(args, "name", channel.name)
    end)
  end, args, call, function(item, members)
    return gateways.within(state, item.instance_id, function()
      local shown = describe_in(state, item.instance_id, item.channel, members)
      if args.members_return == false then
        shown.members = nil
      end
      return shown
    end)
  end)
end

return M
