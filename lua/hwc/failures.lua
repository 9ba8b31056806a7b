-- SPDX-License-Identifier: Apache-2.0
-- Failed items of batch calls, which return status 200 even if items failed.

local core = require("_hwc")
local options = require("hwc.options")

local M = {}

-- Lists that contain only failures, with or without a code.
local FAILURE_LISTS = { errors = true, failures = true, failure = true }

local function is_text(value)
  return type(value) == "string" and value ~= ""
end

-- Only the code counts: absent, null and "" mean that the item was accepted.
local function is_failure(item)
  local result = type(item.auth_result) == "table" and item.auth_result or {}
  return is_text(item.error_code) or is_text(result.error_code)
end

local function copy(item, list, index)
  local failure = {}
  for name, value in pairs(item) do
    failure[name] = value
  end
  failure.list, failure.index = list, index
  return failure
end

local function sorted_names(reply)
  local names = {}
  for name, value in pairs(reply) do
    if type(name) == "string" and type(value) == "table" then
      names[#names + 1] = name
    end
  end
  table.sort(names, core.text_less)
  return names
end

---Lists the failed items of a batch call's reply: items of any list that have an `error_code`, and
---all items of `errors`, `failures` and `failure`. Each is a copy of the item with `list`, the name
---of its list, and `index`, its index there. Raises for anything but a reply: a list of replies
---would look as if nothing had failed.
---@param reply table
---@return table[] failures empty if nothing failed; encoded as [] in JSON
function M.list(reply)
  if type(reply) ~= "table" then
    error("failures takes a reply, got " .. options.kind(reply), 2)
  elseif reply[1] ~= nil then
    error("failures takes a reply, got a list; call it for each reply", 2)
  end
  local failures = core.array({})
  for _, name in ipairs(sorted_names(reply)) do
    for index, item in ipairs(reply[name]) do
      if type(item) == "table" and (FAILURE_LISTS[name] or is_failure(item)) then
        failures[#failures + 1] = copy(item, name, index)
      end
    end
  end
  return failures
end

return M
