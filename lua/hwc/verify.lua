-- SPDX-License-Identifier: Apache-2.0
--
-- Verification of request signatures: recomputes the signature of a received
-- request. Used by apig.verify, for backends behind a gateway, and by the
-- sandbox.
local core = require("_hwc")
local options_of = require("hwc.options")

local M = {}

---Maximum difference in seconds between X-Sdk-Date and the clock, in either direction, inclusive.
M.WINDOW = 15 * 60

-- Each algorithm, and the header that may replace the hash of the body.
local ALGORITHMS = {
  ["SDK-HMAC-SHA256"] = { content_header = "x-sdk-content-sha256" },
  ["SDK-HMAC-SM3"] = { content_header = "x-sdk-content-sm3" },
  ["V11-HMAC-SHA256"] = { content_header = "x-sdk-content-sha256", scoped = true },
}

local REST = ",%s?SignedHeaders=([^,]+),%s?Signature=([0-9A-Za-z_]+)%s*$"
local ACCESS = "^%s+Access=([^,]+)" .. REST
local CREDENTIAL = "^%s+Credential=([^,]+)" .. REST
local SCOPE = "^(.+)/(%d%d%d%d%d%d%d%d)/([^/]+)/([^/]+)$"

---A secret (a string or an hwc.secret), or a list of secrets that are accepted at the same time;
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

---Parses the value of an Authorization header.
---@param value string
---@return hwc.verify.Authorization? parts nil if it is invalid or of another algorithm
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

-- The key under which a header name is indexed.
local function key_of(name, underscores)
  name = name:lower()
  return underscores and name:gsub("_", "-") or name
end

---The first value of every header by lower-case name, and the names that arrived more than once.
---@param headers string[][] list of {name, value}
---@param underscores? boolean the server made "_" of "-"
---@return table<string, string> values
---@return table<string, boolean> repeated
function M.index_headers(headers, underscores)
  local values, repeated = {}, {}
  for _, pair in ipairs(headers) do
    local name = key_of(pair[1], underscores)
    if values[name] then
      repeated[name] = true
    else
      values[name] = pair[2]
    end
  end
  return values, repeated
end

---The Authorization header of a request, which must be unique.
---@param headers string[][] list of {name, value}
---@return string? value
---@return string? reason `no_authorization`, or `malformed_authorization` if there are several
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
---@return string? reason `unknown_key`; or `unusable_secret` if it is neither a string nor an open
---  hwc.secret nor a list of them
function M.secrets(lookup, key)
  local found = lookup(key)
  if found == nil then
    return nil, "unknown_key"
  end
  if type(found) == "string" then
    return { found }
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

-- The signed headers that arrived, by the names that were signed. The reason is why one of them
-- cannot be used, and its name.
local function find_signed(request, parts, underscores)
  local arrived, repeated = request.values, request.repeated
  if not arrived then
    arrived, repeated = M.index_headers(request.headers, underscores)
  end
  local values, reason, which = {}, nil, nil
  for _, name in ipairs(parts.signed_headers) do
    local key = key_of(name, underscores)
    local found = arrived[key]
    values[name] = found
    if not reason and (not found or repeated[key]) then
      reason = found and "repeated_header" or "signed_header_missing"
      which = name
    end
  end
  return values, reason, which
end

-- How many signers are kept.
local MAX_SIGNERS = 1000

-- The signer of a pair of keys, from those that are kept.
local function find_signer(parts, secret, signers)
  local key = parts.access_key
  local known = signers and signers[key]
  if known and known.secret == secret and known.algorithm == parts.algorithm
      and known.region == parts.region and known.service == parts.service then
    return known.signer
  end
  local signer = core.new_signer(parts.algorithm, parts.access_key, secret, parts.region,
    parts.service)
  if signer and signers and type(secret) == "string" then
    signers[1] = (signers[1] or 0) + 1 -- how many were kept; access keys are strings
    if signers[1] > MAX_SIGNERS then
      for name in pairs(signers) do
        signers[name] = nil
      end
    end
    signers[key] = {
      secret = secret, algorithm = parts.algorithm, region = parts.region, service = parts.service,
      signer = signer,
    }
  end
  return signer
end

