-- SPDX-License-Identifier: Apache-2.0
-- Figures of rollouts, as counts and ratios, with what they should be: rollout.lua TARGETS KILLS.
-- First the journal, worker and steps alone, where the service is a function that accepts all;
-- then over a sandbox, whose requests are counted, by one worker and by two; then workers that are
-- killed. With "work" or "cost" it is a worker of these parts.

local cph = require("cph")
local hwc = require("hwc")
local rollout = require("hwc.rollout")
local sandbox = require("hwc.sandbox")

local SERVERS, BATCH, SPEED = 10000, 100, 100

-- Restarted as fast as a cloud does it: as many batches as are under way at a time.
local SLOW_SERVERS = 1600

-- Seconds between polls at speed 1; the work of the sandbox takes 22 to 38 s then.
local POLL_INTERVAL = 15

local function memory()
  for line in io.lines("/proc/self/status") do
    local peak = line:match("^VmHWM:%s+(%d+)")
    if peak then
      return tonumber(peak) / 1024
    end
  end
end

local function show(what, figure, goal)
  print(("%-66s %-24s %s"):format(what, figure, goal))
  io.stdout:flush()
end

local function new_journal()
  local path = os.tmpname()
  os.remove(path)
  return path, setmetatable({}, { __close = function()
    os.execute("rm -f " .. path .. "*")
  end })
end

-- The service is a function ----------------------------------------------------------------------

rollout.define("bench.change", {
  batch = 100,
  interval = 0.001,
  submit = function()
    return { refused = {} }
  end,
})

local nothing = { describe = function()
  return { service = "bench", endpoint = "https://bench.example" }
end }

-- Ids as a cloud gives them: none is near the one before it.
local function ids(total)
  local i = 0
  return function()
    i = i + 1
    return i <= total and ("%016x%016x"):format(i * 0x9e3779b97f4a7c15, i) or nil
  end
end

-- Seconds for planning and for working.
local function measure(total)
  local path, guard <close> = new_journal()
  local began = hwc.boot_time()
  local run = assert(assert(rollout.plan({
    name = "bench",
    client = nothing,
    targets = ids(total),
    steps = { rollout.step("bench.change") },
    waves = { "100%" },
    max_unavailable = "100%",
  })):start({ journal = path }))
  local planned = hwc.boot_time()
  local report = assert(run:work({ interval = 5, concurrency = 4 }))
  local worked = hwc.boot_time()
  assert(report.state == "finished" and report.succeeded == total)
  run.db:close()
  assert(guard)
  return planned - began, worked - planned
end

local function show_scale(most)
  local total, first = 10000, nil
  while total <= most do
    local planning, working = measure(total)
    first = first or { planning / total, working / total }
    show(("%d targets planned"):format(total), ("%.0f a second"):format(total / planning),
      ">= 20000 (SQLite)")
    show("  worked", ("%.0f a second"):format(total / working), "")
    show("  time a target, 10,000 targets being 1", ("%.2f and %.2f"):format(
      planning / total / first[1], working / total / first[2]), "1")
    total = total * 10
  end
  show("  peak memory", ("%.0f MiB"):format(memory()), "< 100 MiB")
end

-- Over a sandbox -------------------------------------------------------------------------------

