#!/usr/bin/env lua5.4
-- SPDX-License-Identifier: Apache-2.0
-- The local cloud as a program, for clients in any language. The first line of output is a JSON
-- object with its URL, keys and IDs. Ends on SIGTERM and SIGINT.

local USAGE = [[
usage: hwc-sandbox [options]
  --port N       port to listen on (8080; 0: a free one)
  --address A    address to listen on (127.0.0.1)
  --servers N    cloud phone servers (200)
  --phones N     phones of each server (2)
  --seed N       seed of IDs, keys and names (1)
  --speed X      how much faster than real time jobs run (10)
  --lag S        seconds by which changes of servers, phones and DevServers show late (0)
  --help         this text
]]

local KINDS = {
  port = math.tointeger,
  address = tostring,
  servers = math.tointeger,
  phones = math.tointeger,
  seed = math.tointeger,
  speed = tonumber,
  lag = tonumber,
}

local function refuse(message)
  io.stderr:write("hwc-sandbox: ", message, "\n", USAGE)
  os.exit(2, true)
end

local function parse(arguments)
  local options = { port = 8080 }
  local i = 1
  while i <= #arguments do
    local name, value = arguments[i]:match("^%-%-([%w-]+)=?(.*)$")
    if name == "help" then
      io.write(USAGE)
      os.exit(0, true)
    end
    local kind = name and KINDS[name]
    if not kind then
      refuse("unknown argument " .. arguments[i])
    end
    if not arguments[i]:find("=", 1, true) then
      i = i + 1
      value = arguments[i]
    end
    local number = value and (kind == tostring and value or kind(tonumber(value) or {}))
    if not number then
      refuse("--" .. name .. " has a missing or invalid value")
    end
    options[name] = number
    i = i + 1
  end
  return options
end

local options = parse(arg)

local found, httpd = pcall(require, "_hwc_httpd")
if found then
  httpd.hold_signals() -- before threads are created, which inherit it
end

local core = require("_hwc")
local started, cloud, message = pcall(require("hwc.sandbox").start, options)
if not started or not cloud then
  refuse(started and message or cloud)
end

local account = cloud:account()
local shown = {}
for _, name in ipairs({
  "url", "ak", "sk", "project_id", "instance_id", "user", "password", "domain",
}) do
  shown[name] = account[name]
end
print(core.encode_json(shown))
io.stdout:flush()

httpd.wait_signal()
cloud:close()
os.exit(0, true)
