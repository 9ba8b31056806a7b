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

local control = require("hwc.rollout.control")
local cph = require("cph")
local faults = require("spec.rollout.chaos_faults")
local hwc = require("hwc")
local ledgers = require("spec.rollout.chaos_ledger")
local namespaces = require("spec.support.namespaces")
local options = require("hwc.options")
local postgres = require("spec.support.postgres")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local sandbox = require("hwc.sandbox")

local PART, KILLS, SEED = arg[1] or "sqlite", tonumber(arg[2] or 30), tonumber(arg[3] or 1)
-- A short run has a small fleet.
local SERVERS, MAX_UNAVAILABLE = 60, 20
if KILLS < 5 then
  SERVERS, MAX_UNAVAILABLE = 20, 7
end

-- Seconds: that a restart may take; that a stopped worker stays stopped (longer than its lease);
-- after the end of a lease from which on a change is sent again; that a worker lives at most before
-- something happens to it, and in which a rollout has to end, on a machine without load.
local LONGEST, STOPPED, MARGIN, MOST_LIFE, GIVE_UP = 8, 6, 2, 2, 200

control.redo_margin = MARGIN
math.randomseed(SEED)

local totals = { kills = 0, killed_in_call = 0, stops = 0, outages = 0, rollouts = 0, targets = 0,
  doubts = 0, redone = 0, retried = 0, most = 0 }

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

-- Seconds that it takes now to start a program like a worker.
local function measure_slowness()
  local began = hwc.boot_time()
  os.execute("lua5.4 -e 'require(\"cph\") require(\"hwc.rollout\")'")
  return hwc.boot_time() - began
end

-- `host` has `exec`, what the command begins with.
local function new_worker(host, journal, environment, slowness)
  return setmetatable({ host = host, journal = journal, environment = environment,
    slowness = slowness }, Worker)
end

function Worker:spawn()
  made = made + 1
  self.name = "worker " .. made
  self.pid = shell(("HWC_CHAOS='%s' %s lua5.4 spec/rollout/chaos_worker.lua '%s' '%s' %d "
    .. ">/dev/null 2>>/tmp/hwc-chaos-%s.log & echo $!"):format(self.environment, self.host.exec,
    self.journal, self.name, LONGEST, PART)):match("%d+")
  -- Most are killed before they have done much.
  self.lives_until = hwc.boot_time() + 0.1 + math.random() ^ 2 * (MOST_LIFE + 20 * self.slowness)
end

-- The command line says if the process is this worker: numbers of processes are used again. That of
-- one that has ended is empty.
function Worker:is_alive()
  local file <close> = self.pid and io.open("/proc/" .. self.pid .. "/cmdline")
  return file ~= nil and file:read("a"):find("\0" .. self.name .. "\0", 1, true) ~= nil
end

function Worker:signal(name)
  if self:is_alive() then
    os.execute(("kill -%s %s 2>/dev/null"):format(name, self.pid))
  end
end

-- Something happens to the worker, or nothing.
function Worker:disturb(killed, stops)
  if self.stopped_until then
    if hwc.boot_time() >= self.stopped_until then
      self:signal("CONT")
      self.stopped_until = nil
    end
  elseif not self:is_alive() then
    if now_and_then(0.5) then
      self:spawn()
    end
  elseif hwc.boot_time() < self.lives_until then
    return
  elseif stops and now_and_then(0.15) then
    self:signal("STOP")
    self.stopped_until = hwc.boot_time() + STOPPED
    totals.stops = totals.stops + 1
  else
    self:signal("KILL")
    killed[self.name] = true
    totals.kills = totals.kills + 1
  end
end

-- The parts: what is there while all of their rollouts run, and what happens meanwhile ------------

-- Where requests `linger`, one of a worker that has ended can arrive late.
local Part = { workers = 2, stops = true, faults = true, lingers = false }
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
  local part, count, down = { address = network.hosts.self.address, lingers = true }, 0, {}
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

-- A rollout, what it runs on, and what was ordered of it. `before`: how often a server had been
-- restarted when its target was retried; `redone`: what is done with a target of which nothing was
-- done.
local Trial = {}
Trial.__index = Trial

