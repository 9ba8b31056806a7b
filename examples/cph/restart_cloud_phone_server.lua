-- SPDX-License-Identifier: Apache-2.0
-- Restarts servers and waits for the jobs, with a line for each poll.
-- Runs on a sandbox; on the real cloud: cph.client({ region = "cn-north-4" }).

local cph = require("cph")

local cloud <close> = require("hwc.sandbox").start({ servers = 3, speed = 50 })
local client <close> = assert(cph.client(cloud:options()))
local ids = {}
for i, server in ipairs(assert(client:list_cloud_phone_servers()).servers) do
  ids[i] = server.server_id
end

local reply = assert(client:restart_cloud_phone_server({ server_ids = ids }))
local report = assert(client:wait_jobs(reply, {
  first_delay = 0.05,
  interval = 0.1,
  progress = function(p)
    print(("%d of %d restarted"):format(p.succeeded, p.total))
  end,
}))
assert(#report.failed == 0 and #report.unknown == 0)
