-- SPDX-License-Identifier: Apache-2.0
-- VPC channels of the gateway, the groups of their members, and the members: as data.

local core = require("_hwc")

local NORMAL = 1

-- What a channel is made of besides its own members: kept apart from it.
local PARTS = { "members", "member_groups", "vpc_health_config", "microservice_info" }

local channels = {
  at = "/vpc-channels/{vpc_channel_id}", missing = "APIG.3023",
  unique = { "name", code = "APIG.3208" },
  defaults = { status = NORMAL, type = 2 },
}

local function group_of(state, channel, name)
  return state.apig.vpc_member_groups:find(function(group)
    return group.vpc_channel_id == channel.id and group.member_group_name == name
  end)
end

---Adds members to a channel, in groups that exist.
---@return table[]? made
---@return string? code
local function add_members(state, channel, members, store)
  for _, member in ipairs(members) do
    if (member.member_group_name or "") ~= "" and not group_of(state, channel,
        member.member_group_name) then
      return nil, "APIG.3023"
    end
  end
  local made = {}
  for i, member in ipairs(members) do
    local given = store.copy(member)
    local group = member.member_group_name and group_of(state, channel, member.member_group_name)
    given.vpc_channel_id = channel.id
    given.member_group_id = group and group.member_group_id or nil
    made[i] = store:add(state, "vpc_members", given)
  end
  return made
end

channels.add_members = add_members

function channels.add_groups(state, channel, groups, store)
  local made = {}
  for i, group in ipairs(groups) do
    local given = store.copy(group)
    given.vpc_channel_id = channel.id
    made[i] = store:add(state, "vpc_member_groups", given)
  end
  return made
end

local function remove_of(state, name, channel)
  state.apig[name]:remove_all(function(item)
    return item.vpc_channel_id == channel.id
  end)
end

-- What the call gives takes the place of what was there.
local function take_parts(state, channel, args, _, store)
  if args.member_groups then
    remove_of(state, "vpc_member_groups", channel)
    channels.add_groups(state, channel, args.member_groups, store)
  end
  if args.members then
    remove_of(state, "vpc_members", channel)
    add_members(state, channel, args.members, store)
  end
  if args.vpc_health_config then
    channel.health = store.copy(args.vpc_health_config)
    channel.health.id = channel.health.id or state:hex(32)
    channel.health_time = store.dialect.seconds(state)
  end
  channel.microservice = args.microservice_info and store.copy(args.microservice_info)
    or channel.microservice
  for _, name in ipairs(PARTS) do
    channel[name] = nil
  end
end

channels.created, channels.changed = take_parts, take_parts

-- Members may only be in groups that the call brings, or that are there already.
function channels.check(state, args, _, channel)
  local known = {}
  for _, group in ipairs(args.member_groups or {}) do
    known[group.member_group_name] = true
  end
  for _, member in ipairs(args.members or {}) do
    local name = member.member_group_name or ""
    if name ~= "" and not known[name]
        and not (channel and not args.member_groups and group_of(state, channel, name)) then
      return "APIG.2011",
        "Invalid parameter value,parameterName:member_group_name. No such group: " .. name
    end
  end
end

local function of_channel(state, name, channel, shown)
  local found = {}
  for _, item in state.apig[name]:each() do
    if item.vpc_channel_id == channel.id then
      found[#found + 1] = shown(item)
    end
  end
  return core.array(found)
end

local function with_times(store, item)
  local shown = store.copy(item)
  shown.create_time = store.dialect.timestamp(item.created)
  shown.update_time = store.dialect.timestamp(item.changed)
  return shown
end

function channels.health_of(channel, store)
  local shown = channel.health and store.copy(channel.health)
  if shown then
    shown.vpc_channel_id = channel.id
    shown.create_time = store.dialect.timestamp(channel.health_time)
  end
  return shown
end

function channels.describe(state, channel, shown, store)
  local function item(of)
    return with_times(store, of)
  end
  shown.member_groups = of_channel(state, "vpc_member_groups", channel, item)
  shown.members = of_channel(state, "vpc_members", channel, item)
  shown.vpc_health_config = channels.health_of(channel, store)
  if channel.microservice then
    shown.microservice_info = store.copy(channel.microservice)
    shown.microservice_info.id = channel.id
    shown.microservice_info.create_time = store.dialect.timestamp(channel.created)
    shown.microservice_info.update_time = store.dialect.timestamp(channel.changed)
  end
end

-- APIs that go through it keep it.
function channels.keep(state, channel)
  return state.apig.apis:find(function(api)
    local backend = api.backend_api
    local through = backend and backend.vpc_channel_info
    return through and through.vpc_channel_id == channel.id
  end) and "APIG.3414" or nil
end

-- Whether a channel has such a member or group.
local function having(name, member, part)
  return function(state, channel, wanted)
    return state.apig[name]:find(function(item)
      local value = item[member]
      return item.vpc_channel_id == channel.id and (value == wanted
        or part and type(value) == "string" and value:find(wanted, 1, true) ~= nil)
    end)
  end
end

channels.filters = {
  member_host = having("vpc_members", "host", true),
  member_port = having("vpc_members", "port"),
  member_group_name = having("vpc_member_groups", "member_group_name", true),
  member_group_id = having("vpc_member_groups", "member_group_id"),
  vpc_channel_type = function(_, channel, wanted)
    return wanted == (channel.microservice and "microservice" or "builtin")
      or wanted == tostring(channel.type)
  end,
}

return {
  channels,
  {
    at = "/vpc-channels/{vpc_channel_id}/member-groups/{member_group_id}",
    name = "vpc_member_groups", key = "member_group_id", missing = "APIG.3023",
    unique = { "member_group_name", code = "APIG.3309" },
    cascade = { { "vpc_members", "member_group_id" } },
    without = { "create" },
  },
  {
    at = "/vpc-channels/{vpc_channel_id}/members/{member_id}", name = "vpc_members",
    missing = "APIG.3092", defaults = { status = NORMAL, health_status = "NORMAL" },
    filters = { name = "ecs_name" },
    without = { "create", "delete_some" },
  },
}
