-- SPDX-License-Identifier: Apache-2.0
-- `hwc sandbox`, the sandbox as a program for clients in any language: what a program with commands
-- needs to have it as one of them. Needs the module argparse.

local core = require("_hwc")
local sandbox = require("hwc.sandbox")
local settings = require("hwc.sandbox.settings")

local M = {}

-- What the program has beside the options of `start`, or otherwise.
local PORT = 8080

local SHOWN = {
  "url", "ak", "sk", "project_id", "instance_id", "user", "password", "domain", "control_token",
}

-- Arguments.

local function whole(text)
  local value = math.tointeger(tonumber(text))
  return value, value == nil and ("%q is no integer"):format(text) or nil
end

local function real(text)
  local value = tonumber(text)
  return value, value == nil and ("%q is no number"):format(text) or nil
end

local function list(text)
  local items = {}
  for item in (text .. ","):gmatch("([^,]*),") do
    items[#items + 1] = item
  end
  return items
end

local function quota(text)
  local name, count = text:match("^([^=]+)=(%d+)$")
  if not name then
    return nil, ("%q is not NAME=N"):format(text)
  end
  return { name, math.tointeger(tonumber(count)) }
end

-- How an argument is read, by what stands for it in the help.
local READERS = { N = whole, X = real, S = real, NAMES = list, ["NAME=N"] = quota }

local function flag_of(setting)
  return "--" .. (setting.flag or setting.name:gsub("_", "-"))
end

local function doc_of(setting)
  local default = setting.name == "port" and PORT or setting.default
  if type(default) == "table" then
    default = default[1] and table.concat(default, ",") or nil
  end
  return default and ("%s (%s)"):format(setting.doc, tostring(default)) or setting.doc
end

local function add_setting(parser, setting)
  local flag, doc = flag_of(setting), doc_of(setting)
  if not setting.value then
    parser:flag(flag, doc):target(setting.name)
    return
  end
  local option = parser:option(flag, doc):target(setting.name):argname(setting.value)
  if type(setting.value) == "table" then
    option:args(#setting.value)
  elseif READERS[setting.value] then
    option:convert(READERS[setting.value])
  end
  if setting.name == "quotas" then
    option:count("*")
  end
end

---Gives a parser, or a command of one, the options of the sandbox.
---@param parser table of argparse
function M.configure(parser)
  for _, setting in ipairs(settings.LIST) do
    add_setting(parser, setting)
  end
  parser:flag("--quiet", "no warnings on standard error")
end

-- The options of `start` in what argparse has read.
local function options_of(parsed)
  local given = { port = parsed.port or PORT }
  for _, setting in ipairs(settings.LIST) do
    local value = parsed[setting.name]
    if value ~= nil and setting.name == "tls" then
      given.tls = { certificate = value[1], key = value[2] }
    elseif setting.name == "quotas" then
      given.quotas = {}
      for _, pair in ipairs(value or {}) do
        given.quotas[pair[1]] = pair[2]
      end
    elseif value ~= nil then
      given[setting.name] = value
    end
  end
  return given
end

-- Running.

local function say(name, text)
  io.stderr:write(name, ": ", text, "\n")
end

-- Who started it may have closed its output: it is told, and the services go on.
local function print_account(name, cloud)
  local account = cloud:account()
  local shown = {}
  for _, member in ipairs(SHOWN) do
    shown[member] = account[member]
  end
  local written, message = io.stdout:write(core.encode_json(shown), "\n")
  if written then
    written, message = io.stdout:flush()
  end
  if not written then
    say(name, "the first line of output cannot be written: " .. tostring(message))
  end
end

local function warn(name, cloud, given)
  local address = given.address or settings.DEFAULTS.address
  if address == "0.0.0.0" or address == "::" then
    say(name, ("warning: it listens on all addresses of this machine; others reach it at %s%s"):
      format(cloud.url, given.tls and "" or ", without TLS"))
  end
end

local function save(name, cloud, path)
  local saved, message = cloud:save(path)
  if not saved then
    say(name, message)
  end
  return saved ~= nil
end

-- Waits for the end. SIGHUP saves, where there is a file; without one it is an end, too.
local function wait(name, httpd, cloud, path)
  while httpd.wait_signal() == "SIGHUP" and path do
    save(name, cloud, path)
  end
end

local function started_of(given, name)
  local started, cloud, message = pcall(sandbox.start, given)
  if started and cloud then
    return cloud
  end
  say(name, tostring(started and message or cloud):gsub("^sandbox%.start: ", ""))
end

---Starts a sandbox for a command, at any free port by default.
---@param parsed table what argparse has read, by a parser that was configured here
---@param name string of the program, for messages
---@return hwc.Sandbox? cloud nil where it could not start
function M.start(parsed, name)
  local given = options_of(parsed)
  given.port = parsed.port or 0
  return started_of(given, name)
end

---Runs a sandbox until SIGTERM or SIGINT.
---@param parsed table what argparse has read, by a parser that was configured here
---@param name string of the program, for messages
---@return integer status 0; 1 where the state could not be saved; 2 where it could not start
function M.run(parsed, name)
  local given = options_of(parsed)
  local found, httpd = pcall(require, "_hwc_httpd")
  if found then
    httpd.hold_signals() -- before threads are made: they inherit it
    httpd.raise_file_limit()
  end
  local cloud = started_of(given, name)
  if not cloud then
    return 2
  end
  print_account(name, cloud)
  if not parsed.quiet then
    warn(name, cloud, given)
  end
  wait(name, httpd, cloud, given.state)
  local saved = not given.state or save(name, cloud, given.state)
  cloud:close()
  return saved and 0 or 1
end

return M
