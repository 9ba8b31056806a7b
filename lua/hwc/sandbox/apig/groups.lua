-- SPDX-License-Identifier: Apache-2.0
-- Groups and environments of the gateway in the sandbox: those of the start, and what more they do.

local responses = require("hwc.sandbox.apig.responses")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

M.RELEASE = "DEFAULT_ENVIRONMENT_RELEASE_ID"

---@param state hwc.sandbox.State
---@param given { name: string, roma_app_id: string? }
---@return table group
function M.add(state, given)
  local group = store:add(state, "groups", given)
  store.by_name.groups.created(state, group, given, nil, store)
  return group
end

-- An instance begins with one environment.
function M.seed(state, empty)
  store:add(state, "environments", { id = M.RELEASE, name = "RELEASE" })
  if not empty then
    store:add(state, "environments", { name = "test" })
    M.add(state, { name = "orders" })
    M.add(state, { name = "devices" })
  end
end

---@param state hwc.sandbox.State
---@param name string
---@return boolean # a group has the name
function M.is_taken(state, name)
  return store:taken(state, "groups", { name = name }) ~= nil
end

function M.handlers.check_api_groups(state, args, call)
  if M.is_taken(state, args.group_name) then
    return responses.refuse(call, "APIG.3201")
  end
  return 204
end

return M
