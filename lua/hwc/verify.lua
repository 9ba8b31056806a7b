-- SPDX-License-Identifier: Apache-2.0
--
-- The receiving end of request signatures: recomputes the signature of a
-- request from what arrived. Used by apig.verify, for backends behind a
-- gateway, and by the sandbox.
local core = require("_hwc")
local options_of = require("hwc.options")

local M = {}

---Seconds by which X-Sdk-Date may differ from the clock, either way, itself included.
M.WINDOW = 15 * 60

-- How Authorization begins, and which header may replace the hash of the body.
local ALGORITHMS = {
  ["SDK-HMAC-SHA256"] = { content_header = "x-sdk-content-sha256" },
  ["SDK-HMAC-SM3"] = { content_header = "x-sdk-content-sm3" },
  ["V11-HMAC-SHA256"] = { content_header = "x-sdk-content-sha256", scoped = true },
}

local REST = ",%s?SignedHeaders=([^,]+),%s?Signature=([0-9A-Za-z_]+)%s*$"
local ACCESS = "^%s+Access=([^,]+)" .. REST
local CREDENTIAL = "^%s+Credential=([^,]+)" .. REST
local SCOPE = "^(.+)/(%d%d%d%d%d%d%d%d)/([^/]+)/([^/]+)$"

---A secret as a string or as made by hwc.secret, or a list of those that are accepted at once;
---nil for an unknown key.
---@alias hwc.verify.Secrets string|userdata|(string|userdata)[]|nil

---@class hwc.verify.Authorization
---@field algorithm string
---@field access_key string
---@field signed_headers string[] names in lower case
---@field signature string
---@field day? string YYYYMMDD (V11-HMAC-SHA256)
---@field region? string (V11-HMAC-SHA256)
---@field service? string (V11-HMAC-SHA256)

