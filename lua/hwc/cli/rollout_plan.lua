-- SPDX-License-Identifier: Apache-2.0
-- Plans of rollouts from flags, or from a file in Lua.

local core = require("_hwc")
local failure = require("hwc.cli.failure")
local settings = require("hwc.cli.settings")
local steps_of = require("hwc.rollout.steps")
local values = require("hwc.cli.values")
local verbs = require("hwc.cli.verbs")
local words_of = require("hwc.cli.words")

local M = {}

local NUMBERS = { delay = true, seconds = true, count = true }

-- Flags that are members of a plan.
local MEMBERS = {
  "name", "batch", "max_unavailable", "max_failures", "max_in_doubt", "soak", "rate", "confirm",
}

-- A number, or a share such as "5%".
local function limit(text)
  if text:find("^%d+%.?%d*%%$") then
    return text
  end
  local value = math.tointeger(tonumber(text))
  return value, value == nil and ("%q is neither a number nor a share such as 5%%"):format(text)
    or nil
end

local function limits(text)
  local list = {}
  for word in text:gmatch("[^,]+") do
    local value, problem = limit(word)
    if not value then
      return nil, problem
    end
    list[#list + 1] = value
  end
  return list
end

---Adds what describes a plan.
---@param parser table
function M.configure(parser)
  parser:argument("file", "a plan in Lua: a table as rollout.plan takes it; ... is a client")
    :args("?")
  parser:option("--step", "a step and its arguments: NAME [MEMBER=VALUE ...]"):args("+")
    :argname("STEP"):count("*")
  parser:option("--targets", "IDs; @FILE or - reads them, one a line"):args("+"):argname("ID")
  parser:option("--name", "of the rollout"):argname("NAME")
  parser:option("--service", "of a plan in Lua"):argname("NAME"):default("cph")
  parser:option("--waves", "numbers or shares, cumulative (1,5%,100%)"):argname("N,N%")
    :convert(limits)
  parser:option("--batch", "most targets of a call"):argname("N"):convert(verbs.integer(1))
  parser:option("--max-unavailable", "most targets that are being changed or have failed (10%)")
    :argname("N|N%"):convert(limit)
  parser:option("--max-failures", "halts if more fail (2%)"):argname("N|N%"):convert(limit)
  parser:option("--max-in-doubt", "halts if more batches are in doubt (1)"):argname("N|N%")
    :convert(limit)
  parser:option("--soak", "seconds for which a wave has to stay healthy"):argname("S")
    :convert(verbs.real)
  parser:option("--rate", "submissions a second"):argname("X"):convert(verbs.real)
  parser:flag("--confirm", "each wave waits for approval")
end

local function convert(definition, member, text)
  local rule = (definition.arguments or {})[member]
  local source, rest = text:match("^(%l+):(.+)$")
  if (definition.secrets or {})[member] and (source == "env" or source == "file") then
    return { [source] = rest }
  elseif NUMBERS[rule] then
    return tonumber(text) or text
  elseif rule == "table" then
    local value = core.decode_json(text)
    return type(value) == "table" and value or text
  end
  return text
end

local function step_of(words)
  local name = words[1]
  local definition, problem = steps_of.find(name)
  if not definition then
    failure.usage("--step: %s", problem)
  end
  local arguments = {}
  for i = 2, #words do
    local member, text = words[i]:match("^([%w_-]+)=(.*)$")
    if not member then
      failure.usage("--step: %s takes MEMBER=VALUE, got %q", name, words[i])
    end
    member = member:gsub("-", "_")
    arguments[member] = convert(definition, member, text)
  end
  local good, step = pcall(require("hwc.rollout").step, name, arguments)
  if not good then
    failure.usage("--step: %s", (tostring(step):gsub("^[^:]+:%d+: ", "")))
  end
  return step, definition.service
end

local function from_flags(console, given)
  local steps, service = {}, nil
  for i, words in ipairs(given.step) do
    steps[i], service = step_of(words)
  end
  if not steps[1] or not given.targets then
    failure.usage("rollout: --step and --targets are needed, or a plan in Lua")
  end
  local plan = {
    steps = steps,
    waves = given.waves,
    targets = values.list(console, { type = "array", item = { type = "string" } }, given.targets,
      "--targets"),
  }
  for _, name in ipairs(MEMBERS) do
    plan[name] = given[name]
  end
  return plan, service
end

-- Refuses flags that would say what the file says.
local function check_alone(given)
  for _, name in ipairs({ "step", "targets", "waves", table.unpack(MEMBERS) }) do
    local value = given[name]
    if value and not (name == "step" and not value[1]) then
      failure.usage("%s: the plan in Lua says it: leave --%s out", given.file,
        (name:gsub("_", "-")))
    end
  end
end

local function from_file(given, client)
  local chunk, problem = loadfile(given.file)
  if not chunk then
    failure.usage("%s", problem)
  end
  local good, plan = pcall(chunk, client)
  if not good then
    if type(plan) == "table" then
      failure.of_error(plan)
    end
    failure.usage("%s", tostring(plan))
  end
  if type(plan) ~= "table" then
    failure.usage("%s: it has to return a table as rollout.plan takes it", given.file)
  end
  return plan
end

---Makes the plan; the client is to be closed.
---@param console hwc.cli.Console
---@param given table
---@return hwc.rollout.Plan plan
---@return table opened
function M.make(console, given)
  local description, service
  if given.file then
    check_alone(given)
    service = words_of.service(given.service)
      or failure.usage("rollout: unknown service %s", given.service)
  else
    description, service = from_flags(console, given)
  end
  local opened = settings.open(console, require("_hwc." .. service), given)
  description = description or from_file(given, opened.client)
  description.client = opened.client
  local good, plan, err = pcall(require("hwc.rollout").plan, description)
  if not good then
    failure.usage("%s", (tostring(plan):gsub("^[^:]+:%d+: ", "")))
  elseif not plan then
    failure.of_error(err)
  end
  return plan, opened
end

return M
