-- SPDX-License-Identifier: Apache-2.0
-- Changes the key pair of servers, waits for the jobs and prints which failed.
-- Runs on a sandbox; on the real cloud: cph.client({ region = "cn-north-4" }).

local cph = require("cph")

local cloud <close> = require("hwc.sandbox").start({ servers = 3, speed = 50 })
local client <close> = assert(cph.client(cloud:options()))
local ids = {}
for i, server in ipairs(assert(client:list_cloud_phone_servers()).servers) do
  ids[i] = server.server_id
end

local servers = {}
for i, id in ipairs(ids) do
  servers[i] = { server_id = id, keypair_name = "keypair-2" }
end
local reply = assert(client:update_keypair({ servers = servers }))

local report = assert(client:wait_jobs(reply, { first_delay = 0.05, interval = 0.1 }))
for _, job in ipairs(report.succeeded) do
  print(job.server_id, "has the key pair keypair-2")
end
for _, job in ipairs(report.failed) do
  print(job.server_id, job.error_code, job.error_msg)
end
