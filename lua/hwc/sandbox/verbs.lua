-- SPDX-License-Identifier: Apache-2.0
-- What can be done with the resources of a store: handlers that create, list, show, update and
-- delete their items.

local core = require("_hwc")
local arguments = require("hwc.sandbox.arguments")
local sample = require("hwc.sandbox.sample")

local M = {}

-- Arguments of lists that are no filters.
local PAGING = { limit = true, offset = true, precise_search = true }

-- What a call gives an item: members of its body, without secrets that no reply shows.
local function given_members(call, args)
  local given, shown = {}, {}
  for _, member in ipairs(call.row.reply and call.row.reply.members or {}) do
    shown[member.name] = true
  end
  for _, member in ipairs(call.row.members) do
    local name = member.name
    if member.location == "body" and args[name] ~= nil and (shown[name] or not member.secret) then
      given[name] = args[name]
    end
  end
  return given
end

-- The name of the collection that lacks what the path names before the item, or nil.
local function missing_parent(store, state, resource, args)
  local parent = resource.parent
  if not parent then
    return nil
  end
  local above = missing_parent(store, state, parent, args)
  if above then
    return above
  end
  local item = store:get(state, parent.name, args[resource.parent_key])
  if not item or parent.parent and item[parent.parent_key] ~= args[parent.parent_key] then
    return parent.name
  end
end

local function missing_reference(store, state, resource, args)
  for argument, name in pairs(resource.refs or {}) do
    local wanted = args[argument]
    for _, id in ipairs(type(wanted) == "table" and wanted or { wanted }) do
      if id ~= "" and not store:get(state, name, id) then
        return name
      end
    end
  end
end

-- The item that the path names; nil and the name of what is not there.
local function find(store, state, resource, args)
  local absent = missing_parent(store, state, resource, args)
  if absent then
    return nil, absent
  end
  local item = store:get(state, resource.name, args[resource.argument])
  if not item or resource.parent and item[resource.parent_key] ~= args[resource.parent_key] then
    return nil, resource.name
  end
  return item
end

M.find = find

local function respond(store, state, resource, item, call)
  local row = call.row
  local status = sample.status(row)
  if status == 204 or not row.reply then
    return status
  end
  return status, store:describe(state, resource.name, item, row.reply.members)
end

-- What forbids an item to be like this: a refusal.
local function refusal(store, state, resource, args, call, item)
  local absent = missing_reference(store, state, resource, args)
  if absent then
    return store:missing(call, absent)
  end
  local code, message
  if resource.check then
    code, message = resource.check(state, args, call, item, store)
  end
  code = code or store:taken(state, resource.name, setmetatable({}, {
    __index = function(_, member)
      local value = args[member]
      return value == nil and item and item[member] or value
    end,
  }), item)
  if not code and not item then
    code = store:beyond_quota(state, resource.name)
  end
  if code then
    return store.dialect.refuse(call, code, message)
  end
end

local make = {}
M.make = make

function make.create(store, resource)
  return function(state, args, call)
    local absent = missing_parent(store, state, resource, args)
    if absent then
      return store:missing(call, absent)
    end
    local status, body = refusal(store, state, resource, args, call)
    if status then
      return status, body
    end
    local given = given_members(call, args)
    if resource.parent then
      given[resource.parent_key] = args[resource.parent_key]
    end
    local item = store:add(state, resource.name, given)
    if resource.created then
      resource.created(state, item, args, call, store)
    end
    return respond(store, state, resource, item, call)
  end
end

function make.show(store, resource)
  return function(state, args, call)
    local item, absent = find(store, state, resource, args)
    if not item then
      return store:missing(call, absent)
    end
    return respond(store, state, resource, item, call)
  end
end

-- What is absent keeps its value.
function make.update(store, resource)
  return function(state, args, call)
    local item, absent = find(store, state, resource, args)
    if not item then
      return store:missing(call, absent)
    end
    local status, body = refusal(store, state, resource, args, call, item)
    if status then
      return status, body
    end
    for member, value in pairs(given_members(call, args)) do
      item[member] = value
    end
    item.changed = store.dialect.seconds(state)
    if resource.changed then
      resource.changed(state, item, args, call, store)
    end
    return respond(store, state, resource, item, call)
  end
