-- SPDX-License-Identifier: Apache-2.0
-- Rollouts over a sandbox that fails, by workers that are killed and stopped at random moments,
-- until as many kills have happened as asked for: chaos.lua sqlite|postgresql KILLS [SEED]. What
-- the sandbox did decides: no server is restarted twice, every one has ended or is in doubt, and
-- never were more under way than the budget allows.

local cph = require("cph")
local hwc = require("hwc")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")
local sandbox = require("hwc.sandbox")

local ENGINE, KILLS, SEED = arg[1] or "sqlite", tonumber(arg[2] or 30), tonumber(arg[3] or 1)
local SERVERS, WORKERS = 60, ENGINE == "sqlite" and 2 or 4
local MAX_UNAVAILABLE = 20

math.randomseed(SEED)

local function shell(command)
  local pipe <close> = assert(io.popen(command))
  return pipe:read("a")
end

local function spawn(journal, environment)
  local pid = shell(("HWC_CHAOS='%s' lua5.4 spec/rollout/chaos_worker.lua '%s' >/dev/null "
    .. "2>>/tmp/hwc-chaos.log & echo $!"):format(environment, journal))
  return pid:match("%d+")
end

local function signal(pid, name)
  return os.execute(("kill -%s %s 2>/dev/null"):format(name, pid)) == true
end

local function is_alive(pid)
  local file = io.open("/proc/" .. pid .. "/stat")
  local state = file and file:read("a"):match("%) (%a)")
  if file then
    file:close()
  end
  return state ~= nil and state ~= "Z"
end

-- Faults that come and go while the workers work.
local FAULTS = {
  { status = 503 },
  { status = 429, headers = { ["Retry-After"] = "1" } },
  { drop = true },
  { drop = true, applied = true },
  { status = 500, applied = true },
}

local function order_fault(cloud)
  local fault = {}
  for name, value in pairs(FAULTS[math.random(#FAULTS)]) do
    fault[name] = value
  end
  fault.operation = ({ "restart_cloud_phone_server", "list_jobs" })[math.random(2)]
  fault.times = math.random(2)
  cloud:fail(fault)
end

-- How often each server was restarted, by the jobs that the sandbox made.
local function restarts(cloud)
  local times = {}
  for _, job in ipairs(cloud:state().cph.jobs) do
    times[job.server_id] = (times[job.server_id] or 0) + 1
  end
  return times
end

local function most_at_a_time(cloud)
  local points = {}
  for _, job in ipairs(cloud:state().cph.jobs) do
    points[#points + 1] = { job.begin_time, 1 }
    points[#points + 1] = { job.end_time or "9", -1 }
  end
  table.sort(points, function(a, b)
    if a[1] ~= b[1] then
      return a[1] < b[1]
    end
    return a[2] < b[2]
  end)
  local now, most = 0, 0
  for _, point in ipairs(points) do
    now = now + point[2]
    most = math.max(most, now)
  end
  return most
end

-- Decides doubts by what the sandbox did, as a person would after a look.
local function resolve_doubts(run, cloud)
  local times, count = restarts(cloud), 0
  for target in run:targets({ state = "in_doubt" }) do
    count = count + 1
    assert(run:resolve(target.id, times[target.id] and "done" or "failed", "the ledger says so"))
  end
  return count
end

local function check(run, cloud)
  local times = restarts(cloud)
  local open = 0
  for target in run:targets() do
    local n = times[target.id] or 0
    assert(n <= 1, ("server %s was restarted %d times"):format(target.id, n))
    assert(target.state ~= "succeeded" or n == 1, target.id .. " succeeded without a restart")
    if target.state ~= "succeeded" and target.state ~= "failed" and target.state ~= "refused" then
      open = open + 1
    end
  end
  assert(open == 0, open .. " targets have no end")
  assert(most_at_a_time(cloud) <= MAX_UNAVAILABLE, "more under way than allowed")
end

local totals = { kills = 0, stops = 0, rollouts = 0, doubts = 0, batches_in_doubt = 0 }

local function one_rollout()
  local cloud <close> = assert(sandbox.start({ servers = SERVERS, speed = 200,
    seed = math.random(1 << 30) }))
  local client <close> = assert(cph.client(cloud:options()))
  local journal = rollouts.new_journal(ENGINE)
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
  local run = assert(plan:start({ journal = journal }))
  local environment = assert(hwc.json.encode(cloud:options()))
  local workers = {}
  for i = 1, WORKERS do
    workers[i] = spawn(journal, environment)
  end
  local give_up = os.time() + 120
  while true do
    hwc.sleep(0.1 + math.random() * 0.5)
    local status = assert(run:status())
    if status.state == "finished" then
      break
    elseif status.state == "halted" then
      totals.batches_in_doubt = totals.batches_in_doubt + status.batches_in_doubt
      totals.doubts = totals.doubts + resolve_doubts(run, cloud)
      -- Those that failed stay unavailable.
      assert(run:resume({ max_failures = SERVERS,
        max_unavailable = MAX_UNAVAILABLE + run:status().failed }))
    end
    if os.time() >= give_up then
      error("the rollout does not end: " .. hwc.dump(status))
    end
    if math.random() < 0.3 then
      order_fault(cloud)
    end
    local i = math.random(WORKERS)
    if not is_alive(workers[i]) then
      workers[i] = spawn(journal, environment)
    elseif math.random() < 0.15 then
      signal(workers[i], "STOP") -- for longer than its lease
      totals.stops = totals.stops + 1
      local pid = workers[i]
      os.execute(("(sleep 6; kill -CONT %s) 2>/dev/null &"):format(pid))
    elseif math.random() < 0.6 then
      signal(workers[i], "KILL")
      totals.kills = totals.kills + 1
    end
  end
  for _, pid in ipairs(workers) do
    signal(pid, "KILL")
  end
  totals.batches_in_doubt = totals.batches_in_doubt + run:status().batches_in_doubt
  local late = resolve_doubts(run, cloud)
  totals.doubts = totals.doubts + late
  if late > 0 then -- what was resolved as done is verified
    assert(assert(run:work({ client = client, poll_interval = 0.1 })).state == "finished")
  end
  check(run, cloud)
  totals.rollouts = totals.rollouts + 1
  run.db:close()
end

while totals.kills < KILLS do
  one_rollout()
  print(("%d kills, %d stops, %d rollouts of %d servers: nothing twice, nothing lost; %d targets "
    .. "of %d batches were in doubt"):format(totals.kills, totals.stops, totals.rollouts, SERVERS,
    totals.doubts, totals.batches_in_doubt))
end
rollouts.stop()
