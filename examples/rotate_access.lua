-- SPDX-License-Identifier: Apache-2.0
-- Rotates the access to a fleet by rollouts: cloud phone servers get another key pair and a
-- restart, wave by wave; a signature key of the gateway is replaced without downtime; DevServers
-- get another image.
--
--   lua5.4 rotate_access.lua                     in the sandbox
--   lua5.4 rotate_access.lua --region cn-north-4 --keypair ops-2 \
--     --instance ID --sign-id ID --deliver PROGRAM --dev-server ID,ID --image ID
--
-- On the real cloud, credentials come from the environment or the profile file, only what is named
-- is changed, and nothing before you confirm (or give --yes). The same command goes on after Ctrl-C
-- or a crash: what was done is in the journal.

local cph = require("cph")
local apig = require("apig")
local devserver = require("devserver")
local hwc = require("hwc")
local rollout = require("hwc.rollout")

local USAGE = [=[
usage: rotate_access.lua [--region REGION [--endpoint URL] [--yes] [--journal FILE] [targets]]
targets: --keypair NAME [--servers ID,ID,...] [--batch N]
         --instance ID --sign-id ID --deliver PROGRAM [--overlap SECONDS]
         --dev-server ID,ID,... --image ID [--dev-keypair NAME]
PROGRAM gets the new signature key as a line of JSON on standard input; the old
one is retired SECONDS (60) after. --poll SECONDS: between looks at what goes on.
]=]

local FLAGS = {
  region = true, endpoint = true, journal = true, keypair = true, servers = true, batch = true,
  instance = true, ["sign-id"] = true, deliver = true, ["dev-server"] = true, image = true,
  ["dev-keypair"] = true, overlap = true, poll = true,
}

local function is_terminal(descriptor)
  return os.execute("test -t " .. descriptor) == true
end

local function stop(message)
  error(message, 0)
end

local function must(reply, err)
  if not reply then
    error(err, 0)
  end
  return reply
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

local function split(text)
  local parts = {}
  for part in text:gmatch("[^,]+") do
    parts[#parts + 1] = part
  end
  return parts
end

-- What is changed ------------------------------------------------------------------------------

-- The plans of what was named; each has a client of its own.
local function make_plans(given, clients)
  local plans = {}
  if given.keypair then
    plans[#plans + 1] = must(rollout.plan({
      name = "key pair " .. given.keypair,
      client = clients.phones,
      targets = given.servers and split(given.servers)
        or clients.phones:each("list_cloud_phone_servers", { limit = 100 }),
      steps = {
        rollout.step("cph.update_keypair", { keypair_name = given.keypair }),
        rollout.step("cph.restart_servers"),
      },
      waves = { 1, "10%", "100%" },
      max_unavailable = "25%",
      batch = given.batch and math.tointeger(given.batch),
    }))
  end
  if given["sign-id"] then
    plans[#plans + 1] = must(rollout.plan({
      name = "signature key " .. given["sign-id"],
      client = clients.gateway,
      targets = { given.instance .. "/" .. given["sign-id"] },
      steps = {
        rollout.step("apig.rotate_signature_key", { command = { given.deliver },
          overlap = tonumber(given.overlap) }),
      },
    }))
  end
  if given["dev-server"] then
    plans[#plans + 1] = must(rollout.plan({
      name = "image " .. given.image,
      client = clients.machines,
      targets = split(given["dev-server"]),
      steps = {
        rollout.step("devserver.stop"),
        rollout.step("devserver.change_os", { image_id = given.image,
          key_pair_name = given["dev-keypair"] }),
        rollout.step("devserver.start"),
      },
      max_unavailable = "50%",
    }))
  end
  return plans
end

