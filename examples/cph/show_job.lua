-- SPDX-License-Identifier: Apache-2.0
-- Shows a job: status 1 is running, 2 is succeeded, -1 is failed.
-- Runs on a sandbox; on the real cloud: cph.client({ region = "cn-north-4" }).

local cph = require("cph")

local cloud <close> = require("hwc.sandbox").start({ servers = 3 })
local client <close> = assert(cph.client(cloud:options()))

local first = assert(client:list_cloud_phone_servers({ limit = 1 })).servers[1]
local reply = assert(client:restart_cloud_phone_server({ server_ids = { first.server_id } }))

local job = assert(client:show_job({ job_id = reply.jobs[1].job_id }))
print(job.job_id, "status " .. job.status)
