-- SPDX-License-Identifier: Apache-2.0
-- examples/rollout/worker.lua with the rhythm of a sandbox: sandbox_worker.lua JOURNAL. The
-- environment variable HWC_SPEC_OUTAGE: seconds for which the journal may be away.

local runs = require("hwc.rollout.run")
local rollout = require("hwc.rollout")

local open = rollout.open
function rollout.open(name, settings)
  settings.outage = tonumber(os.getenv("HWC_SPEC_OUTAGE"))
  local book, err = open(name, settings)
  if book then
    local run = assert(book:latest())
    local metatable = getmetatable(run)
    local work = metatable.work
    function metatable:work(given)
      given.poll_interval, given.interval, given.lease = 0.1, 0.1, 20
      given.margin = 5
      return work(self, given)
    end
  end
  return book, err
end

assert(runs)
dofile("examples/rollout/worker.lua")
