-- SPDX-License-Identifier: Apache-2.0
-- A list that is longer than an operation takes at once: several calls, one recap.

local chunks = require("hwc.chunks")
local core = require("_hwc")
local failure = require("hwc.cli.failure")
local failures = require("hwc.failures")
local recap = require("hwc.cli.recap")
local tasks = require("hwc.tasks")

local M = {}

local CONCURRENCY = 4

-- Whether a list may be split: it has the IDs of what the operation acts upon. Filters, and lists
-- that an operation stores as a whole, mean something else in parts.
local function is_of_targets(row, member)
  return member.name:find("_ids$") ~= nil and not row.name:find("^create_")
    and not row.name:find("^update_")
end

---The member whose list has to be split.
---@param row table
---@param arguments table
---@return table? member
function M.member_of(row, arguments)
  for _, member in ipairs(row.members) do
    local value = arguments[member.name]
    if member.type == "array" and member.max and type(value) == "table" and #value > member.max
        and is_of_targets(row, member) then
      return member
    end
  end
end

---@class hwc.cli.Part
---@field first integer its place in the list
---@field last integer
---@field arguments table of the call

-- The items without those that came before: in two calls an ID would be acted upon twice.
local function unique(items)
  local seen, list = {}, core.array({})
  for _, item in ipairs(items) do
    if not seen[item] then
      seen[item] = true
      list[#list + 1] = item
    end
  end
  return list
end

---The calls that a list takes.
---@param console hwc.cli.Console
---@param member table
---@param arguments table
---@return hwc.cli.Part[]
function M.split(console, member, arguments)
  local parts, at, all = {}, 1, unique(arguments[member.name])
  if #all < #arguments[member.name] then
    console:say(("%d of %d items occur again and are sent once"):format(
      #arguments[member.name] - #all, #arguments[member.name]))
  end
  for i, items in ipairs(chunks.split(all, member.max)) do
    local own = {}
    for name, value in pairs(arguments) do
      own[name] = value
    end
    own[member.name] = items
    parts[i] = { first = at, last = at + #items - 1, arguments = own }
    at = at + #items
  end
  return parts
end

local function bar(console, done, total, bad)
  local width = 20
  local filled = done * width // total
  console:progress(("[%s%s] %d of %d%s"):format(("="):rep(filled), (" "):rep(width - filled), done,
    total, bad > 0 and (", %d failed"):format(bad) or ""))
end

---@class hwc.cli.Batch
---@field replies table[]
---@field refused table[]
---@field errors { first: integer, last: integer, err: hwc.Error }[]
---@field total integer items
---@field done integer items of the calls that were made

-- Errors after which no further call is begun.
local function ends_all(err)
  return err.kind == "credentials" or err.kind == "validation" or err.kind == "cancelled"
    or err.fate == "unknown"
end

---Makes the calls.
---@param console hwc.cli.Console
---@param row table
---@param member table
---@param arguments table
---@param call fun(arguments: table): table?, hwc.Error?
---@param concurrency? integer
---@return hwc.cli.Batch
function M.run(console, row, member, arguments, call, concurrency)
  local parts = M.split(console, member, arguments)
  local total = parts[#parts].last
  local state = { replies = {}, refused = {}, errors = {}, done = 0, total = total,
    name = row.name }
  local function one(part)
    local count = part.last - part.first + 1
    if state.ended or console.signal then
      return true
    end
    local reply, err = call(part.arguments)
    if reply then
      state.replies[#state.replies + 1] = reply
      local bad = failures.list(reply)
      table.move(bad, 1, #bad, #state.refused + 1, state.refused)
    else
      state.errors[#state.errors + 1] = { first = part.first, last = part.last, err = err }
      state.ended = state.ended or ends_all(err)
    end
    state.done = state.done + count
    bar(console, state.done, total, #state.refused)
    return true
  end
  bar(console, 0, total, 0)
  tasks.map(parts, one, { concurrency = concurrency or CONCURRENCY })
  console:clear_progress()
  return state
end

---The replies as one: lists are joined, the IDs of requests are a list.
---@param batch hwc.cli.Batch
---@return table
function M.merged(batch)
  local merged = { request_ids = core.array({}) }
  for _, reply in ipairs(batch.replies) do
    for name, value in pairs(reply) do
      if name == "request_id" then
        table.insert(merged.request_ids, value)
      elseif type(value) == "table" and core.is_array(value) then
        merged[name] = merged[name] or core.array({})
        table.move(value, 1, #value, #merged[name] + 1, merged[name])
      end
    end
  end
  return merged
end

---Shows what became of all.
---@param console hwc.cli.Console
---@param batch hwc.cli.Batch
---@param service string
---@return integer status
function M.recap(console, batch, service)
  -- An interrupt also ends the calls that nothing was sent of.
  local failed, unknown, not_sent = 0, 0, batch.total - batch.done
  for _, each in ipairs(batch.errors) do
    local count = each.last - each.first + 1
    if each.err.fate == "unknown" then
      unknown = unknown + count
    elseif each.err.kind == "cancelled" then
      not_sent = not_sent + count
    else
      failed = failed + count
    end
    console:say(("items %d to %d: %s"):format(each.first, each.last,
      failure.line_of(each.err, service)))
  end
  recap.failures(console, batch.refused, "refused")
  local good = batch.total - not_sent - failed - unknown - #batch.refused
  console:say(("%d of %d accepted, %d refused, %d failed, %d unknown, %d not sent"):format(good,
    batch.total, #batch.refused, failed, unknown, not_sent))
  return recap.status(good, failed + #batch.refused + not_sent, unknown)
end

return M
