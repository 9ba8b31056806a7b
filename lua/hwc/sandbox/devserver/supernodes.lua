-- SPDX-License-Identifier: Apache-2.0
-- Supernodes of the sandbox: which DevServers belong together. Their state is that of their
-- servers.

local M = {}

---A supernode is there with its first server.
---@param state hwc.sandbox.State
---@param server table
function M.add(state, server)
  state.devserver.hyperinstances:add({
    id = state:uuid(),
    name = server.name,
    hps_id = server.hps_id,
    hps_cluster_id = state:uuid(),
    order_id = server.order_id,
    create_at = server.create_at,
    tags = {},
  })
end

---The servers of a supernode.
---@param state hwc.sandbox.State
---@param supernode table
---@return table[]
function M.servers(state, supernode)
  return state.devserver.servers:select(function(server)
    return server.hps_id == supernode.hps_id
  end)
end

---A server is gone; a supernode without servers goes too.
---@param state hwc.sandbox.State
---@param server table
function M.leave(state, server)
  if not server.hps_id then
    return
  end
  local supernodes = state.devserver.hyperinstances
  local supernode = supernodes:find(function(other)
    return other.hps_id == server.hps_id
  end)
  if supernode and #M.servers(state, supernode) == 0 then
    supernodes:remove(supernode)
  end
end

local STATES = {
  CREATING = "PROVISIONING", CHANGINGOS = "REIMAGING", REINSTALLINGOS = "REIMAGING",
  DELETING = "TERMINATING",
}

---The state of a supernode.
---@param servers table[]
---@return string
function M.status(servers)
  local deleting, failed = 0, false
  for _, server in ipairs(servers) do
    local status = STATES[server.status]
    if status == "TERMINATING" then
      deleting = deleting + 1
    elseif status then
      return status
    end
    failed = failed or server.status == "ERROR" or server.status:find("_FAILED$") ~= nil
  end
  return deleting == #servers and "TERMINATING" or failed and "ERROR" or "ACTIVE"
end

return M