local function start_restarts(client, cloud, path, servers, batch)
  local targets = {}
  for _, server in ipairs(cloud:state().cph.servers) do
    targets[#targets + 1] = server.server_id
    if #targets == servers then
      break
    end
  end
  return assert(assert(rollout.plan({
    name = "bench",
    client = client,
    targets = targets,
    steps = { rollout.step("cph.restart_servers") },
    waves = { "100%" },
    max_unavailable = "100%",
    batch = batch,
  })):start({ journal = path }))
end

-- Makes `run` count what its journal is used for: transactions, statements, and the seconds from
-- the beginning of each transaction to its end, with what the worker does in it. Nothing else
-- happens meanwhile: the program waits for its journal. `commits` is what COMMIT takes of them.
local function time_journal(run)
  local db, spent = run.db, { seconds = 0, cpu = 0, commits = 0, transactions = 0, statements = 0 }
  local handle = db.handle
  db.handle = setmetatable({
    commit = function(_)
      local began = hwc.boot_time()
      local good, failure = handle:commit()
      spent.commits = spent.commits + hwc.boot_time() - began
      return good, failure
    end,
    query = function(_, ...)
      spent.statements = spent.statements + 1
      return handle:query(...)
    end,
  }, { __index = function(_, name)
    return function(_, ...)
      return handle[name](handle, ...)
    end
  end })
  local function timed(name)
    local fn = db[name]
    db[name] = function(...)
      local began, cpu = hwc.boot_time(), os.clock()
      local results = table.pack(fn(...))
      spent.seconds = spent.seconds + hwc.boot_time() - began
      spent.cpu = spent.cpu + os.clock() - cpu
      spent.transactions = spent.transactions + 1
      return table.unpack(results, 1, results.n)
    end
  end
  timed("transaction")
  timed("read")
  return spent
end

local function count_requests(cloud)
  local requests, forgotten = cloud:requests()
  assert((forgotten or 0) == 0)
  local counts = { posts = 0, polls = 0, listings = 0, details = 0 }
  for _, request in ipairs(requests) do
    local path = request.target:match("^[^?]*")
    local name = request.method == "POST" and "posts" or path:find("/jobs$") and "polls"
      or path:find("/servers$") and "listings" or "details"
    counts[name] = counts[name] + 1
  end
  return counts
end

-- Runs this program on the journal, in a process of its own; `what` and its arguments.
local function start_worker(what, path, cloud)
  return assert(io.popen(("HWC_BENCH='%s' lua5.4 bench/rollout.lua %s '%s'"):format(
    assert(hwc.json.encode(cloud:options())), what, path)))
end

local function open_run(path)
  local client = assert(cph.client(assert(hwc.json.decode(os.getenv("HWC_BENCH")))))
  return assert(assert(rollout.open(path)):latest()), client
end

-- Works on a journal and prints what that took. `durability` is that of the journal: with "OFF"
-- nothing waits for the disk.
local function time_work(path, speed, durability)
  local run, client = open_run(path)
  assert(run.db.handle:query("PRAGMA synchronous = " .. durability))
  local spent, began = time_journal(run), hwc.boot_time()
  local report = assert(run:work({ client = client, poll_interval = POLL_INTERVAL / speed,
    interval = math.min(20 / speed, 1) }))
  spent.wall = hwc.boot_time() - began
  assert(report.state == "finished")
  print(assert(hwc.json.encode(spent)))
end

-- Restarts servers: what was asked of the service, and what time_work() printed.
local function restart(servers, speed, durability)
  local cloud <close> = assert(sandbox.start({ servers = servers, speed = speed }))
  local client <close> = assert(cph.client(cloud:options()))
  local path, guard <close> = new_journal()
  local run = start_restarts(client, cloud, path, servers)
  local pipe = start_worker(("cost %g %s"):format(speed, durability), path, cloud)
  local spent = assert(hwc.json.decode(pipe:read("a")))
  assert(pipe:close())
  assert(assert(run:status()).succeeded == servers)
  run.db:close()
  assert(guard)
  return count_requests(cloud), spent
end

local function show_cost(servers, speed)
  local counts, spent = restart(servers, speed, "FULL")
  local batches, wall = servers / BATCH, spent.wall
  show(("journal's share of %.1f s at speed %d"):format(wall, speed), ("%.1f %%"):format(
    100 * spent.seconds / wall), "<= 5 %")
  show("  of it waiting for the disk; CPU", ("%.1f %%; %.1f %%"):format(100 * spent.commits / wall,
    100 * spent.cpu / wall), "")
  show("  a batch: transactions, statements, ms", ("%.1f, %.0f, %.1f"):format(
    spent.transactions / batches, spent.statements / batches, 1000 * spent.seconds / batches), "")
  local _, unsafe = restart(servers, speed, "OFF")
  show("  wall time beside a journal that waits for no disk", ("+ %.1f %%"):format(
    100 * (wall / unsafe.wall - 1)), "")
  return counts
end

local function show_calls()
  local counts = show_cost(SERVERS, SPEED)
  show(("%d servers restarted, %d a call: POST"):format(SERVERS, BATCH), counts.posts, "<= 100")
  show("  GET of jobs; sweeps of 100", ("%d; %.2f"):format(counts.polls, counts.polls / 100),
    "<= 3 sweeps")
  show("  GET of servers, when verifying", counts.listings + counts.details, "100")
  show_cost(SLOW_SERVERS, 1)
end

-- Seconds from the first claim until as many workers have restarted all servers. Each of their
-- places gets ten batches and more: how the last ones fall out is not what is measured.
local function measure_workers(count)
  local cloud <close> = assert(sandbox.start({ servers = 2000, speed = 20 }))
  local client <close> = assert(cph.client(cloud:options()))
  local path, guard <close> = new_journal()
  local run = start_restarts(client, cloud, path, 2000, 25)
  local pipes = {}
  for i = 1, count do
    pipes[i] = start_worker("work", path, cloud)
  end
  for _, pipe in ipairs(pipes) do
    assert(pipe:close())
  end
  local status = assert(run:status())
  assert(status.state == "finished")
  assert(guard)
  return status.ended - status.started
end

local function work(path)
  local run, client = open_run(path)
  assert(run:work({ client = client, poll_interval = 0.5, interval = 0.2, concurrency = 4 }))
end

-- What spec/rollout/chaos.sh found over all of its parts; where it finds anything it fails.
local function show_chaos(kills)
  local pipe = assert(io.popen("spec/rollout/chaos.sh " .. kills))
  local last, left_out = {}, {}
  for line in pipe:lines() do
    local part = line:match("^(%a+):")
    if part and line:find(" kills (", 1, true) then
      last[part] = { line:match(
        "(%d+) kills %((%d+) .-, (%d+) stops, (%d+) outages, .- of (%d+) targets") }
    elseif part then
      left_out[#left_out + 1] = part
    end
  end
  assert(pipe:close(), "spec/rollout/chaos.sh failed")
  local sums = { 0, 0, 0, 0, 0 }
  for _, figures in pairs(last) do
    for i, figure in ipairs(figures) do
      sums[i] = sums[i] + tonumber(figure)
    end
  end
  show(("double submissions over %d kills, %d stops, %d outages"):format(sums[1], sums[3], sums[4]),
    "0", "0")
  show(("targets of %d without an end after all, but those listed in doubt"):format(sums[5]), "0",
    "0")
  if last.kills then
    show("kills that left a batch in doubt, of those without faults", ("%s of %s"):format(
      last.kills[2], last.kills[1]), "between claim and outcome")
  end
  if #left_out > 0 then
    show("  not run: they need root", table.concat(left_out, ", "), "")
  end
end

if arg[1] == "work" then
  work(arg[2])
elseif arg[1] == "cost" then
  time_work(arg[4], tonumber(arg[2]), arg[3])
else
  show_scale(tonumber(arg[1] or 1000000)) -- first: a sandbox takes memory
  show_calls()
  show("two workers, 4 batches at a time each, instead of one", ("%.2f x as fast"):format(
    measure_workers(1) / measure_workers(2)), ">= 1.8")
  show_chaos(tonumber(arg[2] or 1000))
end
