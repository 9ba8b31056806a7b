-- SPDX-License-Identifier: Apache-2.0
-- Shows one DevServer.
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

local shown = assert(client:show_dev_server({ id = server.id }))
print(shown.name, shown.status, shown.flavor, shown.image.name)