-- Works on a rollout and shows how far it is: a line a wave, and why it stopped.
local function work(run, options)
  local wave
  options.progress = options.progress or function(p)
    if p.wave ~= wave then
      wave = p.wave
      local shown = p.waves[wave]
      print(("  wave %d of %d: %d targets"):format(wave, #p.waves, shown and shown.total or 0))
    end
  end
  local report, err = run:work(options)
  if not report then
    error(err, 0)
  end
  print(("  %s: %d of %d succeeded, %d failed, %d refused, %d in doubt%s"):format(report.state,
    report.succeeded, report.total, report.failed, report.refused, report.in_doubt,
    report.reason and " (" .. report.reason .. ")" or ""))
  for _, state in ipairs({ "failed", "refused", "in_doubt" }) do
    for target in run:targets({ state = state }) do
      print(("    %s %s: %s %s"):format(target.id, state, target.code or "", target.message or ""))
    end
  end
  return report
end

-- The rollout of that plan: the one that the journal has, if it has not ended.
local function resume_or_start(book, plan)
  local run = book:get(plan.name)
  local status = run and must(run:status())
  if status and status.state ~= "finished" and status.state ~= "aborted" then
    print(("Rollout %q goes on: %d of %d succeeded"):format(plan.name, status.succeeded,
      status.total))
    if status.state == "paused" or status.state == "halted" then
      must(run:resume())
    end
    return run
  end
  print(("Rollout %q"):format(plan.name))
  return must(plan:start({ journal = book }))
end

-- The real cloud -------------------------------------------------------------------------------

local function confirm(given)
  if given.yes then
    return
  end
  io.write("Go on? [y/N] ")
  io.flush()
  local response = io.read("l") or ""
  if not response:lower():match("^y") then
    stop("nothing was changed")
  end
end

local function check_arguments(given)
  if given.batch and not math.tointeger(given.batch) then
    stop("--batch is a number from 1 to 100")
  elseif not tonumber(given.overlap or 0) or not tonumber(given.poll or 0) then
    stop("--overlap and --poll are numbers of seconds")
  elseif given["sign-id"] and not (given.instance and given.deliver) then
    stop("--sign-id needs --instance, and --deliver with the program that tells the backends")
  elseif given["dev-server"] and not given.image then
    stop("--dev-server needs --image")
  elseif not (given.keypair or given["sign-id"] or given["dev-server"]) then
    io.stderr:write("Nothing is named to be changed.\n", USAGE)
    os.exit(2, true)
  elseif not given.yes and not is_terminal(0) then
    stop("there is no terminal to ask on; give --yes to change the real cloud without being asked")
  end
end

local function run_real(given)
  check_arguments(given)
  local settings = { region = given.region, endpoint = given.endpoint,
    iam_endpoint = given.endpoint }
  local plans = make_plans(given, {
    phones = must(cph.client(settings)),
    gateway = must(apig.client(settings)),
    machines = must(devserver.client(settings)),
  })
  print(("This changes the real cloud, region %s:"):format(given.region))
  for _, plan in ipairs(plans) do
    print(tostring(plan))
  end
  confirm(given)
  local book <close> = must(rollout.open(given.journal or "rotate_access.db"))
  local signals <close> = hwc.signals()
  local good = true
  for _, plan in ipairs(plans) do
    local run = resume_or_start(book, plan)
    local report = work(run, { client = plan.client, signals = signals,
      poll_interval = tonumber(given.poll) })
    good = good and report.state == "finished" and report.failed + report.refused == 0
    if report.stopped then
      print("  not finished: give the same command to go on")
      return false
    end
  end
  return good
end

-- The sandbox ----------------------------------------------------------------------------------

local FAST = { poll_interval = 0.05, interval = 0.05 }

local function fast(more)
  local options = {}
  for _, from in ipairs({ FAST, more }) do
    for name, value in pairs(from) do
      options[name] = value
    end
  end
  return options
end

-- An image that fits the running DevServers, and not the one they have.
local function other_image(cloud, servers)
  local now = servers[1].image
  for _, image in ipairs(cloud:state().devserver.images) do
    if image.arch == now.arch and image.server_type == now.server_type
        and image.image_id ~= now.image_id then
      return image.image_id
    end
  end
end

local function running_servers(client)
  local servers = {}
  for server in client:each("list_dev_servers", { limit = 100 }) do
    if server.status == "RUNNING" and (#servers == 0 or server.image.arch == servers[1].image.arch
        and server.image.server_type == servers[1].image.server_type) then
      servers[#servers + 1] = server
    end
  end
  return servers
end

local function ids_of(servers)
  local ids = {}
  for i, server in ipairs(servers) do
    ids[i] = server.id
  end
  return table.concat(ids, ",")
end

-- A program that keeps what it gets, as one that tells backends would.
local function deliver_to(path)
  local program = os.tmpname()
  local file <close> = assert(io.open(program, "w"))
  file:write("#!/bin/sh\numask 077\ncat >>", path, "\n")
  file:close()
  os.execute("chmod 700 " .. program)
  return program
end

-- A request that the gateway signs with the key it has now, as a backend gets it: the backend knows
-- the pair that was delivered.
local function prove_key(cloud, sign, delivered)
  local line
  for text in io.lines(delivered) do
    local message = must(hwc.json.decode(text))
    line = message.action == "add" and message or line
  end
  local request = must(cloud:gateway_request({ sign_id = sign.id, target = "/orders" }))
  assert(apig.verify(request, { [line.sign_key] = line.sign_secret }))
  print("  a request of the gateway is accepted with the new key")
end

local function run_sandbox()
  local cloud <close> = must(require("hwc.sandbox").start({ servers = 40, speed = 200 }))
  local settings = cloud:options()
  local clients = {
    phones = must(cph.client(settings)),
    gateway = must(apig.client(settings)),
    machines = must(devserver.client(settings)),
  }
  local journal, delivered = os.tmpname() .. ".db", os.tmpname()
  local book <close> = must(rollout.open(journal))

  print("A mistyped key pair stops at the canary:")
  local wrong = make_plans({ keypair = "keypair-22" }, clients)[1]
  local report = work(resume_or_start(book, wrong), fast({ client = clients.phones }))
  assert(report.state == "halted" and report.succeeded == 0)

  print("\nThe right one; its worker stops in the middle, and the next one goes on:")
  local sign = must(clients.gateway:create_signature_key({ name = "orders", sign_type = "hmac" }))
  local servers = running_servers(clients.machines)
  local program = deliver_to(delivered)
  local plans = make_plans({
    keypair = "keypair-2",
    instance = settings.instance_id,
    ["sign-id"] = sign.id,
    deliver = program,
    overlap = 0.2,
    ["dev-server"] = ids_of(servers),
    image = other_image(cloud, servers),
    ["dev-keypair"] = "keypair-2",
  }, clients)
  report = work(resume_or_start(book, plans[1]), fast({ client = clients.phones,
    progress = function(p)
      return p.succeeded < 4
    end }))
  assert(report.stopped == "progress")
  local good = true
  for _, plan in ipairs(plans) do
    report = work(resume_or_start(book, plan), fast({ client = plan.client }))
    good = good and report.state == "finished" and report.succeeded == report.total
  end
  prove_key(cloud, sign, delivered)
  for server in clients.phones:each("list_cloud_phone_servers") do
    assert(server.keypair_name == "keypair-2")
  end
  for _, client in pairs(clients) do
    client:close()
  end
  os.execute(("rm -f '%s' '%s' '%s'*"):format(program, delivered, journal))
  return good
end

local given = read_arguments(arg)
local finished, clean = pcall(given.region and run_real or run_sandbox, given)
if not finished then
  io.stderr:write("rotate_access: ", tostring(clean), "\n")
end
os.exit(finished and clean, true)
