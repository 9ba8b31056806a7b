-- SPDX-License-Identifier: Apache-2.0
-- ModelArts DevServers in the sandbox: what their state allows, and where it leads over time.

local core = require("_hwc")
local gateway = require("hwc.sandbox.gateway")
local world_ = require("hwc.sandbox.world")

local M = { name = "devserver", handlers = {} }

local TEXTS = {
  ["ModelArts.0010"] = "Internal error",
  ["ModelArts.0107"] = "The values of the request parameters (%s) are invalid",
  ["ModelArts.0108"] = "You are not authorized to perform the (%s) operation",
  ["ModelArts.6304"] = "Please stop the instance before deleting",
  ["ModelArts.6305"] = "The instance is already running",
  ["ModelArts.6306"] = "The instance is starting",
  ["ModelArts.6307"] = "The instance has already been stopped",
  ["ModelArts.6308"] = "The instance is stopping",
  ["ModelArts.6309"] = "The instance does not exist",
  ["ModelArts.6327"] = "The instance is not in running. Please refresh the page and start it",
  ["ModelArts.6335"] = "'%s' is a required property",
  ["ModelArts.6347"] =
    "When the instance is in the '%s' status, the '%s' parameter cannot be modified",
}

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
}

local IMAGES = {
  { name = "Ubuntu-22.04-CUDA-12.2", arch = "X86", server_type = "ECS" },
  { name = "EulerOS-2.10-Ascend-Snt9", arch = "ARM", server_type = "BMS" },
  { name = "Ubuntu-22.04-Ascend-23.0", arch = "ARM", server_type = "HPS" },
  { name = "Ubuntu-24.04-CUDA-12.4", arch = "X86", server_type = "ECS" },
  { name = "HCE-2.0-Ascend-24.1", arch = "ARM", server_type = "BMS" },
  { name = "HCE-2.0-Ascend-24.1-HPS", arch = "ARM", server_type = "HPS" },
}

-- The instances at the start; `image` counts IMAGES.
local INSTANCES = {
  { name = "train-ecs-1", type = "ECS", flavor = "modelarts.vm.gpu.8v100", image = 1 },
  { name = "train-ecs-2", type = "ECS", flavor = "modelarts.vm.gpu.8v100", image = 1,
    status = "STOPPED" },
  { name = "train-bms-1", type = "BMS", flavor = "modelarts.bm.npu.arm.8snt9b", image = 2 },
  { name = "train-bms-2", type = "BMS", flavor = "modelarts.bm.npu.arm.8snt9b", image = 2,
    status = "STOPPED" },
  { name = "train-hps-1", type = "HPS", flavor = "modelarts.hps.npu.16snt9c", image = 3,
    status = "STOPPED" },
}

local DEFAULT_LIMIT = 10

function M.refuse(_, _, status, code, message)
  return status, { error_code = code, error_msg = message or TEXTS[code] or code }
end

local function refuse(status, code, ...)
  return M.refuse(nil, nil, status, code, TEXTS[code]:format(...))
end

function M.unauthenticated(_, call, reason)
  return gateway.unauthenticated(call, reason)
end

function M.forbidden(_, call)
  return refuse(403, "ModelArts.0108", call.operation)
end

function M.invalid(_, _, err, args)
  local field = err.field or "body"
  if args[field] == nil and not field:find("[%.%[]") and field ~= "body" then
    local status, body = refuse(400, "ModelArts.6335", field)
    body.error_msg = ("%s (%s)"):format(body.error_msg, err.message)
    return status, body
  end
  return refuse(400, "ModelArts.0107", err.message)
end

