-- SPDX-License-Identifier: Apache-2.0
-- API Gateway (ROMA Connect APIC) in the sandbox: its resources put together. Each instance has
-- resources of its own; calls find those of theirs in state.apig.

local responses = require("hwc.sandbox.apig.responses")
local compose = require("hwc.sandbox.compose")
local gateway = require("hwc.sandbox.gateway")
local gateways = require("hwc.sandbox.apig.gateways")
local instances = require("hwc.sandbox.apig.instances")
local store = require("hwc.sandbox.apig.store")

-- In the order in which they are made: APIs have a group, publications an environment too.
local M = compose.compose("apig", {
  store:part(),
  require("hwc.sandbox.apig.signs"),
  require("hwc.sandbox.apig.groups"),
  require("hwc.sandbox.apig.apps"),
  require("hwc.sandbox.apig.apis"),
  require("hwc.sandbox.apig.publications"),
  require("hwc.sandbox.apig.definitions"),
  require("hwc.sandbox.apig.bindings"),
  require("hwc.sandbox.apig.certificates"),
  require("hwc.sandbox.apig.vpc_channels"),
  require("hwc.sandbox.apig.live_data"),
  instances,
  require("hwc.sandbox.apig.gateway_responses"),
  require("hwc.sandbox.apig.roma_apps"),
  require("hwc.sandbox.apig.tasks"),
  (require("hwc.sandbox.apig.overviews")),
})

-- Equal seeds give equal clouds, times included: 2024-01-01T00:00:00Z.
local SEEDED_AT = 1704067200

local show_parts = M.show

gateways.seed = M.seed

function M.seed(state)
  state.seeded_at = SEEDED_AT
  store:seed(state, true)
  local ids = {}
  for i = 1, state.config.instances or 1 do
    ids[i] = i == 1 and state.account.instance_id or state:uuid()
    store:add(state, "instances", {
      id = ids[i], instance_name = i == 1 and "sandbox" or ("sandbox-%d"):format(i),
    })
  end
  gateways.begin(state, ids)
  state.seeded_at = nil
end

function M.show(state)
  gateways.turn_to_first(state)
  return show_parts(state)
end

function M.refuse(_, call, status, code, message)
  return responses.refuse_as(call, status, code, message)
end

---A bad token is told by the service, a bad signature and an old token by the gateway.
function M.unauthenticated(_, call, reason, with_token)
  if with_token and reason ~= "expired_token" then
    return responses.refuse(call, "APIG.1002")
  end
  return gateway.unauthenticated(call, reason)
end

function M.forbidden(_, call)
  return responses.refuse(call, "APIG.1005")
end

function M.invalid(_, call, err)
  return responses.invalid(call, err)
end

---Finds the instance that a call is about; without one it is that of the start.
function M.before(state, _, call)
  local id = call.path_values.instance_id
  if not id then
    gateways.turn_to_first(state)
    return nil
  end
  local own = gateways.of(state, id)
  if not own then
    -- Calls about instances themselves are answered by another layer.
    local of_instances = call.gateway == "apig" and instances.handlers[call.operation]
    return responses.refuse(call, of_instances and "APIC.7302" or "APIG.3030")
  end
  state.apig = own
end

return M
