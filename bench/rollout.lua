-- SPDX-License-Identifier: Apache-2.0
-- Figures of rollouts, as counts and ratios: rollout.lua [TARGETS]. First the journal, worker and
-- steps alone, where the service is a function that accepts everything; then over a sandbox, whose
-- requests are counted. `rollout.lua work JOURNAL` is a worker of the last part.

local cph = require("cph")
local hwc = require("hwc")
local rollout = require("hwc.rollout")
local sandbox = require("hwc.sandbox")

local SERVERS, SPEED = 10000, 100

-- Batches of 100 are polled every 15 s at first: scaled as the work of the sandbox, which takes 22
-- to 38 s.
local POLL_INTERVAL = 15 / SPEED

local function memory()
  for line in io.lines("/proc/self/status") do
    local peak = line:match("^VmHWM:%s+(%d+)")
    if peak then
      return tonumber(peak) / 1024
    end
  end
end

local function show(what, figure, goal)
  print(("%-62s %-28s %s"):format(what, figure, goal))
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

local function ids(total)
  local i = 0
  return function()
    i = i + 1
    return i <= total and ("target-%08d"):format(i) or nil
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

-- Makes `run` count the seconds for which its journal is used.
local function time_journal(run)
  local handle, spent = run.db.handle, { seconds = 0 }
  run.db.handle = setmetatable({}, { __index = function(_, name)
    return function(_, ...)
      local began = hwc.boot_time()
      local results = table.pack(handle[name](handle, ...))
      spent.seconds = spent.seconds + hwc.boot_time() - began
      return table.unpack(results, 1, results.n)
    end
  end })
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

local function show_calls()
  local cloud <close> = assert(sandbox.start({ servers = SERVERS, speed = SPEED }))
  local client <close> = assert(cph.client(cloud:options()))
  local path, guard <close> = new_journal()
  local run = start_restarts(client, cloud, path, SERVERS)
  local spent = time_journal(run)
  local began = hwc.boot_time()
  local report = assert(run:work({ poll_interval = POLL_INTERVAL, interval = 0.2 }))
  local wall = hwc.boot_time() - began
  assert(report.state == "finished" and report.succeeded == SERVERS)
  local counts = count_requests(cloud)
  show(("%d servers restarted, 100 a call: POST"):format(SERVERS), counts.posts, "<= 100")
  show("  GET of jobs, polled every 15 s", ("%d, %.2f a batch"):format(counts.polls,
    counts.polls / 100),
    "<= 3 sweeps of 100")
  show("  GET of servers", counts.listings + counts.details, "100")
  show(("  journal's share of %.1f s at speed %d"):format(wall, SPEED), ("%.1f %%"):format(
    100 * spent.seconds / wall), "<= 5 %")
  assert(guard)
end

-- A process that works on the journal.
local function start_worker(path, environment)
  return assert(io.popen(("HWC_BENCH='%s' lua5.4 bench/rollout.lua work '%s'"):format(environment,
    path)))
end

-- Seconds until as many workers have restarted all servers.
local function measure_workers(count)
  local cloud <close> = assert(sandbox.start({ servers = 2000, speed = 20 }))
  local client <close> = assert(cph.client(cloud:options()))
  local path, guard <close> = new_journal()
  local run = start_restarts(client, cloud, path, 2000, 50)
  local environment, pipes = assert(hwc.json.encode(cloud:options())), {}
  local began = hwc.boot_time()
  for i = 1, count do
    pipes[i] = start_worker(path, environment)
  end
  for _, pipe in ipairs(pipes) do
    assert(pipe:close())
  end
  assert(assert(run:status()).state == "finished")
  assert(guard)
  return hwc.boot_time() - began
end

local function work(path)
  local client = assert(cph.client(assert(hwc.json.decode(os.getenv("HWC_BENCH")))))
  local run = assert(assert(rollout.open(path)):latest())
  assert(run:work({ client = client, poll_interval = 0.5, interval = 0.2, concurrency = 4 }))
end

if arg[1] == "work" then
  work(arg[2])
else
  show_scale(tonumber(arg[1] or 1000000)) -- first: a sandbox takes memory
  show_calls()
  show("two workers, 4 batches at a time each, instead of one", ("%.2f x as fast"):format(
    measure_workers(1) / measure_workers(2)), ">= 1.8")
end
