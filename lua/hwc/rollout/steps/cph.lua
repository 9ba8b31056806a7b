-- SPDX-License-Identifier: Apache-2.0
-- Steps of Cloud Phone Host: calls that answer with a job for each target.

local common = require("hwc.rollout.steps.common")
local core = require("_hwc")
local options = require("hwc.options")
local waiters = require("hwc.waiters")

local rows = require("_hwc.cph")

-- Records of a page.
local PAGE = 100

local JOBS, SERVERS, PHONES = rows.waiter("jobs"), rows.waiter("server_normal"),
  rows.waiter("phone_running")

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
    return common.fail("the service accepted the call, but its reply has no request_id", "unknown")
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
      local verdict = waiters.take(JOBS, {}, job)
      if verdict == "failed" then
        ends[id] = { state = "failed", code = job.error_code, message = job.error_msg }
      else
        ends[id] = verdict or ends[id]
      end
    end
    offset = offset + PAGE
  until #(reply.jobs or {}) < PAGE or offset >= batch.size
  return ends
end

-- Seconds between polls. A poll reads a page of jobs, however many of them are open, so large
-- batches are polled less often.
local function interval(open)
  return 5 + open / 10
end

-- A step whose call is made by `call(client, targets, arguments, call_options)`.
local function job_step(id_name, batch, call, more)
  return options.merge({
    service = "cph",
    batch = batch,
    longest = 1800,
    interval = interval,
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
    local phones = { phone_ids = common.ids_of(targets) }
    return client[operation](client, options.merge(arguments, phones), call_options)
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

-- More targets than this are read by a listing, which has 100 of them a page.
local MOST_SHOWN = 20

-- Targets that do not look right in a listing and are read one by one; more of them are no chance.
local MOST_CONFIRMED = 100

-- Those of the targets that a listing shows, by id.
local function list_targets(client, row, targets, call_options)
  local wanted, left, found = {}, #targets, {}
  for _, target in ipairs(targets) do
    wanted[target.id] = true
  end
  local good, err = pcall(function()
    for shown in client:each(row.list.operation, { limit = PAGE }, call_options) do
      local id = shown[row.item_id]
      if wanted[id] and not found[id] then
        found[id], left = shown, left - 1
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

-- Verdicts on what a listing shows, and the targets that are to be read one by one: those that it
-- does not show, as items may slip between its pages, and those that do not look right.
local function judge_listed(targets, found, judge)
  local verdicts, others, wrong = {}, {}, 0
  for _, target in ipairs(targets) do
    local shown = found[target.id]
    local verdict = shown and judge(shown)
    wrong = wrong + (shown and verdict ~= true and 1 or 0)
    if verdict == true or shown and wrong > MOST_CONFIRMED then
      verdicts[target.id] = verdict
    else
      others[#others + 1] = target
    end
  end
  return verdicts, others
end

-- What `judge(shown)` says of each target, or common.GONE.
local function judge_targets(client, row, targets, call_options, judge)
  local verdicts, others = {}, targets
  if #targets > MOST_SHOWN then
    local found, err = list_targets(client, row, targets, call_options)
    if not found then
      return nil, err
    end
    verdicts, others = judge_listed(targets, found, judge)
  end
  local more, err = common.judge_each(others, row.absent, function(id)
    return client[row.operation](client, { [row.id] = id }, call_options)
  end, judge)
  if not more then
    return nil, err
  end
  return options.merge(verdicts, more)
end

-- A function for verify: what `judge(shown, arguments)` says of each target.
local function verify_by(row, judge)
  return function(client, targets, arguments, call_options)
    return judge_targets(client, row, targets, call_options, function(shown)
      return judge(shown, arguments)
    end)
  end
end

-- Whether a target is in the state that the waiter waits for.
local function is_well(row, meaning)
  return function(shown)
    return common.has(row.success, tostring(shown[row.state]))
      or ("its status is %s, not %s (%s)"):format(tostring(shown[row.state]), row.success[1],
        meaning)
  end
end

local function has_keypair(server, arguments)
  return server.keypair_name == arguments.keypair_name
    or ("its key pair is %s"):format(tostring(server.keypair_name))
end

local function check_text(name)
  return function(_, arguments)
    return common.require_text(arguments, name)
  end
end

-- Key pairs are shown, so a batch in doubt is decided by them.
local function reconcile_keypair(client, targets, _, arguments, call_options)
  local verdicts, err = judge_targets(client, SERVERS, targets, call_options, function(server)
    return has_keypair(server, arguments)
  end)
  if not verdicts then
    return nil, err
  end
  local result = {}
  for id, verdict in pairs(verdicts) do
    if verdict ~= common.GONE then
      result[id] = verdict == true and "done" or "not_done"
    end
  end
  return result
end

-- Commands change what runs on phones, but phones stay available.
local COMMAND = {
  arguments = { command = "text", content = "text" },
  check = check_text("content"),
  interrupting = false,
}

local PHONE = {
  arguments = { image_id = "text", property = "text" },
  verify = verify_by(PHONES, is_well(PHONES, "running")),
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
    check = check_text("keypair_name"),
    interrupting = false,
    verify = verify_by(SERVERS, has_keypair),
    reconcile = reconcile_keypair,
  }),
  ["cph.restart_servers"] = job_step("server_id", 100, function(client, targets, _, call_options)
    return client:restart_cloud_phone_server({ server_ids = common.ids_of(targets) }, call_options)
  end, { verify = verify_by(SERVERS, is_well(SERVERS, "normal")) }),
  ["cph.restart_phones"] = job_step("phone_id", 100, call_phones("restart_cloud_phone"), PHONE),
  ["cph.reset_phones"] = job_step("phone_id", 100, call_phones("reset_cloud_phone"), PHONE),
  ["cph.run_shell_command"] = job_step("phone_id", 15, call_command("run_shell_command"), COMMAND),
  ["cph.push_file"] = job_step("phone_id", 15, call_command("push_file"), COMMAND),
  ["cph.install_apk"] = job_step("phone_id", 15, call_command("install_apk"), COMMAND),
  ["cph.uninstall_apk"] = job_step("phone_id", 15, call_command("uninstall_apk"), COMMAND),
}
