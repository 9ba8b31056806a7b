-- SPDX-License-Identifier: Apache-2.0
-- What a rollout is to do: checked, as data, and as text for people.

local core = require("_hwc")
local nearest = require("hwc.nearest")
local options = require("hwc.options")
local steps_of = require("hwc.rollout.steps")

local M = {}

---@class hwc.rollout.Plan
---@field name string
---@field client? hwc.Client
---@field data table what the journal holds of it
local Plan = {}
Plan.__index = Plan

local RULES = {
  name = "text",
  client = "any",
  service = "text",
  region = "text",
  endpoint = "text",
  project_id = "text",
  instance_id = "text",
  gateway = "text",
  targets = "any",
  steps = "table",
  waves = "table",
  batch = "count",
  max_unavailable = "any",
  max_failures = "any",
  max_in_doubt = "any",
  soak = "delay",
  rate = "any",
  confirm = "boolean",
}

local DEFAULTS = {
  waves = { 1, "5%", "100%" },
  max_unavailable = "10%",
  max_failures = "2%",
  max_in_doubt = 1,
  soak = 0,
  confirm = false,
}

-- What of a client has to be the same for all workers.
M.IDENTITY = {
  "service", "region", "endpoint", "project_id", "domain_id", "instance_id", "gateway",
}

---@class hwc.rollout.Step
---@field name string
---@field arguments table

---A step of a plan.
---@param name string such as "cph.restart_servers"
---@param arguments? table
---@return hwc.rollout.Step
function M.step(name, arguments)
  local definition, problem = steps_of.find(name)
  if not definition then
    error(problem, 2)
  end
  arguments = arguments or {}
  options.check(arguments, definition.arguments or {}, name, 2)
  for member in pairs(definition.secrets or {}) do
    local value = arguments[member]
    if value ~= nil and not (type(value) == "table" and (type(value.env) == "string"
        or type(value.file) == "string")) then
      error(("%s: %s is a secret, which does not belong into a journal: give it as "
        .. "{ env = \"NAME\" } or { file = \"path\" }; workers read it when they submit")
        :format(name, member), 2)
    end
  end
  return { name = name, arguments = arguments }
end

-- A share such as "5%" of a total, or a number.
local function count_of(value, total, name, least)
  local percent = type(value) == "string" and tonumber(value:match("^(%d+%.?%d*)%%$"))
  if percent and percent <= 100 then
    return math.max(math.floor(total * percent / 100), least)
  elseif math.type(value) == "integer" and value >= 0 then
    return value
  end
  error(("rollout.plan: %s has to be an integer from 0 or a share such as \"5%%\", got %s"):format(
    name, type(value) == "string" and nearest.quote(value) or options.kind(value)), 0)
end

