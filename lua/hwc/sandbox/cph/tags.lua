-- SPDX-License-Identifier: Apache-2.0
-- Tags of the cloud phone servers of the sandbox.

local core = require("_hwc")
local errors = require("hwc.sandbox.cph.errors")
local sandbox_state = require("hwc.sandbox.state")

local M = { handlers = {} }

local RESOURCE_TYPE = "cph-server"

local DEFAULT_LIMIT = 1000

local function server_of(state, args)
  return args.resource_type == RESOURCE_TYPE and state.cph.servers:get(args.resource_id) or nil
end

local function tags_of(server)
  server.tags = server.tags or {}
  return server.tags
end

local function position(tags, key)
  for i, tag in ipairs(tags) do
    if tag.key == key then
      return i
    end
  end
end

local function copy(tags)
  return core.array(table.move(tags, 1, #tags, 1, {}))
end

-- A key has one value: the last one that it was given.
function M.handlers.batch_create_tags(state, args, call)
  local server = server_of(state, args)
  if not server then
    return errors.refuse(call, "CPS.0015")
  end
  local tags = tags_of(server)
  for _, tag in ipairs(args.tags) do
    tags[position(tags, tag.key) or #tags + 1] = { key = tag.key, value = tag.value }
  end
  return 204
end

function M.handlers.batch_delete_tags(state, args, call)
  local server = server_of(state, args)
  if not server then
    return errors.refuse(call, "CPS.0015")
  end
  local tags = tags_of(server)
  for _, tag in ipairs(args.tags) do
    local at = position(tags, tag.key)
    if at then
      table.remove(tags, at)
    end
  end
  return 204
end

function M.handlers.list_resource_tags(state, args, call)
  local server = server_of(state, args)
  if not server then
    return errors.refuse(call, "CPS.0015")
  end
  return 200, { tags = copy(tags_of(server)) }
end

function M.handlers.list_project_tags(state, args, call)
  if (args.offset or 0) < 0 then
    return errors.refuse(call, "CPS.0002")
  end
  local by_key, keys = {}, {}
  for _, server in state.cph.servers:touched() do
    local tags = args.resource_type == RESOURCE_TYPE and server and server.tags
    for _, tag in ipairs(tags or {}) do
      if not by_key[tag.key] then
        by_key[tag.key] = {}
        keys[#keys + 1] = tag.key
      end
      by_key[tag.key][tag.value] = true
    end
  end
  table.sort(keys, core.text_less)
  local page = sandbox_state.page(keys, args.offset or 0, args.limit or 100)
  for i, key in ipairs(page) do
    local values = {}
    for value in pairs(by_key[key]) do
      values[#values + 1] = value
    end
    table.sort(values, core.text_less)
    page[i] = { key = key, values = core.array(values) }
  end
  return 200, { tags = page, total_count = #keys }
end

local function includes(list, wanted)
  for _, value in ipairs(list) do
    if value == wanted then
      return true
    end
  end
  return #list == 0
end

-- All wanted keys have to be there, each with one of its values; without values any will do.
local function fits(server, args)
  local tags = server.tags or {}
  if args.without_any_tag then
    return #tags == 0
  end
  for _, wanted in ipairs(args.tags or {}) do
    local at = position(tags, wanted.key)
    if not at or not includes(wanted.values, tags[at].value) then
      return false
    end
  end
  for _, match in ipairs(args.matches or {}) do
    if not server.server_name:find(match.value, 1, true) then
      return false
    end
  end
  return true
end

-- Counts, or lists by pages; offset and limit are numbers as text.
function M.handlers.list_resource_instances(state, args)
  local found = state.cph.servers:select(function(server)
    return args.resource_type == RESOURCE_TYPE and fits(server, args)
  end)
  if args.action == "count" then
    return 200, { total_count = #found }
  end
  local offset = math.tointeger(tonumber(args.offset)) or 0
  local limit = math.tointeger(tonumber(args.limit)) or DEFAULT_LIMIT
  local page = sandbox_state.page(found, offset, limit)
  for i, server in ipairs(page) do
    page[i] = {
      resource_id = server.server_id,
      resource_name = server.server_name,
      resource_detail = "",
      tags = copy(tags_of(server)),
    }
  end
  return 200, { resources = page, total_count = #found }
end

return M