end

function make.delete(store, resource)
  return function(state, args, call)
    local item, absent = find(store, state, resource, args)
    if not item then
      return store:missing(call, absent)
    end
    local code = store:try_remove(state, resource.name, item)
    if code then
      return store.dialect.refuse(call, code)
    end
    return respond(store, state, resource, item, call)
  end
end

-- A batch: what could be deleted is gone, the rest is said.
function make.delete_some(store, resource)
  return function(state, args, call)
    local ids
    for _, member in ipairs(call.row.members) do
      if member.location == "body" and member.type == "array" then
        ids = args[member.name] or {}
      end
    end
    local failure, done, members = {}, 0, store.shown_members(call.row)
    for _, id in ipairs(ids) do
      local item = store:get(state, resource.name, id)
      local code = resource.missing
      if item then
        code = store:try_remove(state, resource.name, item)
      end
      if code then
        local shown = { error_code = code, error_msg = store.dialect.text(code) }
        for member, value in pairs(item or {}) do
          shown[member] = value
        end
        shown[resource.id_in_batch or resource.argument] = id
        failure[#failure + 1] = arguments.pick(shown, members)
      else
        done = done + 1
      end
    end
    return 200, { success_count = done, failure = core.array(failure) }
  end
end

-- Lists.

local function is_name(argument)
  return argument == "name" or argument:find("_name$") ~= nil or argument:find("_uri$") ~= nil
    or argument:find("_host$") ~= nil
end

-- A function from a value to whether it is what an argument asks for: a part of a name will do,
-- unless the call says that it is whole.
local function matcher(args, argument)
  local wanted, whole = args[argument], not is_name(argument)
  for name in (args.precise_search or ""):gmatch("[^,%s]+") do
    whole = whole or name == argument
  end
  return function(value)
    if whole or type(value) ~= "string" then
      return value == wanted
    end
    return value:find(wanted, 1, true) ~= nil
  end
end

-- The member that an argument of a list is about.
local function filtered(resource, argument)
  if resource.filters and resource.filters[argument] then
    return resource.filters[argument]
  elseif argument == "id" then
    return resource.key
  end
  return argument
end

-- What a list is asked for: members, or functions, by argument.
local function asked_for(resource, args, call)
  local asked = {}
  for _, member in ipairs(call.row.members) do
    local name = member.name
    if member.location == "query" and not PAGING[name] and args[name] ~= nil then
      asked[name] = filtered(resource, name)
    end
  end
  return asked
end

-- Whether an item is wanted; nil where all are. What an item does not keep itself is described.
local function wanted(store, state, resource, parent_key, args, call)
  local members = store.shown_members(call.row)
  local conditions = {}
  if parent_key then
    conditions[1] = function(item) return item[parent_key] == args[parent_key] end
  end
  for argument, by in pairs(asked_for(resource, args, call)) do
    local matches = matcher(args, argument)
    conditions[#conditions + 1] = type(by) == "function" and function(item)
      return by(state, item, args[argument])
    end or function(item)
      local value = item[by]
      if value == nil then
        value = store:describe(state, resource.name, item, members)[by]
      end
      return matches(value)
    end
  end
  return #conditions > 0 and function(item)
    for _, holds in ipairs(conditions) do
      if not holds(item) then
        return false
      end
    end
    return true
  end or nil
end

local function list(store, resource, parent_key, state, args, call)
  return store:list(store:things(state, resource.name),
    wanted(store, state, resource, parent_key, args, call), args, call, function(item, members)
      return store:describe(state, resource.name, item, members)
    end)
end

function make.list(store, resource)
  return function(state, args, call)
    local absent = missing_parent(store, state, resource, args)
    if absent then
      return store:missing(call, absent)
    end
    return list(store, resource, resource.parent_key, state, args, call)
  end
end

-- The items of all parents.
function make.list_all(store, resource)
  return function(state, args, call)
    return list(store, resource, nil, state, args, call)
  end
end

return M
