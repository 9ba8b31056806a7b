-- The four calls that hwc began with, their waiting and their errors, on a sandbox: what valgrind
-- watches.

local apig = require("apig")
local cph = require("cph")
local devserver = require("devserver")
local hwc = require("hwc")

local LOOK = { first_delay = 0.05, interval = 0.1, deadline = 60 }

local cloud <close> = assert(require("hwc.sandbox").start({ servers = 2, speed = 100 }))
local settings = cloud:options()

do
  local client <close> = assert(cph.client(settings))
  local list = assert(client:list_cloud_phone_servers()).servers
  local first = list[1].server_id
  local reply = assert(client:update_keypair({
    servers = { { server_id = first, keypair_name = list[1].keypair_name } },
  }))
  assert(#assert(client:wait_jobs(reply, LOOK)).succeeded == 1)
  reply = assert(client:restart_cloud_phone_server({ server_ids = { first } }))
  assert(#assert(client:wait_jobs(reply, LOOK)).succeeded == 1)
  local refused, err = client:restart_cloud_phone_server({ server_ids = { 1 } })
  assert(not refused and err.kind == "validation")

  cloud:fail({ operation = "restart_cloud_phone_server", drop = true })
  refused, err = client:restart_cloud_phone_server({ server_ids = { first } })
  assert(not refused and err.kind == "transport" and err.sent)
  refused, err = client:restart_cloud_phone_server({ server_ids = { first } }, { deadline = 1e-6 })
  assert(not refused and err.kind == "timeout")
  cloud:fail_jobs({ operation = "restart_cloud_phone_server" })
  reply = assert(client:restart_cloud_phone_server({ server_ids = { first } }))
  assert(#assert(client:wait_jobs(reply, LOOK)).failed == 1)

  hwc.run(function()
    local call = hwc.spawn(client.list_cloud_phone_servers, client)
    local other = hwc.spawn(client.list_cloud_phone_servers, client)
    assert(call:wait())
    hwc.sleep(0.01)
    other:cancel()
  end)
end

do
  local client <close> = assert(apig.client(settings))
  local key = apig.new_signature_key("hmac")
  local sign = assert(client:create_signature_key({ name = "orders", sign_type = "hmac" }))
  assert(client:update_signature_key({
    sign_id = sign.id,
    name = "orders",
    sign_type = "hmac",
    sign_key = key.sign_key,
    sign_secret = key.sign_secret,
  }))
  local refused, err = client:update_signature_key({
    sign_id = "00000000-0000-4000-8000-000000000000",
    name = "orders",
  })
  assert(not refused and err.kind == "service" and err.code == "APIG.3017")
  cloud:fail({ status = 500, body = "<html>broken</html>" })
  refused, err = client:create_signature_key({ name = "orders" })
  assert(not refused and err.status == 500 and tostring(err):find("broken", 1, true))
end

do
  local client <close> = assert(devserver.client(settings))
  local server
  for _, found in ipairs(assert(client:list_dev_servers()).data) do
    server = found.status == "RUNNING" and found or server
  end
  local reply = assert(client:stop_dev_server({ id = server.id }))
  assert(#assert(client:wait_dev_server(reply, LOOK)).succeeded == 1)
  reply = assert(client:change_dev_server_os({
    id = server.id,
    image_id = server.image.image_id,
    key_pair_name = "keypair-2",
  }))
  assert(#assert(client:wait_dev_server(reply, LOOK)).succeeded == 1)
end
