-- SPDX-License-Identifier: Apache-2.0
-- The provider for an ID token of another identity provider: temporary keys from IAM.

local common = require("hwc.provider.common")
local core = require("_hwc")
local options = require("hwc.options")
local scheduler = require("hwc.scheduler")

local M = {}

-- Seconds.
local KEYS_LIFE = 6 * 3600

-- The rest of `limits` since `began`, for the next of several requests.
local function rest(limits, began)
  local left = options.remaining(limits, scheduler.now() - began)
  left.deadline = math.max(left.deadline, 0.001)
  return left
end

local function token_request(idp_id, id_token)
  return {
    method = "POST",
    path = "/v3.0/OS-AUTH/id-token/tokens",
    headers = { ["X-Idp-Id"] = idp_id },
    body = { auth = { id_token = { id = core.secret(id_token) } } },
  }
end

local function keys_request(token)
  return {
    method = "POST",
    path = "/v3.0/OS-CREDENTIAL/securitytokens",
    body = {
      auth = {
        identity = {
          methods = core.array({ "token" }),
          token = { id = core.secret(token), duration_seconds = KEYS_LIFE },
        },
      },
    },
  }
end

---@param found hwc.Found
---@param asking hwc.Asking
---@return hwc.Provider?
---@return hwc.Error? err
function M.new(found, asking)
  -- Neither request is signed: the ID token is the only credential.
  local iam, err = common.plain_client(
    options.merge(asking.connection, { endpoint = asking.iam_endpoint }))
  if not iam then
    err.field = "iam_endpoint"
    return nil, err
  end
  local source = found.source .. ", id token"

  local function obtain(limits)
    local began = scheduler.now()
    local id_token, why = common.read_token(source, found.id_token_file)
    if not id_token then
      return nil, why
    end
    local reply, info = common.ask(iam, token_request(found.idp_id, id_token), limits)
    if not reply then
      return common.explain(source, info)
    end
    local token = info.headers["x-subject-token"]
    if not common.is_token(token) then
      return common.fail("%s: the response of IAM has no token (header X-Subject-Token)", source)
    end
    reply, info = common.ask(iam, keys_request(token), rest(limits, began))
    if not reply then
      return common.explain(source, info)
    end
    return common.read_keys(source, core.decode_json(reply.text), info)
  end

  return {
    source = found.source,
    obtain = obtain,
    close = function()
      iam:close()
    end,
  }
end

return M
