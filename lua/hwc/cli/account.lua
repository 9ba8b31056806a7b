-- SPDX-License-Identifier: Apache-2.0
-- hwc check, hwc credentials: are the settings right, and where do they come from?

local core = require("_hwc")
local failure = require("hwc.cli.failure")
local output = require("hwc.cli.output")
local settings = require("hwc.cli.settings")
local verbs = require("hwc.cli.verbs")
local words = require("hwc.cli.words")

local M = {}

M.DOCS = {
  check = "Sends a harmless request to IAM and one to a service, and explains what is wrong.",
  credentials = "Shows which source of credentials, region and project is used.",
}

---@param command string
---@return table parser
function M.parser(command)
  local parser = verbs.parser(command, M.DOCS[command])
  parser:argument("service", "cph (the default), apig, devserver or iam"):args("?")
  verbs.add_flags(parser, "settings", "output", "verbose", "debug")
  return parser
end

local function show_credentials(console, client, given)
  local shown, place = client:credentials(), client:describe()
  for name, value in pairs(place) do
    shown[name] = value
  end
  if shown.expires then
    shown.expires = os.date("!%Y-%m-%dT%H:%M:%SZ", shown.expires)
  end
  output.reply(console, { output = given.output or console:is_screen() and "table" or "json" },
    shown, {})
end

---@param console hwc.cli.Console
---@param command string
---@param list string[]
---@return integer? status
function M.run(console, command, list)
  local given = verbs.parse(console, M.parser(command), list)
  if not given then
    return
  end
  local service, gateway = words.service(given.service or core.services[1])
  if given.service == nil then
    service = "cph"
  elseif not service then
    failure.usage("%s: unknown service %s", command, given.service)
  end
  given.gateway = given.gateway or gateway
  local opened <close> = settings.open(console, require("_hwc." .. service), given)
  if command == "credentials" then
    return show_credentials(console, opened.client, given)
  end
  return require("hwc.cli.interrupts").run(console, function()
    local paragraph, err = opened.client:check()
    if not paragraph then
      failure.raise(failure.STATUS.failed, err.message)
    end
    console:write(paragraph, "\n")
  end)
end

return M
