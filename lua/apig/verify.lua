-- SPDX-License-Identifier: Apache-2.0
-- For backends behind a gateway: verifies that a request was signed with a signature key bound to
-- the API, which proves that it came through the gateway.

local core = require("_hwc")
local explanation = require("apig.explanation")
local options_of = require("hwc.options")
local received = require("apig.received")
local verify = require("hwc.verify")

local M = {}

local OPTIONS = {
  type = options_of.one_of("hmac", "basic", "public_key", "aes"),
  now = "time",
  allow_unsigned_host = "boolean",
  underscores = "boolean",
  explain = "boolean",
  quoted = explanation.quoted_rule,
  seen = "function",
}

local ALGORITHMS = { ["SDK-HMAC-SHA256"] = true }

local UNPUBLISHED = "signature keys of type %s cannot be verified: what the gateway sends for them "
  .. "is not published; use a key of type hmac or basic"

local ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
local SEXTETS = {}
for i = 1, #ALPHABET do
  SEXTETS[ALPHABET:byte(i)] = i - 1
end

-- Base64 of RFC 4648 with padding; nil if invalid.
local function decode_base64(text)
  local digits, padding = text:match("^([A-Za-z0-9+/]*)(=?=?)$")
  if not digits or #text % 4 ~= 0 then
    return nil
  end
  local bytes = {}
  for i = 1, #digits, 4 do
    local a, b, c, d = digits:byte(i, i + 3)
    local word = SEXTETS[a] << 18 | SEXTETS[b] << 12 | (SEXTETS[c] or 0) << 6 | (SEXTETS[d] or 0)
    bytes[#bytes + 1] = string.char(word >> 16, word >> 8 & 255, word & 255)
  end
  return table.concat(bytes):sub(1, -1 - #padding)
end

-- HTTP Basic (RFC 7617): the key is the user, the secret is the password.
local function verify_basic(request, lookup)
  local value, missing = verify.authorization(request.headers)
  if not value then
    return nil, missing
  end
  local scheme, encoded = value:match("^(%a+) +(%S+) *$")
  local pair = scheme and scheme:lower() == "basic" and decode_base64(encoded)
  local key, given
  if pair then
    key, given = pair:match("^([^:]*):(.*)$")
  end
  if not key then
    return nil, "malformed_authorization"
  end
  local secrets, unusable = verify.secrets(lookup, key)
  if not secrets then
    return nil, unusable
  end
  for _, secret in ipairs(secrets) do
    if core.equal(secret, given) and given ~= "" then
      return true
    end
  end
  return nil, "signature_mismatch"
end

local function verify_hmac(request, lookup, options)
  local key, reason, proof = verify.signature(request, lookup, {
    now = options.now,
    algorithms = ALGORITHMS,
    allow_unsigned_host = options.allow_unsigned_host,
    underscores = options.underscores,
  })
  if not key then
    return nil, reason
  elseif options.seen and options.seen(proof.signature, proof.expires) then
    return nil, "replayed"
  end
  return true
end

-- The verification of each type of key.
local CHECKS = { hmac = verify_hmac, basic = verify_basic }

---Verifies that a request was signed with a signature key. Respond with 401 if it was not.
---
---`keys` maps each signature key (`sign_key`) to its secret (`sign_secret`), or to a list of
---secrets. During a rotation, keep the old and the new key there until the gateway uses the new
---one.
---
---The reason is the first check that failed: `no_authorization`, `malformed_authorization`,
---`unknown_key`, `unusable_secret` (neither a string nor an open hwc.secret nor a list of them),
---then for `hmac` `signed_header_missing`, `repeated_header`, `host_not_signed`, `date_not_signed`,
---`malformed_date`, `expired` (X-Sdk-Date is more than 15 minutes off, in either direction),
---`signature_mismatch` and `replayed`; before all of them `malformed_target` and `repeated_header`
---for a request line that is invalid or ambiguous. Secrets are compared in constant time. Methods
---are case-sensitive: `get` is not `GET`.
---
---The protocol gives some different requests the same signature: a path with and without a final
---slash; query parameters in any order; `?a` and `?a=`; a character and its percent-encoding;
---header values with and without white space around them. Do not base decisions on any of these.
---
---Whoever saw a request can replay it until 15 minutes after its X-Sdk-Date: the protocol has no
---nonce. The backend must refuse replays. `seen` is called for an otherwise accepted request, with
---its signature and the time until which to remember it; return true if the signature was seen
---before. Two equal requests that are signed in the same second have the same signature.
---
---    local seen = {}
---    apig.verify(request, keys, { seen = function(signature, expires)
---      local before = seen[signature]
---      seen[signature] = expires -- remove expired entries from time to time
---      return before ~= nil
---    end })
---
---Not covered: the body if the request is signed with `UNSIGNED-PAYLOAD`, headers that are not
---signed, and for `basic` anything but the secret. For `aes` and `public_key` the result is nil and
---a reason that explains why.
---
---If a signature does not match, `explain = true` returns the expected canonical request. With
---`quoted`, the text of a gateway's error that quotes its own canonical request
---("… canonicalRequest:GET|/orders/||host:…"), it also returns the first line that differs. Both
---work for senders too: `request` is then what was sent.
---@param request apig.ReceivedRequest
---@param keys table<string, hwc.verify.Secrets>
---@param options? { type: "hmac"|"basic"|nil, now: number?, allow_unsigned_host: boolean?,
---  underscores: boolean?, explain: boolean?, quoted: string?,
---  seen: (fun(signature: string, expires: number): boolean?)? } `type` of the keys ("hmac"); `now`
---  in Unix seconds instead of the clock; `allow_unsigned_host` accepts a request that may be meant
---  for another host; `underscores` if the server replaces "-" with "_" in header names, as
---  Prosody does; `explain`, `quoted` (with `explain`) and `seen` only for `hmac`
---@return true? accepted
---@return string? reason
---@return apig.Explanation? explanation with `explain`
function M.verify(request, keys, options)
  options = options_of.check(options, OPTIONS, "apig.verify", 2)
  local arrived, message, reason = received.read(request)
  if message then
    error("apig.verify: " .. message, 2)
  end
  if type(keys) ~= "table" then
    error("apig.verify: the keys must be a table, got a " .. type(keys), 2)
  elseif rawget(keys, 1) ~= nil then
    error("apig.verify: the keys must map each signature key to its secret, got a list", 2)
  elseif options.quoted and not options.explain then
    error('apig.verify: option "quoted" needs "explain"', 2)
  end
  local kind = options.type or "hmac"
  for _, name in ipairs({ "seen", "explain" }) do
    if options[name] and kind ~= "hmac" then
      error(("apig.verify: option %q needs signatures, which keys of type %s do not make"):format(
        name, kind), 2)
    end
  end

  local check, accepted = CHECKS[kind], nil
  if not check then
    reason = UNPUBLISHED:format(kind)
  elseif arrived then
    accepted, reason = check(arrived, function(key)
      return keys[key]
    end, options)
  end
  if options.explain then
    return accepted, reason, explanation.of(arrived, options)
  end
  return accepted, reason
end

return M
