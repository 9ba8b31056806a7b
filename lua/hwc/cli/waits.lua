-- SPDX-License-Identifier: Apache-2.0
-- Waits for what operations started.

local failure = require("hwc.cli.failure")
local recap = require("hwc.cli.recap")

local M = {}

-- The value of an argument, also within an object.
local function find(arguments, name)
  if arguments[name] ~= nil then
    return arguments[name]
  end
  for _, value in pairs(arguments) do
    if type(value) == "table" and value[name] ~= nil then
      return value[name]
    end
  end
end

local function fits(order, name, arguments)
  return order.operation == name
    and (not order.when or tostring(find(arguments, order.when)) == order.is)
end

---The waiter for what a call starts. Of several, the one for jobs of the call is the most exact.
---@param rows table
---@param name string of the operation
---@param arguments table
---@return string?
function M.waiter_of(rows, name, arguments)
  local found
  for waiter, row in pairs(rows.waiters()) do
    for _, order in ipairs(row.orders) do
      if fits(order, name, arguments) and (waiter == "jobs" or not found or found ~= "jobs"
          and waiter < found) then
        found = waiter
      end
    end
  end
  return found
end

---The IDs by which a wait can be taken up again.
---@param replies table[]
---@return string[]
function M.request_ids(replies)
  local ids = {}
  for _, reply in ipairs(replies) do
    ids[#ids + 1] = type(reply.request_id) == "string" and reply.request_id or nil
  end
  return ids
end

---How a wait goes on in another process; nil if nothing identifies it.
function M.command(rows, waiter, replies)
  local ids = M.request_ids(replies)
  if waiter == "jobs" and ids[1] then
    return ("hwc wait jobs %s"):format(table.concat(ids, " "))
  end
  return waiter and ("hwc wait %s ID"):format((waiter:gsub("_", "-"))) or rows.name
end

---Waits, shows the end, and returns the exit status.
---@param console hwc.cli.Console
---@param client hwc.Client
---@param rows table
---@param waiter string
---@param what any as for client:wait
---@param given { deadline?: number, interval?: number, already?: boolean,
---  replies?: table[], again?: string }
---@return integer status
---@return hwc.WaitReport report
function M.run(console, client, rows, waiter, what, given)
  console:progress("waiting")
  local good, report, err = pcall(client.wait, client, waiter, what, {
    deadline = given.deadline,
    interval = given.interval,
    already = given.already,
    progress = recap.progress(console),
  })
  console:clear_progress()
  if not good then
    failure.usage("%s", (tostring(report):gsub("^[^:]+:%d+: ", "")))
  end
  if console.signal or err and err.kind == "cancelled" then
    failure.raise(failure.STATUS.interrupted,
      ("the work goes on without this program; to wait for it: %s"):format(
        given.again or M.command(rows, waiter, given.replies or {})))
  elseif not report then
    failure.of_error(err, rows.name)
  end
  return recap.wait(console, report), report
end

return M
