-- SPDX-License-Identifier: Apache-2.0
-- Lists the servers in normal state, page by page.
-- Runs on a sandbox; on the real cloud: cph.client({ region = "cn-north-4" }).

local cph = require("cph")

local cloud <close> = require("hwc.sandbox").start({ servers = 3 })
local client <close> = assert(cph.client(cloud:options()))

local offset = 0
repeat
  local page = assert(client:list_cloud_phone_servers({ status = 5, offset = offset, limit = 2 }))
  for _, server in ipairs(page.servers) do
    print(server.server_id, server.server_name, server.keypair_name)
  end
  offset = offset + #page.servers
until #page.servers == 0
