-- SPDX-License-Identifier: Apache-2.0
-- Orders of the program that started the sandbox, by name. They come from Lua, from
-- HTTP (http_control.lua) and from a scenario.

local core = require("_hwc")
local backend_requests = require("hwc.sandbox.apig.backend_requests")
local faults = require("hwc.sandbox.faults")
local late = require("hwc.sandbox.late")
local options = require("hwc.options")
local redact = require("hwc.sandbox.redact")
local settings = require("hwc.sandbox.settings")
local snapshot = require("hwc.sandbox.snapshot")

local M = {}

---@class hwc.sandbox.Box
---@field state hwc.sandbox.State
---@field config table the options of sandbox.start
---@field control_token string
---@field url? string
---@field services hwc.sandbox.Service[]
---@field operations table<string, boolean> names of all operations
---@field make fun(config: table): hwc.sandbox.State makes the state of options

-- Responses that are JSON already, in `text`.
M.Json = {}

local orders = {}

function orders.account(box)
  local account = { url = box.url, control_token = box.control_token }
  for name, value in pairs(box.state.account) do
    account[name] = value
  end
  return account
end

function orders.requests(box)
  return setmetatable({ text = box.state.requests:show() }, M.Json)
end

function orders.effects(box)
  return box.state.ledger:show()
end

function orders.operations(box)
  return box.operations
end

-- State.

function orders.state(box)
  local shown = { keypairs = orders.keypairs(box) }
  for _, service in ipairs(box.services) do
    shown[service.name] = service.show(box.state)
  end
  return redact.copy(shown)
end

function orders.save(box)
  local ok, text = pcall(snapshot.save, box.state)
  if not ok then
    return nil, "the state cannot be saved: " .. tostring(text)
  end
  return text
end

-- A state takes the place of the one there was, if any.
local function use(box, state)
  state.account.url = box.url
  box.state = state
  box.config = state.config
  orders.set_lag(box, box.config.lag)
end

-- The clock is the sandbox's, and stays as it is.
function orders.load(box, text)
  local state, message = snapshot.load(text, box.config, box.make)
  if not state then
    return nil, message
  end
  state.clock_offset = box.state.clock_offset
  use(box, state)
  return true
end

function orders.reset(box)
  use(box, box.make(box.config))
  return true
end

function orders.url(box, url)
  box.url = url
  box.state.account.url = url
  return true
end

-- Time.

function orders.advance(box, order)
  box.state:skip(order.seconds)
  box.state:advance()
  return true
end

function orders.expire(box)
  for _, service in ipairs(box.services) do
    if service.expire then
      service.expire(box.state)
    end
  end
  return true
end

function orders.clock(box)
  return { time = box.state:time(), offset = box.state.clock_offset or 0 }
end

function orders.set_clock(box, order)
  box.state.clock_offset = order.offset ~= 0 and order.offset or nil
  return orders.clock(box)
end

-- The collections that may show what they were before.
local function lagging(box)
  local collections = {}
  for _, service in ipairs(box.services) do
    for _, collection in ipairs(service.lagging and service.lagging(box.state) or {}) do
      collections[#collections + 1] = collection
    end
  end
  return collections
end

function orders.set_lag(box, seconds)
  box.state.late = seconds > 0 and late.new(seconds, lagging(box)) or nil
  return true
end

-- Faults.

function orders.fail(box, order)
  return faults.add(box.state, "call", order)
end

function orders.fail_jobs(box, order)
  return faults.add(box.state, "job", order)
end

function orders.faults(box)
  return faults.list(box.state)
end

function orders.clear_faults(box, id)
  return faults.remove(box.state, nil, id)
end

local function check_all(box, kind, list)
  for i, order in ipairs(list) do
    faults.check(kind, order, box.operations, ("the scenario: %s[%d]"):format(
      kind == "job" and "jobs" or "faults", i), 1000)
  end
end

local function list_rule(value)
  return options.no_list(value) and "a list" or nil
end

local SCENARIO = {
  faults = list_rule, jobs = list_rule, lag = settings.lag, clock = settings.offset,
}

local function check_scenario(box, scenario)
  options.check(scenario, SCENARIO, "the scenario", 1000)
  check_all(box, "call", scenario.faults or {})
  check_all(box, "job", scenario.jobs or {})
end

-- All of it is checked before any of it holds.
function orders.scenario(box, scenario)
  local ok, message = pcall(check_scenario, box, scenario)
  if not ok then
    return nil, tostring(message)
  end
  local ids = {}
  for _, order in ipairs(scenario.faults or {}) do
    ids[#ids + 1] = faults.add(box.state, "call", order)
  end
  for _, order in ipairs(scenario.jobs or {}) do
    ids[#ids + 1] = faults.add(box.state, "job", order)
  end
  if scenario.lag then
    orders.set_lag(box, scenario.lag)
  end
  if scenario.clock then
    orders.set_clock(box, { offset = scenario.clock })
  end
  return { ids = core.array(ids) }
end

-- Things of the account.

function orders.keypairs(box)
  local names = {}
  for name in pairs(box.state.keypairs) do
    names[#names + 1] = name
  end
  table.sort(names, core.text_less)
  return core.array(names)
end

function orders.add_keypair(box, name)
  box.state.keypairs[name] = true
  return true
end

function orders.remove_keypair(box, name)
  if not box.state.keypairs[name] then
    return nil, "unknown key pair"
  end
  box.state.keypairs[name] = nil
  return true
end

-- A server or phone, wherever it is kept.
local function find_thing(state, id)
  for _, things in ipairs({ state.cph.servers, state.cph.phones, state.devserver.servers }) do
    local thing = things:get(id)
    if thing then
      return thing
    end
  end
end

function orders.set_status(box, order)
  local thing = find_thing(box.state, order.id)
  if not thing then
    return nil, "unknown server or phone"
  elseif type(thing.status) ~= type(order.status) then
    return nil, ("the status of this one is a %s"):format(type(thing.status))
  end
  thing.status = order.status
  return true
end

function orders.gateway_request(box, order)
  return backend_requests.make(box.state, order)
end

---Carries an order out.
---@param box hwc.sandbox.Box
---@param name string
---@param value any
---@return any response fit for JSON; nil where the order cannot be carried out
---@return string? message why
function M.run(box, name, value)
  box.state:advance()
  return orders[name](box, value)
end

---The state of the start, for a box that is new.
---@param box hwc.sandbox.Box
---@param text? string a saved state to begin with
function M.open(box, text)
  local state, message
  if text then
    state, message = snapshot.load(text, box.config, box.make)
  else
    state = box.make(box.config)
  end
  use(box, state or error(message, 0))
end

return M
