-- SPDX-License-Identifier: Apache-2.0
-- The program hwc. Only what a command needs is loaded.

local M = {}

-- Where each command stands; all others are services.
M.COMMANDS = {
  call = "hwc.cli.any_call",
  check = "hwc.cli.account",
  completion = "hwc.cli.completion",
  configure = "hwc.cli.configure",
  credentials = "hwc.cli.account",
  help = "hwc.cli.help",
  operations = "hwc.cli.help",
  rollout = "hwc.cli.rollout",
  sandbox = "hwc.cli.sandbox",
  version = "hwc.cli.version",
  wait = "hwc.cli.wait",
}

-- Moves the flags in front of a command behind it, where a member of their name cannot take them.
local function leading_flags(argv)
  local flags = require("hwc.cli.flags")
  local moved, at = {}, 1
  while argv[at] and argv[at]:find("^%-.") do
    local word = argv[at]
    local name, value = word:match("^%-%-([^=]+)(=?.*)$")
    local flag = name and flags.find(name) or not name and flags.find_short(word:sub(2, 2))
    if not flag then
      require("hwc.cli.failure").usage("unknown option %s; hwc help lists the options", word)
    end
    moved[#moved + 1] = name and "--cli-" .. flag.name .. value or word
    if flag.value and value == "" or not name and flag.value and #word == 2 then
      at = at + 1
      moved[#moved + 1] = argv[at]
    end
    at = at + 1
  end
  return moved, at
end

local function run(console, argv)
  local moved, at = {}, 1
  if argv[1] == "--version" then
    argv = { "version" }
  elseif argv[1] and argv[1]:find("^%-") then
    moved, at = leading_flags(argv)
  end
  local command = argv[at]
  local words = table.move(argv, at + 1, #argv, 1, {})
  table.move(moved, 1, #moved, #words + 1, words)
  if not command and moved[1] and moved[1] ~= "-h" and moved[1] ~= "--cli-help" then
    require("hwc.cli.failure").usage("a command or a service is missing; hwc help lists them")
  elseif not command then
    return require("hwc.cli.help").run(console, "help", {})
  end
  local module = M.COMMANDS[command] or "hwc.cli.operation"
  return require(module).run(console, command, words)
end

local function explain(console, problem)
  local failure = require("hwc.cli.failure")
  if not failure.is_failure(problem) and require("hwc.errors").is_error(problem) then
    local _, made = pcall(failure.of_error, problem)
    problem = made
  end
  if type(problem) == "string" and problem:find("interrupted!", 1, true) then
    console:say("interrupted")
    return failure.STATUS.interrupted -- by the interpreter, where nothing was sent yet
  elseif not failure.is_failure(problem) then
    console:say("internal error: " .. tostring(problem))
    return failure.STATUS.failed
  end
  if problem.message then
    console:say(problem.message)
  end
  if problem.hint then
    console:say("hint: " .. problem.hint)
  end
  return problem.status
end

---Runs the program.
---@param argv string[] without its name
---@param streams? { stdin?: file*, stdout?: file*, stderr?: file*, environment?: table } by default
---  those of the process; `environment` replaces what the program reads of it by itself, not what
---  the library does (credentials, region)
---@return integer status of its exit
function M.main(argv, streams)
  local console = require("hwc.cli.console").new(streams)
  local good, result = xpcall(function()
    local status = run(console, argv)
    console:flush()
    return status
  end, function(problem)
    if type(problem) == "string" then
      return require("hwc.traceback")(problem, 2)
    end
    return problem
  end)
  console:clear_progress()
  if good then
    return result or 0
  end
  return explain(console, result)
end

return M
