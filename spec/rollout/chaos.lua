-- SPDX-License-Identifier: Apache-2.0
-- Rollouts over a sandbox that fails, by workers that are killed and stopped at random moments,
-- until as many kills have happened as asked for: chaos.lua PART KILLS [SEED]. The sandbox's ledger
-- decides: no server is restarted twice, every target has ended or was listed in doubt, and never
-- were more servers unavailable than the budget allowed. Parts:
--
--   kills       SQLite, a service without faults: the share of kills that leave something in doubt
--   sqlite      SQLite, faults of all kinds
--   postgresql  PostgreSQL, faults of all kinds, and the database is killed and started again
--   full        SQLite on a disk that is full at times (as root, by `unshare --mount`)
--   network     PostgreSQL, three hosts of workers, links that are cut at times (as root, by
--               `unshare --net --mount`)
--
-- Where a part cannot be run it says so.

local cph = require("cph")
local faults = require("spec.rollout.chaos_faults")
local hwc = require("hwc")
local ledgers = require("spec.rollout.chaos_ledger")
local namespaces = require("spec.support.namespaces")
local postgres = require("spec.support.postgres")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local sandbox = require("hwc.sandbox")

local PART, KILLS, SEED = arg[1] or "sqlite", tonumber(arg[2] or 30), tonumber(arg[3] or 1)
local SERVERS, MAX_UNAVAILABLE = 60, 20

-- Seconds: that a restart may take; that a stopped worker stays stopped (longer than its lease);
-- after which nothing bad happens any more, and after which the rollout must have ended then.
local LONGEST, STOPPED, CALM, GIVE_UP = 8, 6, math.min(40, 5 + KILLS), 120

math.randomseed(SEED)

local totals = { kills = 0, killed_in_call = 0, stops = 0, outages = 0, rollouts = 0, targets = 0,
  doubts = 0, most = 0 }

local function shell(command)
  local pipe <close> = assert(io.popen(command))
  return pipe:read("a")
end

local function unix_time()
  return tonumber(shell("date +%s.%N"))
end

local function now_and_then(share)
  return math.random() < share
end

-- Workers --------------------------------------------------------------------------------------

local made = 0

local Worker = {}
Worker.__index = Worker

-- `host` has `exec`, what the command begins with.
local function new_worker(host, journal, environment)
  return setmetatable({ host = host, journal = journal, environment = environment }, Worker)
end

function Worker:spawn()
  made = made + 1
  self.name = "worker " .. made
  self.pid = shell(("HWC_CHAOS='%s' %s lua5.4 spec/rollout/chaos_worker.lua '%s' '%s' %d "
    .. ">/dev/null 2>>/tmp/hwc-chaos-%s.log & echo $!"):format(self.environment, self.host.exec,
    self.journal, self.name, LONGEST, PART)):match("%d+")
end

function Worker:is_alive()
  local file <close> = self.pid and io.open("/proc/" .. self.pid .. "/stat")
  local state = file and file:read("a"):match("%) (%a)")
  return state ~= nil and state ~= "Z"
end

function Worker:signal(name)
  if self:is_alive() then
    os.execute(("kill -%s %s 2>/dev/null"):format(name, self.pid))
  end
end

-- Something happens to the worker, or nothing; where all is `calm` it works.
function Worker:disturb(killed, stops, calm)
  if self.stopped_until then
    if hwc.boot_time() < self.stopped_until and not calm then
      return
    end
    self:signal("CONT")
    self.stopped_until = nil
  elseif not self:is_alive() then
    self:spawn()
  elseif calm then
    return
  elseif stops and now_and_then(0.1) then
    self:signal("STOP")
    self.stopped_until = hwc.boot_time() + STOPPED
    totals.stops = totals.stops + 1
  elseif now_and_then(0.6) then
    self:signal("KILL")
    killed[self.name] = true
    totals.kills = totals.kills + 1
  end
end

-- The parts: what is there while all of their rollouts run, and what happens meanwhile ------------

local Part = { workers = 2, stops = true, faults = true }
Part.__index = Part

function Part.journal()
  return rollouts.new_journal("sqlite")
end

function Part:hosts()
  local hosts = {}
  for i = 1, self.workers do
    hosts[i] = { exec = "" }
  end
  return hosts
end

function Part.trouble()
end

function Part.heal()
end

Part.close = rollouts.stop

function Part:__close()
  self.close()
end

