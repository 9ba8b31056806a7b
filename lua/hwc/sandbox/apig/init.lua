-- SPDX-License-Identifier: Apache-2.0
-- API Gateway (ROMA Connect APIC) in the sandbox: its resources put together.

local answers = require("hwc.sandbox.apig.answers")
local compose = require("hwc.sandbox.compose")
local gateway = require("hwc.sandbox.gateway")

-- In the order in which they are made: APIs have a group, publications an environment too.
local M = compose.compose("apig", {
  require("hwc.sandbox.apig.signs"),
  require("hwc.sandbox.apig.environments"),
  require("hwc.sandbox.apig.apps"),
  require("hwc.sandbox.apig.groups"),
  require("hwc.sandbox.apig.apis"),
  require("hwc.sandbox.apig.publications"),
  (require("hwc.sandbox.apig.definitions")),
})

-- Equal seeds give equal clouds, times included.
local SEEDED_AT = "2024-01-01T00:00:00.000000Z"

local seed = M.seed

function M.seed(state)
  state.seeded_at = SEEDED_AT
  seed(state)
  state.seeded_at = nil
end

function M.refuse(_, call, status, code, message)
  return answers.refuse(call, status, code, message)
end

---A bad token is told by the service, a bad signature and an old token by the gateway.
function M.unauthenticated(_, call, reason, with_token)
  if with_token and reason ~= "expired_token" then
    return answers.refuse(call, 401, "APIG.1002")
  end
  return gateway.unauthenticated(call, reason)
end

function M.forbidden(_, call)
  return answers.refuse(call, 403, "APIG.1005")
end

function M.invalid(_, call, err)
  return answers.invalid(call, err)
end

function M.before(state, _, call)
  local wanted = call.path_values.instance_id
  if wanted and wanted ~= state.account.instance_id then
    return answers.refuse(call, 404, "APIG.3030")
  end
end

return M
