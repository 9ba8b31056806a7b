-- SPDX-License-Identifier: Apache-2.0
-- Creates APIs from an OpenAPI file: from one on disk, and from a string.
-- Runs on a sandbox; on the real cloud: apig.client({ region = "cn-north-4", instance_id = ... }).

local apig = require("apig")

local cloud <close> = require("hwc.sandbox").start({})
local client <close> = assert(apig.client(cloud:options()))

-- JSON or YAML; the sandbox reads JSON.
local definition = [[{
  "swagger": "2.0",
  "info": { "title": "parcels", "version": "1" },
  "paths": {
    "/parcels": {
      "get": { "operationId": "list_parcels", "responses": { "200": { "description": "all" } } }
    }
  }
}]]
local path = os.tmpname()
local file = assert(io.open(path, "w"))
assert(file:write(definition))
assert(file:close())

-- The name sent to the service is the last part of the path, unless `name` is set.
local reply = assert(client:import_api_definitions({
  is_create_group = true,
  file_name = { path = path, name = "parcels.json" },
}))
os.remove(path)
print(reply.group_id, #reply.success .. " APIs created")

reply = assert(client:import_api_definitions({
  group_id = reply.group_id,
  api_mode = "override",
  file_name = { data = definition, name = "parcels.json" },
}))
print(reply.group_id, #reply.success .. " APIs replaced")

-- If a file cannot be read, nothing is sent.
local _, err = client:import_api_definitions({ file_name = { path = "/no/such/file.yaml" } })
print(err.field, err)
