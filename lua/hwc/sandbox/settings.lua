-- SPDX-License-Identifier: Apache-2.0
-- The options of a sandbox, as data: what `start` takes and what the program takes.

local core = require("_hwc")
local nearest = require("hwc.nearest")
local options = require("hwc.options")
local quotas = require("hwc.sandbox.quotas")

local M = {}

local function integer(min, max)
  return function(value)
    if math.type(value) ~= "integer" or value < min or value > max then
      return ("an integer from %d to %d"):format(min, max)
    end
  end
end

local function above_zero(value)
  if type(value) ~= "number" or not (value > 0 and value < math.huge) then
    return "a number above 0"
  end
end

local function names(value)
  local text = "a list of one name or more, without holes"
  if options.no_list(value) or #value == 0 then
    return text
  end
  for _, name in ipairs(value) do
    if type(name) ~= "string" or name == "" then
      return text
    end
  end
end

local function limits(value)
  if type(value) ~= "table" or not core.is_plain(value) then
    return "a table of quotas by name"
  end
  for name, limit in next, value do
    if not quotas.CODES[name] then
      local near = type(name) == "string" and nearest.find(name, quotas.CODES)
      return ("names of quotas alone%s"):format(near and (" (did you mean %s?)"):format(near) or "")
    elseif math.type(limit) ~= "integer" or limit < 0 then
      return ("an integer from 0 for %s"):format(name)
    end
  end
end

local function two_files(value)
  local text = "a table of certificate and key, paths of PEM files"
  if type(value) ~= "table" then
    return text
  end
  for name, path in next, value do
    if (name ~= "certificate" and name ~= "key") or type(path) ~= "string" then
      return text
    end
  end
  return not (value.certificate and value.key) and text or nil
end

local WRONGEST_CLOCK = 10 * 366 * 86400

---The rule for seconds by which a clock is wrong.
---@param value any
---@return string? text where the value breaks it
function M.offset(value)
  if type(value) ~= "number" or not (value >= -WRONGEST_CLOCK and value <= WRONGEST_CLOCK) then
    return "a number of seconds, at most ten years"
  end
end

---The rule for seconds by which changes are shown late.
---@param value any
---@return string? text where the value breaks it
function M.lag(value)
  if type(value) ~= "number" or not (value >= 0 and value <= 86400) then
    return "a number of seconds from 0 to 86400"
  end
end

---@class hwc.sandbox.Setting
---@field name string as `start` takes it
---@field flag? string as the program takes it; without it the name, with "-" for "_"
---@field rule string|function as of hwc.options
---@field default any
---@field value? string|string[] what stands for the program's argument; none for a flag
---@field doc string

-- In the order in which the program's help has them.
---@type hwc.sandbox.Setting[]
M.LIST = {
  { name = "port", rule = integer(0, 65535), default = 0, value = "N",
    doc = "port to listen on; 0: a free one" },
  { name = "address", rule = "text", default = "127.0.0.1", value = "A",
    doc = "address to listen on, in numbers" },
  { name = "hosts", rule = names, value = "NAMES",
    doc = "other names of this machine, by which /_sandbox/ may be reached" },
  { name = "tls", rule = two_files, value = { "CERT", "KEY" },
    doc = "HTTPS with a certificate and its key, PEM files" },
  { name = "seed", rule = integer(math.mininteger, math.maxinteger), default = 1, value = "N",
    doc = "what IDs, keys and names are made from" },
  { name = "speed", rule = above_zero, default = 10, value = "X",
    doc = "how much faster than real time jobs run" },
  { name = "servers", rule = integer(0, 100000), default = 200, value = "N",
    doc = "cloud phone servers" },
  { name = "phones", rule = integer(0, 100), default = 2, value = "N",
    doc = "phones of each server" },
  { name = "dev_servers", rule = integer(0, 10000), default = 4, value = "N",
    doc = "DevServers that are no supernodes" },
  { name = "supernodes", rule = integer(0, 10000), default = 1, value = "N",
    doc = "DevServers that are supernodes" },
  { name = "instances", rule = integer(1, 1000), default = 1, value = "N",
    doc = "gateway instances" },
  { name = "region", rule = "text", default = "cn-north-4", value = "NAME",
    doc = "name of the region; others that a client names are known, too" },
  { name = "keypairs", rule = names, default = { "keypair-1", "keypair-2", "keypair-3" },
    value = "NAMES", doc = "the account's key pairs; servers begin with the first" },
  { name = "user", rule = "text", default = "sandbox_user", value = "NAME", doc = "IAM user" },
  { name = "domain", rule = "text", default = "sandbox", value = "NAME", doc = "account" },
  { name = "agency", rule = "text", default = "sandbox_agency", value = "NAME", doc = "agency" },
  { name = "ak", rule = "text", value = "AK", doc = "access key; by default made from the seed" },
  { name = "sk", rule = "text", value = "SK", doc = "secret key; by default made from the seed" },
  { name = "token_life", rule = "seconds", default = 86400, value = "S",
    doc = "lifetime of tokens, in seconds of real time" },
  { name = "public_key", rule = "boolean", default = false,
    doc = "the gateway has the feature public_key" },
  { name = "quotas", flag = "quota", rule = limits, default = {}, value = "NAME=N",
    doc = "a quota of the account" },
  { name = "lag", rule = M.lag, default = 0, value = "S",
    doc = "seconds by which lists and details show changes late" },
  { name = "strict", rule = "boolean", default = false,
    doc = "operations without state are refused with 501" },
  { name = "scenario", rule = "text", value = "FILE", doc = "faults to begin with, JSON" },
  { name = "state", rule = "text", value = "FILE",
    doc = "a saved state to begin with, where the file exists" },
  { name = "verbose", rule = "boolean", default = false,
    doc = "one line a request on standard error" },
}

---The rules of the options, for options.check().
---@type table<string, string|function>
M.RULES = {}

---@type table<string, any>
M.DEFAULTS = {}

for _, setting in ipairs(M.LIST) do
  M.RULES[setting.name] = setting.rule
  M.DEFAULTS[setting.name] = setting.default
end

return M
