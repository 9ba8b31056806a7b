-- SPDX-License-Identifier: Apache-2.0
-- Waiting until DevServers are what an order makes of them.

local errors = require("hwc.errors")
local orders = require("hwc.orders")
local service = require("_hwc.devserver")
local waited = require("hwc.waited")
local waiters = require("hwc.waiters")
local waiting = require("hwc.waiting")

local M = {}

-- The waiter of each status that can be asked for.
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

-- The waiter of the order that a table is the reply of, as it was remembered, or as its state says.
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

-- Says which waiter an id or a table has.
local function chooser(status)
  return function(what)
    local row = type(what) == "table" and row_of_reply(what) or nil
    if row and status and not holds(row.success, status) then
      return nil, ("the order does not lead to %s; its goal is %s"):format(status,
        table.concat(row.success, " or "))
    elseif row then
      return row, nil, status
    elseif status then
      return rows[GOALS[status]]
    end
    return nil, ('the option "status" is needed, %s, where this is no reply of an order'):format(
      STATUSES)
  end
end

local function status_rule(value)
  return not GOALS[value] and "one of " .. STATUSES or nil
end

---Waits until a DevServer, or each of several, is what was ordered: the goal follows from the reply
---of start, stop, reboot, change and reinstallation of the system, deletion, creation and the batch
---action; of ids it is `status`. Takes what a call returns as it is, such as
---`client:wait_dev_server(client:stop_dev_server({ id = id }))`, and returns its error where it
---failed. A state that may be the one from before the order counts only with proof of a change:
---another state was seen meanwhile, or `update_at` is newer than in the reply or, of ids, than at
---the start; a changed system also needs the image that was ordered. First look and interval 10 s,
---deadline 20 min, all in the options; of ids there is one more look at the start. Several are
---asked for with one list. A look that fails is repeated.
---@param client hwc.Client
---@param what table|string|(table|string)[]|nil a reply, an id, or a list of them; an empty list
---  gives an empty report
---@param info? hwc.Info|hwc.Error|devserver.WaitOptions what the call returned beside it, or the
---  options
---@param opts? devserver.WaitOptions where `info` is not them
---@return hwc.WaitReport? report `succeeded`, `failed` and `unknown` list the servers as they were
---  shown last
---@return hwc.Error? err asking is in vain, and `err.report` says what is known; or that of the
---  call
function M.wait(client, what, info, opts)
  local name = "wait_dev_server"
  if what == nil and errors.is_error(info) then
    return nil, info
  end
  load_rows()
  local any = rows.dev_server_running
  local given = waiting.options_of(info, opts, name, 2)
  local merged = waiting.options(client, given, any, name, 2, { status = status_rule })
  local read, problem = waited.read(what, chooser(merged.status))
  if not read then
    error(("%s: %s"):format(name, problem), 2)
  end
  local report, err = waiters.run(client, any, read, merged)
  return report, err
end

return M
