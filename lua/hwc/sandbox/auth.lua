-- SPDX-License-Identifier: Apache-2.0
-- Who sent a request: a token of the sandbox, or a signature that is made again from what arrived.

local core = require("_hwc")
local verify = require("hwc.verify")

local M = {}

---@class hwc.sandbox.Identity
---@field project_id? string the only project it may use; nil: none
---@field token? table what the sandbox knows of the token
---@field ak? string

-- A token is looked at first: official clients sign even where the caller added a token.
local function by_token(state, token)
  local known = state.iam.tokens[token]
  if not known then
    return nil, "unknown_token"
  end
  if known.expires <= state:time() then
    return nil, "expired_token"
  end
  return { project_id = known.project_id, token = known }
end

local function by_signature(state, request)
  local temporary
  local arrived = {
    method = request.method,
    target = request.target,
    values = request.values,
    repeated = request.repeated,
    body = request.raw_body,
  }
  local ak, reason = verify.signature(arrived, function(access_key)
    if access_key == state.account.ak then
      return state.account.sk
    end
    temporary = state.iam.temporary_keys[access_key]
    return temporary and temporary.sk
  end, { now = state:time(), allow_unsigned_host = true, signers = state.signers })
  if not ak then
    return nil, reason
  end
  if temporary then
    local token = request.values["x-security-token"]
    if not token or not core.equal(token, temporary.security_token) then
      return nil, "wrong_security_token"
    elseif temporary.expires <= state:time() then
      return nil, "expired_security_token"
    end
  end
  return { project_id = state.account.project_id, ak = ak }
end

---Finds out who sent a request.
---@param state hwc.sandbox.State
---@param request table with `method`, `target`, `raw_body` as they arrived, and `values` and
---  `repeated` as verify.index_headers() makes them
---@return hwc.sandbox.Identity? identity
---@return string? reason why there is none, in a word
---@return boolean? with_token the sender had shown a token
function M.identify(state, request)
  local token = request.values["x-auth-token"]
  if token then
    local identity, reason = by_token(state, token)
    return identity, reason, true
  end
  local identity, reason = by_signature(state, request)
  return identity, reason, false
end

return M
