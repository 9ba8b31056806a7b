-- SPDX-License-Identifier: Apache-2.0
-- The provider for a user name and a password: a token from IAM.

local common = require("hwc.provider.common")
local core = require("_hwc")
local scheduler = require("hwc.scheduler")
local timestamp = require("hwc.timestamp")

local M = {}

-- Lifetime of a token in seconds, if the response does not state it.
local TOKEN_LIFE = 24 * 3600

local OPERATION = "keystone_create_user_token_by_password"

-- The scope of the token: the region's project, or the account without a region.
local function scope_of(who, domain)
  if who.project_id then
    return { project = { id = who.project_id } }
  elseif who.region then
    return { project = { name = who.region } }
  end
  return { domain = { name = domain } }
end

local function read_token(reply, info)
  local token = info.headers["x-subject-token"]
  if not common.is_token(token) then
    return common.fail("the response of IAM has no token (header X-Subject-Token)")
  end
  local details = type(reply.token) == "table" and reply.token or {}
  local project = details.project
  return {
    token = token,
    expires = timestamp.parse(details.expires_at) or os.time() + TOKEN_LIFE,
    date = info.headers.date,
    project_id = type(project) == "table" and type(project.id) == "string" and project.id or nil,
  }
end

---@param found hwc.Found
---@return hwc.Provider
function M.new(found)
  -- Tokens expire after a day, so the password is kept as long as the client. `found`, which may
  -- have it as a string, is not kept.
  local password = core.secret(found.password)
  local username, domain = found.username, found.domain

  local function obtain(limits, who)
    local user = { name = username, password = password, domain = { name = domain } }
    local reply, info = scheduler.finish(who.iam:start(OPERATION, {
      nocatalog = "true",
      auth = {
        identity = { methods = { "password" }, password = { user = user } },
        scope = scope_of(who, domain),
      },
    }, limits))
    if not reply then
      return nil, info
    end
    return read_token(reply, info)
  end

  return {
    source = found.source,
    domain = domain,
    obtain = obtain,
    close = function()
      password:close()
    end,
  }
end

return M
