-- SPDX-License-Identifier: Apache-2.0
-- The life of DevServers in the sandbox: what their state allows, and where it leads over time.

local core = require("_hwc")
local catalogue = require("hwc.sandbox.devserver.catalogue")
local collection = require("hwc.sandbox.collection")
local errors = require("hwc.sandbox.devserver.errors")
local quotas = require("hwc.sandbox.quotas")
local sandbox_state = require("hwc.sandbox.state")
local supernodes = require("hwc.sandbox.devserver.supernodes")

local M = { handlers = {} }

local refuse = errors.refuse

-- What can be done with an instance: from which states, through which state and about how many
-- scaled seconds, to which state; `failed` where it was told to fail. `refusals` has the codes
-- for some of the other states, `otherwise` that for the rest.
local OS_REFUSALS = {
  RUNNING = "ModelArts.6305",
  STARTING = "ModelArts.6306",
  STOPPING = "ModelArts.6308",
}

local function states(...)
  local set = {}
  for _, name in ipairs({ ... }) do
    set[name] = true
  end
  return set
end

local STOPPED_ENOUGH = states("STOPPED", "CHANGINGOS_FAILED", "REINSTALLINGOS_FAILED",
  "START_FAILED")

local ACTIONS = {
  START = {
    from = states("STOPPED", "START_FAILED"),
    through = "STARTING", seconds = 20, to = "RUNNING", failed = "START_FAILED",
    refusals = { RUNNING = "ModelArts.6305", STARTING = "ModelArts.6306" },
    otherwise = "ModelArts.6347",
  },
  STOP = {
    from = states("RUNNING", "STOP_FAILED", "REBOOT_FAILED"),
    through = "STOPPING", seconds = 15, to = "STOPPED", failed = "STOP_FAILED",
    refusals = { STOPPED = "ModelArts.6307", STOPPING = "ModelArts.6308" },
    otherwise = "ModelArts.6327",
  },
  REBOOT = {
    from = states("RUNNING", "REBOOT_FAILED"),
    through = "REBOOTING", seconds = 30, to = "RUNNING", failed = "REBOOT_FAILED",
    refusals = {},
    otherwise = "ModelArts.6327",
  },
  CHANGEOS = {
    from = STOPPED_ENOUGH,
    through = "CHANGINGOS", seconds = 60, to = "RUNNING", failed = "CHANGINGOS_FAILED",
    refusals = OS_REFUSALS,
    otherwise = "ModelArts.6347",
  },
  REINSTALLOS = {
    from = STOPPED_ENOUGH,
    through = "REINSTALLINGOS", seconds = 60, to = "RUNNING", failed = "REINSTALLINGOS_FAILED",
    refusals = OS_REFUSALS,
    otherwise = "ModelArts.6347",
  },
  DELETE = {
    from = states("STOPPED", "ERROR", "CREATE_FAILED", "START_FAILED", "DELETE_FAILED",
      "CHANGINGOS_FAILED", "REINSTALLINGOS_FAILED"),
    through = "DELETING", seconds = 20, to = "DELETED", failed = "DELETE_FAILED",
    refusals = { RUNNING = "ModelArts.6304" },
    otherwise = "ModelArts.6304",
  },
}

-- The operation that a fault of an action is ordered for, also within a batch.
local OPERATIONS = {
  START = "start_dev_server",
  STOP = "stop_dev_server",
  REBOOT = "reboot_dev_server",
  CHANGEOS = "change_dev_server_os",
  REINSTALLOS = "reinstall_dev_server_os",
  DELETE = "delete_dev_server",
}

-- The kinds of instances at the start, which take turns; `image` counts IMAGES.
local SERVERS = {
  { name = "train-ecs-%d", type = "ECS", flavor = "modelarts.vm.gpu.8v100", image = 1 },
  { name = "train-ecs-%d", type = "ECS", flavor = "modelarts.vm.gpu.8v100", image = 1,
    status = "STOPPED" },
  { name = "train-bms-%d", type = "BMS", flavor = "modelarts.bm.npu.arm.8snt9b", image = 2 },
  { name = "train-bms-%d", type = "BMS", flavor = "modelarts.bm.npu.arm.8snt9b", image = 2,
    status = "STOPPED" },
}
local SUPERNODE = { name = "train-hps-%d", type = "HPS", flavor = "modelarts.hps.npu.16snt9c",
                    image = 3, status = "STOPPED" }

