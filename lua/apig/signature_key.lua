-- SPDX-License-Identifier: Apache-2.0
-- Makes signature keys. Answers of the service mask the secret, so whoever rotates a key and
-- wants to know its secret has to bring one.

local core = require("_hwc")
local options = require("hwc.options")

local M = {}

local LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
local ALPHANUMERIC = LETTERS .. "0123456789"
local KEY = ALPHANUMERIC .. "_-"
local SECRET = KEY .. "!@#$%"

-- The longest that the service takes; the first character has a set of its own.
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
  public_key = "a key pair has to be made for it, and what the gateway signs with it is not "
    .. "published, so nothing could check it",
  aes = "what the gateway encrypts with it is not published, so nothing could check it",
}

-- One character of `set`, each as likely as any other: bytes above the last whole multiple of
-- the set's size are thrown away.
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

---Makes a signature key that keeps the service's rules, from libcrypto's random source: arguments
---for create_signature_key and update_signature_key once a `name` is added. `sign_secret` is a
---plain string; the service never shows it again.
---@param sign_type? "hmac"|"basic" hmac where left out
---@return { sign_type: string, sign_key: string, sign_secret: string }? key
---@return hwc.Error? err for types whose keys cannot be checked: public_key, aes
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
    error("apig.new_signature_key: the type has to be hmac or basic, got "
      .. options.kind(sign_type), 2)
  end
  return nil, core.new_error({
    kind = "validation",
    field = "sign_type",
    message = ("sign_type: a key of type %s is not made here: %s"):format(sign_type, why),
  })
end

return M
