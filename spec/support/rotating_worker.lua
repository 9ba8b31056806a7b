-- SPDX-License-Identifier: Apache-2.0
-- A worker of a rotation in a process of its own: rotating_worker.lua JOURNAL OPTIONS LOG [N]. With
-- N it is killed by SIGKILL before its Nth statement. Its log of events goes to LOG.

local apig = require("apig")
local cjson = require("cjson")
local database = require("hwc.rollout.database")
local hwc = require("hwc")
local rollout = require("hwc.rollout")
local rollouts = require("spec.support.rollouts")

local journal, options, log_path, at = arg[1], arg[2], arg[3], tonumber(arg[4])

local function die()
  local file <close> = assert(io.open("/proc/self/stat"))
  os.execute("kill -9 " .. file:read("a"):match("^%d+"))
end

local count = 0
database.on_statement = at and function()
  count = count + 1
  if count == at then
    die()
  end
end or nil

local client = assert(apig.client(cjson.decode(options)))
local log <close> = assert(hwc.log(log_path))
local run = assert(assert(rollout.open(journal)):latest())
local report, err = run:work(rollouts.work({ client = client, log = log, lease = 20,
  progress = rollout.terminal({ interval = 0.1 }) }))
print(report and report.state or err, report and report.reason)
