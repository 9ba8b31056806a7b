-- SPDX-License-Identifier: Apache-2.0
-- The provider for an ECS: temporary keys from its metadata service, with a token of that service
-- if it has tokens.

local common = require("hwc.provider.common")
local core = require("_hwc")
local credentials = require("hwc.credentials")
local errors = require("hwc.errors")

local M = {}

-- Seconds: requested lifetime of a token, and time without requests for one if there are none.
local TOKEN_LIFE = 6 * 3600
local WITHOUT_TOKEN = 24 * 3600

-- Time limits in seconds for services of this machine: an attempt, and all of them.
local LIMITS = { timeout = 1, deadline = 3 }

-- Shorter limits before the first response: outside of an ECS there is none.
local UNSURE_LIMITS = { timeout = 1, deadline = 1, retry = false }

-- Statuses of the token request that mean that this metadata service has no tokens.
local NO_TOKENS = { [404] = true, [405] = true, [503] = true }

local NO_AGENCY = "Please configure Cloud Service Agency first"

local TOKEN_REQUEST = {
  method = "PUT",
  path = "/meta-data/latest/api/token",
  headers = { ["X-Metadata-Token-Ttl-Seconds"] = tostring(TOKEN_LIFE) },
}

---@class hwc.Metadata
---@field source string
---@field client userdata
---@field token? userdata secret
---@field asked? integer time of the last request for a token, Unix seconds
---@field answered? boolean true if there has been a response
local Metadata = {}
Metadata.__index = Metadata

function Metadata:ask(request)
  local reply, info, body = common.ask(self.client, request,
    self.answered and LIMITS or UNSURE_LIMITS)
  self.answered = self.answered or info.status ~= nil
  return reply, info, body
end

-- Before the first response, a failure means that this is no ECS.
function Metadata:explain_failure(info)
  if self.answered or (info.kind ~= "transport" and info.kind ~= "timeout") then
    return common.explain(self.source, info)
  end
  local _, unknown = common.fail("no credentials: %s. The metadata of an ECS, the last source, did "
    .. "not respond (%s)", credentials.ADVICE, errors.summary(info))
  unknown.cause = info
  return nil, unknown
end

function Metadata:forget_token()
  if self.token then
    self.token:close()
    self.token = nil
  end
end

-- Renews the token. A service without tokens is used without one, unless a token is required.
function Metadata:renew_token(has_to_be)
  self:forget_token()
  self.asked = os.time()
  local reply, info = self:ask(TOKEN_REQUEST)
  if reply then
    if not common.is_token(reply.text) then
      return common.fail("%s: the response is not a token", self.source)
    end
    self.token = core.secret(reply.text)
    return true
  elseif NO_TOKENS[info.status] and not has_to_be then
    return true
  end
  return self:explain_failure(info)
end

function Metadata:get_keys()
  return self:ask({
    method = "GET",
    path = "/openstack/latest/securitykey",
    headers = { ["X-Metadata-Token"] = self.token },
  })
end

function Metadata:obtain()
  local good, why = true, nil
  if not self.token and not (self.asked and os.time() - self.asked < WITHOUT_TOKEN) then
    good, why = self:renew_token(false)
  end
  if not good then
    return nil, why
  end
  local reply, info, body = self:get_keys()
  if not reply and info.status == 401 then
    if body:find(NO_AGENCY, 1, true) then -- errors do not contain the body
      return common.fail("%s: this ECS has no agency; configure one for it", self.source)
    end
    good, why = self:renew_token(true)
    if not good then
      return nil, why
    end
    reply, info = self:get_keys()
  end
  if not reply then
    return self:explain_failure(info)
  end
  return common.read_keys(self.source, core.decode_json(reply.text), info)
end

---@param found hwc.Found
---@param asking hwc.Asking
---@return hwc.Provider?
---@return hwc.Error? err
function M.new(found, asking)
  local client, err = common.local_client("metadata", found.url, asking.connection)
  if not client then
    return nil, err
  end
  local self = setmetatable({ source = found.source, client = client }, Metadata)
  return {
    source = found.source,
    obtain = function()
      return self:obtain()
    end,
    close = function()
      self:forget_token()
      client:close()
    end,
  }
end

return M
