-- A program in which a language server finds nothing wrong.
local apig = require("apig")
local cph = require("cph")
local hwc = require("hwc")

local client = assert(cph.client({ region = "cn-north-4" }))
local list = assert(client:list_cloud_phone_servers())
for _, server in ipairs(list.servers) do
  print(server.server_name:upper(), server.status + 1)
end
local reply, err = client:update_keypair({
  servers = { { server_id = list.servers[1].server_id, keypair_name = "keypair-1" } },
}, { timeout = 3, retry = { attempts = 5 } })
if not reply then
  error(err)
end
local report = assert(client:wait_jobs(reply, { deadline = 60 }))
print(#report.succeeded)
report = assert(client:wait("jobs", client:update_keypair({ servers = {} })))
print(report.unknown[1].reason, cph.waiters().jobs.success[1])
for phone in client:each("list_cloud_phones", { limit = 50 }) do
  print(phone.phone_name:upper())
end
for name, operation in pairs(cph.operations()) do
  print(name, operation.method:lower(), #operation.members)
end
print(client:credentials().source, client:help("show_job"), hwc.loop():pollfd())

local settings = { region = "cn-north-4", instance_id = "4567", gateway = "apig" }
local gateway = assert(apig.client(settings))
local keys = assert(gateway:list_signature_keys({ limit = 3 }))
print(keys.total + 1, keys.signs[1].sign_type)
local saved = assert(gateway:export_api_definitions({ group_id = "1" }, { to = "apis.yaml" }))
print(saved.path, saved.size)
