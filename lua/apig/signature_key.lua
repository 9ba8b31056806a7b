-- SPDX-License-Identifier: Apache-2.0
-- Generates signature keys. Responses redact the secret, so a rotation that needs to know the
-- secret must generate it.

local core = require("_hwc")
local options = require("hwc.options")

local M = {}

local LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
local ALPHANUMERIC = LETTERS .. "0123456789"
local KEY = ALPHANUMERIC .. "_-"
local SECRET = KEY .. "!@#$%"

-- Maximum lengths of the service; the first character has its own set.
local RULES = {
  hmac = {
    key = { length = 32, first = ALPHANUMERIC, rest = KEY },
    secret = { length = 64, first = ALPHANUMERIC, rest = SECRET },
  },
  basic = {
    key = { length = 32, first = LETTERS, rest = KEY },
    secret = { length = 64, first = ALPHANUMERIC, rest = SECRET },
  },
}

local REFUSED = {
  public_key = "it needs a key pair, and how the gateway signs with it is not published, so the "
    .. "signature could not be verified",
  aes = "how the gateway encrypts with it is not published, so it could not be verified",
}

-- A random character of `set`, uniformly distributed: bytes above the last multiple of the set's
-- size are rejected.
local function pick(set)
  local limit = 256 - 256 % #set
  local byte
  repeat
    byte = core.random(1):byte()
  until byte < limit
  local i = byte % #set + 1
  return set:sub(i, i)
end

local function make(rule)
  local characters = { pick(rule.first) }
  for i = 2, rule.length do
    characters[i] = pick(rule.rest)
  end
  return table.concat(characters)
end

---Generates a signature key that obeys the service's rules, with libcrypto's random generator. Add
---a `name` to get arguments for create_signature_key or update_signature_key. `sign_secret` is a
---plain string; the service never shows it again.
---@param sign_type? "hmac"|"basic" hmac by default
---@return { sign_type: string, sign_key: string, sign_secret: string }? key
---@return hwc.Error? err for types whose signatures cannot be verified: public_key, aes
function M.new(sign_type)
  sign_type = sign_type or "hmac"
  local rules = RULES[sign_type]
  if rules then
    return {
      sign_type = sign_type,
      sign_key = make(rules.key),
      sign_secret = make(rules.secret),
    }
  end
  local why = REFUSED[sign_type]
  if not why then
    error("apig.new_signature_key: the type must be hmac or basic, got "
      .. options.kind(sign_type), 2)
  end
  return nil, core.new_error({
    kind = "validation",
    field = "sign_type",
    message = ("sign_type: keys of type %s are not supported: %s"):format(sign_type, why),
  })
end

return M
