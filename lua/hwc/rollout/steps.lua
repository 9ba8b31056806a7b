-- SPDX-License-Identifier: Apache-2.0
-- The kinds of steps. Built-in ones stand in files of their own, by service; programs add theirs by
-- define(). A journal names steps and holds their arguments as data; the functions are found here.

local names = require("hwc.names")
local nearest = require("hwc.nearest")
local options = require("hwc.options")

local M = {}

local BUILT_IN = { "apig", "cph", "devserver" }

---Services that a worker can make a client of.
M.SERVICES = {}
for _, service in ipairs(BUILT_IN) do
  M.SERVICES[service] = true
end

---@class hwc.rollout.Definition functions return nil and an error where they cannot do it
---@field service? string whose client the functions get
---@field batch? integer most targets of a submission, by default 1
---@field idempotent? boolean a batch in doubt is submitted again
---@field interrupting? boolean a target is unavailable from its submission on; true by default
---@field longest? number seconds after which work that has not ended is in doubt, 3600 by default
---@field interval? number|fun(open: integer): number seconds between polls, also by how many
---  targets of the batch have not ended; 5 by default
---@field reconcile_after? number seconds after the intent from which reconcile is asked
---@field secrets? table<string, boolean> arguments that are given as { env = } or { file = }
---@field arguments? table<string, string> rules of arguments, as of options
---@field check? fun(client, arguments): hwc.Error? when planning; sends nothing that changes
---@field submit fun(client, targets, arguments, call_options): table? returns { refused = { [id] =
---  { code =, message = } }, data = } where the service accepted the others
---@field poll? fun(client, batch, call_options): table<string, string|table>? by id: "succeeded",
---  or { state = "failed", code =, message = }; absent: under way. Without it what was accepted has
---  succeeded
---@field verify? fun(client, targets, arguments, call_options): table<string, boolean|string>? by
---  id: true, or why not
---@field reconcile? fun(client, targets, since, arguments, call_options): table<string, string>? by
---  id: "done", "not_done"; absent: it cannot be known

-- Most seconds between polls.
local LONGEST_INTERVAL = 3600

local function is_interval(value)
  return type(value) == "number" and value > 0 and value <= LONGEST_INTERVAL
end

local function interval_rule(value)
  if type(value) ~= "function" and not is_interval(value) then
    return "a number of seconds above 0 and at most 3600, or a function that returns one"
  end
end

local RULES = {
  service = "text",
  batch = "count",
  idempotent = "boolean",
  interrupting = "boolean",
  longest = "seconds",
  interval = interval_rule,
  reconcile_after = "seconds",
  secrets = "table",
  arguments = "table",
  check = "function",
  submit = "function",
  poll = "function",
  verify = "function",
  reconcile = "function",
}

local DEFAULTS = {
  batch = 1,
  idempotent = false,
  interrupting = true,
  longest = 3600,
  interval = 5,
}

-- Signatures are valid for 15 minutes: after 16 none can arrive any more.
local RECONCILE_AFTER = 16 * 60

local definitions = {}

local function load_built_in()
  for _, service in ipairs(BUILT_IN) do
    for name, definition in pairs(require("hwc.rollout.steps." .. service)) do
      if not definitions[name] then
        M.define(name, definition)
      end
    end
  end
  load_built_in = function() end
end

---Adds a kind of step, which workers know by its name.
---@param name string such as "my.restart"
---@param definition hwc.rollout.Definition
function M.define(name, definition)
  if type(name) ~= "string" or not name:find("^[%a_][%w_]*%.[%a_][%w_]*$") then
    error('the name of a step is like "my.restart", got ' .. options.kind(name), 2)
  end
  options.check(definition, RULES, "the definition of " .. name, 2)
  if not definition.submit then
    error(("the definition of %s needs submit"):format(name), 2)
  elseif definition.reconcile_after and not definition.reconcile then
    error(("the definition of %s has reconcile_after, and no reconcile"):format(name), 2)
  end
  local made = options.merge(DEFAULTS, definition)
  if made.reconcile then
    made.reconcile_after = made.reconcile_after or RECONCILE_AFTER
  end
  made.name = name
  definitions[name] = made
end

---Seconds until the next poll of a batch that has `open` targets left.
---@param definition hwc.rollout.Definition
---@param open integer
---@return number
function M.interval(definition, open)
  local interval = definition.interval
  if type(interval) == "function" then
    local good, value = pcall(interval, open)
    interval = good and is_interval(value) and value or DEFAULTS.interval
  end
  return interval
end

---The names of all kinds.
---@return string[] sorted
function M.names()
  load_built_in()
  return names.sorted(definitions)
end

---@return hwc.rollout.Definition? definition
---@return string? problem
function M.find(name)
  load_built_in()
  local found = definitions[name]
  if found then
    return found
  end
  local near = nearest.find(name, definitions)
  return nil, ("there is no step %s%s"):format(nearest.quote(name),
    near and (", did you mean %q?"):format(near) or "; a program's own are added by rollout.define")
end

return M
