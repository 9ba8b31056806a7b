-- SPDX-License-Identifier: Apache-2.0
-- Explains signatures that do not match: the expected canonical request, and the difference to the
-- gateway's.

local core = require("_hwc")
local verify = require("hwc.verify")

local M = {}

-- The gateway's error quotes its canonical request after this, with "|" in place of line ends.
local MARK = "canonicalRequest:"

-- Lines of a canonical request before its headers (method, path, query) and after them (an empty
-- line, their names, the hash of the body).
local BEFORE, AFTER = 3, 3

-- Minimum length of a secret that is searched for in other lines.
local SHORTEST_SECRET = 4

---@class apig.Explanation
---@field canonical_request? string the expected one, secrets as ***; nil if Authorization or
---  X-Sdk-Date is missing or malformed
---@field header? string name of the first signed header that is missing or repeated
---@field difference? apig.Difference to the quoted one; nil if nothing was quoted, or if both are
---  equal and only the secrets differ

---The first line in which two canonical requests differ.
---@class apig.Difference
---@field line integer from 1
---@field part string "method", "path", "query", "header <name>", "end of headers",
---  "signed headers" or "body hash"
---@field computed string the computed line, secrets as ***
---@field quoted string the quoted line, secrets as ***

local function split(text)
  local lines = {}
  for line in (text .. "\n"):gmatch("(.-)\n") do
    lines[#lines + 1] = line
  end
  return lines
end

-- The quoted canonical request in a text, and its line separator.
local function find_quoted(text)
  local _, last = text:find(MARK, 1, true)
  local quoted = text:sub((last or 0) + 1):gsub("\r\n", "\n")
  local separator = not last and quoted:find("\n", 1, true) and "\n" or "|"
  return quoted, separator
end

---The validation rule of the option `quoted`.
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

-- Redacts the values of secret names in a line, and adds them to `secrets`.
local function redact(line, secrets)
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

-- Redacts known secrets anywhere in a foreign text.
local function redact_all(text, secrets)
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

-- The first line that differs: its number and the quoted text, redacted. Values may contain "|", so
-- lines are compared as prefixes instead of splitting the text.
local function first_difference(lines, text, secrets)
  local quoted, separator = find_quoted(text)
  local from = 1
  for i = 1, #lines - 1 do
    local expected = lines[i] .. separator
    if quoted:sub(from, from + #expected - 1) ~= expected then
      local rest = redact_all(quoted:sub(from), secrets)
      return i, redact(rest:match("^[^" .. separator .. "]*"), {})
    end
    from = from + #expected
  end
  local hash = quoted:sub(from):match("^[%w-]*") -- the error's text may continue
  if hash ~= lines[#lines] then
    return #lines, redact_all(hash, secrets)
  end
end

---Explains a request as read by apig.received.
---@param received table? nil if it could not be read
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
    shown[i] = redact(line, secrets)
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
