-- SPDX-License-Identifier: Apache-2.0
-- What the option `quotas` limits, by its name, and the code of the refusal beyond.

local M = {}

M.CODES = {
  acls = "APIG.3112",
  apis = "APIG.3102",
  app_codes = "APIG.3131",
  apps = "APIG.3103",
  authorizers = "APIG.3116",
  dev_servers = "ModelArts.6302",
  domains = "APIG.3108",
  environments = "APIG.3104",
  gateway_responses = "APIG.3136",
  groups = "APIG.3101",
  instances = "APIG.3110",
  live_data_apis = "APIG.3100",
  phones = "CPS.0196",
  servers = "CPS.0065",
  signature_keys = "APIG.3105",
  throttles = "APIG.3107",
  variables = "APIG.3106",
  vpc_channels = "APIG.3109",
}

---The code of the refusal that is due where `count` items would be too many.
---@param state hwc.sandbox.State
---@param name string
---@param count integer
---@return string?
function M.exceeded(state, name, count)
  local limit = state.config.quotas and state.config.quotas[name]
  return limit and count > limit and M.CODES[name] or nil
end

return M