function Trial:find_worker(name)
  for _, worker in ipairs(self.workers) do
    if name:sub(1, #worker.name + 1) == worker.name .. ":" then
      return worker
    end
  end
end

-- Sends the change again where it is certain that nothing was done and nothing comes late.
function Trial:redo(target)
  local batch = self.run.db:read(self.run.db.row, "SELECT worker FROM hwc_batch WHERE id = $1",
    target.batch)
  if not batch then
    return -- the journal is away
  end
  local worker = self:find_worker(batch.worker)
  if worker and worker:is_alive() then
    worker:signal("KILL")
    hwc.sleep(0.3)
  end
  if ledgers.read(self.cloud):count(target.id) > (self.before[target.id] or 0) then
    return
  end
  local good, err = self.run:resolve(target.id, "redo", "the ledger has nothing",
    { worker_is_dead = true })
  totals.redone = totals.redone + (good and 1 or 0)
  assert(good or err.retryable or err.message:find("redo is possible in", 1, true)
    or err.message:find("not in doubt"), err)
end

-- Decides doubts by what the sandbox did, as a person would after a look.
function Trial:resolve_doubts()
  local ledger, now = ledgers.read(self.cloud), unix_time()
  for target in self.run:targets({ state = "in_doubt" }) do
    local verdict = ledger:verdict(target.id, self.before[target.id] or 0, now, LONGEST)
    self.redone[target.id] = self.redone[target.id] or now_and_then(0.7) and "redo" or "failed"
    if verdict == "untouched" and not self.part.lingers and self.redone[target.id] == "redo" then
      self:redo(target)
    elseif verdict then
      -- Somebody else may be faster: an outcome that comes late ends the doubt, too.
      local good, err = self.run:resolve(target.id, verdict == "done" and "done" or "failed",
        "the ledger says so")
      totals.doubts = totals.doubts + (good and 1 or 0)
      assert(good or err.retryable or err.message:find("not in doubt"), err)
    end
  end
end

function Trial:resume()
  self:resolve_doubts()
  -- Those that failed stay unavailable.
  local status = self.run:status()
  if not status then
    return
  end
  local allowed = MAX_UNAVAILABLE + status.failed
  self.allowances[#self.allowances + 1] = { unix_time(), allowed }
  self.run:resume({ max_failures = SERVERS, max_unavailable = allowed }) -- refused: still in doubt
end

-- Has some of those done again that did not end well, once; true where there are any.
function Trial:retry()
  if self.was_retried or not now_and_then(0.7) then
    return false
  end
  local ledger, ids, before = ledgers.read(self.cloud), {}, {}
  for _, state in ipairs({ "failed", "refused" }) do
    for target in self.run:targets({ state = state }) do
      local count = ledger:count(target.id)
      if count > 0 or not self.part.lingers then
        ids[#ids + 1], before[target.id] = target.id, count
      end
    end
  end
  if #ids == 0 then
    return false
  end
  local count, err = self.run:retry({ targets = ids })
  assert(count or err.retryable, err)
  if count then
    self.was_retried, self.before = true, options.merge(self.before, before)
    totals.retried = totals.retried + count
  end
  return true
end

-- How many of the workers that were killed have left a batch in doubt.
local function count_killed_in_call(run, killed)
  local found = {}
  for event in run:events() do
    local name = event.worker and event.worker:match("^worker %d+")
    if event.kind == "in_doubt" and killed[name]
        and event.why:find("its worker stopped", 1, true) then
      found[name] = true
    end
  end
  local count = 0
  for _ in pairs(found) do
    count = count + 1
  end
  return count
end

function Trial:check()
  local ledger, total = ledgers.read(self.cloud), 0
  for target in self.run:targets() do
    total = total + 1
    local problem = ledger:contradiction(target, self.before[target.id] or 0)
    assert(not problem, problem)
  end
  assert(total == SERVERS)
  local most, problem = ledger:check_budget(self.allowances)
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
  local own = part.own_journal and part.own_journal() or journal
  assert(plan:start({ journal = own })).db:close()
  -- Who waits here for the lock of a worker that is stopped cannot let it go on.
  return assert(assert(rollout.open(own, { outage = 0.5 })):latest()), journal
end

-- True once nothing is left to do and nothing in doubt.
function Trial:is_over()
  local status, err = self.run:status()
  if not status then
    assert(err.retryable, err)
    return false
  elseif status.state == "halted" then
    self.part.heal() -- for what a person writes
    self:resume()
  elseif status.state == "finished" and status.in_doubt > 0 then
    self.part.heal()
    self:resolve_doubts()
  elseif status.state == "finished" then
    self.part.heal()
    return not self:retry()
  end
  self.status = status
  return false
end

-- What there is to see of a rollout that does not end.
local function describe_end(run, workers)
  local lines, events = {}, {}
  for _, worker in ipairs(workers) do
    lines[#lines + 1] = ("%s: %s%s"):format(worker.name, worker:is_alive() and "alive" or "dead",
      worker.stopped_until and ", stopped" or "")
  end
  for _, query in ipairs({
    "SELECT hwc_rollout.*, {now} AS now, NULL AS plan FROM hwc_rollout",
    "SELECT * FROM hwc_wave ORDER BY number",
    "SELECT * FROM hwc_batch WHERE state NOT IN ('ended', 'released', 'superseded')",
    "SELECT * FROM hwc_target WHERE state NOT IN ('succeeded', 'failed', 'refused')",
  }) do
    for _, row in ipairs(run.db:read(run.db.query, query) or {}) do
      lines[#lines + 1] = assert(hwc.json.encode(row))
    end
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
  local workers, killed = {}, {}
  local trial = setmetatable({ part = part, cloud = cloud, run = run, workers = workers,
    allowances = { { 0, MAX_UNAVAILABLE } }, before = {}, redone = {} }, Trial)
  local environment = assert(hwc.json.encode(cloud:options()))
  local slowness = measure_slowness()
  for i, host in ipairs(part:hosts()) do
    workers[i] = new_worker(host, journal, environment, slowness)
  end
  local guard <close> = setmetatable({}, { __close = function()
    for _, worker in ipairs(workers) do
      worker:signal("KILL")
    end
  end })
  local began = hwc.boot_time()
  while not trial:is_over() do
    hwc.sleep(0.05 + math.random() ^ 2 * 0.8)
    if hwc.boot_time() - began > GIVE_UP + 400 * slowness then
      error("the rollout does not end: " .. hwc.dump(trial.status) .. describe_end(run, workers))
    end
    part.trouble()
    if part.faults and now_and_then(0.3) then
      faults.order(cloud)
    end
    for _, worker in ipairs(workers) do
      worker:disturb(killed, part.stops)
    end
  end
  totals.killed_in_call = totals.killed_in_call + count_killed_in_call(run, killed)
  trial:check()
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
      .. "targets: nothing twice, nothing lost, at most %d unavailable; %d targets were in doubt, "
      .. "%d of them redone, %d were retried"):format(PART, totals.kills, totals.killed_in_call,
      totals.stops, totals.outages, totals.rollouts, totals.targets, totals.most, totals.doubts
      + totals.redone, totals.redone, totals.retried))
    io.stdout:flush()
  end
end

main()