local parts = {}

function parts.kills()
  return { stops = false, faults = false }
end

function parts.sqlite()
  return {}
end

-- The database loses its power for up to three seconds.
local function kill_database(server)
  server:stop("immediate")
  hwc.sleep(math.random() * 3)
  server:start()
  totals.outages = totals.outages + 1
end

function parts.postgresql()
  return { workers = 4, journal = function()
    return rollouts.new_journal("postgresql")
  end, trouble = function()
    if now_and_then(0.03) then
      kill_database(rollouts.server())
    end
  end }
end

function parts.full()
  local folder = shell("mktemp -d /tmp/hwc-full.XXXXXX"):match("%S+")
  if not os.execute(("mount -t tmpfs -o size=8m hwc-full %s 2>/dev/null"):format(folder)) then
    os.remove(folder)
    return nil, "a disk of its own needs root"
  end
  local count, is_full = 0, false
  local part = {}
  function part.journal()
    count = count + 1
    os.execute(("rm -f %s/*"):format(folder))
    return ("%s/journal%d.db"):format(folder, count)
  end
  function part.heal()
    os.remove(folder .. "/filler")
    is_full = false
  end
  function part.trouble()
    if is_full and now_and_then(0.4) then
      part.heal()
    elseif not is_full and now_and_then(0.1) then
      os.execute(("dd if=/dev/zero of=%s/filler bs=4k 2>/dev/null"):format(folder))
      is_full, totals.outages = true, totals.outages + 1
    end
  end
  function part.close()
    os.execute(("umount -l %s && rmdir %s"):format(folder, folder))
  end
  return part
end

function parts.network()
  if not namespaces.are_possible() then
    return nil, "it needs root and a namespace of its own (unshare --net --mount)"
  end
  local network = namespaces.start({ "database", "worker1", "worker2", "worker3" })
  local server = postgres.start(network.hosts.database)
  local own = network:add_cable("database")
  local part, count, down = { address = network.hosts.self.address }, 0, {}
  function part.journal()
    count = count + 1
    part.url = server:database("journal" .. count)
    return part.url
  end
  function part.own_journal() -- on the cable that is never cut
    return (part.url:gsub("@[%d.]+", "@" .. own))
  end
  function part.hosts()
    local hosts = {}
    for i = 1, 4 do
      hosts[i] = network.hosts["worker" .. (i - 1) % 3 + 1]
    end
    return hosts
  end
  function part.heal()
    for name in pairs(down) do
      network:set_link(name, "up")
    end
    down = {}
  end
  function part.trouble()
    for name in pairs(down) do
      if now_and_then(0.15) then
        network:set_link(name, "up")
        down[name] = nil
      end
    end
    if now_and_then(0.15) then
      local name = ({ "worker1", "worker2", "worker3", "database", "self" })[math.random(5)]
      network:set_link(name, "down")
      down[name], totals.outages = true, totals.outages + 1
    elseif now_and_then(0.02) then
      kill_database(server)
    end
  end
  function part.close()
    server:__close()
    network:__close()
  end
  return part
end

-- One rollout ----------------------------------------------------------------------------------

-- Decides doubts by what the sandbox did, as a person would after a look.
local function resolve_doubts(run, cloud)
  local ledger, now = ledgers.read(cloud), unix_time()
  for target in run:targets({ state = "in_doubt" }) do
    local verdict = ledger:verdict(target.id, now, LONGEST)
    if verdict then
      totals.doubts = totals.doubts + 1
      -- Somebody else may be faster: an outcome that comes late ends the doubt, too.
      local _, err = run:resolve(target.id, verdict, "the ledger says so")
      assert(not err or err.message:find("not in doubt"), err)
    end
  end
end

