-- SPDX-License-Identifier: Apache-2.0
-- Cloud Phone Host.

require("_hwc") -- first: it lets require find compiled modules
local client = require("hwc.client")
local service = require("_hwc.cph")

local M = {}

-- Loads the waiters when they are used; a tail call, so that errors name the caller's line.
local function wait_jobs(...)
  return require("cph.jobs").wait(...)
end

---The operations by name, each with its method, path, members, rules and reply.
---@type fun(): table<string, hwc.Operation>
M.operations = service.operations

---The waiters by name, as data; see `client:wait`.
---@type fun(): table<string, hwc.Waiter>
M.waiters = service.waiters

---Creates a client of Cloud Phone Host.
---@type fun(options: hwc.ClientOptions): cph.Client?, hwc.Error?
M.client = client.factory(service, { wait_jobs = wait_jobs })

return M
