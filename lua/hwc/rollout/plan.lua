-- SPDX-License-Identifier: Apache-2.0
-- What a rollout is to do: checked, as data, and as text for people.

local clients = require("hwc.client")
local core = require("_hwc")
local errors = require("hwc.errors")
local nearest = require("hwc.nearest")
local options = require("hwc.options")
local scheduler = require("hwc.scheduler")
local steps_of = require("hwc.rollout.steps")
local text = require("hwc.rollout.text")

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
  rate = function(value)
    if type(value) ~= "number" or not (value >= 0.000001 and value <= 1000000) then
      return "a number of submissions a second, from 0.000001 to 1000000"
    end
  end,
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

-- Whether a value says where a secret is, and nothing else.
local function is_reference(value)
  local first = type(value) == "table" and next(value)
  return (first == "env" or first == "file") and type(value[first]) == "string"
    and next(value, first) == nil
end

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
    if value ~= nil and not is_reference(value) then
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

local function check_list(list, name, may_be_empty)
  local problem = options.no_list(list)
  if problem or #list == 0 and not may_be_empty then
    error(("rollout.plan: %s has to be a list of one or more, got %s"):format(name,
      problem or "an empty one"), 0)
  end
end

local function step_data(step, position)
  if type(step) ~= "table" or type(step.name) ~= "string" then
    error(("rollout.plan: steps[%d] has to come from rollout.step, got %s"):format(position,
      options.kind(step)), 0)
  end
  local good, checked = pcall(M.step, step.name, step.arguments) -- it may have been changed since
  if not good then
    error(("rollout.plan: steps[%d]: %s"):format(position, checked), 0)
  end
  local _, problem = core.encode_json(checked.arguments)
  if problem then
    error(("rollout.plan: steps[%d]: arguments are data: %s"):format(position, problem.message), 0)
  end
  local definition = steps_of.find(step.name)
  return {
    name = step.name,
    arguments = checked.arguments,
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
  check_list(list, "steps")
  for i, step in ipairs(list) do
    steps[i] = step_data(step, i)
    verifies = verifies or steps[i].verifies
    if service and steps[i].service and steps[i].service ~= service then
      error(("rollout.plan: steps[%d] is of %s, those before it of %s: a rollout has one client")
        :format(i, steps[i].service, service), 0)
    end
    service = service or steps[i].service
  end
  return steps, verifies, service
end

---What of a client a rollout is bound to.
---@param client hwc.Client
---@return table<string, string>
function M.identity_of(client)
  local is_client = type(client) == "table" or type(client) == "userdata"
  if not is_client or not client.describe then
    error("rollout.plan: client has to be a client, got " .. options.kind(client), 0)
  end
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

-- An iterator over the ids of a file: one a line; "#" begins a comment, also behind an id.
local function lines_of(path)
  local file, problem = io.open(path)
  if not file then
    error(core.new_error({ kind = "validation", field = "targets", message = "targets: "
      .. problem }), 0)
  end
  local number = 0
  return function()
    for line in file:lines() do
      number = number + 1
      if number == 1 then
        line = line:gsub("^\xEF\xBB\xBF", "") -- a byte order mark, as editors may put it there
      end
      local id, rest = line:match("^%s*([^#%s]%S*)%s*(.-)%s*$")
      if id and rest ~= "" and rest:sub(1, 1) ~= "#" then
        error(core.new_error({ kind = "validation", field = "targets",
          message = ("targets: line %d of %s has more than one id"):format(number, path) }), 0)
      elseif id then
        return id
      end
    end
    file:close()
  end
end

-- An iterator over ids and data of what `targets` is: an iterator, a list, or { file = path }.
local function iterator_of(targets)
  if type(targets) == "function" then
    return targets
  elseif type(targets) == "table" and type(targets.file) == "string" then
    return lines_of(targets.file)
  elseif type(targets) == "table" then
    check_list(targets, "targets", true)
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

local function is_id(value)
  return type(value) == "string" and value ~= "" and #value <= 200 and not value:find("%c")
    and utf8.len(value) ~= nil
end

-- The id of a target, and what else was given of it.
local function target_of(given)
  local id, data = given, nil
  if type(given) == "table" then
    id, data = nil, given.data
    for _, name in ipairs(ID_NAMES) do
      id = id or given[name]
    end
  end
  if not is_id(id) then
    error(("rollout.plan: a target has to be an id of 1 to 200 bytes of UTF-8 without control "
      .. "bytes, or a table with it as id, server_id, phone_id or sign_id, got %s"):format(
      options.kind(id == nil and given or id)), 0)
  end
  return id, data ~= nil and assert(core.encode_json(data)) or nil
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

---Checks what is to be done. Nothing is sent but what the checks of steps read, and what obtains
---credentials and the project ID of the client.
---@param given table
---@return hwc.rollout.Plan?
---@return hwc.Error?
function M.new(given)
  options.check(given, RULES, "rollout.plan", 3)
  local prepared, failure = clients.prepare(given.client)
  if not prepared then
    return nil, failure
  end
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
    check_list(data.waves, "waves")
    M.wave_ends(data.waves, 1000)
    M.limits(data, 1000)
    data.client = given.client and M.identity_of(given.client) or { service = service }
    for _, name in ipairs(M.IDENTITY) do
      data.client[name] = given[name] or data.client[name]
    end
    if service and data.client.service ~= service then
      error(("rollout.plan: the steps are of %s, the client is of %s"):format(service,
        tostring(data.client.service)), 0)
    end
    return setmetatable({
      name = data.name,
      client = given.client,
      data = data,
      next_given = iterator_of(given.targets),
    }, Plan)
  end)
  if errors.is_error(plan) then
    return nil, plan
  elseif not good then
    error(plan, 3)
  end
  local err = check_steps(given.client, plan.data.steps)
  if err then
    return nil, err
  end
  return plan
