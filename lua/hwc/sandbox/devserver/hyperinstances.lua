-- SPDX-License-Identifier: Apache-2.0
-- Supernodes of the sandbox as a whole: what is done with one is done with its servers.

local core = require("_hwc")
local catalogue = require("hwc.sandbox.devserver.catalogue")
local errors = require("hwc.sandbox.devserver.errors")
local lifecycle = require("hwc.sandbox.devserver.lifecycle")
local sandbox_state = require("hwc.sandbox.state")
local supernodes = require("hwc.sandbox.devserver.supernodes")

local M = { handlers = {} }

local refuse = errors.refuse_as

local DEFAULT_LIMIT = 10

local function describe(state, supernode)
  local servers, shown, changed = supernodes.servers(state, supernode), {}, supernode.create_at
  for i, server in ipairs(servers) do
    shown[i] = lifecycle.describe(server)
    changed = math.max(changed, server.update_at)
  end
  return {
    id = supernode.id,
    name = supernode.name,
    hps_id = supernode.hps_id,
    hps_cluster_id = supernode.hps_cluster_id,
    order_id = supernode.order_id,
    status = supernodes.status(servers),
    servers = core.array(shown),
    create_at = supernode.create_at,
    update_at = changed,
  }
end

local function with_supernode(fn)
  return function(state, args, call)
    local supernode = state.devserver.hyperinstances:get(args.id)
    if not supernode then
      return refuse("ModelArts.0015")
    end
    return fn(state, args, call, supernode)
  end
end

M.handlers.get_hyperinstance = with_supernode(function(state, _, _, supernode)
  return 200, describe(state, supernode)
end)

local function list(state, offset, limit)
  local supernodes_ = state.devserver.hyperinstances
  local page, total = supernodes_:page(math.max(offset, 0), limit), supernodes_:count()
  for i, supernode in ipairs(page) do
    page[i] = describe(state, supernode)
  end
  return 200, {
    current = limit > 0 and offset // limit or 0,
    pages = limit > 0 and (total + limit - 1) // limit or 0,
    size = #page,
    total = total,
    data = core.array(page),
  }
end

function M.handlers.list_hyperinstances(state, args)
  return list(state, args.offset or 0, args.limit or DEFAULT_LIMIT)
end

function M.handlers.list_all_hyperinstances(state)
  return list(state, 0, state.devserver.hyperinstances:count())
end

