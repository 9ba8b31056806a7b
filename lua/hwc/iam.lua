-- SPDX-License-Identifier: Apache-2.0
-- Identity and Access Management: tokens, agencies, projects, temporary keys.

require("_hwc") -- first: it lets require find compiled modules
local client = require("hwc.client")
local service = require("_hwc.iam")

local M = {}

---The operations by name, each with its method, path, members, rules and reply.
---@type fun(): table<string, hwc.Operation>
M.operations = service.operations

---Creates a client of IAM. Without `region` and `endpoint` it uses the global endpoint.
---@type fun(options: hwc.ClientOptions): iam.Client?, hwc.Error?
M.client = client.factory(service, {})

return M
