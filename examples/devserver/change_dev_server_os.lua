-- SPDX-License-Identifier: Apache-2.0
-- Stops a DevServer and changes its image and login key pair.
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

-- Another image for the same kind of machine.
local image
for _, found in ipairs(assert(client:list_dev_server_images({
  server_type = server.image.server_type,
})).data) do
  if found.arch == server.image.arch and found.image_id ~= server.image.image_id then
    image = found
  end
end

-- Only a stopped DevServer can be changed.
local reply = assert(client:stop_dev_server({ id = server.id }))
assert(client:wait_dev_server(reply, { first_delay = 0.05, interval = 0.1 }))

reply = assert(client:change_dev_server_os({
  id = server.id,
  image_id = image.image_id,
  key_pair_name = "keypair-2",
}))
local report = assert(client:wait_dev_server(reply, { first_delay = 0.05, interval = 0.1 }))
print(report.succeeded[1].name, report.succeeded[1].status, report.succeeded[1].image.name)
