-- SPDX-License-Identifier: Apache-2.0
-- Figures of rollouts: rollout.lua [TARGETS]. The journal, worker and steps are the real ones; the
-- service is a function that accepts everything, so what is measured is the rollout's own cost.

local hwc = require("hwc")
local rollout = require("hwc.rollout")

local TARGETS = tonumber(arg[1] or 100000)

local function memory()
  for line in io.lines("/proc/self/status") do
    local peak = line:match("^VmHWM:%s+(%d+)")
    if peak then
      return tonumber(peak) / 1024
    end
  end
end

rollout.define("bench.change", {
  batch = 100,
  interval = 0.001,
  submit = function()
    return { refused = {} }
  end,
})

local client = { describe = function()
  return { service = "bench", endpoint = "https://bench.example" }
end }

local function ids(total)
  local i = 0
  return function()
    i = i + 1
    return i <= total and ("target-%08d"):format(i) or nil
  end
end

local function measure(total)
  local path = os.tmpname()
  os.remove(path)
  local began = hwc.boot_time()
  local plan = assert(rollout.plan({
    name = "bench",
    client = client,
    targets = ids(total),
    steps = { rollout.step("bench.change") },
    waves = { "100%" },
    max_unavailable = "100%",
  }))
  local run = assert(plan:start({ journal = path }))
  local planned = hwc.boot_time()
  local report = assert(run:work({ interval = 5, concurrency = 4 }))
  local worked = hwc.boot_time()
  assert(report.state == "finished" and report.succeeded == total)
  run.db:close()
  os.execute("rm -f " .. path .. "*")
  print(("%d targets: planned in %.2f s (%.0f a second), worked in %.2f s (%.0f a second), peak "
    .. "memory %.0f MiB"):format(total, planned - began, total / (planned - began),
    worked - planned, total / (worked - planned), memory()))
end

measure(TARGETS // 10)
measure(TARGETS)
