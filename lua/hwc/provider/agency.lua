-- SPDX-License-Identifier: Apache-2.0
-- The provider for an agency: temporary keys from IAM, requested with the credentials of another
-- provider.

local calls = require("hwc.calls")
local common = require("hwc.provider.common")
local identity = require("hwc.identity")

local M = {}

-- Seconds.
local KEYS_LIFE = 3600

local OPERATION = "create_temporary_access_key_by_agency"

---@param base hwc.Provider of the delegated user; closed with this one, and on failure
---@param agency { name: string, domain: string } and the name of the account that created it
---@param asking hwc.Asking
---@return hwc.Provider?
---@return hwc.Error? err
function M.new(base, agency, asking)
  local who, err = identity.new(base, asking)
  if not who then
    return nil, err
  end
  local source = "agency " .. agency.name
  local arguments = {
    auth = {
      identity = {
        methods = { "assume_role" },
        assume_role = {
          agency_name = agency.name,
          domain_name = agency.domain,
          duration_seconds = KEYS_LIFE,
        },
      },
    },
  }

  local function obtain(limits)
    local left, problem = calls.prepare(who, limits, OPERATION)
    if not left then
      return nil, problem
    end
    local reply, info = calls.perform(who, left, function(final)
      return who.iam:start(OPERATION, arguments, final)
    end)
    if not reply then
      return common.explain(source, info)
    end
    return common.read_keys(source, reply, info)
  end

  return {
    source = base.source,
    domain = base.domain,
    agency = agency.name,
    obtain = obtain,
    close = function()
      who:close()
    end,
  }
end

return M