-- One action on all servers that it is allowed for; refused where it is for none.
local function act(name, check)
  return with_supernode(function(state, args, call, supernode)
    local able, status, body = {}, nil, nil
    for _, server in ipairs(supernodes.servers(state, supernode)) do
      local one_status, one_body
      if check then
        one_status, one_body = check(state, server, args, true)
      end
      if not one_status then
        one_status, one_body = lifecycle.refuse_state(server, name)
      end
      if one_status then
        status, body = status or one_status, body or one_body
      else
        able[#able + 1] = server
      end
    end
    if #able == 0 then
      return status, body
    end
    for _, server in ipairs(able) do
      lifecycle.begin(state, call, server, name, args)
    end
    return 200, describe(state, supernode)
  end)
end

M.handlers.start_hyperinstance = act("START")
M.handlers.stop_hyperinstance = act("STOP")
M.handlers.delete_hyperinstance = act("DELETE")
M.handlers.change_hyperinstance_os = act("CHANGEOS", lifecycle.refuse_system)

-- Nodes come and go while the others run.

M.handlers.scale_up_hyperinstance = with_supernode(function(state, args, call, supernode)
  local flavor = catalogue.flavor(args.flavor)
  if not flavor or flavor.server_type ~= "HPS" then
    return refuse("ModelArts.6323")
  end
  local status, body = lifecycle.refuse_system(state, { type = "HPS" }, args, true)
  if status then
    return status, body
  end
  local first = supernodes.servers(state, supernode)[1]
  lifecycle.create(state, call, {
    name = ("%s-%d"):format(supernode.name, #supernodes.servers(state, supernode) + 1),
    type = "HPS",
    flavor = flavor.name,
    image = state.devserver.images:get(args.image_id),
    key_pair_name = args.key_pair_name,
    hps_id = supernode.hps_id,
    vpc_id = first.vpc_id,
    subnet_id = first.subnet_id,
  }, args.data_volume)
  return 200, describe(state, supernode)
end)

M.handlers.scale_down_hyperinstance = with_supernode(function(state, args, call, supernode)
  local servers = supernodes.servers(state, supernode)
  local given, doomed = args.body or {}, {}
  for i, id in ipairs(given.server_ids or {}) do
    doomed[i] = state.devserver.servers:get(id)
    if not doomed[i] or doomed[i].hps_id ~= supernode.hps_id then
      return refuse("ModelArts.6309")
    end
  end
  if #doomed == 0 or #doomed >= #servers then
    return errors.refuse_value("server_ids: some nodes, but not all of them")
  end
  for _, server in ipairs(doomed) do
    lifecycle.begin(state, call, server, "DELETE", {})
  end
  return 200, describe(state, supernode)
end)

-- Operations on the disks of a supernode's servers.
M.handlers.get_hyperinstance_operation = with_supernode(function(state, args, _, supernode)
  local operation = state.devserver.operations:get(args.operation_id)
  local server = operation and state.devserver.servers:get(operation.server_id)
  if not server or server.hps_id ~= supernode.hps_id then
    return refuse("ModelArts.0015")
  end
  return 200, {
    operation_id = operation.id,
    operation_type = operation.type,
    operation_status = operation.status,
    operation_error = operation.error,
  }
end)

M.handlers.get_scale_evaluations_dev_server = with_supernode(function()
  local found = {}
  for _, flavor in ipairs(catalogue.flavors("HPS")) do
    found[#found + 1] = { flavor = flavor.name, is_sold_out = flavor.sold_out or false }
  end
  return 200, { evaluations = core.array(found) }
end)

function M.handlers.list_hyperinstance_clusters_capacity(state, args)
  local found = {}
  for i, id in ipairs(args.hyperinstance_cluster_ids or {}) do
    local cluster = state.devserver.hyper_clusters:get(id)
    if not cluster then
      return refuse("ModelArts.0015")
    end
    local flavor = catalogue.flavor(args.flavor or args.resource_flavor)
    found[i] = {
      flavor = args.flavor,
      resource_flavor = args.resource_flavor,
      availability_zone = args.availability_zone or state.account.region .. "a",
      hyperinstance_cluster_id = id,
      hyperinstance_cluster_name = cluster.name,
      is_sold_out = flavor ~= nil and flavor.sold_out or false,
    }
  end
  return 200, { capacities = core.array(found) }
end

-- Tags.

local function position(tags, key)
  for i, tag in ipairs(tags) do
    if tag.key == key then
      return i
    end
  end
end

local function tags_answer(supernode)
  return 200, { tags = core.array(table.move(supernode.tags, 1, #supernode.tags, 1, {})) }
end

M.handlers.query_hyperinstance_tags = with_supernode(function(_, _, _, supernode)
  return tags_answer(supernode)
end)

M.handlers.create_hyperinstance_tags = with_supernode(function(_, args, _, supernode)
  for _, tag in ipairs(args.tags) do
    supernode.tags[position(supernode.tags, tag.key) or #supernode.tags + 1] =
      { key = tag.key, value = tag.value or "" }
  end
  return tags_answer(supernode)
end)

M.handlers.delete_hyperinstance_tags = with_supernode(function(_, args, _, supernode)
  for _, tag in ipairs(args.tags) do
    local at = position(supernode.tags, tag.key)
    if at then
      table.remove(supernode.tags, at)
    end
  end
  return tags_answer(supernode)
end)

function M.show(state)
  local shown = {}
  for i, supernode in state.devserver.hyperinstances:each() do
    shown[i] = describe(state, supernode)
    shown[i].tags = core.array(sandbox_state.page(supernode.tags, 0, #supernode.tags))
  end
  return { hyperinstances = core.array(shown) }
end

return M
