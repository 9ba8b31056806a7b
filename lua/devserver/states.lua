-- SPDX-License-Identifier: Apache-2.0
-- Waits until DevServers have reached the goal of a request.

local errors = require("hwc.errors")
local orders = require("hwc.orders")
local service = require("_hwc.devserver")
local waited = require("hwc.waited")
local waiters = require("hwc.waiters")
local waiting = require("hwc.waiting")

local M = {}

-- The waiter of each value of the option `status`.
local GOALS = {
  RUNNING = "dev_server_running",
  STOPPED = "dev_server_stopped",
  DELETED = "dev_server_deleted",
}

local STATUSES = '"RUNNING", "STOPPED" or "DELETED"'

-- The waiters of DevServers, by name.
local rows

local function load_rows()
  if not rows then
    rows = {}
    for name, row in pairs(service.waiters()) do
      if row.operation == "show_dev_server" then
        rows[name] = row
      end
    end
  end
end

local function holds(list, value)
  for _, known in ipairs(list) do
    if known == value then
      return true
    end
  end
  return false
end

-- The waiter of the request that a table is the reply of: remembered, or derived from its state.
local function row_of_reply(reply)
  for name in pairs(orders.of(reply) or {}) do
    if rows[name] then
      return rows[name]
    end
  end
  local state = reply.status
  if state == nil and type(reply.data) == "table" and type(reply.data[1]) == "table" then
    state = reply.data[1].status
  end
  for _, row in pairs(rows) do
    if holds(row.passage, state) then
      return row
    end
  end
end

-- Makes a function that returns the waiter of an ID or a table.
local function chooser(status)
  return function(what)
    local row = type(what) == "table" and row_of_reply(what) or nil
    if row and status and not holds(row.success, status) then
      return nil, ("the request does not lead to %s; its goal is %s"):format(status,
        table.concat(row.success, " or "))
    elseif row then
      return row, nil, status
    elseif status then
      return rows[GOALS[status]]
    end
    return nil, ('this is not the reply of a request, so the option "status" is required: %s')
      :format(STATUSES)
  end
end

local function status_rule(value)
  return not GOALS[value] and "one of " .. STATUSES or nil
end

---Waits until DevServers have reached the goal of a request. The goal follows from the reply: of
---start, stop, reboot, change or reinstallation of the operating system, deletion, creation, or a
---batch action. For IDs it is the option `status`. You can pass a call directly, such as
---`client:wait_dev_server(client:stop_dev_server({ id = id }))`, which returns the error of the
---call if it failed. A state that may be the one from before the request counts only with proof of
---a change: another state was seen in between, or `update_at` is later than in the reply, or, for
---IDs, than at the start. A changed operating system also needs the requested image. By default it
---polls every 10 s for at most 20 min, for IDs also at the start; the options change that. Several
---servers are polled with one list request. Failed polls are retried.
---@param client hwc.Client
---@param what table|string|(table|string)[]|nil a reply, an ID, or a list of them; an empty list
---  gives an empty report
---@param info? hwc.Info|hwc.Error|devserver.WaitOptions what the call returned after the reply, or
---  options
---@param opts? devserver.WaitOptions options, if `info` is not
---@return hwc.WaitReport? report `succeeded`, `failed` and `unknown` list the servers as last shown
---@return hwc.Error? err polling cannot succeed (`err.report` has what is known), or the call
---  failed
function M.wait(client, what, info, opts)
  local name = "wait_dev_server"
  if what == nil and errors.is_error(info) then
    return nil, info
  end
  load_rows()
  local any = rows.dev_server_running
  local given = waiting.options_of(info, opts, name, 2)
  local merged = waiting.options(client, given, any, name, 2, { status = status_rule })
  local read, problem, is_misfit = waited.read(what, chooser(merged.status))
  if not read then
    local none, err = waited.refuse(name, what, problem, is_misfit, 2)
    return none, err -- no tail call, which the level would not count
  end
  local report, err = waiters.run(client, any, read, merged)
  return report, err
end

return M