local function resume(run, cloud, allowances)
  resolve_doubts(run, cloud)
  -- Those that failed stay unavailable.
  local allowed = MAX_UNAVAILABLE + assert(run:status()).failed
  allowances[#allowances + 1] = { unix_time(), allowed }
  run:resume({ max_failures = SERVERS, max_unavailable = allowed }) -- refused: still in doubt
end

-- How many of the workers that were killed have left a batch in doubt.
local function count_killed_in_call(run, killed)
  local found = {}
  for event in run:events() do
    if event.kind == "in_doubt" and killed[event.worker]
        and event.why:find("its worker stopped", 1, true) then
      found[event.worker] = true
    end
  end
  local count = 0
  for _ in pairs(found) do
    count = count + 1
  end
  return count
end

local function check(run, cloud, allowances)
  local ledger, total = ledgers.read(cloud), 0
  for target in run:targets() do
    total = total + 1
    local problem = ledger:contradiction(target)
    assert(not problem, problem)
  end
  assert(total == SERVERS)
  local most, problem = ledger:check_budget(allowances)
  assert(not problem, problem)
  totals.most = math.max(totals.most, most)
  totals.targets = totals.targets + total
end

local function start_rollout(part, client)
  local plan = assert(rollout.plan({
    name = "chaos",
    client = client,
    targets = client:each("list_cloud_phone_servers"),
    steps = { rollout.step("cph.restart_servers") },
    waves = { 2, "30%", "100%" },
    batch = 5,
    max_unavailable = MAX_UNAVAILABLE,
    max_failures = SERVERS,
    max_in_doubt = 1000,
  }))
  local journal = part:journal()
  return assert(plan:start({ journal = part.own_journal and part.own_journal() or journal })),
    journal
end

-- True once nothing is left to do and nothing in doubt.
local function is_over(part, run, cloud, allowances)
  local status = assert(run:status())
  if status.state == "halted" then
    part.heal() -- for what a person writes
    resume(run, cloud, allowances)
  elseif status.state == "finished" and status.in_doubt > 0 then
    part.heal()
    resolve_doubts(run, cloud)
  end
  return status.state == "finished" and status.in_doubt == 0, status
end

-- What there is to see of a rollout that does not end.
local function describe_end(run, workers)
  local lines, events = {}, {}
  for _, worker in ipairs(workers) do
    lines[#lines + 1] = ("%s: %s%s"):format(worker.name, worker:is_alive() and "alive" or "dead",
      worker.stopped_until and ", stopped" or "")
  end
  for event in run:events() do
    events[#events + 1] = assert(hwc.json.encode(event))
  end
  table.move(events, math.max(#events - 40, 1), #events, #lines + 1, lines)
  return "\n" .. table.concat(lines, "\n")
end

local function one_rollout(part)
  local cloud <close> = assert(sandbox.start({ servers = SERVERS, speed = 200,
    seed = math.random(1 << 30), address = part.address }))
  local client <close> = assert(cph.client(cloud:options()))
  local run, journal = start_rollout(part, client)
  local workers, killed, allowances = {}, {}, { { 0, MAX_UNAVAILABLE } }
  local environment = assert(hwc.json.encode(cloud:options()))
  for i, host in ipairs(part:hosts()) do
    workers[i] = new_worker(host, journal, environment)
  end
  local guard <close> = setmetatable({}, { __close = function()
    for _, worker in ipairs(workers) do
      worker:signal("KILL")
    end
  end })
  local began = hwc.boot_time()
  while true do
    hwc.sleep(0.05 + math.random() ^ 2 * 0.8)
    local ended, status = is_over(part, run, cloud, allowances)
    local calm = hwc.boot_time() - began > CALM
    if ended then
      break
    elseif hwc.boot_time() - began > GIVE_UP then
      error("the rollout does not end: " .. hwc.dump(status) .. describe_end(run, workers))
    end
    if calm then
      cloud:clear_faults()
      part.heal()
    else
      part.trouble()
    end
    if part.faults and not calm and now_and_then(0.3) then
      faults.order(cloud)
    end
    workers[math.random(#workers)]:disturb(killed, part.stops, calm)
  end
  part.heal()
  totals.killed_in_call = totals.killed_in_call + count_killed_in_call(run, killed)
  check(run, cloud, allowances)
  totals.rollouts = totals.rollouts + 1
  run.db:close()
  assert(guard)
end

local function main()
  local made_part, problem = assert(parts[PART], "no part " .. PART)()
  if not made_part then
    print(("%s: left out: %s"):format(PART, problem))
    return
  end
  local part <close> = setmetatable(made_part, Part)
  while totals.kills < KILLS do
    one_rollout(part)
    print(("%s: %d kills (%d left a batch in doubt), %d stops, %d outages, %d rollouts of %d "
      .. "targets: nothing twice, nothing lost, at most %d unavailable; %d targets were in doubt")
      :format(PART, totals.kills, totals.killed_in_call, totals.stops, totals.outages,
      totals.rollouts, totals.targets, totals.most, totals.doubts))
    io.stdout:flush()
  end
end

main()
