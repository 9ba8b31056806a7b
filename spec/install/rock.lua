-- Restarts a server of a sandbox with nothing but the rock in ...
local tree = ...
for _, name in ipairs({ "cph", "hwc" }) do
  local path = assert(package.searchpath(name, package.path))
  assert(path:sub(1, #tree) == tree, path)
end
assert(io.open(tree .. "/share/lua/5.4/_meta/cph.lua")):close()

local cph = require("cph")
local cloud <close> = require("hwc.sandbox").start({ servers = 1 })
local client <close> = assert(cph.client(cloud:options()))
local list = assert(client:list_cloud_phone_servers({}))
local id = list.servers[1].server_id
local reply = assert(client:restart_cloud_phone_server({ server_ids = { id } }))
assert(reply.jobs[1].server_id == id)
