-- SPDX-License-Identifier: Apache-2.0
-- Providers: each obtains credentials from one source. hwc.credentials chooses the source;
-- hwc.identity decides when to ask a provider, and how long its credentials are used.

local M = {}

---@class hwc.Provider
---@field source string name of the source for messages
---@field domain? string the account's name, if a password is used
---@field agency? string the agency's name, for keys of an agency
---@field lasting? boolean true if its credentials do not expire: it is asked once, and sends
---  nothing
---@field obtain fun(limits: table, who: hwc.Identity): hwc.Fresh?, hwc.Error? requests credentials
---  for `who`, with its client of IAM and for its project or region
---@field close fun() wipes its secrets

---@class hwc.Fresh
---@field ak? string
---@field sk? string
---@field security_token? string
---@field token? string
---@field expires? integer Unix seconds by the clock of the issuer; nil: never
---@field project_id? string
---@field date? string HTTP date of the response

---@class hwc.Asking
---@field iam_endpoint string
---@field connection table settings of requests for credentials
---@field algorithm? string
---@field events? table of the client

-- The modules of the ways to request credentials; loaded on demand.
local MODULES = {
  password = "hwc.provider.password",
  id_token = "hwc.provider.id_token",
  pod = "hwc.provider.pod",
  metadata = "hwc.provider.metadata",
}

-- Given keys or a given token: nothing has to be requested.
local function given(found)
  return {
    source = found.source,
    lasting = true,
    obtain = function()
      return found
    end,
    close = function() end,
  }
end

---Creates the provider for `found`.
---@param found hwc.Found
---@param asking hwc.Asking
---@return hwc.Provider?
---@return hwc.Error? err
function M.new(found, asking)
  local module = MODULES[found.way]
  local make = module and require(module).new or given
  return make(found, asking)
end

return M
