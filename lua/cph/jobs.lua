-- SPDX-License-Identifier: Apache-2.0
-- Waiting for the jobs that CPH's calls begin.

local service = require("_hwc.cph")
local waiters = require("hwc.waiters")

local M = {}

local row

---Waits for the jobs of one or several replies (update_keypair, restart_cloud_phone_server, ...),
---or for those of request ids; the same as `client:wait("jobs", ...)`. Takes what a call returns as
---it is: `client:wait_jobs(client:update_keypair({ ... }))`, and returns its error where it failed.
---Items that the reply refused count as failed without asking. First look after 2 s, then every 5
---to 10 s, at most 30 min, all in the options. A look that fails is repeated; only what makes
---asking vain (no permission, wrong project) ends the waiting early.
---@param client hwc.Client
---@param what table|string|(table|string)[]|nil a reply, a request id, or a list of them; an empty
---  list gives an empty report
---@param info? hwc.Info|hwc.Error|hwc.WaitOptions what the call returned beside it, or the options
---@param opts? hwc.WaitOptions where `info` is not them
---@return hwc.WaitReport? report `succeeded`, `failed` and `unknown` list jobs: { job_id =,
---  server_id =, status =, error_code =, error_msg =, ... }
---@return hwc.Error? err asking is in vain, and `err.report` says what is known; or that of the
---  call
function M.wait(client, what, info, opts)
  row = row or service.waiter("jobs")
  local report, err = waiters.wait(client, row, "wait_jobs", 2, what, info, opts)
  return report, err
end

return M
