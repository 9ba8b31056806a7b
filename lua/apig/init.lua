-- SPDX-License-Identifier: Apache-2.0
-- ROMA Connect APIC, and API Gateway with the client option gateway = "apig".

require("_hwc") -- first: it lets require find compiled modules
local client = require("hwc.client")
local service = require("_hwc.apig")

local M = {}

---The operations by name, each with its method, path, members, rules and reply.
---@type fun(): table<string, hwc.Operation>
M.operations = service.operations

---The waiters by name, as data; see `client:wait`.
---@type fun(): table<string, hwc.Waiter>
M.waiters = service.waiters

---Creates a client of APIC or API Gateway.
---@type fun(options: hwc.ClientOptions): apig.Client?, hwc.Error?
M.client = client.factory(service, {})

-- Loaded when they are used; tail calls, so that errors name the caller's line.
function M.verify(...)
  return require("apig.verify").verify(...)
end

function M.new_signature_key(...)
  return require("apig.signature_key").new(...)
end

return M