-- Signs what arrived as the sender would have, and compares.
local function matches(request, parts, signed, date, secret, signers)
  local signer = find_signer(parts, secret, signers)
  return signer ~= nil and signer:verifies(request.method, request.target, signed, request.body,
    date, parts.signature)
end

---Verifies the signature of a received request. The reason names the first check that failed, in
---this order:
---`no_authorization`, `malformed_authorization` (also: an algorithm that is not accepted),
---`unknown_key`, `unusable_secret` (neither a string nor an open hwc.secret),
---`signed_header_missing`, `repeated_header` (a signed header arrived twice, so that it is
---ambiguous which value was signed), `host_not_signed`, `date_not_signed`, `malformed_date`,
---`expired` (the date differs by more than the window, in either direction), `wrong_scope`
---(V11-HMAC-SHA256: a day other than that of X-Sdk-Date, or another `region` or `service`),
---`signature_mismatch`.
---
---The body is not looked at where the request says `UNSIGNED-PAYLOAD`. A repeated request
---inside the window is not detected: the protocol has no nonce. A method with lower-case letters is
---never the one that was signed.
---@param request { method: string, target: string, headers: string[][], body: string?,
---  values: table?, repeated: table? } `target` as it stands in the request line, `headers` a list
---  of {name, value}, `values` and `repeated` what index_headers() makes of it, where that is known
---@param lookup fun(access_key: string): hwc.verify.Secrets
---@param options? { now: number?, window: number?, algorithms: table<string, boolean>?,
---  region: string?, service: string?, allow_unsigned_host: boolean?, underscores: boolean?,
---  signers: table? } `now`
---  in Unix seconds (the clock), `window` in seconds (15 minutes), `algorithms` the accepted ones
---  (all three), `underscores` where the server made "_" of "-" in the names of headers,
---  `signers` a table in which prepared keys are kept from call to call
---@return string? access_key of the sender; nil where a check failed
---@return string? reason
---@return { signature: string, expires: number }? proof of an accepted request, and the Unix time
---  after which it would be refused
function M.signature(request, lookup, options)
  options = options or {}
  if not request.values then
    local copy = { method = request.method, target = request.target, body = request.body }
    copy.values, copy.repeated = M.index_headers(request.headers, options.underscores)
    request = copy
  end
  local value = request.values.authorization
  if not value then
    return nil, "no_authorization"
  end
  local parts = not request.repeated.authorization and M.parse_authorization(value)
  if not parts or (options.algorithms and not options.algorithms[parts.algorithm]) then
    return nil, "malformed_authorization"
  end

  local secrets, unusable = M.secrets(lookup, parts.access_key)
  if not secrets then
    return nil, unusable
  end

  local signed, unfit = find_signed(request, parts, options.underscores)
  if unfit then
    return nil, unfit
  end
  if not (signed.host or options.allow_unsigned_host) then
    return nil, "host_not_signed"
  end
  local date = signed["x-sdk-date"]
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
  local stated = signed[ALGORITHMS[parts.algorithm].content_header]
  if stated and stated ~= "UNSIGNED-PAYLOAD"
      and not core.equal(stated, core.body_hash(parts.algorithm, request.body or "")) then
    return nil, "signature_mismatch"
  end
  -- Methods are case-sensitive, but the upper-case method is what is signed.
  if request.method:find("%l") then
    return nil, "signature_mismatch"
  end
  for _, secret in ipairs(secrets) do
    if matches(request, parts, signed, date, secret, options.signers) then
      return parts.access_key, nil, {
        signature = parts.signature,
        expires = signed_at + (options.window or M.WINDOW),
      }
    end
  end
  return nil, "signature_mismatch"
end

---The canonical request of a received request, whether or not its signature is valid; for
---explanations. It contains all secrets.
---@param request table as for signature()
---@param options? { underscores: boolean? }
---@return string? canonical_request nil if Authorization or X-Sdk-Date is missing, or a header is
---  invalid
---@return string? which name of the first signed header that is missing or repeated
function M.canonical_request(request, options)
  local value = M.authorization(request.headers)
  local parts = value and M.parse_authorization(value)
  if not parts then
    return nil
  end
  local signed, _, which = find_signed(request, parts, options and options.underscores)
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
