-- SPDX-License-Identifier: Apache-2.0
-- Stops several DevServers in one call.
-- Runs on a sandbox; on the real cloud: devserver.client({ region = "cn-north-4" }).

local devserver = require("devserver")

local cloud <close> = require("hwc.sandbox").start({ speed = 50 })
local client <close> = assert(devserver.client(cloud:options()))

local servers = {}
for _, found in ipairs(assert(client:list_dev_servers()).data) do
  if found.status == "RUNNING" and #servers < 2 then
    servers[#servers + 1] = { id = found.id }
  end
end

local reply = assert(client:batch_dev_servers_action({ type = "STOP", servers = servers }))
local report = assert(client:wait_dev_server(reply, { first_delay = 0.05, interval = 0.1 }))
for _, server in ipairs(report.succeeded) do
  print(server.name, server.status)
end
