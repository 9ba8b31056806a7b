-- SPDX-License-Identifier: Apache-2.0
-- Waiting until DevServers have left the states of passage.

local waiting = require("hwc.waiting")

local M = {}

-- Source of the numbers: how long the console gives these actions.
local DEFAULTS = {
  first_delay = 10,
  interval = 10,
  growth = 1,
  max_interval = 10,
  deadline = 20 * 60,
  timeout = 30,
}

-- Where a server comes to rest. What is neither one of these nor a failure passes, or is not known
-- yet: it is waited for, and reported as it is when the time is up.
local AT_REST = { RUNNING = true, STOPPED = true, DELETED = true }

local function is_failed(status)
  return type(status) == "string" and (status == "ERROR" or status:find("_FAILED$") ~= nil)
end

-- Whether an error is about this one server, and not about asking at all.
local function is_about_server(err)
  return err.kind == "service" and (err.status == 400 or err.status == 404)
end

local function as_list(what)
  if type(what) == "string" then
    return { what }
  end
  if type(what) == "table" and #what > 0 then
    for i, id in ipairs(what) do
      if type(id) ~= "string" then
        error(("wait_dev_server: item %d has to be the id of a server, got a %s"):format(
          i, type(id)), 3)
      end
    end
    return what
  end
  error("wait_dev_server takes the id of a server, or a list of ids", 3)
end

---Waits until a DevServer, or each of several, has left CHANGINGOS and the like. First look and
---interval 10 s, deadline 20 min, all in `opts`. A server in ERROR or a …_FAILED state has failed,
---and so has one that the service does not know; one that could not be asked for, or had not
---settled at the end, is unknown.
---@param client hwc.Client
---@param what string|string[] ids
---@param opts? hwc.WaitOptions
---@return hwc.WaitReport? report `succeeded` and `failed` have the servers as show_dev_server
---  answers, or { id =, error_code =, error_msg = }; `unknown` has { id =, status? = }
---@return hwc.Error? err asking is in vain; `err.report` says what is known
function M.wait(client, what, opts)
  local ids = as_list(what)
  opts = waiting.options(client, opts, DEFAULTS, "wait_dev_server")
  local report = { succeeded = {}, failed = {}, unknown = {} }
  for i, id in ipairs(ids) do
    report.unknown[i] = { id = id }
  end

  return waiting.run(client, opts, report, #ids, function(call_options)
    local still, last_error = {}, nil
    for _, item in ipairs(report.unknown) do
      local server, err = nil, last_error
      if not last_error or waiting.may_pass(last_error) then
        server, err = client:show_dev_server({ id = item.id }, call_options)
      end
      if server and AT_REST[server.status] then
        report.succeeded[#report.succeeded + 1] = server
      elseif server and is_failed(server.status) then
        report.failed[#report.failed + 1] = server
      elseif server then
        item.status = server.status
        still[#still + 1] = item
      elseif is_about_server(err) then
        item.error_code, item.error_msg = err.code, err.message
        report.failed[#report.failed + 1] = item
      else
        last_error = err
        still[#still + 1] = item
      end
    end
    report.unknown = still
    return #still, last_error
  end)
end

return M
