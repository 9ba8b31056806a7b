-- SPDX-License-Identifier: Apache-2.0
-- Environments of the gateway in the sandbox, and the variables that groups have in them.

local core = require("_hwc")
local answers = require("hwc.sandbox.apig.answers")
local collection = require("hwc.sandbox.collection")

local M = { handlers = {} }

local refuse = answers.refuse

M.RELEASE = "DEFAULT_ENVIRONMENT_RELEASE_ID"

function M.seed(world)
  world.apig.environments = collection.new()
  world.apig.variables = collection.new()
  local now = answers.now(world)
  for _, environment in ipairs({ { id = M.RELEASE, name = "RELEASE" }, { name = "test" } }) do
    world.apig.environments:add({
      id = environment.id or world:hex(32),
      name = environment.name,
      remark = "",
      create_time = now,
    })
  end
end

local function is_taken(world, name, own_id)
  return world.apig.environments:find(function(other)
    return other.name == name and other.id ~= own_id
  end) ~= nil
end

function M.handlers.create_environment(world, args, call)
  if is_taken(world, args.name) then
    return refuse(call, 400, "APIG.3205")
  end
  return 201, world.apig.environments:add({
    id = world:hex(32),
    name = args.name,
    remark = args.remark or "",
    create_time = answers.now(world),
  })
end

function M.handlers.update_environment(world, args, call)
  local environment = world.apig.environments:get(args.env_id)
  if not environment then
    return refuse(call, 404, "APIG.3003")
  elseif is_taken(world, args.name, environment.id) then
    return refuse(call, 400, "APIG.3205")
  end
  environment.name = args.name
  environment.remark = args.remark or environment.remark
  return 200, environment
end

function M.handlers.delete_environment(world, args, call)
  local environment = world.apig.environments:get(args.env_id)
  if not environment then
    return refuse(call, 404, "APIG.3003")
  elseif world.apig.publications:find(function(publication)
    return publication.environment == environment
  end) then
    return refuse(call, 403, "APIG.3418")
  end
  world.apig.environments:remove(environment)
  world.apig.variables:remove_all(function(variable)
    return variable.env_id == environment.id
  end)
  return 204
end

local function as_it_is(item)
  return item
end

function M.handlers.list_environments(world, args, call)
  local found = world.apig.environments:select(function(environment)
    return answers.named(args, "name", environment.name)
  end)
  return answers.list(call, args, found, "envs", as_it_is)
end

-- Variables.

function M.handlers.create_environment_variable(world, args, call)
  local state = world.apig
  if args.group_id and not state.groups:get(args.group_id) then
    return refuse(call, 404, "APIG.3001")
  elseif args.env_id and not state.environments:get(args.env_id) then
    return refuse(call, 404, "APIG.3003")
  elseif state.variables:find(function(other)
    return other.group_id == args.group_id and other.env_id == args.env_id
      and other.variable_name == args.variable_name
  end) then
    return refuse(call, 400, "APIG.3303")
  end
  return 201, state.variables:add({
    id = world:hex(32),
    group_id = args.group_id,
    env_id = args.env_id,
    variable_name = args.variable_name,
    variable_value = args.variable_value,
  })
end

function M.handlers.show_details_of_environment_variable(world, args, call)
  local variable = world.apig.variables:get(args.env_variable_id)
  if not variable then
    return refuse(call, 404, "APIG.3011")
  end
  return 200, variable
end

function M.handlers.update_environment_variable(world, args, call)
  local variable = world.apig.variables:get(args.env_variable_id)
  if not variable then
    return refuse(call, 404, "APIG.3011")
  end
  variable.variable_value = args.variable_value
  return 200, variable
end

function M.handlers.delete_environment_variable(world, args, call)
  local variable = world.apig.variables:get(args.env_variable_id)
  if not variable then
    return refuse(call, 404, "APIG.3011")
  end
  world.apig.variables:remove(variable)
  return 204
end

function M.handlers.list_environment_variables(world, args, call)
  if not world.apig.groups:get(args.group_id) then
    return refuse(call, 404, "APIG.3001")
  end
  local found = world.apig.variables:select(function(variable)
    return variable.group_id == args.group_id
      and (not args.env_id or variable.env_id == args.env_id)
      and answers.named(args, "variable_name", variable.variable_name)
  end)
  return answers.list(call, args, found, "variables", as_it_is)
end

function M.show(world)
  local items = world.apig.environments.items
  return { environments = core.array(table.move(items, 1, #items, 1, {})) }
end

return M
