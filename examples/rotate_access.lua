-- SPDX-License-Identifier: Apache-2.0
-- Rotates the access keys of a fleet: changes the key pair of cloud phone servers and restarts
-- them, batch by batch; replaces a signature key of the gateway and tests the new one; reinstalls a
-- DevServer with another image and key pair.
--
--   lua5.4 rotate_access.lua                     in the sandbox
--   lua5.4 rotate_access.lua --region cn-north-4 --keypair ops-2 \
--     --instance ID --sign-id ID --key-file new-key --dev-server ID --image ID
--
-- On the real cloud, credentials come from the environment or the profile file. Each part runs if
-- its targets are given. Nothing is changed before you confirm (or with --yes).

local cph = require("cph")
local apig = require("apig")
local devserver = require("devserver")
local hwc = require("hwc")

local USAGE = [=[
usage: rotate_access.lua [--region REGION [--endpoint URL] [--yes] [targets]]
targets: --keypair NAME [--servers ID,ID,...] [--batch N]
         --instance ID --sign-id ID --key-file FILE
         --dev-server ID --image ID [--dev-keypair NAME]
]=]

local FLAGS = {
  region = true, endpoint = true, keypair = true, servers = true, batch = true,
  instance = true, ["sign-id"] = true, ["key-file"] = true, ["dev-server"] = true, image = true,
  ["dev-keypair"] = true,
}

local function is_terminal(descriptor)
  return os.execute("test -t " .. descriptor) == true
end

local SHOWN = is_terminal(1)

-- Ends the run; the summary is still printed.
local function stop(message)
  error(message, 0)
end

local function must(reply, err)
  if not reply then
    error(err, 0)
  end
  return reply
end

-- Calls `fn`; returns a raised error (an interrupt) as nil and the error, as calls do.
local function outcome(fn, ...)
  local good, reply, err = pcall(fn, ...)
  if good then
    return reply, err
  end
  return nil, reply
end

-- True if the service certainly did nothing, see docs/errors.md.
local function nothing_was_done(err)
  if type(err) ~= "table" then
    return false
  end
  local status = err.status or 0
  return err.fate == "not_sent" or err.fate == "refused"
    or err.fate == "responded" and status >= 400 and status < 500 and status ~= 408
end

local function read_arguments(list)
  local given = {}
  local i = 1
  while list[i] do
    local name = list[i]:match("^%-%-([%a-]+)$")
    if name == "yes" then
      given.yes = true
    elseif FLAGS[name] and list[i + 1] then
      given[name] = list[i + 1]
      i = i + 1
    else
      io.stderr:write(USAGE)
      os.exit(2, true)
    end
    i = i + 1
  end
  return given
end

-- Wait options: the intervals of `target.poll`, and a progress line, which is rewritten on a
-- terminal and otherwise printed once at the end.
local function watch(target, what)
  local options = {}
  for name, value in pairs(target.poll) do
    options[name] = value
  end
  options.progress = function(p)
    if SHOWN or p.waiting == 0 then
      io.write(SHOWN and "\r" or "", ("  %-20s %3d done %3d failed %3d waiting "):format(what,
        p.succeeded, p.failed, p.waiting), p.waiting == 0 and "\n" or "")
      io.flush()
    end
  end
  return options
end

