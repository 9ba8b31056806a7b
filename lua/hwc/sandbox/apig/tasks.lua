-- SPDX-License-Identifier: Apache-2.0
-- Imports and exports of API Gateway that go on after their call was answered, in the sandbox.

local core = require("_hwc")
local responses = require("hwc.sandbox.apig.responses")
local definitions = require("hwc.sandbox.apig.definitions")
local files = require("hwc.sandbox.apig.files")
local gateways = require("hwc.sandbox.apig.gateways")
local sandbox_state = require("hwc.sandbox.state")
local store = require("hwc.sandbox.apig.store")

local M = { handlers = {} }

local refuse = responses.refuse

-- Scaled seconds that a task takes, more or less a quarter.
local SECONDS = 20

-- What tasks do, in the instance of theirs: the result, or nil and the code.
local DO = {}

function DO.import_api(state, args)
  return definitions.import(state, args, args.title, args.operations)
end

function DO.export_api(state, args)
  local definition, code = definitions.export(state, args)
  if not definition then
    return nil, code
  end
  local text, kind = files.write(definition, args.type)
  return { file_type = kind, content = text }
end

local started = sandbox_state.work("apig.task_started", function(state, data)
  local gateway = state.gateways[data.instance_id]
  local task = gateway and gateway.async_tasks:get(data.task_id)
  if task then
    task.task_status = "processing"
  end
end)

local finished = sandbox_state.work("apig.task", function(state, data, _, fault)
  local gateway = state.gateways[data.instance_id]
  local task = gateway and gateway.async_tasks:get(data.task_id)
  if not task then
    return
  end
  local result, code = nil, fault and (fault.code or "APIG.9999")
  if not fault then
    result, code = gateways.within(state, data.instance_id, function()
      return DO[task.task_type](state, data.args)
    end)
  end
  task.task_status = result and "succeed" or "failed"
  task.task_result = core.encode_json(result or {
    error_code = code, error_msg = fault and fault.message or responses.text(code),
  })
end)

local function begin(state, args, call, kind)
  local task = store:add(state, "async_tasks", { task_status = "waiting", task_type = kind })
  local data = { instance_id = args.instance_id, task_id = task.task_id, args = args }
  local seconds = state:about(SECONDS)
  state:after(seconds / 4, started, data)
  state:begin(call, {
    operation = call.operation,
    target = task.task_id,
    seconds = seconds,
    work = finished,
    data = data,
  })
  return 200, { task_id = task.task_id }
end

function M.handlers.import_api_definitions_async(state, args, call)
  local definition, status, body = files.read(args.file_name.data, call)
  if not definition then
    return status, body
  end
  return begin(state, {
    instance_id = args.instance_id,
    group_id = args.group_id,
    is_create_group = args.is_create_group,
    api_mode = args.api_mode,
    title = files.title(definition),
    operations = files.operations(definition),
  }, call, "import_api")
end

function M.handlers.export_api_definitions_async(state, args, call)
  local _, code = definitions.export(state, args)
  if code then
    return refuse(call, code)
  end
  return begin(state, args, call, "export_api")
end

return M
