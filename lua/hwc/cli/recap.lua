-- SPDX-License-Identifier: Apache-2.0
-- What became of a change: refused targets, waits, and how to go on.

local failure = require("hwc.cli.failure")

local M = {}

-- Codes that are listed.
local MOST_CODES = 5

local function id_of(item)
  local found
  for name, value in pairs(item) do
    if type(value) == "string" and (name == "id" or name:find("_id$")) and name ~= "job_id"
        and name ~= "request_id" and (not found or name < found) then
      found = name
    end
  end
  return found and item[found] or item.id or item.name or "?"
end

-- Groups items by code and message, most frequent first.
local function by_code(items)
  local groups, list = {}, {}
  for _, item in ipairs(items) do
    local result = type(item.auth_result) == "table" and item.auth_result or item
    local text = ("%s %s"):format(result.error_code or result.code or "",
      result.error_msg or result.message or ""):match("^%s*(.-)%s*$")
    local group = groups[text]
    if not group then
      group = { text = text, count = 0, first = id_of(item) }
      groups[text] = group
      list[#list + 1] = group
    end
    group.count = group.count + 1
  end
  table.sort(list, function(a, b) return a.count > b.count end)
  return list
end

---Lists items that failed, by code.
---@param console hwc.cli.Console
---@param items table[]
---@param word string "refused" or "failed"
function M.failures(console, items, word)
  local groups = by_code(items)
  for i, group in ipairs(groups) do
    if i > MOST_CODES then
      console:say(("and %d more codes"):format(#groups - MOST_CODES))
      return
    end
    console:say(("%d %s: %s (first: %s)"):format(group.count, word,
      group.text ~= "" and group.text or "no reason given", group.first))
  end
end

---The exit status of counts.
---@param good integer
---@param bad integer
---@param unknown integer
---@return integer
function M.status(good, bad, unknown)
  local status = failure.STATUS
  return unknown > 0 and status.unknown or bad == 0 and status.done
    or good > 0 and status.partly or status.failed
end

---Shows how a wait ended.
---@param console hwc.cli.Console
---@param report hwc.WaitReport
---@return integer status
function M.wait(console, report)
  console:say(("%d succeeded, %d failed, %d unknown after %.0f s"):format(#report.succeeded,
    #report.failed, #report.unknown, report.elapsed or 0))
  M.failures(console, report.failed, "failed")
  return M.status(#report.succeeded, #report.failed, #report.unknown)
end

---A function for the option `progress` of waits.
---@param console hwc.cli.Console
---@return fun(p: table)
function M.progress(console)
  return function(p)
    console:progress(("waiting: %d succeeded, %d failed, %d under way"):format(p.succeeded,
      p.failed, p.waiting))
  end
end

return M