local function slices(list, size)
  local first = 1 - size
  return function()
    first = first + size
    if first <= #list then
      return table.move(list, first, math.min(first + size - 1, #list), 1, {})
    end
  end
end

-- Key pairs and restarts -----------------------------------------------------------------------

local function server_ids(client, wanted)
  local ids = {}
  if wanted then
    for id in wanted:gmatch("[^,]+") do
      ids[#ids + 1] = id
    end
    return ids
  end
  local total
  repeat
    local page = must(client:list_cloud_phone_servers({ offset = #ids, limit = 100 }))
    for _, server in ipairs(page.servers or {}) do
      ids[#ids + 1] = server.server_id
    end
    total = page.count or 0
  until #ids >= total or #(page.servers or {}) == 0
  return ids
end

-- Starts `work` on a batch and waits for its jobs; returns the IDs of the servers that succeeded.
-- In `states` each server is "unknown" until its job has ended: the call may be interrupted, or its
-- response lost, while the service does the work.
local function run_batch(target, what, ids, states, work)
  for _, id in ipairs(ids) do
    states[id] = "unknown"
  end
  local reply, err = outcome(work)
  if not reply then
    for _, id in ipairs(nothing_was_done(err) and ids or {}) do
      states[id] = nil
    end
    error(err, 0)
  end

  local report, problem = outcome(target.phones.wait_jobs, target.phones, reply,
    watch(target, what))
  local known = report or type(problem) == "table" and problem.report or {}
  local passed = {}
  for _, job in ipairs(known.succeeded or {}) do
    states[job.server_id] = "done"
    passed[#passed + 1] = job.server_id
  end
  for _, job in ipairs(known.failed or {}) do
    states[job.server_id] = "failed"
    print(("  %s failed: %s %s"):format(job.server_id, job.error_code or "", job.error_msg or ""))
  end
  must(report, problem)
  return passed
end

local function rotate_servers(target, states)
  local client, keypair = target.phones, target.keypair
  local number, count = 0, math.ceil(#target.servers / target.batch)
  for part in slices(target.servers, target.batch) do
    number = number + 1
    print(("Batch %d of %d: %d servers get the key pair %s"):format(number, count, #part, keypair))
    local servers = {}
    for i, id in ipairs(part) do
      servers[i] = { server_id = id, keypair_name = keypair }
    end
    local changed = run_batch(target, "key pairs", part, states.changes, function()
      return client:update_keypair({ servers = servers })
    end)
    if #changed > 0 then
      run_batch(target, "restarts", changed, states.restarts, function()
        return client:restart_cloud_phone_server({ server_ids = changed })
      end)
    end
  end
end

-- The signature key -----------------------------------------------------------------------------

-- A request as the gateway sends it to a backend, signed with a key pair.
local function signed_probe(key)
  local headers = { { "Host", "backend.example" } }
  local signed = assert(hwc.sign({
    method = "GET",
    url = "https://backend.example/orders?state=open",
    headers = headers,
    ak = key.sign_key,
    sk = key.sign_secret,
  }))
  for _, header in ipairs(signed.headers) do
    if header[1]:lower() ~= "host" then
      headers[#headers + 1] = header
    end
  end
  return { method = "GET", target = "/orders?state=open", headers = headers }
end

local function find_signature_key(client, id)
  for _, sign in ipairs(must(client:list_signature_keys({ id = id })).signs or {}) do
    if sign.id == id then
      return sign
    end
  end
  stop("there is no signature key " .. id)
end

-- Writes key and secret to a new file that only its owner can read.
local function keep_key(key, path)
  local quoted = "'" .. path:gsub("'", "'\\''") .. "'"
  local file = assert(io.popen("umask 077 && set -C && cat >" .. quoted, "w"))
  file:write("sign_key=", key.sign_key, "\nsign_secret=", key.sign_secret, "\n")
  if not file:close() then
    stop("the new key could not be written to " .. path)
  end
end

-- target.old_key is the current pair, if known. Responses redact the secret, so the new pair is
-- generated here, and saved before the gateway uses it. Backends accept both pairs during the
-- rotation. `done.sign` is the result so far.
local function rotate_signature_key(target, done)
  local sign, old = target.sign, target.old_key
  local new = assert(apig.new_signature_key("hmac"))
  if target.key_file then
    keep_key(new, target.key_file)
  end
  local accepted = { [new.sign_key] = new.sign_secret }
  if old then
    accepted[old.sign_key] = old.sign_secret
    assert(apig.verify(signed_probe(old), accepted))
  end

  done.sign = sign.name .. " may be replaced; check it"
  local reply, err = outcome(target.gateway.update_signature_key, target.gateway, {
    sign_id = sign.id,
    name = sign.name,
    sign_type = "hmac",
    sign_key = new.sign_key,
    sign_secret = new.sign_secret,
  })
  if not reply and nothing_was_done(err) then
    done.sign = sign.name .. " not replaced"
  end
  must(reply, err)
  done.sign = sign.name .. " is replaced"

  assert(apig.verify(signed_probe(new), accepted))
  print(("Signature key %s: a probe signed with the new key is accepted"):format(sign.name))
  if old then
    accepted[old.sign_key] = nil
    local good, reason = apig.verify(signed_probe(old), accepted)
    assert(not good, "the old key is still accepted")
    print(("  a probe signed with the old key is refused: %s"):format(reason))
  end
end

-- The DevServer ---------------------------------------------------------------------------------

-- Waits for the goal of a request, given its reply.
local function wait_for(target, what, reply)
  local id = target.dev_server.id
  local report = must(target.machines:wait_dev_server(reply, watch(target, what)))
  local server = report.succeeded[1]
  if not server then
    local ended = report.failed[1]
    stop(("DevServer %s: %s %s"):format(id, what,
      ended and "ended as " .. tostring(ended.status) or "has not ended in time"))
  end
  return server
end

local function change_os(target)
  local client, id = target.machines, target.dev_server.id
  print("DevServer " .. id .. ": new operating system")
  local server = must(client:show_dev_server({ id = id }))
  if server.status ~= "STOPPED" then
    wait_for(target, "stopping", must(client:stop_dev_server({ id = id })))
  end
  server = wait_for(target, "changing the OS", must(client:change_dev_server_os({
    id = id,
    image_id = target.image,
    key_pair_name = target.dev_keypair,
  })))
  if server.status ~= "RUNNING" then
    server = wait_for(target, "starting", must(client:start_dev_server({ id = id })))
  end
  return server
end

-- The target cloud
-- ---------------------------------------------------------------------------------

local function agree(given)
  if given.yes then
    return
  end
  io.write("Continue? [y/N] ")
  io.flush()
  local answer = io.read("l") or ""
  if not answer:lower():match("^y") then
    stop("nothing was changed")
  end
end

local function real_cloud(given)
  if not given.yes and not is_terminal(0) then
    stop("there is no terminal for the confirmation; --yes changes the real cloud without it")
  end
  local settings = { region = given.region, endpoint = given.endpoint,
    iam_endpoint = given.endpoint }
  local target = { phones = must(cph.client(settings)), keypair = given.keypair, poll = {} }
  target.servers = given.keypair and server_ids(target.phones, given.servers) or {}
  target.batch = math.tointeger(given.batch or 10)
  if not target.batch or target.batch < 1 or target.batch > 100 then
    stop("--batch is a number from 1 to 100")
  end
  if given["sign-id"] then
    settings.instance_id = given.instance or stop("--sign-id needs --instance")
    target.key_file = given["key-file"] or stop("--sign-id needs --key-file, for the new secret")
    target.gateway = must(apig.client(settings))
    target.sign = find_signature_key(target.gateway, given["sign-id"])
    settings.instance_id = nil
  end
  if given["dev-server"] then
    target.image = given.image or stop("--dev-server needs --image")
    target.machines = must(devserver.client(settings))
    target.dev_server = must(target.machines:show_dev_server({ id = given["dev-server"] }))
    target.dev_keypair = given["dev-keypair"] or target.dev_server.key_pair_name
  end

  print(("This changes the real cloud, region %s:"):format(given.region))
  if target.keypair then
    print(("  %d cloud phone servers get the key pair %s and are restarted, %d at a time"):format(
      #target.servers, target.keypair, target.batch))
    for _, id in ipairs(target.servers) do
      print("    " .. id)
    end
  end
  if target.sign then
    print(("  signature key %s (%s) gets a new key and secret"):format(target.sign.name,
      target.sign.id))
  end
  if target.dev_server then
    print(("  DevServer %s (%s) gets a new system disk with the image %s"):format(
      target.dev_server.name, target.dev_server.id, target.image))
  end
  if not (target.keypair or target.sign or target.dev_server) then
    io.stderr:write("No targets are given.\n", USAGE)
    os.exit(2, true)
  end
  agree(given)
  return target
end

local function sandbox(cloud)
  local settings = cloud:options()
  local target = {
    phones = must(cph.client(settings)),
    gateway = must(apig.client(settings)),
    machines = must(devserver.client(settings)),
    keypair = "keypair-2",
    batch = 10,
    poll = { first_delay = 0.05, interval = 0.1, max_interval = 0.1 },
  }
  target.servers = server_ids(target.phones)

  target.old_key = assert(apig.new_signature_key("hmac"))
  target.sign = must(target.gateway:create_signature_key({
    name = "orders",
    sign_type = "hmac",
    sign_key = target.old_key.sign_key,
    sign_secret = target.old_key.sign_secret,
  }))

  for _, server in ipairs(must(target.machines:list_dev_servers({ limit = 100 })).data) do
    if server.status == "RUNNING" then
      target.dev_server = server
      break
    end
  end
  local now = target.dev_server.image
  for _, image in ipairs(cloud:state().devserver.images) do
    if image.arch == now.arch and image.server_type == now.server_type then
      target.image = image.image_id ~= now.image_id and image.image_id or target.image
    end
  end
  target.dev_keypair = "keypair-2"
  return target
end

-- Runs all parts; `done` has the results so far.
local function rotate(target, done)
  if target.keypair then
    done.servers = { changes = {}, restarts = {} }
    rotate_servers(target, done.servers)
  end
  if target.sign then
    done.sign = target.sign.name .. " not replaced"
    rotate_signature_key(target, done)
  end
  if target.dev_server then
    done.dev_server = target.dev_server.name .. " has failed; check it"
    local server = change_os(target)
    done.dev_server = server.name .. " is " .. server.status
  end
end

-- The sorted IDs of the servers in a state.
local function servers_in(states, state)
  local ids = {}
  for id, now in pairs(states) do
    if now == state then
      ids[#ids + 1] = id
    end
  end
  table.sort(ids)
  return ids
end

local function sum_up(servers)
  local changes, restarts = servers.changes, servers.restarts
  local unknown = servers_in(changes, "unknown")
  local restarts_unknown = servers_in(restarts, "unknown") -- other servers: their change is done
  return {
    changed = #servers_in(changes, "done"),
    restarted = #servers_in(restarts, "done"),
    failed = #servers_in(changes, "failed") + #servers_in(restarts, "failed"),
    unknown = table.move(restarts_unknown, 1, #restarts_unknown, #unknown + 1, unknown),
  }
end

local function print_summary(done, servers, seconds)
  local rows = {
    { "key pairs changed", servers and servers.changed },
    { "servers restarted", servers and servers.restarted },
    { "failed, unknown", servers and servers.failed .. ", " .. #servers.unknown },
    { "signature key", done.sign },
    { "DevServer", done.dev_server },
    { "took", seconds .. " s" },
  }
  print("\nSummary")
  for _, row in ipairs(rows) do
    if row[2] then
      print(("  %-20s %s"):format(row[1], row[2]))
    end
  end
  if servers and #servers.unknown > 0 then
    print("  The change or restart of these servers may be done or not; check them:")
    for _, id in ipairs(servers.unknown) do
      print("    " .. id)
    end
  end
end

local function main(given)
  local began = os.time()
  local cloud <close> = not given.region
    and must(require("hwc.sandbox").start({ servers = 40, speed = 50 })) or nil
  local target = cloud and sandbox(cloud) or real_cloud(given)
  local done = {}
  local finished, message = pcall(rotate, target, done) -- also catches an interrupt
  local servers = done.servers and sum_up(done.servers)
  print_summary(done, servers, os.time() - began)
  for _, name in ipairs({ "phones", "gateway", "machines" }) do
    if target[name] then
      target[name]:close()
    end
  end
  if not finished then
    stop(message)
  end
  return not servers or servers.failed == 0 and #servers.unknown == 0
end

local finished, clean = pcall(main, read_arguments(arg))
if not finished then
  io.stderr:write("rotate_access: ", tostring(clean), "\n")
end
os.exit(finished and clean, true)
