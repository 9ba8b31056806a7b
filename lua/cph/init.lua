-- SPDX-License-Identifier: Apache-2.0
-- Cloud Phone Host.

local client = require("hwc.client")
local jobs = require("cph.jobs")
local service = require("_hwc.cph")

local M = {}

---The operations by name, each with its method, path, members, rules and reply.
---@type fun(): table<string, hwc.Operation>
M.operations = service.operations

---The waiters by name, as data; see `client:wait`.
---@type fun(): table<string, hwc.Waiter>
M.waiters = service.waiters

---Creates a client of Cloud Phone Host.
---@type fun(options: hwc.ClientOptions): cph.Client?, hwc.Error?
M.client = client.factory(service, { wait_jobs = jobs.wait })

return M
