-- SPDX-License-Identifier: Apache-2.0
-- Iterates over all cloud phone servers of all pages; in a task the next page is requested while
-- the current one is used.
-- Runs on a sandbox; on the real cloud: cph.client({ region = "cn-north-4" }).

local cph = require("cph")
local hwc = require("hwc")

local cloud <close> = require("hwc.sandbox").start({ servers = 250 })
local client <close> = assert(cph.client(cloud:options()))

hwc.run(function()
  local count = 0
  for server, page in client:each("list_cloud_phone_servers", { limit = 100 }) do
    count = count + 1
    if count % 50 == 0 then
      print(("%d of %d: %s"):format(count, page.count, server.server_name))
    end
  end
end)