local DEFAULT_LIMIT = 10

local ABNORMAL = "ERROR"

-- Scaled seconds that it takes to make one, more or less a quarter.
local CREATE_SECONDS = 90

local function add(state, given)
  local server = {
    id = state:uuid(),
    name = given.name,
    type = given.type,
    flavor = given.flavor,
    status = given.status,
    image = given.image,
    key_pair_name = given.key_pair_name,
    charging_mode = given.charging_mode or "POST_PAID",
    cloud_server_id = state:uuid(),
    hps_id = given.type == "HPS" and (given.hps_id or state:uuid()) or nil,
    order_id = state:text(20, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
    vpc_id = given.vpc_id,
    subnet_id = given.subnet_id,
    address = ("10.0.0.%d"):format(11 + state.devserver.servers:count() % 240),
    volumes = {
      { size = 500, type = "ROOT", evs_type = "SSD", evs_id = state:uuid() },
    },
    create_at = given.created,
    update_at = given.created,
  }
  state.devserver.servers:add(server)
  if server.hps_id and not given.hps_id then
    supernodes.add(state, server)
  end
  return server
end

function M.seed(state)
  state.devserver.servers = collection.new()
  local vpc, subnet = state:uuid(), state:uuid()
  local counts = {}
  for i = 1, state.config.dev_servers + state.config.supernodes do
    local instance = i > state.config.dev_servers and SUPERNODE or SERVERS[(i - 1) % #SERVERS + 1]
    counts[instance.type] = (counts[instance.type] or 0) + 1
    add(state, {
      name = instance.name:format(counts[instance.type]),
      type = instance.type,
      flavor = instance.flavor,
      status = instance.status or "RUNNING",
      image = state.devserver.images:list()[instance.image],
      key_pair_name = state.config.keypairs[1],
      vpc_id = vpc,
      subnet_id = subnet,
      created = 1699348284990 + 60000 * i,
    })
  end
end

---@param server table
---@return table # as the service shows it
function M.describe(server)
  local key_pairs = core.array({ server.key_pair_name })
  return {
    id = server.id,
    name = server.name,
    status = server.status,
    flavor = server.flavor,
    create_at = server.create_at,
    update_at = server.update_at,
    charging_mode = server.charging_mode,
    category = server.type == "HPS" and "HPS" or "SERVER",
    key_pair_name = server.key_pair_name,
    order_id = server.order_id,
    vpc_id = server.vpc_id,
    subnet_id = server.subnet_id,
    cloud_server = {
      id = server.cloud_server_id,
      type = server.type,
      hps_id = server.hps_id,
    },
    endpoints = core.array({
      { service = "SSH", uri = server.address, key_pair_names = key_pairs },
    }),
    image = server.image,
    volumes = core.array(table.move(server.volumes, 1, #server.volumes, 1, {})),
    server_hps = server.hps_id and { id = server.hps_id, name = server.name } or nil,
  }
end

-- The refusal that is due where `server` cannot do this now.
local function refuse_state(server, name)
  local action = ACTIONS[name]
  if action.from[server.status] then
    return nil
  end
  return refuse(400, action.refusals[server.status] or action.otherwise, server.status,
    OPERATIONS[name]:gsub("_.*", ""))
end

-- The refusal that is due where the login or the image does not fit `server`. The password is not
-- kept: nothing here logs in.
local function refuse_system(state, server, args, needs_image)
  if args.admin_pass and server.type == "HPS" then
    return errors.refuse_value("admin_pass: supernodes take key_pair_name alone")
  end
  if args.key_pair_name and not state.keypairs[args.key_pair_name] then
    return errors.refuse_value("key_pair_name: no such key pair")
  end
  if not args.image_id then
    if needs_image then
      return refuse(400, "ModelArts.6335", "image_id")
    end
    return nil
  end
  local image = state.devserver.images:get(args.image_id)
  if not image then
    return errors.refuse_value("image_id: no such image")
  elseif image.server_type ~= server.type then
    return errors.refuse_value(
      ("image_id: the image is for %s, the instance is %s"):format(image.server_type, server.type))
  end
end

M.refuse_state, M.refuse_system = refuse_state, refuse_system

local function touch(server, now)
  server.update_at = math.floor(now * 1000)
end

local acted = sandbox_state.work("devserver.acted", function(state, data, now, fault)
  local server, action = data.server, ACTIONS[data.action]
  touch(server, now)
  if fault then
    server.status = action.failed
    return
  end
  server.status = action.to
  if action.to == "DELETED" then
    state.devserver.servers:remove(server)
    supernodes.leave(state, server)
  end
  if data.action == "CHANGEOS" or data.action == "REINSTALLOS" then
    server.image = data.image_id and state.devserver.images:get(data.image_id) or server.image
    server.key_pair_name = data.key_pair_name
  end
end)

local function begin(state, call, server, name, args)
  local action = ACTIONS[name]
  server.status = action.through
  touch(server, state:now())
  state:begin(call, {
    operation = OPERATIONS[name],
    target = server.id,
    seconds = state:about(action.seconds),
    work = acted,
    data = {
      server = server,
      action = name,
      image_id = args.image_id,
      key_pair_name = args.key_pair_name,
    },
    subject = server,
    abnormal = ABNORMAL,
  })
end

M.begin = begin

-- One action on one instance, checks first.
local function act(name)
  return function(state, args, call)
    local server = state.devserver.servers:get(args.id)
    if not server then
      return refuse(400, "ModelArts.6309")
    end
    local status, body
    if name == "CHANGEOS" or name == "REINSTALLOS" then
      status, body = refuse_system(state, server, args, name == "CHANGEOS")
    end
    if not status then
      status, body = refuse_state(server, name)
    end
    if status then
      return status, body
    end
    begin(state, call, server, name, args)
    return 200, M.describe(server)
  end
end

M.handlers.start_dev_server = act("START")
M.handlers.stop_dev_server = act("STOP")
M.handlers.reboot_dev_server = act("REBOOT")
M.handlers.change_dev_server_os = act("CHANGEOS")
M.handlers.reinstall_dev_server_os = act("REINSTALLOS")
M.handlers.delete_dev_server = act("DELETE")

function M.handlers.show_dev_server(state, args)
  local server = state:seen(state.devserver.servers):get(args.id)
  if not server then
    return refuse(400, "ModelArts.6309")
  end
  return 200, M.describe(server)
end

local function list_answer(servers, offset, limit)
  local page = sandbox_state.page(servers, offset, limit)
  for i, server in ipairs(page) do
    page[i] = M.describe(server)
  end
  return 200, {
    current = limit > 0 and offset // limit or 0,
    pages = limit > 0 and (#servers + limit - 1) // limit or 0,
    size = #page,
    total = #servers,
    data = page,
  }
end

local SORT_KEYS = { createTime = "create_at", updateTime = "update_at", name = "name",
                    status = "status" }

local function less(a, b)
  if type(a) == "string" then
    return core.text_less(a, b)
  end
  return a < b
end

-- A page of servers, of what is given.
local function list(state, args, found)
  local key = SORT_KEYS[args.sort_key or "createTime"]
  if not key then
    return errors.refuse_value("sort_key: no field to sort by")
  end
  local servers = {}
  if not args.owner or args.owner == state.account.user_id then
    table.move(found, 1, #found, 1, servers)
  end
  local place = {}
  for i, server in ipairs(servers) do
    place[server] = i
  end
  local descending = args.sort_dir == "DESC"
  table.sort(servers, function(a, b)
    if descending then
      a, b = b, a
    end
    if a[key] ~= b[key] then
      return less(a[key], b[key])
    end
    return place[a] < place[b]
  end)
  return list_answer(servers, math.max(args.offset or 0, 0), args.limit or DEFAULT_LIMIT)
end

function M.handlers.list_dev_servers(state, args)
  return list(state, args, state:seen(state.devserver.servers):list())
end

-- Brings what is shown in line with the machines first.
function M.handlers.sync_dev_servers(state, args)
  return list(state, args, state.devserver.servers:list())
end

-- The refusal that is due where what is asked for does not go together, or its kind.
local function refuse_parts(state, args)
  local name = args.flavor or args.resource_flavor
  local flavor = catalogue.flavor(name)
  if not flavor or (args.server_type and args.server_type ~= flavor.server_type) then
    return refuse(400, "ModelArts.6323")
  elseif flavor.sold_out then
    return refuse(400, "ModelArts.6329")
  end
  local status, body = refuse_system(state, { type = flavor.server_type }, args, true)
  return status, body, flavor
end

local created = sandbox_state.work("devserver.created", function(_, server, now, fault)
  server.status = fault and "CREATE_FAILED" or "RUNNING"
  touch(server, now)
end)

---Begins to make a server.
---@param state hwc.sandbox.State
---@param call table
---@param given table as add() takes it
---@param data? { count: integer, size: integer, type: string } disks
---@return table server
function M.create(state, call, given, data)
  given.status, given.created = "CREATING", math.floor(state:now() * 1000)
  local server = add(state, given)
  for _ = 1, data and data.count or 0 do
    table.insert(server.volumes, {
      size = data.size, type = "DATA", evs_type = data.type, evs_id = state:uuid(),
    })
  end
  state:begin(call, {
    operation = call.operation,
    target = server.id,
    seconds = state:about(CREATE_SECONDS),
    work = created,
    data = server,
    subject = server,
    abnormal = ABNORMAL,
  })
  return server
end

function M.handlers.create_dev_server(state, args, call)
  local status, body, flavor = refuse_parts(state, args)
  if status then
    return status, body
  end
  local count = args.count or 1
  local code = quotas.exceeded(state, "dev_servers", state.devserver.servers:count() + count)
  if code then
    return refuse(400, code)
  end
  local made = {}
  for i = 1, count do
    made[i] = M.create(state, call, {
      name = count == 1 and args.name or ("%s-%d"):format(args.name, i),
      type = flavor.server_type,
      flavor = flavor.name,
      image = state.devserver.images:get(args.image_id),
      key_pair_name = args.key_pair_name,
      charging_mode = args.charging_info and args.charging_info.charging_mode,
      vpc_id = args.network.vpc_id,
      subnet_id = args.network.subnet_id,
    }, args.data_volume)
  end
  return 200, M.describe(made[1])
end

function M.handlers.update_dev_server(state, args)
  local server = state.devserver.servers:get(args.id)
  if not server then
    return refuse(400, "ModelArts.6309")
  end
  server.name = args.name
  touch(server, state:now())
  return 200, M.describe(server)
end

function M.handlers.list_all_dev_servers(state)
  local shown = {}
  for i, server in state:seen(state.devserver.servers):each() do
    shown[i] = M.describe(server)
  end
  return catalogue.whole(shown)
end

-- The response has no place for a refusal of one instance, so all are checked before any is
-- touched.
function M.handlers.batch_dev_servers_action(state, args, call)
  local name = args.type
  local login = args.extend_param or {}
  local servers, seen = {}, {}
  for i, item in ipairs(args.servers) do
    local server = state.devserver.servers:get(item.id)
    if not server then
      return refuse(400, "ModelArts.6309")
    elseif seen[server] then
      return errors.refuse_value(("servers[%d].id: named twice"):format(i))
    end
    seen[server] = true
    local status, body
    if name == "CHANGEOS" or name == "REINSTALLOS" then
      status, body = refuse_system(state, server, login, name == "CHANGEOS")
    end
    if not status then
      status, body = refuse_state(server, name)
    end
    if status then
      return status, body
    end
    servers[i] = server
  end
  for _, server in ipairs(servers) do
    begin(state, call, server, name, login)
  end
  return list_answer(servers, 0, #servers)
end

function M.show(state)
  local servers = {}
  for i, server in state.devserver.servers:each() do
    servers[i] = M.describe(server)
  end
  return { servers = core.array(servers) }
end

return M