---The last target of each wave; shares and numbers are cumulative.
---@param waves (integer|string)[]
---@param total integer
---@return integer[]
function M.wave_ends(waves, total)
  local ends, last = {}, 0
  for _, wave in ipairs(waves) do
    local upto = math.min(count_of(wave, total, "waves", 1), total)
    if upto > last then
      ends[#ends + 1], last = upto, upto
    end
  end
  if last < total then
    ends[#ends + 1] = total
  end
  return ends
end

---The limits of a rollout of `total` targets.
function M.limits(data, total)
  return {
    max_unavailable = math.max(count_of(data.max_unavailable, total, "max_unavailable", 1), 1),
    max_failures = count_of(data.max_failures, total, "max_failures", 0),
    max_in_doubt = count_of(data.max_in_doubt, total, "max_in_doubt", 0),
  }
end

local function step_data(step, position)
  if type(step) ~= "table" or type(step.name) ~= "string" then
    error(("rollout.plan: steps[%d] has to come from rollout.step, got %s"):format(position,
      options.kind(step)), 0)
  end
  local definition, problem = steps_of.find(step.name)
  if not definition then
    error(("rollout.plan: steps[%d]: %s"):format(position, problem), 0)
  end
  return {
    name = step.name,
    arguments = step.arguments,
    batch = definition.batch,
    idempotent = definition.idempotent,
    interrupting = definition.interrupting,
    reconcile_after = definition.reconcile_after,
    verifies = definition.verify ~= nil,
    service = definition.service,
  }
end

local function all_steps(list)
  local steps, verifies, service = {}, false, nil
  for i, step in ipairs(list) do
    steps[i] = step_data(step, i)
    verifies = verifies or steps[i].verifies
    if service and steps[i].service and steps[i].service ~= service then
      error(("rollout.plan: steps[%d] is of %s, those before it of %s: a rollout has one client")
        :format(i, steps[i].service, service), 0)
    end
    service = service or steps[i].service
  end
  if #steps == 0 then
    error("rollout.plan: steps has to be a list of one or more", 0)
  end
  return steps, verifies, service
end

---What of a client a rollout is bound to.
---@param client hwc.Client
---@return table<string, string>
function M.identity_of(client)
  local shown = client:describe()
  local identity = {}
  for _, name in ipairs(M.IDENTITY) do
    identity[name] = shown[name]
  end
  return identity
end

local function check_steps(client, steps)
  for _, step in ipairs(steps) do
    local definition = steps_of.find(step.name)
    local err = definition.check and definition.check(client, step.arguments)
    if err then
      err.message = ("%s: %s"):format(step.name, err.message)
      return err
    end
  end
end

-- An iterator over ids and data of what `targets` is: an iterator, a list, or { file = path }.
local function iterator_of(targets)
  if type(targets) == "function" then
    return targets
  elseif type(targets) == "table" and type(targets.file) == "string" then
    local file = assert(io.open(targets.file))
    return function()
      for line in file:lines() do
        local id = line:match("^%s*([^#%s]+)")
        if id then
          return id
        end
      end
      file:close()
    end
  elseif type(targets) == "table" then
    local i = 0
    return function()
      i = i + 1
      return targets[i]
    end
  end
  error("rollout.plan: targets has to be a list, an iterator or { file = path }, got "
    .. options.kind(targets), 0)
end

local ID_NAMES = { "id", "server_id", "phone_id", "sign_id" }

-- The id of a target, and what else was given of it.
local function target_of(given)
  if type(given) == "string" and given ~= "" and #given <= 200 and not given:find("%c") then
    return given
  elseif type(given) == "table" then
    for _, name in ipairs(ID_NAMES) do
      if type(given[name]) == "string" then
        return given[name], given.data and assert(core.encode_json(given.data))
      end
    end
  end
  error("rollout.plan: a target has to be an id, or a table with id, server_id, phone_id or "
    .. "sign_id, got " .. options.kind(given), 0)
end

---A function that gives id and data of the targets, one after the other.
function Plan:each_target()
  local following = self.next_given
  return function()
    local given = following()
    if given ~= nil then
      return target_of(given)
    end
  end
end

---Checks what is to be done. Nothing is sent but what the checks of steps read.
---@param given table
---@return hwc.rollout.Plan?
---@return hwc.Error?
function M.new(given)
  options.check(given, RULES, "rollout.plan", 3)
  local good, plan = pcall(function()
    local steps, verifies, service = all_steps(given.steps or {})
    local data = options.merge(DEFAULTS, {
      name = given.name or "rollout",
      steps = steps,
      verifies = verifies,
      waves = given.waves,
      batch = given.batch,
      max_unavailable = given.max_unavailable,
      max_failures = given.max_failures,
      max_in_doubt = given.max_in_doubt,
      soak = given.soak,
      rate = given.rate,
      confirm = given.confirm,
    })
    M.wave_ends(data.waves, 1000)
    M.limits(data, 1000)
    data.client = given.client and M.identity_of(given.client) or { service = service }
    for _, name in ipairs(M.IDENTITY) do
      data.client[name] = given[name] or data.client[name]
    end
    return setmetatable({
      name = data.name,
      client = given.client,
      data = data,
      next_given = iterator_of(given.targets),
    }, Plan)
  end)
  if not good then
    error(plan, 3)
  end
  local err = check_steps(given.client, plan.data.steps)
  if err then
    return nil, err
  end
  return plan
end

local function step_text(step)
  local arguments = next(step.arguments) and " " .. assert(core.encode_json(step.arguments)) or ""
  return ("  %s%s, %d a call%s"):format(step.name, arguments, step.batch,
    step.interrupting and "" or ", without interruption")
end

---The plan for people.
function Plan:__tostring()
  local data = self.data
  local lines = { ("rollout %s"):format(self.name), "steps:" }
  for _, step in ipairs(data.steps) do
    lines[#lines + 1] = step_text(step)
  end
  local waves = {}
  for i, wave in ipairs(data.waves) do
    waves[i] = tostring(wave)
  end
  lines[#lines + 1] = ("waves: %s (cumulative)%s"):format(table.concat(waves, ", "),
    data.confirm and ", each confirmed" or "")
  lines[#lines + 1] = ("limits: %s unavailable, %s failures, %s batches in doubt; the first wave "
    .. "allows no failure"):format(data.max_unavailable, data.max_failures, data.max_in_doubt)
  lines[#lines + 1] = ("soak: %g s%s"):format(data.soak,
    data.rate and (", rate: %g submissions a second"):format(data.rate) or "")
  return table.concat(lines, "\n")
end

M.Plan = Plan

return M
