-- SPDX-License-Identifier: Apache-2.0
-- hwc sandbox: a local cloud until it is stopped.

local core = require("_hwc")
local failure = require("hwc.cli.failure")
local nearest = require("hwc.nearest")
local program = require("hwc.sandbox.program")
local shell = require("hwc.shell")
local verbs = require("hwc.cli.verbs")

local M = {}

M.DOC = "A local cloud for tests and trials. With -- COMMAND it runs the command, which finds the "
  .. "cloud in its environment, and ends with it; without, the first line of output is a JSON "
  .. "object with its URL and keys, and it ends on SIGTERM and SIGINT."

---@return table parser
function M.parser()
  local parser = verbs.parser("sandbox", M.DOC)
  program.configure(parser)
  parser:argument("command", "a command behind --, such as -- sh"):args("*")
  return parser
end

-- The variables by which programs find the cloud; others that would win over them are empty.
local function environment_of(cloud)
  local options = cloud:options()
  local variables = {
    HUAWEICLOUD_SDK_AK = options.ak,
    HUAWEICLOUD_SDK_SK = options.sk,
    HUAWEICLOUD_SDK_SECURITY_TOKEN = "",
    HUAWEICLOUD_SDK_IDP_ID = "",
    HUAWEICLOUD_SDK_ID_TOKEN_FILE = "",
    HUAWEICLOUD_SDK_PROJECT_ID = options.project_id,
    HUAWEICLOUD_SDK_REGION = options.region,
    HUAWEICLOUD_SDK_IAM_ENDPOINT = options.iam_endpoint,
    HWC_INSTANCE_ID = options.instance_id,
  }
  for _, service in ipairs(core.services) do
    for _, gateway in ipairs(require("_hwc." .. service).gateways) do
      variables[("HUAWEICLOUD_SDK_REGION_%s_%s"):format(gateway.sdk_name,
        options.region:upper():gsub("-", "_"))] = options.endpoint
    end
  end
  return variables
end

local function has_end_of_options(list)
  for _, word in ipairs(list) do
    if word == "--" then
      return true
    end
  end
  return false
end

-- Runs a command with the cloud; returns its exit status.
local function run_command(given)
  local cloud <close> = program.start(given, "hwc sandbox")
  if not cloud then
    return failure.STATUS.usage
  end
  local line = {}
  for name, value in pairs(environment_of(cloud)) do
    line[#line + 1] = name .. "=" .. shell.quoted(value)
  end
  line[#line + 1] = "exec"
  for _, word in ipairs(given.command) do
    line[#line + 1] = shell.quoted(word)
  end
  local _, how, number = os.execute(table.concat(line, " "))
  return how == "signal" and 128 + number or number
end

---@param console hwc.cli.Console
---@param _ string
---@param list string[]
---@return integer? status
function M.run(console, _, list)
  local given = verbs.parse(console, M.parser(), list)
  if given and given.command[1] then
    if not has_end_of_options(list) then
      failure.usage("sandbox: a command stands behind --, got %s", nearest.quote(given.command[1]))
    end
    return run_command(given)
  elseif given then
    return program.run(given, "hwc sandbox")
  end
end

return M
