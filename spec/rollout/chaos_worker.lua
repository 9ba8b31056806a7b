-- SPDX-License-Identifier: Apache-2.0
-- A worker of spec/rollout/chaos.lua: chaos_worker.lua JOURNAL NAME LONGEST; the client's options
-- are in the environment variable HWC_CHAOS as JSON. LONGEST: seconds that a restart may take.

local cph = require("cph")
local hwc = require("hwc")
local rollout = require("hwc.rollout")
local steps = require("hwc.rollout.steps")

-- Workers live for a second or so.
require("hwc.rollout.steps.common").pause = 0.05
assert(steps.find("cph.restart_servers")).longest = tonumber(arg[3])
local client = assert(cph.client(assert(hwc.json.decode(os.getenv("HWC_CHAOS")))))
local run = assert(assert(rollout.open(arg[1])):latest())
local report, err = run:work({
  client = client,
  name = arg[2],
  poll_interval = 0.1,
  interval = 0.2,
  retry_pause = 0.1,
  lease = 4,
  margin = 1,
  timeout = 3,
  call_deadline = 3,
})
if not report then
  io.stderr:write(arg[2], ": ", tostring(err), "\n")
  os.exit(1, true)
end
