-- SPDX-License-Identifier: Apache-2.0
-- Lists the jobs of one request, or of up to 20.
-- Runs on a sandbox; on the real cloud: cph.client({ region = "cn-north-4" }).

local cph = require("cph")

local cloud <close> = require("hwc.sandbox").start({ servers = 3 })
local client <close> = assert(cph.client(cloud:options()))

local first = assert(client:list_cloud_phone_servers({ limit = 1 })).servers[1]
local reply = assert(client:restart_cloud_phone_server({ server_ids = { first.server_id } }))

local list = assert(client:list_jobs({ request_ids = reply.request_id }))
for _, job in ipairs(list.jobs) do
  print(job.job_id, job.server_id, "status " .. job.status)
end
