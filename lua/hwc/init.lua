-- SPDX-License-Identifier: Apache-2.0
-- What the service modules share: signing alone, per-item failures, waiting, JSON's null.

local core = require("_hwc")
local scheduler = require("hwc.scheduler")
local tasks = require("hwc.tasks")

---@class hwc.Error
---@field kind "validation"|"credentials"|"transport"|"timeout"|"service"|"cancelled"
---@field message string
---@field operation? string
---@field field? string the member that was refused, such as "servers[2].server_id"
---@field status? integer of the HTTP answer
---@field code? string of the service, such as "APIG.2011"
---@field request_id? string
---@field attempts? integer
---@field elapsed? number seconds
---@field retryable? boolean whether the same call may be sent again
---@field sent? boolean whether bytes of the request may have reached the service
---@field hint? string what is likely wrong
---@field headers? table<string, string> of the answer, secrets masked
---@field body? string of the answer, at most 4 KiB
---@field report? table what a half-done job had done
---@field traceback? string where it was raised, if a task did

local M = {
  ---The version of hwc.
  version = core.version,
  ---JSON's null, as items of arrays in replies.
  null = core.null,
  ---Marks a table as an array, so that it is written as [] even where it is empty and no row
  ---says what it is. Returns the table.
  array = core.array,
  ---A string that wipes itself when it is closed or collected; taken wherever a client option or
  ---an operation takes a string.
  secret = core.secret,
  ---Signs a request that is sent by other means; see the page on signing in README.md.
  sign = core.sign,
  failures = require("hwc.failures").list,
  log = require("hwc.log").open,
  sleep = scheduler.sleep,
  run = tasks.run,
  spawn = tasks.spawn,
  map = tasks.map,
}

---The loop of this Lua state, for hosts that have one of their own.
---@return hwc.Loop
function M.loop()
  return scheduler.loop
end

return M