function M.seed(world)
  local state = { servers = {}, by_id = {}, images = {}, image_by_id = {} }
  for i, image in ipairs(IMAGES) do
    local made = {
      image_id = world:uuid(),
      name = image.name,
      arch = image.arch,
      server_type = image.server_type,
      status = "ACTIVE",
    }
    state.images[i] = made
    state.image_by_id[made.image_id] = made
  end
  local vpc, subnet = world:uuid(), world:uuid()
  for i, instance in ipairs(INSTANCES) do
    local created = 1699348284990 + 60000 * i
    local server = {
      id = world:uuid(),
      name = instance.name,
      type = instance.type,
      flavor = instance.flavor,
      status = instance.status or "RUNNING",
      image = state.images[instance.image],
      key_pair_name = world.config.keypairs[1],
      cloud_server_id = world:uuid(),
      hps_id = instance.type == "HPS" and world:uuid() or nil,
      order_id = world:text(20, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"),
      vpc_id = vpc,
      subnet_id = subnet,
      address = ("10.0.0.%d"):format(10 + i),
      volume_id = world:uuid(),
      create_at = created,
      update_at = created,
    }
    state.servers[i] = server
    state.by_id[server.id] = server
  end
  world.devserver = state
end

local function describe(server)
  local key_pairs = core.array({ server.key_pair_name })
  return {
    id = server.id,
    name = server.name,
    status = server.status,
    flavor = server.flavor,
    create_at = server.create_at,
    update_at = server.update_at,
    charging_mode = "POST_PAID",
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
    volumes = core.array({
      { size = 500, type = "ROOT", evs_type = "SSD", evs_id = server.volume_id },
    }),
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
    (OPERATIONS[name] or "delete"):gsub("_.*", ""))
end

-- The refusal that is due where the login or the image does not fit `server`. The password is not
-- kept: nothing here logs in.
local function refuse_system(world, server, args, needs_image)
  if args.admin_pass and server.type == "HPS" then
    return refuse(400, "ModelArts.0107", "admin_pass: supernodes take key_pair_name alone")
  end
  if args.key_pair_name and not world.keypairs[args.key_pair_name] then
    return refuse(400, "ModelArts.0107", "key_pair_name: no such key pair")
  end
  if not args.image_id then
    if needs_image then
      return refuse(400, "ModelArts.6335", "image_id")
    end
    return nil
  end
  local image = world.devserver.image_by_id[args.image_id]
  if not image then
    return refuse(400, "ModelArts.0107", "image_id: no such image")
  elseif image.server_type ~= server.type then
    return refuse(400, "ModelArts.0107",
      ("image_id: the image is for %s, the instance is %s"):format(image.server_type, server.type))
  end
end

local function touch(server, now)
  server.update_at = math.floor(now * 1000)
end

local function remove(world, server)
  world.devserver.by_id[server.id] = nil
  for i, other in ipairs(world.devserver.servers) do
    if other == server then
      table.remove(world.devserver.servers, i)
      return
    end
  end
end

local function begin(world, server, name, args)
  local action = ACTIONS[name]
  local fault = world:take_job_fault(OPERATIONS[name], server.id)
  server.status = action.through
  touch(server, world:now())
  world:after(world:about(action.seconds), function(now)
    touch(server, now)
    if fault then
      server.status = action.failed
      return
    end
    server.status = action.to
    if action.to == "DELETED" then
      remove(world, server)
    end
    if name == "CHANGEOS" or name == "REINSTALLOS" then
      server.image = args.image_id and world.devserver.image_by_id[args.image_id] or server.image
      server.key_pair_name = args.key_pair_name
    end
  end)
end

-- One action on one instance, checks first.
local function act(name)
  return function(world, args)
    local server = world.devserver.by_id[args.id]
    if not server then
      return refuse(400, "ModelArts.6309")
    end
    local status, body
    if name == "CHANGEOS" or name == "REINSTALLOS" then
      status, body = refuse_system(world, server, args, name == "CHANGEOS")
    end
    if not status then
      status, body = refuse_state(server, name)
    end
    if status then
      return status, body
    end
    begin(world, server, name, args)
    return 200, describe(server)
  end
end

M.handlers.start_dev_server = act("START")
M.handlers.stop_dev_server = act("STOP")
M.handlers.reboot_dev_server = act("REBOOT")
M.handlers.change_dev_server_os = act("CHANGEOS")
M.handlers.reinstall_dev_server_os = act("REINSTALLOS")

function M.handlers.show_dev_server(world, args)
  local server = world.devserver.by_id[args.id]
  if not server then
    return refuse(400, "ModelArts.6309")
  end
  return 200, describe(server)
end

local function list_answer(servers, offset, limit)
  local page = world_.page(servers, offset, limit)
  for i, server in ipairs(page) do
    page[i] = describe(server)
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

function M.handlers.list_dev_servers(world, args)
  local key = SORT_KEYS[args.sort_key or "createTime"]
  if not key then
    return refuse(400, "ModelArts.0107", "sort_key: no field to sort by")
  end
  local servers = {}
  if not args.owner or args.owner == world.account.user_id then
    table.move(world.devserver.servers, 1, #world.devserver.servers, 1, servers)
  end
  local descending = args.sort_dir == "DESC"
  table.sort(servers, function(a, b)
    if descending then
      a, b = b, a
    end
    if a[key] ~= b[key] then
      return a[key] < b[key]
    end
    return a.id < b.id
  end)
  return list_answer(servers, math.max(args.offset or 0, 0), args.limit or DEFAULT_LIMIT)
end

-- The answer has no place for a refusal of one instance, so all are checked before any is touched.
function M.handlers.batch_dev_servers_action(world, args)
  local name = args.type
  local login = args.extend_param or {}
  local servers, seen = {}, {}
  for i, item in ipairs(args.servers) do
    local server = world.devserver.by_id[item.id]
    if not server then
      return refuse(400, "ModelArts.6309")
    elseif seen[server] then
      return refuse(400, "ModelArts.0107", ("servers[%d].id: named twice"):format(i))
    end
    seen[server] = true
    local status, body
    if name == "CHANGEOS" or name == "REINSTALLOS" then
      status, body = refuse_system(world, server, login, name == "CHANGEOS")
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
    begin(world, server, name, login)
  end
  return list_answer(servers, 0, #servers)
end

function M.show(world)
  local servers = {}
  for i, server in ipairs(world.devserver.servers) do
    servers[i] = describe(server)
  end
  return { servers = core.array(servers), images = core.array(world.devserver.images) }
end

return M
