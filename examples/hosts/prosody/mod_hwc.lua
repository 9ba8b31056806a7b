-- SPDX-License-Identifier: Apache-2.0
-- Runs tasks of hwc in Prosody's loop. All modules of Prosody share one Lua state, so one
-- descriptor is watched for all of them. Modules that make calls begin with module:depends("hwc").

module:set_global()

local hwc = require("hwc")
local server = require("net.server")

local loop = hwc.loop()
local watch = server.watchfd(loop:pollfd(), function()
  local good, message = pcall(loop.step, loop, 0)
  if not good then
    module:log("error", "a task failed: %s", message)
  end
end)

function module.unload()
  watch:close()
end
