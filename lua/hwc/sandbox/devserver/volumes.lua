-- SPDX-License-Identifier: Apache-2.0
-- Disks of DevServers in the sandbox: attached and detached by operations that go on for a while.

local core = require("_hwc")
local collection = require("hwc.sandbox.collection")
local errors = require("hwc.sandbox.devserver.errors")

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

local function begin(state, call, server, kind, done)
  local fault = state:take_job_fault(call.operation, server.id)
  local operation = state.devserver.operations:add({
    id = state:uuid(),
    server_id = server.id,
    type = kind,
    status = "pending",
  })
  local seconds = state:about(SECONDS)
  state:after(seconds / 4, function()
    operation.status = "running"
  end)
  state:after(seconds, function(now)
    if fault then
      local code = fault.code or "ModelArts.0010"
      operation.status = "failed"
      operation.error = { code = code, message = fault.message or errors.TEXTS[code] or code }
      return
    end
    operation.status = "success"
    server.update_at = math.floor(now * 1000)
    done()
  end)
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
  return begin(state, call, server, "ATTACH_VOLUME", function()
    if not position(server, args.volume_id) then
      table.insert(server.volumes, {
        size = 100, type = "DATA", evs_type = "SSD", evs_id = args.volume_id,
      })
    end
  end)
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
  return begin(state, call, server, "DETACH_VOLUME", function()
    local now_at = position(server, args.volume_id)
    if now_at then
      table.remove(server.volumes, now_at)
    end
  end)
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
  for i, operation in ipairs(state.devserver.operations.items) do
    shown[i] = describe(operation)
  end
  return { operations = core.array(shown) }
end

return M
