-- SPDX-License-Identifier: Apache-2.0
-- Commands on the phones of the sandbox, and apps and files that servers share with their phones.
-- Nothing is run: jobs end as if it had been.

local core = require("_hwc")
local errors = require("hwc.sandbox.cph.errors")
local jobs = require("hwc.sandbox.cph.jobs")
local phones = require("hwc.sandbox.cph.phones")

local M = { handlers = {} }

local RUNNING, SUCCEEDED, FAILED = 2, 2, -1
local NORMAL = 5

-- Scaled seconds that work takes, more or less a quarter.
local COMMAND_SECONDS = 10
local SHARE_SECONDS = 20

local SHELL_OUTPUT = "sandbox"

-- The phones that a command is for; with both lists, phone_ids counts alone.
local function phones_of(state, args)
  if args.phone_ids then
    return args.phone_ids
  end
  local ids = {}
  for _, server_id in ipairs(args.server_ids) do
    if not state.cph.servers:get(server_id) then
      return nil, "CPS.0015"
    end
    table.move(phones.ids_of(state, server_id), 1, state.config.phones, #ids + 1, ids)
  end
  return ids
end

local function refuse_unless_running(phone)
  return phone.status ~= RUNNING and "CPS.0141"
end

local function command(message)
  return function(state, args, call)
    local ids, code = phones_of(state, args)
    if not ids then
      return errors.refuse(call, code)
    end
    return phones.each(state, call, ids, COMMAND_SECONDS, {
      refuse = refuse_unless_running,
      message = message,
    })
  end
end

M.handlers.install_apk = command("Success")
M.handlers.uninstall_apk = command("Success")
M.handlers.push_file = command("")
M.handlers.run_shell_command = command(SHELL_OUTPUT)

-- Answers with the output: its jobs have ended.
function M.handlers.run_sync_command(state, args, call)
  local ids, code = phones_of(state, args)
  if not ids then
    return errors.refuse(call, code)
  end
  local shown = {}
  call.is_noted = true
  for i, id in ipairs(ids) do
    local phone = state.cph.phones:get(id)
    code = not phone and "CPS.0005" or refuse_unless_running(phone)
    local fault = not code and state:take_job_fault(call.operation, id)
    if fault and fault.fails then
      code = fault.code or "CPS.0003"
    elseif not code then
      state.ledger:note(call.operation, id, state:now(), call.id)
    end
    shown[i] = {
      phone_id = id,
      job_id = state:hex(32),
      status = code and FAILED or SUCCEEDED,
      error_code = code or core.null,
      error_msg = code and (fault and fault.message or errors.TEXTS[code] or code) or core.null,
      execute_msg = not code and SHELL_OUTPUT or nil,
    }
  end
  return 200, { request_id = call.id, jobs = core.array(shown) }
end

-- What servers share.

function M.seed(state)
  state.cph.shared_apps, state.cph.shared_files = {}, {}
end

-- The effects of jobs on servers, by name.
local EFFECTS = {}

local finished = jobs.effect("cph.share", function(state, data, failed, job)
  if not failed then
    EFFECTS[data.effect](state, data.server_id, data.given, job)
  end
end)

local function each_server(state, call, ids, effect, given)
  return jobs.respond(call, "server_id", ids, function(id)
    local server = state.cph.servers:get(id)
    if not server then
      return nil, "CPS.0015"
    elseif server.status ~= NORMAL then
      return nil, "CPS.0099"
    end
    return jobs.begin(state, call, { server_id = id }, state:about(SHARE_SECONDS), finished,
      { server_id = id, effect = effect, given = given })
  end)
end

local function shared(of, server_id)
  of[server_id] = of[server_id] or {}
  return of[server_id]
end

function EFFECTS.add_app(state, id, given)
  shared(state.cph.shared_apps, id)[given.package_name] = true
end

function EFFECTS.remove_app(state, id, given)
  shared(state.cph.shared_apps, id)[given.package_name] = nil
end

-- The archive is not unpacked: the object's own name stands for what is in it.
function EFFECTS.add_file(state, id, given)
  shared(state.cph.shared_files, id)["/" .. given.object_path:match("[^/]*$")] = true
end

function EFFECTS.remove_files(state, id, given)
  for _, path in ipairs(given.file_paths) do
    shared(state.cph.shared_files, id)[path] = nil
  end
end

function EFFECTS.list_files(state, id, given, job)
  local found = {}
  for path in pairs(shared(state.cph.shared_files, id)) do
    if path:sub(1, #given.path) == given.path then
      found[#found + 1] = path
    end
  end
  table.sort(found, core.text_less)
  job.execute_msg = table.concat(found, "\n")
end

function M.handlers.push_share_apps(state, args, call)
  return each_server(state, call, args.server_ids, "add_app", args)
end

function M.handlers.delete_share_apps(state, args, call)
  return each_server(state, call, args.server_ids, "remove_app", args)
end

function M.handlers.push_share_files(state, args, call)
  return each_server(state, call, args.server_ids, "add_file", args)
end

function M.handlers.delete_share_files(state, args, call)
  return each_server(state, call, args.server_ids, "remove_files", args)
end

function M.handlers.list_share_files(state, args, call)
  local ids = {}
  for id in args.server_ids:gmatch("[^,]+") do
    ids[#ids + 1] = id
  end
  return each_server(state, call, ids, "list_files", args)
end

return M
