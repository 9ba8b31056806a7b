-- SPDX-License-Identifier: Apache-2.0
-- Steps of ModelArts DevServer: one instance a call, whose state is polled as the waiter of that
-- call does it. The state at the start is in the journal: one that was there before is no success.

local common = require("hwc.rollout.steps.common")
local core = require("_hwc")
local options = require("hwc.options")
local waiters = require("hwc.waiters")

local rows = require("_hwc.devserver")

-- Polls in which the service must say that it does not know an instance.
local MIN_POLLS = 3

-- The waiter of an operation.
local function waiter_of(operation)
  for _, waiter in pairs(rows.waiters()) do
    for _, order in ipairs(waiter.orders) do
      if order.operation == operation then
        return waiter
      end
    end
  end
end

local function image_of(shown)
  for _, member in ipairs({ "image", "server_image_response" }) do
    local image = shown[member]
    if type(image) == "table" and type(image.image_id) == "string" then
      return image.image_id
    end
  end
end

local function show(client, id, call_options)
  return client:show_dev_server({ id = id }, call_options)
end

-- Another operating system needs an instance that is stopped, or whose last change failed.
local function is_stopped(shown)
  local status = tostring(shown.status)
  return status == "STOPPED" or status:find("_FAILED$") ~= nil
end

-- The state at the start: that of the reply, else the one before the call.
local function base_of(before, reply)
  local changed = before.update_at
  if type(reply.update_at) == "number" and reply.update_at > (tonumber(changed) or 0) then
    changed = reply.update_at
  end
  return { state = tostring(reply.status or before.status), changed = changed }
end

-- Makes the call. `given.reached` is the code of a refusal that says that nothing is to be done.
local function submit(operation, given, client, id, arguments, call_options)
  local before, err = common.read_until(function()
    return show(client, id, call_options)
  end, given.is_ready or function()
    return true
  end)
  if not before then
    return common.not_sent(err)
  elseif given.is_ready and not given.is_ready(before) then
    return { refused = { [id] = { code = before.status, message =
      ("the instance is %s, not STOPPED"):format(tostring(before.status)) } } }
  end
  local reply
  reply, err = client[operation](client, options.merge(arguments, { id = id }), call_options)
  if not reply and given.reached and err.code == given.reached and err.fate == "responded" then
    return { data = { reached = true } }
  elseif not reply then
    return nil, err
  end
  return { data = { base = base_of(before, reply),
    image_id = arguments.image_id or given.keeps_image and image_of(before) or nil } }
end

-- Where an instance stands that the service does not show.
local function miss(waiter, batch, err)
  if not common.has(waiter.absent, err.code) then
    return nil, err
  end
  batch.missing = (batch.missing or 0) + 1
  return { [batch.targets[1].id] = batch.missing >= MIN_POLLS and { state = "failed",
    code = err.code, message = common.GONE } or nil }
end

local function poll(waiter, client, batch, call_options)
  local id, data = batch.targets[1].id, batch.data
  if data.reached then
    return { [id] = "succeeded" }
  end
  local shown, err = show(client, id, call_options)
  if not shown then
    return miss(waiter, batch, err)
  end
  batch.missing = nil
  batch.item = batch.item or { base = data.base, newest = data.base.changed,
    wanted = data.image_id }
  local verdict = waiters.take(waiter, batch.item, shown)
  if verdict == "failed" then
    return { [id] = { state = "failed", code = tostring(shown.status),
      message = "the instance ended as " .. tostring(shown.status) } }
  end
  return { [id] = verdict }
end

-- Later steps may have left the state that this one reached, so only failures are wrong.
local function judge(shown, arguments)
  local status = tostring(shown.status)
  if status == "ERROR" or status:find("_FAILED$") then
    return "its status is " .. status
  elseif arguments.image_id and image_of(shown) ~= arguments.image_id then
    return ("its image is %s"):format(tostring(image_of(shown)))
  end
  return true
end

local function verify(waiter, client, targets, arguments, call_options)
  return common.judge_each(targets, waiter.absent, function(id)
    return show(client, id, call_options)
  end, function(shown)
    return judge(shown, arguments)
  end)
end

-- Decides a batch in doubt where what is shown does.
local function reconcile(waiter, decide, client, targets, since, arguments, call_options)
  local id = targets[1].id
  local shown, err = show(client, id, call_options)
  if not shown then
    return nil, err
  elseif common.has(waiter.passage, shown.status) then -- only this change leads there
    return "accepted", { base = base_of(shown, {}), image_id = arguments.image_id }
  end
  return { [id] = decide(shown, arguments, since) }
end

-- A step that makes one call an instance.
local function instance_step(operation, given)
  local waiter = waiter_of(operation)
  return options.merge({
    service = "devserver",
    batch = 1,
    longest = 3600,
    interval = waiter.defaults.interval,
    submit = function(client, targets, arguments, call_options)
      return submit(operation, given, client, targets[1].id, arguments, call_options)
    end,
    poll = function(client, batch, call_options)
      return poll(waiter, client, batch, call_options)
    end,
    verify = function(client, targets, arguments, call_options)
      return verify(waiter, client, targets, arguments, call_options)
    end,
    reconcile = given.decide and function(client, targets, since, arguments, call_options)
      return reconcile(waiter, given.decide, client, targets, since, arguments, call_options)
    end,
  }, given.definition)
end

-- Whether the last change of an instance was before the intent, in milliseconds and in seconds.
local function is_untouched(shown, since)
  return type(shown.update_at) == "number" and shown.update_at < since * 1000
end

-- Decides by the state: the goal, or that from before, which was not left since.
local function decide_by_state(goal, from)
  return function(shown, _, since)
    if shown.status == goal then
      return "done"
    end
    return shown.status == from and is_untouched(shown, since) and "not_done" or nil
  end
end

-- Another image on an instance that was not touched is proof that nothing was done; the right one
-- may be older.
local function decide_by_image(shown, arguments, since)
  return shown.status == "STOPPED" and image_of(shown) ~= arguments.image_id
    and is_untouched(shown, since) and "not_done" or nil
end

local SYSTEM = {
  arguments = {
    image_id = "text",
    key_pair_name = "text",
    admin_pass = "any",
    user_data = "any",
  },
  secrets = { admin_pass = true, user_data = true },
}

local CHANGE = options.merge(SYSTEM, {
  check = function(_, arguments)
    if (arguments.admin_pass == nil) == (arguments.key_pair_name == nil) then
      return core.new_error({ kind = "validation", field = "admin_pass",
        message = "admin_pass: exactly one of admin_pass and key_pair_name is required" })
    end
    return common.require_text(arguments, "image_id")
  end,
})

return {
  ["devserver.start"] = instance_step("start_dev_server", {
    reached = "ModelArts.6305", -- it is running already
    decide = decide_by_state("RUNNING", "STOPPED"),
  }),
  ["devserver.stop"] = instance_step("stop_dev_server", {
    reached = "ModelArts.6307", -- it has been stopped already
    decide = decide_by_state("STOPPED", "RUNNING"),
  }),
  ["devserver.reboot"] = instance_step("reboot_dev_server", {}),
  ["devserver.change_os"] = instance_step("change_dev_server_os", {
    is_ready = is_stopped,
    decide = decide_by_image,
    definition = CHANGE,
  }),
  ["devserver.reinstall_os"] = instance_step("reinstall_dev_server_os", {
    is_ready = is_stopped,
    keeps_image = true,
    definition = SYSTEM,
  }),
}
