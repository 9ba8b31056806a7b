-- SPDX-License-Identifier: Apache-2.0
-- Identity and Access Management: tokens, agencies, projects, temporary keys.

local client = require("hwc.client")
local service = require("_hwc.iam")

local M = {}

---The operations by name, each with its method, path, members, rules and reply.
M.operations = service.operations

---Makes a client of IAM. Without `region` and `endpoint` it speaks to the global endpoint.
---@param options table see the table of client options in README.md
---@return hwc.Client? client
---@return hwc.Error? err
M.client = client.factory(service, {})

return M
