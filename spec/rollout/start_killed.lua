-- SPDX-License-Identifier: Apache-2.0
-- Starts a rollout of 3000 targets and is killed before its Nth statement that writes targets, or,
-- where that is "commit", before the commit: start_killed.lua JOURNAL LEDGER N|"commit"

local database = require("hwc.rollout.database")
local rollouts = require("spec.support.rollouts")

local journal, ledger, point = arg[1], arg[2], arg[3]
rollouts.define_ledger(ledger)
local plan = rollouts.plan({ targets = rollouts.ids(3000) })

local count = 0
database.on_statement = function(statement)
  count = count + (statement:find("^INSERT INTO hwc_target") and 1 or 0)
  if count == tonumber(point) or point == "commit" and count > 0 and statement == "COMMIT" then
    local file <close> = assert(io.open("/proc/self/stat"))
    os.execute("kill -9 " .. file:read("a"):match("^%d+"))
  end
end
assert(plan:start({ journal = journal }))
