-- SPDX-License-Identifier: Apache-2.0
-- Writes the APIs of a group to a file. The file gets its name when it is complete.
-- Runs on a sandbox; on the real cloud: apig.client({ region = "cn-north-4", instance_id = ... }).

local apig = require("apig")

local cloud <close> = require("hwc.sandbox").start({})
local client <close> = assert(apig.client(cloud:options()))

local group = assert(client:import_api_definitions({
  is_create_group = true,
  file_name = { data = [[{
    "swagger": "2.0",
    "info": { "title": "parcels", "version": "1" },
    "paths": { "/parcels": { "get": { "operationId": "list_parcels" } } }
  }]] },
}))
local path = os.tmpname()
local saved = assert(client:export_api_definitions({
  group_id = group.group_id,
  define = "all",
  type = "json",
}, {
  to = path,
  timeout = 600, -- seconds for the whole file
  progress = function(p)
    print(p.received .. " bytes" .. (p.total and (" of " .. p.total) or ""))
  end,
}))
print(saved.path, saved.size)
os.remove(path)

-- Without `to` the file is in the reply; max_response limits its size.
local reply = assert(client:export_api_definitions({ group_id = group.group_id }))
print(reply.body)
