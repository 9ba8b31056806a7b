-- SPDX-License-Identifier: Apache-2.0
-- What the built-in steps share.

local core = require("_hwc")
local scheduler = require("hwc.scheduler")
local tasks = require("hwc.tasks")

local M = {}

-- How often targets that do not look right are read, since services may show changes late, and how
-- many targets at a time.
local READS, CONCURRENCY = 3, 8

---Seconds between such reads; specs shorten them.
M.pause = 1

---The verdict on a target that the service does not know.
M.GONE = "the service does not know it"

---@param name string of a required argument
---@param arguments table
---@return hwc.Error? # unless it is a string
function M.require_text(arguments, name)
  if type(arguments[name]) ~= "string" or arguments[name] == "" then
    return core.new_error({
      kind = "validation",
      field = name,
      message = name .. ": required, a string",
    })
  end
end

---@param message string
---@param fate? string of the change
---@return nil
---@return hwc.Error
function M.fail(message, fate)
  return nil, core.new_error({ kind = "step", message = message, fate = fate })
end

---The error of a call that only read, before the change: nothing of that was sent. A refusal stays
---one, so that its target is refused.
---@param err hwc.Error
---@return nil
---@return hwc.Error
function M.not_sent(err)
  local status = err.status or 0
  if err.fate ~= "responded" or status < 400 or status == 408 or status >= 500 then
    err.fate = "not_sent"
  end
  return nil, err
end

---Reads until `is_right(shown)` holds, a few times.
---@param read fun(): table?, hwc.Error?
---@param is_right fun(shown: table): boolean
---@return table? shown the last one, right or not
---@return hwc.Error?
function M.read_until(read, is_right)
  for i = 1, READS do
    local shown, err = read()
    if not shown or i == READS or is_right(shown) then
      return shown, err
    end
    local _, cancelled = scheduler.sleep(M.pause)
    if cancelled then
      return nil, cancelled
    end
  end
end

---Judges targets that are read one by one.
---@param targets { id: string }[]
---@param absent string[] codes of the service for what it does not know
---@param read fun(id: string): table?, hwc.Error?
---@param judge fun(shown: table): true|string
---@return table<string, true|string>? verdicts by id
---@return hwc.Error? # where one cannot be read
function M.judge_each(targets, absent, read, judge)
  local verdicts, failure = {}, nil
  tasks.map(targets, function(target)
    if failure then
      return true
    end
    local shown, err = M.read_until(function()
      return read(target.id)
    end, function(shown)
      return judge(shown) == true
    end)
    if shown then
      verdicts[target.id] = judge(shown)
    elseif M.has(absent, err.code) then
      verdicts[target.id] = M.GONE
    else
      failure = err
    end
    return true
  end, { concurrency = CONCURRENCY })
  if failure then
    return nil, failure
  end
  return verdicts
end

---@param targets { id: string }[]
---@return string[]
function M.ids_of(targets)
  local ids = {}
  for i, target in ipairs(targets) do
    ids[i] = target.id
  end
  return ids
end

---@param list string[]
---@param code string?
---@return boolean
function M.has(list, code)
  for _, known in ipairs(list or {}) do
    if known == code then
      return true
    end
  end
  return false
end

return M
