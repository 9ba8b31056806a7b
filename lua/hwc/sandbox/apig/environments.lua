-- SPDX-License-Identifier: Apache-2.0
-- Environments of the gateway in the sandbox, and the variables that groups have in them.

local core = require("_hwc")
local answers = require("hwc.sandbox.apig.answers")
local collection = require("hwc.sandbox.collection")

local M = { handlers = {} }

local refuse = answers.refuse

M.RELEASE = "DEFAULT_ENVIRONMENT_RELEASE_ID"

function M.seed(state)
  state.apig.environments = collection.new()
  state.apig.variables = collection.new()
  local now = answers.now(state)
  for _, environment in ipairs({ { id = M.RELEASE, name = "RELEASE" }, { name = "test" } }) do
    state.apig.environments:add({
      id = environment.id or state:hex(32),
      name = environment.name,
      remark = "",
      create_time = now,
    })
  end
end

local function is_taken(state, name, own_id)
  return state.apig.environments:find(function(other)
    return other.name == name and other.id ~= own_id
  end) ~= nil
end

function M.handlers.create_environment(state, args, call)
  if is_taken(state, args.name) then
    return refuse(call, 400, "APIG.3205")
  end
  return 201, state.apig.environments:add({
    id = state:hex(32),
    name = args.name,
    remark = args.remark or "",
    create_time = answers.now(state),
  })
end

function M.handlers.update_environment(state, args, call)
  local environment = state.apig.environments:get(args.env_id)
  if not environment then
    return refuse(call, 404, "APIG.3003")
  elseif is_taken(state, args.name, environment.id) then
    return refuse(call, 400, "APIG.3205")
  end
  environment.name = args.name
  environment.remark = args.remark or environment.remark
  return 200, environment
end

function M.handlers.delete_environment(state, args, call)
  local environment = state.apig.environments:get(args.env_id)
  if not environment then
    return refuse(call, 404, "APIG.3003")
  elseif state.apig.publications:find(function(publication)
    return publication.environment == environment
  end) then
    return refuse(call, 403, "APIG.3418")
  end
  state.apig.environments:remove(environment)
  state.apig.variables:remove_all(function(variable)
    return variable.env_id == environment.id
  end)
  return 204
end

local function as_it_is(item)
  return item
end

function M.handlers.list_environments(state, args, call)
  local found = state.apig.environments:select(function(environment)
    return answers.named(args, "name", environment.name)
  end)
  return answers.list(call, args, found, "envs", as_it_is)
end

-- Variables.

function M.handlers.create_environment_variable(state, args, call)
  local apig = state.apig
  if args.group_id and not apig.groups:get(args.group_id) then
    return refuse(call, 404, "APIG.3001")
  elseif args.env_id and not apig.environments:get(args.env_id) then
    return refuse(call, 404, "APIG.3003")
  elseif apig.variables:find(function(other)
    return other.group_id == args.group_id and other.env_id == args.env_id
      and other.variable_name == args.variable_name
  end) then
    return refuse(call, 400, "APIG.3303")
  end
  return 201, apig.variables:add({
    id = state:hex(32),
    group_id = args.group_id,
    env_id = args.env_id,
    variable_name = args.variable_name,
    variable_value = args.variable_value,
  })
end

function M.handlers.show_details_of_environment_variable(state, args, call)
  local variable = state.apig.variables:get(args.env_variable_id)
  if not variable then
    return refuse(call, 404, "APIG.3011")
  end
  return 200, variable
end

function M.handlers.update_environment_variable(state, args, call)
  local variable = state.apig.variables:get(args.env_variable_id)
  if not variable then
    return refuse(call, 404, "APIG.3011")
  end
  variable.variable_value = args.variable_value
  return 200, variable
end

function M.handlers.delete_environment_variable(state, args, call)
  local variable = state.apig.variables:get(args.env_variable_id)
  if not variable then
    return refuse(call, 404, "APIG.3011")
  end
  state.apig.variables:remove(variable)
  return 204
end

function M.handlers.list_environment_variables(state, args, call)
  if not state.apig.groups:get(args.group_id) then
    return refuse(call, 404, "APIG.3001")
  end
  local found = state.apig.variables:select(function(variable)
    return variable.group_id == args.group_id
      and (not args.env_id or variable.env_id == args.env_id)
      and answers.named(args, "variable_name", variable.variable_name)
  end)
  return answers.list(call, args, found, "variables", as_it_is)
end

function M.show(state)
  local items = state.apig.environments:list()
  return { environments = core.array(table.move(items, 1, #items, 1, {})) }
end

return M
