-- SPDX-License-Identifier: Apache-2.0
-- What the signature of a request has to be made of, and where the gateway's view of it differs.

local core = require("_hwc")
local verify = require("hwc.verify")

local M = {}

-- How an error of the gateway begins what it quotes, with "|" in place of line ends.
local MARK = "canonicalRequest:"

-- Lines of a canonical request besides those of its headers: method, path and query before them,
-- and after them an empty one, their names, and the hash of the body.
local BEFORE, AFTER = 3, 3

-- Bytes from which on a secret is searched for in other lines.
local SHORTEST_SECRET = 4

---@class apig.Explanation
---@field canonical_request? string what the signature has to be made of, secrets as ***; nil where
---  Authorization or X-Sdk-Date is missing or malformed
---@field header? string name of the first signed header that is missing, or arrived twice
---@field difference? apig.Difference to what was quoted; nil where nothing was, or all is equal:
---  then the secrets differ

---The first line of two canonical requests that is not the same.
---@class apig.Difference
---@field line integer from 1
---@field part string "method", "path", "query", "header <name>", "end of headers",
---  "signed headers" or "body hash"
---@field computed string the line here, secrets as ***
---@field quoted string the line there, likewise

local function split(text)
  local lines = {}
  for line in (text .. "\n"):gmatch("(.-)\n") do
    lines[#lines + 1] = line
  end
  return lines
end

-- What is quoted in a text, and what separates its lines.
local function find_quoted(text)
  local _, last = text:find(MARK, 1, true)
  local quoted = text:sub((last or 0) + 1):gsub("\r\n", "\n")
  local separator = not last and quoted:find("\n", 1, true) and "\n" or "|"
  return quoted, separator
end

---The rule of the option `quoted`.
---@param value any
---@return string? broken
function M.quoted_rule(value)
  if type(value) == "string" then
    local quoted, separator = find_quoted(value)
    local _, separators = quoted:gsub(separator, "")
    if separators >= BEFORE + AFTER - 1 then
      return nil
    end
  end
  return 'an error text with "canonicalRequest:", or a canonical request'
end

local function decode(text)
  return (text:gsub("%%(%x%x)", function(digits)
    return string.char(tonumber(digits, 16))
  end))
end

-- A line with *** in place of what its names say is secret; that is added to `secrets`.
local function mask(line, secrets)
  local function keep(value)
    if #value >= SHORTEST_SECRET then
      secrets[#secrets + 1] = value
    end
    return "***"
  end
  local name, value = line:match("^([^:=/&]+):(.*)$")
  if name and core.is_secret_name(name) then
    return name .. ":" .. keep(value)
  end
  return (line:gsub("([^&=]+)=([^&]+)", function(key, content)
    return core.is_secret_name(decode(key)) and key .. "=" .. keep(content) or nil
  end))
end

-- A text of somebody else: what is secret here may stand anywhere in it.
local function mask_all(text, secrets)
  for _, secret in ipairs(secrets) do
    local from, to = text:find(secret, 1, true)
    while from do
      text = text:sub(1, from - 1) .. "***" .. text:sub(to + 1)
      from, to = text:find(secret, from + 3, true)
    end
  end
  return text
end

local function part_of(lines, i)
  local names = { "method", "path", "query" }
  local headers = #lines - BEFORE - AFTER
  if i <= BEFORE then
    return names[i]
  elseif i <= BEFORE + headers then
    return "header " .. lines[i]:match("^[^:]*")
  end
  local rest = { "end of headers", "signed headers", "body hash" }
  return rest[i - BEFORE - headers]
end

-- The first line that differs: its number, and how it is quoted, without `secrets`. A value may
-- have a "|" in it, so lines are searched for and not split.
local function first_difference(lines, text, secrets)
  local quoted, separator = find_quoted(text)
  local from = 1
  for i = 1, #lines - 1 do
    local expected = lines[i] .. separator
    if quoted:sub(from, from + #expected - 1) ~= expected then
      local rest = mask_all(quoted:sub(from), secrets)
      return i, mask(rest:match("^[^" .. separator .. "]*"), {})
    end
    from = from + #expected
  end
  local hash = quoted:sub(from):match("^[%w-]*") -- the error's text may go on
  if hash ~= lines[#lines] then
    return #lines, mask_all(hash, secrets)
  end
end

---Explains a request as read by apig.received.
---@param received table? nil where it could not be read
---@param options { underscores: boolean?, quoted: string? }
---@return apig.Explanation
function M.of(received, options)
  local canonical, which
  if received then
    canonical, which = verify.canonical_request(received, options)
  end
  if not canonical then
    return { header = which }
  end
  local lines, shown, secrets = split(canonical), {}, {}
  for i, line in ipairs(lines) do
    shown[i] = mask(line, secrets)
  end
  local explanation = { canonical_request = table.concat(shown, "\n"), header = which }
  local i, quoted
  if options.quoted then
    i, quoted = first_difference(lines, options.quoted, secrets)
  end
  if i then
    explanation.difference = {
      line = i,
      part = part_of(lines, i),
      computed = shown[i],
      quoted = quoted,
    }
  end
  return explanation
end

return M
