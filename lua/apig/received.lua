-- SPDX-License-Identifier: Apache-2.0
-- Received requests, normalised from the forms that servers use.

local core = require("_hwc")
local nearest = require("hwc.nearest")

local M = {}

local MEMBERS = { "method", "target", "headers", "body" }

local KNOWN = {}
for _, name in ipairs(MEMBERS) do
  KNOWN[name] = true
end

---A request as a backend received it. `target` is the path and query of the request line before any
---decoding; if it is a whole URL, its authority is the host, whatever Host says (RFC 9112).
---`headers` is a list of {name, value}, a map of names to a value or a list of values, or an object
---that works with pairs(), such as those of lighttpd and lua-http; its `:method`, `:path` and
---`:authority` replace `method`, `target` and Host. `body` is the received bytes; optional if there
---are none.
---@class apig.ReceivedRequest
---@field method? string
---@field target? string
---@field headers string[][]|table<string, string|string[]>|userdata
---@field body? string

-- True if pairs() returns something other than the table's own members (a hidden metatable).
local function has_pairs(value)
  local following, state = pairs(value)
  return not (following == next and rawequal(state, value))
end

-- Headers as a list of {name, value}; nil and a message if they are invalid.
local function list_headers(headers)
  if has_pairs(headers) then
    local list = {}
    for name, value in pairs(headers) do
      list[#list + 1] = { name, value }
    end
    headers = list
  elseif type(headers) ~= "table" then
    return nil, "request.headers must be a table, or an object that works with pairs(), got a "
      .. type(headers)
  end
  return core.list_pairs(headers, "request.headers")
end

local function check_members(request)
  if type(request) ~= "table" then
    return "the request must be a table, got a " .. type(request)
  elseif not core.is_plain(request) then
    return "the request must be a plain table, got one whose metatable has __index or __pairs"
  end
  for name in next, request do
    if not KNOWN[name] then
      local near = nearest.find(name, KNOWN)
      return ("the request has %s and no member %s%s"):format(table.concat(MEMBERS, ", "),
        nearest.quote(name), near and (", did you mean %q?"):format(near) or "")
    end
  end
end

-- Separates Host, and the pseudo-headers of HTTP/2, from the other headers.
local function take_apart(headers)
  local parts = { host = {}, [":authority"] = {}, [":method"] = {}, [":path"] = {} }
  local others = {}
  for _, pair in ipairs(headers) do
    local name = pair[1]:lower()
    local part = parts[name]
    if part then
      part[#part + 1] = pair[2]
    elseif name:sub(1, 1) ~= ":" then
      others[#others + 1] = pair
    end
  end
  return parts, others
end

-- Splits a target that is a whole URL into the authority and the rest.
local function split_url(target)
  local authority, rest = target:match("^[Hh][Tt][Tt][Pp][Ss]?://([^/?]*)(.*)$")
  if authority and rest:sub(1, 1) ~= "/" then
    rest = "/" .. rest
  end
  return authority, rest
end

-- The hosts that a request names; more than one if it is ambiguous.
local function hosts_of(parts)
  local hosts = parts.host
  for _, authority in ipairs(parts[":authority"]) do
    if authority ~= hosts[1] then
      hosts[#hosts + 1] = authority
    end
  end
  return hosts
end

---Normalises a request: `method`, `target` as path and query, `headers` as a list of {name, value},
---`body`.
---@param request apig.ReceivedRequest
---@return table? received
---@return string? message what is wrong with the table
---@return string? reason why the request is refused: `repeated_header`, `malformed_target`
function M.read(request)
  local message = check_members(request)
  local headers
  if not message then
    headers, message = list_headers(request.headers)
  end
  if not headers then
    return nil, message
  end
  local parts
  parts, headers = take_apart(headers)
  local received = {
    method = request.method or parts[":method"][1],
    target = request.target or parts[":path"][1],
    headers = headers,
    body = request.body,
  }
  for _, name in ipairs({ "method", "target", "body" }) do
    local given = type(received[name])
    if given ~= "string" and not (name == "body" and given == "nil") then
      return nil, ("request.%s must be a string, got a %s"):format(name, given)
    end
  end
  if not request.method and #parts[":method"] > 1 or not request.target and #parts[":path"] > 1 then
    return nil, nil, "repeated_header"
  end

  local hosts = hosts_of(parts)
  local authority, target = split_url(received.target)
  if authority then
    if authority == "" or authority:find("@", 1, true) then
      return nil, nil, "malformed_target"
    end
    hosts, received.target = { authority }, target
  end
  for _, host in ipairs(hosts) do
    headers[#headers + 1] = { "Host", host }
  end
  return received
end

return M
