-- SPDX-License-Identifier: Apache-2.0
-- A worker that ends like a process without power: killed by SIGKILL before its Nth statement, or
-- in its call. Started by specs: killed_worker.lua JOURNAL LEDGER N|"call"|"after_call"

local database = require("hwc.rollout.database")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")

local journal, ledger, point = arg[1], arg[2], arg[3]
local at = tonumber(point)

local function die()
  local file <close> = assert(io.open("/proc/self/stat"))
  os.execute("kill -9 " .. file:read("a"):match("^%d+"))
end

local options = {}
if point == "call" or point == "after_call" then
  options.submit = function(_, targets)
    if point == "after_call" then
      local file <close> = assert(io.open(ledger, "a"))
      for _, target in ipairs(targets) do
        file:write(target.id, "\n")
      end
      file:flush()
    end
    die()
  end
end
rollouts.define_ledger(ledger, options)
local run = assert(assert(rollout.open(journal)):latest())

local count = 0
database.on_statement = at and function()
  count = count + 1
  if count == at then
    die()
  end
end or nil
assert(run:work(rollouts.work({ client = rollouts.client })))
