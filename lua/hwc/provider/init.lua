-- SPDX-License-Identifier: Apache-2.0
-- Providers: each gets credentials from one source. Which source is chosen in hwc.credentials; when
-- a provider is asked, and for how long its credentials serve, in hwc.identity.

local id_token = require("hwc.provider.id_token")
local metadata = require("hwc.provider.metadata")
local password = require("hwc.provider.password")
local pod = require("hwc.provider.pod")

local M = {}

---@class hwc.Provider
---@field source string what to call the source in messages
---@field domain? string the account's name, where a password is used
---@field agency? string the agency's name, where the keys are those of one
---@field lasting? boolean whether its credentials have no end: it is asked once, and sends nothing
---@field obtain fun(limits: table, who: hwc.Identity): hwc.Fresh?, hwc.Error? asks the source for
---  `who`: with its client of IAM, for its project or region
---@field close fun() wipes what it keeps

---@class hwc.Fresh
---@field ak? string
---@field sk? string
---@field security_token? string
---@field token? string
---@field expires? integer Unix seconds by the clock of who gave it; nil: it does not end
---@field project_id? string
---@field date? string when it was given, as an HTTP date

---@class hwc.Asking
---@field iam_endpoint string
---@field connection table settings of what asks for credentials
---@field algorithm? string
---@field events? table who watches the client

local MAKERS = {
  password = password.new,
  id_token = id_token.new,
  pod = pod.new,
  metadata = metadata.new,
}

-- Keys or a token that were given: there is nothing to ask for.
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

---Makes the provider of what `found` names.
---@param found hwc.Found
---@param asking hwc.Asking
---@return hwc.Provider?
---@return hwc.Error? err
function M.new(found, asking)
  local make = MAKERS[found.way] or given
  return make(found, asking)
end

return M
