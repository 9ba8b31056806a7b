-- SPDX-License-Identifier: Apache-2.0
-- ModelArts DevServer, also called Lite Server.

require("_hwc") -- first: it lets require find compiled modules
local client = require("hwc.client")
local service = require("_hwc.devserver")

local M = {}

-- Loads the waiters when they are used; a tail call, so that errors name the caller's line.
local function wait_dev_server(...)
  return require("devserver.states").wait(...)
end

---The operations by name, each with its method, path, members, rules and reply.
---@type fun(): table<string, hwc.Operation>
M.operations = service.operations

---The waiters by name, as data; see `client:wait`.
---@type fun(): table<string, hwc.Waiter>
M.waiters = service.waiters

---Creates a client of DevServer.
---@type fun(options: hwc.ClientOptions): devserver.Client?, hwc.Error?
M.client = client.factory(service, { wait_dev_server = wait_dev_server })

return M
