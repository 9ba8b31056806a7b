-- SPDX-License-Identifier: Apache-2.0
-- Shows one server.
-- Runs on a sandbox; on the real cloud: cph.client({ region = "cn-north-4" }).

local cph = require("cph")

local cloud <close> = require("hwc.sandbox").start({ servers = 3 })
local client <close> = assert(cph.client(cloud:options()))

local first = assert(client:list_cloud_phone_servers({ limit = 1 })).servers[1]
local server = assert(client:show_cloud_phone_server_detail({ server_id = first.server_id }))
print(server.server_name, "status " .. server.status, server.keypair_name)
