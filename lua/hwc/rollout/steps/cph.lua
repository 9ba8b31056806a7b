-- SPDX-License-Identifier: Apache-2.0
-- Steps of Cloud Phone Host: calls that answer with a job for each target.

local core = require("_hwc")
local options = require("hwc.options")

-- Pages of the tasks of one call.
local PAGE = 100

local function refusal(job)
  if job.error_code ~= nil and job.error_code ~= core.null and not job.job_id then
    return { code = job.error_code, message = job.error_msg }
  end
end

-- What the reply of a batch call says: a job or a refusal for each target. A target that it does
-- not name is not refused: whether it has a job is seen when polling.
local function read_reply(reply, targets, id_name)
  if type(reply.request_id) ~= "string" or reply.request_id == "" then
    -- Its tasks cannot be told from those of other calls.
    return nil, core.new_error({ kind = "step", fate = "unknown",
      message = "the service accepted the call, but its reply has no request_id" })
  end
  local by_id, refused = {}, {}
  for _, job in ipairs(reply.jobs or {}) do
    by_id[job[id_name] or ""] = job
  end
  for _, target in ipairs(targets) do
    local job = by_id[target.id]
    refused[target.id] = job and refusal(job)
  end
  return { refused = refused, data = { request_id = reply.request_id } }
end

-- Where the work of each target stands, by the tasks of the call.
local function poll_jobs(client, batch, call_options, id_name)
  local ends, offset = {}, 0
  repeat
    local reply, err = client:list_jobs({
      request_id = batch.data.request_id,
      limit = PAGE,
      offset = offset,
    }, call_options)
    if not reply then
      return nil, err
    end
    for _, job in ipairs(reply.jobs or {}) do
      local id = job[id_name] or "" -- of no target
      if job.status == 2 then
        ends[id] = "succeeded"
      elseif job.status == -1 then
        ends[id] = { state = "failed", code = job.error_code, message = job.error_msg }
      end
    end
    offset = offset + PAGE
  until #(reply.jobs or {}) < PAGE or offset >= batch.size
  return ends
end

local function ids_of(targets)
  local ids = {}
  for i, target in ipairs(targets) do
    ids[i] = target.id
  end
  return ids
end

-- A step whose call is made by `call(client, targets, arguments, call_options)`.
local function job_step(id_name, batch, call, more)
  return options.merge({
    service = "cph",
    batch = batch,
    longest = 1800,
    submit = function(client, targets, arguments, call_options)
      local reply, err = call(client, targets, arguments, call_options)
      if not reply then
        return nil, err
      end
      return read_reply(reply, targets, id_name)
    end,
    poll = function(client, work, call_options)
      return poll_jobs(client, work, call_options, id_name)
    end,
  }, more)
end

local function call_command(operation)
  return function(client, targets, arguments, call_options)
    return client[operation](client, options.merge(arguments, { phone_ids = ids_of(targets) }),
      call_options)
  end
end

local function call_phones(operation)
  return function(client, targets, arguments, call_options)
    local phones = {}
    for i, target in ipairs(targets) do
      phones[i] = options.merge({ phone_id = target.id }, { property = arguments.property })
    end
    return client[operation](client, { image_id = arguments.image_id, phones = phones },
      call_options)
  end
end

-- More servers than this are read by a listing, which has 100 of them a page.
local MOST_SHOWN = 20

-- The servers of targets as the service shows them, by id.
local function read_servers(client, targets, call_options)
  local found, left = {}, #targets
  if left <= MOST_SHOWN then
    for _, target in ipairs(targets) do
      local server, err = client:show_cloud_phone_server_detail({ server_id = target.id },
        call_options)
      if not server then
        return nil, err
      end
      found[target.id] = server
    end
    return found
  end
  local wanted = {}
  for _, target in ipairs(targets) do
    wanted[target.id] = true
  end
  local good, err = pcall(function()
    for server in client:each("list_cloud_phone_servers", { limit = PAGE }, call_options) do
      if wanted[server.server_id] and not found[server.server_id] then
        found[server.server_id], left = server, left - 1
        if left == 0 then
          return
        end
      end
    end
  end)
  if not good then
    return nil, err
  end
  return found
end

-- A function for verify: what `judge(server)` says of each target.
local function verify_servers(judge)
  return function(client, targets, arguments, call_options)
    local found, err = read_servers(client, targets, call_options)
    if not found then
      return nil, err
    end
    local result = {}
    for _, target in ipairs(targets) do
      local server = found[target.id]
      result[target.id] = server and judge(server, arguments) or "the service does not show it"
    end
    return result
  end
end

local function has_keypair(server, arguments)
  return server.keypair_name == arguments.keypair_name
    or ("its key pair is %s"):format(tostring(server.keypair_name))
end

local NORMAL = 5

local function is_normal(server)
  return server.status == NORMAL or ("its status is %s, not 5 (normal)"):format(server.status)
end

local function check_keypair(_, arguments)
  if type(arguments.keypair_name) ~= "string" or arguments.keypair_name == "" then
    return core.new_error({
      kind = "validation",
      field = "keypair_name",
      message = "keypair_name: required, a string",
    })
  end
end

local function check_content(_, arguments)
  if type(arguments.content) ~= "string" or arguments.content == "" then
    return core.new_error({
      kind = "validation",
      field = "content",
      message = "content: required, a string",
    })
  end
end

-- Commands change what runs on phones, but phones stay available.
local COMMAND = {
  arguments = { command = "text", content = "text" },
  check = check_content,
  interrupting = false,
}

return {
  ["cph.update_keypair"] = job_step("server_id", 100, function(client, targets, arguments,
      call_options)
    local servers = {}
    for i, target in ipairs(targets) do
      servers[i] = { server_id = target.id, keypair_name = arguments.keypair_name }
    end
    return client:update_keypair({ servers = servers }, call_options)
  end, {
    arguments = { keypair_name = "text" },
    check = check_keypair,
    interrupting = false,
    verify = verify_servers(has_keypair),
    reconcile = function(client, targets, _, arguments, call_options)
      local found, err = read_servers(client, targets, call_options)
      if not found then
        return nil, err
      end
      local result = {}
      for _, target in ipairs(targets) do
        local server = found[target.id]
        result[target.id] = server and (has_keypair(server, arguments) == true and "done"
          or "not_done") or nil
      end
      return result
    end,
  }),
  ["cph.restart_servers"] = job_step("server_id", 100, function(client, targets, _, call_options)
    return client:restart_cloud_phone_server({ server_ids = ids_of(targets) }, call_options)
  end, { verify = verify_servers(is_normal) }),
  ["cph.restart_phones"] = job_step("phone_id", 100, call_phones("restart_cloud_phone"), {
    arguments = { image_id = "text", property = "text" },
  }),
  ["cph.reset_phones"] = job_step("phone_id", 100, call_phones("reset_cloud_phone"), {
    arguments = { image_id = "text", property = "text" },
  }),
  ["cph.run_shell_command"] = job_step("phone_id", 15, call_command("run_shell_command"), COMMAND),
  ["cph.push_file"] = job_step("phone_id", 15, call_command("push_file"), COMMAND),
  ["cph.install_apk"] = job_step("phone_id", 15, call_command("install_apk"), COMMAND),
  ["cph.uninstall_apk"] = job_step("phone_id", 15, call_command("uninstall_apk"), COMMAND),
}