end

local function step_text(step, batch)
  local arguments = next(step.arguments) and " " .. assert(core.encode_json(step.arguments)) or ""
  return ("  %s%s, %d a call%s"):format(step.name, arguments,
    math.min(step.batch, batch or step.batch), step.interrupting and "" or ", without interruption")
end

-- Batches that a worker has under way at a time by default.
local CONCURRENCY = 16

---The calls that submit the steps, and the longest time that one worker needs for them: as if all
---work took as long as it may, and no step began before the one before it had ended everywhere.
---@param data table of a plan
---@param total integer targets
---@return integer[] calls by step: as few as it can be
---@return number seconds
function M.forecast(data, total)
  local room = M.limits(data, total).max_unavailable
  local calls, seconds, first = {}, 0, 0
  for _, last in ipairs(M.wave_ends(data.waves, total)) do
    seconds = seconds + data.soak
    for i, step in ipairs(data.steps) do
      local size = math.min(step.batch, data.batch or step.batch,
        step.interrupting and room or math.huge)
      local batches = math.ceil((last - first) / size)
      local at_once = step.interrupting and math.min(room // size, CONCURRENCY) or CONCURRENCY
      calls[i] = (calls[i] or 0) + batches
      seconds = seconds + math.ceil(batches / at_once) * steps_of.find(step.name).longest
        + (data.rate and batches / data.rate or 0)
    end
    first = last
  end
  return calls, seconds
end

-- What is known of calls and time, as lines. Targets are read for it where that is possible here.
local function forecast_lines(plan)
  if not plan.copy and not pcall(scheduler.gate, 1) then
    return { "calls: known once the targets are read (plan:read_targets())" }
  end
  local good, total, err = pcall(plan.count_targets, plan)
  if not good or not total then
    return { "calls: not known, the targets cannot be read: "
      .. tostring(not good and total or err) }
  elseif total == 0 then
    return { "calls: none, there are no targets" }
  end
  local calls, seconds = M.forecast(plan.data, total)
  local parts, sum = {}, 0
  for i, step in ipairs(plan.data.steps) do
    parts[i], sum = ("%d %s"):format(calls[i], step.name), sum + calls[i]
  end
  return {
    ("calls: %d or more for %s (%s), and those that poll and verify"):format(sum,
      text.count(total, "target"), table.concat(parts, ", ")),
    ("longest time: %s for one worker, if all work takes as long as it may%s"):format(
      text.duration(seconds), plan.data.confirm and "; and the time until waves are confirmed"
      or ""),
  }
end

---The plan for people.
function Plan:__tostring()
  local data = self.data
  local lines = { ("rollout %s"):format(self.name), "steps:" }
  for _, step in ipairs(data.steps) do
    lines[#lines + 1] = step_text(step, data.batch)
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
  table.move(forecast_lines(self), 1, 2, #lines + 1, lines)
  return table.concat(lines, "\n")
end

M.Plan = Plan

return M
