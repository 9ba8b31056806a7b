-- Run by the program next to it, with nothing of hwc in package.path.
for _, name in ipairs({ "cph", "apig", "devserver", "hwc" }) do
  assert(not package.searchpath(name, package.path), name .. " is on disk")
  assert(not package.searchpath(name, package.cpath), name .. " is on disk")
end

local cph = require("cph")
local client <close> = assert(cph.client({
  endpoint = "http://127.0.0.1:9",
  project_id = "0123456789abcdef0123456789abcdef",
  ak = "ak",
  sk = "sk",
}))

local reply, err = client:restart_cloud_phone_server({ server_ids = {} })
assert(not reply and err.kind == "validation", tostring(err))
reply, err = client:restart_cloud_phone_server({ server_ids = { "a" } })
assert(not reply and err.kind == "transport", tostring(err))

assert(type(require("hwc")) == "table")
for _, name in ipairs(require("_hwc").services) do
  assert(type(require(require("_hwc." .. name).module).client) == "function", name)
end
