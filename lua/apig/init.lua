-- SPDX-License-Identifier: Apache-2.0
-- ROMA Connect APIC, and API Gateway with the client option gateway = "apig".

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

M.verify = require("apig.verify").verify
M.new_signature_key = require("apig.signature_key").new

return M
