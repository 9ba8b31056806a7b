-- SPDX-License-Identifier: Apache-2.0
-- Orders of the program that started the sandbox, by name.

local core = require("_hwc")
local faults = require("hwc.sandbox.faults")
local redact = require("hwc.sandbox.redact")

local M = {}

---@class hwc.sandbox.Box
---@field state hwc.sandbox.State
---@field services hwc.sandbox.Service[]
---@field operations table<string, boolean> names of all operations
---@field seed fun() makes the state of the start

local orders = {}

function orders.account(box)
  return box.state.account
end

function orders.requests(box)
  local requests = box.state.requests
  return core.array(table.move(requests, 1, #requests, 1, {}))
end

function orders.state(box)
  local state = box.state
  local shown = { keypairs = core.array({}) }
  for name in pairs(state.keypairs) do
    table.insert(shown.keypairs, name)
  end
  table.sort(shown.keypairs, core.text_less)
  for _, service in ipairs(box.services) do
    shown[service.name] = service.show(state)
  end
  return redact.copy(shown)
end

function orders.operations(box)
  return box.operations
end

function orders.effects(box)
  return box.state.ledger:show()
end

function orders.fail(box, order)
  return faults.add(box.state, "call", order)
end

function orders.fail_jobs(box, order)
  return faults.add(box.state, "job", order)
end

function orders.expire(box)
  for _, service in ipairs(box.services) do
    if service.expire then
      service.expire(box.state)
    end
  end
  return true
end

function orders.advance(box, order)
  box.state:skip(order.seconds)
  box.state:advance()
  return true
end

function orders.url(box, url)
  box.state.account.url = url
  return true
end

function orders.reset(box)
  local url = box.state.account.url
  box.seed()
  box.state.account.url = url
  return true
end

---Carries an order out.
---@param box hwc.sandbox.Box
---@param name string
---@param value any
---@return any answer fit for JSON
function M.run(box, name, value)
  box.state:advance()
  return orders[name](box, value)
end

return M
