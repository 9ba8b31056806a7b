-- SPDX-License-Identifier: Apache-2.0
-- What each instance of the gateway has in the sandbox: state.gateways by instance. Calls find that
-- of theirs in state.apig.

local M = {}

---Makes the resources of an instance in state.apig; set by the service.
---@type fun(state: hwc.sandbox.State, empty: boolean)
M.seed = nil

local function add(state, id, empty)
  local before = state.apig
  M.seed(state, empty)
  state.gateways[id] = state.apig
  state.apig = before or state.apig
  return state.gateways[id]
end

---The resources of an instance, which begins with next to nothing; nil where there is none.
---@param state hwc.sandbox.State
---@param id string
---@return table?
function M.of(state, id)
  local known = state.gateways[id]
  if known or not state.apig_project.instances:get(id) then
    return known
  end
  return add(state, id, true)
end

---Makes those of the instances of the start; the first is that of calls about the project.
---@param state hwc.sandbox.State
---@param ids string[]
function M.begin(state, ids)
  state.gateways, state.apig = {}, nil
  for _, id in ipairs(ids) do
    add(state, id, false)
  end
  state.apig = state.gateways[ids[1]]
end

---Does something with the resources of an instance.
---@param state hwc.sandbox.State
---@param id string
---@param fn fun(): any, any
---@return any, any
function M.within(state, id, fn)
  local before = state.apig
  state.apig = M.of(state, id)
  local done, one, two = pcall(fn)
  state.apig = before
  if not done then
    error(one, 0)
  end
  return one, two
end

---Turns to the instance of the start; where it is gone, to another.
---@param state hwc.sandbox.State
function M.turn_to_first(state)
  local own = M.of(state, state.account.instance_id)
  local other = state.apig_project.instances:first()
  own = own or other and M.of(state, other.id)
  if own then
    state.apig = own
  else
    M.seed(state, true)
  end
end

return M
