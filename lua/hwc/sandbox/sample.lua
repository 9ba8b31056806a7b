-- SPDX-License-Identifier: Apache-2.0
-- Responses of operations that have no behaviour here: of the shape that the row gives, the same
-- for the same request, and marked by a header. What the request names is named again.

local core = require("_hwc")
local sandbox_state = require("hwc.sandbox.state")

local M = {}

M.HEADER = { "X-Sandbox-Sample", "true" }

-- Items of a list that can be paged, and of one that cannot.
local PAGED_ITEMS = 5
local ITEMS = 2

local SOME_DAY = 1700000000

-- Members that say how many there are in all, and on this page.
local TOTALS = { count = true, total = true, total_count = true }

-- Left out: they would say that something failed.
local FAILURES = { error_code = true, error_msg = true, errors = true, failure = true,
                   operation_error = true }

-- Hexadecimal digits that follow from a text (FNV-1a, 64 bits).
local function digits_of(text, length)
  local made = {}
  for round = 1, (length + 15) // 16 do
    local hash = 0xcbf29ce484222325 ~ round
    for i = 1, #text do
      hash = (hash ~ text:byte(i)) * 0x100000001b3
    end
    made[round] = ("%016x"):format(hash ~ hash >> 29)
  end
  return table.concat(made):sub(1, length)
end

local function uuid_of(text)
  local digits = digits_of(text, 32)
  return ("%s-%s-4%s-8%s-%s"):format(digits:sub(1, 8), digits:sub(9, 12), digits:sub(14, 16),
    digits:sub(18, 20), digits:sub(21, 32))
end

local function is_id(name)
  return name == "id" or name:find("_ids?$") ~= nil
end

local function is_time(name)
  return name:find("_time$") ~= nil or name:find("_at$") ~= nil
end

local function text_of(sample, name, key)
  if is_id(name) then
    return sample.uuids and uuid_of(key) or digits_of(key, 32)
  elseif is_time(name) then
    return sandbox_state.timestamp(SOME_DAY)
  end
  return ("sample %s"):format(name)
end

local make_value

local function make_object(sample, object, key)
  local made = {}
  for _, member in ipairs(object.members) do
    if not FAILURES[member.name] then
      made[member.name] = make_value(sample, member, member.name, key .. "." .. member.name)
    end
  end
  return made
end

local function make_item(sample, member, name, key)
  if member.object then
    return make_object(sample, member.object, key)
  end
  return make_value(sample, member.item, name, key)
end

local function make_array(sample, member, name, key)
  local items = {}
  -- Where a description ends because a shape holds itself, the list is empty.
  if member.object or member.item then
    for i = 1, sample.items do
      items[i] = make_item(sample, member, name, ("%s[%d]"):format(key, i))
    end
  end
  return core.array(items)
end

---@param sample table { named: table, uuids: boolean, items: integer }
---@param member table description
---@param name string that its values are called by
---@param key string what made-up values follow from
---@return any
function make_value(sample, member, name, key)
  local kind = member.type
  local named = sample.named[name]
  if named ~= nil and (kind == "string" and type(named) == "string"
      or (kind == "integer" or kind == "long") and math.type(named) == "integer") then
    return named
  elseif member.values then
    return member.values[1]
  elseif kind == "string" then
    return text_of(sample, name, key)
  elseif kind == "timestamp" then
    return sandbox_state.timestamp(SOME_DAY)
  elseif kind == "integer" then
    return 1
  elseif kind == "long" then
    return is_time(name) and SOME_DAY * 1000 or 1
  elseif kind == "number" then
    return 0.5
  elseif kind == "boolean" then
    return false
  elseif kind == "array" then
    return make_array(sample, member, name, key)
  elseif kind == "map" then
    return { sample = make_item(sample, member, name, key .. ".sample") }
  elseif kind == "object" then
    return member.object and make_object(sample, member.object, key) or nil
  end
  return "sample " .. name
end

-- What lists of the response may repeat: ids of the path. A list's own items have ids of their own.
local function path_names(row, args)
  local named = {}
  for _, member in ipairs(row.members) do
    if member.location == "path" and member.name ~= "id" then
      named[member.name] = args[member.name]
    end
  end
  return named
end

-- What the response itself may repeat: all that was sent; and `id`, the last id of the path.
local function all_names(row, args)
  local named = { id = args[row.path:match("{([%w_]+)}$")] }
  for _, member in ipairs(row.members) do
    local name = member.name
    named[name] = args[name] ~= nil and args[name] or named[name]
  end
  return named
end

local function in_digits(value)
  return math.tointeger(tonumber(value))
end

local function make_reply(row, args, uuids)
  local paged = row.paging ~= nil
  local sample = { uuids = uuids, items = paged and PAGED_ITEMS or ITEMS }
  local of_items, of_all = path_names(row, args), all_names(row, args)
  local offset = math.max(in_digits(args.offset) or 0, 0)
  local limit = in_digits(args.limit) or PAGED_ITEMS
  local reply, on_page, in_all = {}, nil, nil
  for _, member in ipairs(row.reply.members) do
    local name, key = member.name, row.name .. "." .. member.name
    sample.named = member.type == "array" and of_items or of_all
    local value = not FAILURES[name] and make_value(sample, member, name, key) or nil
    if value ~= nil and member.type == "array" then
      in_all = in_all or #value
      value = paged and sandbox_state.page(value, offset, limit) or value
      on_page = on_page or #value
    end
    reply[name] = value
  end
  for _, member in ipairs(row.reply.members) do
    local name = member.name
    if in_all and TOTALS[name] then
      reply[name] = in_all
    elseif in_all and name == "size" then
      reply.size = on_page
    end
  end
  return reply
end

---The status of success as the row says; where nobody knows it, by whether there is a response.
---@param row table
---@return integer
function M.status(row)
  return row.success_status or ((row.reply or row.download) and 200) or 204
end

-- A file such as exports have.
local function make_file(row, args)
  local kind = (args.type == "yaml" or args.type == "yml") and "yaml" or "json"
  local text = kind == "yaml"
    and 'swagger: "2.0"\ninfo:\n  title: sample\n  version: "1"\npaths: {}\n'
    or '{"swagger":"2.0","info":{"title":"sample","version":"1"},"paths":{}}\n'
  return text, {
    M.HEADER,
    { "Content-Type", "application/octet-stream" },
    { "Content-Disposition", ('attachment; filename="%s.%s"'):format(row.name, kind) },
  }
end

---The refusal of a sandbox that gives no samples.
---@param row table
---@param call table
---@return integer status
---@return table body
function M.refuse(row, call)
  return 501, {
    error_code = "Sandbox.0501",
    error_msg = ("%s has no state in this sandbox: without the option strict its response is a "
      .. "sample"):format(row.name),
    request_id = call.id,
  }
end

---The response to a request that the row's checks have let through.
---@param row table
---@param args table
---@param call table
---@return integer status
---@return table|string? body
---@return string[][] headers
function M.respond(row, args, call)
  local status = M.status(row)
  if row.download then
    return status, make_file(row, args)
  elseif status == 204 or not row.reply then
    return status, nil, { M.HEADER }
  end
  local reply = make_reply(row, args, call.service.uuids)
  if reply.request_id then
    reply.request_id = call.id
  end
  return status, reply, { M.HEADER }
end

return M
