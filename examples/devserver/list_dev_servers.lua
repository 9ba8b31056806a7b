-- SPDX-License-Identifier: Apache-2.0
-- Lists DevServers.
-- Runs on a sandbox; on the real cloud: devserver.client({ region = "cn-north-4" }).

local devserver = require("devserver")

local cloud <close> = require("hwc.sandbox").start({ speed = 50 })
local client <close> = assert(devserver.client(cloud:options()))

local list = assert(client:list_dev_servers({ limit = 20 }))
for _, server in ipairs(list.data) do
  print(server.id, server.name, server.status, os.date("!%F", server.create_at // 1000))
end
