-- SPDX-License-Identifier: Apache-2.0
-- Waits for the jobs of Cloud Phone Host.

local service = require("_hwc.cph")
local waiters = require("hwc.waiters")

local M = {}

local row

---Waits for the jobs of replies (of update_keypair, restart_cloud_phone_server, ...) or of request
---IDs; same as `client:wait("jobs", ...)`. You can pass a call directly:
---`client:wait_jobs(client:update_keypair({ ... }))` returns the error of the call if it failed.
---Items that the reply refused count as failed. By default it polls after 2 s, then every 5 to 10
---s, for at most 30 min; the options change that. Failed polls are retried; only if polling cannot
---succeed (no permission, wrong project), the wait ends early.
---@param client hwc.Client
---@param what table|string|(table|string)[]|nil a reply, a request ID, or a list of them; an empty
---  list gives an empty report
---@param info? hwc.Info|hwc.Error|hwc.WaitOptions what the call returned after the reply, or
---  options
---@param opts? hwc.WaitOptions options, if `info` is not
---@return hwc.WaitReport? report `succeeded`, `failed` and `unknown` list jobs: { job_id =,
---  server_id =, status =, error_code =, error_msg =, ... }
---@return hwc.Error? err polling cannot succeed (`err.report` has what is known), or the call
---  failed
function M.wait(client, what, info, opts)
  row = row or service.waiter("jobs")
  local report, err = waiters.wait(client, row, "wait_jobs", 2, what, info, opts)
  return report, err
end

return M
