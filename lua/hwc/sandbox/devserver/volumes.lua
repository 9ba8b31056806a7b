-- SPDX-License-Identifier: Apache-2.0
-- Disks of DevServers in the sandbox: attached and detached by operations that go on for a while.

local core = require("_hwc")
local collection = require("hwc.sandbox.collection")
local errors = require("hwc.sandbox.devserver.errors")
local sandbox_state = require("hwc.sandbox.state")

local M = { handlers = {} }

local STATES = { RUNNING = true, STOPPED = true }

-- Scaled seconds that an operation takes, more or less a quarter.
local SECONDS = 10

function M.seed(state)
  state.devserver.operations = collection.new()
end

local function describe(operation)
  return {
    operation_id = operation.id,
    operation_type = operation.type,
    operation_status = operation.status,
    operation_error = operation.error,
  }
end

local function position(server, volume_id)
  for i, volume in ipairs(server.volumes) do
    if volume.evs_id == volume_id then
      return i
    end
  end
end

-- The effects of operations, by type.
local EFFECTS = {}

function EFFECTS.ATTACH_VOLUME(server, volume_id)
  if not position(server, volume_id) then
    table.insert(server.volumes, {
      size = 100, type = "DATA", evs_type = "SSD", evs_id = volume_id,
    })
  end
end

function EFFECTS.DETACH_VOLUME(server, volume_id)
  local at = position(server, volume_id)
  if at then
    table.remove(server.volumes, at)
  end
end

local started = sandbox_state.work("devserver.volume_started", function(_, operation)
  operation.status = "running"
end)

local finished = sandbox_state.work("devserver.volume", function(_, data, now, fault)
  local operation, server = data.operation, data.server
  if fault then
    local code = fault.code or "ModelArts.0010"
    operation.status = "failed"
    operation.error = { code = code, message = fault.message or errors.TEXTS[code] or code }
    return
  end
  operation.status = "success"
  server.update_at = math.floor(now * 1000)
  EFFECTS[operation.type](server, data.volume_id)
end)

local function begin(state, call, server, kind, volume_id)
  local operation = state.devserver.operations:add({
    id = state:uuid(),
    server_id = server.id,
    type = kind,
    status = "pending",
  })
  local seconds = state:about(SECONDS)
  state:after(seconds / 4, started, operation)
  state:begin(call, {
    operation = call.operation,
    target = server.id,
    seconds = seconds,
    work = finished,
    data = { operation = operation, server = server, volume_id = volume_id },
  })
  return 200, describe(operation)
end

-- The server that may change its disks now, or the refusal.
local function find(state, args)
  local server = state.devserver.servers:get(args.id)
  if not server then
    return nil, errors.refuse(400, "ModelArts.6309")
  elseif not STATES[server.status] then
    return nil, errors.refuse(400, "ModelArts.6347", server.status, "volumes")
  end
  return server
end

-- Disks belong to another service: any id may be one.
function M.handlers.attach_dev_server_volume(state, args, call)
  local server, status, body = find(state, args)
  if not server then
    return status, body
  elseif position(server, args.volume_id) then
    return errors.refuse_value("volume_id: attached already")
  end
  return begin(state, call, server, "ATTACH_VOLUME", args.volume_id)
end

function M.handlers.detach_dev_server_volume(state, args, call)
  local server, status, body = find(state, args)
  local at = server and position(server, args.volume_id)
  if not server then
    return status, body
  elseif not at then
    return errors.refuse_value("volume_id: not attached")
  elseif server.volumes[at].type == "ROOT" then
    return errors.refuse_value("volume_id: the system disk stays")
  end
  return begin(state, call, server, "DETACH_VOLUME", args.volume_id)
end

function M.handlers.get_dev_server_operation(state, args)
  local operation = state.devserver.operations:get(args.operation_id)
  if not operation or operation.server_id ~= args.id then
    return errors.refuse(404, "ModelArts.0015")
  end
  return 200, describe(operation)
end

function M.show(state)
  local shown = {}
  for i, operation in state.devserver.operations:each() do
    shown[i] = describe(operation)
  end
  return { operations = core.array(shown) }
end

return M