---Takes the value of an Authorization header apart.
---@param value string
---@return hwc.verify.Authorization? parts nil where it is none of the three algorithms
function M.parse_authorization(value)
  local algorithm, rest = value:match("^([0-9A-Z%-]+)(.*)$")
  local known = ALGORITHMS[algorithm]
  if not known then
    return nil
  end
  local credential, names, signature = rest:match(known.scoped and CREDENTIAL or ACCESS)
  if not credential then
    return nil
  end
  local parts = { algorithm = algorithm, access_key = credential, signature = signature }
  if known.scoped then
    parts.access_key, parts.day, parts.region, parts.service = credential:match(SCOPE)
    if not parts.access_key then
      return nil
    end
  end
  local signed, seen = {}, {}
  for name in (names .. ";"):gmatch("([^;]*);") do
    name = name:lower()
    if name == "" or seen[name] then
      return nil
    end
    seen[name] = true
    signed[#signed + 1] = name
  end
  parts.signed_headers = signed
  return parts
end

-- What a name of a header is looked up by.
local function key_of(name, underscores)
  name = name:lower()
  return underscores and name:gsub("_", "-") or name
end

-- The values of every header by lower-case name, in the order they arrived.
local function index_headers(headers, underscores)
  local values = {}
  for _, pair in ipairs(headers) do
    local name = key_of(pair[1], underscores)
    local list = values[name]
    if not list then
      list = {}
      values[name] = list
    end
    list[#list + 1] = pair[2]
  end
  return values
end

---The only Authorization of a request.
---@param headers string[][] list of {name, value}
---@return string? value
---@return string? reason `no_authorization`, or `malformed_authorization` for several
function M.authorization(headers)
  local found
  for _, pair in ipairs(headers) do
    if pair[1]:lower() == "authorization" then
      if found then
        return nil, "malformed_authorization"
      end
      found = pair[2]
    end
  end
  if not found then
    return nil, "no_authorization"
  end
  return found
end

---The secrets that are accepted for a key.
---@param lookup fun(key: string): hwc.verify.Secrets
---@param key string
---@return table? list
---@return string? reason `unknown_key`, or `unusable_secret` for what is no string and no open
---  hwc.secret, and for a table that is no list of them
function M.secrets(lookup, key)
  local found = lookup(key)
  if found == nil then
    return nil, "unknown_key"
  end
  local list = type(found) == "table" and found or { found }
  if options_of.no_list(list) then
    return nil, "unusable_secret"
  end
  for _, secret in ipairs(list) do
    if type(secret) ~= "string" and not core.is_secret(secret) then
      return nil, "unusable_secret"
    end
  end
  return list
end

-- The signed headers of a request: those that arrived once as {name, value}, and all by name. The
-- reason is why one of them cannot be used, and its name.
local function find_signed(request, parts, underscores)
  local arrived = index_headers(request.headers, underscores)
  local signed, values, reason, which = {}, {}, nil, nil
  for _, name in ipairs(parts.signed_headers) do
    local found = arrived[key_of(name, underscores)]
    if found then
      signed[#signed + 1] = { name, found[1] }
      values[name] = found[1]
    end
    if not reason and (not found or #found > 1) then
      reason = found and "repeated_header" or "signed_header_missing"
      which = name
    end
  end
  return signed, values, reason, which
end

-- Signs what arrived as the sender would have, and compares.
local function matches(request, parts, signed, date, secret)
  local made = core.signature({
    method = request.method,
    target = request.target,
    headers = signed,
    body = request.body,
    ak = parts.access_key,
    sk = secret,
    algorithm = parts.algorithm,
    date = date,
    region = parts.region,
    service = parts.service,
  })
  return made ~= nil and core.equal(made.signature, parts.signature)
end

---Checks the signature of a request that arrived, in this order; the reason names the first
---check that failed:
---`no_authorization`, `malformed_authorization` (also: an algorithm that is not accepted),
---`unknown_key`, `unusable_secret` (neither a string nor an open hwc.secret),
---`signed_header_missing`, `repeated_header` (a signed header arrived twice, so that nobody can
---tell which value was signed), `host_not_signed`, `date_not_signed`, `malformed_date`,
---`expired` (the date differs by more than the window, either way), `wrong_scope`
---(V11-HMAC-SHA256: another day than X-Sdk-Date, or not the `region` and `service` asked for),
---`signature_mismatch`.
---
---The body is not looked at where the request says `UNSIGNED-PAYLOAD`. A repeated request
---inside the window is not detected: the protocol has no nonce. A method with lower-case letters is
---never the one that was signed.
---@param request { method: string, target: string, headers: string[][], body: string? }
---  `target` as it stands in the request line, `headers` a list of {name, value}
---@param lookup fun(access_key: string): hwc.verify.Secrets
---@param options? { now: number?, window: number?, algorithms: table<string, boolean>?,
---  region: string?, service: string?, allow_unsigned_host: boolean?, underscores: boolean? } `now`
---  in Unix seconds (the clock), `window` in seconds (15 minutes), `algorithms` the accepted ones
---  (all three), `underscores` where the server made "_" of "-" in the names of headers
---@return string? access_key of the sender; nil where a check failed
---@return string? reason
---@return { signature: string, expires: number }? proof of an accepted request, and the time in
---  Unix seconds after which it would be refused
function M.signature(request, lookup, options)
  options = options or {}
  local value, missing = M.authorization(request.headers)
  if not value then
    return nil, missing
  end
  local parts = M.parse_authorization(value)
  if not parts or (options.algorithms and not options.algorithms[parts.algorithm]) then
    return nil, "malformed_authorization"
  end

  local secrets, unusable = M.secrets(lookup, parts.access_key)
  if not secrets then
    return nil, unusable
  end

  local signed, signed_values, unfit = find_signed(request, parts, options.underscores)
  if unfit then
    return nil, unfit
  end
  if not (signed_values.host or options.allow_unsigned_host) then
    return nil, "host_not_signed"
  end
  local date = signed_values["x-sdk-date"]
  if not date then
    return nil, "date_not_signed"
  end
  local signed_at = core.parse_date(date)
  if not signed_at then
    return nil, "malformed_date"
  end
  local now = options.now or os.time()
  if math.abs(now - signed_at) > (options.window or M.WINDOW) or now ~= now then
    return nil, "expired"
  end
  if parts.day and (parts.day ~= date:sub(1, 8)
      or parts.region ~= (options.region or parts.region)
      or parts.service ~= (options.service or parts.service)) then
    return nil, "wrong_scope"
  end

  -- A hash that the sender put in the content header stands for the body only if it is the
  -- body's: else the body would be free to change.
  local stated = signed_values[ALGORITHMS[parts.algorithm].content_header]
  if stated and stated ~= "UNSIGNED-PAYLOAD"
      and not core.equal(stated, core.body_hash(parts.algorithm, request.body or "")) then
    return nil, "signature_mismatch"
  end
  -- Methods are told apart by case, but what is signed is the upper case of either.
  if request.method:find("%l") then
    return nil, "signature_mismatch"
  end
  for _, secret in ipairs(secrets) do
    if matches(request, parts, signed, date, secret) then
      return parts.access_key, nil, {
        signature = parts.signature,
        expires = signed_at + (options.window or M.WINDOW),
      }
    end
  end
  return nil, "signature_mismatch"
end

---The canonical request that a signature of what arrived is made of, whether or not it is a good
---one: for explanations, with all its secrets.
---@param request table as for signature()
---@param options? { underscores: boolean? }
---@return string? canonical_request nil where Authorization or X-Sdk-Date is missing, or a
---  header cannot be read
---@return string? which name of the first signed header that is missing, or arrived twice
function M.canonical_request(request, options)
  local value = M.authorization(request.headers)
  local parts = value and M.parse_authorization(value)
  if not parts then
    return nil
  end
  local signed, _, _, which = find_signed(request, parts, options and options.underscores)
  local made = core.signature({ -- keys are no part of a canonical request
    method = request.method,
    target = request.target,
    headers = signed,
    body = request.body,
    ak = "unused",
    sk = "unused",
    algorithm = parts.algorithm,
    region = parts.region,
    service = parts.service,
  })
  return made and made.canonical_request, which
end

return M
