-- SPDX-License-Identifier: Apache-2.0
-- Reinstalls the operating system of a stopped DevServer.
-- Runs on a sandbox; on the real cloud: devserver.client({ region = "cn-north-4" }).

local devserver = require("devserver")

local cloud <close> = require("hwc.sandbox").start({ speed = 50 })
local client <close> = assert(devserver.client(cloud:options()))

local server
for _, found in ipairs(assert(client:list_dev_servers()).data) do
  if found.status == "RUNNING" then
    server = found
    break
  end
end
local reply = assert(client:stop_dev_server({ id = server.id }))
assert(client:wait_dev_server(reply, { first_delay = 0.05, interval = 0.1 }))

reply = assert(client:reinstall_dev_server_os({ id = server.id, key_pair_name = "keypair-2" }))
local report = assert(client:wait_dev_server(reply, { first_delay = 0.05, interval = 0.1 }))
print(report.succeeded[1].name, report.succeeded[1].status)
