-- SPDX-License-Identifier: Apache-2.0
-- The provider for a pod: temporary keys from the service that the pod's environment names.

local common = require("hwc.provider.common")
local core = require("_hwc")

local M = {}

local VARIABLE = "HC_CONTAINER_CREDENTIALS_FULL_URI"

-- Time limits in seconds for services of this machine: an attempt, and all of them.
local LIMITS = { timeout = 5, deadline = 10 }

---@param found hwc.Found
---@param asking hwc.Asking
---@return hwc.Provider?
---@return hwc.Error? err
function M.new(found, asking)
  local base, path = found.url:match("^(%a+://[^/?#]+)(/?[^?#]*)$")
  if not base then
    return common.fail("%s must be a URL without a query", VARIABLE)
  end
  local client, err = common.local_client(VARIABLE, base, asking.connection)
  if not client then
    return nil, err
  end

  local function obtain()
    local token, why = common.read_token(found.source, found.token_file)
    if not token then
      return nil, why
    end
    local reply, info = common.ask(client, {
      method = "POST",
      path = path == "" and "/" or path,
      headers = { Authorization = core.secret(token) },
      body = {},
    }, LIMITS)
    if not reply then
      return common.explain(found.source, info)
    end
    return common.read_keys(found.source, core.decode_json(reply.text), info)
  end

  return {
    source = found.source,
    obtain = obtain,
    close = function()
      client:close()
    end,
  }
end

return M
