-- SPDX-License-Identifier: Apache-2.0
-- Cloud Phone Host.

local client = require("hwc.client")
local jobs = require("cph.jobs")
local service = require("_hwc.cph")

local M = {}

---The operations by name, each with its method, path, members, rules and reply.
M.operations = service.operations

---Makes a client of Cloud Phone Host.
---@param options table see the table of client options in README.md
---@return hwc.Client? client
---@return hwc.Error? err
M.client = client.factory(service, { wait_jobs = jobs.wait })

return M
