-- SPDX-License-Identifier: Apache-2.0
-- Requests as the gateway of the sandbox sends them to a backend: signed with a signature key as
-- it is now.

local core = require("_hwc")
local options = require("hwc.options")

local M = {}

local HOST = "backend.example"

-- Headers that only the gateway sets.
local OWN_HEADERS = { ["authorization"] = true, ["x-sdk-date"] = true }

local function headers_rule(value)
  local list = type(value) == "table" and core.list_pairs(value, "headers")
  if not list then
    return "a map of names to values, or a list of {name, value}"
  end
  for _, pair in ipairs(list) do
    if OWN_HEADERS[pair[1]:lower()] then
      return "without Authorization and X-Sdk-Date, which the gateway sets"
    end
  end
end

local function target_rule(value)
  if type(value) ~= "string" or not value:find("^/[!-~]*$") or value:find("#", 1, true) then
    return 'a path and query as in a request line, such as "/orders?limit=10"'
  end
end

local function body_rule(value)
  if type(value) ~= "string" or not utf8.len(value) then
    return "a string of UTF-8"
  end
end

local RULES = {
  sign_id = "text", method = "text", target = target_rule, headers = headers_rule,
  body = body_rule,
}

---Checks what gateway_request() takes; raises at `level`.
---@param given table?
---@param what string for messages
---@param level integer as for options.check()
---@return table given
function M.check(given, what, level)
  given = options.check(given, RULES, what, level + 1)
  if not given.sign_id then
    error(what .. ": sign_id is needed", level + 1)
  end
  return given
end

-- The signature key of that ID, in whichever instance it is.
local function find_sign(state, id)
  for _, own in pairs(state.gateways) do
    local sign = own.signs:get(id)
    if sign then
      return sign
    end
  end
end

-- Base64 of RFC 4648.
local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

local function base64(text)
  local encoded = text:gsub("..?.?", function(part)
    local a, b, c = part:byte(1, 3)
    local word = a << 16 | (b or 0) << 8 | (c or 0)
    local digits = {}
    for i = 1, 4 do
      local digit = (word >> (24 - 6 * i) & 63) + 1
      digits[i] = i <= #part + 1 and ALPHABET:sub(digit, digit) or "="
    end
    return table.concat(digits)
  end)
  return encoded
end

local signers = {}

function signers.basic(_, sign)
  return { { "Authorization", "Basic " .. base64(sign.sign_key .. ":" .. sign.sign_secret) } }
end

function signers.hmac(state, sign, request, host)
  local called, signed, err = pcall(core.sign, {
    method = request.method,
    url = "https://" .. host .. request.target,
    headers = request.headers,
    body = request.body,
    ak = sign.sign_key,
    sk = sign.sign_secret,
    date = os.date("!%Y%m%dT%H%M%SZ", math.floor(state:time())),
  })
  if not called or not signed then
    return nil, "the request cannot be signed: " .. tostring(called and err or signed)
  end
  return signed.headers, signed.target
end

local function find_header(list, name)
  for _, pair in ipairs(list) do
    if pair[1]:lower() == name then
      return pair[2]
    end
  end
end

---The request that the gateway would send to a backend now.
---@param state hwc.sandbox.State
---@param given { sign_id: string, method: string?, target: string?, headers: hwc.Pairs?,
---  body: string? }
---@return { method: string, target: string, headers: string[][], body: string? }? request
---@return string? message
function M.make(state, given)
  local sign = find_sign(state, given.sign_id)
  if not sign then
    return nil, "unknown signature key"
  end
  local signer = signers[sign.sign_type]
  if not signer then
    return nil, ("what the gateway sends for signature keys of type %s is not published"):format(
      sign.sign_type)
  end
  local headers = core.list_pairs(given.headers or {}, "headers")
  if not find_header(headers, "host") then
    table.insert(headers, 1, { "Host", HOST })
  end
  local request = {
    method = given.method or "GET", target = given.target or "/", headers = headers,
    body = given.body,
  }
  local added, target = signer(state, sign, request, find_header(headers, "host"))
  if not added then
    return nil, target
  end
  table.move(added, 1, #added, #headers + 1, headers)
  request.target = target or request.target
  for i, pair in ipairs(headers) do
    headers[i] = core.array(pair)
  end
  request.headers = core.array(headers)
  return request
end

return M
