-- SPDX-License-Identifier: Apache-2.0
-- Clients of the program: from flags; what flags do not set, the library finds in the environment
-- and the profile file.

local failure = require("hwc.cli.failure")
local nearest = require("hwc.nearest")
local values = require("hwc.cli.values")

local M = {}

-- Flags that are client options of the same meaning.
local OPTIONS = {
  ["region"] = "region",
  ["profile"] = "profile",
  ["project-id"] = "project_id",
  ["instance-id"] = "instance_id",
  ["gateway"] = "gateway",
  ["endpoint"] = "endpoint",
  ["iam-endpoint"] = "iam_endpoint",
  ["access-key"] = "ak",
  ["timeout"] = "timeout",
  ["connect-timeout"] = "connect_timeout",
  ["deadline"] = "deadline",
  ["ca-file"] = "ca_file",
  ["proxy"] = "proxy",
}

local SECRETS = { ["secret-key"] = "sk", ["security-token"] = "security_token" }

-- How many levels of -v are asked for.
local function level_of(console, given)
  local variable = console.environment("HWC_DEBUG")
  local level = given.verbose and #given.verbose or 0
  if given.debug then
    level = 2
  end
  return math.max(level, variable and variable ~= "" and variable ~= "0" and 1 or 0)
end

local EVENTS = {}

function EVENTS.attempt(event)
  return ("%s: attempt %d: %s %s"):format(event.operation or event.service, event.attempt,
    event.method, event.path)
end

function EVENTS.response(event)
  return ("%s: %s in %.0f ms%s"):format(event.operation or event.service,
    event.status or event.message or event.error, event.duration * 1000,
    event.request_id and ", request " .. event.request_id or "")
end

function EVENTS.retry(event)
  return ("%s: retried in %.1f s (%s)"):format(event.operation or event.service, event.delay,
    event.reason)
end

function EVENTS.throttled(event)
  return ("%s: delayed by about %.1f s"):format(event.operation or event.service, event.delay)
end

function EVENTS.credentials(event)
  return ("credentials %s (%s)"):format(event.action, event.source)
end

function EVENTS.unexpected(event)
  return ("%s: unexpected types: %s"):format(event.operation, table.concat(event.unexpected, ", "))
end

local function hook_of(console, level)
  return function(event)
    if event.kind == "warning" and event.name ~= "memory" then
      console:say("warning: " .. event.message)
    elseif level > 0 and EVENTS[event.kind] then
      console:say(EVENTS[event.kind](event))
    end
  end
end

-- The client options of flags.
local function options_of(console, given)
  local options = { on_event = hook_of(console, level_of(console, given)) }
  for flag, option in pairs(OPTIONS) do
    options[option] = given[flag]
  end
  options.instance_id = options.instance_id or console.environment("HWC_INSTANCE_ID")
  for flag, option in pairs(SECRETS) do
    if given[flag] then
      options[option] = values.secret(console, given[flag], "--" .. flag)
    end
  end
  if given["retry-count"] == 0 then
    options.retry = false
  elseif given["retry-count"] then
    options.retry = { attempts = given["retry-count"] + 1 }
  end
  return options
end

-- Flags that name another cloud or account.
local OF_ACCOUNT = {
  "endpoint", "iam-endpoint", "profile", "access-key", "secret-key", "security-token",
}

local function add_sandbox(options, given)
  for _, name in ipairs(OF_ACCOUNT) do
    if given[name] then
      failure.usage("--sandbox brings an account of its own: leave --%s out", name)
    end
  end
  local cloud = require("hwc.sandbox").start({})
  for name, value in pairs(cloud:options()) do
    if options[name] == nil then
      options[name] = value
    end
  end
  return cloud
end

local function show_settings(console, client)
  local place, source = client:describe(), client:credentials()
  console:say(("%s at %s, region %s, project %s, credentials from %s"):format(place.service,
    place.endpoint, place.region or "none", place.project_id or "looked up", source.source))
end

local Opened = {}
Opened.__index = Opened

function Opened:__close()
  if self.client then
    self.client:close()
  end
  if self.cloud then
    self.cloud:close()
  end
end

---Makes a client. The result is to be closed.
---@param console hwc.cli.Console
---@param rows table of the service
---@param given table<string, any> flags
---@return { client: hwc.Client, level: integer } `level` of -v
function M.open(console, rows, given)
  local options = options_of(console, given)
  local opened = setmetatable({ level = level_of(console, given) }, Opened)
  if given.sandbox then
    opened.cloud = add_sandbox(options, given)
  end
  local good, client, err = pcall(require(rows.module).client, options)
  if not good or not client then
    Opened.__close(opened)
    if not good then
      local message = tostring(client):gsub("^[^:]+:%d+: ", "")
      failure.usage("%s", (message:gsub('^%l+%.client: option "([%l_]+)"', function(name)
        return "--" .. name:gsub("_", "-")
      end)))
    end
    failure.of_error(err)
  end
  opened.client = client
  if opened.level > 1 then
    show_settings(console, client)
  end
  return opened
end

---The call options of flags.
---@param given table<string, any> flags
---@param row table
---@return table
function M.call_options(given, row)
  local headers
  for _, header in ipairs(given.header or {}) do
    local name, value = header:match("^([^:]+):%s*(.*)$")
    if not name then
      failure.usage("--header takes NAME:VALUE, got %s", nearest.quote(header))
    end
    headers = headers or {}
    headers[name] = value
  end
  if given.to and not row.download then
    failure.usage("--to: the response of %s is no file", row.name)
  end
  local call_options = { headers = headers, to = given.to }
  if given["no-validate"] then
    call_options.validate = false
  end
  return call_options
end

return M
