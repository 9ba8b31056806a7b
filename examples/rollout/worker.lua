-- SPDX-License-Identifier: Apache-2.0
-- Works on the newest rollout of a journal, or on the one named: the same program begins it, helps
-- others, and goes on after a crash.
--
--   lua5.4 worker.lua JOURNAL [ROLLOUT]     JOURNAL: a path, or postgresql://user@host/database
--   lua5.4 worker.lua                       a rollout over a sandbox of its own
--
-- Keys come from the environment or the profile file; where the rollout runs is in the journal.
-- SIGINT and SIGTERM: nothing more is claimed, and what was sent is waited for; the second one
-- ends it at once. Exit status: 0 finished, 1 not finished, 130 or 143 stopped by a signal.

local cph = require("cph")
local hwc = require("hwc")
local rollout = require("hwc.rollout")

local function status_of(signal)
  return signal == "TERM" and 143 or signal and 130 or 1
end

local function fail(message, signal)
  io.stderr:write("worker: ", tostring(message), "\n")
  os.exit(status_of(signal), true)
end

-- Without arguments: 20 servers of a sandbox are restarted.
local function demonstrate()
  local cloud = assert(require("hwc.sandbox").start({ servers = 20, speed = 500 }))
  local client = assert(cph.client(cloud:options()))
  local path = os.tmpname()
  os.remove(path)
  local plan = assert(rollout.plan({
    name = "restart",
    client = client,
    targets = client:each("list_cloud_phone_servers"),
    steps = { rollout.step("cph.restart_servers") },
  }))
  return assert(plan:start({ journal = path })), { client = client, poll_interval = 0.1 },
    function()
      cloud:close()
      os.remove(path)
    end
end

local function open(journal, name)
  local book, err = rollout.open(journal, { wait = 60 })
  if not book then
    fail(err)
  end
  local run
  if name then
    run, err = book:get(math.tointeger(name) or name)
  else
    run, err = book:latest()
  end
  return run or fail(err), {}
end

local run, options, finish
if arg[1] then
  run, options = open(arg[1], arg[2])
else
  run, options, finish = demonstrate()
end

local signals <close> = hwc.signals()
options.signals = signals
options.progress = function(p)
  print(("%s: wave %d, %d of %d succeeded, %d failed, %d in doubt, %d under way"):format(p.state,
    p.wave, p.succeeded, p.total, p.failed + p.refused, p.in_doubt, p.under_way))
end
local report, err = run:work(options)
if finish then
  finish()
end
if not report then
  -- What came back and could not be written: a person writes it, by resolve.
  local known = err.report or {}
  for _, unwritten in ipairs(known.unwritten or {}) do
    io.stderr:write("worker: not in the journal: ", tostring(unwritten), "\n")
  end
  fail(err, known.signal)
elseif report.stopped then
  print(("stopped (%s); %d under way; resume with the same command"):format(report.stopped,
    report.under_way))
  os.exit(status_of(report.signal), true)
end
