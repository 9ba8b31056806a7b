-- SPDX-License-Identifier: Apache-2.0
-- What was done, how often and when, by operation and target. Unlike the list of requests it
-- forgets nothing, so that a test can prove that nothing was done twice.

local core = require("_hwc")

local M = {}

---@class hwc.sandbox.Ledger
---@field entries table[] in the order in which each was done first
local Ledger = {}
Ledger.__index = Ledger
M.Ledger = Ledger

---@return hwc.sandbox.Ledger
function M.new()
  return setmetatable({ entries = {}, found = {} }, Ledger)
end

---Notes that an operation was done to a target.
---@param operation string
---@param target string "" for what has none
---@param time number Unix seconds
---@param request_id string
---@return table event with `time` and `request_id`; work adds `outcome` and `ended`
function Ledger:note(operation, target, time, request_id)
  local key = operation .. "\0" .. target
  local entry = self.found[key]
  if not entry then
    entry = { operation = operation, target = target, events = {} }
    self.found[key] = entry
    self.entries[#self.entries + 1] = entry
  end
  local event = { time = time, request_id = request_id }
  entry.events[#entry.events + 1] = event
  return event
end

---@return table[] entries with `operation`, `target`, `count`, `events`; copies, fit for JSON
function Ledger:show()
  local shown = {}
  for i, entry in ipairs(self.entries) do
    local events = {}
    for j, event in ipairs(entry.events) do
      events[j] = {
        time = event.time,
        request_id = event.request_id,
        outcome = event.outcome,
        ended = event.ended,
      }
    end
    shown[i] = {
      operation = entry.operation,
      target = entry.target,
      count = #events,
      events = core.array(events),
    }
  end
  return core.array(shown)
end

-- What a call changed where its handler does not say so.

-- How the names of operations begin that change nothing though they are no GET.
local READS = { "check_", "list_", "show_", "export_", "get_", "batch_show_", "sync_" }

---@param row table
---@return boolean # calls of the operation change nothing
function M.only_reads(row)
  if row.method == "GET" then
    return true
  end
  for _, prefix in ipairs(READS) do
    if row.name:sub(1, #prefix) == prefix then
      return true
    end
  end
  return false
end

-- Members of paths that say whose the target is, not which.
local SCOPES = { project_id = true, instance_id = true, domain_id = true, resource_type = true }

local function in_path(row, values)
  local last
  for name in row.path:gmatch("{([^}]+)}") do
    if not SCOPES[name] then
      last = values[name]
    end
  end
  return last
end

local function is_ids(name, value)
  return (name == "ids" or name:find("_ids$")) and type(value) == "table"
    and type(value[1]) == "string"
end

-- The list of ids in a body: the members are looked at in their order.
local function in_body(row, body)
  for _, member in ipairs(row.members or {}) do
    local value = body[member.name]
    if member.location == "body" and is_ids(member.name, value) then
      return value
    end
  end
end

---The targets that an accepted call is about: the ids in its body, what its path names, what the
---response says was made; one of "" where there is nothing of it.
---@param call table
---@param row table
---@param response any its body, decoded
---@return string[]
function M.targets(call, row, response)
  local ids = type(call.body) == "table" and in_body(row, call.body)
  if ids then
    return ids
  end
  local named = in_path(row, call.path_values)
  if named then
    return { named }
  end
  local made = type(response) == "table" and response.id
  return { type(made) == "string" and made or "" }
end

return M
